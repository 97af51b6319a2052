"""Letters to those who sit, or come, and have no address of mail: made by the registry as they
leave for the print folder, so that the letter of a batch and that of the folder are the same."""

from datetime import datetime

from notifications.channels.contract import UnmadeFile
from notifications.enclosures import ON_PAPER, AlreadyTold, Pointless
from rules.actors import SYSTEM
from rules.letters.attendees import UNTIMELY
from rules.letters.kinds import SeanceLetter
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.database.store import Store, Tx
from workflow.letters import attendees, shelf
from workflow.letters.attendees import WantedThere
from workflow.letters.making import PRODUCE, AlreadySent
from workflow.letters.press import Press
from workflow.post.outbox import Message
from workflow.reading import letters


def printed(
    store: Store, rulebook: Rulebook, press: Press, message: Message, now: datetime
) -> bytes:
    """The letter that tells a message of ``ON_PAPER`` to a member or a partner: printed again, it
    is the same. Raises UnmadeFile; AlreadyTold when a batch took it to the post before the
    messenger ran; Pointless when by then nobody awaits them any more."""
    kind, _, number = message.recipient.partition(":")
    wanted = WantedThere(
        seance_id=message.subject.id,
        kind=SeanceLetter(ON_PAPER[message.occasion]),
        member=int(number) if kind == "membre" else None,
        guest=int(number) if kind == "invite" else None,
    )
    local = now.astimezone(rulebook.calendar.tz)
    act = Act(event=PRODUCE, actor=SYSTEM, occurred=local, known=now)

    def work(tx: Tx) -> int:
        made = attendees.make(tx, rulebook, press, act, wanted)
        shelf.mark_printed(tx, made.letter, now)
        return made.letter

    try:
        return letters.content(store, store.attempt(work))
    except AlreadySent as sent:
        raise AlreadyTold from sent
    except Refused as refused:
        if UNTIMELY.issuperset(refusal.code for refusal in refused.refusals):
            raise Pointless from refused
        # Told to those who follow messages, tried again: not an act.
        why = " ".join(refusal.sentence for refusal in refused.refusals)
        raise UnmadeFile(why, code=0) from refused
