"""A mistake is corrected by a compensating act with its motive; nothing is erased or rewritten.

The last act that changed the dossier is undone: its columns come back, its facts no longer count,
the deadlines are derived again. Several corrections go back act by act.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from rules.facts import Fact
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import SubjectKind
from states.page import Machine
from workflow.acts import (
    brought,
    cases,
    dossier_locks,
    receipts,
    refreshing,
    restitution,
    rows,
    whereabouts,
)
from workflow.acts.cases import Case, changes_between
from workflow.acts.commands import Command, check_version, journal_refusal
from workflow.acts.correctable import LastAct, motive_of, objections, row_of
from workflow.acts.recording import Outcome
from workflow.database.canonical import decode
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.deadlines import standing
from workflow.deadlines.writing import Change
from workflow.tables.columns import table
from workflow.tables.trail import JournalRow
from workflow.trail import facts, journal
from workflow.trail.journal import Entry

CORRECTION = "corriger"
_FOLLOWED = frozenset({"redecouper", "attribuer_secteur"})
"""The acts of a dossier that the person follows."""


_JOURNAL = table(JournalRow)
_HISTORY = Statement(
    select(*(_JOURNAL.c[name] for name in ("seq", "act", "version", "batch", "body")))
    .where(_JOURNAL.c.kind == SubjectKind.DOSSIER.value, _JOURNAL.c.subject_id == bindparam("id"))
    .order_by(_JOURNAL.c.seq.desc())
)


def correctable(store: Store, dossier_id: int) -> int:
    """The entry of the act that a correction would undo; 0 when there is none."""
    with store.glance() as tx:
        return _last_act(tx, dossier_id).seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a correction would bring about. ``corrected``: the entry of the act that it undoes, None
    when there is none; ``refusals``: why it would be refused, its motive aside; ``outcome``: what
    would move, None when it is refused."""

    corrected: int | None
    refusals: tuple[Refusal, ...]
    outcome: Outcome | None


def correct(store: Store, rulebook: Rulebook, command: Command) -> Outcome:
    """Undoes the last act of a dossier. The act of the command carries who, when and the motive.

    Raises Refused (journalled), StaleDossier or UnknownDossier.
    """
    command = _dated(rulebook, command)
    act = command.act
    try:
        with store.write() as tx:
            return receipts.once(
                tx, command.key, act, command.whose, Outcome, lambda: _undo(tx, rulebook, command)
            )
    except Refused as refused:
        with store.write() as tx:
            subject = cases.subject_of(command.dossier_id)
            journal_refusal(tx, subject, act, refused)
        raise


def rehearse(store: Store, rulebook: Rulebook, command: Command) -> Rehearsal:
    """What the correction would bring about, before its motive is said: nothing of it is kept, and
    what would be refused is not journalled. Raises UnknownDossier."""
    command = _dated(rulebook, command)
    with store.write(kept=False) as tx:
        case, _ = dossier_locks.load(tx, command.dossier_id, alone=True)
        last = _last_act(tx, case.id)
        refusals = tuple(
            one for one in objections(tx, rulebook, case, command.act, last) if not one.to_enter
        )
        return Rehearsal(
            corrected=last.seq or None,
            refusals=refusals,
            outcome=None if refusals else _give_all_back(tx, rulebook, case, command, last),
        )


def _dated(rulebook: Rulebook, command: Command) -> Command:
    occurred = command.act.occurred.astimezone(rulebook.calendar.tz)
    return replace(command, act=replace(command.act, event=CORRECTION, occurred=occurred))


def _undo(tx: Tx, rulebook: Rulebook, command: Command) -> Outcome:
    case, _ = dossier_locks.load(tx, command.dossier_id, alone=True)
    if command.expected_version is not None:
        check_version(tx, rulebook, case, command.expected_version)
    last = _last_act(tx, case.id)
    refusals = objections(tx, rulebook, case, command.act, last)
    if refusals:
        raise Refused(CORRECTION, tuple(refusals))
    return _give_all_back(tx, rulebook, case, command, last)


