"""The order of the day: proposed with its reasons, adjusted with a motive, settled once."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from entrypoints.web.pages.seances.agenda import drawing
from rules.seances.agenda import Agenda, AgendaLine
from rules.seances.capacity import Capacity
from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.sittings import line_of
from tests.workflow.journeys import en_icl
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import JournalRow


def _prepared(served: Served, lines: int = 3) -> tuple[int, Sequence[int]]:
    """An ICL-I whose tableau is open, with lines; the next one is on the programme."""
    town = served.town
    icl = town.seance("2026-05-20")
    dossiers = [en_icl(town, seance=icl).dossier for _ in range(lines)]
    town.convene(icl, "preparer")
    return icl, [line_of(town, one, icl) for one in dossiers]


def test_what_is_proposed_says_why_and_changes_nothing(served: Served) -> None:
    icl, _ = _prepared(served)

    with served.visitor("bat") as client:
        answer = client.get(f"/seances/{icl}/ordre-du-jour")

    page = text_of(answer)
    assert "Ordre du jour proposé" in page
    assert "3 retenues, 0 reportée" in page
    assert "Demande du 5 mai 2026" in page
    assert served.town.row(Seance, icl)["state"] == "preparee"


def test_an_adjustment_is_shown_then_wants_a_motive_then_is_settled_once(served: Served) -> None:
    town = served.town
    icl, (first, _, last) = _prepared(served)
    there = f"/seances/{icl}/ordre-du-jour"

    with served.visitor("bat") as client:
        form = form_of(client.get(there)) | {f"rang-{last}": "1", "reporter": str(first)}
        shown = client.post(there, data=form | {"aller": "recalculer"})
        refused = client.post(there, data=form | {"aller": "arreter"})
        told = form | {"aller": "arreter", "motif": "audience le 20 mai"}
        checked = client.post(there, data=told)
        still = town.row(Seance, icl)["state"]
        settled = form_of(checked)
        done = client.post(f"{there}/arreter", data=settled)
        twice = client.post(f"{there}/arreter", data=settled)

    assert "2 retenues, 1 reportée" in text_of(shown)
    assert refused.status_code == 422
    assert "dites pourquoi" in text_of(refused)
    assert 'value="1"' in refused.text
    assert "1 ligne passe à la séance suivante" in text_of(checked)
    assert still == "preparee"
    assert done.status_code == twice.status_code == 303
    assert town.row(Seance, icl)["state"] == "arretee"
    assert town.row(Passage, last)["rank"] == 1
    assert town.row(Passage, first)["state"] == "reporte"
    assert len(town.rows(JournalRow, act="arbitrer", subject_id=icl)) == 1


def test_an_agenda_that_changed_meanwhile_is_not_settled(served: Served) -> None:
    town = served.town
    icl, _ = _prepared(served)
    there = f"/seances/{icl}/ordre-du-jour"

    with served.visitor("bat") as client:
        form = form_of(client.get(there))
        town.convene(icl, "arreter")
        conflict = client.post(there, data=form | {"aller": "arreter"})

    assert conflict.status_code == 409
    assert "a modifié la séance" in text_of(conflict)


@pytest.mark.parametrize("who", ["referente", "manager"])
def test_whoever_does_not_coordinate_reads_without_a_form(served: Served, who: str) -> None:
    icl, _ = _prepared(served)

    with served.visitor(who) as client:
        answer = client.get(f"/seances/{icl}/ordre-du-jour")

    assert answer.status_code == 200
    assert "Arrêter l’ordre du jour…" not in answer.text
    assert 'name="rang-' not in answer.text


def test_the_drawing_holds_the_minutes_up_to_the_limit_then_those_beyond() -> None:
    capacity = Capacity(duration=60, per_situation=30, with_guest=45)
    line = AgendaLine(line=1, dossier=1, rank=1, guests=0, reports=0, reasons=())
    off = replace(line, line=3, rank=None)
    agenda = Agenda(
        retained=(line, replace(line, line=2, rank=2)), postponed=(off, off), capacity=capacity
    )

    drawn = drawing(agenda)

    assert drawn is not None
    assert drawn.limit == 500
    assert [(one.x, one.width, one.label, one.off) for one in drawn.blocks] == [
        (0, 250, "1", False),
        (250, 250, "2", False),
        (500, 250, "3", True),
        (750, 250, "4", True),
    ]
    assert drawing(replace(agenda, capacity=None)) is None
