"""The fields of a form: what they take, and what no database could hold."""

import pytest

from rules.fields import GREATEST, LONGEST_PLACE, Field, Kind, read


def value(kind: Kind, raw: object) -> object:
    values, refusals = read([Field(name="x", label="le champ", kind=kind)], {"x": raw})
    assert ("x" in values) != bool(refusals)
    return values.get("x")


@pytest.mark.parametrize("kind", [Kind.ENTIER, Kind.SERVICE, Kind.SEANCE])
def test_a_number_fits_in_a_column_of_every_database(kind: Kind) -> None:
    assert value(kind, str(GREATEST)) == value(kind, GREATEST) == GREATEST
    assert [value(kind, raw) for raw in (str(GREATEST + 1), GREATEST + 1, -1, "-1", True)] == [
        None
    ] * 5


@pytest.mark.parametrize("raw", ["a\0b", "caf\udce9", "\ud83d"])
@pytest.mark.parametrize("kind", [Kind.TEXTE, Kind.CODE, Kind.LIEU])
def test_text_that_no_database_or_trail_could_hold_is_refused(kind: Kind, raw: str) -> None:
    assert value(kind, raw) is None


def test_a_text_of_several_lines_with_any_accent_or_emoji_is_taken() -> None:
    assert value(Kind.TEXTE, "  Été\n— « oui » 👍 ") == "Été\n— « oui » 👍"


@pytest.mark.parametrize("raw", ["93-01", "2026-05", "09:30", "R-1"])
def test_a_code_is_one_word(raw: str) -> None:
    assert value(Kind.CODE, raw) == raw


@pytest.mark.parametrize("raw", ["chez Mme Durand", "a\nb", "x" * 61])
def test_words_are_no_code(raw: str) -> None:
    assert value(Kind.CODE, raw) is None


def test_lines_and_ranks_are_lists_of_numbers() -> None:
    assert value(Kind.LIGNES, "12") == (12,)
    assert value(Kind.LIGNES, " 12, 15 ") == (12, 15)
    assert value(Kind.RANGS, "12=1, 15=2") == ((12, 1), (15, 2))
    assert [value(Kind.LIGNES, raw) for raw in ("12,", "12=1", "une")] == [None] * 3
    assert [value(Kind.RANGS, raw) for raw in ("12", "12=", "12=1=2", "12=un")] == [None] * 4


def test_an_address_and_an_hour_have_their_shape() -> None:
    assert value(Kind.COURRIEL, " Lea.Roy@asso-93.fr ") == "Lea.Roy@asso-93.fr"
    assert [value(Kind.COURRIEL, raw) for raw in ("lea", "lea@asso", "a b@c.fr", "a@b.fr\n")] == [
        *(None, None, None, "a@b.fr"),
    ]
    assert value(Kind.HEURES, "12=10:15, 15=09:00") == ((12, "10:15"), (15, "09:00"))
    assert [value(Kind.HEURES, raw) for raw in ("12", "12=", "12=24:00", "un=10:15")] == [None] * 4


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        *(("09:30", "09:30"), ("9:30", "09:30"), ("9h30", "09:30"), ("9 h 30", "09:30")),
        *((" 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 ", "09:30"), ("9H05", "09:05")),
        *(("14h", "14:00"), ("14 h", "14:00"), ("14 heures", "14:00"), ("1 heure 30", "01:30")),
    ],
)
def test_an_hour_is_read_as_french_writes_it_and_kept_in_one_way(raw: str, hour: str) -> None:
    assert value(Kind.HEURE, raw) == hour
    assert value(Kind.HEURES, f"12={raw}") == ((12, hour),)


@pytest.mark.parametrize(
    "raw", ["midi", "14", "24:00", "9h60", "9:5", "9:", "9 h 300", "09:30:15", "h30", "٩:٣٠"]
)
def test_what_is_no_hour_is_refused(raw: str) -> None:
    assert value(Kind.HEURE, raw) is None


def test_a_place_is_one_line_whatever_its_spaces() -> None:
    assert value(Kind.LIEU, " Bobigny,\N{NO-BREAK SPACE}salle\n n° 2 ") == "Bobigny, salle n° 2"
    assert value(Kind.LIEU, "x" * LONGEST_PLACE) == "x" * LONGEST_PLACE
    assert [
        value(Kind.LIEU, raw) for raw in ("x" * (LONGEST_PLACE + 1), "a\x1b[2J", "\u202eb")
    ] == [None] * 3
