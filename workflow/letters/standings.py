"""Where a letter is, and which letters a dossier waits for: derived, never stored.

A letter that a death stopped, or that no longer says what is recorded, is told by looking again: so
what a correction undoes is undone here too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.letters.attendees import gathering_calls
from rules.letters.calls import DEAD, Call, Ground, calls
from rules.letters.kinds import LetterView, Standing, standing
from rules.rulebook import Rulebook
from states.procedure import PROCEDURE
from workflow.acts import dossier_locks
from workflow.acts.cases import Case
from workflow.database.store import Tx
from workflow.letters import gatherings, grounds, making
from workflow.letters.press import Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A letter that a dossier waits for, or a séance. ``letter``: the one that was made of it and
    has not left, if there is one."""

    dossier_id: int | None = None
    seance_id: int | None = None
    call: Call
    letter: LetterView | None

    @property
    def line(self) -> int | None:
        """The line that it is about."""
        return None if self.call.line is None else self.call.line.id


def of_letters(
    tx: Tx, rulebook: Rulebook, press: Press | None, letters: Sequence[LetterView], now: datetime
) -> dict[int, Standing]:
    """Where each is, by number. Nothing is looked at of one that left; without a press, nobody can
    tell whether one that waits would say something else now."""
    found: dict[int, Standing] = {}
    for letter in letters:
        if letter.annulled or letter.sent is not None:
            found[letter.id] = standing(letter, called=True, changed=False, dead=False)
            continue
        where = _where(tx, rulebook, letter, now)
        called = any(call.told_by(letter) for call in where.calls)
        found[letter.id] = standing(
            letter,
            called=called,
            changed=called and press is not None and making.changed(tx, press, letter),
            dead=where.dead,
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """What the subject of a letter calls for; whether the person it is to is dead."""

    calls: tuple[Call, ...]
    dead: bool = False


def _where(tx: Tx, rulebook: Rulebook, letter: LetterView, now: datetime) -> _Where:
    if letter.dossier_id is None:
        assert letter.seance_id is not None
        gathering = gatherings.of_seance(tx, rulebook, letter.seance_id, now)
        return _Where(calls=gathering_calls(gathering))
    case, ground = _look(tx, rulebook, letter.dossier_id, now)
    dead = ground.state == DEAD or grounds.dead(tx, case.personne_id)
    return _Where(calls=_calls(ground), dead=dead)


def awaited(
    tx: Tx, rulebook: Rulebook, dossiers: Sequence[int], now: datetime
) -> Iterator[Awaited]:
    """The letters that these dossiers miss, made or not, as long as they have not left."""
    for number in dossiers:
        case, ground = _look(tx, rulebook, number, now)
        if grounds.dead(tx, case.personne_id):
            continue
        for call, waiting in _missed(_calls(ground), ground.letters):
            yield Awaited(dossier_id=number, call=call, letter=waiting)


def awaited_there(
    tx: Tx, rulebook: Rulebook, seances: Sequence[int], now: datetime
) -> Iterator[Awaited]:
    """The same of those who attend these séances."""
    for number in seances:
        gathering = gatherings.of_seance(tx, rulebook, number, now)
        for call, waiting in _missed(gathering_calls(gathering), gathering.letters):
            yield Awaited(seance_id=number, call=call, letter=waiting)


def _missed(
    calls: Sequence[Call], letters: Sequence[LetterView]
) -> Iterator[tuple[Call, LetterView | None]]:
    for call in calls:
        told = [one for one in letters if call.told_by(one)]
        if call.needed and all(one.sent is None for one in told):
            yield call, told[-1] if told else None


def _calls(ground: Ground) -> tuple[Call, ...]:
    """Nothing is called for by a dossier that is over."""
    return () if PROCEDURE.states[ground.state].final else calls(ground)


def _look(tx: Tx, rulebook: Rulebook, dossier_id: int, now: datetime) -> tuple[Case, Ground]:
    case, _ = dossier_locks.load(tx, dossier_id)
    return case, grounds.of_case(tx, rulebook, case, now)
