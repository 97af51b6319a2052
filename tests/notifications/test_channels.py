"""The one contract of every way out: mail server, folders, chat rooms, applications."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifications.channels.contract import (
    ChannelUnavailable,
    DeliveryFailure,
    Enclosure,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
)
from tests.notifications.ways import KEY, TOKEN, WAYS, failure_of, unreachable

pytestmark = pytest.mark.filterwarnings(
    "ignore:Session.login_data:DeprecationWarning",
    "ignore:Requiring AUTH while not requiring TLS:UserWarning",
    # apprise imports every plug-in it has
    "ignore:'imghdr' is deprecated:DeprecationWarning",
)

NUMBERED = [name for name in WAYS if name not in ("mattermost", "matrix")]
"""Ways that carry the id of a parcel; a room only shows the same words twice."""
SERVERS = ["smtp", "mattermost", "matrix", "application"]
WORDS = "Sélénée — « à 9 h 30 »"


@pytest.fixture
def parcel(parcel: Parcel) -> Parcel:
    """A parcel that any way may take, with its page for the post."""
    page = Enclosure(name="convocation.pdf", media="application/pdf", content=WORDS.encode())
    (told,) = parcel.told
    text = replace(parcel.text, subject=f"Séance déplacée {WORDS}")
    told = replace(told, data={**told.data, "lieu": WORDS})
    return replace(parcel, files=(page,), text=text, told=(told,))


@pytest.fixture
def bare(parcel: Parcel) -> Parcel:
    """The same without a file: the text of a mail is then easier to read."""
    return replace(parcel, files=())


@pytest.fixture(params=WAYS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def given(name: str, parcel: Parcel) -> Parcel:
    """What that way takes: pages are for the post."""
    return parcel if name == "papier" else replace(parcel, files=())


def test_a_parcel_arrives_once_with_its_accents(name: str, tmp_path: Path, parcel: Parcel) -> None:
    with WAYS[name](tmp_path) as way:
        way.channel.send(given(name, parcel))
        way.channel.close()
        (found,) = way.arrived()

    assert WORDS in found.words


@pytest.mark.parametrize("name", NUMBERED)
def test_a_parcel_handed_twice_keeps_its_id_and_another_has_another(
    name: str, tmp_path: Path, parcel: Parcel
) -> None:
    sent = given(name, parcel)
    with WAYS[name](tmp_path) as way:
        for one in (sent, sent, replace(sent, id="<seance-12-deplacee.2@reorientation.local>")):
            way.channel.send(one)
        way.channel.close()
        ids = [found.id for found in way.arrived()]

    assert len(set(ids)) == 2
    assert None not in ids


@pytest.mark.parametrize("name", ["mattermost", "matrix"])
def test_a_parcel_handed_twice_to_a_room_is_the_same_words(
    name: str, tmp_path: Path, bare: Parcel
) -> None:
    with WAYS[name](tmp_path) as way:
        way.channel.send(bare)
        way.channel.send(bare)
        first, second = way.arrived()

    assert first == second


@pytest.mark.parametrize("name", SERVERS)
def test_a_parcel_that_is_put_off_is_not_lost_and_leaves_later(
    name: str, tmp_path: Path, bare: Parcel
) -> None:
    with WAYS[name](tmp_path) as way:
        assert way.later is not None
        way.later()
        failure = failure_of(way.channel, bare)
        way.channel.send(bare)
        way.channel.close()

    assert type(failure) is TemporaryFailure
    assert not failure.halts


@pytest.mark.parametrize("name", SERVERS)
def test_a_parcel_that_is_refused_will_never_leave(name: str, tmp_path: Path, bare: Parcel) -> None:
    with WAYS[name](tmp_path) as way:
        assert way.never is not None
        way.never()
        failure = failure_of(way.channel, bare)
        way.channel.close()

    assert type(failure) is PermanentFailure


def test_a_way_that_leads_nowhere_is_at_fault_and_not_the_parcel(
    name: str, tmp_path: Path, parcel: Parcel
) -> None:
    failure = failure_of(unreachable(name, tmp_path), given(name, parcel))

    assert isinstance(failure, ChannelUnavailable)
    assert failure.halts


def test_nothing_of_a_parcel_nor_any_secret_is_logged_or_told_by_a_failure(
    name: str, tmp_path: Path, parcel: Parcel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="apprise")
    failures: list[DeliveryFailure] = []
    with capture_logs() as logs:
        with WAYS[name](tmp_path) as way:
            way.channel.send(given(name, parcel))
            for broken in (way.later, way.never):
                if broken is not None:
                    broken()
                    failures.append(failure_of(way.channel, given(name, parcel)))
            way.channel.close()
        failures.append(failure_of(unreachable(name, tmp_path), given(name, parcel)))
    told = f"{logs}{caplog.text}{failures}{[vars(one) for one in failures]}"

    assert TOKEN not in told
    assert KEY not in told
    assert WORDS not in told
    assert parcel.to not in told


def test_a_way_can_be_closed_twice_and_opens_again(
    name: str, tmp_path: Path, parcel: Parcel
) -> None:
    with WAYS[name](tmp_path) as way:
        way.channel.close()
        way.channel.send(given(name, parcel))
        way.channel.close()
        way.channel.close()
        way.channel.send(given(name, parcel))
        way.channel.close()

        assert way.arrived()
