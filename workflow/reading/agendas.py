"""What screens show of the agenda of a séance: the one that was settled, else the one proposed."""

from dataclasses import dataclass

from rules.rulebook import Rulebook
from rules.seances.agenda import AS_PROPOSED, Adjustments, Agenda, AgendaLine
from rules.seances.arbitration import settle
from rules.seances.kinds import SeanceKind
from rules.seances.points import minutes_of
from workflow.database.store import Store
from workflow.seances import programme
from workflow.seances.commands import UnknownSeance
from workflow.seances.tableau import candidates
from workflow.seances.tableau import points as seance_points
from workflow.seances.tableau.candidates import Standing

_TO_SETTLE = frozenset({"programmee", "preparee"})
_GONE = frozenset({"reporte", "retire"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSheet:
    """An agenda. ``proposed``: nobody settled it yet. ``presence``: the minutes for which whoever
    coordinates is there, hardly any line being inscribed; None when they are there for all of
    it."""

    agenda: Agenda
    proposed: bool
    presence: int | None
    kind: SeanceKind


def agenda(
    store: Store, rulebook: Rulebook, seance_id: int, adjustments: Adjustments = AS_PROPOSED
) -> AgendaSheet:
    """The agenda of the séance; with ``adjustments``, the one that they would make. Raises
    UnknownSeance."""
    with store.glance() as tx:
        row = programme.read(tx, seance_id)
        if row is None:
            raise UnknownSeance(seance_id)
        lines = candidates.standing(tx, rulebook, seance_id)
        points = minutes_of(seance_points.read(tx, seance_id))
    seance = programme.view(seance_id, row)
    kind = rulebook.kind_held(seance)
    proposed = seance.state in _TO_SETTLE
    if proposed or adjustments:
        waiting = [one.candidate for one in lines if one.state not in _GONE]
        found = settle(kind, waiting, adjustments, points=points)
    else:
        found = Agenda(
            retained=tuple(_retained(lines)),
            postponed=tuple(
                _line(one, None) for one in lines if one.state == "reporte" and one.reasons
            ),
            capacity=kind.capacity,
            points=points,
        )
    # Before its tableau is open, nothing says that a séance will have few lines.
    open_to_all = seance.state != "programmee"
    presence = kind.presence(found.load.situations) if open_to_all else None
    return AgendaSheet(agenda=found, proposed=proposed, presence=presence, kind=kind)


def _retained(lines: list[Standing]) -> list[AgendaLine]:
    """Those that were retained, examined or not; before any ranks were kept, as inscribed."""
    on = [one for one in lines if one.state not in _GONE]
    on.sort(key=lambda one: (one.rank is None, one.rank or 0, one.candidate.line))
    return [_line(one, n if one.rank is None else one.rank) for n, one in enumerate(on, 1)]


def _line(one: Standing, rank: int | None) -> AgendaLine:
    return AgendaLine(
        line=one.candidate.line,
        dossier=one.candidate.dossier,
        rank=rank,
        guests=one.candidate.guests,
        reports=one.candidate.reports,
        reasons=one.reasons,
    )
