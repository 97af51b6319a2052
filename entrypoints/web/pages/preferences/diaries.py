"""``/preferences/agenda``: the secret addresses at which their calendar reads what is held and
awaited: theirs, and those that they keep for their service or their territory."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.diaries import address_of
from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Choice
from entrypoints.web.forms.posted import FormOf, Posted, go, new_key
from entrypoints.web.pages.preferences.oneself import number_of
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.policy import OUTSIDE
from rules.diaries import CREATE, REVOKE
from rules.fields import Field
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.diaries import addresses
from workflow.diaries.addresses import NewAddress
from workflow.reading import diary_addresses
from workflow.reading.diary_addresses import DiaryLine

PATH = "/preferences/agenda"

router = APIRouter(prefix=PATH)

_WHOSE = Field(name="agenda", label="l’agenda")
_MOST = 200

NOTHING_CHOSEN = Refusal(
    code="agenda_de_qui",
    sentence="Choisissez de qui est l’agenda.",
    remedy="",
    field=_WHOSE.name,
)


@router.get("")
def show(visit: Here) -> Response:
    """The addresses that are open, and the form of another."""
    return _page(visit)


@router.post("")
def create(visit: Here, form: FormOf) -> Response:
    """A new address, told on the answer only: of it nothing is kept but what tells it again."""
    whose = next((one for one in _kept(visit) if _code(one) == form.get(_WHOSE.name)), None)
    if whose is None:
        return _page(visit, form=form, refusals=[NOTHING_CHOSEN])
    try:
        made = addresses.create(
            visit.store,
            visit.rulebook,
            _act(visit, CREATE),
            whose.subject,
            agent=number_of(visit),
            key=form.key or None,
        )
    except Refused as refused:
        return _page(visit, form=form, refusals=refused.refusals)
    return _page(visit, made=made)


@router.post("/revoquer")
def revoke(visit: Here, form: FormOf) -> Response:
    """Nothing is read there any more."""
    listed = diary_addresses.listing(
        visit.store, of=[one.subject for one in _kept(visit)], revoked=True, most=_MOST
    )
    told = next((one for one in listed if str(one.id) == form.get("adresse")), None)
    if told is None:
        raise Closed((OUTSIDE,))
    try:
        addresses.revoke(
            visit.store, visit.rulebook, _act(visit, REVOKE), told.id, agent=number_of(visit)
        )
    except Refused as refused:
        return _page(visit, refusals=refused.refusals)
    return go(visit, PATH, f"L’adresse {numbered(told.id)} ne montre plus rien.")


def _act(visit: Visit, event: str) -> Act:
    return Act(event=event, actor=visit.actor, occurred=visit.now, known=visit.now)


def _kept(visit: Visit) -> list[DiaryLine]:
    return diary_addresses.kept_by(visit.store, visit.actor, number_of(visit))


def _code(one: DiaryLine) -> str:
    """What names a diary in a form: « agent-12 »."""
    return f"{one.subject.kind.value}-{one.subject.id}"


def _label(visit: Visit, one: DiaryLine) -> str:
    mine = one.subject == Subject(SubjectKind.AGENT, number_of(visit))
    return "Mon agenda" if mine else one.label


def _page(
    visit: Visit,
    *,
    form: Posted | None = None,
    made: NewAddress | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    kept = _kept(visit)
    subjects = [one.subject for one in kept]
    choices = [Choice(value=_code(one), label=_label(visit, one)) for one in kept]
    typed = {_WHOSE.name: choices[0].value} if form is None else form.values
    secret = "" if made is None else made.token
    return page(
        visit,
        "preferences/diaries.html",
        status=422 if refusals else 200,
        labels={one.subject: _label(visit, one) for one in kept},
        addresses=diary_addresses.listing(visit.store, of=subjects, most=_MOST),
        questions=acts.questions(
            visit,
            (_WHOSE,),
            typed=typed,
            refusals=refusals,
            options={_WHOSE.name: choices},
        ),
        made=made,
        address=address_of(visit.assembly.configured.web.address, secret) if secret else "",
        refusals=refusals,
        key=new_key() if form is None else form.key,
    )
