"""Accounts for the tests: kept by an administrator, at a cost that takes no time."""

from dataclasses import dataclass, field, replace
from typing import Any

from rules.accounts import acts
from rules.accounts.lasting import Lasting
from rules.actors import Actor, Role
from rules.situation import Act
from tests.workflow.build import World
from tests.workflow.staff import hire
from workflow.accounts import keeping
from workflow.accounts.choosing import use_link
from workflow.accounts.entering import Entry, log_in
from workflow.accounts.gate import Gate
from workflow.accounts.hashing import Cost, Hashing
from workflow.accounts.keeping import Kept

ADMINISTRATOR = Actor(name="Mme Admin", role=Role.ADMINISTRATEUR)
PASSWORD = "quatre chevaux verts dansent"
OTHER_PASSWORD = "une grande pluie sur le lac"
CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
_HASHING = Hashing(CHEAP)


@dataclass(slots=True, kw_only=True)
class Office:
    """The accounts of a world."""

    world: World
    lasting: Lasting = field(default_factory=Lasting)
    hashing: Hashing = _HASHING

    @property
    def gate(self) -> Gate:
        """What they work with."""
        world = self.world
        return Gate(
            store=world.store, rulebook=world.rulebook, lasting=self.lasting, hashing=self.hashing
        )

    def keep(self, event: str, agent: int, actor: Actor = ADMINISTRATOR, **data: object) -> Kept:
        """An act of an administrator on an account."""
        now = self.world.now
        act = Act(event=event, actor=actor, occurred=now, known=now, data=data)
        return keeping.keep(self.gate, act, agent)

    def first(self, **data: object) -> Kept:
        """The first administrator."""
        now = self.world.now
        said = {"nom": "Claude Morel", "courriel": "claude@cd93.example", **data}
        act = Act(event=acts.FIRST, actor=ADMINISTRATOR, occurred=now, known=now, data=said)
        return keeping.first_administrator(self.gate, act, PASSWORD)

    def opened(self, name: str, *roles: dict[str, Any]) -> int:
        """An agent of that name, who chose PASSWORD."""
        agent = hire(self.world, name, *roles)
        token = self.keep(acts.INVITED, agent).token
        assert token is not None
        return use_link(self.gate, token, PASSWORD, self.world.now)

    def enter(
        self, name: str, password: str = PASSWORD, known: str | None = None, browser: str = ""
    ) -> Entry:
        """Somebody of that name logs in."""
        mail = f"{name.lower()}@cd93.example"
        return log_in(self.gate, mail, password, self.world.now, known=known, browser=browser)

    def lasting_otherwise(self, **choices: Any) -> None:
        """Another configuration."""
        self.lasting = replace(self.lasting, **choices)
