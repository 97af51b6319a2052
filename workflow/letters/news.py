"""What the post says of a letter, and the acts of its dossier that tell it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.letters.calls import sending
from rules.letters.kinds import Channel, LetterView, Return
from rules.refusals import Refusal, Refused
from states.courrier import CONSTATER_NPAI, ENVOYER, NON_RETIRER, PRESENTER, RECEVOIR


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The letter left, that day, by that channel. ``tracking``: its number at the post. ``gone``:
    it did, even if what it says changed meanwhile."""

    day: date
    channel: Channel
    tracking: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """The letter was presented for the first time, or received; perhaps both are told."""

    presented: date | None = None
    received: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The letter came back that day. ``presented``: when it was first, for one that nobody took."""

    day: date
    reason: Return
    presented: date | None = None


News = Sent | Arrived | Returned


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act of the dossier, with its form. ``told_as``: field of the act → of the news, where
    they are named otherwise."""

    event: str
    form: Mapping[str, object]
    told_as: Mapping[str, str] = field(default_factory=dict)


def steps(news: News, letter: LetterView, state: str) -> Iterator[Step]:
    """The acts that tell the news of a letter whose dossier is in that state, in order. Raises
    Refused when it does not tell enough."""
    match news:
        case Sent():
            how = {"date": news.day, "canal": news.channel.value}
            tracked = {} if news.tracking is None else {"suivi": news.tracking}
            # Where the decision waits to be told, its letter leaves by the act that notifies it.
            yield Step(event=sending(letter.kind, state) or ENVOYER.event, form={**how, **tracked})
            if news.channel is Channel.REMISE:
                yield Step(event=RECEVOIR.event, form={"date": news.day})
        case Arrived():
            if news.presented is not None:
                yield Step(
                    event=PRESENTER.event,
                    form={"date": news.presented},
                    told_as={"date": "presentee"},
                )
            if news.received is not None:
                yield Step(event=RECEVOIR.event, form={"date": news.received})
        case Returned(reason=Return.NPAI):
            yield Step(event=CONSTATER_NPAI.event, form={"date": news.day})
        case Returned():
            told = {"retour": news.reason.value, "revenu_le": news.day}
            yield Step(
                event=NON_RETIRER.event,
                form={"date": _first(news, letter), **told},
                told_as={"date": "presentee", "revenu_le": "date"},
            )


def _first(news: Returned, letter: LetterView) -> date:
    """When a letter that nobody took was first presented; one that is refused is so on the spot."""
    first = news.presented or letter.presented
    if first is None and news.reason is Return.REFUSE:
        first = news.day
    if first is None:
        raise Refused(NON_RETIRER.event, (_WHEN_PRESENTED,))
    return first


_WHEN_PRESENTED = Refusal(
    code="champ_manquant",
    sentence="Il manque : la date de première présentation, d’où courent les délais.",
    remedy="Elle est sur l’avis de passage ou sur l’enveloppe : donnez « presentee ».",
    source="CE, 24 avril 2012, n° 341146",
    to_enter=True,
    field="presentee",
)
