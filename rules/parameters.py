"""The choices that a département makes about the procedure, each with its period of validity."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Master(StrEnum):
    """Who is master of the decisions of the EP: nobody types them twice."""

    HERE = "ici"
    WEBRSA = "webrsa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The choices in force between two days (inclusive; None: open-ended).

    ``desaccord_vers_ep``: S0 is silent, its mail suggests that any préconisation goes to the EP.
    ``ep_obligatoire``: whether L262-39 still wants the EP's avis for a réorientation after 2025
    could not be settled (DOMAIN.md L5), so it is a choice. ``deux_niveaux``: avis of the EP, then
    decision of the président du conseil départemental. ``jours_signalement``: days after the
    first rendez-vous during which the orientation may still be signalled as wrong.
    """

    valid_from: date | None = None
    valid_to: date | None = None
    desaccord_vers_ep: bool = True
    ep_obligatoire: bool = True
    deux_niveaux: bool = True
    maitre_decisions: Master = Master.HERE
    jours_signalement: int = 15
