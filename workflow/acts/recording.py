"""Writes a draft in the open transaction: rows, facts, deadlines, journal, messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import in_order
from rules.deadlines.rule import Scope
from rules.facts import Fact
from rules.profiles import DECIDE_POPULATION
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from states.decision import Decision
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import (
    births,
    brought,
    invitations,
    moved_delays,
    placing,
    rows,
    seance_locks,
    telling,
)
from workflow.acts.cases import Case, changes_between
from workflow.acts.drafts import Draft
from workflow.acts.receipts import Repeatable
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.deadlines import populations, writing
from workflow.deadlines.comparison import Owner
from workflow.deadlines.writing import Change
from workflow.tables.columns import table
from workflow.tables.subjects import Seance
from workflow.trail import facts, journal
from workflow.trail.journal import Entry

_SEANCE = table(Seance)
_UPCOMING = Statement(
    select(_SEANCE.c.id, _SEANCE.c.held_at)
    .where(
        _SEANCE.c.circonscription == bindparam("circonscription"),
        _SEANCE.c.instance == Body.CONCERTATION.value,
        _SEANCE.c.state != "annulee",
        _SEANCE.c.state != "reportee",
    )
    .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
)

DOSSIER_SCOPE = frozenset({Scope.DOSSIER})
PERSONNE_SCOPE = frozenset({Scope.PERSONNE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Repeatable):
    """What an act brought about. ``moves`` are (machine, event, from, to); ``next_dossier`` the
    dossier that was born of it."""

    dossier_id: int
    version: int
    seq: int
    state: str
    moves: tuple[tuple[str, str, str | None, str], ...]
    next_dossier: int | None = None
    passage_id: int | None = None
    changes: tuple[Change, ...] = ()
    messages: int = 0

    @property
    def words(self) -> str | None:
        """Those of the act, of the exit that was taken; None when it is none of the procedure."""
        machine, event, source, target = self.moves[0]
        return PROCEDURE.taken(Machine(machine), event, source or "", target)


def record(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    made: Draft,
    act: Act,
    decision: Decision,
    *,
    seance: SeanceView | None = None,
    batch: str | None = None,
) -> Outcome:
    """Writes everything. The case must have been locked in this transaction."""
    chain = case.chain
    seq = chain.seq + 1
    moves = tuple((m.machine.value, m.exit.event, m.source, m.target) for m in decision.moves)
    changed, created = rows.write_draft(tx, case, made)
    new = _facts(case.subject, seq, made, act)
    facts.write(tx, new, personne_id=case.personne_id, seance_id=None)
    told = brought.fact(rulebook, case, made, act, seance, seq)
    of_services = [] if told is None else brought.write(tx, rulebook, case, told, act)
    new += [] if told is None else [told]
    newborn = None
    if made.next_dossier is not None:
        rows.update_dossier(tx, made.dossier)
        newborn = births.next_dossier(tx, rulebook, case, made, act, made.next_dossier)
    added = [*new, *(newborn.facts if newborn else ())]
    case.facts = in_order([*case.facts, *added])
    place = made.dossier["circonscription"]
    moved = place != case.dossier["circonscription"]
    if moved and (case.dossier["circonscription"] is None or act.event == placing.ATTRIBUTE):
        placing.place(tx, case, str(place), act)
    anchors = anchors_for(tx, rulebook, case, added, seance, place=place, moved=moved)
    echeances = refresh_all(tx, rulebook, case, added, anchors, act.known, moved=moved)
    if newborn is not None:
        echeances_next = refresh_dossier(
            tx, rulebook, case, newborn.subject, anchors, act.known, _codes(added)
        )
        births.announce(
            tx,
            newborn,
            act,
            echeances=[change.as_text() for change in echeances_next],
            previous_id=case.id,
            batch=batch,
        )
    entry = Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={
            "de": case.dossier["state"],
            "vers": made.dossier["state"],
            "moves": moves,
            "valeurs": made.values,
            "modifs": {"dossier": changes_between(case.dossier, made.dossier), **changed},
            "crees": created,
            "faits": [fact.code for fact in new],
            "echeances": [change.as_text() for change in (*echeances, *of_services)],
            "suivant": None if newborn is None else newborn.id,
        },
        personal=made.personal,
        batch=batch,
    )
    chain = journal.append(tx, chain, entry, advance=False)
    made.dossier.update(version=chain.version, seq=chain.seq, head=chain.head)
    rows.update_dossier(tx, made.dossier)
    return Outcome(
        dossier_id=case.id,
        version=chain.version,
        seq=chain.seq,
        state=str(made.dossier["state"]),
        moves=moves,
        next_dossier=None if newborn is None else newborn.id,
        passage_id=created.get("passage"),
        changes=(*echeances, *of_services),
        messages=telling.tell(tx, rulebook, case, made, act, newborn, seq)
        + moved_delays.tell(
            tx,
            rulebook,
            case.subject,
            act,
            echeances,
            service=made.dossier["service_id"],
            circonscription=place,
            seq=seq,
        )
        + invitations.tell(tx, rulebook, case, made, act, seance, seq=seq),
    )


def refresh_all(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    added: Sequence[Fact],
    anchors: Anchors,
    now: datetime,
    *,
    moved: bool = False,
) -> list[Change]:
    """The deadlines of the dossier and of its person that these new facts touch. ``moved``: the
    séances that the dossier may go before are others, and so are the dates counted from them."""
    codes = _codes(added)
    changes = refresh_dossier(tx, rulebook, case, case.subject, anchors, now, codes, moved=moved)
    changes += writing.refresh(
        tx,
        rulebook,
        rulebook.touched(codes, PERSONNE_SCOPE),
        owner=Owner(
            subject=Subject(SubjectKind.PERSONNE, case.personne_id),
            personne_id=case.personne_id,
            portrait=case.portrait,
        ),
        facts=case.facts,
        recorded=case.recorded,
        anchors=anchors,
        now=now,
    )
    if case.recorded and any(f.code in DECIDE_POPULATION and f.occurred < now for f in added):
        populations.look_again(tx, case.personne_id, case.facts)
    return changes


def refresh_dossier(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    subject: Subject,
    anchors: Anchors,
    now: datetime,
    codes: Sequence[str] = (),
    *,
    moved: bool = False,
) -> list[Change]:
    """The deadlines of one dossier of the person: those that facts of these codes touch, and, when
    its séances ``moved``, all those that are counted from one."""
    rules = rulebook.touched(codes, DOSSIER_SCOPE)
    if moved:
        rules = {**rules, **rulebook.counted_from_a_seance(DOSSIER_SCOPE)}
    return writing.refresh(
        tx,
        rulebook,
        rules,
        owner=Owner(
            subject=subject,
            personne_id=case.personne_id,
            dossier_id=subject.id,
            portrait=case.portrait,
        ),
        facts=[fact for fact in case.facts if fact.subject == subject],
        recorded=case.recorded,
        anchors=anchors,
        now=now,
    )


def anchors_for(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    added: Sequence[Fact],
    seance: SeanceView | None,
    *,
    place: object,
    moved: bool = False,
) -> Anchors:
    """The séances that the deadlines touched by these facts may be counted from, for a dossier
    that is now in the circonscription ``place``."""
    known = {view.id: view.held for view in case.seances.values()}
    if seance is not None:
        known[seance.id] = seance.held
    aimed = moved or aim_at_a_seance(rulebook, added)
    return Anchors(seances=known, upcoming=upcoming(tx, place) if aimed else ())


def aim_at_a_seance(rulebook: Rulebook, added: Sequence[Fact]) -> bool:
    """Whether a deadline of the dossier that these facts touch is counted from the next séance."""
    return rulebook.aim_at_a_seance(_codes(added), DOSSIER_SCOPE)


def anchors_of_case(tx: Tx, case: Case) -> Anchors:
    """Every séance that a deadline of the dossier may be counted from."""
    known = {view.id: view.held for view in case.seances.values()}
    return Anchors(seances=known, upcoming=upcoming(tx, case.dossier["circonscription"]))


def upcoming(tx: Tx, circonscription: object) -> list[tuple[int, datetime]]:
    """The ICL-I of a circonscription that are not cancelled, oldest first."""
    seance_locks.hold_programme(tx, circonscription)
    found = tx.all(_UPCOMING, {"circonscription": circonscription})
    return [(row[0], from_micros(row[1])) for row in found]


def _codes(added: Sequence[Fact]) -> list[str]:
    return [fact.code for fact in added]


def _facts(subject: Subject, seq: int, made: Draft, act: Act) -> list[Fact]:
    occurred = from_micros(to_micros(act.occurred))
    return [
        Fact(
            code=code,
            occurred=occurred,
            known=act.known,
            subject=subject,
            seq=seq,
            rank=rank,
            data=data,
        )
        for rank, (code, data) in enumerate(made.facts)
    ]
