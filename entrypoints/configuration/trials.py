"""A change of the calendar, tried on the configuration without touching its file: what the
département would then read, and the line to write there."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from entrypoints.configuration.document import Document, read
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.settings import Settings, settings_of
from rules.fields import Field, Kind
from rules.fields import read as read_fields
from rules.refusals import Refusal, Refused

CLOSURES, HALF_DAYS, CALENDAR = "fermetures", "demi_journees", "calendrier"
"""The groups of the file that hold the calendar."""
PENTECOST = "lundi_de_pentecote_travaille"


class Change(StrEnum):
    """What may be tried; ``AS_WRITTEN`` is the file as it stands today."""

    CLOSE = "fermeture"
    SHORTEN = "demi-journee"
    OPEN = "reouverture"
    PENTECOST = "pentecote"
    AS_WRITTEN = "fichier"


FORMS: Mapping[Change, tuple[Field, ...]] = MappingProxyType(
    {
        Change.CLOSE: (
            Field(name="du", label="le premier jour fermé", kind=Kind.DATE),
            Field(name="au", label="le dernier jour fermé", kind=Kind.DATE, required=False),
            Field(name="libelle", label="la raison de la fermeture"),
        ),
        Change.SHORTEN: (
            Field(name="le", label="le jour", kind=Kind.DATE),
            Field(name="jusqu_a", label="l’heure où l’on ferme", kind=Kind.HEURE),
            Field(name="libelle", label="la raison de l’horaire"),
        ),
        Change.OPEN: (Field(name="ligne", label="la fermeture à retirer", kind=Kind.CODE),),
        Change.PENTECOST: (),
        Change.AS_WRITTEN: (),
    }
)


class Verb(StrEnum):
    """What is done of a line of the file."""

    ADD = "ajouter"
    REMOVE = "retirer"
    REPLACE = "remplacer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What to write. ``line`` is that of what is there today: the group to add to (None: the file
    has none), the line to remove or to replace. ``text`` is written as it stands."""

    verb: Verb
    line: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A closure or a half day as the file says it, on which line. ``until`` None: closed."""

    group: str
    line: int
    first: date
    last: date
    label: str
    until: time | None = None

    @property
    def code(self) -> str:
        """What names it as long as the file is the same."""
        return f"{self.group}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the département would read, and the ``edit`` that makes it so; None: the file does."""

    settings: Settings
    edit: Edit | None


def written(path: Path, environ: Mapping[str, str]) -> list[Written]:
    """The closures and half days of the file, those of the first days first. Raises BadConfig."""
    document = read(path)
    settings_of(path, document, environ)
    found = [
        _of(document, group, place)
        for group in (CLOSURES, HALF_DAYS)
        for place in range(len(_items(document, group)))
    ]
    return sorted(found, key=lambda one: (one.first, one.last))


def tried(
    path: Path, environ: Mapping[str, str], change: Change, typed: Mapping[str, str]
) -> Tried:
    """What the file would say with that change, whose fields were ``typed``.

    Raises Refused, with what is wrong beside each field, and BadConfig when the file itself cannot
    be read, before any change."""
    values, refusals = read_fields(FORMS[change], {name: v for name, v in typed.items() if v})
    if refusals:
        raise Refused(f"essayer_{change.value}", tuple(refusals))
    settings_of(path, read(path), environ)
    document = read(path)
    edit = _CHANGES[change](document, values)
    try:
        return Tried(settings=settings_of(path, document, environ), edit=edit)
    except BadConfig as bad:
        raise Refused(
            f"essayer_{change.value}",
            tuple(_impossible(change, problem.sentence) for problem in bad.problems),
        ) from bad


def _as_written(_document: Document, _values: Mapping[str, Any]) -> None:
    return None


def _close(document: Document, values: Mapping[str, Any]) -> Edit:
    first = values["du"]
    row = {
        "du": first.isoformat(),
        "au": values.get("au", first).isoformat(),
        "libelle": values["libelle"],
    }
    return _added(document, CLOSURES, row)


