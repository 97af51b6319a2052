"""What is asked of whoever tells the news of a letter: the fields, and the news that they make."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from entrypoints.web.forms.acts import Choice
from entrypoints.web.visitors.visits import Closed, Visit
from rules.actors import Who, may
from rules.fields import Field, Kind, read
from rules.letters.kinds import CHANNEL_LABELS, RETURN_LABELS, Channel, Return
from rules.refusals import Refusal, Refused
from rules.situation import Act
from states.courrier import ENVOYER, PRESENTER
from states.forms import CANAL_COURRIER, DATE_ENVOI, SUIVI
from workflow.letters import posting
from workflow.letters.news import Arrived, News, Returned, Sent
from workflow.letters.posting import Told

RETURN_REASON = Field(
    name="retour",
    label="pourquoi elle est revenue",
    kind=Kind.CHOIX,
    choices=tuple(one.value for one in Return),
)
PRESENTED = Field(
    name="presentee",
    label="le jour de sa première présentation",
    kind=Kind.DATE,
    required=False,
)
GONE = Field(
    name="deja_partie",
    label="l’envoi même si ce qu’elle dit a changé depuis : elle est partie",
    kind=Kind.OUI_NON,
    required=False,
)

FIELDS: Mapping[str, Sequence[Field]] = {
    "envoi": (DATE_ENVOI, CANAL_COURRIER, SUIVI, GONE),
    "reception": (
        PRESENTED,
        Field(
            name="date", label="le jour de sa réception", kind=Kind.DATE, required=False, past=True
        ),
    ),
    "retour": (
        Field(name="date", label="le jour de son retour", kind=Kind.DATE, past=True),
        RETURN_REASON,
        PRESENTED,
    ),
}
TITLES: Mapping[str, str] = {
    "envoi": "Noter l’envoi",
    "reception": "Noter la présentation ou la réception",
    "retour": "Noter le retour",
}
OPTIONS: Mapping[str, Sequence[Choice]] = {
    "canal": [Choice(value=one.value, label=words) for one, words in CHANNEL_LABELS.items()],
    "retour": [Choice(value=one.value, label=words) for one, words in RETURN_LABELS.items()],
}

_WHEN = Refusal(
    code="champ_manquant",
    sentence="Il manque : le jour de la réception, ou celui de la première présentation.",
    remedy="Donnez l’un des deux.",
    to_enter=True,
    field="date",
)


def read_news(what: str, typed: Mapping[str, str]) -> News:
    """What was typed of a letter. Raises Refused with every reason."""
    values, refusals = read(FIELDS[what], {one.name: typed.get(one.name) for one in FIELDS[what]})
    if what == "reception" and not values and not refusals:
        refusals = [_WHEN]
    if refusals:
        raise Refused(what, tuple(refusals))
    day, presented = _day(values, "date"), _day(values, "presentee")
    match what:
        case "envoi":
            assert day is not None  # the field is asked for
            return Sent(
                day=day,
                channel=Channel(str(values["canal"])),
                tracking=None if "suivi" not in values else str(values["suivi"]),
                gone=values.get("deja_partie") is True,
            )
        case "reception":
            return Arrived(presented=presented, received=day)
        case _:
            assert day is not None  # the field is asked for
            return Returned(day=day, reason=Return(str(values["retour"])), presented=presented)


def _day(values: Mapping[str, object], name: str) -> date | None:
    found = values.get(name)
    return found if isinstance(found, date) else None


def tell(visit: Visit, number: int, news: News) -> Told:
    """Writes the news of a letter. Raises UnknownLetter, Refused."""
    assembly = visit.assembly
    press = None if assembly.settings.letters is None else assembly.press
    return posting.tell(visit.store, visit.rulebook, press, act_of(visit), number, news)


def act_of(visit: Visit) -> Act:
    """Who acts on letters, and when it is told."""
    now = visit.now.astimezone(visit.rulebook.calendar.tz)
    return Act(event="", actor=visit.actor, occurred=now, known=now)


def may_post(visit: Visit) -> bool:
    """Whether their office makes letters leave: what decides of the buttons."""
    return _is_one_of(visit, ENVOYER.who)


def check_posts(visit: Visit) -> None:
    """Whether they print and post letters. Raises Closed, with who does."""
    if may_post(visit):
        return
    people = ", ".join(visit.rulebook.words.who(one) for one in ENVOYER.who)
    raise Closed(
        (
            Refusal(
                code="acteur_non_autorise",
                sentence="Imprimer et poster des lettres n’est pas ouvert à votre rôle.",
                remedy=f"Demandez-le à : {people}.",
            ),
        )
    )


def may_follow(visit: Visit) -> bool:
    """Whether their office tells what the post did with letters."""
    return _is_one_of(visit, PRESENTER.who)


def _is_one_of(visit: Visit, who: Iterable[Who]) -> bool:
    return any(may(visit.actor, one, service_id=None, circonscription=None) for one in who)


def today(visit: Visit) -> str:
    """Today, as a form writes a day."""
    return f"{visit.rulebook.local_day(visit.now):%d/%m/%Y}"
