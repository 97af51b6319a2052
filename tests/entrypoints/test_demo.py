"""The demo: fewer people than the command plays, the same six months, on both databases."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html
from sqlalchemy import select

from entrypoints.configuration.settings import load
from entrypoints.demo import story
from entrypoints.demo.accounts import PASSWORD
from entrypoints.demo.summary import summary_of
from rules.actors import SYSTEM, WEBRSA
from rules.wording import NBSP
from tests.entrypoints.configs import SHIPPED
from tests.entrypoints.door import Door
from tests.web.doorways import PATIENCE
from tests.web.reading import form_of
from tests.web.served import TRUSTED, serve
from tests.web.town import COST
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow

PEOPLE = 110
DOSSIER, JOURNAL = table(Dossier), table(JournalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The figures, what was told, what came out; the numbers of the dossiers, in order; the
    addresses of the accounts."""

    figures: dict[str, Any]
    told: list[str]
    folder: Path
    numbers: list[int]
    accounts: list[str]

    def told_by_rank(self) -> list[str]:
        """What was told, a dossier by its rank: a trial that is undone uses up numbers of
        PostgreSQL, so that the same dossier bears another there."""
        return [
            re.sub(r"dossier (\d+)", lambda m: f"dossier n° {self.numbers.index(int(m[1]))}", line)
            for line in self.told
        ]


def played(url: str, folder: Path) -> Played:
    store = Store.open(url)
    try:
        stage = story.play(store, replace(load(SHIPPED, {}), cost=COST), folder)
        figures = summary_of(store, stage.now).as_dict()
        with store.read() as connection:
            numbers = list(
                connection.execute(select(DOSSIER.c.id).order_by(DOSSIER.c.id)).scalars()
            )
    finally:
        store.close()
    return Played(
        figures=figures,
        told=stage.told,
        folder=folder,
        numbers=numbers,
        accounts=[one.email for one in stage.accounts],
    )


@pytest.fixture(scope="module", autouse=True)
def _few_people() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "PEOPLE", PEOPLE)
        yield


@pytest.fixture(scope="module")
def on_sqlite(
    _few_people: None, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    folder = tmp_path_factory.mktemp("demo")
    return played(f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'r.db')}", folder)


def test_the_demo_has_the_same_outcome_on_sqlite_and_on_postgresql(
    on_sqlite: Played, postgresql_url: str, tmp_path: Path
) -> None:
    there = played(postgresql_url, tmp_path)

    assert there.figures == on_sqlite.figures
    assert there.told_by_rank() == on_sqlite.told_by_rank()


def test_the_demo_plays_every_turn_that_it_announces(on_sqlite: Played) -> None:
    figures, told = on_sqlite.figures, "\n".join(on_sqlite.told)

    assert f"tableau de France Travail lu, 8{NBSP}nouvelles personnes" in told
    for turn in (
        *("absence à l’entretien", "déménagement", "désaccord", "reportée sur la séance"),
        *("recours administratif reçu", "boîte de courriel pleine", "enregistrée à la main"),
    ):
        assert turn in told
    assert figures["journal"]["defauts"] == []
    assert all(figures["alertes"].values())
    assert figures["demandes"]["acceptee"] > 0
    assert list((on_sqlite.folder / "sorties").glob("import_ali_webrsa_*.xml"))


def test_no_page_of_the_bar_is_empty_on_the_morning_after(
    on_sqlite: Played, tmp_path: Path
) -> None:
    url = f"sqlite:///{shutil.copyfile(on_sqlite.folder / 'r.db', tmp_path / 'r.db')}"
    empty, seen = set[str](), set[str]()
    with serve(url, tmp_path) as served:
        served.town.until("2026-07-06 09:10")
        for mail in on_sqlite.accounts:
            for path, page in _pages_of_the_bar(served.address, mail):
                seen.add(path)
                if page.xpath("//main//*[contains(@class, 'empty')]"):
                    empty.add(f"{mail} {path}")

    assert {"/courrier", "/ecarts", "/escalades", "/recours", "/services"} < seen
    assert empty == set()


def _pages_of_the_bar(address: str, mail: str) -> Iterator[tuple[str, Any]]:
    with httpx.Client(base_url=address, verify=TRUSTED, timeout=PATIENCE) as client:
        said = {"adresse": mail, "mot_de_passe": PASSWORD}
        client.post("/connexion", data=form_of(client.get("/connexion")) | said)
        home: Any = html.fromstring(client.get("/", follow_redirects=True).text)
        for path in home.xpath("//nav[@class='menu']//a/@href"):
            answer = client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path
            yield path, html.fromstring(answer.text)


def test_who_acts_in_the_demo_bears_the_name_of_somebody(on_sqlite: Played) -> None:
    store = Store.open(f"sqlite:///{on_sqlite.folder / 'r.db'}")
    try:
        with store.read() as connection:
            actors = set(connection.execute(select(JOURNAL.c.actor).distinct()).scalars())
    finally:
        store.close()

    machines = {SYSTEM.name, WEBRSA.name, "démonstration"}
    assert {"Lucie Martel", "Sonia Belkacem"} < actors
    assert [one for one in actors - machines if " " not in one] == []


def test_the_demo_is_not_played_over_people(door: Door, tmp_path: Path) -> None:
    door.world.dossier()

    told = door("demo", "--dossier", tmp_path / "demo", code=2)

    assert told.startswith("La base de la démonstration doit être vide")
