"""The programme of a year as people have it: a page, a spreadsheet, a calendar, always the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from exchanges.documents.poster import write_poster
from exchanges.documents.programme import PrintedYear, printed_year
from exchanges.documents.programme_calendar import feed, write_feed
from exchanges.documents.programme_sheet import write_sheet
from rules.territory import Circonscription, Commune, Territory
from rules.wording import NBSP
from tests.workflow.build import BAT, BOP, ELSEWHERE, HERE, World, settle
from tests.workflow.test_generation import COMMISSION, ICL, generate, with_programmes
from workflow.database.store import Store
from workflow.reading.yearly import seances_of
from workflow.tables.subjects import Seance

TERRITORY = Territory(
    circonscriptions=tuple(
        Circonscription(
            code=code, label=label, communes=(Commune(name=label, insee=f"930{rank:02}"),)
        )
        for rank, (code, label) in enumerate(((HERE, "Bobigny"), (ELSEWHERE, "Saint-Denis")))
    )
)


@pytest.fixture
def year(sqlite_url: str) -> Iterator[World]:
    """A year generated in two circonscriptions and for the département: in the first, one séance
    moved, one cancelled, one postponed."""
    store = Store.open(sqlite_url)
    world = settle(store)
    there = replace(ICL, circonscriptions=(ELSEWHERE,), hour=time(14), places=(), coordinator=None)
    with_programmes(world, ICL, there, COMMISSION)
    generate(world)
    generate(world, actor=BOP)
    january, february, march, *_ = numbers(world)
    world.wait(days=1)
    world.convene(january, "deplacer", date_seance="2027-01-19", heure="14:00", lieu="=1+1")
    world.convene(february, "annuler", BAT, motif="grève")
    world.convene(march, "reporter", motif="neige", seance_remplacante=january)
    yield world
    store.close()


def numbers(world: World, place: str | None = HERE) -> list[int]:
    return [row["id"] for row in world.rows(Seance, circonscription=place)]


def printed(
    world: World, circonscription: str | None = HERE, genre: str | None = None
) -> PrintedYear:
    found = seances_of(
        world.store, world.rulebook, 2027, genre=genre, circonscription=circonscription
    )
    return printed_year(
        found,
        year=2027,
        rulebook=world.rulebook,
        territory=TERRITORY,
        departement="Seine-Saint-Denis",
        code="93",
        circonscription=circonscription,
    )


def text_of(path: Path) -> str:
    """The words of every page, on one line."""
    words = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return " ".join(words.split())


def calendar(world: World) -> Any:
    """The feed, as another programme reads it."""
    return Calendar.from_ical(feed(printed(world)))


def events(world: World) -> dict[int, Any]:
    """Its events, by the number of their séance."""
    return {number_of(str(event["uid"])): event for event in calendar(world).events}


def number_of(uid: str) -> int:
    local, _, domain = uid.partition("@")
    assert domain == "93.reorientation.local"
    return int(local.removeprefix("seance-"))


# --- all of them


@pytest.mark.parametrize("place", [HERE, None])
def test_the_same_seances_give_the_same_bytes(
    year: World, tmp_path: Path, place: str | None
) -> None:
    for write in (write_poster, write_sheet, write_feed):
        first, second = (
            write(tmp_path / "sorties" / name, printed(year, place)).read_bytes() for name in "ab"
        )
        assert first == second
        assert len(first) > 1000
    assert {path.name for path in (tmp_path / "sorties").iterdir()} == {"a", "b"}


def test_what_changed_of_a_seance_is_told(year: World) -> None:
    notes = {one.number: one.note for one in printed(year).seances}

    assert [notes[number] for number in numbers(year)[:4]] == [
        f"déplacée, était le jeudi 14{NBSP}janvier",
        "annulée",
        f"reportée au mardi 19{NBSP}janvier",
        None,
    ]


def test_a_seance_moved_by_its_rule_tells_the_day_off_and_one_by_hand_what_changed(
    year: World,
) -> None:
    november, december = numbers(year)[9:11]
    year.convene(december, "deplacer", date_seance="2027-12-09", heure="14:00")
    hour = {one.number: one.note for one in printed(year).seances}
    year.convene(december, "deplacer", date_seance="2027-12-09", heure="14:00", lieu="Stains")
    place = {one.number: one.note for one in printed(year).seances}

    assert hour[november] == f"au lieu du jeudi 11{NBSP}novembre (Armistice)"
    assert (hour[december], place[december]) == (f"était à 9{NBSP}h{NBSP}30", "nouveau lieu")


def test_the_seances_of_the_whole_departement_are_those_of_each_circonscription(
    year: World,
) -> None:
    assert {one.name for one in printed(year).seances} == {f"ICL-I {HERE}", "EP"}
    assert {one.name for one in printed(year, genre="ep").seances} == {"EP"}
    assert len(printed(year, None).seances) == 34


# --- the page


def test_the_page_of_a_circonscription_is_one_sheet_that_says_it_all(
    year: World, tmp_path: Path
) -> None:
    path = write_poster(tmp_path / "p.pdf", printed(year))
    text = text_of(path)

    assert len(PdfReader(path).pages) == 1
    for words in (
        "Programme 2027",
        f"ICL-I, EP · {HERE} Bobigny",
        "À jour au 3 mars 2026",
        "mardi 19 déplacée, était le jeudi 14 janvier 14 h – 17 h ICL-I =1+1 vendredi 15 janvier",
        "reportée au mardi 19 janvier",
        "Noisy-le-Sec, grande salle",
        "Tableau à transmettre",
    ):
        assert words in text
    assert text.count("9 h 30 – 16 h 30 EP") == 12


def test_the_sheet_of_the_departement_has_months_down_and_circonscriptions_across(
    year: World, tmp_path: Path
) -> None:
    path = write_poster(tmp_path / "p.pdf", printed(year, None))
    (page,) = PdfReader(path).pages
    text = text_of(path)

    assert page.mediabox.width > page.mediabox.height > 800
    assert all(code in text for code in (HERE, ELSEWHERE, "Tout le département"))
    assert "mar. 19, 14 h" in text
    assert text.count("salle des commissions") == 1  # the column's head says it for all
    assert text.count("Noisy-le-Sec, grande salle") == 5
    assert "Août –" in text


def test_a_departement_too_wide_for_one_sheet_has_several(year: World, tmp_path: Path) -> None:
    one = printed(year, None)
    wide = tuple(
        replace(seance, circonscription=f"93-{rank:02}", number=rank)
        for rank, seance in enumerate(one.seances[:1] * 20)
    )
    reader = PdfReader(write_poster(tmp_path / "p.pdf", replace(one, seances=wide)))

    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(texts) == 2
    assert ("93-09" in texts[0], "93-10" in texts[1]) == (True, True)
    assert texts[1].endswith("page 2 sur 2")


def test_what_does_not_fit_on_a_page_goes_on_to_the_next(year: World, tmp_path: Path) -> None:
    one = printed(year)
    full = replace(one, seances=tuple(seance for seance in one.seances for _ in range(6)))
    reader = PdfReader(write_poster(tmp_path / "p.pdf", full))

    assert len(reader.pages) > 1
    assert all("Tableau à" in page.extract_text() for page in reader.pages)
    assert text_of(tmp_path / "p.pdf").count("Noisy-le-Sec, grande salle") == 5 * 6


def test_a_place_is_never_a_command_of_the_page(year: World, tmp_path: Path) -> None:
    place = 'Salle #panic("non") *2* $x$ \\ <b> "&" @fin'
    year.convene(numbers(year)[4], "deplacer", date_seance="2027-05-13", heure="09:30", lieu=place)

    assert place in text_of(write_poster(tmp_path / "p.pdf", printed(year)))


def test_a_page_is_read_aloud_in_order(year: World, tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-2: tagged, with its language and title; the table has headings."""
    reader = PdfReader(write_poster(tmp_path / "p.pdf", printed(year)))
    catalogue = reader.trailer["/Root"]
    assert isinstance(catalogue, DictionaryObject)
    tags = set(_tags(catalogue["/StructTreeRoot"]))

    assert "/Marked" in str(catalogue["/MarkInfo"])
    assert str(catalogue["/Lang"]).startswith("fr")
    assert reader.metadata is not None
    assert reader.metadata.title == f"Programme 2027 – ICL-I, EP · {HERE} Bobigny"
    assert {"/H1", "/Table", "/THead", "/TH", "/TR", "/TD"} <= tags


