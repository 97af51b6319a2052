"""The template that an organisation fills in: our columns under its own headings, one example."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from exchanges.tables.columns import DAY, FACT, Column, people_and_facts, people_and_one_fact
from exchanges.tables.reader import Format
from exchanges.tables.writing import Written, write_table
from rules.facts import FACTS
from rules.fields import Field, Kind

_EXAMPLE_FACT = "rdv_honore"


def write_template(
    path: Path,
    format: Format,
    called: Mapping[str, str],
    *,
    today: date,
    one_fact: bool = False,
) -> Path:
    """Writes it. ``called``: the organisation's own headings; ``one_fact``: one fact a line."""
    known = people_and_one_fact() if one_fact else people_and_facts()
    columns = list(known.values())
    headings = [called.get(column.name, column.title) for column in columns]
    example = [_example(column, today) for column in columns]
    return write_table(path, format, headings, [example])


def _example(column: Column, today: date) -> Written:
    if column.name == FACT:
        return FACTS[_EXAMPLE_FACT]
    if column.name == DAY:
        return today - timedelta(days=7)
    if column.fact == _EXAMPLE_FACT and column.field is None:
        return today - timedelta(days=7)
    if column.fact is None and column.field is None:
        return column.example or None
    return None


def accepted(field: Field) -> str:
    """What a field takes, in words."""
    if field.kind is Kind.CHOIX:
        return ", ".join(field.choices)
    return {
        Kind.DATE: "une date",
        Kind.OUI_NON: "oui ou non",
        Kind.ENTIER: "un nombre",
        Kind.SERVICE: "le numéro d’un service",
        Kind.SEANCE: "le numéro d’une séance",
        Kind.CODE: "un code",
    }.get(field.kind, "un texte")
