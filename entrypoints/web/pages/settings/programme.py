"""``/parametres/programme``: the kinds of séance, who sits in them, and the rhythm that makes the
year of each. Read by everybody, changed in the configuration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import coordinates
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here
from entrypoints.words.programmes import hours_of, minutes_of, quorum_of, rhythm_of, seat_of
from rules.access.grants import Right
from rules.rulebook import Rulebook
from rules.seances.kinds import BODY_LABELS, NATURE_LABELS, SeanceKind
from rules.seances.programmes import Programme
from rules.words import Topic

router = APIRouter(prefix="/parametres/programme")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSheet:
    """A kind of séance in words. ``places``: where it is so, when not everywhere."""

    kind: SeanceKind
    body: str
    natures: Sequence[str]
    places: Sequence[str]
    seats: Sequence[str]
    quorum: str
    capacity: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A rule of the year in words."""

    programme: Programme
    label: str
    places: Sequence[str]
    told: str
    hours: str


@router.get("")
def show(visit: Here) -> Response:
    """The kinds of séance with their sources, then the rules from which the year is made."""
    visit.enter(Right.PROGRAMME)
    rulebook, places = visit.rulebook, visit.places
    today = rulebook.local_day(visit.now)
    return page(
        visit,
        "settings/programme.html",
        kinds=[_sheet(kind, places) for kind in rulebook.kinds],
        rhythms=list(_rhythms(rulebook, places)),
        sources={
            words: rulebook.words.text(one)
            for one, words in _TOPICS.items()
            if rulebook.words.text(one)
        },
        next_year=today.year + 1,
        generates=any(coordinates(visit, kind) for kind in rulebook.kinds),
    )


_TOPICS = {
    Topic.PROGRAMME: "le programme de l’année",
    Topic.INSTANCES: "les instances",
    Topic.PRESENCE: "qui y siège",
    Topic.CAPACITE: "la capacité",
    Topic.PRIORITES: "les priorités",
    Topic.EXAMEN: "l’examen",
    Topic.COMPTE_RENDU: "le compte rendu",
}


def _sheet(kind: SeanceKind, places: Mapping[str, str]) -> KindSheet:
    return KindSheet(
        kind=kind,
        body=BODY_LABELS[kind.body],
        natures=[NATURE_LABELS[one] for one in NATURE_LABELS if one in kind.natures],
        places=[places.get(one, one) for one in sorted(kind.circonscriptions or ())],
        seats=[seat_of(one) for one in kind.seats],
        quorum=quorum_of(kind),
        capacity=list(minutes_of(kind)),
    )


def _rhythms(rulebook: Rulebook, places: Mapping[str, str]) -> Iterator[Rhythm]:
    for rule in rulebook.programmes.rules:
        yield Rhythm(
            programme=rule,
            label=rulebook.label_of(rule.genre, rule.circonscriptions[0]),
            places=[
                "tout le département" if one is None else places.get(one, one)
                for one in rule.circonscriptions
            ],
            told=rhythm_of(rule),
            hours=hours_of(rule),
        )
