"""What may be decided of a line of an EP, and by whom: webRSA's two levels, the avis of the EP and
the decision of the président du conseil départemental."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from entrypoints.web.visitors.visits import Visit
from rules.actors import Actor, Role
from rules.guards.droit import droit_non_ouvert
from rules.refusals import Refusal
from workflow.reading.before_ep import EpLine
from workflow.seances.outcomes.decisions import ACCEPT, FOLLOWS, REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decision that may be taken of a line: its act, its verb, the name of what is recorded (one,
    several). ``motive``: it is not taken without one; ``grants``: the fields that say what it
    grants, never without a type of orientation."""

    event: str
    verb: str
    one: str
    several: str
    motive: bool = False
    grants: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """The fields that it takes."""
        return (*self.grants, "motif") if self.motive else self.grants


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One of webRSA's two levels: the avis of the EP, the decision of the président. ``every``: the
    button that ticks all of them at once, before how many they are."""

    code: str
    choices: tuple[Choice, ...]
    title: str
    every: str

    def choice(self, event: str) -> Choice | None:
        """The choice of that act; None when it is none of this level."""
        return next((one for one in self.choices if one.event == event), None)

    def awaits(self, line: EpLine) -> bool:
        """Whether the line has its decision of this level to come."""
        return line.waits if self is AVIS else line.awaits

    def proposed(self, line: EpLine) -> str | None:
        """What « every » ticks for it; None when it is left to be looked at by itself."""
        if not self.awaits(line) or unable(line) is not None:
            return None
        if self is AVIS:
            return "accepter" if line.wished_id is not None else None
        return next(event for event, avis in FOLLOWS.items() if avis == line.state)


AVIS = Level(
    code="avis",
    title="Avis de l’EP",
    every="Tout accepter",
    choices=(
        Choice(
            event="accepter",
            verb="Accepter",
            one="avis favorable",
            several="avis favorables",
            grants=("type_orientation",),
        ),
        Choice(
            event="refuser",
            verb="Refuser",
            one="avis défavorable",
            several="avis défavorables",
            motive=True,
        ),
        Choice(event="reporter", verb="Reporter", one="report", several="reports", motive=True),
    ),
)
DECISION = Level(
    code="decision",
    title="Décision du président du conseil départemental",
    every="Suivre tous les avis",
    choices=(
        Choice(
            event=ACCEPT,
            verb="Accepter",
            one="réorientation",
            several="réorientations",
            grants=("type_orientation", "service"),
        ),
        Choice(event=REFUSE, verb="Refuser", one="refus", several="refus", motive=True),
        Choice(
            event="renvoyer_ep",
            verb="Renvoyer à l’EP",
            one="renvoi à l’EP",
            several="renvois à l’EP",
            motive=True,
        ),
    ),
)
_LEVELS: Mapping[Role, Level] = MappingProxyType(
    {Role.EP: AVIS, Role.BOP: AVIS, Role.PRESIDENT: DECISION}
)


def level_of(visit: Visit) -> Level | None:
    """The level at which whoever visits decides; None when they only look."""
    bearer = visit.bearer
    return _LEVELS.get(bearer.role) if isinstance(bearer, Actor) else None


def unable(line: EpLine) -> Refusal | None:
    """Why the line cannot be accepted, as far as the list knows it."""
    return droit_non_ouvert(line.droit)
