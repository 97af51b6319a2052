"""``/agenda/{secret}.ics``: what a calendar programme is answered, and what nobody is told."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from icalendar import Calendar

from entrypoints.assembly import Assembly
from entrypoints.web.serving import agenda
from entrypoints.web.serving.failing import NOTHING_HERE, TRY_LATER
from rules.subjects import Subject, SubjectKind
from tests.calendars import breaches
from tests.entrypoints.door import Door
from tests.web.doorways import lent
from tests.web.served import TRUSTED
from tests.workflow.build import ALI, HERE, execute
from tests.workflow.test_diaries import agent as agent_of
from tests.workflow.test_diaries import place, service
from tests.workflow.test_diary_addresses import made, revoke
from workflow.reading import diaries
from workflow.tables.diaries import DiaryAddress

SECRET = "x" * 43


@pytest.fixture
def web(door: Door) -> Iterator[httpx.Client]:
    """A browser before the web door of the world."""
    assembly = Assembly()
    with (
        lent() as doorway,
        doorway.onto(assembly),
        httpx.Client(base_url=doorway.web.address, verify=TRUSTED) as client,
    ):
        yield client
    assembly.close()


def path(token: str) -> str:
    """Where a secret is read."""
    return f"/agenda/{token}.ics"


def test_a_secret_address_answers_a_calendar(door: Door, web: httpx.Client) -> None:
    number = door.world.seance("2026-03-26")
    address = made(door.world, place(door.world))
    answer = web.get(path(address.token))
    calendar: Any = Calendar.from_ical(answer.content)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert breaches(answer.content) == []
    assert [str(event["UID"]) for event in calendar.events] == [
        f"seance-{number}@93.reorientation.local"
    ]


def test_an_answer_is_kept_private_and_nothing_is_guessed_from_it(
    door: Door, web: httpx.Client
) -> None:
    address = made(door.world, place(door.world))

    for answer in (web.get(path(address.token)), web.get("/"), web.get(path(SECRET))):
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-robots-tag"] == "noindex"


def test_unknown_revoked_and_malformed_are_answered_alike(door: Door, web: httpx.Client) -> None:
    revoked = made(door.world, place(door.world))
    revoke(door.world, revoked.address_id)
    left = made(door.world, agent_of(door.world, {"role": "bat"}))
    execute(door.world.store, "UPDATE agent SET actif = 0")

    answers = [
        web.get(path(token))
        for token in (SECRET, revoked.token, left.token, "court", "é" * 43, "a%2Fb", "\N{BELL}")
    ]
    for one in answers:
        del one.headers["date"]
    told = {(one.status_code, one.text, tuple(sorted(one.headers.items()))) for one in answers}
    assert len(told) == 1
    assert (answers[0].status_code, answers[0].text) == (404, NOTHING_HERE)


def test_a_calendar_that_did_not_change_is_not_sent_again(door: Door, web: httpx.Client) -> None:
    number = door.world.seance("2026-03-26")
    address = made(door.world, place(door.world))
    first = web.get(path(address.token))
    tag = first.headers["etag"]
    same = [
        web.get(path(address.token), headers={"If-None-Match": said})
        for said in (tag, f'"autre", W/{tag}', "*")
    ]
    door.world.wait(days=1).convene(number, "preparer")
    changed = web.get(path(address.token), headers={"If-None-Match": tag})

    assert [(one.status_code, one.content, one.headers["etag"]) for one in same] == [
        (304, b"", tag)
    ] * 3
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_calendar_that_did_not_change_is_not_even_written(
    door: Door, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.world.seance("2026-03-26")
    address = made(door.world, place(door.world))
    tag = web.get(path(address.token)).headers["etag"]

    def writing(*_: object) -> bytes:
        raise AssertionError("le calendrier est écrit")

    monkeypatch.setattr(agenda, "diary_feed", writing)

    answer = web.get(path(address.token), headers={"If-None-Match": tag})
    assert answer.status_code == 304


def test_asking_whether_it_is_there_sends_no_calendar(door: Door, web: httpx.Client) -> None:
    address = made(door.world, place(door.world))
    answer = web.head(path(address.token))

    assert (answer.status_code, answer.content) == (200, b"")
    assert "etag" in answer.headers


@pytest.mark.parametrize(
    "address",
    ["/docs", "/redoc", "/openapi.json", "/agenda", "/favicon.ico", "/agenda/", "/agenda/x"],
)
def test_nothing_else_is_there(web: httpx.Client, address: str) -> None:
    answer = web.get(address)

    assert answer.status_code == 404
    assert (answer.text == NOTHING_HERE) is address.startswith("/agenda/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_diary_is_only_read(door: Door, web: httpx.Client, method: str) -> None:
    address = made(door.world, place(door.world))

    answers = [web.request(method, path(token)) for token in (address.token, SECRET)]
    assert [(one.status_code, one.text) for one in answers] == [(405, NOTHING_HERE)] * 2


def test_a_reading_is_dated(door: Door, web: httpx.Client) -> None:
    address = made(door.world, service(ALI))
    web.get(path(address.token))

    row = door.world.row(DiaryAddress, address.address_id)
    assert row["read_at"] == int(door.world.now.timestamp() * 1_000_000)


def test_a_failure_is_told_in_a_sentence_and_leaves_its_type_in_the_logs(
    door: Door, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = made(door.world, place(door.world))

    def failing(*_: object) -> None:
        raise ConnectionError("la base de M. DUPONT ne répond pas")

    monkeypatch.setattr(diaries, "cover_of", failing)
    with structlog.testing.capture_logs() as logs:
        answer = web.get(path(address.token))

    assert (answer.status_code, answer.text) == (503, TRY_LATER)
    assert answer.headers["retry-after"] == "60"
    assert {one["event"]: one.get("error") for one in logs}["web.failed"] == "ConnectionError"
    assert "DUPONT" not in str(logs)


def test_no_line_of_the_logs_bears_a_secret(door: Door, web: httpx.Client) -> None:
    address = made(door.world, place(door.world))
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    logging.getLogger().addHandler(handler)
    try:
        with structlog.testing.capture_logs() as logs:
            web.get(path(address.token))
            web.get(path("court-mais-secret"))
    finally:
        logging.getLogger().removeHandler(handler)

    answered = [one for one in logs if one["event"] == "web.answered"]
    assert [(one["route"], one["status"]) for one in answered] == [
        ("/agenda/{secret}.ics", 200),
        ("/agenda/{secret}.ics", 404),
    ]
    for secret in (address.token, "court-mais-secret"):
        assert secret not in f"{logs} {lines.getvalue()}"


def test_a_diary_names_the_place_and_no_member(door: Door, web: httpx.Client) -> None:
    number = int(
        door.json(
            *("membre", "ajouter", "--role", "ep", "--champ", "genre=ep"),
            *("--champ", "siege=departement", "--champ", "nom=NOM-SECRET"),
            *("--champ", "du=2026-01-01"),
        )["membre"]
    )
    address = made(door.world, Subject(SubjectKind.MEMBRE, number))
    text = web.get(path(address.token)).text

    assert f"X-WR-CALNAME:Agenda – membre n°\N{NO-BREAK SPACE}{number}" in text
    assert "SECRET" not in text
    assert HERE in web.get(path(made(door.world, place(door.world)).token)).text
