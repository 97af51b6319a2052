"""The morning after the story, before anybody comes in: what agents have begun and not ended."""

from itertools import islice

from entrypoints.demo import cast, desks, events
from entrypoints.demo.stage import Stage
from entrypoints.web.desks.errands import begun_with
from entrypoints.web.desks.files.importing import RESULTS, TRIAL, outcome
from exchanges.imports import import_files
from exchanges.tables.reader import Format
from exchanges.tables.sample import write_table_sample
from exchanges.tables.table_import import Asked
from rules.actors import Genre
from workflow.accounts import deposits, errands
from workflow.accounts.deposits import Choices
from workflow.reading import dossiers

_SENDER = "france-travail"
_PEOPLE = 12


def begin(stage: Stage) -> None:
    """A file is brought and tried; acts on several dossiers are looked at, and not done."""
    _try_a_table(stage)
    _look_at_a_lot(stage)


def _try_a_table(stage: Stage) -> None:
    """The BOP tries the table that France Travail sent: those of January and a few more, one date
    of which cannot be read."""
    account = stage.account(cast.BOP.name)
    path = write_table_sample(
        stage.folder / "entrees",
        Format.CSV,
        people=_PEOPLE,
        seed=events.TABLE_SEED,
        agencies=2,
        at=stage.now,
    )
    head, first, *rest = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join((head, _smudged(first), *rest)), "utf-8-sig")
    number = deposits.keep(stage.store, account, path.name, path.read_bytes(), stage.now, _SENDER)
    deposits.say(stage.store, number, Choices(organisation=_SENDER, columns={}, creates=True))
    asked = Asked(organisation=stage.counter.organisations[_SENDER], create=True)
    errand = errands.begin(stage.store, account, TRIAL, begun_with(RESULTS), stage.now)
    (report,) = import_files(
        stage.store, stage.counter, [path], now=stage.now, trial=True, tables=asked
    )
    errands.end(stage.store, errand, stage.now, outcome=outcome(report, number, trial=True))


def _smudged(line: str) -> str:
    """The same line, its last date unreadable."""
    cells = line.split(";")
    dated = max(place for place, cell in enumerate(cells) if cell.count("/") == 2)
    return ";".join((*cells[:dated], "printemps", *cells[dated + 1 :]))


def _look_at_a_lot(stage: Stage) -> None:
    """A référente ticks those whom she is to see again, and is called away."""
    service = cast.of_genre(dossiers.services(stage.store), Genre.ALI)
    assert service is not None  # the sample has one
    hers = (one for one in stage.standing("accompagnement") if one.service_id == service.id)
    numbers = [one.dossier_id for one in islice(hers, 6)]
    referente = stage.agent_of(service.id, Genre.ALI)
    if numbers:
        desks.select(stage, referente, "point_parcours", numbers, date=stage.today)
