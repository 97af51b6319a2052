"""The procedure as it runs, and who opens and does what."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import Answer, Code, Flag, Label, Sentence

_Event = Annotated[str, Field(examples=["consulter"])]
_Machine = Annotated[str, Field(examples=["dossier"])]
_Who = Annotated[str, Field(examples=["service_referent"])]


class ExitTold(Answer):
    """An act of a state. ``vers`` null: it stays there; ``retour_a``: it goes back to one of
    these, the one that was left; ``titres``: in which capacity it is taken."""

    acte: _Event
    libelle: Label
    vers: Code | None
    retour_a: list[Code]
    titres: list[_Who]
    par_lot: Flag


class StateTold(Answer):
    """A state, of which stage, what it means."""

    etat: Code
    libelle: Label
    sens: Sentence
    etape: Label
    final: Flag
    actes: list[ExitTold]


class MachineTold(Answer):
    """One of the three machines."""

    machine: _Machine
    libelle: Label
    etats: list[StateTold]


class Procedure(Answer):
    """The dossier, its line in a séance, the séance."""

    machines: list[MachineTold]


class RightTold(Answer):
    """Something that may be opened; by role, why. ``note``: that it was is written."""

    droit: Annotated[str, Field(examples=["voir_dossier"])]
    libelle: Label
    note: Flag
    roles: Annotated[dict[str, list[str]], Field(examples=[{"bop": ["de son territoire"]}])]


class ActTold(Answer):
    """An act; by role, in which capacities it is taken. ``coordination``: an office takes it of the
    séances that it coordinates."""

    machine: _Machine
    acte: _Event
    libelle: Label
    roles: Annotated[dict[str, list[str]], Field(examples=[{"referent": ["service_referent"]}])]
    coordination: Flag


class Habilitations(Answer):
    """What each role opens, which acts it takes."""

    droits: list[RightTold]
    actes: list[ActTold]
