"""The notation, the schemas made from it, and the values they hold."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exchanges.webrsa import formats
from exchanges.webrsa.grammar import BrokenGrammar, Element, parse
from exchanges.webrsa.schema import changes_schema, people_schema, referentiel_schema, xsd
from exchanges.webrsa.values import LEXICON, PARIS

ONE = """
racine : in order
  tete : any order
    nom, note? : string
  groupe? : in order @titre
    ligne+ : any order
      numero : positiveInteger
"""


def accepts(text: str) -> bool:
    return etree.XMLSchema(etree.fromstring(xsd(parse(ONE)))).validate(etree.fromstring(text))


def test_the_notation_says_names_kinds_and_repetitions() -> None:
    root = parse(ONE)

    assert list(root.children) == ["tete", "groupe"]
    assert [child.required for child in root.children["tete"].children.values()] == [True, False]
    assert root.children["groupe"].attribute == "titre"
    assert root.children["groupe"].children["ligne"].repeats


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a : string\nb : string",
        "a : couleur",
        "a : in order",
        "a : string\n  b : string",
        "a : in order\n  b : string\n  b : string",
        "a : in order\n b : string",
        "a : any order\n  b* : string",
        "a",
    ],
)
def test_a_format_written_wrongly_is_refused(text: str) -> None:
    with pytest.raises(BrokenGrammar):
        parse(text)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("<racine><tete><nom>a</nom></tete></racine>", True),
        ("<racine><tete><note>b</note><nom>a</nom></tete></racine>", True),
        ("<racine><tete><note>b</note></tete></racine>", False),
        ("<racine><tete><nom>a</nom><nom>a</nom></tete></racine>", False),
        ("<racine><tete><nom>a</nom></tete><groupe titre='t'/></racine>", False),
        (
            "<racine><tete><nom>a</nom></tete><groupe titre='t'><ligne><numero>1</numero></ligne>"
            "<ligne><numero>2</numero></ligne></groupe></racine>",
            True,
        ),
        (
            "<racine><tete><nom>a</nom></tete><groupe><ligne><numero>1</numero></ligne></groupe>"
            "</racine>",
            False,
        ),
    ],
)
def test_a_schema_made_from_the_notation_says_the_same(text: str, valid: bool) -> None:
    assert accepts(text) is valid


def leaves(element: Element) -> int:
    return element.is_leaf + sum(leaves(child) for child in element.children.values())


def groups(element: Element) -> int:
    return (not element.is_leaf) + sum(groups(child) for child in element.children.values())


def test_the_three_formats_are_whole() -> None:
    assert (leaves(formats.people()), groups(formats.people())) == (59, 14)
    assert (leaves(formats.changes()), groups(formats.changes())) == (117, 30)
    assert (leaves(formats.referentiel()), groups(formats.referentiel())) == (206, 94)


def test_the_three_schemas_are_accepted_by_libxml2() -> None:
    assert people_schema() is people_schema()
    assert changes_schema() is not None
    assert referentiel_schema() is not None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", " -12 ", -12),
        ("digits", "0093", "0093"),
        ("positiveInteger", "7", 7),
        ("string", " Zoe\u0301 ", "Zoé"),
        ("flag", "0", False),
        ("flag", "1", True),
        ("boolean", "true", True),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("datetime", "2025-03-03 06:00:00.250", datetime(2025, 3, 3, 6, 0, 0, 250_000, PARIS)),
        ("time", "09:30:00", time(9, 30)),
        ("gYear", "1999", 1999),
        ("gYearMonth", "2025-12", "2025-12"),
    ],
)
def test_a_value_is_read_in_its_kind(kind: str, text: str, value: Any) -> None:
    assert LEXICON[kind].read(text) == value


def refused(kind: str, text: str) -> bool:
    try:
        LEXICON[kind].read(text)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1_000"),
        ("integer", ""),
        ("positiveInteger", "0"),
        ("flag", "2"),
        ("flag", "true"),
        ("boolean", "oui"),
        ("date", "2025-02-29"),
        ("date", "2025-W10-1"),
        ("date", "1899-12-31"),
        ("datetime", "2025-03-03T06:00:00"),
        ("datetime", "2025-03-03 24:61:00"),
        ("datetime", "2025-03-03 06:00:00.1234"),
        ("datetime", "0025-03-03 06:00:00"),
        ("time", "9h30"),
        ("gYear", "99"),
        ("gYearMonth", "2025-13"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, text: str) -> None:
    assert refused(kind, text)


def same(kind: str, value: Any) -> bool:
    return bool(LEXICON[kind].read(LEXICON[kind].write(value)) == value)


@given(
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_what_is_written_is_read_back(
    number: int, flag: bool, day: date, instant: datetime
) -> None:
    assert same("integer", number)
    assert same("flag", flag)
    assert same("boolean", flag)
    assert same("date", day)
    # The second hour of an autumn night is written like the first: the files have no zone.
    back = LEXICON["datetime"].read(LEXICON["datetime"].write(instant))
    assert back.replace(tzinfo=None) == instant.astimezone(PARIS).replace(
        microsecond=0, tzinfo=None
    )


@given(st.text())
def test_any_text_makes_a_file_that_can_be_read(text: str) -> None:
    element = etree.Element("a")
    element.text = LEXICON["string"].write(text.encode("utf-8", "replace").decode())

    assert etree.fromstring(etree.tostring(element)).tag == "a"
