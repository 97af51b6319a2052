"""What an act names by its number or code must exist: guards are pure and cannot look it up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, literal_column, or_, select

from rules.refusals import Refusal
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, CodeLine, Demande, Dossier

_CIRCONSCRIPTION, _DOSSIER, _DEMANDE = table(Circonscription), table(Dossier), table(Demande)
_CODE, _ANY = table(CodeLine), table(CodeLine).alias()


MOST_CHOICES = 20
"""Codes that a refusal lists; beyond, it names their list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A field that names something: how it is looked up, and what is told when it is not there."""

    query: Statement
    code: str
    what: str
    remedy: str
    choices: Statement | None = None


def _code(codes: str, what: str) -> _Named:
    """A code of one of webRSA's lists, in use; any as long as no file has given the list."""
    known = exists().where(_ANY.c.liste == codes)
    found = exists().where(
        _CODE.c.liste == codes, _CODE.c.identifiant == bindparam("key"), _CODE.c.active == 1
    )
    return _Named(
        query=Statement(select(literal_column("1")).where(or_(found, ~known))),
        code="code_inconnu",
        what=what,
        remedy="Choisissez un code en usage de la liste de webRSA.",
        choices=Statement(
            select(_CODE.c.identifiant, _CODE.c.libelle)
            .where(_CODE.c.liste == codes, _CODE.c.active == 1)
            .order_by(_CODE.c.identifiant)
            .limit(MOST_CHOICES + 1)
        ),
    )


_NAMED: Mapping[str, _Named] = {
    "circonscription": _Named(
        query=Statement(
            select(_CIRCONSCRIPTION.c.id).where(_CIRCONSCRIPTION.c.code == bindparam("key"))
        ),
        code="circonscription_inconnue",
        what="La circonscription {} n’existe pas.",
        remedy="Choisissez une circonscription du département.",
    ),
    "dossier_maitre": _Named(
        query=Statement(
            select(_DOSSIER.c.id).where(
                _DOSSIER.c.id == bindparam("key"), _DOSSIER.c.id != bindparam("own")
            )
        ),
        code="dossier_inconnu",
        what="Il n’y a pas d’autre dossier n° {}.",
        remedy="Indiquez le numéro du dossier à conserver.",
    ),
    "demande_maitre": _Named(
        query=Statement(
            select(_DEMANDE.c.id).where(
                _DEMANDE.c.id == bindparam("key"),
                or_(_DEMANDE.c.dossier_id != bindparam("own"), _DEMANDE.c.closed_at.is_not(None)),
            )
        ),
        code="demande_inconnue",
        what="Il n’y a pas d’autre demande n° {}.",
        remedy="Indiquez le numéro de la demande déjà instruite.",
    ),
    "motif_code": _code("reorientation_motifs", "Le motif de réorientation n° {} n’existe pas."),
    "type_orientation": _code("typesorients", "Le type d’orientation n° {} n’existe pas."),
    "referent": _code("referents", "La personne référente n° {} n’est pas dans le référentiel."),
}


def unknown(tx: Tx, values: Mapping[str, object], own: int = 0) -> Iterator[Refusal]:
    """One refusal for each thing that the form names and the registry does not know. ``own``: the
    dossier that acts, which is not its own double."""
    for name, named in _NAMED.items():
        key = values.get(name)
        if key is not None and tx.one(named.query, {"key": key, "own": own}) is None:
            yield Refusal(
                code=named.code,
                sentence=named.what.format(key),
                remedy=_remedy(tx, named),
                field=name,
            )


def _remedy(tx: Tx, named: _Named) -> str:
    """What to do, with the choices when they are few."""
    found = [] if named.choices is None else tx.all(named.choices, {})
    if not 0 < len(found) <= MOST_CHOICES:
        return named.remedy
    return f"Choix : {', '.join(f'{number} ({words})' for number, words in found)}."
