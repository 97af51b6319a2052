"""Who a line of a table speaks of: the order of DOMAIN.md §5.1, without the NIR, and no guess.

The people of the registry are held in memory for the time of a file: telephones are written in
many ways, and a file names a hundred thousand people.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, select

from rules.names import folded
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne

_PERSONNE, _DOSSIER = table(Personne), table(Dossier)
_WORDS = ("numero_demande_rsa", "reference", "numero_caf", "role", "nom", "prenom", "email")
_READ = ("id", *_WORDS, "date_naissance", "telephone", "webrsa_id")
_ALL = Statement(select(*(_PERSONNE.c[name] for name in _READ)))
_UNNAMED = Statement(
    select(*(_PERSONNE.c[name] for name in _READ)).where(_PERSONNE.c.webrsa_id.is_(None))
)
_OF_DOSSIER = Statement(select(_DOSSIER.c.personne_id).where(_DOSSIER.c.id == bindparam("dossier")))
_NAME_OF = Statement(
    select(_PERSONNE.c.nom, _PERSONNE.c.prenom)
    .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .where(_DOSSIER.c.id == bindparam("dossier"))
)
_DOSSIERS_OF = Statement(
    select(
        *(_DOSSIER.c[name] for name in ("id", "state", "service_id", "born_at", "closed_at")),
    )
    .where(_DOSSIER.c.personne_id == bindparam("personne_id"))
    .order_by(_DOSSIER.c.id)
)

_LOCK = Statement(
    select(_PERSONNE.c.id).where(_PERSONNE.c.id == bindparam("id")).with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What is said of who a person is; None is silence. ``reference``: the département's own
    number; ``telephone`` as it is dialled."""

    dossier: int | None = None
    webrsa_id: int | None = None
    numero_demande_rsa: str | None = None
    reference: str | None = None
    numero_caf: str | None = None
    role: str | None = None
    nom: str | None = None
    prenom: str | None = None
    date_naissance: str | None = None
    telephone: str | None = None
    email: str | None = None


