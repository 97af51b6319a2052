"""What an ALI has to tell webRSA by file: its saisines of that channel, its corrected orientations.

A change is outgoing until the dossier bears the fact that it was exported. The ALI's own row is
locked first: two exports of one ALI follow each other and the second finds nothing.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from rules.actors import Actor, Genre
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Row, Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Personne, Service
from workflow.tables.trail import FactRow, JournalRow
from workflow.trail import journal
from workflow.trail.journal import Chain, Entry

_FACT, _JOURNAL = table(FactRow), table(JournalRow)
_DOSSIER, _DEMANDE, _PERSONNE = table(Dossier), table(Demande), table(Personne)
_SERVICE, _PREVIOUS, _EXPORTED = table(Service), table(Dossier).alias(), table(FactRow).alias()


class ChangeKind(StrEnum):
    """The two changes that webRSA takes from an ALI."""

    ORIENTATION = "orientation"
    SAISINE = "saisine"

    @property
    def event(self) -> str:
        """The act by which a dossier is told that its change was exported."""
        return f"exporter_{self.value}"


class NotAnAli(LookupError):
    """Only an ALI has the channel of the file."""

    def __init__(self, service_id: int) -> None:
        self.service_id = service_id
        super().__init__(
            f"Le service n° {service_id} n’est pas une ALI connue : seules les ALI échangent des"
            " fichiers avec webRSA."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request that a saisine carries. An accord is None as long as nobody gave it."""

    motif: int | None
    accord_accueil: bool | None
    motif_refus: str | None
    accord_allocataire: bool | None
    unreachable: bool
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A change to export. Numbers are webRSA's identifiants.

    ``number`` is ours, the same at each export: odd for orientations, even for requests, because
    webRSA keeps both in one numbering. ``amends`` is the orientation that webRSA has already and
    that the ALI confirms. ``in_webrsa``: the same saisine was typed there by hand.
    """

    kind: ChangeKind
    dossier_id: int
    number: int
    webrsa_id: int | None
    referent: int | None
    occurred: datetime
    service: int | None
    type_orientation: int | None
    oriented: bool
    in_webrsa: bool = False
    amends: int | None = None
    request: Request | None = None


def _waiting(*codes: str, exported: str) -> ColumnElement[bool]:
    """A fact of the dossier, of these codes, that still counts, with no export after it."""
    later = exists().where(
        _EXPORTED.c.kind == _FACT.c.kind,
        _EXPORTED.c.subject_id == _FACT.c.subject_id,
        _EXPORTED.c.code == exported,
        _EXPORTED.c.seq > _FACT.c.seq,
        _EXPORTED.c.annulled_by.is_(None),
    )
    return and_(
        _FACT.c.kind == SubjectKind.DOSSIER.value,
        or_(*(_FACT.c.code == code for code in codes)),
        _FACT.c.annulled_by.is_(None),
        ~later,
    )


_ALI = Statement(
    select(_SERVICE.c.id).where(
        _SERVICE.c.id == bindparam("id"), _SERVICE.c.genre == Genre.ALI.value
    )
)
_SAISINES = Statement(
    select(
        *(_DOSSIER.c.id, _DOSSIER.c.referent, _DOSSIER.c.rank, _PERSONNE.c.webrsa_id),
        *(_FACT.c.occurred_at, _FACT.c.data, _SERVICE.c.type_orientation),
        *(_DEMANDE.c[name] for name in ("id", "service_souhaite", "numero_webrsa", "motif_code")),
        *(_DEMANDE.c[name] for name in ("accord_accueil", "motif_refus_accueil")),
        *(_DEMANDE.c[name] for name in ("accord_allocataire", "consultation_impossible")),
        _DEMANDE.c.urgent,
    )
    .select_from(_DEMANDE)
    .join(_DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id)
    .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .join(_FACT, _FACT.c.subject_id == _DOSSIER.c.id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DEMANDE.c.service_souhaite)
    .where(
        _DEMANDE.c.closed_at.is_(None),
        _DOSSIER.c.service_id == bindparam("ali"),
        _FACT.c.occurred_at >= _DEMANDE.c.opened_at,
        _waiting("saisine_deposee", "saisine_autre_canal", exported="saisine_exportee"),
    )
    .order_by(_DOSSIER.c.id, _FACT.c.seq)
)
_ORIENTATIONS = Statement(
    select(
        *(_DOSSIER.c.id, _DOSSIER.c.referent, _DOSSIER.c.rank, _PERSONNE.c.webrsa_id),
        *(_FACT.c.occurred_at, _DOSSIER.c.type_orientation, _SERVICE.c.type_orientation),
        *(_FACT.c.seq, _FACT.c.data, _DOSSIER.c.webrsa_orientation, _PREVIOUS.c.referent),
        _JOURNAL.c.body,
    )
    .select_from(_DOSSIER)
    .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .join(_FACT, _FACT.c.subject_id == _DOSSIER.c.id)
    .join(
        _JOURNAL,
        and_(
            _JOURNAL.c.kind == _FACT.c.kind,
            _JOURNAL.c.subject_id == _FACT.c.subject_id,
            _JOURNAL.c.seq == _FACT.c.seq,
        ),
    )
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(_PREVIOUS, _PREVIOUS.c.id == _DOSSIER.c.previous_id)
    .where(
        _DOSSIER.c.closed_at.is_(None),
        _DOSSIER.c.origine == "diagnostic",
        _waiting("orientation_validee", exported="orientation_exportee"),
    )
    .order_by(_DOSSIER.c.id, _FACT.c.seq)
)


def lock_ali(tx: Tx, ali: int) -> Chain:
    """The end of the ALI's chain, its row locked. Raises NotAnAli."""
    if tx.one(_ALI, {"id": ali}) is None:
        raise NotAnAli(ali)
    return journal.lock(tx, Subject(SubjectKind.SERVICE, ali))


