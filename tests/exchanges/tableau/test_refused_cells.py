"""What is refused of a tableau that comes back is told in the words of its columns, and truly."""

from datetime import date

import pytest

from rules.actors import Actor, Role
from rules.refusals import Refused
from rules.wording import quoted
from states.page import Birth, Exit, Machine
from states.procedure import PROCEDURE
from tests.exchanges.tableau.desk import ANSWER, LINE, REMARK, Desk, add, write
from tests.exchanges.tableau.test_bad_input import refusals
from tests.workflow.build import (
    AGENT_FT,
    AGENT_SSD,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
)

WAYS: list[Birth | Exit] = [
    *(way for machine in Machine for way in PROCEDURE.births[machine].values()),
    *(
        way
        for machine in Machine
        for node in PROCEDURE.nodes[machine].values()
        for way in node.exits
    ),
]
"""Every form of the procedure."""


def test_a_remark_without_its_answer_is_told_by_the_column_of_the_file(desk: Desk) -> None:
    line = desk.line(desk.mine).id
    path = write(desk.export(FRANCE_TRAVAIL), line, {REMARK.format(FRANCE_TRAVAIL): "vue en mai"})

    ((heading, reason),) = refusals(desk.take(path, AGENT_FT))

    assert heading == ANSWER.format(FRANCE_TRAVAIL)
    assert reason.endswith(f"Indiquez {quoted(heading)}.")


def test_no_refusal_of_an_import_says_the_name_of_a_field(desk: Desk) -> None:
    """Each cell that may be filled in, filled in wrong: what it is told bears printed headings."""
    line, person = desk.line(desk.mine).id, desk.world.dossier(service=ALI)
    path = write(
        desk.export(None),
        line,
        {
            "Priorité du service": "deux",
            "Personne prévenue le": date(2027, 3, 2),
            REMARK.format(SERVICE_SOCIAL): "vue en mai",
        },
    )
    add(path, {"Dossier": person, "Objet": "réorientation", "Personne consultée le": "2026-03-01"})
    other = desk.world.dossier(service=ALI)
    add(path, {"Dossier": other, "Objet": "soutien technique", "Priorité du service": "deux"})
    third = desk.world.dossier(service=ALI)
    add(path, {"Dossier": third, "Objet": "soutien technique", "Prévenue par": "Mme Alba"})

    told = refusals(desk.take(path, BAT))

    fields = {field.name for way in WAYS for field in way.asks}
    assert len(told) >= 8
    assert not [reason for _, reason in told for one in fields if f"« {one} »" in reason]


def test_a_text_that_is_too_long_is_told_how_long_it_may_be(desk: Desk) -> None:
    path = write(
        desk.export(),
        desk.line(desk.theirs).id,
        {ANSWER.format(ALI): "connu", REMARK.format(ALI): "a" * 4_001},
    )

    report = desk.take(path)

    assert refusals(report) == [
        (
            REMARK.format(ALI),
            "ce texte est trop long\N{NO-BREAK SPACE}: 4000 caractères au plus, il en a 4001",
        )
    ]


def test_of_a_line_that_is_not_shared_nothing_false_is_told_and_nothing_given_away(
    desk: Desk,
) -> None:
    """Somebody gives a service the file of whoever coordinates."""
    person = desk.world.dossier(service=SERVICE_SOCIAL)
    desk.world.act(person, "inscrire_ligne", AGENT_SSD, seance=desk.seance, nature="soutien")
    hidden = desk.line(person).id
    path = write(desk.export(None), hidden, {ANSWER.format(ALI): "connu"})
    unknown = write(desk.export(None, "autre.xlsx"), hidden, {"Clé": None, LINE: 99})

    told = [reason for one in (path, unknown) for _, reason in refusals(desk.take(one))]

    assert [reason.replace("99", str(hidden)) for reason in told] == [
        f"la ligne n°\N{NO-BREAK SPACE}{hidden} n’est pas, ou plus, parmi celles que ce service"
        "\N{SPACE}voit\N{NO-BREAK SPACE}: une ligne d’un autre service se voit une fois qu’il l’a"
        " partagée"
    ] * 2


def test_a_service_that_does_not_sit_is_refused_the_tableau_and_told_who_sits(desk: Desk) -> None:
    path = desk.export(None)
    elsewhere = Actor(name="ailleurs", role=Role.REFERENT, service_id=ALI_ELSEWHERE)

    with pytest.raises(Refused) as out:
        desk.export(ALI_ELSEWHERE, "ailleurs.xlsx")
    with pytest.raises(Refused) as back:
        desk.take(path, elsewhere)

    for one in (out, back):
        (refusal,) = one.value.refusals
        assert refusal.code == "service_absent"
        assert refusal.remedy.startswith("Y siègent\N{NO-BREAK SPACE}: Service 1 (n°")
    assert not (desk.folder / "ailleurs.xlsx").exists()
