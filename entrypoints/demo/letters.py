"""The letters of the demo: printed, posted the same day, and what the post says of them later."""

from datetime import timedelta

from entrypoints.demo.cast import BOP
from entrypoints.demo.stage import Stage
from rules.letters.kinds import Channel
from rules.refusals import Refused
from rules.situation import Act
from workflow.letters import posting, production
from workflow.letters.news import Arrived, Sent
from workflow.letters.production import Wanted
from workflow.reading import letters

_AT_THE_POST = timedelta(days=4)
"""How long a registered letter takes to be taken."""


def send(stage: Stage, dossier_id: int, notifies: str, channel: Channel) -> None:
    """The letter of a decision, made and posted; a refusal is counted. A département that writes no
    letter here only says that its own left."""
    press = stage.press
    if press is None:
        stage.act(dossier_id, notifies, BOP, date=stage.today, canal=channel.value)
        return
    try:
        made = production.produce(
            stage.store, stage.rulebook, press, _now(stage), Wanted(dossier_id=dossier_id)
        )
        sent = Sent(day=stage.today, channel=channel)
        posting.tell(stage.store, stage.rulebook, press, _now(stage), made.letter, sent)
    except Refused as refused:
        stage.refused.update(refusal.code for refusal in refused.refusals)


def collect(stage: Stage) -> None:
    """The acknowledgements of the registered letters that were taken meanwhile."""
    tz = stage.rulebook.calendar.tz
    for line in letters.letters(stage.store, tz, unsent=False):
        one = line.letter
        on_its_way = one.received is None and one.returned is None
        if line.channel != Channel.RECOMMANDE or one.sent is None or not on_its_way:
            continue
        taken = one.sent + _AT_THE_POST
        if taken <= stage.today:
            news = Arrived(received=taken)
            posting.tell(stage.store, stage.rulebook, None, _now(stage), one.id, news)


def _now(stage: Stage) -> Act:
    stage.now += timedelta(seconds=10)
    return Act(event="", actor=BOP, occurred=stage.now, known=stage.now)
