"""A base that was lived in under an older release: what is kept beside its rows since then, for
lists to find them by, is what a base that was lived in under this one keeps."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.workflow import journeys
from tests.workflow.build import ALI, BOP, HERE, World, settle
from tests.workflow.invariants import broken
from tests.workflow.revisions import copy, left_at
from tests.workflow.test_offers import published
from workflow.database.store import Store
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

BEFORE = "0020"
"""The last release that kept nothing beside a deadline or a dossier."""


@pytest.fixture
def town(sqlite_url: str) -> Iterator[World]:
    """People at several stages, one dossier after another, séances, offers; much of it late."""
    store = Store.open(sqlite_url)
    town = settle(store)
    published(town, circonscription=HERE)
    published(town, service=str(ALI), operateur="")
    journeys.reoriente(town)
    town.act(journeys.notifie(town), "fermer_droit", BOP, date=town.now.date().isoformat())
    journeys.notifie(town)
    journeys.saisine_recue(town, "2026-05-19")
    journeys.shared(town, "2026-06-09")
    town.dossier("importer_diagnostic")
    town.dossier("naitre_a_orienter", service=None)
    for _ in range(15):
        town.wait(days=10).tick()
    yield town
    store.close()


def test_an_older_base_keeps_what_one_of_today_does(town: World, empty: str) -> None:
    store = Store.open(empty)
    with left_at(store, BEFORE) as connection:
        copy(town.store, connection)
    store.migrate()
    older = replace(town, store=store)

    wrong = broken(older)
    deadlines, dossiers = older.rows(DeadlineRow), older.rows(Dossier)
    store.close()

    assert wrong == []
    assert deadlines == town.rows(DeadlineRow)
    assert dossiers == town.rows(Dossier)
    for column in ("service_id", "circonscription", "genre", "height", "up_since"):
        assert len({one[column] for one in deadlines}) > 1, column
    assert {one["kind"] for one in deadlines} >= {
        *("personne", "dossier", "seance", "service", "circonscription", "offre")
    }
    assert {(one["closed_at"] is None, one["due_at"] is None) for one in dossiers} >= {
        *((True, False), (False, True))
    }
