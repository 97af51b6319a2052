"""Who in the registry may be somebody that is about to be created, and why one may think so."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, union

from rules.access.grants import Right
from rules.names import folded
from workflow.access.perimeter import Reader, visible
from workflow.database.store import Store
from workflow.people.matching import dialled
from workflow.people.words import bare_number, words_of
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Personne, PersonneWord, Service

MOST = 20
"""People that are put side by side."""

_PERSONNE, _WORD, _DOSSIER = table(Personne), table(PersonneWord), table(Dossier)
_SERVICE, _DEMANDE = table(Service), table(Demande)


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Somebody who may be the same. ``why``: what they have in common, in words; ``dossier``: their
    last one that the reader opens, with its state; ``asks``: a request is open."""

    personne_id: int
    nom: str
    prenom: str
    born: str
    numero_demande_rsa: str | None
    ville: str | None
    why: tuple[str, ...]
    dossier: int
    state: str
    open: bool
    service: str | None
    asks: bool


def doubles(store: Store, reader: Reader, said: Mapping[str, object]) -> list[Double]:
    """Those whom the reader opens and who share a number, a telephone, the whole name, or the birth
    and part of the name with what is ``said``; those who share most first."""
    with store.read() as connection:
        rows = connection.execute(_alike(said, reader)).all()
        asking = _asking(connection, [row.id for row in rows])
    found: dict[int, Double] = {}
    for row in rows:  # the last dossier of each comes first
        found.setdefault(
            row.id,
            Double(
                personne_id=row.id,
                nom=row.nom,
                prenom=row.prenom,
                born=row.date_naissance,
                numero_demande_rsa=row.numero_demande_rsa,
                ville=row.ville,
                why=tuple(_why(row._asdict(), said)),
                dossier=row.dossier,
                state=row.state,
                open=row.closed_at is None,
                service=row.libelle,
                asks=row.id in asking,
            ),
        )
    return sorted(found.values(), key=lambda one: (-len(one.why), one.personne_id))[:MOST]


def _alike(said: Mapping[str, object], reader: Reader) -> Select[Any]:
    names = sorted(folded(str(said["nom"]), str(said["prenom"])).split())
    numbers = sorted(words_of(said) - set(names))
    named = select(_WORD.c.personne_id).where(_WORD.c.word.in_(names))
    wholly = named.group_by(_WORD.c.personne_id).having(func.count() == len(names))
    born = select(_PERSONNE.c.id).where(
        _PERSONNE.c.id.in_(named), _PERSONNE.c.date_naissance == said["date_naissance"]
    )
    numbered = select(_WORD.c.personne_id).where(_WORD.c.word.in_(numbers))
    alike = union(wholly, born, numbered)
    columns = ("id", "nom", "prenom", "date_naissance", "numero_demande_rsa", "numero_caf")
    return (
        select(
            *(_PERSONNE.c[name] for name in (*columns, "telephone", "ville")),
            *(_DOSSIER.c.id.label("dossier"), _DOSSIER.c.state, _DOSSIER.c.closed_at),
            _SERVICE.c.libelle,
        )
        .join_from(_PERSONNE, _DOSSIER, _DOSSIER.c.personne_id == _PERSONNE.c.id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .where(_PERSONNE.c.id.in_(alike), visible(reader, Right.DOSSIER))
        .order_by(_DOSSIER.c.closed_at.is_not(None), _DOSSIER.c.id.desc())
        .limit(10 * MOST)
    )


def _asking(connection: Connection, people: list[int]) -> frozenset[int]:
    query = (
        select(_DOSSIER.c.personne_id)
        .join_from(_DEMANDE, _DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id)
        .where(_DOSSIER.c.personne_id.in_(people), _DEMANDE.c.closed_at.is_(None))
    )
    return frozenset(connection.execute(query).scalars())


def _why(known: Mapping[str, object], said: Mapping[str, object]) -> Iterator[str]:
    if folded(str(known["nom"]), str(known["prenom"])) == folded(
        str(said["nom"]), str(said["prenom"])
    ):
        yield "même nom et même prénom"
    elif folded(str(known["nom"])) == folded(str(said["nom"])):
        yield "même nom"
    elif folded(str(known["prenom"])) == folded(str(said["prenom"])):
        yield "même prénom"
    if known["date_naissance"] == said["date_naissance"]:
        yield "même date de naissance"
    for name, words in (
        ("numero_demande_rsa", "même numéro de demande"),
        ("numero_caf", "même matricule"),
    ):
        if _same(bare_number, known[name], said.get(name)):
            yield words
    if _same(dialled, known["telephone"], said.get("telephone")):
        yield "même téléphone"


def _same(bare: Callable[[str], str], known: object, said: object) -> bool:
    return bool(known) and bool(said) and bare(str(known)) == bare(str(said))
