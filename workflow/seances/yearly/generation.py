"""The séances of a year made from the programmes: proposed, looked at, then created together.

A séance is recognised by the month and place that its programme wanted it for, even moved or
cancelled since: a year generated twice has nothing twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from rules.actors import Actor, covers
from rules.days.months import Month
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.clashes import Clash, Meeting, clashes
from rules.seances.programmes import Gap, Slot
from rules.seances.recurrence import Missing
from rules.situation import Act
from workflow.acts import seance_locks
from workflow.database.store import Store, Tx
from workflow.seances import conduct, programme
from workflow.seances.commands import SeanceCommand
from workflow.seances.yearly import conflicts, meetings
from workflow.seances.yearly.meetings import Programmed, name_of

GENERATE, CREATE = "generer_programme", "programmer"

Progress = Callable[[int, int], None]
"""How many séances are created, of how many."""


class Standing(StrEnum):
    """What becomes of a séance that a programme wants."""

    A_CREER = "a_creer"
    CREEE = "creee"
    AU_PROGRAMME = "au_programme"
    PASSEE = "passee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The séances of a year that somebody asks for: of one kind, in one circonscription, or of all
    that their role coordinates, in all of their territory."""

    year: int
    genre: str | None = None
    circonscription: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A séance that a programme wants: where that stands, the one that is there, what clashes."""

    slot: Slot
    standing: Standing
    starts: datetime
    seance_id: int | None = None
    there: Programmed | None = None
    clashes: tuple[Clash, ...] = ()

    @property
    def forbidden(self) -> bool:
        """Whether it cannot be created so."""
        return any(clash.forbidden for clash in self.clashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A year as the programmes want it: its séances by date, and the months without."""

    year: int
    proposed: tuple[Proposed, ...]
    gaps: tuple[Gap, ...]

    def count(self, standing: Standing) -> int:
        """How many séances stand so."""
        return sum(one.standing is standing for one in self.proposed)


def propose(store: Store, rulebook: Rulebook, act: Act, wish: Wish) -> Proposal:
    """What ``generate`` would do, from what is on the programme now. Nothing is locked or written.

    Raises Refused when no programme answers the wish, OutsideCalendar.
    """
    with store.glance() as tx:
        return _propose(tx, rulebook, act, wish)


def generate(
    store: Store, rulebook: Rulebook, act: Act, wish: Wish, progress: Progress | None = None
) -> Proposal:
    """Creates every séance that is not on the programme yet, in one transaction.

    Raises Refused with every reason against any of them: none is then created. OutsideCalendar.
    """
    return store.attempt(lambda tx: _generate(tx, rulebook, act, wish, progress))


def _generate(
    tx: Tx, rulebook: Rulebook, act: Act, wish: Wish, progress: Progress | None
) -> Proposal:
    _hold(tx, rulebook, _propose(tx, rulebook, act, wish))
    # Looked at again: somebody else may have created the same year while the places were awaited.
    proposal = _propose(tx, rulebook, act, wish)
    wanted, created = _to_create(proposal), _created(rulebook, proposal)
    refusals: list[Refusal] = []
    for done, one in enumerate(wanted, start=1):
        forbidden = [conflicts.refusal(rulebook, clash) for clash in one.clashes if clash.forbidden]
        refusals.extend(forbidden)
        if not forbidden:
            try:
                first = None if one.slot.after is None else created.get(one.slot.after)
                command = _command(act, one.slot, wish.year, first)
                created[one.slot] = conduct.carry_out(tx, rulebook, command).seance_id
            except Refused as refused:
                refusals.extend(refused.refusals)
        if progress is not None:
            progress(done, len(wanted))
    if refusals:
        raise Refused(GENERATE, tuple(dict.fromkeys(refusals)))
    return replace(
        proposal,
        proposed=tuple(
            replace(one, standing=Standing.CREEE, seance_id=created[one.slot])
            if one.standing is Standing.A_CREER
            else one
            for one in proposal.proposed
        ),
    )


