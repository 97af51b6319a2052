"""``/imports``: the file, then its columns, a trial that keeps nothing, the import, its report."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks import errands
from entrypoints.web.desks.downloads import TABLES, download
from entrypoints.web.desks.errands import account_of
from entrypoints.web.desks.files import importing
from entrypoints.web.desks.files.importing import Heading
from entrypoints.web.forms.posted import FormOf, go, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.imports import counts
from exchanges.tables.columns import known_columns
from exchanges.tables.reader import Format
from exchanges.tables.writing import write_table
from exchanges.webrsa.problems import UnreadableFile
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.refusals import Refusal
from workflow.accounts import deposits
from workflow.accounts.deposits import Choices, Deposit
from workflow.reading import received

router = APIRouter(prefix="/imports")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_HEADINGS = ("Ligne", "Colonne", "Valeur", "Raison")

_NO_FILE = Refusal(
    code="champ_manquant",
    sentence="Choisissez le fichier à importer.",
    to_enter=True,
    field="fichier",
)


@router.get("")
def show(visit: Here) -> Response:
    """A form to bring a file; those that wait, and those that were imported."""
    visit.enter(Right.IMPORTS)
    return _start(visit)


@router.post("")
def bring(visit: Here, form: FormOf) -> Response:
    """Keeps the file, for a day at most, and goes to its page."""
    visit.enter(Right.IMPORTS)
    file = form.files.get("fichier")
    if file is None:
        return _start(visit, [_NO_FILE])
    name = file.name.replace("\\", "/").rpartition("/")[2][:120] or "fichier"
    sender = form.get("organisation") or None
    number = deposits.keep(visit.store, account_of(visit), name, file.content, visit.now, sender)
    return go(visit, f"/imports/{number}")


@router.get("/{number}")
def prepare(visit: Here, number: Number) -> Response:
    """How the file is read: from whom it comes, which of our columns each of its headings is."""
    visit.enter(Right.IMPORTS)
    return _prepared(visit, importing.own(visit, number))


@router.post("/{number}/essai")
def try_it(visit: Here, number: Number, form: FormOf) -> Response:
    """Says what the import would do; nothing of it is kept but how the columns are called."""
    visit.enter(Right.IMPORTS)
    file = importing.own(visit, number)
    try:
        headings = importing.table_of(visit, file)
    except UnreadableFile as error:
        return _prepared(visit, file, refusals=[importing.unreadable(error)])
    if headings is not None:
        columns, refusals = importing.said_columns(headings, form.values)
        sender = form.get("organisation")
        if sender not in importing.senders(visit):
            refusals = [importing.NO_SENDER, *refusals]
        if refusals:
            return _prepared(visit, file, typed=form.values, refusals=refusals)
        choices = Choices(
            organisation=sender,
            columns={**file.choices.columns, **columns},
            creates=form.get("creer") == "oui",
            again=form.get("reprendre") == "oui",
        )
        deposits.say(visit.store, number, choices)
    return errands.watched(importing.run(visit, number, trial=True, key=form.key))


@router.post("/{number}/importer")
def take_in(visit: Here, number: Number, form: FormOf) -> Response:
    """Imports it as it was tried; the file itself is then forgotten."""
    visit.enter(Right.IMPORTS)
    return errands.watched(importing.run(visit, number, trial=False, key=form.key))


@router.post("/{number}/abandon")
def give_up(visit: Here, number: Number, form: FormOf) -> Response:
    """Forgets the file."""
    visit.enter(Right.IMPORTS)
    deposits.drop(visit.store, importing.own(visit, number).id)
    return go(visit, "/imports", "Fichier oublié : rien n’a été importé.")


@router.get("/resultats/{number}")
def result(visit: Here, number: Number) -> Response:
    """What the import did, or would do: the lines that were refused first."""
    told = _told(visit, number)
    waits = deposits.deposit(visit.store, account_of(visit), told["depot"])
    report = told["rapport"]
    return page(
        visit,
        "imports/result.html",
        number=number,
        report=report,
        counts=counts(report),
        trial=told["essai"],
        waits=waits is not None,
        file=told["depot"],
        table=report["flux"] == "tableau",
        key=new_key(),
    )


@router.get("/resultats/{number}/lignes.xlsx")
def bad_lines(visit: Here, number: Number) -> Response:
    """The lines that were refused, as a spreadsheet."""
    report = _told(visit, number)["rapport"]
    with TemporaryDirectory() as folder:
        path = write_table(FilePath(folder) / "lignes", Format.XLSX, _HEADINGS, list(_rows(report)))
        return download(path.read_bytes(), "lignes-refusees.xlsx", TABLES[Format.XLSX])


@router.get("/fichiers/{sha256}")
def of_before(visit: Here, sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
    """The report of a file that was imported one day, by whoever it was."""
    visit.enter(Right.IMPORTS)
    found = received.file(visit.store, sha256)
    return page(visit, "imports/report.html", file=found, counts=counts(found.report))


def _start(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    return page(
        visit,
        "imports/start.html",
        status=422 if refusals else 200,
        senders=importing.senders(visit),
        heaviest=visit.assembly.configured.web.heaviest // 1_000_000,
        waiting=deposits.waiting(visit.store, account_of(visit)),
        imported=received.latest(visit.store),
        refusals=refusals,
        key=new_key(),
    )


def _prepared(
    visit: Visit,
    file: Deposit,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    headings: list[Heading] | None = None
    shut = list[Refusal]()
    try:
        headings = importing.table_of(visit, file)
    except UnreadableFile as error:
        shut = [importing.unreadable(error)]
    said = typed or {
        "organisation": file.choices.organisation or "",
        "creer": "oui" if file.choices.creates else "",
        "reprendre": "oui" if file.choices.again else "",
    }
    return page(
        visit,
        "imports/columns.html",
        status=422 if refusals else 200,
        file=file,
        headings=headings,
        senders=importing.senders(visit),
        titles=[one.title for one in known_columns().values()],
        typed=said,
        shut=shut,
        refusals=[] if shut else refusals,
        key=new_key(),
    )


def _told(visit: Visit, number: int) -> Mapping[str, Any]:
    """What an import, or its trial, said to whoever asked for it. Raises Closed."""
    visit.enter(Right.IMPORTS)
    found = errands.own(visit, number)
    if found.kind not in importing.KINDS or found.outcome is None:
        raise Closed((OUTSIDE,))
    return found.outcome


def _rows(report: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for line in report["lignes_refusees"]:
        for one in line["problemes"]:
            yield (str(line["ligne"]), one["champ"], one["valeur"] or "", one["raison"])
