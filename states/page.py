"""The vocabulary of a page: states, exits, and what an exit brings with it.

A page is data. What it names (guards, choices, fields, facts) are Python objects, so a misspelt
name is an error at import.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rules.actors import Who
from rules.fields import Field
from rules.refusals import Refusal
from rules.situation import Act, Situation

Guard = Callable[[Situation, Act], Refusal | None]
"""Looks and answers: a refusal, or None. Changes nothing."""

Choice = Callable[[Situation], bool]
"""Picks silently between two exits of one event; used as ``when`` on one and ``unless`` on the
other, so that they exclude each other by construction."""


class Machine(StrEnum):
    """The three machines: the dossier, its line in a séance, the séance itself."""

    DOSSIER = "dossier"
    PASSAGE = "passage"
    SEANCE = "seance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drag:
    """An event of another machine that happens in the same transaction.

    It may be a birth there. Where nothing stands in that machine (no open line) nothing is dragged.
    ``when``: only if the choice holds. ``each_open``: for every open line of the séance whose
    state knows the event.
    """

    machine: Machine
    event: str
    when: Choice | None = None
    each_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpensDemande:
    """A request for réorientation is born with the fields of the act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosesDemande:
    """The open request of the person, if any, ends with this issue."""

    issue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthsNext:
    """The decision ends this dossier and gives birth to the next one in ``state``, oriented by
    ``origin``, to the service that the act names or else that the request wished."""

    state: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndsFollowUp:
    """With the orientation end its last contract and the designation of its référente or référent,
    where there are some (webRSA, ``Reorientationep93::finaliser``): a fact tells each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Column ``column`` of the machine's row (or of the open request) takes the field's value."""

    field: str
    column: str
    of_demande: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """Column ``column`` of the machine's row (or of the open request) takes a fixed value."""

    column: str
    value: str | bool | None
    of_demande: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clears:
    """Column ``column`` of the dossier becomes empty, unless a fact ``unless_after`` came after the
    act: what it gave is not over."""

    column: str
    unless_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An occasion of messages that depends on the form: told only when the condition holds."""

    occasion: str
    when: Callable[[Situation], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaresGuest:
    """The fields of the act make a guest of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawsGuest:
    """The guest that the act names is no longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmsGuests:
    """The partners of the line are written to, those who were not yet for its séance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesLetter:
    """Column ``column`` of the letter that the act names, if it names one, takes the field's value
    (or that of ``otherwise`` when it is not given), or a fixed ``value``."""

    column: str
    field: str = ""
    otherwise: str = ""
    value: str = ""


Effect = (
    OpensDemande
    | ClosesDemande
    | BirthsNext
    | EndsFollowUp
    | Copies
    | Sets
    | Clears
    | DeclaresGuest
    | WithdrawsGuest
    | ConfirmsGuests
    | DatesLetter
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """One way out of a state.

    ``target`` None stays in the state. ``back_to`` stands for one exit per listed state, chosen by
    the state that the subject left (``previous_state``); the first is the default. ``facts`` are
    written besides « entering ``target`` ». ``notices`` are the occasions of messages,
    ``alerts`` those of an anomaly. ``label`` is the words of the button. ``lot``: done for a whole
    list or file, never for one subject.
    """

    event: str
    label: str
    who: tuple[Who, ...]
    target: str | None = None
    back_to: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    asks: tuple[Field, ...] = ()
    when: Choice | None = None
    unless: Choice | None = None
    drags: tuple[Drag, ...] = ()
    effects: tuple[Effect, ...] = ()
    facts: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()
    lot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state that operators see, with its exits.

    ``resting`` says why nobody is awaited here; otherwise a deadline must watch the state.
    ``follows`` names the machine whose deadlines watch it (a line waits with its séance).
    """

    code: str
    label: str
    meaning: str
    exits: tuple[Exit, ...] = ()
    final: bool = False
    resting: str = ""
    follows: Machine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """How a subject enters the procedure: not an exit, nothing stands before it.

    ``origins``: the origins of the ``BirthsNext`` that this birth answers.
    """

    event: str
    label: str
    target: str
    who: tuple[Who, ...]
    guards: tuple[Guard, ...] = ()
    asks: tuple[Field, ...] = ()
    effects: tuple[Effect, ...] = ()
    facts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Everywhere:
    """An exit that can strike in any open state but those listed."""

    exit: Exit
    except_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One stage of the procedure."""

    machine: Machine
    title: str
    source: str
    states: tuple[State, ...] = ()
    births: tuple[Birth, ...] = ()
    everywhere: tuple[Everywhere, ...] = ()
