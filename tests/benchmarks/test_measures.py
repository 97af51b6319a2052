"""The benchmarks measure what they say; no speed is tested."""

import json
from collections.abc import Iterator

import pytest

from benchmarks import (
    letters,
    messages,
    pages,
    recompute,
    seance,
    step,
    tick,
    verify,
    working_days,
)
from benchmarks.databases import SQLITE, Databases, of_kind
from benchmarks.measure import ratio
from benchmarks.tape import PlainFloor, Take
from rules.days.calendar import Unit

SMALL = 0.01


@pytest.fixture
def databases() -> Iterator[Databases]:
    with of_kind(SQLITE) as made:
        yield made


def test_the_floor_of_a_step_leaves_the_very_rows_of_the_engine(databases: Databases) -> None:
    (measure,) = step.measure(databases, SMALL)  # raises NotTheSameRows otherwise

    assert measure.n == 6 * step.BLOCK
    assert measure.figures["statements_per_step"] != 0
    assert set(measure.figures) > {"engine_p50_ms", "floor_p50_ms", "ratio_inscrire"}


def test_a_floor_that_skips_a_statement_is_refused(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = PlainFloor.play

    def forgetful(floor: PlainFloor, take: Take) -> None:
        kept = [call for call in take.calls if "INSERT INTO journal" not in call.sql]
        play(floor, Take(calls=kept))

    monkeypatch.setattr(PlainFloor, "play", forgetful)

    with pytest.raises(step.NotTheSameRows) as refused:
        list(step.measure(databases, SMALL))

    assert refused.value.table == "journal"


def test_a_timed_sweep_fires_exactly_the_rungs_that_are_due(databases: Databases) -> None:
    busy, idle = tick.measure(databases, SMALL)  # asserts what each sweep fired

    assert busy.n == 10 * tick.PAIRS
    assert idle.n == tick.IDLE


def test_each_moment_of_a_seance_serves_every_line(databases: Databases) -> None:
    agenda, on_list, shown, decided = seance.measure(databases, SMALL)  # asserts how many it served

    assert [one.n for one in (agenda, on_list)] == [4 * seance.PAIRS] * 2
    assert [one.n for one in (shown, decided)] == [8 * seance.PAIRS] * 2
    assert [one.figures["transactions"] for one in (agenda, on_list, decided)] == [1, 4, 8]


def test_a_simulation_that_is_timed_looks_at_every_open_deadline(databases: Databases) -> None:
    (measure,) = recompute.measure(databases, SMALL)  # asserts that the base is as the engine's

    assert measure.n == 200 * len(recompute.RULES)
    assert 0 < int(measure.figures["moved"]) < measure.n


def test_what_is_counted_at_once_is_what_is_counted_alone() -> None:
    (measure,) = recompute.alone(SMALL)  # asserts that they are the same

    assert measure.n == 10_000


def test_the_journal_that_is_verified_has_no_flaw(databases: Databases) -> None:
    (measure,) = verify.measure(databases, SMALL)

    assert measure.n == 50 * verify.LENGTH


def test_the_calendar_and_the_library_agree_on_every_day_they_are_timed_on() -> None:
    measures = list(working_days.measure(SMALL))  # raises Disagreement otherwise

    assert [measure.what for measure in measures] == [
        *("add", "subtract", "count", "next"),
        *(f"due {unit}" for unit in Unit),
    ]
    assert all(measure.figures["a_million_s"] for measure in measures[4:])


def test_letters_are_timed_alone_and_in_one_file_with_as_many_bare_pages() -> None:
    alone, some, many = letters.measure(SMALL)

    assert [one.n for one in (alone, some, many)] == [3, 4, 20]
    assert [one.figures["pages"] for one in (some, many)] == [8, 40]
    assert all(int(one.figures["letters_per_s"]) > 0 for one in (alone, some, many))


def test_a_measure_is_one_line_of_json_that_says_how_to_take_it_again() -> None:
    (measure, *_) = working_days.measure(SMALL)
    line = measure.as_line("18.4")

    assert "\n" not in line
    assert json.loads(line)["command"] == "./dev bench calendar"
    assert json.loads(line)["versions"]["postgresql"] == "18.4"


def test_a_ratio_keeps_three_figures_however_small() -> None:
    assert ratio(1.0, 118.0) == 0.00847


def test_messages_leave_through_a_server_of_another_process_all_of_them(
    databases: Databases,
) -> None:
    (one,) = messages.measure(databases, 0.01)

    assert one.n == 20
    assert int(one.figures["messages_per_s"]) > 0
    assert one.ratio is not None


def test_every_page_that_is_timed_answers_on_the_whole_departement(databases: Databases) -> None:
    found = list(pages.measure(databases, 0.002))

    assert [one.what for one in found] == [f"{name} {address}" for name, address in pages.PAGES]
    assert {one.figures["status"] for one in found} <= {200, 303}
    assert all(1_900 < int(one.figures["dossiers"]) <= 2_000 for one in found)
    assert all(int(one.figures["statements"]) > 0 for one in found)
    assert max(int(one.figures["kb"]) for one in found) < 100
