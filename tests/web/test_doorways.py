"""An application that is served where another one was answers for itself only."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
from fastapi import FastAPI

from tests.web.doorways import lent


def saying(word: str) -> FastAPI:
    """An application that says one word."""
    app = FastAPI()
    app.get("/")(lambda: word)
    return app


def test_one_application_answers_after_another_and_nobody_in_between() -> None:
    told = []
    for word in ("la première", "la seconde"):
        with lent() as doorway, httpx.Client(base_url=doorway.web.address) as client:
            with doorway.answered_by(saying(word)):
                told.append(client.get("/").json())
            told.append(client.get("/").status_code)

    assert told == ["la première", 404, "la seconde", 404]


def test_what_is_under_way_at_the_end_of_an_application_is_finished() -> None:
    app, asked, ended = FastAPI(), Event(), Event()

    @app.get("/")
    def slow() -> None:
        asked.set()
        time.sleep(0.1)
        ended.set()

    with ThreadPoolExecutor(1) as reader, lent() as doorway:
        with doorway.answered_by(app):
            answer = reader.submit(httpx.get, doorway.web.address)
            assert asked.wait(10)
        finished = ended.is_set()

    assert finished
    assert answer.result().status_code == 200


def test_two_at_once_have_a_doorway_each() -> None:
    with lent() as first, lent() as second:
        assert first.web.address != second.web.address
