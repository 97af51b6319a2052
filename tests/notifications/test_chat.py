"""Chat rooms: what is written there, and what becomes of what cannot be."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.channels.chat import ChatRoom, UnusableRoom, check_address
from notifications.channels.contract import ChannelUnavailable, Parcel, PermanentFailure
from tests.notifications.ways import TOKEN, failure_of
from tests.notifications.webserver import Doorman, serving

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def doorman() -> Iterator[Doorman]:
    with serving(Doorman()) as one:
        yield one


def room_at(doorman: Doorman, *, scheme: str = "mmost") -> ChatRoom:
    return ChatRoom("salon-bat", f"{scheme}://localhost:{doorman.port}/{TOKEN}", timeout=0.5)


def test_a_room_reads_what_it_is_about_and_where_it_is_and_nothing_of_the_mail(
    doorman: Doorman, parcel: Parcel
) -> None:
    room_at(doorman).send(parcel)
    (asked,) = doorman.received
    title, *body = asked.json["text"].split("\n")

    assert title.lstrip("# ").strip() == parcel.text.subject
    assert "".join(body).strip() == "séance 12 : https://reorientation.example/seances/12"
    assert "Le délai" not in str(asked.json)
    assert "icon_url" not in asked.json


def test_a_digest_is_a_line_for_each_reference_once(doorman: Doorman, parcel: Parcel) -> None:
    (told,) = parcel.told
    other = replace(told, reference="dossier 42", link=None)
    room_at(doorman).send(replace(parcel, told=(told, other, told)))
    text = doorman.received[0].json["text"]

    assert text.count("séance 12") == 1
    assert text.endswith("dossier 42")


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, PermanentFailure),
        (413, PermanentFailure),
        *((status, ChannelUnavailable) for status in (302, 401, 403, 404, 410, 429, 502, 503)),
    ],
)
def test_a_room_that_is_closed_to_us_buries_no_message(
    status: int, failure: type[Exception], doorman: Doorman, parcel: Parcel
) -> None:
    doorman.statuses.append(status)
    found = failure_of(room_at(doorman), parcel)

    assert type(found) is failure
    assert found.code == status


def test_a_redirection_is_not_followed(doorman: Doorman, parcel: Parcel) -> None:
    with serving(Doorman()) as elsewhere:
        doorman.statuses.append(302)
        doorman.headers["Location"] = f"http://localhost:{elsewhere.port}/"
        failure_of(room_at(doorman), parcel)

        assert elsewhere.received == []


def test_a_room_that_hangs_does_not_hold_the_others_back(doorman: Doorman, parcel: Parcel) -> None:
    doorman.hangs = threading.Event()
    found = failure_of(room_at(doorman), parcel)
    doorman.hangs.set()

    assert isinstance(found, ChannelUnavailable)
    assert found.code is None


def test_a_certificate_that_nobody_vouches_for_is_refused(pair: Path, parcel: Parcel) -> None:
    with serving(Doorman(), pair=pair) as doorman:
        found = failure_of(room_at(doorman, scheme="mmosts"), parcel)

        assert isinstance(found, ChannelUnavailable)
        assert doorman.received == []


@pytest.mark.parametrize(
    "address",
    [
        f"mmost://chat.departement.example/{TOKEN}",
        f"matrix://tchap.example/{TOKEN}",
        f"https://chat.departement.example/{TOKEN}",
        f"json://localhost/{TOKEN}",
        f"mmosts://[{TOKEN}",
        TOKEN,
    ],
)
def test_an_address_in_clear_or_of_no_room_is_refused_and_not_quoted(address: str) -> None:
    with pytest.raises(UnusableRoom) as caught:
        check_address("salon-bat", address)

    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "address",
    [
        f"mmosts://chat.departement.example/{TOKEN}",
        f"matrixs://compte:{TOKEN}@matrix.tchap.example/!salon",
        f"workflows://prod.azure.example/{TOKEN}/signature",
    ],
)
def test_the_rooms_of_the_three_families_are_known(address: str) -> None:
    check_address("salon-bat", address)


def test_the_log_of_apprise_is_left_as_it_was(doorman: Doorman, parcel: Parcel) -> None:
    logger = logging.getLogger("apprise")
    before = (list(logger.handlers), logger.propagate, logger.level)
    room_at(doorman).send(parcel)

    assert (list(logger.handlers), logger.propagate, logger.level) == before


def test_nothing_that_apprise_logs_reaches_another_log(
    doorman: Doorman, parcel: Parcel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    doorman.statuses.append(404)
    failure_of(room_at(doorman), parcel)

    assert [one for one in caplog.records if one.name == "apprise"] == []
