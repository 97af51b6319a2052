"""An import that meets somebody on PostgreSQL: the batch is done again, and told once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from exchanges.counter import Organisation
from exchanges.imports import import_files
from exchanges.reports import FileReport
from exchanges.tables.table_import import Asked
from tests.exchanges.office import IMPORTED, Office, at_eight, open_office, sound
from tests.exchanges.tables.files import text_file
from tests.exchanges.told import WRITTEN, meeting, told
from tests.exchanges.told import file as told_file
from tests.workflow import meeting as meeting_of_two
from workflow.database.store import Store
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import JournalRow

NEXT = "2026-02-09"


@pytest.fixture
def office(postgresql_url: str, tmp_path: Path, lists: list[Path]) -> Iterator[Office]:
    """On PostgreSQL only: SQLite has a single writer, nobody ever meets there."""
    store = Store.open(postgresql_url)
    yield open_office(store, tmp_path, lists)
    store.close()


def importing(office: Office, path: Path) -> Callable[[], FileReport]:
    office.world.now = at_eight(NEXT)
    return lambda: office.reports(path)[-1]


def test_an_import_given_up_for_an_operators_sake_takes_everybody_and_tells_it_once(
    office: Office,
) -> None:
    office.stock(IMPORTED, office.accompanied(1), office.accompanied(2))
    suspended = office.file(NEXT, *(office.accompanied(n, right="4") for n in (1, 2)))
    hold = "SELECT id FROM personne WHERE webrsa_id = {} FOR NO KEY UPDATE"

    with capture_logs() as logs, office.store.engine.connect() as other:
        other.execute(sa.text(hold.format(2)))
        report = meeting_of_two.given_up(other, hold.format(1), importing(office, suspended))

    # Once, or again as long as the other has not let go.
    assert {line["error"] for line in logs if line["event"] == "transaction.again"} == {
        "DeadlockDetected"
    }
    assert report.people == {"mise_a_jour": 2}
    assert report.acts == {"suspendre_droit": 2}
    assert [office.last(number)["droit"] for number in (1, 2)] == ["suspendu"] * 2
    assert sound(office)


@pytest.mark.parametrize("kind", ["tableau", "rendez-vous"])
def test_a_table_or_the_file_of_an_ali_is_done_again_too(office: Office, kind: str) -> None:
    office.stock(IMPORTED, office.accompanied(1), office.accompanied(2))
    office.world.now = at_eight(WRITTEN)
    if kind == "tableau":
        path = text_file(
            office.folder / "suivi.csv",
            "N° webRSA;rdv_honore_le\n1;03/02/2026\n2;03/02/2026\n",
        )
    else:
        held = (meeting(office, "2026-02-03", "Honoré"),)
        path = told_file(office, told(1, meetings=held), told(2, meetings=held))
    hold = "SELECT id FROM personne WHERE webrsa_id = {} FOR NO KEY UPDATE"

    def importing_now() -> FileReport:
        ali = Organisation(code="ali", label="ALI", services=(office.ali,))
        asked = Asked(organisation=ali)
        (report,) = import_files(
            office.store, office.counter, [path], now=office.world.now, tables=asked
        )
        return report

    with capture_logs() as logs, office.store.engine.connect() as other:
        other.execute(sa.text(hold.format(2)))
        report = meeting_of_two.given_up(other, hold.format(1), importing_now)

    # Once, or again as long as the other has not let go.
    assert {line["error"] for line in logs if line["event"] == "transaction.again"} == {
        "DeadlockDetected"
    }
    assert report.people == {"mise_a_jour": 2}
    assert report.acts["honorer_rdv"] == len(office.world.rows(JournalRow, act="honorer_rdv")) == 2
    assert sound(office)


def test_a_person_whom_another_import_is_writing_at_that_moment_is_there_once(
    office: Office,
) -> None:
    path = office.file(NEXT, *(office.accompanied(number) for number in (1, 2, 3)))

    with capture_logs() as logs, office.store.engine.connect() as other:
        other.execute(
            sa.insert(Personne).values(
                webrsa_id=2,
                **dict.fromkeys(("nom", "prenom", "date_naissance"), "x"),
                droit="ouvert",
            )
        )
        report = meeting_of_two.once_waiting(other, importing(office, path))

    assert [line["error"] for line in logs if line["event"] == "transaction.again"] == [
        "UniqueViolation"
    ]
    assert report.people == {"nouvelle": 2, "mise_a_jour": 1}
    assert len(office.world.rows(Personne)) == len(office.world.rows(Dossier)) == 3
    assert office.personne(2)["nom"] == "NOM2"
    assert sound(office)
