"""What an act asks for: the fields of its form, read and checked in one place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from rules.refusals import Refusal


class Kind(StrEnum):
    """The kinds of field. ``SERVICE`` and ``SEANCE`` are keys that the registry resolves; a
    ``CODE`` is one word: a number, a month; a ``LIEU`` a room and its building, on one line; an
    ``HEURE`` is kept as « 09:30 » whatever way it is written; ``LIGNES`` are numbers of lines or of
    what else a séance numbers, ``RANGS`` lines with the rank of each, ``HEURES`` such numbers with
    an hour for each. Only a ``TEXTE`` and a ``COURRIEL`` could name somebody."""

    TEXTE = "texte"
    CODE = "code"
    LIEU = "lieu"
    DATE = "date"
    HEURE = "heure"
    OUI_NON = "oui_non"
    CHOIX = "choix"
    ENTIER = "entier"
    SERVICE = "service"
    SEANCE = "seance"
    LIGNES = "lignes"
    RANGS = "rangs"
    HEURES = "heures"
    COURRIEL = "courriel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. ``personal`` values (free text, addresses) are kept beside the hashed entry so
    that they can be erased one day; the others are part of it. ``past``: the date of something
    that has happened, never later than the act."""

    name: str
    label: str
    kind: Kind = Kind.TEXTE
    required: bool = True
    choices: tuple[str, ...] = ()
    personal: bool = False
    past: bool = False


GREATEST = 2**31 - 1
"""The greatest whole number of a form: that of a 32-bit column, on every database."""

MISSING, UNREADABLE, NOT_ASKED = "champ_manquant", "champ_invalide", "champ_inconnu"
"""The codes of what a form may be refused for."""

LONGEST_PLACE = 120

