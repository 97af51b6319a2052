"""Why a line is where it is on an agenda: reasons kept as codes, told in French."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rules.wording import NBSP, colon, day_of_month, lasting, numbered


class Why(StrEnum):
    """A reason, with its value where it has one. Stored with the line: never renamed."""

    REPORTS = "reports"
    """How many séances put it off."""
    URGENTE = "urgente"
    URGENTE_POUR_LE_SERVICE = "urgente_service"
    DEMANDE = "demande"
    """The day of the request."""
    PRIORITE = "priorite"
    """The place that the service gives it among its own."""
    SANS_PRIORITE = "sans_priorite"
    """The place that its day gives it among those of its service, which owed one and said none."""
    INVITES = "invites"
    """The minutes that its guests have it take."""
    SUITE = "suite"
    """The line it follows, for one journey of the professional who comes for both."""
    PART = "part"
    """The minutes of its structure's share, used up."""
    CAPACITE = "capacite"
    """The minutes that were left."""
    DEPASSEMENT = "depassement"
    EN_TETE = "en_tete"
    PLACEE = "placee"
    RETENUE = "retenue"
    REPORTEE = "reportee"
    HORS_DELAI = "hors_delai"


_TOLD: Mapping[Why, Callable[[str], str]] = MappingProxyType(
    {
        Why.REPORTS: lambda n: f"déjà reportée {'une fois' if n == '1' else f'{n}{NBSP}fois'}",
        Why.URGENTE: lambda _: "urgente",
        Why.URGENTE_POUR_LE_SERVICE: lambda _: "urgente selon le service",
        Why.DEMANDE: lambda day: f"demande du {day_of_month(date.fromisoformat(day))}",
        Why.PRIORITE: lambda n: f"priorité {n} de son service",
        Why.SANS_PRIORITE: lambda n: (
            f"priorité non dite par son service, la {n}e par sa date"
            if n != "1"
            else "priorité non dite par son service, la 1re par sa date"
        ),
        Why.INVITES: lambda minutes: f"{lasting(int(minutes))} avec invité",
        Why.SUITE: lambda line: (
            f"à la suite de la ligne {numbered(int(line))}, un seul déplacement"
        ),
        Why.PART: lambda minutes: f"part de sa structure atteinte ({lasting(int(minutes))})",
        Why.CAPACITE: lambda left: (
            colon("capacité", f"il restait {lasting(int(left))}")
            if int(left)
            else "capacité atteinte"
        ),
        Why.DEPASSEMENT: lambda _: "au-delà de la capacité, gardée faute d’arbitrage",
        Why.EN_TETE: lambda _: "passe en tête de la séance suivante",
        Why.PLACEE: lambda _: "placée à ce rang par la coordination",
        Why.RETENUE: lambda _: "retenue par la coordination",
        Why.REPORTEE: lambda _: "reportée par la coordination",
        Why.HORS_DELAI: lambda _: "hors délai",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: « demande » of « 2026-03-03 »."""

    why: Why
    value: str = ""

    @property
    def told(self) -> str:
        """« demande du 3 mars 2026 »."""
        return _TOLD[self.why](self.value)


def spelled(reasons: Iterable[Reason]) -> str:
    """The reasons as they are kept: « demande:2026-03-03,urgente »."""
    return ",".join(f"{one.why}:{one.value}" if one.value else one.why for one in reasons)


def read(kept: str | None) -> tuple[Reason, ...]:
    """The reasons that were kept; none of a line that was never arbitrated."""
    if not kept:
        return ()
    pairs = (one.partition(":") for one in kept.split(","))
    return tuple(Reason(Why(why), value) for why, _, value in pairs)


def told(reasons: Iterable[Reason]) -> str:
    """« demande du 3 mars 2026, urgente »."""
    return ", ".join(one.told for one in reasons)
