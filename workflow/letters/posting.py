"""What the post did with a letter, told by its number: the acts of its dossier, or entries of its
séance, all or none."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from rules.letters.kinds import LetterView, Standing
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.wording import numbered
from states.courrier import ENVOYER
from workflow.acts import commands, letters
from workflow.acts.commands import Command, journal_refusal
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.letters import attendee_news, standings
from workflow.letters.news import News, Sent, steps
from workflow.letters.press import Press
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Seance
from workflow.trail import journal

_DOSSIER, _SEANCE = table(Dossier), table(Seance)
_STATE_THERE = Statement(select(_SEANCE.c.state).where(_SEANCE.c.id == bindparam("id")))
_STATE = Statement(select(_DOSSIER.c.state).where(_DOSSIER.c.id == bindparam("id")))


class UnknownLetter(LookupError):
    """No letter bears that number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"La lettre {numbered(number)} n’existe pas.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of the subject of a letter of which news was told."""

    dossier_id: int | None
    seance_id: int | None
    state: str


def tell(
    store: Store, rulebook: Rulebook, press: Press | None, act: Act, number: int, news: News
) -> Told:
    """Writes the news of a letter in its dossier, or in its séance: all that it says, or nothing.
    The act carries who and when it is told. Without a press, nobody can tell whether what the
    letter says has changed.

    Raises UnknownLetter, or Refused with every reason (journalled).
    """

    def work(tx: Tx, letter: LetterView) -> Told:
        if isinstance(news, Sent) and not news.gone and press is not None:
            _refuse_outdated(tx, rulebook, press, act, letter)
        if letter.dossier_id is None:
            attendee_news.tell(tx, rulebook, act, letter, news)
            return _of_seance(tx, letter)
        return _of_dossier(tx, rulebook, act, letter, letter.dossier_id, news)

    return _about(store, rulebook, act, number, work)


def take_back(store: Store, rulebook: Rulebook, act: Act, number: int, motive: str) -> Told:
    """Takes back what was told last of a letter to one who attends a séance; of that of a dossier,
    the acts are corrected. Raises UnknownLetter, or Refused (journalled)."""

    def work(tx: Tx, letter: LetterView) -> Told:
        if letter.dossier_id is not None:
            raise Refused(attendee_news.TAKE_BACK, (_of_a_dossier(letter.dossier_id),))
        attendee_news.take_back(tx, rulebook, act, letter, motive)
        return _of_seance(tx, letter)

    return _about(store, rulebook, act, number, work)


def _about(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    number: int,
    work: Callable[[Tx, LetterView], Told],
) -> Told:
    """Does the work on the letter, whose séance is locked when it is of one."""
    tz = rulebook.calendar.tz
    with store.glance() as tx:
        seen = letters.of_number(tx, number, tz)
    if seen is None:
        raise UnknownLetter(number)

    def attempt(tx: Tx) -> Told:
        if seen.dossier_id is None:
            journal.lock(tx, seen.subject)
        letter = letters.of_number(tx, number, tz)
        assert letter is not None  # nothing is erased
        return work(tx, letter)

    try:
        return store.attempt(attempt)
    except Refused as refused:
        with store.write() as tx:
            tried = replace(act, event=refused.event)
            journal_refusal(tx, seen.subject, tried, refused)
        raise


def _of_dossier(
    tx: Tx, rulebook: Rulebook, act: Act, letter: LetterView, dossier_id: int, news: News
) -> Told:
    (state,) = tx.one(_STATE, {"id": dossier_id}) or ("",)
    for step in steps(news, letter, state):
        asked = replace(act, event=step.event, data={**step.form, "lettre": letter.id})
        command = Command(dossier_id=dossier_id, act=asked)
        try:
            state = commands.carry_out(tx, rulebook, command).state
        except Refused as refused:
            reasons = tuple(one.asked_as(step.told_as) for one in refused.refusals)
            raise Refused(refused.event, reasons) from None
    return Told(dossier_id=dossier_id, seance_id=letter.seance_id, state=state)


def _of_seance(tx: Tx, letter: LetterView) -> Told:
    (state,) = tx.one(_STATE_THERE, {"id": letter.seance_id}) or ("",)
    return Told(dossier_id=None, seance_id=letter.seance_id, state=state)


def _refuse_outdated(
    tx: Tx, rulebook: Rulebook, press: Press, act: Act, letter: LetterView
) -> None:
    """Raises Refused for a letter that waits and would say something else if it were made now."""
    where = standings.of_letters(tx, rulebook, press, [letter], act.known)[letter.id]
    if where is not Standing.PERIMEE:
        return
    refusal = Refusal(
        code="lettre_perimee",
        sentence=f"Ce que dit la lettre {numbered(letter.id)} a changé depuis qu’elle est"
        " produite.",
        remedy="Produisez-la de nouveau, puis envoyez l’autre ; si elle est déjà partie, dites-le :"
        " « --deja-partie ».",
    )
    raise Refused(ENVOYER.event, (refusal,))


def _of_a_dossier(dossier_id: int) -> Refusal:
    return Refusal(
        code="lettre_d_un_dossier",
        sentence="Ce que la poste a fait de cette lettre est un acte de son dossier.",
        remedy=f"Corrigez l’acte : « dossier corriger {dossier_id} ».",
    )
