"""Other applications: what they are sent, how they can trust it, what their replies mean."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from notifications.channels.contract import (
    ChannelUnavailable,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.channels.webhook import UnusableApplication, WebhookChannel, webhook_id
from tests.notifications.ways import KEY, failure_of
from tests.notifications.webserver import Doorman, serving

NOW = datetime(2026, 5, 4, 7, 0, 12, tzinfo=UTC)


@pytest.fixture
def doorman() -> Iterator[Doorman]:
    with serving(Doorman()) as one:
        yield one


def channel_to(
    port: int, *, scheme: str = "http", clock: datetime = NOW, ca_file: Path | None = None
) -> WebhookChannel:
    address = f"{scheme}://localhost:{port}/recevoir"
    return WebhookChannel("carnet", address, KEY, clock=lambda: clock, timeout=0.5, ca_file=ca_file)


def test_an_application_is_told_what_happened_in_codes_and_references(
    doorman: Doorman, parcel: Parcel
) -> None:
    channel_to(doorman.port).send(parcel)
    (asked,) = doorman.received

    assert asked.path == "/recevoir"
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert asked.json == {
        "type": "seance_deplacee",
        "timestamp": "2026-05-04T07:00:00+00:00",
        "data": {
            "reference": "séance 12",
            "circonscription": "93-01",
            "lien": "https://reorientation.example/seances/12",
        },
    }


def test_what_it_receives_is_signed_at_the_instant_of_sending(
    doorman: Doorman, parcel: Parcel
) -> None:
    now = datetime.now(UTC)
    channel_to(doorman.port, clock=now).send(parcel)
    (asked,) = doorman.received

    assert Webhook(KEY).verify(asked.body, asked.headers) == asked.json
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY).verify(asked.body.replace(b"93-01", b"93-02"), asked.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "YXV0cmUgc2VjcmV0IHF1ZSBsZSBub3RyZQ==").verify(asked.body, asked.headers)


def test_what_somebody_plays_again_later_is_too_old(doorman: Doorman, parcel: Parcel) -> None:
    channel_to(doorman.port, clock=datetime.now(UTC) - timedelta(minutes=6)).send(parcel)
    (asked,) = doorman.received

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(KEY).verify(asked.body, asked.headers)


def test_a_retry_bears_the_same_id_under_a_new_signature(doorman: Doorman, parcel: Parcel) -> None:
    doorman.statuses.append(500)
    failure_of(channel_to(doorman.port), parcel)
    channel_to(doorman.port, clock=NOW + timedelta(minutes=2)).send(parcel)
    first, second = doorman.received

    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert first.body == second.body


def test_the_id_has_none_of_the_full_stops_that_part_what_is_signed() -> None:
    ids = ["<a.1@x.local>", "<a%2E1@x.local>", "<a.11@x.local>", "<a 1@x.local>"]

    assert len({webhook_id(one) for one in ids}) == len(ids)
    assert not any("." in webhook_id(one) for one in ids)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_is_a_success(status: int, doorman: Doorman, parcel: Parcel) -> None:
    doorman.statuses.append(status)
    channel_to(doorman.port).send(parcel)

    assert len(doorman.received) == 1


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        *((status, PermanentFailure) for status in (400, 404, 409, 410, 413, 422)),
        *((status, TemporaryFailure) for status in (408, 425, 500, 501)),
        *((status, ChannelUnavailable) for status in (301, 307, 401, 403, 429, 502, 503, 504)),
    ],
)
def test_each_reply_has_its_failure(
    status: int, failure: type[Exception], doorman: Doorman, parcel: Parcel
) -> None:
    doorman.statuses.append(status)
    found = failure_of(channel_to(doorman.port), parcel)

    assert type(found) is failure
    assert found.code == status


def test_a_redirection_is_not_followed(doorman: Doorman, parcel: Parcel) -> None:
    with serving(Doorman()) as elsewhere:
        doorman.statuses.append(307)
        doorman.headers["Location"] = f"http://localhost:{elsewhere.port}/"
        failure_of(channel_to(doorman.port), parcel)

        assert elsewhere.received == []


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 04 May 2026 07:10:12 GMT", timedelta(minutes=10)),
        ("Mon, 04 May 2026 06:00:00 GMT", timedelta()),
        ("99999999999", timedelta(days=1)),
        ("bientôt".encode().decode("latin-1"), None),
        ("", None),
    ],
)
def test_an_application_says_how_long_to_leave_it_alone(
    said: str, wait: timedelta | None, doorman: Doorman, parcel: Parcel
) -> None:
    doorman.statuses.append(429)
    doorman.headers["Retry-After"] = said
    found = failure_of(channel_to(doorman.port), parcel)

    assert isinstance(found, TemporaryFailure)
    assert found.wait == wait


def test_an_application_that_hangs_does_not_hold_the_others_back(
    doorman: Doorman, parcel: Parcel
) -> None:
    doorman.hangs = threading.Event()
    found = failure_of(channel_to(doorman.port), parcel)
    doorman.hangs.set()

    assert type(found) is TemporaryFailure
    assert found.code is None
    assert found.halts


def test_a_certificate_that_nobody_vouches_for_is_refused(pair: Path, parcel: Parcel) -> None:
    with serving(Doorman(), pair=pair) as doorman:
        found = failure_of(channel_to(doorman.port, scheme="https"), parcel)

        assert isinstance(found, ChannelUnavailable)
        assert "certificat" in str(found)
        assert doorman.received == []


def test_a_certificate_of_the_authorities_given_is_taken(pair: Path, parcel: Parcel) -> None:
    with serving(Doorman(), pair=pair) as doorman:
        channel = channel_to(doorman.port, scheme="https", ca_file=pair)
        channel.send(parcel)
        channel.close()

        assert len(doorman.received) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://carnet.example/recevoir",
        "http://127.0.0.1.carnet.example/",
        "ftp://localhost/",
        "https:///recevoir",
        "https://[mauvais/",
        "",
    ],
)
def test_nothing_leaves_in_clear_but_on_this_machine(address: str) -> None:
    with pytest.raises(UnusableApplication) as caught:
        WebhookChannel("carnet", address, KEY, clock=lambda: NOW)

    assert "mauvais" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "whsec_", "whsec_été", "whsec_Y291cnQ=", "pas du base64 !"])
def test_a_key_that_would_protect_nothing_is_refused_and_not_quoted(key: str) -> None:
    with pytest.raises(UnusableApplication) as caught:
        WebhookChannel("carnet", "https://carnet.example", key, clock=lambda: NOW)

    assert "Y291" not in str(caught.value)


def test_two_things_are_two_requests(doorman: Doorman, parcel: Parcel) -> None:
    channel = channel_to(doorman.port)
    for number in range(2):
        channel.send(replace(parcel, id=f"<m.{number}@reorientation.local>"))
    channel.close()

    assert [one.headers["webhook-id"] for one in doorman.received] == [
        f"m%2E{number}@reorientation%2Elocal" for number in range(2)
    ]
