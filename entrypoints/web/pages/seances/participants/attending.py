"""``/seances/{number}/participants``: who sits, who was convoked and by which way, what they
answered, who came; the guests of its lines.

Convoking is looked at before it leaves: the preview carries it out, then undoes it.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.acts import ways
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance
from entrypoints.web.forms.overtaken import since
from entrypoints.web.forms.posted import FormOf, Posted, go, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.attendance import answer_words, guest_words, presence_words, quorum_words
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from rules.seances.guests import WHOM_LABELS
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from states.decision import Way
from workflow.reading import links, participants, tableau, to_convoke
from workflow.reading.coordinated import TO_COME
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, StaleSeance
from workflow.seances.participants.seating import ANSWER, CONVOKE, SIGN, WELCOME

router = APIRouter(prefix="/seances/{number}/participants")


@router.get("")
def show(visit: Here, number: Number) -> Response:
    """Everybody who is awaited, in the order of the table, then whom the lines invite."""
    found = open_seance(visit, number)
    attendance = participants.of_seance(visit.store, visit.rulebook, number)
    seen = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer).lines
    may = {one.exit.event: one for one in ways(visit, number)}
    mine = coordinates(visit, found.kind)
    made = links.listing(visit.store, visit.rulebook, number, visit.now) if mine else []
    answers = may.get(ANSWER)
    return page(
        visit,
        "seances/participants.html",
        found=found,
        over=found.line.state not in TO_COME,
        attendance=attendance,
        convoked=any(one.invited is not None for one in attendance.attendees),
        guests=[one for one in attendance.guests if one.line in {line.id for line in seen}],
        quorum=quorum_words(attendance),
        answer=answer_words,
        presence=presence_words,
        came=guest_words,
        whom=WHOM_LABELS,
        coordinates=mine,
        answerable={
            one.id
            for one in attendance.attendees
            if answers is not None and (mine or one.service_id in (found.mine,))
        },
        convokes=_theirs(may.get(CONVOKE)),
        signs=_theirs(may.get(SIGN)),
        welcomes=_theirs(may.get(WELCOME)),
        silent=len(participants.silent(visit.store, visit.rulebook, number)) if mine else 0,
        links=len(made),
        links_open=sum(1 for one in made if one.closed is None),
    )


@router.get("/convoquer")
def look(visit: Here, number: Number) -> Response:
    """Who would be written to and by which way, who is not any more; nothing has left."""
    return _preview(visit, _open(visit, number))


@router.post("/convoquer")
def convoke(visit: Here, number: Number, form: FormOf) -> Response:
    """Writes to those who were not yet; done once whatever the number of clicks."""
    found = _open(visit, number)
    try:
        done = conduct.perform(visit.store, visit.rulebook, _command(visit, number, form))
    except Refused as refused:
        return _preview(visit, found, refusals=refused.refusals)
    except StaleSeance as stale:
        return _preview(visit, found, seen=stale.seen)
    sent = quantity(done.convocations, "convocation part", "convocations partent")
    return go(visit, f"/seances/{number}/participants", f"{sent}.")


def _open(visit: Visit, number: int) -> Opened:
    """Opens it for whoever coordinates. Raises Closed."""
    found = open_seance(visit, number)
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
    return found


def _theirs(way: Way | None) -> bool:
    """Whether the act is possible, once what it asks is said."""
    return way is not None and way.to_enter


def _command(visit: Visit, number: int, form: Posted | None = None) -> SeanceCommand:
    return SeanceCommand(
        act=Act(event=CONVOKE, actor=visit.actor, occurred=visit.now, known=visit.now, data={}),
        seance_id=number,
        expected_version=None if form is None else form.version,
        key=None if form is None else form.key or None,
    )


def _preview(
    visit: Visit, found: Opened, *, refusals: Sequence[Refusal] = (), seen: int | None = None
) -> Response:
    """What convoking would do now, or why it is not possible."""
    foreseen, shut = None, tuple[Refusal, ...]()
    try:
        foreseen = to_convoke.foreseen(visit.store, visit.rulebook, _command(visit, found.id))
    except Refused as refused:
        shut = refused.refusals
    return page(
        visit,
        "seances/convoke.html",
        status=409 if seen is not None else 422 if refusals else 200,
        found=found,
        foreseen=foreseen,
        letters=visit.assembly.settings.letters is not None,
        shut=shut,
        refusals=refusals,
        stale=None if seen is None else since(visit, Subject(SubjectKind.SEANCE, found.id), seen),
        key=new_key(),
    )