def _stands(rulebook: Rulebook, one: Proposed) -> bool:
    """Whether the séance that is there is still held as its programme wants it: another can then be
    held right after."""
    there = one.there
    if there is None or there.given_up:
        return there is None
    return rulebook.local_day(there.held) == one.slot.planned.day and there.held <= one.starts


def _command(act: Act, slot: Slot, year: int, first: int | None) -> SeanceCommand:
    data: dict[str, object] = {
        "genre": slot.genre,
        "circonscription": slot.circonscription,
        "date_seance": slot.planned.day,
        "heure": f"{slot.hour:%H:%M}",
        "lieu": slot.place,
        "creneau": slot.planned.wanted,
        "a_la_suite_de": first,
    }
    given = {name: value for name, value in data.items() if value is not None}
    return SeanceCommand(act=replace(act, event=CREATE, data=given), batch=f"programme-{year}")


def _propose(tx: Tx, rulebook: Rulebook, act: Act, wish: Wish) -> Proposal:
    slots, gaps = _wanted(rulebook, act.actor, wish)
    if not slots and not gaps:
        raise Refused(GENERATE, (_no_programme(wish),))
    known = meetings.between(tx, *_around(rulebook, wish.year))
    there = _recognise(rulebook, slots, known)
    today = rulebook.local_day(act.occurred)
    proposed = [_standing(rulebook, slot, there.get(slot), today) for slot in slots]
    return Proposal(
        year=wish.year,
        proposed=tuple(_with_clashes(tx, rulebook, proposed, known)),
        gaps=tuple(gaps),
    )


def _hold(tx: Tx, rulebook: Rulebook, proposal: Proposal) -> None:
    """Locks what creating that year writes in."""
    wanted, created = _to_create(proposal), _created(rulebook, proposal)
    seance_locks.hold_places(
        tx,
        {one.slot.circonscription for one in wanted},
        *(created[one.slot.after] for one in wanted if one.slot.after in created),
    )


def _to_create(proposal: Proposal) -> list[Proposed]:
    return [one for one in proposal.proposed if one.standing is Standing.A_CREER]


def _created(rulebook: Rulebook, proposal: Proposal) -> dict[Slot, int]:
    """The séances that stand on the programme already, by their slot."""
    return {
        one.slot: one.seance_id
        for one in proposal.proposed
        if one.seance_id is not None and _stands(rulebook, one)
    }


def _wanted(rulebook: Rulebook, actor: Actor, wish: Wish) -> tuple[list[Slot], list[Gap]]:
    slots: list[Slot] = []
    gaps: list[Gap] = []
    for answer in rulebook.programmes.year(rulebook.calendar, wish.year):
        place = answer.circonscription
        kind = rulebook.kinds.otherwise(answer.genre)
        asked = actor.role in kind.coordinators if wish.genre is None else kind.code == wish.genre
        if not asked or not covers(actor, place) or wish.circonscription not in (None, place):
            continue
        if isinstance(answer, Gap):
            gaps.append(answer)
        elif not rulebook.territory.exists(place, answer.planned.day):
            gaps.append(_gap(answer, f"la circonscription {place} n’existe pas alors"))
        elif rulebook.kinds.at(answer.genre, answer.planned.day, place) is None:
            gaps.append(_gap(answer, f"pas de séance « {kind.label} » alors"))
        else:
            slots += [answer, *_followed(rulebook, answer)]
    return sorted(slots, key=lambda slot: (slot.planned.day, slot.hour)), gaps


def _gap(slot: Slot, why: str) -> Gap:
    """The month of a slot whose séance cannot be held."""
    missing = Missing(month=Month.of(slot.planned.day), why=why)
    return Gap(genre=slot.genre, circonscription=slot.circonscription, missing=missing)


def _followed(rulebook: Rulebook, slot: Slot) -> Iterator[Slot]:
    """The séance that the kind of this one has held right after, the same day (note 2024-045)."""
    day, place = slot.planned.day, slot.circonscription
    kind = rulebook.kinds.at(slot.genre, day, place)
    following = None if kind is None else kind.followed_by
    if following is not None and rulebook.kinds.at(following, day, place) is not None:
        yield slot.followed(following, rulebook.length_of(slot.genre, place, day))


