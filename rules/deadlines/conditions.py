"""Whom a rule concerns: a named condition on the fact that opens its deadline."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from rules.days.calendar import Calendar
from rules.delays.counting import at
from rules.delays.delay import Delay, due
from rules.facts import Fact

_LIFE_ENDS = "sortie"


class Opening(NamedTuple):
    """The fact at ``position`` among ``facts``, all those of the rule's subject, in order.
    ``threshold`` is the age that the département gave to the rule, if the rule takes one."""

    position: int
    facts: Sequence[Fact]
    threshold: Delay | None
    calendar: Calendar

    @property
    def fact(self) -> Fact:
        """The fact that opens the deadline."""
        return self.facts[self.position]

    def of_dossier(self, *codes: str) -> Iterator[Fact]:
        """Facts of these codes of the same dossier, early and late, in order."""
        subject = self.fact.subject
        return (fact for fact in self.facts if fact.code in codes and fact.subject == subject)

    def before(self, *codes: str) -> Iterator[Fact]:
        """Facts of these codes that happened before the opening, since the person last left."""
        found: list[Fact] = []
        for fact in self.facts[: self.position]:
            if fact.code == _LIFE_ENDS:
                found.clear()
            elif fact.code in codes and fact.occurred < self.fact.occurred:
                found.append(fact)
        return iter(found)

    def older_than_threshold(self, day: date) -> bool:
        """Whether that day, with the threshold added, lies before the day of the opening."""
        assert self.threshold is not None  # the configuration gives one to such a rule
        limit = due(at(day, time(12), self.calendar), self.threshold, self.calendar)
        return limit is not None and limit < self.fact.occurred


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that the procedure puts, never the département.

    ``name`` stands for what it means in the digests of rules that are stored: it is never reused,
    and one that comes to mean something else takes another. ``says`` is what is true when it holds,
    in French, after « si ». ``looks_at``: the codes of the facts that may change its answer,
    besides the opening's. ``threshold``: it compares with an age that the rule must give.
    """

    name: str
    says: str
    holds: Callable[[Opening], bool]
    looks_at: frozenset[str] = frozenset()
    threshold: bool = False
