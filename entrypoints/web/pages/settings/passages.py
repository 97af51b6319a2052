"""``/parametres/calendriers/appliquer``: the calendar of the file put in use by a manager, with a
motive; every open deadline that it changes is counted again."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from entrypoints.configuration.settings import Settings
from entrypoints.web import acts, errands
from entrypoints.web.errands import Progress
from entrypoints.web.pages.settings.calendars import PATH, File, file_of
from entrypoints.web.posted import FormOf, found_again, new_key
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here, Visit
from entrypoints.words.passages import passage_words
from rules import fields
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST, Field
from rules.passages import FORM, not_allowed
from rules.refusals import Refusal
from workflow.recalculation import application
from workflow.recalculation.calendar_use import digests

router = APIRouter(prefix=PATH)

PASSAGE = "passage_calendrier"
Number = Annotated[int, Path(ge=1, le=GREATEST)]

_RESTART = Refusal(
    code="regles_a_relire",
    sentence="Le fichier change aussi des règles, que cette application n’a pas encore lues.",
    remedy="Relancez-la d’abord (« servir »), puis revenez ici.",
)
_NOTHING = Refusal(
    code="calendrier_deja_en_vigueur",
    sentence="Le calendrier et les règles du fichier sont déjà en vigueur.",
    remedy="Il n’y a rien à faire.",
)
_BROKEN = Refusal(
    code="fichier_illisible",
    sentence="Le fichier de configuration ne se lit pas.",
    remedy="« config verifier » dit quelle ligne corriger.",
)


@router.get("/appliquer")
def ask(visit: Here) -> Response:
    """What would be in use, and why it is wanted."""
    visit.enter(Right.ESSAI_CALENDRIER)
    return _form(visit, file_of(visit), found_again(visit) or {})


@router.post("/appliquer")
def apply(visit: Here, form: FormOf) -> Response:
    """Puts it in use; what is interrupted goes on when it is asked again."""
    visit.enter(Right.ESSAI_CALENDRIER)
    again = errands.begun(visit, PASSAGE, form.key)
    if again is not None:
        return again
    file = file_of(visit)
    asked = _asked(file)
    typed = acts.typed_in(form, asked)
    values, refusals = fields.read(asked, {name: said for name, said in typed.items() if said})
    shut = _shut(visit, file)
    if refusals or shut or file.settings is None:
        return _form(visit, file, typed, refusals, shut)
    store, actor, now = visit.store, visit.actor, visit.now
    rulebook, motive = file.settings.rulebook, str(values.get("motif", "")).strip()

    def work(progress: Progress) -> Mapping[str, object]:
        def reach(done: int, total: int) -> None:
            progress.total = total
            progress.reach(done)

        done = application.apply(
            store, rulebook, actor=actor, motive=motive, now=now, progress=reach
        )
        return {"dit": passage_words(done), "en_panne": bool(done and done.failed)}

    return errands.run(visit, PASSAGE, work, then=f"{PATH}/passages/", key=form.key)


@router.get("/passages/{number}")
def applied(visit: Here, number: Number) -> Response:
    """What it did."""
    visit.enter(Right.ESSAI_CALENDRIER)
    outcome: Any = errands.own(visit, number, PASSAGE).outcome
    if outcome is None:
        raise Closed((OUTSIDE,))
    return page(visit, "settings/calendar_passage.html", outcome=outcome)


def _asked(file: File) -> tuple[Field, ...]:
    """A motive; none to go on with what was interrupted, which has its own."""
    return () if file.resumes else FORM


def _shut(visit: Visit, file: File) -> tuple[Refusal, ...]:
    """Why nothing may be put in use now."""
    refusal = not_allowed(visit.actor)
    if refusal is not None:
        return (refusal,)
    if file.settings is None:
        return (_BROKEN,)
    if _other_rules(visit, file.settings):
        return (_RESTART,)
    return () if file.pending else (_NOTHING,)


def _other_rules(visit: Visit, settings: Settings) -> bool:
    """Whether the file has rules that this process does not follow: it would go on by its own."""
    return digests(settings.rulebook) != digests(visit.assembly.configured.rulebook)


def _form(
    visit: Visit,
    file: File,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
    shut: tuple[Refusal, ...] | None = None,
) -> Response:
    shut = _shut(visit, file) if shut is None else shut
    return page(
        visit,
        "settings/calendar_apply.html",
        status=422 if visit.request.method == "POST" else 200,
        file=file,
        shut=shut,
        applies=not_allowed(visit.actor) is None,
        questions=acts.questions(visit, _asked(file), typed=typed, refusals=refusals),
        refusals=refusals,
        key=new_key(),
    )
