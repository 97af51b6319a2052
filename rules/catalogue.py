"""Every rule of delay that the procedure knows (see ``rules/procedures/``)."""

from rules.procedures import (
    accompagnement,
    entree,
    france_travail,
    offre,
    orientation,
    reorientation,
    seance,
)
from rules.rule import Procedure

CATALOGUE: tuple[Procedure, ...] = (
    *entree.RULES,
    *orientation.RULES,
    *accompagnement.RULES,
    *france_travail.RULES,
    *reorientation.RULES,
    *seance.RULES,
    *offre.RULES,
)

BY_CODE = {procedure.code: procedure for procedure in CATALOGUE}
