"""Every rule of delay that the procedure knows (see ``rules/procedures/``)."""

from rules.deadlines.rule import Procedure
from rules.procedures import (
    accompagnement,
    entree,
    france_travail,
    offre,
    orientation,
    reorientation,
    seance,
)

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
