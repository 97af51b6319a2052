"""Kinds of séance that a département made its own: who sits, which lines, whose results."""

from dataclasses import replace
from datetime import date

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds, UnknownKind
from tests.situations import KIND_APPUI
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENTS,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    BOP,
    ELSEWHERE,
    HERE,
    SERVICE_SOCIAL,
    World,
)
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage, Seance, SeanceService
from workflow.tables.trail import DeadlineRow

WITHOUT_FRANCE_TRAVAIL = replace(
    KIND_APPUI, services=KIND_APPUI.services - {"france_travail", "association"}
)


@pytest.fixture
def grenoble(world: World) -> World:
    """The département of the tests, with an instance d'insertion beside its own kinds."""
    kinds = Kinds.of([*world.rulebook.kinds, WITHOUT_FRANCE_TRAVAIL])
    world.rulebook = replace(world.rulebook, kinds=kinds)
    return world


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    """The codes of the reasons given."""
    return {refusal.code for refusal in refused.value.refusals}


def test_the_services_that_its_kind_names_sit_in_a_seance(grenoble: World) -> None:
    seance = grenoble.seance("2026-04-09", genre="instance")

    (row,) = grenoble.rows(Seance, id=seance)
    sitting = {row["service_id"] for row in grenoble.rows(SeanceService, seance_id=seance)}
    assert (row["genre"], row["instance"]) == ("instance", "appui")
    assert sitting == {ALI, SERVICE_SOCIAL}


def test_an_instance_d_appui_answers_with_preconisations_written_by_its_coordinator(
    grenoble: World,
) -> None:
    dossier = grenoble.dossier()
    seance = grenoble.seance("2026-04-09", genre="instance")
    grenoble.act(dossier, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    for act in ("preparer", "arreter"):
        grenoble.convene(seance, act)
    grenoble.until("2026-04-09 09:30").convene(seance, "ouvrir")
    grenoble.act(dossier, "rendre_soutien", BAT, preconisations="bilan de santé")
    grenoble.convene(seance, "lever")

    (line,) = grenoble.rows(Passage, dossier_id=dossier)
    assert (line["state"], line["methode"]) == ("soutien_rendu", "collegiale")
    assert grenoble.flaws() == []


def test_an_instance_d_appui_takes_no_request(grenoble: World) -> None:
    dossier = journeys.consulted(grenoble)
    seance = grenoble.seance("2026-04-09", genre="instance")

    with pytest.raises(Refused) as refused:
        grenoble.act(dossier, "inscrire", AGENT_ALI, seance=seance)

    assert codes(refused) == {"seance_d_un_autre_genre", "nature_non_admise"}


def test_an_instance_d_appui_owes_the_bat_no_icl_tableau(grenoble: World) -> None:
    seance = grenoble.seance("2026-04-09", genre="instance")
    grenoble.convene(seance, "preparer")

    rules = {row["rule"] for row in grenoble.rows(DeadlineRow, kind="seance", subject_id=seance)}
    assert "D1-TABLEAU-BAT" not in rules
    assert "I-ARRETER" in rules


def test_a_kind_that_nobody_knows_or_that_is_not_held_then_is_refused(world: World) -> None:
    from_may = replace(KIND_APPUI, valid_from=date(2026, 5, 1), circonscriptions=frozenset({HERE}))
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([*world.rulebook.kinds, from_may]))

    with pytest.raises(Refused) as unknown:
        world.seance("2026-04-09", genre="icag")
    with pytest.raises(Refused) as too_soon:
        world.seance("2026-04-09", genre="instance")

    assert codes(unknown) == {"genre_inconnu"}
    assert codes(too_soon) == {"genre_hors_periode"}
    assert "« icl », « ep »" in unknown.value.refusals[0].remedy
    assert world.seance("2026-05-07", genre="instance")


def test_a_seance_does_not_move_to_a_day_on_which_its_kind_is_not_held(world: World) -> None:
    until_june = replace(KIND_APPUI, valid_to=date(2026, 6, 30))
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([*world.rulebook.kinds, until_june]))
    seance = world.seance("2026-06-11", genre="instance")

    with pytest.raises(Refused) as refused:
        world.convene(seance, "deplacer", date_seance="2026-07-09", heure="09:30")

    assert codes(refused) == {"genre_hors_periode"}


def test_a_seance_whose_kind_left_the_configuration_is_not_coordinated_by_anybody(
    grenoble: World,
) -> None:
    seance = grenoble.seance("2026-04-09", genre="instance")
    kept = [kind for kind in grenoble.rulebook.kinds if kind.code != "instance"]
    grenoble.rulebook = replace(grenoble.rulebook, kinds=Kinds.of(kept))

    with pytest.raises(UnknownKind, match="« instance »"):
        grenoble.convene(seance, "preparer")


def test_who_coordinates_a_seance_is_told_of_it_and_of_what_is_late(world: World) -> None:
    ep = world.seance("2026-04-23", genre="ep", circonscription=None)
    icl = world.seance("2026-04-09")
    world.until("2026-04-24 10:00").tick()
    world.convene(ep, "deplacer", BOP, date_seance="2026-05-07", heure="09:30")

    told = {
        seance: {
            row["recipient"]
            for row in world.rows(Outbox, kind="seance", subject_id=seance)
            if row["recipient"].startswith("role:") and "manager" not in row["recipient"]
        }
        for seance in (ep, icl)
    }
    assert told == {ep: {"role:bop"}, icl: {f"role:bat:{HERE}"}}


def test_a_kind_may_take_only_people_whose_accompagnement_has_begun(world: World) -> None:
    """S2: « inscrite dans la file active », except before the SDF team's instance."""
    homeless = replace(KIND_APPUI, circonscriptions=frozenset({ELSEWHERE}))
    kinds = [*world.rulebook.kinds, replace(KIND_APPUI, active_only=True), homeless]
    world.rulebook = replace(world.rulebook, kinds=Kinds.of(kinds))
    here = world.seance("2026-04-09", genre="instance")
    there = world.seance("2026-04-09", genre="instance", circonscription=ELSEWHERE)
    oriented = world.dossier("importer_oriente", service=ALI, origine="algorithme")
    other = world.dossier(
        "importer_oriente", service=ALI_ELSEWHERE, circonscription=ELSEWHERE, origine="algorithme"
    )
    followed = world.dossier()
    with pytest.raises(Refused) as refused:
        world.act(oriented, "inscrire_ligne", AGENTS[ALI], seance=here, nature="soutien")
    world.act(followed, "inscrire_ligne", AGENTS[ALI], seance=here, nature="soutien")
    world.act(other, "inscrire_ligne", AGENTS[ALI_ELSEWHERE], seance=there, nature="soutien")

    assert [one.code for one in refused.value.refusals] == ["hors_file_active"]
    assert len(world.rows(Passage)) == 2


def test_a_kind_is_called_as_it_is_called_there(world: World) -> None:
    sdf = replace(KIND_APPUI, label="Instance SDF", circonscriptions=frozenset({ELSEWHERE}))
    kinds = Kinds.of([*world.rulebook.kinds, KIND_APPUI, sdf])
    rulebook = replace(world.rulebook, kinds=kinds)

    assert rulebook.label_of("instance", ELSEWHERE) == "Instance SDF"
    assert rulebook.label_of("instance", HERE) == rulebook.label_of("instance")
    assert rulebook.label_of("instance") == "Instance d’insertion"
