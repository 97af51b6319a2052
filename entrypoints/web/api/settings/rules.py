"""``/api/regles``: by which rules the days are counted."""

from fastapi import APIRouter

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.work import Rules
from entrypoints.web.api.protocol.callers import Here, Operation
from entrypoints.words.acts import rule_label
from rules.access.grants import Right
from rules.deadlines.rule import Rule

router = APIRouter(route_class=Operation, tags=["Registres"])


@router.get("/regles", response_model=Rules, summary="Les règles en vigueur")
def rules(visit: Here) -> Json:
    """Chaque version de chaque règle : son délai, sa source, les jours entre lesquels elle vaut."""
    visit.enter(Right.PARAMETRES)
    found = (one for versions in visit.rulebook.rules.values() for one in versions)
    return {"regles": [_rule(one) for one in found]}


def _rule(one: Rule) -> Json:
    return {
        "regle": one.code,
        "version": one.version,
        "libelle": rule_label(one.code),
        "source": one.source,
        "origine": one.origin,
        "delai": one.delay.n,
        "unite": one.delay.unit.value,
        "sens": one.delay.direction.value,
        "du": None if one.valid_from is None else one.valid_from.isoformat(),
        "au": None if one.valid_to is None else one.valid_to.isoformat(),
    }
