"""Which letter a dossier calls for: one table, looked at from where the dossier stands.

A decision is told by one letter and the act that tells its sending (S0 C.3; CASF R262-91); the
others inform (webRSA: convocationep_beneficiaire, decision_reporte, decision_annule; S2).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.actors import Genre, Who
from rules.letters.kinds import Kind, LetterView, Return, SeanceLetter
from rules.seances.kinds import Body

CORRECTED = frozenset({"diagnostic", "signalement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open line of the dossier. ``invited``: the allocataire is a guest of it. ``moved``: when
    its séance was last given another day or place, None when it never was."""

    id: int
    seance_id: int
    body: Body
    invited: bool
    moved: datetime | None = None

    def told_by(self, letter: LetterView) -> bool:
        """Whether that letter is about it, and does not send the person to the former day."""
        if letter.sent is not None and self.moved is not None and letter.made < self.moved:
            return False
        return letter.line == self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a dossier stands, for its letters. ``entry``: the entry of its chain that led there;
    ``issue``: how the last request of it ended; ``letters``: those that were made, oldest first."""

    state: str
    previous_state: str | None
    origin: str | None
    genre: Genre | None
    entry: int
    issue: str | None = None
    lines: tuple[Line, ...] = ()
    letters: tuple[LetterView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A letter that may be made. ``needed``: it is missed until it is; ``act``: the act of the
    procedure that tells its sending, None when it only informs; ``line``: it is about that one;
    ``member`` or ``guest``: it is to them, who attend a séance."""

    kind: Kind | SeanceLetter
    entry: int
    needed: bool
    act: str | None = None
    line: Line | None = None
    member: int | None = None
    guest: int | None = None
    who: tuple[Who, ...] = (Who.BOP,)

    def told_by(self, letter: LetterView) -> bool:
        """Whether that letter tells the same thing, and did not come back from a wrong address."""
        if letter.annulled or letter.kind != self.kind or letter.reason == Return.NPAI:
            return False
        if self.line is not None:
            return self.line.told_by(letter)
        to = (self.entry, self.member, self.guest)
        return to == (letter.entry, letter.member, letter.guest)


_When = Callable[[Ground], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfState:
    """A letter that a state calls for, when the condition holds."""

    state: str
    kind: Kind
    when: _When
    act: str | None = None


def _from(*origins: str) -> _When:
    return lambda ground: ground.origin in origins


def _reoriented(*, to_france_travail: bool) -> _When:
    return lambda ground: (
        ground.origin == "reorientation" and _to_france_travail(ground) is to_france_travail
    )


def _otherwise(*, to_france_travail: bool) -> _When:
    return lambda ground: (
        ground.origin not in {"algorithme", "reorientation", *CORRECTED}
        and _to_france_travail(ground) is to_france_travail
    )


def _to_france_travail(ground: Ground) -> bool:
    return ground.genre is Genre.FRANCE_TRAVAIL


def _always(_ground: Ground) -> bool:
    return True


def _put_off(ground: Ground) -> bool:
    return ground.previous_state == "inscrit_ep"


def _given_up(ground: Ground) -> bool:
    return ground.previous_state == "inscrit_ep" and ground.issue == "annulee"


NOTIFIES, NOTIFIES_REFUSAL = "notifier", "notifier_refus"


def _decided(kind: Kind, when: _When) -> _OfState:
    return _OfState(state="a_notifier", kind=kind, when=when, act=NOTIFIES)


_TABLE = (
    _decided(Kind.ORIENTATION_ALGORITHME, _from("algorithme")),
    _decided(Kind.ORIENTATION_CORRIGEE, _from(*CORRECTED)),
    _decided(Kind.REORIENTATION_ACCEPTEE, _reoriented(to_france_travail=False)),
    _decided(Kind.REORIENTATION_ACCEPTEE_FRANCE_TRAVAIL, _reoriented(to_france_travail=True)),
    _decided(Kind.ORIENTATION, _otherwise(to_france_travail=False)),
    _decided(Kind.ORIENTATION_FRANCE_TRAVAIL, _otherwise(to_france_travail=True)),
    _OfState(
        state="refus_a_notifier",
        kind=Kind.REORIENTATION_REFUSEE,
        when=_always,
        act=NOTIFIES_REFUSAL,
    ),
    _OfState(state="attente_ep", kind=Kind.REORIENTATION_REPORTEE, when=_put_off),
    _OfState(state="accompagnement", kind=Kind.REORIENTATION_ANNULEE, when=_given_up),
)
_NOTIFYING = frozenset(one.state for one in _TABLE if one.act is not None)

_OF_A_LINE = {
    Body.DECISION: ((Kind.CONVOCATION, True, (Who.BOP, Who.EP)),),
    Body.CONCERTATION: ((Kind.INFORMATION_PASSAGE, False, (Who.BOP, Who.BAT)),),
    Body.APPUI: ((Kind.INFORMATION_PASSAGE, False, (Who.BOP, Who.BAT)),),
}

DEAD = "clos_deces"
"""The state of the dossier of somebody who died: nothing leaves any more."""

NOWHERE = frozenset({"adresse_a_retrouver"})
"""States in which nobody knows where to write."""


def sending(kind: str, state: str) -> str | None:
    """The act of the procedure that tells the sending of such a letter there; None where it only
    informs, or where nothing waits for it."""
    found = (one.act for one in _TABLE if one.state == state and one.kind == kind)
    return next(found, None)


def calls(ground: Ground) -> tuple[Call, ...]:
    """The letters that may be made now, the one that matters most first."""
    if ground.state in NOWHERE:
        return ()
    return (*_of_state(ground), *_lost(ground), *_of_lines(ground))


def _of_state(ground: Ground) -> Iterator[Call]:
    for one in _TABLE:
        if one.state == ground.state and one.when(ground):
            yield Call(kind=one.kind, entry=ground.entry, needed=True, act=one.act)


def _lost(ground: Ground) -> Iterator[Call]:
    """Decisions whose last letter came back from a wrong address, the dossier having gone on: they
    are still to be told."""
    if ground.state in _NOTIFYING:
        return
    last = {one.kind: one for one in ground.letters if one.sent is not None and one.decides}
    for kind, letter in last.items():
        if letter.reason == Return.NPAI:
            yield Call(kind=Kind(kind), entry=letter.entry, needed=True)


def _of_lines(ground: Ground) -> Iterator[Call]:
    for line in ground.lines:
        if line.invited:
            yield Call(
                kind=Kind.INVITATION,
                entry=ground.entry,
                needed=True,
                line=line,
                who=(Who.BOP, Who.BAT),
            )
        for kind, needed, who in _OF_A_LINE[line.body]:
            yield Call(kind=kind, entry=ground.entry, needed=needed, line=line, who=who)
