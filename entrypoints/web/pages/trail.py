"""``/journal``: who did what and when, who consulted what, and whether the journal is whole."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web import errands
from entrypoints.web.addresses import Query
from entrypoints.web.errands import Progress
from entrypoints.web.posted import FormOf
from entrypoints.web.rendering import page
from entrypoints.web.visits import Here, Visit
from rules.access.grants import LABELS, Right
from rules.fields import GREATEST, parse_date
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from workflow.accounts import consultations
from workflow.accounts.errands import Errand
from workflow.reading import journal, journal_search
from workflow.reading.cursors import BadCursor
from workflow.reading.journal_search import Sought
from workflow.trail.verification import verify

router = APIRouter(prefix="/journal")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_ONE_DAY = timedelta(days=1)
_VERIFYING = "verification"
_KINDS = {
    SubjectKind.DOSSIER: "/dossiers",
    SubjectKind.SEANCE: "/seances",
}


@router.get("")
def search(visit: Here) -> Response:
    """The entries of their territory, newest first; nothing is looked for before it is asked."""
    visit.enter(Right.JOURNAL)
    query = Query.of(visit.request)
    sought = _sought(query)
    refusals: tuple[Refusal, ...] = ()
    found = None
    if query.asked:
        try:
            found = journal_search.search(
                visit.store,
                visit.bearer,
                sought,
                now=visit.now,
                tz=visit.rulebook.calendar.tz,
                after=query.get("apres") or None,
            )
        except Refused as refused:
            refusals = refused.refusals
        except BadCursor:
            return RedirectResponse(query.after(None), status_code=303)
    return page(
        visit,
        "trail/journal.html",
        status=422 if refusals else 200,
        query=query,
        found=found,
        refusals=refusals,
        paths={kind.value: path for kind, path in _KINDS.items()},
    )


@router.get("/consultations")
def consulted(visit: Here) -> Response:
    """Who opened or took away what; that this was read is written too."""
    visit.enter(Right.CONSULTATIONS)
    query = Query.of(visit.request)
    tz = visit.rulebook.calendar.tz
    first, last = parse_date(query.get("du")), parse_date(query.get("au"))
    number = _number(query.get("dossier"))
    found = consultations.read(
        visit.store,
        visit.bearer,
        consultations.Sought(
            subject=None if number is None else Subject(SubjectKind.DOSSIER, number),
            actor=query.get("agent") or None,
            since=None if first is None else datetime.combine(first, time(), tzinfo=tz),
            until=None if last is None else datetime.combine(last + _ONE_DAY, time(), tzinfo=tz),
        ),
        visit.now,
        most=200,
    )
    return page(
        visit,
        "trail/consultations.html",
        query=query,
        found=found,
        labels=LABELS,
        paths=_KINDS if visit.may(Right.DOSSIER) else {},
    )


@router.get("/verification")
def verification(visit: Here) -> Response:
    """Whether every chain holds: what it is, before it is read again whole."""
    visit.enter(Right.VERIFICATION)
    return _verification(visit, None)


@router.post("/verification")
def begin_verification(visit: Here, _form: FormOf) -> Response:
    """Reads it all again; a million entries take a minute."""
    visit.enter(Right.VERIFICATION)
    store = visit.store

    def work(progress: Progress) -> Mapping[str, object]:
        progress.total = journal.total(store)
        verdict = verify(store, progress.reach)
        return {
            "entrees": verdict.entries,
            "sujets": verdict.chains,
            "defauts": [flaw.sentence for flaw in verdict.flaws],
        }

    return errands.run(visit, _VERIFYING, work, then="/journal/verification/")


@router.get("/verification/{number}")
def verified(visit: Here, number: Number) -> Response:
    """What was found."""
    visit.enter(Right.VERIFICATION)
    return _verification(visit, errands.own(visit, number, _VERIFYING))


def _verification(visit: Visit, done: Errand | None) -> Response:
    return page(
        visit,
        "trail/verification.html",
        total=journal.total(visit.store),
        verdict=None if done is None else done.outcome,
        at=None if done is None else done.ended,
    )


def _sought(query: Query) -> Sought:
    return Sought(
        dossier=_number(query.get("dossier")),
        seance=_number(query.get("seance")),
        actor=query.get("agent") or None,
        act=query.get("acte") or None,
        first=parse_date(query.get("du")),
        last=parse_date(query.get("au")),
        refusals_only=query.get("refus") == "oui",
    )


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    return number if number is not None and number <= GREATEST else None
