"""``/api/chiffres`` and ``/api/regles``: what is counted, by which rules."""

from typing import Annotated

from fastapi import APIRouter, Query

from entrypoints.forms import work as forms_of_work
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.work import Figures, Rules
from entrypoints.web.api.callers import Here, Operation, forms_of
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.acts import rule_label
from rules.access.grants import Right
from rules.days.months import Month
from rules.deadlines.rule import Rule
from workflow.reading import figures

router = APIRouter(route_class=Operation, tags=["Registres"])

AsMonth = Annotated[
    str | None,
    Query(
        description="Un mois, AAAA-MM.",
        pattern=r"^20[0-6][0-9]-(0[1-9]|1[0-2])$",
        examples=["2026-04"],
    ),
]


@router.get("/chiffres", response_model=Figures, summary="Les chiffres d’un territoire")
def counted(visit: Here, mois: AsMonth = None) -> Json:
    """Combien de dossiers, où ; quels délais échus dans le mois ont été tenus ; la charge des
    séances qui viennent. Sans « mois », le dernier mois entier. Jamais rien d’un agent."""
    visit.enter(Right.CHIFFRES)
    tz = visit.rulebook.calendar.tz
    month = Month.of(visit.rulebook.local_day(visit.now)).previous
    if mois is not None:
        month = Month.parse(mois)
    judged = figures.kept(
        visit.store,
        reader=visit.bearer,
        since=month.begins(tz),
        until=month.next.begins(tz),
        now=visit.now,
    )
    forms = forms_of(visit)
    return {
        "mois": str(month),
        "dossiers": [
            {"circonscription": place, "etat": state, "dossiers": number}
            for (place, state), number in figures.standing(visit.store, reader=visit.bearer).items()
        ],
        "delais": [forms_of_work.kept(one, _target(visit, one.rule, month)) for one in judged],
        "seances": [
            forms_of_work.load(forms, one)
            for one in figures.load(visit.store, reader=visit.bearer, now=visit.now)
        ],
    }


@router.get("/regles", response_model=Rules, summary="Les règles en vigueur")
def rules(visit: Here) -> Json:
    """Chaque version de chaque règle : son délai, sa source, les jours entre lesquels elle vaut."""
    visit.enter(Right.PARAMETRES)
    found = (one for versions in visit.rulebook.rules.values() for one in versions)
    return {"regles": [_rule(one) for one in found]}


def _target(visit: Visit, code: str, month: Month) -> int | None:
    """The share that the contract wants of a rule that month, in percent."""
    for version in visit.rulebook.rules.get(code, ()):
        for target in version.targets:
            if target.until is None or month.first <= target.until:
                return target.share
    return None


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
