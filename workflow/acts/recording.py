"""Writes a draft in the open transaction: rows, facts, deadlines, journal, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.deadlines.derivation import in_order
from rules.facts import Fact
from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView
from rules.subjects import Subject
from states.decision import Decision
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import (
    births,
    brought,
    invitations,
    moved_delays,
    placing,
    refreshing,
    rows,
    telling,
)
from workflow.acts.births import Newborn
from workflow.acts.cases import Case, changes_between
from workflow.acts.drafts import Draft
from workflow.acts.receipts import Repeatable
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Tx
from workflow.deadlines import standing
from workflow.deadlines.writing import Change
from workflow.trail import facts, journal
from workflow.trail.journal import Chain, Entry


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
    newborn = _next_dossier(tx, rulebook, case, made, act)
    added = [*new, *(newborn.facts if newborn else ())]
    case.facts = in_order([*case.facts, *added])
    echeances = _refresh(tx, rulebook, case, made, act, added, seance, newborn, batch=batch)
    body = {
        "de": case.dossier["state"],
        "vers": made.dossier["state"],
        "moves": moves,
        "valeurs": made.values,
        "modifs": {"dossier": changes_between(case.dossier, made.dossier), **changed},
        "crees": created,
        "faits": [fact.code for fact in new],
        "echeances": [change.as_text() for change in (*echeances, *of_services)],
        "suivant": None if newborn is None else newborn.id,
    }
    chain = _append(tx, chain, made, act, body, batch=batch, redated=bool(echeances))
    if echeances or newborn or _stands_elsewhere(case, made):
        standing.keep(tx, case.personne_id)
    return Outcome(
        dossier_id=case.id,
        version=chain.version,
        seq=chain.seq,
        state=str(made.dossier["state"]),
        moves=moves,
        next_dossier=None if newborn is None else newborn.id,
        passage_id=created.get("passage"),
        changes=(*echeances, *of_services),
        messages=_tell(tx, rulebook, case, made, act, echeances, seance, newborn, seq=seq),
    )


def _next_dossier(tx: Tx, rulebook: Rulebook, case: Case, made: Draft, act: Act) -> Newborn | None:
    """The dossier that is born of the act, when one is."""
    if made.next_dossier is None:
        return None
    rows.update_dossier(tx, made.dossier)
    return births.next_dossier(tx, rulebook, case, made, act, made.next_dossier)


def _refresh(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    made: Draft,
    act: Act,
    added: Sequence[Fact],
    seance: SeanceView | None,
    newborn: Newborn | None,
    *,
    batch: str | None,
) -> list[Change]:
    """What becomes of the deadlines, where the dossier now is; those of the newborn are told in its
    own chain."""
    place = made.dossier["circonscription"]
    moved = place != case.dossier["circonscription"]
    if moved and (case.dossier["circonscription"] is None or act.event == placing.ATTRIBUTE):
        placing.place(tx, case, str(place), act)
    anchors = refreshing.anchors_for(tx, rulebook, case, added, seance, place=place, moved=moved)
    dossiers = {case.id: made.dossier} | ({newborn.id: newborn.columns} if newborn else {})
    echeances = refreshing.refresh_all(
        tx, rulebook, case, added, anchors, act.known, moved=moved, dossiers=dossiers
    )
    if newborn is not None:
        codes = refreshing.codes_of(added)
        of_newborn = refreshing.refresh_dossier(
            tx, rulebook, case, newborn.subject, anchors, act.known, codes, dossiers=dossiers
        )
        told = [change.as_text() for change in of_newborn]
        births.announce(tx, newborn, act, echeances=told, previous_id=case.id, batch=batch)
    return echeances


def _append(
    tx: Tx,
    chain: Chain,
    made: Draft,
    act: Act,
    body: Mapping[str, object],
    *,
    batch: str | None,
    redated: bool,
) -> Chain:
    """The entry of the act, then the dossier as that leaves it."""
    entry = Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body=body,
        personal=made.personal,
        batch=batch,
    )
    chain = journal.append(tx, chain, entry, advance=False)
    made.dossier.update(version=chain.version, seq=chain.seq, head=chain.head)
    made.dossier["written_at"] = to_micros(act.known)
    rows.update_dossier(tx, made.dossier, redated=redated)
    return chain


def _tell(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    made: Draft,
    act: Act,
    echeances: Sequence[Change],
    seance: SeanceView | None,
    newborn: Newborn | None,
    *,
    seq: int,
) -> int:
    """How many messages tell of it."""
    return (
        telling.tell(tx, rulebook, case, made, act, newborn, seq)
        + moved_delays.tell(
            tx,
            rulebook,
            case.subject,
            act,
            echeances,
            service=made.dossier["service_id"],
            circonscription=made.dossier["circonscription"],
            seq=seq,
        )
        + invitations.tell(tx, rulebook, case, made, act, seance, seq=seq)
    )


def _stands_elsewhere(case: Case, made: Draft) -> bool:
    names = ("service_id", "circonscription", "closed_at")
    return any(made.dossier[name] != case.dossier[name] for name in names)


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
