"""The lines of a séance as its agenda sees them: what each may claim, and where each stands."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from rules.actors import Genre
from rules.rulebook import Rulebook
from rules.seances import reasons
from rules.seances.agenda import Candidate
from rules.seances.reasons import Reason
from workflow.acts import guests, passed
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Service

_LINE, _DOSSIER = table(Passage), table(Dossier)
_SERVICE, _DEMANDE = table(Service), table(Demande)

_LINES = Statement(
    select(
        *(_LINE.c[name] for name in ("id", "priorite", "rank", "arbitrage")),
        *(_DOSSIER.c.service_id, _DOSSIER.c.referent, _SERVICE.c.genre),
        *(_DEMANDE.c.opened_at, _DEMANDE.c.urgent.label("said_urgent")),
    )
    .join_from(_LINE, _DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(_DEMANDE, _DEMANDE.c.id == _LINE.c.demande_id)
    .where(_LINE.c.seance_id == bindparam("id"))
    .order_by(_LINE.c.id)
)
_WAITING = frozenset({"inscrit", "retenu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A line of a séance: what it may claim, and what became of it there. ``rank`` and ``reasons``
    are those of the agenda that was settled."""

    candidate: Candidate
    state: str
    rank: int | None
    reasons: tuple[Reason, ...]


def standing(tx: Tx, rulebook: Rulebook, seance_id: int) -> list[Standing]:
    """The lines of the séance, open or not, in the order of their inscription."""
    things = passed.of_seance(tx, seance_id)
    invited = guests.by_line(tx, things, seance_id)
    found = []
    for row in tx.all(_LINES, {"id": seance_id}):
        number, priorite, rank, arbitrage, service, referent, genre, opened, said_urgent = row
        same = things[number]
        appraised = passed.last_said(one.urgent for one in same)
        asked = same[-1].inscribed if opened is None else opened
        candidate = Candidate(
            line=number,
            dossier=same[0].dossier_id,
            requested=rulebook.local_day(from_micros(asked)),
            service=service,
            genre=None if genre is None else Genre(genre),
            traveller=_traveller(service, referent),
            priority=priorite,
            urgent=bool(said_urgent if appraised is None else appraised),
            appraised=appraised is not None,
            reports=len(same) - 1,
            guests=len(invited[number]),
        )
        kept = reasons.read(arbitrage)
        found.append(Standing(candidate=candidate, state=same[0].state, rank=rank, reasons=kept))
    return found


def waiting(tx: Tx, rulebook: Rulebook, seance_id: int) -> tuple[Candidate, ...]:
    """Those that have no result yet."""
    lines = standing(tx, rulebook, seance_id)
    return tuple(one.candidate for one in lines if one.state in _WAITING)


def _traveller(service: int | None, referent: int | None) -> str | None:
    """Who comes for the line: its référente or référent when webRSA names one, else its service."""
    if referent is not None:
        return f"referent:{referent}"
    return None if service is None else f"service:{service}"
