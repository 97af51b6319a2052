"""What a service owes of the order of its lines (S2, D15)."""

from rules.seances.priorities import owed


def test_below_the_line_from_which_an_order_is_asked_nothing_is_owed() -> None:
    assert owed({1: None, 2: None}, 3) == ()
    assert owed({1: None, 2: None, 3: None}, None) == ()


def test_from_that_line_on_the_place_of_every_line_is_owed() -> None:
    assert owed({1: None, 2: None, 3: 1}, 3) == (1, 2)
    assert owed({1: 3, 2: 2, 3: 1}, 3) == ()


def test_two_lines_of_one_place_owe_another() -> None:
    assert owed({1: 1, 2: 1, 3: 2}, 3) == (1, 2)
