"""A mistake is corrected by a compensating act with its motive; nothing is erased or rewritten.

The last act that changed the dossier is undone: its columns come back, its facts no longer count,
the deadlines are derived again. Several corrections go back act by act.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select

from rules.actors import Role
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import SubjectKind
from rules.words import Office
from states.page import Machine
from workflow.acts import (
    brought,
    cases,
    dossier_locks,
    receipts,
    recording,
    restitution,
    rows,
    whereabouts,
)
from workflow.acts.cases import Case, changes_between
from workflow.acts.commands import Command, check_version, journal_refusal
from workflow.acts.recording import Outcome
from workflow.database.canonical import decode
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.trail import JournalRow
from workflow.trail import facts, journal
from workflow.trail.journal import Entry
from workflow.trail.wording import words

CORRECTION = "corriger"
_FOLLOWED = frozenset({"redecouper", "attribuer_secteur"})
"""The acts of a dossier that the person follows."""


_JOURNAL = table(JournalRow)
_HISTORY = Statement(
    select(*(_JOURNAL.c[name] for name in ("seq", "act", "version", "batch", "body")))
    .where(_JOURNAL.c.kind == SubjectKind.DOSSIER.value, _JOURNAL.c.subject_id == bindparam("id"))
    .order_by(_JOURNAL.c.seq.desc())
)

_WILL_NOT_SIT = frozenset({"annulee", "reportee"})

_READ = {
    "passage": rows.read_line,
    "demande": rows.read_demande,
    "invite": rows.read_guest,
    "lettre": rows.read_letter,
}
"""How the row of each kind is read: its columns that an act may change."""

Body = dict[str, Any]


def correct(store: Store, rulebook: Rulebook, command: Command) -> Outcome:
    """Undoes the last act of a dossier. The act of the command carries who, when and the motive.

    Raises Refused (journalled), StaleDossier or UnknownDossier.
    """
    act = replace(
        command.act,
        event=CORRECTION,
        occurred=command.act.occurred.astimezone(rulebook.calendar.tz),
    )
    command = replace(command, act=act)
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


def _undo(tx: Tx, rulebook: Rulebook, command: Command) -> Outcome:
    act = command.act
    case, _ = dossier_locks.load(tx, command.dossier_id, alone=True)
    if command.expected_version is not None:
        check_version(tx, rulebook, case, command.expected_version)
    seq, event, body = _last_act(tx, case)
    motive = str((act.data or {}).get("motif", "")).strip()
    refusals = [
        refusal
        for refusal in (
            _not_allowed(rulebook, act),
            _no_motive(motive),
            _not_correctable(case, seq, event, body),
            _kept_otherwise(tx, case, seq, event, body),
            *_seances_over(tx, body),
        )
        if refusal is not None
    ]
    if refusals or body is None:
        raise Refused(CORRECTION, tuple(refusals))
    before = dict(case.dossier)
    changed = {"dossier": _give_back(case.dossier, body["modifs"]["dossier"])}
    for name, columns in body["modifs"].items():
        if name != "dossier":
            changed[name] = _restore_row(tx, case, name, columns)
    _withdraw(tx, case, body["crees"], act)
    this = case.chain.seq + 1
    facts.annul(tx, case.subject, seq, this)
    gone = [fact for fact in case.facts if fact.subject == case.subject and fact.seq == seq]
    case.facts = [fact for fact in case.facts if fact not in gone]
    dossier_locks.reload_lines(tx, case)
    restitution.tell(tx, rulebook, case, _lines(changed), act)
    if event in _FOLLOWED and "circonscription" in changed["dossier"]:
        was, again = (
            None if code is None else str(code) for code in changed["dossier"]["circonscription"]
        )
        whereabouts.follow(tx, case.personne_id, before=was, after=again, act=act)
    anchors = recording.anchors_of_case(tx, case)
    echeances = recording.refresh_all(
        tx, rulebook, case, gone, anchors, act.known, moved="circonscription" in changed["dossier"]
    )
    for fact in gone:
        if fact.code == brought.SITUATION:
            echeances += brought.refresh(tx, rulebook, fact, act)
    chain = journal.append(
        tx,
        case.chain,
        Entry(
            act=CORRECTION,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "corrige": seq,
                "evenement": event,
                "de": before["state"],
                "vers": case.dossier["state"],
                "modifs": changed,
                "faits_annules": [fact.code for fact in gone],
                "echeances": [change.as_text() for change in echeances],
            },
            personal={"motif": motive},
            batch=command.batch,
        ),
        advance=False,
    )
    case.dossier.update(version=chain.version, seq=chain.seq, head=chain.head)
    rows.update_dossier(tx, case.dossier)
    state = str(case.dossier["state"])
    return Outcome(
        dossier_id=case.id,
        version=chain.version,
        seq=chain.seq,
        state=state,
        moves=((Machine.DOSSIER.value, CORRECTION, str(before["state"]), state),),
        changes=tuple(echeances),
    )


def _last_act(tx: Tx, case: Case) -> tuple[int, str, Body | None]:
    """The last act that changed the dossier and still counts; None when there is none left."""
    corrected: set[int] = set()
    history = tx.all(_HISTORY, {"id": case.id})
    earlier = [row[2] for row in history[1:]] + [0]
    for (seq, event, version, _batch, text), previous in zip(history, earlier, strict=True):
        if version == previous or seq in corrected:
            continue
        body = decode(text)
        if event == CORRECTION:
            corrected.add(body["corrige"])
        elif "crees" in body:  # neither the birth nor what was only noted (a rang of webRSA)
            return seq, event, body
    return 0, "", None


def _not_allowed(rulebook: Rulebook, act: Act) -> Refusal | None:
    if act.actor.role is Role.BOP:
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence="Un acte déjà enregistré n’est corrigé que par"
        f" {rulebook.words.office(Office.BOP)}.",
        remedy=f"Demandez la correction {rulebook.words.to(Office.BOP)}, avec le motif.",
    )


def _no_motive(motive: str) -> Refusal | None:
    if motive:
        return None
    return Refusal(
        code="champ_manquant",
        sentence="Il manque : le motif de la correction.",
        remedy="Indiquez « motif ».",
        to_enter=True,
        field="motif",
    )


def _not_correctable(case: Case, seq: int, event: str, body: Body | None) -> Refusal | None:
    if body is None:
        return Refusal(
            code="rien_a_corriger",
            sentence="Il ne reste aucun acte à corriger dans ce dossier.",
            remedy="Si la personne n’aurait pas dû avoir ce dossier, déclarez-le en double.",
        )
    label = words(SubjectKind.DOSSIER, event, body)
    if body.get("suivant") is not None:
        return Refusal(
            code="dossier_suivant_ouvert",
            sentence=f"« {label} » a ouvert le dossier n° {body['suivant']} :"
            " la correction se fait dans ce dossier.",
            remedy=f"Ouvrez le dossier n° {body['suivant']}.",
        )
    if case.other_open and "closed_at" in body["modifs"]["dossier"]:
        return Refusal(
            code="dossier_deja_ouvert",
            sentence="La personne a depuis un autre dossier ouvert.",
            remedy="Agissez sur le dossier ouvert.",
        )
    stale = [
        name
        for name, (_, after) in body["modifs"]["dossier"].items()
        if case.dossier.get(name) != after
    ]
    if stale:
        return Refusal(
            code="dossier_modifie_depuis",
            sentence=f"Ce que « {label} » (entrée n° {seq}) avait enregistré a changé depuis :"
            f" {', '.join(stale)}.",
            remedy="Enregistrez l’acte qui rétablit la situation.",
        )
    return None


def _kept_otherwise(tx: Tx, case: Case, seq: int, event: str, body: Body | None) -> Refusal | None:
    """What an act of an earlier release changed may be kept elsewhere since: giving the rest back
    would undo the act by half, and say that it is undone."""
    gone = sorted(
        column
        for name, columns in ({} if body is None else body["modifs"]).items()
        for column in columns.keys()
        - (case.dossier if name == "dossier" else _row(tx, name)).keys()
    )
    if not gone:
        return None
    label = words(SubjectKind.DOSSIER, event, body or {}) or event
    return Refusal(
        code="acte_d_une_version_anterieure",
        sentence=f"« {label} » (entrée n° {seq}) date d’une version antérieure du logiciel, et ce"
        f" qu’il avait changé ne se garde plus ainsi : {', '.join(gone)}.",
        remedy="Enregistrez l’acte qui rétablit la situation.",
    )


def _row(tx: Tx, name: str) -> dict[str, object]:
    """The row of that name: « passage:12 »."""
    kind, _, key = name.partition(":")
    return _READ[kind](tx, int(key))


def _seances_over(tx: Tx, body: Body | None) -> Iterator[Refusal]:
    """One refusal per line that would come back to a séance that will not sit: nobody could give
    it a result there. The séance is locked, so that it stays as it was seen."""
    for name, columns in ({} if body is None else body["modifs"]).items():
        kind, _, key = name.partition(":")
        if kind != "passage" or columns.get("open") != [1, 0]:
            continue
        seance = dossier_locks.seance(tx, rows.seance_of_line(tx, int(key)))
        if seance is not None and seance.state in _WILL_NOT_SIT:
            yield Refusal(
                code="seance_terminee",
                sentence=f"La séance n° {seance.id} n’aura pas lieu : la ligne ne peut y revenir.",
                remedy="Inscrivez la demande à une autre séance.",
            )


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
    row = _row(tx, name)
    changed = _give_back(row, columns)
    rows.restore(tx, kind, int(key), row)
    if kind == "demande":
        case.demande = {**row, "id": int(key)} if row["closed_at"] is None else None
    return changed


def _withdraw(tx: Tx, case: Case, created: Mapping[str, int], act: Act) -> None:
    """What the act created ends as cancelled; it stays in the trail."""
    for kind, key in created.items():
        row = _READ[kind](tx, key)
        match kind:
            case "passage":
                row.update(state="retire", open=0)
            case "invite":
                row.update(withdrawn_at=to_micros(act.occurred))
            case _:
                row.update(issue="annulee", closed_at=to_micros(act.occurred))
                case.demande = None
        rows.restore(tx, kind, key, row)
