"""What is asked of a séance, what came of it, and why it could not be."""

from dataclasses import dataclass
from datetime import datetime

from rules.refusals import Refusal
from rules.seances.agenda import Agenda
from rules.situation import Act
from rules.wording import local_instant
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts.receipts import Repeatable
from workflow.acts.recording import Outcome
from workflow.seances.dates import Redated


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceCommand:
    """What is asked of a séance; ``seance_id`` None programmes a new one. The rest is as in
    ``commands.Command``."""

    act: Act
    seance_id: int | None = None
    expected_version: int | None = None
    key: str | None = None
    batch: str | None = None

    @property
    def whose(self) -> tuple[object, ...]:
        """What it bears upon."""
        return ("seance", self.seance_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceOutcome(Repeatable):
    """What the act brought about: for the séance, then for each line it took along.

    ``event`` is the act, ``source`` the state that it left: empty for a séance that it put on the
    programme.
    ``refused`` are lines that could not be inscribed on the séance that replaces this one: they
    wait to be inscribed by hand, none is lost. ``dates``: what became of the deadlines of
    the séance, of its services and of its dossiers. ``messages``: how many it wrote, of which
    ``convocations``. ``agenda`` is the one that the act settled; ``following`` the séance that
    takes what it put off, and when it is held.
    """

    seance_id: int
    version: int
    state: str
    event: str = ""
    source: str = ""
    lines: tuple[Outcome, ...] = ()
    refused: tuple[tuple[int, tuple[Refusal, ...]], ...] = ()
    dates: tuple[Redated, ...] = ()
    messages: int = 0
    convocations: int = 0
    agenda: Agenda | None = None
    following: int | None = None
    following_held: datetime | None = None

    @property
    def words(self) -> str | None:
        """Those of the act, of the exit that was taken; None when it is none of the procedure."""
        return PROCEDURE.taken(Machine.SEANCE, self.event, self.source, self.state)

    @property
    def moved(self) -> int:
        """How many deadlines run to another date since."""
        return sum(date.moved for date in self.dates)

    @property
    def by_hand(self) -> int:
        """How many keep the date that somebody set."""
        return sum(date.by_hand for date in self.dates)


class UnknownSeance(LookupError):
    """No séance bears that number."""

    def __init__(self, seance_id: int) -> None:
        self.seance_id = seance_id
        super().__init__(f"La séance n° {seance_id} n’existe pas.")


class StaleSeance(Exception):
    """Somebody else changed the séance since the operator opened it."""

    def __init__(
        self, seance_id: int, *, seen: int, found: int, by: str, act: str, at: datetime
    ) -> None:
        self.seance_id, self.seen, self.found = seance_id, seen, found
        self.by, self.act, self.at = by, act, at
        super().__init__(
            f"La séance n° {seance_id} a changé depuis que vous l’avez ouverte : « {act} » par "
            f"{by}, le {local_instant(at)}. "
            "Rien n’a été enregistré : relisez-la, puis recommencez."
        )
