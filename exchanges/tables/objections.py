"""Why a fact of a table is not taken, in the words of its columns: an act's form has fields, and
whoever fills a table sees none."""

from collections.abc import Iterator

from exchanges.tables.lines import Told
from exchanges.telling import NotTaken
from exchanges.webrsa.problems import Problem
from rules import fields
from rules.fields import Field
from rules.refusals import Refusal
from rules.wording import NBSP, quoted
from workflow.acts.fact_entry import told_in_files


def objection(told: Told, refused: NotTaken) -> Problem:
    """What is wrong, beside the column that it speaks of."""
    refusal = refused.refusal
    name = None if refusal is None else refusal.field
    return Problem(
        field=told.heading_of(name),
        value_shown=told.day_shown(name),
        reason=refused.reason if refusal is None else _reason(told, refusal),
    )


def _reason(told: Told, refusal: Refusal) -> str:
    asked = next((one for one in _values(told) if one.name == refusal.field), None)
    match refusal.code:
        case fields.MISSING if asked is not None:
            there = asked.name in told.values
            return f"{asked.label} manque" + ("" if there else f" (colonne {_named(told, asked)})")
        case fields.UNREADABLE if asked is not None:
            return f"cette valeur n’est pas lisible{NBSP}: il faut {fields.wanted(asked)}"
        case fields.NOT_ASKED:
            return "ce fait ne demande rien dans cette colonne : videz la cellule"
        case _:
            return _in_columns(told, " ".join(filter(None, (refusal.sentence, refusal.remedy))))


def _in_columns(told: Told, words: str) -> str:
    """The same words, where each field that they name is a column. The day of the fact is a field
    of the form too: « date »."""
    columns = {one.name: _named(told, one) for one in _values(told)}
    for name, column in {**columns, "date": quoted(told.heading)}.items():
        words = words.replace(f"« {name} »", column)
    return words


def _named(told: Told, field: Field) -> str:
    """The column of a value: as the file calls it, or else as we do."""
    return quoted(told.values.get(field.name, f"{told.entry.code}_{field.name}"))


def _values(told: Told) -> Iterator[Field]:
    yield from told_in_files()[told.entry.code].values
