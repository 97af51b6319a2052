"""A séance is put on the programme."""

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.situation import Act, Situation
from states.decision import Decision, born
from states.page import Machine
from workflow.acts import attempts, named, seance_locks
from workflow.database.instants import to_micros
from workflow.database.store import Tx
from workflow.seances import dates, programme, record
from workflow.seances.commands import SeanceOutcome
from workflow.seances.record import Row, ToWrite
from workflow.seances.yearly import conflicts, held_after


def of_seance(tx: Tx, rulebook: Rulebook, act: Act, batch: str | None) -> SeanceOutcome:
    """The séance that the act asks for, with the dates that it gives to those who wait for one.
    Raises Refused."""
    data = act.data or {}
    first = programme.numbered(data, "a_la_suite_de")
    seance_locks.hold_places(tx, [programme.place_of(data)], *first)
    kind = programme.kind(rulebook, data)
    decision = _decide(tx, rulebook, act, kind)
    assert kind is not None  # no_kind refused
    row = _row(rulebook, kind, decision)
    seance_id, sitting = programme.add(tx, rulebook, row, kind)
    concerned = seance_locks.hold(tx, seance_id)[seance_id].concerned
    made = ToWrite(
        seance_id=seance_id,
        act=act,
        decision=decision,
        before={},
        after=row,
        kind=kind,
        sitting=sitting,
        batch=batch,
    )
    written = record.write(tx, rulebook, made)
    redated = [*dates.of_seance(written.changes, seance_id)]
    redated += dates.recount(tx, rulebook, concerned, act, seance_id)
    return SeanceOutcome(
        seance_id=seance_id,
        version=written.chain.version,
        state=str(row["state"]),
        event=act.event,
        dates=dates.net(redated),
    )


def _decide(tx: Tx, rulebook: Rulebook, act: Act, kind: SeanceKind | None) -> Decision:
    """What the machine and the registry answer. Raises Refused with the reasons of both."""
    today = act.occurred.date()
    situation = Situation(
        today=today,
        parameters=rulebook.parameters_at(today),
        words=rulebook.words,
        territory=rulebook.territory,
        kind=kind,
    )
    return attempts.decide(
        act,
        Machine.SEANCE,
        None,
        lambda: born(situation, act, Machine.SEANCE),
        lambda values: named.unknown(tx, values),
        lambda values: programme.no_kind(rulebook, values, kind),
        lambda values: programme.past_day(values, today),
        lambda values: programme.day_off(rulebook, values),
        lambda values: conflicts.objections(
            tx,
            rulebook,
            values,
            genre=values.get("genre"),
            circonscription=values.get("circonscription"),
        ),
        lambda values: held_after.objections(tx, rulebook, values),
    )


def _row(rulebook: Rulebook, kind: SeanceKind, decision: Decision) -> Row:
    values = decision.values
    return {
        "genre": kind.code,
        "instance": kind.body.value,
        "circonscription": values.get("circonscription"),
        "held_at": to_micros(programme.held(rulebook, values)),
        "state": decision.moves[0].target,
        "remplacee_par": None,
        "lieu": values.get("lieu"),
        "creneau": programme.slot(values),
        "a_la_suite_de": values.get("a_la_suite_de"),
        "version": 0,
        "seq": 0,
        "head": "",
    }