def clues_of(said: Mapping[str, object]) -> Clues:
    """The clues that the columns of a person are."""

    def words(name: str) -> str | None:
        return None if said.get(name) is None else str(said[name])

    telephone = words("telephone")
    return Clues(
        numero_demande_rsa=words("numero_demande_rsa"),
        reference=words("reference"),
        numero_caf=words("numero_caf"),
        role=words("role"),
        nom=words("nom"),
        prenom=words("prenom"),
        date_naissance=words("date_naissance"),
        telephone=None if telephone is None else dialled(telephone),
        email=words("email"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whom the clues name. ``candidates`` when they name several, ``against`` the one that a
    number names although all the rest tells of another; ``no_dossier``: they give the number of a
    dossier that is not there; ``clueless`` when they could name nobody."""

    personne_id: int | None = None
    rule: str = ""
    candidates: tuple[int, ...] = ()
    against: int | None = None
    no_dossier: bool = False
    clueless: bool = False


_SHARED = frozenset({"demande", "telephone", "email"})
"""What the members of a foyer, or the people that an association helps, may have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Identity:
    nom: str
    prenom: str
    born: str | None
    role: str | None

    def tells_of(self, clues: Clues) -> int:
        """How far the clues speak of this person: one for each that agrees, one less for each that
        does not. A family name in common says nothing: spouses have it too."""
        return (
            _agreement(self.prenom, clues.prenom and _folded(clues.prenom))
            + _agreement(self.born, clues.date_naissance)
            + _agreement(self.role, clues.role)
            + min(0, _agreement(self.nom, clues.nom and _folded(clues.nom)))
        )

    def is_born_under_another_name(self, clues: Clues) -> bool:
        """Whether the line gives the name and the birth of somebody else: one of them alone may be
        a married name or a slip."""
        return (
            clues.nom is not None
            and clues.prenom is not None
            and clues.date_naissance is not None
            and (self.nom, self.prenom) != (_folded(clues.nom), _folded(clues.prenom))
            and self.born != clues.date_naissance
        )


def _agreement(known: str | None, said: str | None) -> int:
    """1 when they are the same, -1 when they are not, 0 when one of them is silence."""
    if not known or not said:
        return 0
    return 1 if known == said else -1


@dataclass(slots=True)
class KnownPeople:
    """Everybody in the registry, found by each rule; those that are added are found too."""

    _by_clue: MutableMapping[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)
    _identities: MutableMapping[int, _Identity] = field(default_factory=dict)

    @classmethod
    def load(cls, tx: Tx, *, unnamed: bool = False) -> "KnownPeople":
        """Everybody now; ``unnamed``: those whom webRSA has not named yet."""
        known = cls()
        for row in tx.all(_UNNAMED if unnamed else _ALL, {}):
            clues = clues_of(dict(zip(_READ[:-1], row[:-1], strict=True)))
            known.add(row[0], replace(clues, webrsa_id=row[-1]))
        return known

    def branch(self) -> "KnownPeople":
        """The same people; those who are added to it are known to it alone."""
        return KnownPeople(ChainMap({}, self._by_clue), ChainMap({}, self._identities))

    def __bool__(self) -> bool:
        return bool(self._identities)

    def add(self, personne_id: int, clues: Clues) -> None:
        """Somebody, found from now on by each of their clues."""
        for _, key in _keys(clues):
            found = self._by_clue.get(key, ())
            if personne_id not in found:
                self._by_clue[key] = (*found, personne_id)
        self._identities[personne_id] = _Identity(
            nom=_folded(clues.nom or ""),
            prenom=_folded(clues.prenom or ""),
            born=clues.date_naissance,
            role=clues.role,
        )

    def match(self, tx: Tx, clues: Clues) -> Match:
        """Who it is, by the first rule that finds somebody."""
        if clues.dossier is not None:
            row = tx.one(_OF_DOSSIER, {"dossier": clues.dossier})
            # A number of ours that is wrong casts a doubt on the whole line.
            return Match(no_dossier=True) if row is None else self._only(row[0], clues, "dossier")
        tried = False
        for rule, key in _keys(clues):
            tried = True
            found = self._by_clue.get(key, ())
            if key[0] in _SHARED:
                found = tuple(one for one in found if not self._another(one, clues, shared=True))
            if len(found) > 1:
                found = self._likeliest(found, clues)
            if len(found) > 1:
                return Match(rule=rule, candidates=found)
            if found:
                return self._only(found[0], clues, rule)
        return Match(clueless=not tried)

    def _only(self, personne_id: int, clues: Clues, rule: str) -> Match:
        """The one found, unless the line tells of somebody else."""
        if self._another(personne_id, clues):
            return Match(rule=rule, against=personne_id)
        return Match(personne_id=personne_id, rule=rule)

    def _another(self, personne_id: int, clues: Clues, *, shared: bool = False) -> bool:
        """Whether the line tells of somebody else. A number of one's own weighs as much as one of
        the other clues; ``shared``: what a foyer has in common tells its members apart by nothing.
        """
        identity = self._identities.get(personne_id)
        return identity is not None and (
            identity.tells_of(clues) < (0 if shared else -1)
            or identity.is_born_under_another_name(clues)
        )

    def _likeliest(self, found: tuple[int, ...], clues: Clues) -> tuple[int, ...]:
        """Those of them of whom the rest of the line tells most: several when it is no surer of one
        than of another."""
        told = {one: self._identities[one].tells_of(clues) for one in found}
        most = max(told.values())
        return tuple(one for one in found if told[one] == most)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDossier:
    """A dossier of a person, with the instants between which it was open."""

    id: int
    state: str
    service_id: int | None
    born: datetime
    closed: datetime | None


def dossiers_of(tx: Tx, personne_id: int) -> list[KnownDossier]:
    """The dossiers of a person, oldest first."""
    rows = tx.all(_DOSSIERS_OF, {"personne_id": personne_id})
    return [
        KnownDossier(
            id=row[0],
            state=row[1],
            service_id=row[2],
            born=from_micros(row[3]),
            closed=instant_or_none(row[4]),
        )
        for row in rows
    ]


def name_of(tx: Tx, dossier_id: int) -> str:
    """Whose dossier it is: « MARTIN Alice »; nothing of a dossier that is not there."""
    return " ".join(str(name) for name in tx.one(_NAME_OF, {"dossier": dossier_id}) or ())


def hold(tx: Tx, people: Iterable[int]) -> None:
    """Locks these people at once, in order, for a batch. SQLite's single writer holds all."""
    if tx.dialect != "sqlite":
        for personne_id in sorted(set(people)):
            tx.one(_LOCK, {"id": personne_id})


def _keys(clues: Clues) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What may be looked up, rule by rule, in their order."""
    if clues.webrsa_id is not None:
        yield "numéro webRSA", ("webrsa", str(clues.webrsa_id))
    if clues.numero_demande_rsa:
        yield "numéro de demande", ("demande", clues.numero_demande_rsa.casefold())
    if clues.reference:
        yield "numéro interne", ("reference", clues.reference.casefold())
    if clues.numero_caf and clues.role:
        # A spreadsheet that took it for a number dropped its zeros.
        yield "numéro CAF et rôle", ("caf", clues.numero_caf.lstrip("0").casefold(), clues.role)
    if clues.prenom and clues.telephone:
        yield "prénom et téléphone", ("telephone", _folded(clues.prenom), clues.telephone)
    if clues.prenom and clues.email:
        yield "prénom et courriel", ("email", _folded(clues.prenom), clues.email.casefold())
    if clues.nom and clues.prenom and clues.date_naissance:
        yield "nom, prénom et naissance", ("name", _name(clues), clues.date_naissance)


def _name(clues: Clues) -> str:
    return _folded(f"{clues.nom or ''} {clues.prenom or ''}")


@lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    return folded(name)


def dialled(number: str) -> str:
    """« +33 6 39 98 00 01 », « 639980001 » and « 0639980001 » are one telephone."""
    digits = "".join(letter for letter in number if letter.isdigit())
    for prefix in ("0033", "33"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 9:
            return f"0{digits.removeprefix(prefix)}"
    return f"0{digits}" if len(digits) == 9 and digits[0] != "0" else digits
