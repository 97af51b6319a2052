"""``/seances/{number}/direct``: a séance as it is held. For the wall, one situation at a time and
five facts about a person; with ``?poste=1``, for whoever writes the results.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from entrypoints.web.desks.seances.acts import ways
from entrypoints.web.desks.seances.opening import Number
from entrypoints.web.forms import acts
from entrypoints.web.forms.overtaken import since
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, new_key
from entrypoints.web.pages.seances import situations
from entrypoints.web.pages.seances.sheet import HELD
from entrypoints.web.pages.seances.situations import WAITS, Result
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.attendance import quorum_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from rules.wording import colon
from states.decision import Way
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.reading import participants, tableau
from workflow.reading.tableau import Tableau, TableauLine

router = APIRouter(prefix="/seances/{number}/direct")

Line = Annotated[int | None, Query(ge=1, le=GREATEST)]
Code = Annotated[str, Query(max_length=60)]
Desk = Literal["", "1"]


@router.get("")
def show(
    visit: Here, number: Number, ligne: Line = None, resultat: Code = "", poste: Desk = ""
) -> Response:
    """The situation asked for, else the first that waits for its result."""
    visit.open_again(Right.SEANCE, number)
    found = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)
    lines = situations.on_agenda(found)
    waiting = next((one for one in lines if one.state == WAITS), None)
    asked = next((one for one in lines if one.id == ligne), None) if ligne else waiting
    if ligne and asked is None:
        raise Closed((OUTSIDE,))
    typed = found_again(visit)
    return _page(visit, found, asked, desk=bool(poste), chosen=resultat, typed=typed)


@router.post("")
def give(visit: Here, number: Number, form: FormOf) -> Response:
    """The result of a line, given once whatever the number of clicks; the wall shows it."""
    visit.open(Right.SEANCE, number)
    found = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)
    line = _line(found, form)
    desk, event = form.get("poste") == "1", form.get("acte")
    exit = situations.exit_of(event)
    command = Command(
        dossier_id=line.dossier_id,
        passage_id=line.id,
        act=acts.act_of(visit, event, form, only=exit.asks),
        expected_version=form.version,
        key=form.key or None,
    )
    try:
        done = commands.perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _page(
            visit,
            found,
            line,
            desk=desk,
            chosen=event,
            typed=form.values,
            refusals=refused.refusals,
        )
    except StaleDossier as stale:
        return _page(
            visit, found, line, desk=desk, chosen=event, typed=form.values, seen=stale.seen
        )
    done_words = done.words or exit.label
    said = colon(f"Ligne {situations.number_of(line)}", done_words[:1].lower() + done_words[1:])
    there = f"/seances/{number}/direct?ligne={line.id}{'&poste=1' if desk else ''}"
    return go(visit, there, f"{said}. Enregistré.")


def _line(found: Tableau, form: Posted) -> TableauLine:
    """The line that the form is about. Raises Closed."""
    told = form.get("ligne")
    line = next((one for one in situations.on_agenda(found) if str(one.id) == told), None)
    if line is None:
        raise Closed((OUTSIDE,))
    return line


def _page(
    visit: Visit,
    found: Tableau,
    line: TableauLine | None,
    *,
    desk: bool,
    chosen: str = "",
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    kind = visit.rulebook.kind_held(found.seance)
    lines = situations.on_agenda(found)
    waits = line is not None and line.state == WAITS
    examination = situations.examination(visit, kind, line) if line and waits else None
    result = None if examination is None else examination.result(chosen)
    place = found.circonscription
    stale = (
        None
        if seen is None or line is None
        else since(visit, Subject(SubjectKind.DOSSIER, line.dossier_id), seen)
    )
    return page(
        visit,
        "seances/live_desk.html" if desk else "seances/live.html",
        status=409 if stale else 422 if refusals else 200,
        found=found,
        kind=kind,
        place=None if place is None else visit.places.get(place, place),
        lines=lines,
        line=line,
        at=0 if line is None else lines.index(line) + 1,
        number=situations.number_of,
        minutes=None if line is None else situations.minutes_of(kind, line),
        examination=examination,
        result=result,
        asked=_asked(visit, line, result, typed, refusals),
        refusals=refusals,
        stale=stale,
        listed=sum(1 for one in lines if situations.may_be_on_list(kind, one)),
        validated=sum(1 for one in lines if one.decided and one.methode == situations.ON_LIST),
        quorum=quorum_words(participants.of_seance(visit.store, visit.rulebook, found.seance_id)),
        left=[one for one in lines if one.state == WAITS],
        nothing=_nothing(lines),
        lifting=_lifting(visit, found, lines),
        lifted=found.state in HELD,
        key=new_key(),
    )


def _nothing(lines: Sequence[TableauLine]) -> str:
    """What is said where no situation waits for its result."""
    if not lines:
        return "Aucune situation à l’ordre du jour"
    if all(one.decided for one in lines):
        return "Toutes les situations ont leur résultat"
    return "La séance n’est pas ouverte"


def _lifting(visit: Visit, found: Tableau, lines: Sequence[TableauLine]) -> Way | None:
    """How whoever visits lifts the séance, or why not; None: situations wait, or it is lifted."""
    if not lines or not all(one.decided for one in lines):
        return None
    lifts = (one for one in ways(visit, found.seance_id) if one.exit.event == "lever")
    return next(lifts, None)


def _asked(
    visit: Visit,
    line: TableauLine | None,
    result: Result | None,
    typed: Mapping[str, str] | None,
    refusals: Sequence[Refusal],
) -> list[acts.Question]:
    if line is None or result is None:
        return []
    return result.questions(visit, line, typed=typed, refusals=refusals)
