"""What the act of a séance finds when it arrives: its lines, its facts, what guards look at."""

from dataclasses import replace

from sqlalchemy import bindparam, select

from rules.deadlines.derivation import in_order
from rules.rulebook import Rulebook
from rules.situation import Act, PassageView, SeanceView, Situation
from states.decision import Way, ways
from states.page import Machine
from workflow.acts import cases, done_once, guests, participants
from workflow.acts.done_once import NAMES_VISITOR
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.seances import programme
from workflow.seances.commands import UnknownSeance
from workflow.seances.participants import visitors
from workflow.seances.tableau import agenda, candidates, cutoff, points
from workflow.tables.columns import table
from workflow.tables.subjects import Passage
from workflow.trail import facts

_WEIGHED = "arreter"
"""The act as which a séance is looked at when none is chosen: its lines are then weighed."""

_PASSAGE = table(Passage)
_LINES = Statement(
    select(
        *(_PASSAGE.c[name] for name in ("id", "dossier_id", "seance_id", "demande_id")),
        *(_PASSAGE.c[name] for name in ("nature", "state", "methode")),
    )
    .where(_PASSAGE.c.seance_id == bindparam("id"), _PASSAGE.c.open == 1)
    .order_by(_PASSAGE.c.dossier_id, _PASSAGE.c.id)
)


def look(tx: Tx, rulebook: Rulebook, seance: SeanceView, act: Act) -> Situation:
    """The locked séance, as guards see it; what its lines may claim, when the act looks at it."""
    kind = rulebook.kind_of(seance)
    weighed = candidates.waiting(tx, rulebook, seance.id) if act.event in agenda.WEIGHS else ()
    if kind is not None and act.event in agenda.SETTLES:
        follows = agenda.following(tx, seance.id) is not None
        now = act.occurred
        weighed = tuple(cutoff.judged(tx, kind, seance.id, weighed, now=now, follows=follows))
    situation = Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        words=rulebook.words,
        territory=rulebook.territory,
        seance=seance,
        kind=kind,
        passages=_open_lines(tx, seance.id),
        candidates=weighed,
        points=points.looked_at(tx, seance.id, act.event),
        guests=guests.of_seance(tx, seance.id, act.event),
        participants=participants.awaited(tx, seance.id, rulebook.local_day(seance.held)),
        visitor=visitors.named(tx, seance.id) if act.event == NAMES_VISITOR else None,
        facts=tuple(in_order(facts.of_seance(tx, seance.id))),
    )
    return replace(situation, already=done_once.of_visitor(tx, situation, act.event))


def possible(store: Store, rulebook: Rulebook, seance_id: int, act: Act) -> tuple[Way, ...]:
    """What may happen next to the séance, with every reason why not; ``act`` says who asks, and
    when. Raises UnknownSeance."""
    with store.glance() as tx:
        row = programme.read(tx, seance_id)
        if row is None:
            raise UnknownSeance(seance_id)
        local = replace(act, event=_WEIGHED, occurred=act.occurred.astimezone(rulebook.calendar.tz))
        situation = look(tx, rulebook, programme.view(seance_id, row), local)
    return ways(situation, local, Machine.SEANCE)


def _open_lines(tx: Tx, seance_id: int) -> tuple[PassageView, ...]:
    return tuple(cases.passage(row) for row in tx.all(_LINES, {"id": seance_id}))
