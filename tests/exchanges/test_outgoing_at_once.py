"""What leaves and meets somebody on PostgreSQL: done again, and one file or list of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from exchanges.export import export_changes
from exchanges.monthly_lists import produce_orientations
from tests.exchanges.office import Office, diagnosed, open_office, sound
from tests.workflow import meeting
from tests.workflow.build import BOP
from workflow.database.store import Store
from workflow.tables.post import MonthlyList
from workflow.tables.trail import JournalRow

HOLD = "SELECT id FROM personne WHERE webrsa_id = {} FOR NO KEY UPDATE"


@pytest.fixture
def office(postgresql_url: str, tmp_path: Path, lists: list[Path]) -> Iterator[Office]:
    """Two people whom the ALI oriented to the service social after their diagnostic."""
    store = Store.open(postgresql_url)
    office = open_office(store, tmp_path, lists)
    diagnosed(office, 1, 2)
    yield office
    store.close()


def test_an_export_given_up_leaves_one_file_and_one_mark_of_each(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "sorties"

    with capture_logs() as logs, office.store.engine.connect() as other:
        other.execute(sa.text(HOLD.format(2)))
        done = meeting.given_up(
            other,
            HOLD.format(1),
            lambda: export_changes(
                office.store,
                office.world.rulebook,
                ali=office.ali,
                folder=folder,
                now=office.world.now,
                actor=BOP,
            ),
        )

    assert "transaction.again" in [line["event"] for line in logs]
    assert done.rejected == ()
    assert len(done.sent) == 2
    assert list(folder.iterdir()) == [done.path]
    assert len(office.world.rows(JournalRow, act="exporter_orientation")) == 2
    assert sound(office)


def test_a_list_of_the_month_given_up_is_frozen_once(office: Office, tmp_path: Path) -> None:
    office.world.until("2026-03-02")

    with capture_logs() as logs, office.store.engine.connect() as other:
        other.execute(sa.text(HOLD.format(2)))
        (made,) = meeting.given_up(
            other,
            HOLD.format(1),
            lambda: produce_orientations(
                office.store,
                office.world.rulebook,
                folder=tmp_path / "listes",
                month="2026-03",
                service=office.social,
                now=office.world.now,
                actor=BOP,
            ),
        )

    assert "transaction.again" in [line["event"] for line in logs]
    assert (made.repeated, made.people) == (False, 2)
    assert len(office.world.rows(MonthlyList)) == 1
    assert sound(office)
