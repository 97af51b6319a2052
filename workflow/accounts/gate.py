"""What the accounts work with, assembled once at the door."""

from dataclasses import dataclass, field

from rules.accounts.lasting import Lasting
from rules.rulebook import Rulebook
from workflow.accounts.hashing import Hashing
from workflow.database.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The registry, the law (which says what day it is there), and what the département chose."""

    store: Store
    rulebook: Rulebook
    lasting: Lasting = field(default_factory=Lasting)
    hashing: Hashing = field(default_factory=Hashing)