def _around(rulebook: Rulebook, year: int) -> tuple[datetime, datetime]:
    """A year more on either side: a séance may have been moved far from its month."""
    first, last = (
        datetime.combine(date(one, 1, 1), time(), tzinfo=rulebook.calendar.tz)
        for one in (year - 1, year + 2)
    )
    return first, last


def _recognise(
    rulebook: Rulebook, slots: Sequence[Slot], known: Iterable[Programmed]
) -> dict[Slot, Programmed]:
    """The séance that is there for each slot: the one made for it, else one of its month. A séance
    put on the programme by hand and given up since leaves its month free."""
    left = [one for one in known if one.slot is not None or not one.given_up]
    found: dict[Slot, Programmed] = {}
    for exactly in (True, False):
        for slot in slots:
            if slot in found:
                continue
            for one in left:
                if _of_slot(rulebook, slot, one, exactly=exactly):
                    found[slot] = one
                    left.remove(one)
                    break
    return found


def _of_slot(rulebook: Rulebook, slot: Slot, seance: Programmed, *, exactly: bool) -> bool:
    if (slot.genre, slot.circonscription) != (seance.genre, seance.circonscription):
        return False
    day = seance.wanted
    if exactly:
        return day == slot.planned.wanted
    return Month.of(day or rulebook.local_day(seance.held)) == Month.of(slot.planned.wanted)


def _standing(rulebook: Rulebook, slot: Slot, there: Programmed | None, today: date) -> Proposed:
    starts = slot.starts(rulebook.calendar)
    if there is not None:
        return Proposed(
            slot=slot,
            standing=Standing.AU_PROGRAMME,
            starts=starts,
            seance_id=there.id,
            there=there,
        )
    gone = slot.planned.day < today
    standing = Standing.PASSEE if gone else Standing.A_CREER
    return Proposed(slot=slot, standing=standing, starts=starts)


def _with_clashes(
    tx: Tx, rulebook: Rulebook, proposed: Sequence[Proposed], known: Iterable[Programmed]
) -> Iterator[Proposed]:
    takes = {
        one.slot: _meeting(tx, rulebook, one)
        for one in proposed
        if one.standing is Standing.A_CREER
    }
    held = [one.meeting(rulebook) for one in known if not one.given_up]
    found: dict[Meeting, list[Clash]] = {}
    for clash in clashes([*held, *takes.values()]):
        found.setdefault(clash.meeting, []).append(clash)
    for one in proposed:
        meeting = takes.get(one.slot)
        yield one if meeting is None else replace(one, clashes=tuple(found.get(meeting, ())))


def _meeting(tx: Tx, rulebook: Rulebook, one: Proposed) -> Meeting:
    slot = one.slot
    kind = rulebook.kinds.at(slot.genre, slot.planned.day, slot.circonscription)
    assert kind is not None  # a slot of a kind that is not held then is a gap
    return Meeting(
        name=name_of(rulebook, slot.genre, slot.circonscription),
        start=one.starts,
        end=one.starts + rulebook.length_of(slot.genre, slot.circonscription, slot.planned.day),
        place=slot.place,
        coordinator=slot.coordinator,
        services=frozenset(
            programme.competent(tx, rulebook, kind, slot.circonscription, slot.planned.day)
        ),
        new=True,
    )


def _no_programme(wish: Wish) -> Refusal:
    where = (
        "" if wish.circonscription is None else f" dans la circonscription {wish.circonscription}"
    )
    of = "" if wish.genre is None else f" pour « {wish.genre} »"
    return Refusal(
        code="sans_programme",
        sentence=f"Aucun programme de la configuration ne vous donne de séance en {wish.year}{of}"
        f"{where}.",
        remedy="Écrivez la règle sous « programmes », ou programmez les séances une à une.",
    )
