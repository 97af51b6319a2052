"""The year of the séances of a large département: what opens, page after page, light."""

import re
from typing import Any

import httpx
import pytest
from lxml import html

from benchmarks.overheard import overheard
from rules.facts import entering
from rules.wording import NBSP
from tests.web.api.calling import calling
from tests.web.reading import form_of, text_of
from tests.web.served import Served
from tests.web.test_statements import statements
from tests.workflow.build import HERE, execute
from workflow.database.instants import from_micros
from workflow.tables.subjects import Seance

DAY = 24 * 3600 * 10**6
LARGE = "/seances?annee=2026&circonscription=toutes"


def copy(served: Served, *, days: int, since: int = 2027) -> None:
    """Every séance of that year once more, so many days later or before."""
    rows = [one for one in served.town.rows(Seance) if year_of(one["held_at"]) == since]
    first, last = min(one["id"] for one in rows), max(one["id"] for one in rows)
    gap = max(one["id"] for one in served.town.rows(Seance)) + 1 - first
    these = f"BETWEEN {first} AND {last}"
    execute(
        served.town.store,
        "INSERT INTO seance (id, version, seq, head, genre, instance, circonscription, held_at,"
        f" state) SELECT id + {gap}, 1, 1, '', genre, instance, circonscription,"
        f" held_at + {days * DAY}, state FROM seance WHERE id {these}",
        "INSERT INTO fact (kind, subject_id, seq, rank, code, occurred_at, known_at, data)"
        f" SELECT kind, subject_id + {gap}, 1, 0, code, occurred_at, known_at, data FROM fact"
        f" WHERE kind = 'seance' AND code = '{entering('programmee')}' AND subject_id {these}",
    )


def year_of(micros: int) -> int:
    """The year of an instant, no séance being held in its first hours."""
    return from_micros(micros).year


def generated(served: Served) -> Served:
    """The same with the séances that the rules give for 2027, and the like of them in 2026."""
    address = "/seances/generer?annee=2027"
    with served.visitor("bat") as client:
        client.post(address, data=form_of(client.get(address)))
    copy(served, days=-364)
    return served


@pytest.fixture(scope="module")
def large(looked_at: Served) -> Served:
    """A département of more circonscriptions than one reads beside one another; looked at only."""
    return generated(looked_at)


def tree(answer: httpx.Response) -> Any:
    """A page, to be searched."""
    return html.fromstring(answer.text)


def walked(client: httpx.Client, address: str) -> list[list[str]]:
    """The séances of each page, by their numbers, from that address to the last page."""
    pages: list[list[str]] = []
    while address and len(pages) < 20:
        answer = client.get(address)
        pages.append(listed(answer))
        following = tree(answer).xpath("//nav[@class='more']/a[contains(., 'Page suivante')]/@href")
        address = next(iter(following), "")
    return pages


def listed(answer: httpx.Response) -> list[str]:
    """The séances that a page links, in their order."""
    found: list[str] = re.findall(r'href="/seances/(\d+)"', answer.text)
    return found


def of(served: Served, year: int, *places: str | None) -> set[str]:
    """The séances of a year, of these circonscriptions when some are said."""
    return {
        str(one["id"])
        for one in served.town.rows(Seance)
        if year_of(one["held_at"]) == year and (not places or one["circonscription"] in places)
    }


def test_the_pages_of_a_year_follow_one_another_and_lose_none(large: Served) -> None:
    with large.visitor("bat") as client:
        pages = walked(client, f"{LARGE}&mois=1")
    every = [one for page in pages for one in page]
    dates = {str(one["id"]): one["held_at"] for one in large.town.rows(Seance)}

    assert [len(page) for page in pages[:-1]] == [50] * (len(pages) - 1)
    assert len(every) == len(set(every))
    assert set(every) == of(large, 2026)
    assert [dates[one] for one in every] == sorted(dates[one] for one in every)


def test_a_large_year_opens_on_this_month_and_leads_to_each_other(large: Served) -> None:
    with large.visitor("bat") as client:
        page = client.get("/seances")
        first = tree(page).xpath("string(//tbody/tr[1]/th)")
        months = tree(page).xpath("//ul[@aria-label='Commencer en']//a")
        before = client.get(next(one.get("href") for one in months if one.text == "février"))
        next_year = client.get("/seances?annee=2027")
        elsewhere = client.get("/seances?apres=AAAA")

    assert "mai" in first
    assert [one.text for one in months if one.get("aria-current")] == ["mai"]
    assert "février" in tree(before).xpath("string(//tbody/tr[1]/th)")
    assert "janvier" in tree(next_year).xpath("string(//tbody/tr[1]/th)")
    assert "Choisissez une circonscription" in text_of(page)
    assert elsewhere.status_code == 303


