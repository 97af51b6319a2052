"""Months as operators write them."""

from zoneinfo import ZoneInfo

import pytest

from rules.days.months import BadMonth, Month


def test_a_month_is_written_year_first_and_read_back() -> None:
    month = Month.parse(" 2026-03 ")

    assert (month.year, month.number, str(month)) == (2026, 3, "2026-03")
    assert month.label == "mars\N{NO-BREAK SPACE}2026"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-3", "2026-13", "2026-00", "03-2026", "mars 2026", "2026-03-01"]
)
def test_what_is_no_month_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadMonth) as refused:
        Month.parse(text)

    assert str(refused.value) == (
        f"« {text} » n’est pas un mois : écrivez l’année puis le mois, 2026-03."
    )


@pytest.mark.parametrize(
    ("number", "words"), [(3, "de mars"), (4, "d’avril"), (8, "d’août"), (10, "d’octobre")]
)
def test_a_month_is_elided_in_a_sentence(number: int, words: str) -> None:
    assert Month(2026, number).of_label == f"{words}\N{NO-BREAK SPACE}2026"


def test_the_month_before_january_is_december_of_the_year_before() -> None:
    assert Month(2026, 1).previous == Month(2025, 12)
    assert Month(2025, 12) < Month(2026, 1)


def test_the_month_after_december_is_january_of_the_year_after() -> None:
    assert Month(2025, 12).next == Month(2026, 1)
    assert Month(2026, 1).next == Month(2026, 2)


def test_a_month_begins_at_midnight_where_the_departement_lives() -> None:
    begins = Month(2026, 4).begins(ZoneInfo("Europe/Paris"))

    assert begins.isoformat() == "2026-04-01T00:00:00+02:00"
