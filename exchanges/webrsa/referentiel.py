"""webRSA's code lists: the `Referentiel_WebRSA` files. Read them before the people files."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from exchanges.webrsa import formats
from exchanges.webrsa.problems import Problem, UnreadableFile
from exchanges.webrsa.reader import read_values
from exchanges.webrsa.safe_xml import read_document

LARGEST_REFERENTIEL = 64 * 2**20
"""Bytes; the lists are held in memory whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """One line of a list. `identifiant` is what the people files use; `code` is webRSA's own.

    `extra` holds the other fields of the line, typed. A référent's `libelle` is « Prénom Nom ».
    """

    identifiant: int
    libelle: str
    code: str | None
    actif: bool
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeOrient:
    identifiant: int
    libelle: str
    parent_id: int | None
    actif: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A structure référente. `zones` is the raw list of `zonesgeo`; empty means everywhere."""

    identifiant: int
    libelle: str
    type_orient: int
    adresse: str
    code_postal: str
    ville: str
    code_insee: str
    telephone: str | None
    email: str | None
    zones: tuple[int, ...]
    actif: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    identifiant: int
    structure: int
    civilite: str
    nom: str
    prenom: str
    fonction: str
    email: str | None
    telephone: str | None
    date_cloture: date | None
    actif: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A commune."""

    identifiant: int
    libelle: str
    code_insee: str
    actif: bool


@dataclass(frozen=True, kw_only=True)
class Referentiel:
    """The lists of one ALI, and their labels in French. `generated_at` is aware (Europe/Paris).

    A diff file holds only the lines that changed: use `updated_by` on the last stock.
    """

    generated_at: datetime
    ali_id: int
    ali_label: str
    stock: bool
    sha256: str
    lists: Mapping[str, tuple[CodeLine, ...]]
    labels: Mapping[str, str]

    @cached_property
    def _index(self) -> dict[str, dict[int, CodeLine]]:
        return {name: {line.identifiant: line for line in of} for name, of in self.lists.items()}

    def holds(self, list_name: str) -> bool:
        """Whether the file has this list at all."""
        return list_name in self.lists

    def line(self, list_name: str, identifiant: int) -> CodeLine | None:
        """The line of `list_name` (`etatdos`, `orient_origine`, …), or None when unknown."""
        return self._index.get(list_name, {}).get(identifiant)

    def code(self, list_name: str, identifiant: int) -> str | None:
        """webRSA's code of a line (`entdiag`, `DEM`, `2`, …), or None."""
        line = self.line(list_name, identifiant)
        return None if line is None else line.code

    def by_code(self, list_name: str, code: str) -> CodeLine | None:
        """The line that bears this code, an active one first, or None."""
        found = [line for line in self.lists.get(list_name, ()) if line.code == code]
        return min(found, key=lambda line: not line.actif, default=None)

    @cached_property
    def types(self) -> Mapping[int, TypeOrient]:
        """The tree of orientation types, by identifiant."""
        return {
            line.identifiant: TypeOrient(
                identifiant=line.identifiant,
                libelle=line.libelle,
                parent_id=line.extra.get("parent_id"),
                actif=line.actif,
            )
            for line in self.lists.get("typesorients", ())
        }

    def is_leaf(self, type_id: int) -> bool:
        """Whether webRSA takes this type in a change: it has a parent, and is nobody's parent."""
        kind = self.types.get(type_id)
        if kind is None or kind.parent_id is None:
            return False
        return all(other.parent_id != type_id for other in self.types.values())

    def root_of(self, type_id: int) -> TypeOrient | None:
        """The top of the branch that holds this type (Emploi, Social, …), or None when unknown."""
        kind = self.types.get(type_id)
        for _ in self.types:  # no branch is longer than that, even a looping one
            if kind is None or kind.parent_id is None or kind.parent_id not in self.types:
                break
            kind = self.types[kind.parent_id]
        return kind

    @cached_property
    def structures(self) -> Mapping[int, Structure]:
        """The structures référentes, by identifiant."""
        lines = self.lists.get("structuresreferentes", ())
        return {line.identifiant: _structure(line) for line in lines}

    @cached_property
    def referents(self) -> Mapping[int, Referent]:
        """The référents of the ALI's territory, by identifiant."""
        return {
            line.identifiant: Referent(
                identifiant=line.identifiant,
                structure=line.extra["structurereferente_id"],
                civilite=line.extra["civilite"],
                nom=line.extra["nom"],
                prenom=line.extra["prenom"],
                fonction=line.extra["fonction"],
                email=line.extra.get("email"),
                telephone=line.extra.get("numtel"),
                date_cloture=line.extra.get("date_cloture"),
                actif=line.actif,
            )
            for line in self.lists.get("referents", ())
        }

    @cached_property
    def zones(self) -> Mapping[int, Zone]:
        """The communes, by identifiant."""
        return {
            line.identifiant: Zone(
                identifiant=line.identifiant,
                libelle=line.libelle,
                code_insee=line.extra["code_insee"],
                actif=line.actif,
            )
            for line in self.lists.get("zonesgeographiques", ())
        }

    @cached_property
    def ali(self) -> Structure | None:
        """The ALI itself among its structures, or None when the list does not have it.

        The header's `id_ali` is the structure's number in webRSA's own table, which the list does
        not give; the label is the same text in both, so it is looked for first.
        """
        named = [s for s in self.structures.values() if s.libelle == self.ali_label]
        if named:
            return min(named, key=lambda s: (s.identifiant != self.ali_id, not s.actif))
        return self.structures.get(self.ali_id)

    def updated_by(self, diff: "Referentiel") -> "Referentiel":
        """These lists with the lines of `diff` added or replaced; the header is the diff's."""
        merged = {name: {line.identifiant: line for line in of} for name, of in self.lists.items()}
        for name, lines in diff.lists.items():
            merged.setdefault(name, {}).update({line.identifiant: line for line in lines})
        return Referentiel(
            generated_at=diff.generated_at,
            ali_id=diff.ali_id,
            ali_label=diff.ali_label,
            stock=self.stock,
            sha256=diff.sha256,
            lists={name: tuple(lines.values()) for name, lines in merged.items()},
            labels={**self.labels, **diff.labels},
        )