def _tags(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from _tags(node["/K"])
    elif isinstance(node, list):
        for one in node:
            yield from _tags(one)


# --- the spreadsheet


def sheet(world: World, path: Path) -> Worksheet:
    found = load_workbook(write_sheet(path, printed(world))).active
    assert isinstance(found, Worksheet)
    return found


def test_the_spreadsheet_has_dates_and_hours_that_sort(year: World, tmp_path: Path) -> None:
    lines: list[tuple[Any, ...]] = list(
        sheet(year, tmp_path / "p.xlsx").iter_rows(min_row=5, values_only=True)
    )
    heading, first = lines[0], lines[1]

    assert heading[:5] == ("Date", "Jour", "Début", "Fin", "Séance")
    assert f"{first[0]:%d/%m/%Y}" == "19/01/2027"
    assert first[1:7] == ("mardi", time(14), time(17), "ICL-I", HERE, "Bobigny")
    assert f"{first[8]:%d/%m/%Y %H:%M}" == "15/01/2027 23:59"
    assert [line[0] for line in lines[1:]] == sorted(line[0] for line in lines[1:])


def test_a_place_that_looks_like_a_formula_stays_a_text(year: World, tmp_path: Path) -> None:
    cell = sheet(year, tmp_path / "p.xlsx")["H6"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_heading_of_the_spreadsheet_stays_in_sight_and_filters(
    year: World, tmp_path: Path
) -> None:
    found = sheet(year, tmp_path / "p.xlsx")

    assert found.freeze_panes == "C6"
    assert found.auto_filter.ref == f"A5:L{found.max_row}"
    assert found.print_title_rows == "$5:$5"


# --- the calendar


def test_an_event_says_when_where_and_what_is_owed(year: World) -> None:
    moved = events(year)[numbers(year)[0]]

    assert str(moved["summary"]) == f"ICL-I {HERE}"
    assert moved.start == datetime(2027, 1, 19, 13, tzinfo=UTC)
    assert moved.end - moved.start == timedelta(hours=3)
    assert str(moved["location"]) == "=1+1"
    assert "Tableau à transmettre avant le vendredi 15" in str(moved["description"])
    assert str(moved["status"]) == "CONFIRMED"


def test_two_alarms_ring_the_morning_of_the_tableau_and_before_the_seance(year: World) -> None:
    tableau, start = events(year)[numbers(year)[0]].walk("VALARM")

    assert tableau["trigger"].dt == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert start["trigger"].dt == timedelta(hours=-1)
    (alone,) = events(year)[numbers(year, None)[0]].walk("VALARM")
    assert alone["trigger"].dt == timedelta(hours=-1)


def test_a_seance_keeps_its_uid_and_its_sequence_grows_when_it_moves(year: World) -> None:
    moving, still = numbers(year)[0], numbers(year)[5]
    first = events(year)
    year.wait(days=1).convene(moving, "deplacer", date_seance="2027-01-20", heure="14:00")
    year.convene(still, "preparer")
    second = events(year)

    assert first.keys() == second.keys()
    assert [int(one[moving]["sequence"]) for one in (first, second)] == [1, 2]
    assert second[moving]["dtstamp"].dt - first[moving]["dtstamp"].dt == timedelta(days=1)
    assert first[still].to_ical() == second[still].to_ical()
    assert int(first[still]["sequence"]) == 0


def test_a_seance_given_up_stays_cancelled_and_rings_no_more(year: World) -> None:
    cancelled, postponed = (events(year)[number] for number in numbers(year)[1:3])

    for one in (cancelled, postponed):
        assert (str(one["status"]), str(one["transp"])) == ("CANCELLED", "TRANSPARENT")
        assert int(one["sequence"]) == 1
        assert one.walk("VALARM") == []
    assert str(cancelled["summary"]) == f"Annulée – ICL-I {HERE}"
    assert "Reportée au mardi 19" in str(postponed["description"])


def test_the_feed_is_of_the_standard(year: World) -> None:
    """RFC 5545: what a calendar must say, lines of 75 octets at most, ended by CRLF."""
    written, found = feed(printed(year)), calendar(year)

    assert (str(found["version"]), str(found["method"])) == ("2.0", "PUBLISH")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.count(b"\n") == written.count(b"\r\n")
    assert len({str(event["uid"]) for event in found.events}) == len(found.events) == 23
    assert all(event["dtstamp"].dt.tzinfo is not None for event in found.events)
    assert all(not part.errors for part in found.walk())
