"""The SMTP channel, against a real server that encrypts, authenticates, refuses and fails."""

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifications.channels.contract import (
    ChannelUnavailable,
    DeliveryFailure,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.channels.smtp import ClearPassword, SmtpChannel, Tls
from tests.notifications.mailserver import (
    COMMITTED_PAIR,
    PASSWORD,
    USER,
    Postman,
    free_port,
    listening,
)

pytestmark = pytest.mark.filterwarnings(
    # aiosmtpd's own, when a client has logged in or may do so without TLS
    "ignore:Session.login_data:DeprecationWarning",
    "ignore:Requiring AUTH while not requiring TLS:UserWarning",
)

TO = "accueil@service.example"


@pytest.fixture
def port() -> int:
    return free_port()


def channel_to(
    port: int, tls: Tls = "aucun", pair: Path | None = None, **kwargs: str
) -> SmtpChannel:
    if tls != "aucun":
        kwargs = {"user": USER, "password": PASSWORD, **kwargs}
    return SmtpChannel(
        host="localhost",
        port=port,
        tls=tls,
        user=kwargs.get("user"),
        password=kwargs.get("password"),
        timeout=5,
        ca_file=pair,
    )


def failure_of(channel: SmtpChannel, parcel: Parcel) -> DeliveryFailure:
    with pytest.raises(DeliveryFailure) as caught:
        channel.send(parcel)
    channel.close()
    return caught.value


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_mail_arrives_encrypted_after_a_login(
    tls: Tls, port: int, pair: Path, parcel: Parcel
) -> None:
    postman = Postman()
    channel = channel_to(port, tls, pair)
    with listening(postman, port, pair=pair, tls=tls):
        channel.send(parcel)
        channel.close()

    assert postman.encrypted == [True]
    assert postman.recipients == [[TO]]
    assert postman.received[0]["Subject"] == parcel.text.subject
    assert postman.received[0]["Message-ID"] == parcel.id
    assert postman.received[0].get_content().splitlines() == parcel.text.body.splitlines()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_committed_certificate_serves_where_openssl_is_absent(
    tls: Tls, port: int, parcel: Parcel
) -> None:
    postman = Postman()
    channel = channel_to(port, tls, COMMITTED_PAIR)
    with listening(postman, port, pair=COMMITTED_PAIR, tls=tls):
        channel.send(parcel)
        channel.close()

    assert postman.encrypted == [True]


def test_the_mails_of_a_run_share_one_connection_and_the_next_run_opens_another(
    port: int, parcel: Parcel
) -> None:
    postman = Postman()
    channel = channel_to(port)
    with listening(postman, port):
        channel.send(parcel)
        channel.send(parcel)
        first_run = len(postman.connections)
        channel.close()
        channel.send(parcel)
        channel.close()

    assert first_run == 1
    assert len(postman.connections) == 2
    assert len(postman.received) == 3


def test_a_wrong_password_makes_the_channel_unavailable_and_is_not_quoted(
    port: int, pair: Path, parcel: Parcel
) -> None:
    postman = Postman()
    with listening(postman, port, pair=pair, tls="starttls"):
        failure = failure_of(channel_to(port, "starttls", pair, password="erreur-42"), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert failure.code == 535
    assert "refuse l’identifiant ou le mot de passe" in str(failure)
    assert "erreur-42" not in str(failure)
    assert postman.received == []


def test_a_password_that_the_protocol_cannot_carry_makes_the_channel_unavailable(
    port: int, pair: Path, parcel: Parcel
) -> None:
    with listening(Postman(), port, pair=pair, tls="starttls"):
        failure = failure_of(channel_to(port, "starttls", pair, password="été"), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert "été" not in str(failure)


def test_a_password_never_leaves_without_encryption(port: int) -> None:
    with pytest.raises(ClearPassword, match="choisissez « starttls » ou « tls »"):
        SmtpChannel(host="localhost", port=port, tls="aucun", user=USER, password=PASSWORD)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tls: Tls, port: int, pair: Path, parcel: Parcel
) -> None:
    postman = Postman()
    with listening(postman, port, pair=pair, tls=tls):
        failure = failure_of(channel_to(port, tls), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert "certificat que rien ne garantit" in str(failure)
    assert postman.received == []


def test_an_unreadable_file_of_authorities_is_named(port: int, parcel: Parcel) -> None:
    failure = failure_of(channel_to(port, "tls", Path("absent.pem")), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert "« absent.pem » est illisible" in str(failure)


def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked(
    port: int, pair: Path, parcel: Parcel
) -> None:
    postman = Postman()
    with listening(postman, port):
        failure = failure_of(channel_to(port, "starttls", pair), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert postman.received == []


def test_a_server_that_is_down_makes_the_channel_unavailable_until_it_is_up(
    port: int, parcel: Parcel
) -> None:
    postman = Postman()
    channel = channel_to(port)
    failure = failure_of(channel, parcel)
    with listening(postman, port):
        channel.send(parcel)
        channel.close()

    assert isinstance(failure, ChannelUnavailable)
    assert str(failure) == f"Le serveur de messagerie localhost:{port} refuse la connexion."
    assert len(postman.received) == 1


def test_a_server_that_restarted_between_two_mails_is_called_again(
    port: int, parcel: Parcel
) -> None:
    before, after = Postman(), Postman()
    channel = channel_to(port)
    with listening(before, port):
        channel.send(parcel)
    with listening(after, port):
        channel.send(parcel)
        channel.close()

    assert (len(before.received), len(after.received)) == (1, 1)


def test_a_server_that_wants_a_new_connection_gets_one(port: int, parcel: Parcel) -> None:
    postman = Postman()
    channel = channel_to(port)
    with listening(postman, port):
        channel.send(parcel)
        postman.mail_replies = ["421 4.7.0 trop de messages sur cette liaison"]
        channel.send(parcel)
        channel.close()

    assert len(postman.connections) == 2
    assert len(postman.received) == 2


def test_a_server_that_closes_on_a_new_connection_makes_the_channel_unavailable(
    port: int, parcel: Parcel
) -> None:
    postman = Postman(rcpt_replies={TO: "421 4.3.2 maintenance"})
    with listening(postman, port):
        failure = failure_of(channel_to(port), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert failure.code == 421


def test_a_mail_that_the_server_puts_off_may_leave_later(port: int, parcel: Parcel) -> None:
    postman = Postman(rcpt_replies={TO: "451 4.7.1 revenez dans cinq minutes"})
    with listening(postman, port):
        failure = failure_of(channel_to(port), parcel)

    assert type(failure) is TemporaryFailure
    assert failure.code == 451
    assert "451 4.7.1 revenez dans cinq minutes" in str(failure)


@pytest.mark.parametrize(
    ("postman", "code"),
    [
        (Postman(rcpt_replies={TO: "550 5.1.1 adresse inconnue"}), 550),
        (Postman(data_replies=["554 5.7.1 contenu refusé"]), 554),
    ],
    ids=["recipient", "content"],
)
def test_a_mail_that_the_server_refuses_will_never_leave(
    postman: Postman, code: int, port: int, parcel: Parcel
) -> None:
    with listening(postman, port):
        failure = failure_of(channel_to(port), parcel)

    assert isinstance(failure, PermanentFailure)
    assert failure.code == code


def test_a_refusal_leaves_the_connection_good_for_the_next_mail(port: int, parcel: Parcel) -> None:
    postman = Postman(data_replies=["554 5.7.1 contenu refusé"])
    channel = channel_to(port)
    with listening(postman, port):
        with pytest.raises(PermanentFailure):
            channel.send(parcel)
        channel.send(parcel)
        channel.close()

    assert len(postman.connections) == 1
    assert len(postman.received) == 1


def test_a_refused_sender_is_the_fault_of_no_mail(port: int, parcel: Parcel) -> None:
    postman = Postman(mail_replies=["553 5.7.1 expéditeur interdit"])
    with listening(postman, port):
        failure = failure_of(channel_to(port), parcel)

    assert isinstance(failure, ChannelUnavailable)
    assert failure.code == 553


def test_a_mail_on_which_the_server_falls_silent_is_not_handed_over_twice(
    port: int, parcel: Parcel
) -> None:
    postman = Postman()
    channel = SmtpChannel(host="localhost", port=port, tls="aucun", timeout=0.3)
    with listening(postman, port):
        channel.send(parcel)
        postman.silent_for = 0.8
        failure = failure_of(channel, parcel)

    assert type(failure) is TemporaryFailure
    assert failure.code is None
    assert postman.handed_over == 2


def test_a_mail_that_one_of_two_addresses_refuses_has_left_and_no_address_is_logged(
    port: int, parcel: Parcel
) -> None:
    parcel = replace(parcel, to=f"{TO}, depart@service.example")
    postman = Postman(rcpt_replies={"depart@service.example": "550 5.1.1 adresse inconnue"})
    channel = channel_to(port)
    with listening(postman, port), capture_logs() as logs:
        channel.send(parcel)
        channel.close()

    assert postman.recipients == [[TO]]
    assert [(line["event"], line["addresses"]) for line in logs] == [("mail_partly_refused", 1)]
    assert "service.example" not in str(logs)


def test_of_two_refused_addresses_the_one_that_may_be_good_later_decides(
    port: int, parcel: Parcel
) -> None:
    parcel = replace(parcel, to=f"{TO}, depart@service.example")
    postman = Postman(
        rcpt_replies={TO: "450 boîte pleine", "depart@service.example": "550 adresse inconnue"}
    )
    with listening(postman, port):
        failure = failure_of(channel_to(port), parcel)

    assert type(failure) is TemporaryFailure


@pytest.mark.parametrize("accents", [True, False])
def test_an_address_with_an_accent_leaves_only_by_a_server_that_takes_it(
    accents: bool, port: int, parcel: Parcel
) -> None:
    parcel = replace(parcel, to="hélène@service.example")
    postman = Postman()
    channel = channel_to(port)
    failure = None
    with listening(postman, port, accents=accents):
        try:
            channel.send(parcel)
        except PermanentFailure as error:
            failure = error
        channel.close()

    assert (failure is None) == accents
    assert postman.recipients == ([["hélène@service.example"]] if accents else [])
    assert "hélène" not in str(failure)
