"""A file that is imported: as it waits, who sent it, how it is read, what comes of it. The pages
and the API import it alike."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from entrypoints.counter import counter_of
from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress, Work, account_of
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.counter import Counter, Organisation
from exchanges.import_news import announce
from exchanges.imports import import_files
from exchanges.reports import FileReport
from exchanges.tables import cells
from exchanges.tables.columns import known_columns
from exchanges.tables.headings import Header, folded, look
from exchanges.tables.reader import is_table, open_table
from exchanges.tables.table_import import Asked
from exchanges.webrsa.problems import UnreadableFile
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal
from rules.wording import quoted
from workflow.accounts import deposits
from workflow.accounts.deposits import Deposit
from workflow.files import column_names
from workflow.reading import dossiers

TRIAL, IMPORT = "essai_import", "import"
KINDS = frozenset({TRIAL, IMPORT})
RESULTS = "/imports/resultats/"
"""Where what came of it is looked at, followed by the number of its errand."""
_SAMPLES = 3

NO_SENDER = Refusal(
    code="champ_manquant",
    sentence="Dites de qui vient ce tableau.",
    to_enter=True,
    field="organisation",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a table, the first values under it, and which of our columns it is taken for,
    by its title; empty when it is none."""

    place: int
    words: str
    samples: tuple[str, ...]
    ours: str


def own(visit: Visit, number: int) -> Deposit:
    """The file of that number, that waits for whoever visits. Raises Closed."""
    found = deposits.deposit(visit.store, account_of(visit), number)
    if found is None:
        raise Closed((OUTSIDE,))
    return found


def run(visit: Visit, number: int, *, trial: bool, key: str = "") -> int:
    """Imports the file as it was said to be read, or says what would come of it: the errand; under
    the same ``key``, the same one. Once imported, the file itself is forgotten. Raises Closed."""
    kind = TRIAL if trial else IMPORT
    of_file = f"{number}-{key}" if key else ""
    if not errands.is_begun(visit, kind, of_file):
        own(visit, number)
    work = _importing(visit, number, trial=trial)
    return errands.begin(visit, kind, work, then=RESULTS, key=of_file)


@contextmanager
def on_disk(visit: Visit, file: Deposit) -> Iterator[Path]:
    """The file under its own name, for as long as it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(deposits.content(visit.store, file.id))
        yield path


def counter(visit: Visit) -> Counter:
    """What the exchanges need, by the rules in force now."""
    return replace(counter_of(visit.assembly.configured), rulebook=visit.rulebook)


def senders(visit: Visit) -> Mapping[str, Organisation]:
    """From whom a table may come: the organisations of the configuration, then the services."""
    services = {
        str(one.id): Organisation(code=str(one.id), label=one.label, services=(one.id,))
        for one in dossiers.services(visit.store)
    }
    return {**counter(visit).organisations, **services}


def asked_of(visit: Visit, file: Deposit) -> Asked:
    """What the pages said of a table."""
    said = file.choices
    return Asked(
        organisation=senders(visit).get(said.organisation or ""),
        columns=said.columns,
        create=said.creates,
        again=said.again,
    )


def table_of(visit: Visit, file: Deposit) -> list[Heading] | None:
    """The headings of a table; None for a file of webRSA. Raises UnreadableFile."""
    with on_disk(visit, file) as path:
        if not is_table(path):
            return None
        table = open_table(path)
        header = look(table, _called(visit, file))
        if header is None:
            return []
        under = [row for row in islice(table.rows(), 40) if row.line > header.line][:_SAMPLES]
        return [
            Heading(
                place=place,
                words=words,
                samples=tuple(_shown(row.cells, place) for row in under),
                ours=_ours(header, place),
            )
            for place, words in sorted(header.headings.items())
        ]


def said_columns(
    headings: Sequence[Heading], typed: Mapping[str, str]
) -> tuple[dict[str, str], list[Refusal]]:
    """Our column → their heading, as they were typed by their titles or their codes; those that
    are recognised without it are not said. With why one will not do."""
    titles = {
        folded(words): one.name
        for one in known_columns().values()
        for words in (one.title, one.name)
    }
    said: dict[str, str] = {}
    refusals = []
    for heading in headings:
        field = f"colonne_{heading.place}"
        told = typed.get(field, "").strip()
        if not told or told == heading.ours:
            continue
        name = titles.get(folded(told))
        if name is None:
            refusals.append(
                Refusal(
                    code="colonne_inconnue",
                    sentence=f"{quoted(told)} n’est aucune de nos colonnes.",
                    remedy="Choisissez-en une de la liste, ou laissez vide.",
                    field=field,
                )
            )
        else:
            said[name] = heading.words
    return said, refusals


def _called(visit: Visit, file: Deposit) -> list[Mapping[str, str]]:
    """How the headings are called, the strongest first."""
    organisation = senders(visit).get(file.choices.organisation or "")
    if organisation is None:
        return [file.choices.columns]
    with visit.store.glance() as tx:
        remembered = column_names.remembered(tx, organisation.code)
    return [file.choices.columns, remembered, organisation.columns]


def _ours(header: Header, place: int) -> str:
    found = header.columns.get(place)
    return "" if found is None else found.title


def _shown(row: Sequence[cells.Cell], place: int) -> str:
    if place >= len(row) or cells.is_empty(row[place]):
        return ""
    try:
        return cells.text(row[place])[:40]
    except cells.Unreadable:
        return str(row[place])[:40]


def unreadable(error: UnreadableFile) -> Refusal:
    """Why a file cannot be read."""
    return Refusal(code="fichier_illisible", sentence=str(error))


def _importing(visit: Visit, number: int, *, trial: bool) -> Work:
    def work(progress: Progress) -> Mapping[str, object]:
        file = own(visit, number)
        with on_disk(visit, file) as path:
            try:
                (report,) = import_files(
                    visit.store,
                    counter(visit),
                    [path],
                    now=visit.now,
                    trial=trial,
                    tables=asked_of(visit, file),
                    progress=progress.advance,
                )
            except UnreadableFile as error:
                raise ValueError(str(error)) from error
        if not trial:
            announce(visit.store, [report], visit.now)
            deposits.drop(visit.store, number)
        return outcome(report, number, trial=trial)

    return work


def outcome(report: FileReport, number: int, *, trial: bool) -> Mapping[str, object]:
    """What came of the file of that number, as its errand keeps it."""
    return {"depot": number, "essai": trial, "rapport": report.as_dict()}