def _shorten(document: Document, values: Mapping[str, Any]) -> Edit:
    row = {
        "le": values["le"].isoformat(),
        "jusqu_a": values["jusqu_a"],
        "libelle": values["libelle"],
    }
    return _added(document, HALF_DAYS, row)


def _open(document: Document, values: Mapping[str, Any]) -> Edit:
    for group in (CLOSURES, HALF_DAYS):
        items = _items(document, group)
        for place in range(len(items)):
            one = _of(document, group, place)
            if one.code == values["ligne"]:
                text = _row(items.pop(place))
                if items:
                    return Edit(verb=Verb.REMOVE, line=one.line, text=text)
                line = document.lines[(group,)]
                return Edit(verb=Verb.REMOVE, line=line, text=f"{group}:\n{text}")
    refusal = Refusal(
        code="ligne_inconnue",
        sentence="Le fichier a changé : cette ligne n’y est plus.",
        remedy="Choisissez parmi celles d’aujourd’hui.",
        field="ligne",
    )
    raise Refused(f"essayer_{Change.OPEN.value}", (refusal,))


def _pentecost(document: Document, _values: Mapping[str, Any]) -> Edit:
    group = cast("dict[str, object]", document.data.setdefault(CALENDAR, {}))
    said = group.get(PENTECOST)
    group[PENTECOST] = said is not True
    text = f"  {PENTECOST}: {'false' if said is True else 'true'}"
    if said is not None:
        return Edit(verb=Verb.REPLACE, line=document.lines[CALENDAR, PENTECOST], text=text)
    return _in_group(document, CALENDAR, text, empty=len(group) == 1)


_CHANGES: Mapping[Change, Callable[[Document, Mapping[str, Any]], Edit | None]] = {
    Change.CLOSE: _close,
    Change.SHORTEN: _shorten,
    Change.OPEN: _open,
    Change.PENTECOST: _pentecost,
    Change.AS_WRITTEN: _as_written,
}


def _added(document: Document, group: str, row: dict[str, str]) -> Edit:
    items = _items(document, group)
    document.data[group] = [*items, row]
    return _in_group(document, group, _row(row), empty=not items)


def _in_group(document: Document, group: str, text: str, *, empty: bool) -> Edit:
    """A line more under its group; with the group itself where it has nothing, or is not there."""
    line = document.lines.get((group,))
    if not empty:
        return Edit(verb=Verb.ADD, line=line, text=text)
    verb = Verb.ADD if line is None else Verb.REPLACE
    return Edit(verb=verb, line=line, text=f"{group}:\n{text}")


def _items(document: Document, group: str) -> list[dict[str, str]]:
    found = document.data.get(group)
    return cast("list[dict[str, str]]", found) if isinstance(found, list) else []


def _of(document: Document, group: str, place: int) -> Written:
    row = _items(document, group)[place]
    days = (row["le"], row["le"]) if group == HALF_DAYS else (row["du"], row["au"])
    first, last = (date.fromisoformat(day) for day in days)
    return Written(
        group=group,
        line=document.lines[group, place],
        first=first,
        last=last,
        label=row["libelle"],
        until=time.fromisoformat(row["jusqu_a"]) if group == HALF_DAYS else None,
    )


def _row(row: Mapping[str, str]) -> str:
    """The line of an item, as the file's own are written: days bare, the rest between quotes."""
    said = ", ".join(
        f"{key}: {value if key in ('du', 'au', 'le') else json.dumps(value, ensure_ascii=False)}"
        for key, value in row.items()
    )
    return f"  - {{{said}}}"


def _impossible(change: Change, sentence: str) -> Refusal:
    fields: Sequence[Field] = FORMS[change]
    return Refusal(
        code="calendrier_impossible",
        sentence=sentence[:1].upper() + sentence[1:],
        remedy="Corrigez, puis essayez à nouveau.",
        field=fields[0].name if fields else None,
    )
