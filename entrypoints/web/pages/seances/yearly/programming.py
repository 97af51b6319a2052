"""``/seances/programmer``: one séance put on the programme, beside those that its rules give."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import coordinates, name_of
from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import AHEAD, Choice, Question
from entrypoints.web.forms.posted import FormOf, found_again, go, new_key
from entrypoints.web.pages.seances.yearly.showing import Code
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.actors import covers
from rules.fields import Field
from rules.refusals import Refusal, Refused
from rules.seances.kinds import SeanceKind
from states.forms import A_LA_SUITE_DE, CRENEAU
from states.page import Machine
from states.procedure import PROCEDURE
from states.seance import TERRITOIRE
from workflow.reading import seances
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.seances.yearly.meetings import GIVEN_UP

router = APIRouter(prefix="/seances/programmer")

_BIRTH = PROCEDURE.births[Machine.SEANCE]["programmer"]
_HINTS = {
    TERRITOIRE.name: "aucune : la séance est celle de tout le département",
    "motif": "à dire pour un jour non ouvré, ou déjà passé",
}


@router.get("")
def ask(visit: Here, genre: Code = "", circonscription: Code = "") -> Response:
    """The form; what the year was filtered by is chosen already."""
    kinds = _coordinated(visit)
    first = {"genre": genre, "circonscription": circonscription}
    if len(kinds) == 1:
        first["genre"] = kinds[0].code
    return _form(visit, kinds, typed=found_again(visit) or first)


@router.post("")
def create(visit: Here, form: FormOf) -> Response:
    """The séance, put on the programme once whatever the number of clicks."""
    kinds = _coordinated(visit)
    asked = _asked(visit, kinds)
    act = acts.act_of(visit, _BIRTH.event, form, only=asked)
    try:
        done = conduct.perform(
            visit.store, visit.rulebook, SeanceCommand(act=act, key=form.key or None)
        )
    except Refused as refused:
        typed = acts.typed_in(form, asked)
        return _form(visit, kinds, typed=typed, refusals=refused.refusals)
    line, *_ = seances.seance(visit.store, done.seance_id)
    said = f"{name_of(visit, line)}, {words_of(visit).hour(line.held)} : au programme."
    return go(visit, f"/seances/{done.seance_id}", said)


def _coordinated(visit: Visit) -> list[SeanceKind]:
    """The kinds of séance that they coordinate. Raises Closed when there are none."""
    visit.enter(Right.PROGRAMME)
    by_code = {kind.code: kind for kind in visit.rulebook.kinds if coordinates(visit, kind)}
    if not by_code:
        raise Closed((OUTSIDE,))
    return list(by_code.values())


def _asked(visit: Visit, kinds: Sequence[SeanceKind]) -> list[Field]:
    """What the act asks for, less the day that a rule of the yearly programme gave, and the séance
    that it follows where none of these kinds follows another."""
    spared = {CRENEAU.name} if _followed(visit, kinds) else {CRENEAU.name, A_LA_SUITE_DE.name}
    return [field for field in _BIRTH.asks if field.name not in spared]


def _followed(visit: Visit, kinds: Sequence[SeanceKind]) -> frozenset[str]:
    """The kinds right after which one of these is held."""
    codes = {kind.code for kind in kinds}
    return frozenset(kind.code for kind in visit.rulebook.kinds if kind.followed_by in codes)


def _form(
    visit: Visit,
    kinds: Sequence[SeanceKind],
    *,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
) -> Response:
    return page(
        visit,
        "seances/programming.html",
        status=422 if refusals else 200,
        title=_BIRTH.label,
        questions=_questions(visit, kinds, typed, refusals),
        refusals=refusals,
        key=new_key(),
    )


def _questions(
    visit: Visit,
    kinds: Sequence[SeanceKind],
    typed: Mapping[str, str],
    refusals: Sequence[Refusal],
) -> list[Question]:
    asked, here = _asked(visit, kinds), visit.places
    options: dict[str, Sequence[Choice]] = {
        "genre": [Choice(value=kind.code, label=kind.label) for kind in kinds],
        TERRITOIRE.name: [
            Choice(value=code, label=label)
            for code, label in here.items()
            if covers(visit.actor, code)
        ],
    }
    if A_LA_SUITE_DE in asked:
        options[A_LA_SUITE_DE.name] = _to_follow(visit, _followed(visit, kinds))
    found = acts.questions(visit, asked, typed=typed, refusals=refusals, options=options)
    of_a_place = all(kind.territorial for kind in kinds)
    return [_said(one, of_a_place) for one in found]


def _said(question: Question, of_a_place: bool) -> Question:
    """The question with what is to know of it; where each séance is one circonscription's, that one
    is asked for."""
    if question.name == TERRITOIRE.name and of_a_place:
        return replace(question, label="Circonscription", required=True)
    return replace(question, hint=_HINTS.get(question.name, question.hint))


def _to_follow(visit: Visit, kinds: frozenset[str]) -> list[Choice]:
    """The séances to come that one may be held right after, and that none follows yet."""
    coming = seances.opened(
        visit.store, visit.bearer, since=visit.now, until=visit.now + AHEAD
    ).values()
    return [
        Choice(value=str(one.id), label=f"{name_of(visit, one)}, {words_of(visit).hour(one.held)}")
        for one in coming
        if one.genre in kinds and one.followed_by is None and one.state not in GIVEN_UP
    ]
