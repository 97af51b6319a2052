"""``/dossiers/{number}/correction``: the last act of a dossier undone, what moves told before."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from entrypoints.web.forms.overtaken import Overtaken, since
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, new_key
from entrypoints.web.pages.dossiers.sheet import Number, told_of
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.redated import BECOMES
from notifications.letters.models import MODELS
from rules.access.grants import Right
from rules.deadlines.derivation import Status
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts.commands import Command, StaleDossier
from workflow.acts.corrections import CORRECTION, correct, rehearse
from workflow.acts.receipts import KeyTaken
from workflow.acts.recording import Outcome
from workflow.reading import dossiers, letters
from workflow.reading.journal import JournalEntry

router = APIRouter(prefix="/dossiers")

_HIDDEN = Refusal(
    code="acte_non_partage",
    sentence="Le dernier acte est d’une demande que son service n’a pas encore partagée.",
    remedy="Demandez-lui de la retirer, ou attendez qu’elle soit partagée.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that the correction touches: its rule, and what becomes of it."""

    rule: str
    becomes: str


@router.get("/{number}/correction")
def ask(visit: Here, number: Number) -> Response:
    """The act as it was, what would move if it were undone, and the motive that it takes."""
    visit.open(Right.DOSSIER, number)
    kept = found_again(visit)
    return _shown(visit, number, motive="" if kept is None else kept.get("motif", ""))


@router.post("/{number}/correction")
def undo(visit: Here, number: Number, form: FormOf) -> Response:
    """Undoes it, once; nothing is erased."""
    visit.open(Right.DOSSIER, number)
    before = rehearse(visit.store, visit.rulebook, _command(visit, number))
    if before.corrected is not None and _entry(visit, number, before.corrected) is None:
        return _shown(visit, number, motive=form.get("motif"), refusals=(_HIDDEN,))
    try:
        done = correct(visit.store, visit.rulebook, _command(visit, number, form))
    except Refused as refused:
        return _shown(visit, number, motive=form.get("motif"), refusals=refused.refusals)
    except StaleDossier as stale:
        told = since(visit, Subject(SubjectKind.DOSSIER, number), stale.seen)
        return _shown(visit, number, motive=form.get("motif"), stale=told)
    state = words_of(visit).state(done.state)
    return go(
        visit,
        f"/dossiers/{number}#passe",
        "La correction est enregistrée.",
        more=f"Le dossier est maintenant : {state}.",
    )


def _command(visit: Visit, number: int, form: Posted | None = None) -> Command:
    motive = "" if form is None else form.get("motif")
    act = Act(
        event=CORRECTION,
        actor=visit.actor,
        occurred=visit.now,
        known=visit.now,
        data={"motif": motive},
    )
    return Command(
        dossier_id=number,
        act=act,
        expected_version=None if form is None else form.version,
        key=None if form is None else form.key or None,
    )


def _shown(
    visit: Visit,
    number: int,
    *,
    motive: str = "",
    refusals: Sequence[Refusal] = (),
    stale: Overtaken | None = None,
) -> Response:
    rehearsed = rehearse(visit.store, visit.rulebook, _command(visit, number))
    seq = rehearsed.corrected
    entry = None if seq is None else _entry(visit, number, seq)
    hidden = seq is not None and entry is None
    typed = [one for one in refusals if one.field is not None or isinstance(one, KeyTaken)]
    return page(
        visit,
        "dossiers/correction.html",
        status=409 if stale else 422 if refusals else 200,
        dossier=dossiers.dossier(visit.store, number),
        entry=entry,
        shut=(_HIDDEN,) if hidden else rehearsed.refusals,
        outcome=rehearsed.outcome,
        moved=_moved(visit, rehearsed.outcome),
        letters=[] if seq is None else _sent(visit, number, seq),
        motive=motive,
        refusals=typed,
        stale=stale,
        key=new_key(),
    )


def _entry(visit: Visit, number: int, seq: int) -> JournalEntry | None:
    """The entry of the act, when it is told to whoever looks."""
    return next((one for one in told_of(visit, number) if one.seq == seq), None)


def _moved(visit: Visit, outcome: Outcome | None) -> list[Moved]:
    say = words_of(visit)
    return [
        Moved(
            rule=one.rule,
            becomes=f"court, {say.instant(one.due)}"
            if one.due is not None and one.status is Status.OUVERTE
            else BECOMES[one.status],
        )
        for one in (() if outcome is None else outcome.changes)
    ]


def _sent(visit: Visit, number: int, seq: int) -> list[str]:
    """The letters that told that act and have left: « Votre orientation, le jeu. 7 mai »."""
    say, tz = words_of(visit), visit.rulebook.calendar.tz
    return [
        f"{MODELS[one.letter.kind].label}, {say.day(one.letter.sent)}"
        for one in letters.of_dossier(visit.store, tz, number)
        if one.letter.entry == seq and one.letter.sent is not None and not one.letter.annulled
    ]
