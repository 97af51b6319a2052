"""The kinds of séance: how each is on a day, in a circonscription."""

from dataclasses import replace
from datetime import date

from rules.seances.kinds import Kinds
from tests.situations import KIND, KIND_APPUI, KIND_EP

MERGED = replace(KIND, label="ICL-I et ICAG", circonscriptions=frozenset({"C2"}))
UNTIL_JUNE = replace(KIND, valid_to=date(2026, 6, 30))
FROM_JULY = replace(KIND, label="ICL-I élargie", valid_from=date(2026, 7, 1))


def test_what_is_said_of_one_circonscription_stands_above_what_is_said_of_all() -> None:
    kinds = Kinds.of([KIND, MERGED])

    assert kinds.at("icl", date(2026, 4, 9), "C1") == KIND
    assert kinds.at("icl", date(2026, 4, 9), "C2") == MERGED


def test_a_kind_changes_on_its_day() -> None:
    kinds = Kinds.of([UNTIL_JUNE, FROM_JULY])

    assert kinds.at("icl", date(2026, 6, 30), "C1") == UNTIL_JUNE
    assert kinds.at("icl", date(2026, 7, 1), "C1") == FROM_JULY


def test_a_kind_that_is_held_in_some_circonscriptions_is_not_held_elsewhere() -> None:
    kinds = Kinds.of([MERGED])

    assert kinds.at("icl", date(2026, 4, 9), "C1") is None
    assert kinds.at("ep", date(2026, 4, 9), "C1") is None


def test_who_coordinates_is_told_in_words() -> None:
    assert KIND_EP.coordinated_by == "le BOP ou le secrétariat de l’EP"
    assert KIND_APPUI.coordinated_by == "le chargé ou la chargée de projet BAT"
