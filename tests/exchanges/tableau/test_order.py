"""The order of a service's lines, in a tableau that comes back: one change, judged by its end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exchanges.tableau import rows
from exchanges.tableau.reports import TableauReport
from tests.exchanges.tableau.desk import Desk, add, write
from tests.workflow.build import AGENT_ALI, ALI, BAT
from workflow.reading import tableau as reading
from workflow.reading.tableau import Tableau
from workflow.tables.trail import JournalRow

PRIORITY = "Priorité du service"


@pytest.fixture
def lines(desk: Desk) -> dict[str, int]:
    """The dossiers of three lines of the ALI, in their order: the first, the second, the third."""
    found = {"first": desk.mine}
    for name in ("second", "third"):
        found[name] = desk.world.dossier(service=ALI)
        form: dict[str, Any] = {"seance": desk.seance, "nature": "soutien"}
        desk.world.act(found[name], "inscrire_ligne", AGENT_ALI, **form)
    for number, dossier in enumerate(found.values(), start=1):
        line = desk.line(dossier).id
        desk.world.act(dossier, "prioriser", AGENT_ALI, passage=line, priorite=number)
    return found


def typed(desk: Desk, lines: Mapping[str, int], path: Path | None = None, **places: Any) -> Path:
    """A file where lines have these places."""
    path = path or desk.export()
    for name, place in places.items():
        write(path, desk.line(lines[name]).id, {PRIORITY: place})
    return path


def stands(desk: Desk, lines: Mapping[str, int]) -> list[int | None]:
    """Where each line stands now."""
    return [desk.line(dossier).priority for dossier in lines.values()]


def reasons(report: TableauReport) -> list[str]:
    return [one.reason for one in report.refused]


@pytest.mark.parametrize("trial", [True, False])
def test_two_lines_change_places_in_one_file(
    desk: Desk, lines: dict[str, int], trial: bool
) -> None:
    path = typed(desk, lines, first=2, second=1)
    write(path, desk.line(lines["first"]).id, {"Personne prévenue le": "2026-03-02"})
    write(path, desk.line(lines["first"]).id, {"Prévenue par": "Mme Alba"})
    write(path, desk.line(lines["first"]).id, {"Prévenue par quel moyen": "téléphone"})

    report = desk.take(path, trial=trial)

    assert report.whole
    assert [(one.where, one.before, one.after) for one in report.changes] == [
        ("Q6", "1", "2"),
        ("R6", "", "2026-03-02"),
        ("S6", "", "Mme Alba"),
        ("T6", "", "téléphone"),
        ("Q8", "2", "1"),
    ]
    assert stands(desk, lines) == ([1, 2, 3] if trial else [2, 1, 3])
    assert desk.world.flaws() == []


def test_each_line_that_changed_places_has_its_own_entry_and_a_second_import_does_nothing(
    desk: Desk, lines: dict[str, int]
) -> None:
    path = typed(desk, lines, first=2, second=3, third=1)
    before = len(desk.world.rows(JournalRow, act="prioriser"))
    desk.take(path)
    entries = len(desk.world.rows(JournalRow))
    again = desk.take(path)

    assert stands(desk, lines) == [2, 3, 1]
    assert len(desk.world.rows(JournalRow, act="prioriser")) == before + 3
    assert (again.changes, again.refused, again.conflicts) == ([], [], [])
    assert len(desk.world.rows(JournalRow)) == entries


@pytest.mark.parametrize("trial", [True, False])
def test_a_place_that_two_lines_would_end_with_is_given_to_neither(
    desk: Desk, lines: dict[str, int], trial: bool
) -> None:
    path = typed(desk, lines, first=4, second=4, third=5)

    report = desk.take(path, trial=trial)

    assert [(one.where, one.after) for one in report.changes] == [("Q9", "5")]
    assert [one.where for one in report.refused] == ["Q6", "Q8"]
    assert all("auraient la priorité 4" in reason for reason in reasons(report))
    assert stands(desk, lines) == ([1, 2, 3] if trial else [1, 2, 5])


def test_a_line_does_not_take_the_place_of_one_that_cannot_leave_it(
    desk: Desk, lines: dict[str, int]
) -> None:
    report = desk.take(typed(desk, lines, first="deux", second=1, third=2))

    assert [one.where for one in report.refused] == ["Q6", "Q8", "Q9"]
    assert ["auraient la priorité" in reason for reason in reasons(report)] == [False, True, True]
    assert stands(desk, lines) == [1, 2, 3]
    refused = desk.world.rows(JournalRow, act="refus")
    assert len([row for row in refused if "prioriser" in row["body"]]) == 3


def test_a_line_that_somebody_else_moved_since_is_a_conflict_and_the_other_stays(
    desk: Desk, lines: dict[str, int]
) -> None:
    path = typed(desk, lines, first=2, second=1)
    desk.world.wait(hours=1)
    line = desk.line(lines["second"]).id
    desk.world.act(lines["second"], "prioriser", AGENT_ALI, passage=line, priorite=5)

    report = desk.take(path)

    assert [(one.where, one.now, one.typed) for one in report.conflicts] == [("Q8", "5", "1")]
    assert [(one.where, one.after) for one in report.changes] == [("Q6", "2")]
    assert stands(desk, lines) == [2, 5, 3]


def test_a_new_line_takes_the_place_that_another_leaves(desk: Desk, lines: dict[str, int]) -> None:
    path = typed(desk, lines, first=4)
    person = desk.world.dossier(service=ALI)
    add(path, {"Dossier": person, "Objet": "soutien technique", PRIORITY: 1})

    report = desk.take(path)

    assert report.whole
    assert stands(desk, {**lines, "new": person}) == [4, 2, 3, 1]


def test_whoever_coordinates_exchanges_places_too(desk: Desk, lines: dict[str, int]) -> None:
    report = desk.take(typed(desk, lines, desk.export(None), first=2, second=1), BAT)

    assert report.whole
    assert stands(desk, lines) == [2, 1, 3]


def test_places_that_somebody_changes_while_they_are_read_are_compared_again(
    desk: Desk, lines: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tableau was read, and somebody acts on a line before the file does."""
    path = typed(desk, lines, first=2, second=1)
    seen: list[Tableau] = []
    read = reading.tableau

    def late(*said: Any, **more: Any) -> Tableau:
        found = read(*said, **more)
        if not seen:
            desk.world.wait(hours=1)
            desk.answer(lines["first"], 2, "connu")
        seen.append(found)
        return found

    monkeypatch.setattr(rows, "tableau", late)
    report = desk.take(path)

    assert report.whole
    assert stands(desk, lines) == [2, 1, 3]
