"""The journal as managers search it: what is found, where, by whom, and what is too wide."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.access.grants import Right
from rules.actors import Actor, Role
from rules.refusals import Refused
from rules.subjects import SubjectKind
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, BOP, ELSEWHERE, HERE, World
from tests.workflow.staff import MANAGER
from workflow.reading.cursors import BadCursor
from workflow.reading.journal import JournalEntry
from workflow.reading.journal_search import Page, Sought, search
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier

LOCAL = Actor(name="cheffe", role=Role.MANAGER, circonscriptions=frozenset({ELSEWHERE}))
MARCH: dict[str, Any] = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


def found(
    world: World,
    reader: Actor = MANAGER,
    after: str | None = None,
    most: int = 50,
    **sought: Any,
) -> Page:
    """What the reader finds."""
    wanted = Sought(**sought)
    return search(
        world.store,
        reader,
        wanted,
        now=world.now,
        tz=world.rulebook.calendar.tz,
        after=after,
        most=most,
    )


def events(page: Page) -> list[str]:
    """The acts of a page, newest first."""
    return [entry.event for entry in page.entries]


def test_what_was_done_is_found_by_whom_it_is_about_by_whom_by_which_act(world: World) -> None:
    dossier = journeys.presaisine(world)
    seance = world.seance("2026-04-09")
    with pytest.raises(Refused):
        world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    person = world.row(Dossier, dossier)["personne_id"]
    of_it = ["inscrire", "recompter_delais", "ouvrir_reorientation", "importer_accompagne"]

    assert events(found(world, dossier=dossier)) == of_it
    assert events(found(world, personne=person)) == of_it
    assert events(found(world, seance=seance)) == ["programmer"]
    assert events(found(world, actor=AGENT_ALI.name)) == ["inscrire", "ouvrir_reorientation"]
    assert events(found(world, actor=AGENT_ALI.name, act="inscrire")) == ["inscrire"]
    assert events(found(world, dossier=dossier, refusals_only=True)) == ["inscrire"]
    assert events(found(world, dossier=dossier, **MARCH)) == of_it
    assert events(found(world, dossier=dossier, last=date(2026, 3, 1))) == []
    assert events(found(world, dossier=dossier, first=date(2026, 3, 3))) == []


def test_a_search_stays_within_the_territory_of_whoever_reads(world: World) -> None:
    here, elsewhere = world.dossier(), world.dossier(circonscription=ELSEWHERE)
    world.seance("2026-04-09")
    away = world.seance("2026-04-09", circonscription=ELSEWHERE)

    def subjects(reader: Actor) -> set[tuple[SubjectKind, int]]:
        return {(one.subject.kind, one.subject.id) for one in found(world, reader, **MARCH).entries}

    assert subjects(LOCAL) == {(SubjectKind.DOSSIER, elsewhere), (SubjectKind.SEANCE, away)}
    assert len(subjects(MANAGER)) == 4
    assert events(found(world, LOCAL, dossier=here)) == []


@pytest.mark.parametrize(
    "sought",
    [
        {},
        {"act": "inscrire"},
        {"refusals_only": True},
        {"first": date(2026, 3, 1)},
        {"first": date(2026, 3, 1), "last": date(2026, 4, 1)},
    ],
)
def test_a_search_for_nobody_in_more_than_31_days_is_refused(
    world: World, sought: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="31 jours au plus"):
        found(world, **sought)
    assert world.rows(Consultation) == []


@pytest.mark.parametrize("reader", [AGENT_ALI, BAT, BOP])
def test_the_journal_is_the_managers(world: World, reader: Actor) -> None:
    with pytest.raises(Refused, match="n’ouvre pas cela"):
        found(world, reader, actor="x")


def test_what_was_searched_is_written_among_the_consultations(world: World) -> None:
    dossier = world.dossier()
    found(world, dossier=dossier)
    (row,) = world.rows(Consultation)

    assert (row["what"], row["kind"], row["subject_id"]) == (
        Right.JOURNAL.value,
        "dossier",
        dossier,
    )


def test_pages_of_a_search_give_every_entry_once_newest_first(world: World) -> None:
    for _ in range(4):
        journeys.presaisine(world)
    world.wait(days=1)
    journeys.presaisine(world)
    whole = found(world, **MARCH)
    pages: list[JournalEntry] = []
    after = None
    while True:
        page = found(world, after=after, most=3, **MARCH)
        pages += page.entries
        after = page.following
        if after is None:
            break

    assert whole.following is None
    assert tuple(pages) == whole.entries
    assert len(pages) == 10
    assert [one.known for one in pages] == sorted((one.known for one in pages), reverse=True)
    with pytest.raises(BadCursor):
        found(world, after="x", **MARCH)


def test_the_days_of_a_search_are_those_of_the_departement(world: World) -> None:
    world.until("2026-03-03 00:30")
    dossier = world.dossier()

    assert events(found(world, dossier=dossier, first=date(2026, 3, 3))) != []
    assert events(found(world, dossier=dossier, last=date(2026, 3, 2))) == []
    assert events(found(world, replace(LOCAL, circonscriptions=frozenset({HERE})), **MARCH)) != []
