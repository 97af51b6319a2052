"""``/parametres/calendriers/essayer``: what another calendar would move, shown without writing
anything: the same count as « calendrier simuler », as far as the visitor may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi import Query as InQuery

from entrypoints.configuration import trials
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.trials import CLOSURES, FORMS, Change, Edit
from entrypoints.web.desks import errands
from entrypoints.web.desks.settings.calendar_trials import TRIAL, begin
from entrypoints.web.desks.settings.calendars import file_of
from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Choice
from entrypoints.web.forms.posted import FormOf, found_again, new_key
from entrypoints.web.pages.settings.calendars import PATH
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.acts import NATURE_WORDS, subject_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.passages import not_allowed
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import day_of_month, hour_of
from workflow.reading import moved_deadlines
from workflow.reading.moved_deadlines import Effect
from workflow.recalculation.movements import Nature

router = APIRouter(prefix=PATH)

Number = Annotated[int, Path(ge=1, le=GREATEST)]
After = Annotated[int, InQuery(alias="apres", ge=0, le=GREATEST)]

_ROWS = 50
TITLES = {
    Change.CLOSE: "Fermer des jours",
    Change.SHORTEN: "Fermer plus tôt un jour",
    Change.OPEN: "Rouvrir des jours",
    Change.PENTECOST: "Changer le lundi de Pentecôte",
    Change.AS_WRITTEN: "Ce que dit le fichier",
}
EFFECTS = {
    Effect.EN_RETARD: "deviendrait en retard",
    Effect.PLUS_EN_RETARD: "ne serait plus en retard",
    Effect.AUTRE: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A deadline that would move, as the page shows it: ``kept`` is what the trial noted of it,
    ``whose`` its person or its séance, ``ended`` why it would have no date any more."""

    kept: Mapping[str, Any]
    whose: str
    before: datetime | None
    after: datetime | None
    effect: str
    ended: str


@router.get("/essayer/{what}")
def ask(visit: Here, what: str) -> Response:
    """What would change of the calendar."""
    visit.enter(Right.ESSAI_CALENDRIER)
    typed = found_again(visit) or visit.request.query_params
    return _form(visit, _change(what), typed)


@router.post("/essayer/{what}")
def attempt(visit: Here, what: str, form: FormOf) -> Response:
    """Counts it; the result has a page of its own."""
    visit.enter(Right.ESSAI_CALENDRIER)
    change = _change(what)
    typed = acts.typed_in(form, FORMS[change])
    try:
        return errands.watched(begin(visit, change, typed, key=form.key))
    except Refused as refused:
        return _form(visit, change, typed, refused.refusals)
    except BadConfig:
        return _form(visit, change, typed)


@router.get("/essais/{number}")
def tried_so(visit: Here, number: Number, after: After = 0) -> Response:
    """What would move, and the line to write for it to."""
    visit.enter(Right.ESSAI_CALENDRIER)
    outcome: Any = errands.own(visit, number, TRIAL).outcome
    if outcome is None:
        raise Closed((OUTSIDE,))
    change = Change(outcome["essai"])
    listed = outcome["echeances"]
    edit = outcome["ligne"]
    return page(
        visit,
        "settings/calendar_trial.html",
        query=Query.of(visit.request),
        outcome=outcome,
        title=TITLES[change],
        as_written=change is Change.AS_WRITTEN,
        edit=None if edit is None else Edit(**edit),
        file=visit.assembly.config.name,
        lines=_lines(visit, listed[after : after + _ROWS]),
        following=str(after + _ROWS) if len(listed) > after + _ROWS else None,
        whole=len(listed) == outcome["bougent"],
        nobody=not visit.may(Right.DOSSIER),
        day=date.fromisoformat,
        applies=not_allowed(visit.actor) is None,
    )


def _change(what: str) -> Change:
    if what not in list(Change):
        raise Closed((OUTSIDE,))
    return Change(what)


def _form(
    visit: Visit, change: Change, typed: Mapping[str, str], refusals: Sequence[Refusal] = ()
) -> Response:
    file = file_of(visit)
    return page(
        visit,
        "settings/calendar_change.html",
        status=422 if refusals else 200,
        change=change,
        titles=TITLES,
        questions=acts.questions(
            visit,
            FORMS[change],
            typed=typed,
            refusals=refusals,
            options={
                "ligne": [
                    Choice(value=one.code, label=_row_words(one)) for one in reversed(file.rows)
                ]
            },
        ),
        refusals=refusals,
        file=file,
        key=new_key(),
    )


def _row_words(one: trials.Written) -> str:
    """« pont de l’Ascension, 15 mai 2026 »."""
    days = day_of_month(one.first)
    if one.group == CLOSURES and one.last != one.first:
        days = f"du {days} au {day_of_month(one.last)}"
    if one.until is not None:
        days = f"{days}, jusqu’à {hour_of(one.until)}"
    return f"{one.label}, {days}"


def _lines(visit: Visit, kept: Sequence[dict[str, Any]]) -> list[Line]:
    """Those that are open to them in today's capacity, with whose each is."""
    asked: dict[str, set[int]] = {}
    for one in kept:
        right, number = one["ouvre"]
        if number is not None:
            asked.setdefault(right, set()).add(number)
    opened = {right: visit.sees_among(Right(right), of) for right, of in asked.items()}
    say = words_of(visit)
    whose = moved_deadlines.of_numbers(visit.store, {one["echeance"] for one in kept} - {None})
    return [
        Line(
            kept=one,
            whose=say.whose(whose[one["echeance"]])
            if one["echeance"] in whose
            else subject_words(Subject(SubjectKind(one["sujet"][0]), one["sujet"][1])),
            before=_instant(one["avant"]),
            after=_instant(one["apres"]),
            effect=EFFECTS[Effect(one["effet"])],
            ended=NATURE_WORDS[one["nature"]] if one["nature"] == Nature.FINIE else "",
        )
        for one in kept
        if one["ouvre"][1] in opened.get(one["ouvre"][0], frozenset())
    ]


def _instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
