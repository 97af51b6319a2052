"""A trial does what the import would do, row after row, and leaves nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa

from rules.seances.kinds import Kinds
from tests.exchanges.tableau.desk import Desk, add, open_desk
from tests.workflow.build import ALI, settle
from tests.workflow.test_lock_order import waits_for_a_lock
from workflow.database.store import Store, Tx
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow

T = TypeVar("T")

SOUTIEN = {"Objet": "soutien technique"}
NOBODY_TOLD = {**SOUTIEN, "Prévenue par": "Mme Alba"}
"""A row whose line is inscribed, then whose second act is refused: there is no day."""


def in_order_from_the_third_on(desk: Desk) -> None:
    """Séances where a service says in which order it wants its lines, from the third on."""
    rulebook = desk.world.rulebook
    kinds = Kinds.of([replace(one, priority_from=3) for one in rulebook.kinds])
    desk.world.rulebook = replace(rulebook, kinds=kinds)


def people(desk: Desk, many: int) -> list[int]:
    """Dossiers of the ALI, which has one line in the séance already."""
    return [desk.world.dossier(service=ALI) for _ in range(many)]


def test_a_row_is_refused_in_the_trial_for_what_the_rows_above_it_did(desk: Desk) -> None:
    in_order_from_the_third_on(desk)
    second, third = people(desk, 2)
    path = desk.export()
    for person in (second, third):
        add(path, {"Dossier": person, **SOUTIEN})
    before, entries = desk.told(), len(desk.world.rows(JournalRow))

    tried = desk.take(path, trial=True)

    assert (desk.told(), len(desk.world.rows(JournalRow))) == (before, entries)
    done = desk.take(path)
    assert tried.refused == done.refused
    assert [one.where for one in tried.refused] == ["Q9"]
    assert [one.dossier for one in tried.inscribed] == [second]
    assert [replace(one, line=None) for one in done.inscribed] == tried.inscribed


def test_what_a_row_had_done_before_it_was_refused_does_not_count_for_those_below(
    desk: Desk,
) -> None:
    in_order_from_the_third_on(desk)
    refused, second = people(desk, 2)
    path = add(desk.export(), {"Dossier": refused, **NOBODY_TOLD})
    add(path, {"Dossier": second, **SOUTIEN})

    tried, done = desk.take(path, trial=True), desk.take(path)

    assert [one.dossier for one in tried.inscribed] == [second]
    assert tried.refused == done.refused
    assert {one.where for one in tried.refused} == {"R8", "T8"}


def test_a_trial_taken_again_after_it_met_somebody_says_each_thing_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = people(desk, 1)
    path = add(desk.export(), {"Dossier": person, **SOUTIEN})
    attempt = desk.world.store.attempt

    def again(work: Callable[[Tx], T], *, kept: bool = True) -> T:
        attempt(work, kept=False)
        return attempt(work, kept=kept)

    monkeypatch.setattr(desk.world.store, "attempt", again)
    tried = desk.take(path, trial=True)

    assert [one.dossier for one in tried.inscribed] == [person]
    assert tried.unchanged == 2


def test_the_people_of_a_trial_are_locked_in_order_before_anything_of_theirs(
    postgresql_url: str, tmp_path: Path
) -> None:
    """Row by row, the second person would come after the séance of the first."""
    store = Store.open(postgresql_url)
    desk = open_desk(settle(store), tmp_path)
    first, second = people(desk, 2)
    path = add(desk.export(), {"Dossier": second, **SOUTIEN})
    add(path, {"Dossier": first, **SOUTIEN})
    person = desk.world.row(Dossier, first)["personne_id"]

    with store.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(sa.text(f"SELECT id FROM personne WHERE id = {person} FOR UPDATE"))
        trial = pool.submit(desk.take, path, trial=True)
        waits_for_a_lock(store)
        other.execute(sa.text(f"SELECT id FROM seance WHERE id = {desk.seance} FOR UPDATE NOWAIT"))
        other.rollback()

    assert [one.dossier for one in trial.result().inscribed] == [second, first]
    store.close()
