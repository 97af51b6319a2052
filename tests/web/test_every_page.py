"""Every address, as every office: nothing fails, nothing leaks, nothing is out of the frame."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import httpx
import pytest

from entrypoints.web.forms.posted import TOKEN
from entrypoints.web.serving.failing import CAPACITY, LOGIN
from rules.access.policy import OUTSIDE
from tests.web.addresses import (
    PUBLIC,
    TO_COME,
    StandIn,
    Which,
    addresses,
    places,
    routes,
    stand_ins,
)
from tests.web.pages import HEAVIEST, flaws, is_page, links, weight
from tests.web.served import Served
from tests.web.town import OFFICES

NOBODY = None
# By the module: the tests about one visitor follow each other, and share the round that they made.
VISITORS = pytest.mark.parametrize("who", [*OFFICES, NOBODY], scope="module")
AGENTS = pytest.mark.parametrize("who", OFFICES, scope="module")


class Round:
    """What somebody was answered everywhere they went; each address is asked once."""

    def __init__(self, served: Served, known: Mapping[str, StandIn], client: httpx.Client) -> None:
        self.client = client
        self.app = served.app
        self._known = known
        self._answers: dict[str, httpx.Response] = {}

    def answers(self, which: Which = "here") -> Iterator[tuple[str, httpx.Response]]:
        """Every route that is read, and its answer."""
        for route, address in self.addresses("GET", which):
            yield route, self.answer(address)

    def answer(self, address: str) -> httpx.Response:
        """What was answered there."""
        if address not in self._answers:
            self._answers[address] = self.client.get(address)
        return self._answers[address]

    def addresses(self, method: str, which: Which = "here") -> Iterator[tuple[str, str]]:
        """Every route that takes the method, and its address."""
        return addresses(self.app, self._known, method, which)

    def links(self) -> dict[str, str]:
        """The addresses of ours that the pages propose, and the first page that does: of those
        that differ by a number only, three."""
        found: dict[str, str] = {}
        shapes: Counter[str] = Counter()
        for route, answer in self.answers():
            for one in sorted(links(answer)) if is_page(answer) else ():
                shape = re.sub(r"\d+", "#", one)
                if one not in found and shapes[shape] < 3:
                    shapes[shape] += 1
                    found[one] = route
        return found


@pytest.fixture(scope="module")
def known(looked_at: Served) -> Mapping[str, StandIn]:
    """What the addresses are filled with."""
    return stand_ins(looked_at.town)


@pytest.fixture(scope="module")
def rounds(looked_at: Served) -> Iterator[tuple[dict[str | None, Round], ExitStack]]:
    """The rounds that were begun."""
    with ExitStack() as stack:
        yield {}, stack


@pytest.fixture
def made(
    looked_at: Served,
    known: Mapping[str, StandIn],
    rounds: tuple[dict[str | None, Round], ExitStack],
    who: str | None,
) -> Round:
    """The round of the agent whom the test is about; or of nobody."""
    begun, stack = rounds
    if who not in begun:
        client = stack.enter_context(looked_at.visitor(who))
        begun[who] = Round(looked_at, known, client)
    return begun[who]


def test_every_parameter_of_an_address_is_known_to_these_tests(
    looked_at: Served, known: Mapping[str, StandIn]
) -> None:
    found = {one for route in routes(looked_at.app, "GET", "POST") for one in places(route)}

    assert found <= set(known), "dites dans tests/web/addresses.py ce que ces paramètres désignent"


@VISITORS
def test_no_page_fails_and_each_is_whole(made: Round) -> None:
    wrong = []
    for which in ("here", "elsewhere", "nowhere"):
        for route, answer in made.answers(which):
            said = flaws(answer) if is_page(answer) else []
            if answer.status_code >= 500:
                said.append("une erreur")
            wrong += [f"{route} ({which}, {answer.status_code}) : {one}" for one in said]

    assert wrong == []


@VISITORS
def test_no_page_is_heavier_than_its_measure(made: Round) -> None:
    weights = {route: weight(made.answer, one) for route, one in made.answers() if is_page(one)}

    assert weights
    assert {route: one for route, one in weights.items() if one >= HEAVIEST} == {}


@VISITORS
def test_every_link_of_a_page_leads_to_something(made: Round) -> None:
    dead = [
        f"{address} ({status}), proposé par {route}"
        for address, route in made.links().items()
        if address not in TO_COME and (status := made.answer(address).status_code) >= 400
    ]

    assert dead == []


def test_no_page_that_is_served_is_still_said_to_come(looked_at: Served) -> None:
    assert set(routes(looked_at.app, "GET")) & TO_COME == set()


@pytest.mark.parametrize("who", [NOBODY])
def test_whoever_is_not_logged_in_is_sent_to_the_login_page(made: Round) -> None:
    answers = [one for which in ("here", "nowhere") for one in made.answers(which)]
    sent = {
        route: (answer.status_code, answer.headers.get("location", "").partition("?")[0])
        for route, answer in answers
        if route not in PUBLIC
    }

    assert sent
    assert {route: one for route, one in sent.items() if one != (303, LOGIN)} == {}


@AGENTS
def test_what_is_elsewhere_is_answered_like_what_does_not_exist(made: Round) -> None:
    there = dict(made.answers("elsewhere"))
    told = []
    for route, answer in made.answers("nowhere"):
        if route in PUBLIC or answer.status_code == 303:
            continue
        if answer.status_code not in {403, 404}:
            told.append(f"{route} : {answer.status_code}")
        if answer.status_code == 404 and OUTSIDE.sentence not in answer.text:
            told.append(f"{route} : ce qui n’existe pas est dit autrement")
        if there[route].status_code >= 400 and _said(there[route]) != _said(answer):
            told.append(f"{route} : ce qui est ailleurs se distingue")

    assert told == []


@VISITORS
def test_no_form_is_taken_without_the_token_of_the_session(made: Round) -> None:
    taken = []
    for route, address in made.addresses("POST"):
        answer = made.client.post(address, data={TOKEN: "un autre"})
        sent_away = answer.headers.get("location", "").startswith((LOGIN, CAPACITY))
        if answer.status_code not in {403, 404} and not (answer.status_code == 303 and sent_away):
            taken.append(f"{route} : {answer.status_code}")

    assert taken == []


def _said(answer: httpx.Response) -> tuple[int, str]:
    """What an answer says, but for the address that was asked."""
    return answer.status_code, answer.text.replace(answer.request.url.path, "…")