def _structure(line: CodeLine) -> Structure:
    extra = line.extra
    way = (extra["numvoie"], extra["typevoie"], extra["nomvoie"])
    return Structure(
        identifiant=line.identifiant,
        libelle=line.libelle,
        type_orient=extra["typeorient_id"],
        adresse=" ".join(part for part in way if part),
        code_postal=extra["codepostal"],
        ville=extra["ville"],
        code_insee=extra["codeinsee"],
        telephone=extra.get("numtel"),
        email=extra.get("email"),
        zones=_zones(extra.get("zonesgeo")),
        actif=line.actif,
    )


def _zones(text: str | None) -> tuple[int, ...]:
    """webRSA writes a PostgreSQL array as text: `{12,57}`."""
    parts = (text or "").strip("{} ").split(",")
    return tuple(int(part) for part in parts if part.strip().isdecimal())


def read_referentiel(path: Path, *, limit: int = LARGEST_REFERENTIEL) -> Referentiel:
    """Read a referential file whole. Raises `UnreadableFile` when any of it is wrong.

    Unlike people, lists are taken or left as a whole: a code missing from them would turn good
    people into bad ones. `limit` is the largest size taken, in bytes.
    """
    spec = formats.referentiel()
    root, sha256 = read_document(path, roots=frozenset({spec.name}), limit=limit)
    problems: list[Problem] = []
    values = read_values(root, spec, problems)
    lists = {
        name.removeprefix("liste_"): tuple(_line(fields) for fields in content.popitem()[1])
        for name, content in values.items()
        if name != "entete" and not problems
    }
    for name, lines in lists.items():
        twice = [n for n, times in Counter(line.identifiant for line in lines).items() if times > 1]
        problems.extend(_twice(name, identifiant) for identifiant in twice)
    if problems:
        more = f" (et {len(problems) - 1} autres défauts)" if len(problems) > 1 else ""
        raise UnreadableFile(path, f"{problems[0]}{more}")
    header = values["entete"]
    return Referentiel(
        generated_at=header["date_generation"],
        ali_id=header["id_ali"],
        ali_label=header["libelle_ali"],
        stock=header["fichier_stock"],
        sha256=sha256,
        lists=lists,
        labels={
            str(group.tag).removeprefix("liste_"): group.get("referentiel", "")
            for group in root
            if group.tag != "entete"
        },
    )


def _twice(list_name: str, identifiant: int) -> Problem:
    return Problem(
        field=f"liste_{list_name}",
        value_shown=str(identifiant),
        reason="identifiant présent deux fois",
    )


def _line(fields: dict[str, Any]) -> CodeLine:
    if "libelle" not in fields:
        fields["libelle"] = f"{fields['prenom']} {fields['nom']}"
    common = ("identifiant", "libelle", "code", "actif")
    return CodeLine(
        identifiant=fields["identifiant"],
        libelle=fields["libelle"],
        code=fields.get("code"),
        actif=fields["actif"],
        extra={name: value for name, value in fields.items() if name not in common},
    )