def test_one_circonscription_is_read_by_month(large: Served) -> None:
    with large.visitor("bat") as client:
        page = client.get(f"/seances?annee=2027&circonscription={HERE}")
        dates = client.get(f"/seances?annee=2027&circonscription={HERE}&vue=dates")

    assert set(listed(page)) == set(listed(dates)) == of(large, 2027, HERE, None)
    assert len(tree(page).xpath("//tbody/tr")) == 12
    assert "Choisissez une circonscription" not in text_of(page)


def test_more_than_a_table_holds_is_a_list_even_of_one_circonscription(served: Served) -> None:
    generated(served)
    for _ in range(5):
        copy(served, days=1)
    address = f"/seances?annee=2027&circonscription={HERE}"
    with served.visitor("bat") as client:
        while len(of(served, 2027, HERE, None)) <= 180:
            assert "un mois par ligne" in client.get(address).text
            copy(served, days=1)
        page = client.get(address)

    assert "trop nombreuses pour un tableau par mois" in text_of(page)
    assert len(listed(page)) == 50


def test_a_large_year_opens_on_the_circonscriptions_of_its_reader(large: Served) -> None:
    with large.visitor("referente") as client:
        own, every = client.get("/seances?annee=2027"), client.get(LARGE)
        none = client.get("/seances?annee=2031")
    count = len(of(large, 2027, HERE, None))

    assert f"{count}{NBSP}séances · votre circonscription" in own.text
    assert tree(own).xpath("//thead/tr/th[2]/text()") == tree(own).xpath(
        f"//option[@value='{HERE}']/text()"
    )
    assert tree(own).xpath("//select[@name='circonscription']/option[1]/text()") == ["les miennes"]
    assert f"{len(of(large, 2026))}{NBSP}séances" in every.text
    assert "les miennes" not in none.text


def test_the_files_have_the_whole_year_whatever_the_page_shows(large: Served) -> None:
    with large.visitor("referente") as client:
        page = client.get("/seances?annee=2027&mois=3&vue=dates")
        (address,) = tree(page).xpath("//a[starts-with(@href, '/seances/programme/ics')]/@href")
        feed = client.get(address)

    assert feed.text.count("BEGIN:VEVENT") == len(of(large, 2027))


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_more_seances_weigh_no_more_and_ask_no_more_statements(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served = generated(request.getfixturevalue(fixture))
    visits = [(who, LARGE) for who in ("bop", "bat", "manager", "referente")]
    before = {visit: statements(served, *visit) for visit in visits}
    for days in (1, 2):
        copy(served, days=days, since=2026)
    weights = {}
    for who, address in visits:
        with served.visitor(who) as client:
            weights[who] = len(client.get(address).content)

    assert len(of(served, 2026)) > 500
    assert {visit: statements(served, *visit) for visit in visits} == before
    assert max(weights.values()) < 40_000


def test_the_api_gives_the_seances_page_after_page(large: Served) -> None:
    asked: dict[str, str | int] = {"du": "2027-01-01", "au": "2027-12-31", "limite": 60}
    found: list[int] = []
    sizes = []
    with calling(large, "bop") as client:
        for _ in range(20):
            told = client.get("/api/seances", params=asked).json()
            found += [one["seance"] for one in told["seances"]]
            sizes.append(len(told["seances"]))
            if told["suite"] is None:
                break
            asked["apres"] = told["suite"]

    assert sizes[:-1] == [60] * (len(sizes) - 1)
    assert len(found) == len(set(found))
    assert set(map(str, found)) == of(large, 2027)


def test_no_more_seances_are_read_than_are_shown(large: Served) -> None:
    store = large.app.state.assembly.store
    with large.visitor("bop") as page, calling(large, "bop") as program, overheard(store) as told:
        page.get(LARGE)
        changes = [one.sql for one in told if "FROM fact" in one.sql]
        told.clear()
        program.get("/api/seances")
        lines = [one.sql for one in told if "AS lines" in one.sql]

    assert ["LIMIT" in one for one in (*changes, *lines)] == [True, True]
