"""A refusal is an answer: why not, by which text, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason why an act is not possible.

    ``sentence`` and ``remedy`` are French and shown to the operator as they are. ``source`` names
    the text or the seed document that wants it so. ``to_enter`` says that only a field is missing:
    the act stays on offer and the form asks for ``field``.
    """

    code: str
    sentence: str
    remedy: str = ""
    source: str = ""
    to_enter: bool = False
    field: str | None = None

    def asked_as(self, names: Mapping[str, str]) -> "Refusal":
        """The same reason, for a form that names fields otherwise: field of the act → of theirs."""
        name = None if self.field is None else names.get(self.field)
        if self.field is None or name is None:
            return self
        remedy = self.remedy.replace(f"« {self.field} »", f"« {name} »")
        return replace(self, field=name, remedy=remedy)


class Refused(Exception):
    """An act that the procedure does not allow now, with every reason gathered."""

    def __init__(self, event: str, refusals: tuple[Refusal, ...]) -> None:
        self.event = event
        self.refusals = refusals
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