def outgoing(tx: Tx, ali: int) -> list[Outgoing]:
    """What the ALI has to send, by dossier; of one dossier the orientation first."""
    found = {(one.dossier_id, one.kind): one for one in (*_saisines(tx, ali), *_diagnosed(tx, ali))}
    return [found[key] for key in sorted(found)]


def mark(
    tx: Tx, rulebook: Rulebook, change: Outgoing, *, actor: Actor, now: datetime, file: str
) -> None:
    """The dossier is told that its change goes out in that file. Raises Refused before anything
    is written."""
    act = Act(event=change.kind.event, actor=actor, occurred=now, known=now, lot=True)
    commands.carry_out(
        tx, rulebook, Command(dossier_id=change.dossier_id, act=act, batch=f"fichier-{file}")
    )


def journal_refusal(
    tx: Tx, change: Outgoing, refused: Refused, *, actor: Actor, now: datetime
) -> None:
    """The mark that the procedure refused, in the chain of its dossier."""
    act = Act(event=change.kind.event, actor=actor, occurred=now, known=now)
    commands.journal_refusal(tx, Subject(SubjectKind.DOSSIER, change.dossier_id), act, refused)


def journal_file(
    tx: Tx,
    chain: Chain,
    *,
    actor: Actor,
    now: datetime,
    file: str,
    sha256: str,
    dossiers: Sequence[int],
) -> None:
    """The file in the ALI's own chain: its name, its digest, the dossiers that it holds."""
    journal.append(
        tx,
        chain,
        Entry(
            act="exporter_fichier",
            actor=actor,
            occurred=now,
            known=now,
            body={"fichier": file, "sha256": sha256, "dossiers": list(dossiers)},
            batch=f"fichier-{file}",
        ),
    )


def _saisines(tx: Tx, ali: int) -> Iterator[Outgoing]:
    """The saisines deposited by file, were it as a second channel of the same saisine."""
    for row in tx.all(_SAISINES, {"ali": ali}):
        dossier_id, referent, rank, webrsa_id, occurred, data, kind = row[:7]
        demande_id, wished, typed_there, motif, accueil, refusal, *answers = row[7:]
        person, unreachable, urgent = answers
        if json.loads(data).get("canal") != "xml":
            continue
        yield Outgoing(
            kind=ChangeKind.SAISINE,
            dossier_id=dossier_id,
            number=2 * demande_id,
            webrsa_id=webrsa_id,
            referent=referent,
            occurred=from_micros(occurred),
            service=wished,
            type_orientation=kind,
            oriented=rank is not None,
            in_webrsa=typed_there is not None,
            request=Request(
                motif=motif,
                accord_accueil=None if accueil is None else bool(accueil),
                motif_refus=refusal,
                accord_allocataire=None if person is None else bool(person),
                unreachable=bool(unreachable),
                urgent=bool(urgent),
            ),
        )


def _diagnosed(tx: Tx, ali: int) -> Iterator[Outgoing]:
    for row in tx.all(_ORIENTATIONS, {}):
        found = _orientation(row, ali)
        if found is not None:
            yield found


def _orientation(row: Row, ali: int) -> Outgoing | None:
    """The orientation that an agent of this ALI validated after a diagnostic, as the journal has
    it. Those that the BOP gave without one are the BOP's to type in webRSA, and one that the import
    has met there already was typed by hand."""
    dossier_id, referent, rank, webrsa_id, occurred, chosen, usual = row[:7]
    seq, data, in_webrsa, previous_referent, body = row[7:]
    said = json.loads(data)
    born_of_it = seq == 1
    if json.loads(body)["service"] != ali or (born_of_it and in_webrsa is not None):
        return None
    own_type = born_of_it or "type_orientation" in said
    return Outgoing(
        kind=ChangeKind.ORIENTATION,
        dossier_id=dossier_id,
        number=2 * dossier_id - 1,
        webrsa_id=webrsa_id,
        referent=previous_referent if born_of_it else referent,
        occurred=from_micros(occurred),
        service=said.get("service_referent"),
        type_orientation=chosen if own_type else usual or chosen,
        oriented=rank is not None,
        amends=in_webrsa,
    )
