"""``/api/chiffres``: how many, where, and what was done in time."""

from fastapi import APIRouter

from entrypoints.forms import work as forms_of_work
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.work import Figures
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.days import AsMonth
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.days.months import Month
from workflow.reading import figures

router = APIRouter(route_class=Operation, tags=["Registres"])


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


def _target(visit: Visit, code: str, month: Month) -> int | None:
    """The share that the contract wants of a rule that month, in percent."""
    for version in visit.rulebook.rules.get(code, ()):
        for target in version.targets:
            if target.until is None or month.first <= target.until:
                return target.share
    return None
