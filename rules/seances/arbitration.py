"""Which lines a séance examines, and in which order, when more is asked than it can hold (S2, D26).

Seniority of the request and urgency, balance between the main structures, grouping of journeys:

1. What séances put off most often comes first, then what is urgent.
2. Of equal ones, those of a main structure that has used up its share of the séance come after.
3. Then the oldest request. A service orders its own lines: they keep between them the turns that
   their dates give them, in the order that it says.
4. Of requests of the same day, that of somebody who comes anyway, then the first inscribed.

A line that does not fit in what is left is put off, and the next one is tried; so is one that came
after its delay, where the kind of séance wants it. Lines are examined in that order too, except
that whoever is there goes on with their other lines as long as none of a higher claim (1) waits.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from rules.actors import Genre
from rules.seances.agenda import AS_PROPOSED, Adjustments, Agenda, AgendaLine, Candidate
from rules.seances.capacity import Capacity
from rules.seances.kinds import SeanceKind
from rules.seances.reasons import Reason, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A line when its turn came. ``left``: the minutes left, when it did not fit in them."""

    candidate: Candidate
    reasons: tuple[Reason, ...]
    left: int | None

    @property
    def line(self) -> int:
        return self.candidate.line

    def also(self, why: Why, value: str = "") -> "_Turn":
        """The same, for one reason more."""
        return replace(self, reasons=(*self.reasons, Reason(why, value)))

    def at(self, rank: int | None) -> AgendaLine:
        return AgendaLine(
            line=self.line,
            dossier=self.candidate.dossier,
            rank=rank,
            guests=self.candidate.guests,
            reports=self.candidate.reports,
            reasons=self.reasons,
        )


def settle(
    kind: SeanceKind,
    candidates: Iterable[Candidate],
    adjustments: Adjustments = AS_PROPOSED,
    *,
    keep_all: bool = False,
    points: int = 0,
) -> Agenda:
    """The agenda that these lines make in a séance of that kind. ``keep_all``: nobody is there to
    put a line off, so that what does not fit comes last; what is late goes all the same.
    ``points``: the minutes that points about nobody take of it.

    Adjustments move nothing but what they name, and may take the séance beyond its capacity; that
    they make sense is for guards to say.
    """
    every = list(candidates)
    rolled = [one for one in every if one.rolls and one.line not in adjustments.stay]
    asking = [one for one in every if one not in rolled]
    turns = _in_turn(asking, kind, points)
    order = _examined([turn for turn in turns if turn.left is None])
    late = [turn for turn in turns if turn.left is not None]
    if keep_all:
        order += [turn.also(Why.DEPASSEMENT) for turn in _examined(late)]
    order = [turn for turn in order if turn.line not in adjustments.put_off]
    order += [turn.also(Why.RETENUE) for turn in late if turn.line in adjustments.kept]
    order = _moved(order, dict(adjustments.moved))
    stay = {turn.line for turn in order}
    in_turn = [turn.line for turn in turns if turn.line in stay]
    return Agenda(
        retained=tuple(_ranked(order, in_turn)),
        postponed=(
            *(_put_off(turn) for turn in turns if turn.line not in stay),
            *(_too_late(one, kind.capacity) for one in rolled),
        ),
        capacity=kind.capacity,
        points=points,
    )


def _in_turn(waiting: list[Candidate], kind: SeanceKind, points: int) -> list[_Turn]:
    """Every line in its turn, with what was left for it."""
    capacity, balanced, priority_from = kind.capacity, kind.balanced, kind.priority_from
    oldest, unsaid = _seniority(waiting), _unsaid(waiting, priority_from)
    asking = {one.genre for one in waiting} & balanced
    left = max(0, capacity.duration - points) if capacity else None
    share = left // len(asking) if left is not None and len(asking) > 1 else None
    taken: Counter[Genre | None] = Counter()
    here: set[str] = set()
    turns = []

    def needs(one: Candidate) -> int:
        return capacity.minutes(one.guests) if capacity else 0

    def over(one: Candidate) -> bool:
        return share is not None and one.genre in asking and taken[one.genre] + needs(one) > share

    def turn(one: Candidate) -> tuple[object, ...]:
        day, first = oldest[one.line]
        return (one.claim, over(one), day, one.traveller not in here, first)

    while waiting:
        one = min(waiting, key=turn)
        waiting.remove(one)
        place = unsaid.get(one.line)
        reasons = tuple(_reasons(one, capacity, share if over(one) else None, place))
        if left is not None and needs(one) > left:
            turns.append(_Turn(candidate=one, reasons=reasons, left=left))
            continue
        turns.append(_Turn(candidate=one, reasons=reasons, left=None))
        left = None if left is None else left - needs(one)
        taken[one.genre] += needs(one)
        if one.traveller is not None:
            here.add(one.traveller)
    return turns


