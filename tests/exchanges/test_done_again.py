"""What was given up at its very end and done again says and does what once would have."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from exchanges.appointments import import_appointments
from exchanges.counter import Organisation
from exchanges.export import export_changes
from exchanges.tables.table_import import Asked, import_table
from tests.exchanges.office import Office, at_eight, diagnosed, sound
from tests.exchanges.tables.files import text_file
from tests.exchanges.told import WRITTEN, file, meeting, told, welcomed
from tests.workflow.build import BOP
from workflow.database.store import Transact, Tx
from workflow.tables.subjects import Personne

T = TypeVar("T")

FIRST = "Ana;NEUF;01/02/1990;Noisy-le-Sec;0199000002;"


class GivenUp(Exception):
    """PostgreSQL chose this one of two that met."""


def twice(office: Office) -> Transact:
    """Each work done, given up at its end, and done again."""

    def transact(work: Callable[[Tx], T]) -> T:
        with suppress(GivenUp), office.store.write() as tx:
            work(tx)
            raise GivenUp
        with office.store.write() as tx:
            return work(tx)

    return transact


def table(office: Office) -> Path:
    """Somebody whom nobody knows, on two lines: known by their name, then by their telephone."""
    return text_file(
        office.folder / "suivi.csv",
        "Prénom;Nom;Date de naissance;Commune;Téléphone;inscription_ft_le\n"
        f"{FIRST}03/02/2026\nAna;;;;0199000002;\n",
    )


def test_a_person_of_a_table_whose_birth_was_given_up_is_born_once(sqlite_office: Office) -> None:
    office = sqlite_office
    office.world.now = at_eight(WRITTEN)
    asked = Asked(organisation=Organisation(code="caf", label="CAF"), create=True)
    report = import_table(twice(office), office.counter, table(office), asked, now=office.world.now)

    assert report.people == {"nouvelle": 1, "inchangee": 1}
    assert [row["nom"] for row in office.world.rows(Personne)] == ["NEUF"]
    assert sound(office)


def test_a_rendez_vous_of_an_ali_is_told_once(sqlite_office: Office) -> None:
    office = sqlite_office
    welcomed(office)
    office.world.now = at_eight(WRITTEN)
    path = file(office, told(1, meetings=(meeting(office, "2026-02-03", "Honoré"),)))
    report = import_appointments(twice(office), office.counter, path, now=office.world.now)

    assert report.acts == {"fixer_rdv": 1, "honorer_rdv": 1}
    assert report.people == {"mise_a_jour": 1}
    assert sound(office)


def test_an_export_whose_file_was_in_its_place_takes_it_away_and_writes_it_again(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sqlite_office
    diagnosed(office, 1)
    monkeypatch.setattr(office.store, "attempt", twice(office))
    done = export_changes(
        office.store,
        office.world.rulebook,
        ali=office.ali,
        folder=tmp_path / "sorties",
        now=office.world.now,
        actor=BOP,
    )

    assert list((tmp_path / "sorties").iterdir()) == [done.path]
    assert len(done.sent) == 1
    assert sound(office)
