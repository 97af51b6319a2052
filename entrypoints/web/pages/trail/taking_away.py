"""``/journal/export``: entries taken away as a file, each with what chains it."""

from collections.abc import Iterator
from functools import partial

from fastapi import APIRouter, Response

from entrypoints.web.desks.downloads import format_of, table_file
from entrypoints.web.forms.posted import FormOf
from entrypoints.web.pages.trail.asked import Asked, asked, told
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.rendering.naming import names_of
from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.differences import Names, difference_words, differences
from rules.access.grants import Right
from rules.access.policy import closed
from rules.refusals import Refused
from workflow.reading import journal_search
from workflow.reading.journal import JournalEntry

router = APIRouter(prefix="/journal/export")

_MOST = 20_000
_HEADINGS = (
    *("Sujet", "N° dans sa chaîne", "Fait le", "Appris le", "Qui", "Rôle", "Acte", "Refusé"),
    *("De", "Vers", "Motif et précisions", "Différences", "Empreinte SHA-256"),
)


@router.get("")
def before(visit: Here) -> Response:
    """What would leave; whoever may not export is told who may."""
    visit.enter(Right.JOURNAL)
    query = Query.of(visit.request)
    return _page(visit, query, asked(visit, query))


@router.post("")
def export(visit: Here, form: FormOf) -> Response:
    """The file, its lines counted in the access log."""
    visit.enter(Right.EXPORT_JOURNAL)
    query = Query.of(visit.request)
    wanted = asked(visit, query)
    if wanted.refusals or wanted.named:
        return _page(visit, query, wanted, status=422)
    try:
        found = journal_search.take_away(
            visit.store,
            visit.bearer,
            wanted.sought,
            now=visit.now,
            tz=visit.rulebook.calendar.tz,
            most=_MOST,
        )
    except Refused as refused:
        return _page(visit, query, wanted, refused, status=422)
    rows = map(partial(_row, say=words_of(visit), names=names_of(visit)), found)
    return table_file(visit, "journal", format_of(form), _HEADINGS, (list(row) for row in rows))


def _row(entry: JournalEntry, *, say: Words, names: Names) -> Iterator[str]:
    yield say.subject(entry.subject)
    yield str(entry.seq)
    yield f"{entry.occurred.astimezone(names.tz):%d/%m/%Y %H:%M:%S}"
    yield f"{entry.known.astimezone(names.tz):%d/%m/%Y %H:%M:%S}"
    yield entry.actor
    yield say.role(entry.role)
    yield say.entry(entry)
    yield "oui" if entry.refused else "non"
    yield "" if entry.before is None else say.state(entry.before)
    yield "" if entry.after is None else say.state(entry.after)
    yield say.about(entry)
    yield " ; ".join(difference_words(one) for one in differences(entry, names))
    yield entry.digest


def _page(
    visit: Visit, query: Query, wanted: Asked, refused: Refused | None = None, *, status: int = 200
) -> Response:
    return page(
        visit,
        "trail/export.html",
        status=status,
        query=query,
        back=f"/journal?{query.words}" if query.words else "/journal",
        told=told(wanted),
        headings=_HEADINGS,
        most=_MOST,
        shut=closed(visit.bearer, Right.EXPORT_JOURNAL),
        refusals=wanted.refusals if refused is None else refused.refusals,
    )
