"""``/comptes-rendus`` and ``/seances/{number}/compte-rendu``: what is written of a séance, drafted
from what was recorded, completed, sent, corrected. The procès-verbal of an EP is one.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Query as InQuery
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.seances.acts import SEND, ways
from entrypoints.web.desks.seances.minutes import FileKind, as_file, file_of, version_of
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance, place_of
from entrypoints.web.forms.overtaken import since
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, new_key
from entrypoints.web.pages.seances.written_twice import REMARK, written_twice
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from exchanges.documents.line_words import details, result
from exchanges.documents.minutes import presence, totals_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from rules.seances.minutes import PART_LABELS, Part
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from states.decision import Way
from states.restitution import COMPLETER, RENVOYER
from workflow.reading import minutes_due, participants
from workflow.reading.cursors import BadCursor
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, StaleSeance
from workflow.seances.outcomes.minutes import File

router = APIRouter()

Version = Annotated[int | None, InQuery(ge=1, le=10_000)]


@router.get("/comptes-rendus")
def waiting(visit: Here) -> Response:
    """Those that are to be sent, the nearest deadline first."""
    visit.enter(Right.SEANCE)
    query = Query.of(visit.request)
    try:
        found = minutes_due.due(visit.store, visit.bearer, after=query.get("apres") or None)
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    places = {one.circonscription for one in found.lines}
    return page(
        visit,
        "seances/minutes_due.html",
        query=query,
        found=found.lines,
        following=found.following,
        number=minutes_due.number(visit.store, visit.bearer),
        places={code: place_of(visit, code) for code in places},
    )


@router.get("/seances/{number}/compte-rendu")
def show(visit: Here, number: Number, version: Version = None) -> Response:
    """What will be sent, or a version that was."""
    found = open_seance(visit, number)
    return _page(visit, found, version, typed=found_again(visit))


@router.post("/seances/{number}/compte-rendu")
def complete(visit: Here, number: Number, form: FormOf) -> Response:
    """Keeps the texts and the remarks that changed; nothing is sent."""
    found = open_seance(visit, number)
    told = list(_changed(file_of(visit, found), form))
    expected = form.version
    for rank, data in enumerate(told):
        key = f"{form.key}-{rank}" if form.key else None
        command = _command(visit, number, COMPLETER.event, data, expected, key)
        try:
            conduct.perform(visit.store, visit.rulebook, command)
        except Refused as refused:
            return _page(visit, found, None, typed=form.values, refusals=refused.refusals)
        except StaleSeance as stale:
            return _page(visit, found, None, typed=form.values, seen=stale.seen)
        expected = None  # the first act made the version that the next ones stand on
    said = "Brouillon gardé." if told else "Rien n’avait changé."
    return go(visit, f"/seances/{number}/compte-rendu", said)


@router.get("/seances/{number}/compte-rendu/envoi")
def look(visit: Here, number: Number) -> Response:
    """To whom the next version goes, before it does."""
    return _sending(visit, open_seance(visit, number))


@router.post("/seances/{number}/compte-rendu/envoi")
def send(visit: Here, number: Number, form: FormOf) -> Response:
    """Freezes the next version and sends it, once whatever the number of clicks."""
    found = open_seance(visit, number)
    file_of(visit, found)  # nobody sends what they may not read
    event = SEND if form.get("acte") == SEND else RENVOYER.event
    try:
        done = conduct.perform(
            visit.store,
            visit.rulebook,
            _command(visit, number, event, {}, form.version, form.key or None),
        )
    except Refused as refused:
        return _sending(visit, found, refusals=refused.refusals)
    except StaleSeance as stale:
        return _sending(visit, found, seen=stale.seen)
    told = quantity(done.convocations, "message part", "messages partent")
    return go(
        visit,
        f"/seances/{number}/compte-rendu",
        f"Compte rendu de la séance « {found.name} » envoyé.",
        more=f"{told} aux personnes nommées, et un à chaque service." if done.convocations else "",
    )


@router.get("/seances/{number}/compte-rendu.pdf")
def as_pdf(visit: Here, number: Number, version: Version = None) -> Response:
    """The version as it is printed; one that was sent is always the same."""
    return _download(visit, number, "pdf", version)


@router.get("/seances/{number}/compte-rendu.xlsx")
def as_sheet(visit: Here, number: Number, version: Version = None) -> Response:
    """The tableau with its results, as it is sent with the compte rendu."""
    return _download(visit, number, "xlsx", version)


def _download(visit: Visit, number: int, kind: FileKind, version: int | None) -> Response:
    found = open_seance(visit, number)
    return as_file(visit, version_of(visit, found, file_of(visit, found), version), kind)


def _page(
    visit: Visit,
    found: Opened,
    version: int | None,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    file = file_of(visit, found)
    stale, typed = (
        (None, typed or {})
        if seen is None
        else written_twice(visit, found.id, seen, COMPLETER.event, typed or {})
    )
    asked = version_of(visit, found, file, version)
    offered = {one.exit.event: one for one in ways(visit, found.id)}
    writing = offered.get(COMPLETER.event)
    sends = offered.get(SEND) or offered.get(RENVOYER.event)
    draft = asked is not None and version is None
    return page(
        visit,
        "seances/minutes.html",
        status=409 if stale else 422 if refusals else 200,
        found=found,
        file=file,
        asked=asked,
        version=version,
        writes=draft and writing is not None and not _shut(writing),
        sends=draft and sends is not None and not _shut(sends),
        shut=_shut(sends) if draft and sends is not None else [],
        to_send=not file.versions or file.to_send_again,
        parts=PART_LABELS,
        typed=typed,
        result=result,
        details=details,
        presence=presence,
        totals=totals_words,
        refusals=refusals,
        stale=stale,
        remark=REMARK,
        key=new_key(),
    )


def _shut(way: Way) -> list[Refusal]:
    return [one for one in way.refusals if not one.to_enter and one.code != _NOTHING_WRITTEN]


_NOTHING_WRITTEN = "complement_vide"
"""What the act objects to an empty form: the page has not asked yet."""


def _sending(
    visit: Visit, found: Opened, *, refusals: Sequence[Refusal] = (), seen: int | None = None
) -> Response:
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
    asked = version_of(visit, found, file_of(visit, found), None)
    offered = {one.exit.event: one for one in ways(visit, found.id)}
    way = offered.get(SEND) or offered.get(RENVOYER.event)
    attendance = participants.of_seance(visit.store, visit.rulebook, found.id)
    return page(
        visit,
        "seances/minutes_sending.html",
        status=409 if seen is not None else 422 if refusals else 200,
        found=found,
        asked=asked,
        way=way,
        shut=[] if way is None or refusals else _shut(way),
        attendees=attendance.attendees,
        refusals=refusals,
        stale=None if seen is None else since(visit, Subject(SubjectKind.SEANCE, found.id), seen),
        key=new_key(),
    )


def _changed(file: File, form: Posted) -> list[Mapping[str, object]]:
    """One act for the texts that changed, one for each remark that did."""
    parts = {
        part.value: form.get(part.value)
        for part in Part
        if form.get(part.value) and form.get(part.value) != file.draft.parts.get(part.value)
    }
    remarks = [
        {"ligne": str(line.line), "remarque": form.get(f"{REMARK}{line.line}")}
        for line in file.draft.lines
        if form.get(f"{REMARK}{line.line}")
        and form.get(f"{REMARK}{line.line}") != (line.remark or "")
    ]
    return [*([parts] if parts else []), *remarks]


def _command(
    visit: Visit,
    number: int,
    event: str,
    data: Mapping[str, object],
    expected: int | None,
    key: str | None,
) -> SeanceCommand:
    act = Act(event=event, actor=visit.actor, occurred=visit.now, known=visit.now, data=dict(data))
    return SeanceCommand(act=act, seance_id=number, expected_version=expected, key=key)