def _seniority(candidates: Sequence[Candidate]) -> Mapping[int, tuple[date, int]]:
    """By what each line takes its turn: the day of its request, then its number. Where its service
    orders its lines otherwise, those of one claim exchange theirs."""
    seniority = {one.line: (one.requested, one.line) for one in candidates}
    for service in {one.service for one in candidates} - {None}:
        oldest = sorted(
            (one for one in candidates if one.service == service),
            key=lambda one: seniority[one.line],
        )
        # A line of which the service said nothing keeps the place that its day gives it.
        place = {
            one.line: (n if one.priority is None else one.priority, one.priority is None, n)
            for n, one in enumerate(oldest, 1)
        }
        for claim in {one.claim for one in oldest}:
            equals = [one for one in oldest if one.claim == claim]
            wanted = sorted(equals, key=lambda one: place[one.line])
            turns = [(one.requested, one.line) for one in equals]
            seniority |= dict(zip((one.line for one in wanted), turns, strict=True))
    return seniority


def _unsaid(candidates: Sequence[Candidate], priority_from: int | None) -> Mapping[int, int]:
    """The place that its day gives each line of which its service said none, where the service
    orders its lines, or owes it."""
    found: dict[int, int] = {}
    for service in {one.service for one in candidates} - {None}:
        its = [one for one in candidates if one.service == service]
        oldest = sorted(its, key=lambda one: (one.requested, one.line))
        owed = priority_from is not None and len(its) >= priority_from
        if owed or any(one.priority is not None for one in its):
            places = enumerate(oldest, 1)
            found |= {one.line: place for place, one in places if one.priority is None}
    return found


def _examined(turns: Sequence[_Turn]) -> list[_Turn]:
    """The order of examination: whoever is there goes on, as long as no higher claim waits."""
    waiting, order = list(turns), list[_Turn]()
    while waiting:
        following = waiting[0]
        if order and order[-1].candidate.traveller is not None:
            there = (following.candidate.claim, order[-1].candidate.traveller)
            goes_on = (
                one for one in waiting if (one.candidate.claim, one.candidate.traveller) == there
            )
            following = next(goes_on, following)
        waiting.remove(following)
        order.append(following)
    return order


def _moved(order: Sequence[_Turn], ranks: Mapping[int, int]) -> list[_Turn]:
    """The lines that are named at the rank that is asked, the others in the order they had."""
    placed = [turn for turn in order if turn.line not in ranks]
    named = [turn for turn in order if turn.line in ranks]
    for turn in sorted(named, key=lambda turn: ranks[turn.line]):
        placed.insert(ranks[turn.line] - 1, turn.also(Why.PLACEE))
    return placed


def _ranked(order: Sequence[_Turn], in_turn: Sequence[int]) -> Iterator[AgendaLine]:
    """The lines at their rank; one that follows another out of its turn says so."""
    naturally = set(pairwise(in_turn))
    yield from (order[0].at(1),) if order else ()
    for rank, (before, turn) in enumerate(pairwise(order), 2):
        there, who = before.candidate.traveller, turn.candidate.traveller
        if who is None or who != there or (before.line, turn.line) in naturally:
            yield turn.at(rank)
        else:
            yield turn.also(Why.SUITE, str(before.line)).at(rank)


def _put_off(turn: _Turn) -> AgendaLine:
    if turn.left is None:
        return turn.also(Why.REPORTEE).also(Why.EN_TETE).at(None)
    full = Reason(Why.CAPACITE, str(turn.left))
    return replace(turn, reasons=(full, *turn.reasons)).also(Why.EN_TETE).at(None)


def _too_late(one: Candidate, capacity: Capacity | None) -> AgendaLine:
    reasons = (Reason(Why.HORS_DELAI), *_reasons(one, capacity))
    return _Turn(candidate=one, reasons=reasons, left=None).also(Why.EN_TETE).at(None)


def _reasons(
    one: Candidate, capacity: Capacity | None, share: int | None = None, place: int | None = None
) -> Iterator[Reason]:
    """What gives the line its turn, the strongest first. ``place``: the one that its day gives it
    among those of its service, which said none."""
    if one.reports:
        yield Reason(Why.REPORTS, str(one.reports))
    if one.urgent:
        yield Reason(Why.URGENTE if one.appraised else Why.URGENTE_POUR_LE_SERVICE)
    yield Reason(Why.DEMANDE, one.requested.isoformat())
    if one.priority is not None:
        yield Reason(Why.PRIORITE, str(one.priority))
    if place is not None:
        yield Reason(Why.SANS_PRIORITE, str(place))
    if share is not None:
        yield Reason(Why.PART, str(share))
    if one.guests and capacity is not None:
        yield Reason(Why.INVITES, str(capacity.with_guest))
