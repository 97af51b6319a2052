"""``/seances/{number}/liens``: the links that open the séance alone to who has no account; made,
told once, listed with their uses, revoked."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance, view
from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Choice
from entrypoints.web.forms.posted import FormOf, Posted, go, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.links import bearer_words, closed_words
from entrypoints.words.times import last_minute
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST, Field, Kind, parse_date
from rules.refusals import Refusal, Refused
from rules.seances.guests import WHOM_LABELS
from rules.situation import Act
from rules.wording import numbered
from workflow.reading import completeness, participants
from workflow.reading import links as reading
from workflow.reading.links import LinkLine
from workflow.seances.participants import links
from workflow.seances.participants.links import Made
from workflow.seances.yearly.meetings import GIVEN_UP

router = APIRouter(prefix="/seances/{number}/liens")

LinkNumber = Annotated[int, Path(ge=1, le=GREATEST)]

_SERVICE, _GUEST = "service-", "invite-"
_WHOM = Field(name="pour", label="pour qui")
_UNTIL = Field(name="jusqu_a", label="jusqu’au", kind=Kind.DATE, required=False)

NOBODY_CHOSEN = Refusal(
    code="lien_pour_qui",
    sentence="Choisissez pour qui est le lien.",
    remedy="",
    field=_WHOM.name,
)
UNREADABLE = Refusal(
    code="champ_invalide",
    sentence="Donnez un jour, par exemple 12/05/2026, ou rien.",
    remedy="",
    field=_UNTIL.name,
)


@router.get("")
def show(visit: Here, number: Number) -> Response:
    """Those that were made, and the form of another."""
    return _page(visit, _open(visit, number))


@router.post("")
def create(visit: Here, number: Number, form: FormOf) -> Response:
    """A new link, told on the answer only: of it nothing is kept but what tells it again."""
    found = _open(visit, number)
    whom, until = form.get(_WHOM.name), _until(visit, form)
    if isinstance(until, Refusal) or not _chosen(whom):
        wrong = [NOBODY_CHOSEN] if not _chosen(whom) else []
        if isinstance(until, Refusal):
            wrong.append(until)
        return _page(visit, found, form=form, refusals=wrong)
    try:
        made = links.create(
            visit.store,
            visit.rulebook,
            _act(visit, links.CREATE),
            number,
            service=_number(whom, _SERVICE),
            guest=_number(whom, _GUEST),
            until=until,
            key=form.key or None,
        )
    except Refused as refused:
        return _page(visit, found, form=form, refusals=refused.refusals)
    return _page(visit, found, made=made)


@router.post("/{link}/revoquer")
def revoke(visit: Here, number: Number, link: LinkNumber, form: FormOf) -> Response:
    """It opens nothing any more."""
    found = _open(visit, number)
    told = next((one for one in _listing(visit, number) if one.id == link), None)
    if told is None:
        raise Closed((OUTSIDE,))
    try:
        links.revoke(visit.store, visit.rulebook, _act(visit, links.REVOKE), link)
    except Refused as refused:
        return _page(visit, found, refusals=refused.refusals)
    return go(
        visit,
        f"/seances/{number}/liens",
        f"Le lien {numbered(link)}, pour {bearer_words(told)}, n’ouvre plus rien.",
    )


def _open(visit: Visit, number: int) -> Opened:
    """Opens it for whoever coordinates. Raises Closed."""
    found = open_seance(visit, number)
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
    return found


def _act(visit: Visit, event: str) -> Act:
    return Act(event=event, actor=visit.actor, occurred=visit.now, known=visit.now)


def _listing(visit: Visit, number: int) -> list[LinkLine]:
    return reading.listing(visit.store, visit.rulebook, number, visit.now)


def _chosen(whom: str) -> bool:
    return _number(whom, _SERVICE) is not None or _number(whom, _GUEST) is not None


def _number(whom: str, before: str) -> int | None:
    """The number of the service, or of the guest, that was chosen."""
    text = whom.removeprefix(before) if whom.startswith(before) else ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    return number if number is not None and number <= GREATEST else None


def _until(visit: Visit, form: Posted) -> datetime | Refusal | None:
    """The end of the day that was typed; None: as long as the kind of séance says."""
    typed = form.get(_UNTIL.name)
    day = parse_date(typed)
    if day is None:
        return UNREADABLE if typed else None
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=visit.rulebook.calendar.tz)


def _page(
    visit: Visit,
    found: Opened,
    *,
    form: Posted | None = None,
    made: Made | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    listed = _listing(visit, found.id)
    calendar = visit.rulebook.calendar
    latest = links.latest_of(visit.rulebook, view(found.line))
    return page(
        visit,
        "seances/links.html",
        status=422 if refusals else 200,
        found=found,
        links=listed,
        questions=acts.questions(
            visit,
            (_WHOM, _UNTIL),
            typed={} if form is None else form.values,
            refusals=refusals,
            options={_WHOM.name: _whom(visit, found, listed)},
        ),
        over=latest <= visit.now or found.line.state in GIVEN_UP,
        latest=last_minute(latest, calendar),
        until=lambda one: last_minute(one.expires, calendar),
        whom=bearer_words,
        why=closed_words,
        made=made,
        address=visit.assembly.configured.web.address,
        made_until=None if made is None else last_minute(made.expires, calendar),
        refusals=refusals,
        key=new_key(),
        form_key="" if form is None else form.key,
    )


def _whom(visit: Visit, found: Opened, listed: Sequence[LinkLine]) -> list[Choice]:
    """The services that sit, then the guests of the lines; those who have a link that opens are
    told so."""
    has = {(one.service_id, one.guest) for one in listed if one.closed is None}

    def choice(value: str, label: str, of: tuple[int | None, int | None]) -> Choice:
        return Choice(value=value, label=f"{label} (a déjà un lien)" if of in has else label)

    services = completeness.of_seance(visit.store, visit.rulebook, found.id)
    guests = participants.of_seance(visit.store, visit.rulebook, found.id).guests
    return [
        *(
            choice(f"{_SERVICE}{one.service_id}", one.service, (one.service_id, None))
            for one in services
        ),
        *(
            choice(
                f"{_GUEST}{one.id}",
                f"{one.name or WHOM_LABELS[one.whom]}, ligne {numbered(one.line)}",
                (None, one.id),
            )
            for one in guests
        ),
    ]
