"""Every rule of delay that the procedure knows (see ``rules/procedures/``)."""

from rules.procedures import accompagnement, orientation, reorientation, seance
from rules.rule import Procedure

CATALOGUE: tuple[Procedure, ...] = (
    *orientation.RULES,
    *accompagnement.RULES,
    *reorientation.RULES,
    *seance.RULES,
)

BY_CODE = {procedure.code: procedure for procedure in CATALOGUE}
