"""The lines of a séance as its agenda sees them: what each may claim, and where each stands.

What was said of a line before it was put off still holds: the day of its request, its urgency, its
guests. How often it was put off is counted from its earlier passages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import bindparam, select

from rules.actors import Genre
from rules.rulebook import Rulebook
from rules.seances import reasons
from rules.seances.agenda import Candidate
from rules.seances.reasons import Reason
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Service

_LINE, _DOSSIER = table(Passage), table(Dossier)
_SERVICE, _DEMANDE = table(Service), table(Demande)
_ITS = _LINE.alias("its")
_OF_A_PASSAGE = tuple(
    _LINE.c[name]
    for name in (
        *("id", "dossier_id", "nature", "demande_id"),
        *("state", "urgent", "invites", "inscribed_at"),
    )
)
_SPLIT = len(_OF_A_PASSAGE)

_LINES = Statement(
    select(
        *_OF_A_PASSAGE,
        *(_LINE.c[name] for name in ("priorite", "rank", "arbitrage")),
        *(_DOSSIER.c.service_id, _DOSSIER.c.referent, _SERVICE.c.genre),
        *(_DEMANDE.c.opened_at, _DEMANDE.c.urgent.label("said_urgent")),
    )
    .join_from(_LINE, _DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(_DEMANDE, _DEMANDE.c.id == _LINE.c.demande_id)
    .where(_LINE.c.seance_id == bindparam("id"))
    .order_by(_LINE.c.id)
)
_PASSAGES = Statement(
    select(*_OF_A_PASSAGE)
    .where(
        _LINE.c.dossier_id.in_(select(_ITS.c.dossier_id).where(_ITS.c.seance_id == bindparam("id")))
    )
    .order_by(_LINE.c.id.desc())
)
_PUT_OFF = frozenset({"reporte", "ajourne"})
_WAITING = frozenset({"inscrit", "retenu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A line of a séance: what it may claim, and what became of it there. ``rank`` and ``reasons``
    are those of the agenda that was settled."""

    candidate: Candidate
    state: str
    rank: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    id: int
    dossier_id: int
    nature: str
    demande_id: int | None
    state: str
    urgent: int | None
    invites: int | None
    inscribed: int

    def follows(self, earlier: "_Passage") -> bool:
        """Whether it is a later passage of the same thing."""
        same = (self.dossier_id, self.nature, self.demande_id)
        return earlier.id < self.id and same == (
            *(earlier.dossier_id, earlier.nature, earlier.demande_id),
        )


def standing(tx: Tx, rulebook: Rulebook, seance_id: int) -> list[Standing]:
    """The lines of the séance, open or not, in the order of their inscription."""
    passages = [_Passage(*row) for row in tx.all(_PASSAGES, {"id": seance_id})]
    found = []
    for row in tx.all(_LINES, {"id": seance_id}):
        line = _Passage(*row[:_SPLIT])
        priorite, rank, arbitrage, service, referent, genre, opened, said_urgent = row[_SPLIT:]
        earlier = [one for one in passages if line.follows(one)]
        put_off = list(takewhile(lambda one: one.state in _PUT_OFF, earlier))
        same = [line, *put_off]
        appraised = _first(one.urgent for one in same)
        asked = same[-1].inscribed if opened is None else opened
        candidate = Candidate(
            line=line.id,
            dossier=line.dossier_id,
            requested=rulebook.local_day(from_micros(asked)),
            service=service,
            genre=None if genre is None else Genre(genre),
            traveller=_traveller(service, referent),
            priority=priorite,
            urgent=bool(said_urgent if appraised is None else appraised),
            appraised=appraised is not None,
            reports=len(put_off),
            guests=_first(one.invites for one in same) or 0,
        )
        kept = reasons.read(arbitrage)
        found.append(Standing(candidate=candidate, state=line.state, rank=rank, reasons=kept))
    return found


def waiting(tx: Tx, rulebook: Rulebook, seance_id: int) -> tuple[Candidate, ...]:
    """Those that have no result yet."""
    lines = standing(tx, rulebook, seance_id)
    return tuple(one.candidate for one in lines if one.state in _WAITING)


def _first(said: Iterable[int | None]) -> int | None:
    """What was said last, the latest passage being the first."""
    return next((one for one in said if one is not None), None)


def _traveller(service: int | None, referent: int | None) -> str | None:
    """Who comes for the line: its référente or référent when webRSA names one, else its service."""
    if referent is not None:
        return f"referent:{referent}"
    return None if service is None else f"service:{service}"
