"""``/preferences/absences``: when they are away, and who is told in their place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter, Response

from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Choice, Question
from entrypoints.web.forms.posted import FormOf, found_again, go, new_key
from entrypoints.web.pages.preferences.oneself import act, number_of, oneself, overtaken
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from rules.agents import ABSENCE, AWAY, BACK, FORMS, LABELS, SUPPLEANT
from rules.refusals import Refusal, Refused
from rules.wording import day_of_month
from workflow.agents.commands import StaleAgent
from workflow.reading import agents
from workflow.reading.agents import AbsenceLine, AgentLine, Wanted

PATH = "/preferences/absences"

router = APIRouter(prefix=PATH)

_ASKED = {SUPPLEANT.name: "Qui est prévenu à votre place", ABSENCE.name: "Absence"}


@router.get("")
def show(visit: Here) -> Response:
    """The absences that are not over, and the form of another."""
    return _page(visit, typed=found_again(visit))


@router.post("")
def leave(visit: Here, form: FormOf) -> Response:
    """Away between two days."""
    try:
        act(visit, AWAY, form)
    except Refused as refused:
        return _page(visit, typed=form.values, refusals=refused.refusals)
    except StaleAgent as stale:
        return _page(visit, typed=form.values, seen=stale.seen)
    return go(visit, PATH, "Votre absence est notée.")


@router.get("/retour")
def ask_to_return(visit: Here, absence: str = "") -> Response:
    """The form of an absence that ends sooner, or does not take place."""
    return _return(visit, typed=found_again(visit) or {ABSENCE.name: absence})


@router.post("/retour")
def come_back(visit: Here, form: FormOf) -> Response:
    """The last day of an absence; the eve of its first, when it does not take place."""
    try:
        act(visit, BACK, form)
    except Refused as refused:
        return _return(visit, typed=form.values, refusals=refused.refusals)
    except StaleAgent as stale:
        return _return(visit, typed=form.values, seen=stale.seen)
    return go(visit, PATH, "Votre absence est écourtée.")


def _page(
    visit: Visit,
    *,
    typed: Mapping[str, str] | None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    agent = oneself(visit)
    questions = _to_oneself(
        acts.questions(
            visit,
            FORMS[AWAY],
            typed=typed,
            refusals=refusals,
            options={SUPPLEANT.name: _substitutes(visit)},
        )
    )
    stale = overtaken(visit, seen, AWAY, questions)
    return page(
        visit,
        "preferences/absences.html",
        status=409 if stale else 422 if refusals else 200,
        agent=agent,
        absences=_not_over(visit, agent),
        questions=questions if stale is None else stale.questions,
        refusals=refusals,
        stale=stale,
        key=new_key(),
    )


def _return(
    visit: Visit,
    *,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    agent = oneself(visit)
    absences = _not_over(visit, agent)
    choices = [
        Choice(
            value=str(one.id),
            label=f"du {day_of_month(one.start)} au {day_of_month(one.end)}",
        )
        for one in absences
    ]
    questions = _to_oneself(
        acts.questions(
            visit, FORMS[BACK], typed=typed, refusals=refusals, options={ABSENCE.name: choices}
        )
    )
    stale = overtaken(visit, seen, BACK, questions)
    return page(
        visit,
        "preferences/back.html",
        status=409 if stale else 422 if refusals else 200,
        title=LABELS[BACK],
        agent=agent,
        absences=absences,
        questions=questions if stale is None else stale.questions,
        refusals=refusals,
        stale=stale,
        key=new_key(),
    )


def _to_oneself(questions: Sequence[Question]) -> list[Question]:
    """The same, asked of whoever is away and who chooses among names, not numbers."""
    return [replace(one, label=_ASKED.get(one.name, one.label)) for one in questions]


def _not_over(visit: Visit, agent: AgentLine) -> list[AbsenceLine]:
    today = visit.rulebook.local_day(visit.now)
    return [one for one in agent.absences if one.end >= today]


def _substitutes(visit: Visit) -> list[Choice]:
    """Those of their service, or who hold the same office."""
    service, day = visit.actor.service_id, visit.rulebook.local_day(visit.now)
    role = visit.actor.role.value if service is None else None
    wanted = Wanted(role=role, service=service, day=day)
    found = agents.colleagues(visit.store, wanted, than=number_of(visit))
    return [Choice(value=str(one.id), label=one.name) for one in found]