def _give_all_back(
    tx: Tx, rulebook: Rulebook, case: Case, command: Command, last: LastAct
) -> Outcome:
    act, before = command.act, dict(case.dossier)
    changed = _restore(tx, case, last, act)
    gone = _annul_facts(tx, case, last)
    dossier_locks.reload_lines(tx, case)
    restitution.tell(tx, rulebook, case, _lines(changed), act)
    moved = "circonscription" in changed["dossier"]
    if moved and last.event in _FOLLOWED:
        was, again = (
            None if code is None else str(code) for code in changed["dossier"]["circonscription"]
        )
        whereabouts.follow(tx, case.personne_id, before=was, after=again, act=act)
    echeances = _refresh(tx, rulebook, case, gone, act, moved=moved)
    chain = journal.append(
        tx,
        case.chain,
        Entry(
            act=CORRECTION,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "corrige": last.seq,
                "evenement": last.event,
                "de": before["state"],
                "vers": case.dossier["state"],
                "modifs": changed,
                "faits_annules": [fact.code for fact in gone],
                "echeances": [change.as_text() for change in echeances],
            },
            personal={"motif": motive_of(act)},
            batch=command.batch,
        ),
        advance=False,
    )
    case.dossier.update(version=chain.version, seq=chain.seq, head=chain.head)
    case.dossier["written_at"] = to_micros(act.known)
    rows.update_dossier(tx, case.dossier)
    standing.keep(tx, case.personne_id)
    state = str(case.dossier["state"])
    return Outcome(
        dossier_id=case.id,
        version=chain.version,
        seq=chain.seq,
        state=state,
        moves=((Machine.DOSSIER.value, CORRECTION, str(before["state"]), state),),
        changes=tuple(echeances),
    )


def _restore(tx: Tx, case: Case, last: LastAct, act: Act) -> dict[str, dict[str, list[object]]]:
    """Gives every row back what the act changed of it, and withdraws those that it created; what
    changed, by row."""
    assert last.body is not None  # else it was refused
    changed = {"dossier": _give_back(case.dossier, last.body["modifs"]["dossier"])}
    for name, columns in last.body["modifs"].items():
        if name != "dossier":
            changed[name] = _restore_row(tx, case, name, columns)
    _withdraw(tx, case, last.body["crees"], act)
    return changed


def _annul_facts(tx: Tx, case: Case, last: LastAct) -> list[Fact]:
    """The facts of the act, which count no longer."""
    facts.annul(tx, case.subject, last.seq, case.chain.seq + 1)
    gone = [fact for fact in case.facts if fact.subject == case.subject and fact.seq == last.seq]
    case.facts = [fact for fact in case.facts if fact not in gone]
    return gone


def _refresh(
    tx: Tx, rulebook: Rulebook, case: Case, gone: Sequence[Fact], act: Act, *, moved: bool
) -> list[Change]:
    """The deadlines as they are without those facts."""
    anchors = refreshing.anchors_of_case(tx, case)
    echeances = refreshing.refresh_all(tx, rulebook, case, gone, anchors, act.known, moved=moved)
    for fact in gone:
        if fact.code == brought.SITUATION:
            echeances += brought.refresh(tx, rulebook, fact, act)
    return echeances


def _last_act(tx: Tx, dossier_id: int) -> LastAct:
    """The last act that changed the dossier and still counts; None when there is none left."""
    corrected: set[int] = set()
    history = tx.all(_HISTORY, {"id": dossier_id})
    earlier = [row[2] for row in history[1:]] + [0]
    for (seq, event, version, _batch, text), previous in zip(history, earlier, strict=True):
        if version == previous or seq in corrected:
            continue
        body = decode(text)
        if event == CORRECTION:
            corrected.add(body["corrige"])
        elif "crees" in body:  # neither the birth nor what was only noted (a rang of webRSA)
            return LastAct(seq=seq, event=event, body=body)
    return LastAct()


def _lines(changed: Iterable[str]) -> set[int]:
    """The lines among the rows of these names."""
    named = (name.partition(":") for name in changed)
    return {int(key) for kind, _, key in named if kind == "passage"}


def _give_back(
    row: dict[str, object], columns: Mapping[str, list[object]]
) -> dict[str, list[object]]:
    before = dict(row)
    row.update({name: old for name, (old, _) in columns.items()})
    return changes_between(before, row)


def _restore_row(
    tx: Tx, case: Case, name: str, columns: Mapping[str, list[object]]
) -> dict[str, list[object]]:
    kind, _, key = name.partition(":")
    row = row_of(tx, name)
    changed = _give_back(row, columns)
    rows.restore(tx, kind, int(key), row)
    if kind == "demande":
        case.demande = {**row, "id": int(key)} if row["closed_at"] is None else None
    return changed


def _withdraw(tx: Tx, case: Case, created: Mapping[str, int], act: Act) -> None:
    """What the act created ends as cancelled; it stays in the trail."""
    for kind, key in created.items():
        row = row_of(tx, f"{kind}:{key}")
        match kind:
            case "passage":
                row.update(state="retire", open=0)
            case "invite":
                row.update(withdrawn_at=to_micros(act.occurred))
            case _:
                row.update(issue="annulee", closed_at=to_micros(act.occurred))
                case.demande = None
        rows.restore(tx, kind, key, row)