_CODE = re.compile(r"\S{1,60}")
_HOUR = re.compile(
    r"(?P<hour>[0-9]{1,2})\s*(?:(?::|h|heures?)\s*(?P<minute>[0-9]{2})|(?:h|heures?))",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")
_YES = frozenset({"oui", "o", "1", "true", "vrai"})
_NO = frozenset({"non", "n", "0", "false", "faux"})
_WANTED = {
    Kind.DATE: "une date, par exemple 2026-05-07 ou 07/05/2026",
    Kind.HEURE: "une heure, par exemple 09:30 ou 9 h 30",
    Kind.OUI_NON: "oui ou non",
    Kind.ENTIER: "un nombre entier",
    Kind.SERVICE: "le numéro d’un service",
    Kind.SEANCE: "le numéro d’une séance",
    Kind.TEXTE: "un texte, en caractères lisibles",
    Kind.CODE: "un code, sans espace",
    Kind.LIGNES: "des numéros, par exemple 12 ou 12,15",
    Kind.RANGS: "des lignes et leur rang, par exemple 12=1 ou 12=1,15=2",
    Kind.HEURES: "des numéros et une heure pour chacun, par exemple 12=10:15 ou 12=10:15,15=11:00",
    Kind.COURRIEL: "une adresse, par exemple prenom.nom@exemple.fr",
    Kind.LIEU: f"une salle et son adresse, sur une ligne, {LONGEST_PLACE} caractères au plus",
}


def read(
    fields: Sequence[Field], data: Mapping[str, object]
) -> tuple[dict[str, object], list[Refusal]]:
    """The typed values of a form and one refusal per field that is missing, wrong or unknown."""
    values: dict[str, object] = {}
    refusals: list[Refusal] = []
    for field in fields:
        raw = data.get(field.name)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if field.required:
                refusals.append(_missing(field))
            continue
        value = _value(field, raw)
        if value is None:
            refusals.append(_wrong(field))
        else:
            values[field.name] = value
    known = {field.name for field in fields}
    refusals.extend(_unknown(name, known) for name in data if name not in known)
    return values, refusals


def missing(fields: Sequence[Field]) -> list[Refusal]:
    """What an empty form would still have to say: the refusals of a button nobody pressed yet."""
    return [_missing(field) for field in fields if field.required]


def _value(field: Field, raw: object) -> object:
    if field.kind in (Kind.ENTIER, Kind.SERVICE, Kind.SEANCE):
        return _number(raw)
    if field.kind in _LISTS:
        found = tuple(_LISTS[field.kind](part) for part in str(raw).split(","))
        return None if None in found else found
    if field.kind is Kind.DATE:
        return raw if isinstance(raw, date) else parse_date(str(raw))
    if field.kind is Kind.OUI_NON:
        if isinstance(raw, bool):
            return raw
        word = str(raw).strip().lower()
        return True if word in _YES else False if word in _NO else None
    if not isinstance(raw, str):
        return None
    text = raw.strip()
    if field.kind is Kind.HEURE:
        return _hour(text)
    if field.kind is Kind.LIEU:
        line = " ".join(text.split())
        return line if line.isprintable() and len(line) <= LONGEST_PLACE else None
    if field.kind is Kind.CHOIX:
        return text if text in field.choices else None
    if field.kind in _SHAPES and not _SHAPES[field.kind].fullmatch(text):
        return None
    return text if _storable(text) else None


def _number(raw: object) -> int | None:
    text = "" if isinstance(raw, bool) else str(raw).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    return None if number is None or number > GREATEST else number


def _ranked(text: str) -> tuple[int, int] | None:
    line, rank = (_number(part) for part in text.partition("=")[::2])
    return None if line is None or rank is None else (line, rank)


def _timed(text: str) -> tuple[int, str] | None:
    number, hour = _number(text.partition("=")[0]), _hour(text.partition("=")[2])
    return None if number is None or hour is None else (number, hour)


def _hour(text: str) -> str | None:
    hour = parse_hour(text)
    return None if hour is None else f"{hour:%H:%M}"


_SHAPES = {Kind.CODE: _CODE, Kind.COURRIEL: _EMAIL}
_LISTS: Mapping[Kind, Callable[[str], object]] = {
    Kind.LIGNES: _number,
    Kind.RANGS: _ranked,
    Kind.HEURES: _timed,
}


def _storable(text: str) -> bool:
    """Whether every database and the trail can hold it: PostgreSQL knows no NUL, and half of a
    surrogate pair (bytes typed in another encoding) has no UTF-8."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def parse_date(text: str) -> date | None:
    """A day written 2026-05-07 or 07/05/2026; None when it is neither or does not exist."""
    parts = text.strip().split("/")
    iso = "-".join(reversed(parts)) if len(parts) == 3 else text.strip()
    try:
        return date.fromisoformat(iso) if len(iso) == 10 else None
    except ValueError:
        return None


def parse_hour(text: str) -> time | None:
    """An hour written 09:30, 9:30, 9h30, « 9 h 30 », 14h or « 14 heures »; None when it is none."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        return None


def _missing(field: Field) -> Refusal:
    return Refusal(
        code=MISSING,
        sentence=f"Il manque : {field.label}.",
        remedy=f"Indiquez « {field.name} ».",
        to_enter=True,
        field=field.name,
    )


def wanted(field: Field) -> str:
    """What may be written in a field: « oui ou non », « une date, par exemple… »."""
    return " ou ".join(field.choices) if field.kind is Kind.CHOIX else _WANTED[field.kind]


def _wrong(field: Field) -> Refusal:
    return Refusal(
        code=UNREADABLE,
        sentence=f"« {field.label} » n’est pas lisible : il faut {wanted(field)}.",
        remedy=f"Corrigez « {field.name} ».",
        field=field.name,
    )


def _unknown(name: str, known: set[str]) -> Refusal:
    asked = ", ".join(sorted(known)) or "aucun champ"
    return Refusal(
        code=NOT_ASKED,
        sentence=f"« {name} » n’est pas demandé par cet acte (champs demandés : {asked}).",
        remedy=f"Retirez « {name} ».",
        field=name,
    )
