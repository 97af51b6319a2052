"""What the act of a séance finds when it arrives: its lines, its facts, what guards look at."""

from dataclasses import replace

from sqlalchemy import bindparam, select

from rules.deadlines.derivation import in_order
from rules.rulebook import Rulebook
from rules.situation import Act, PassageView, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from workflow.acts import cases, done_once, guests, participants
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances.tableau import agenda, candidates, cutoff, points
from workflow.tables.columns import table
from workflow.tables.subjects import Passage
from workflow.trail import facts

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
        territory=rulebook.territory,
        seance=seance,
        kind=kind,
        passages=_open_lines(tx, seance.id),
        candidates=weighed,
        points=points.looked_at(tx, seance.id, act.event),
        guests=guests.of_seance(tx, seance.id, act.event),
        participants=participants.awaited(tx, seance.id, rulebook.local_day(seance.held)),
        facts=tuple(in_order(facts.of_subject(tx, Subject(SubjectKind.SEANCE, seance.id)))),
    )
    return replace(situation, already=done_once.of_visit(tx, situation, act.event))


def _open_lines(tx: Tx, seance_id: int) -> tuple[PassageView, ...]:
    return tuple(cases.passage(row) for row in tx.all(_LINES, {"id": seance_id}))
