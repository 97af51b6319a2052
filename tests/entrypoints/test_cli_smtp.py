"""Messages sent by the command line to a real mail server, as the configuration says."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.entrypoints.configs import changed
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_dossier import open_request
from tests.notifications.mailserver import (
    PASSWORD,
    USER,
    Postman,
    certificate,
    free_port,
    listening,
)

pytestmark = pytest.mark.filterwarnings(
    # aiosmtpd's own, when a client has logged in or may do so without TLS
    "ignore:Session.login_data:DeprecationWarning"
)

Server = tuple[Postman, AbstractContextManager[None]]


@pytest.fixture
def server(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A configured server that asks for encryption and a password; messages wait to be sent."""
    port, pair, postman = free_port(), certificate(tmp_path), Postman()
    configured = (
        f"  mode: smtp\n  hote: localhost\n  port: {port}\n  tls: starttls\n  utilisateur: {USER}\n"
    )
    text, _ = changed("  mode: dossier\n", configured)
    config = tmp_path / "smtp.yaml"
    config.write_text(text, encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(config))
    monkeypatch.setenv("REORIENTATION_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))
    open_request(door)
    door("tic", "--a", "2026-04-03T09:00")
    door.world.until("2026-04-03")
    return postman, listening(postman, port, pair=pair, tls="starttls")


def test_messages_leave_by_the_configured_server_encrypted_after_a_login(
    door: Door, server: Server
) -> None:
    postman, listens = server
    with listens:
        sent = door.json("message", "envoyer")

    assert sent["envoyes"] > 0
    assert len(postman.received) > 0
    assert set(postman.encrypted) == {True}
    assert door("message", "lister", "--statut", "a_envoyer") == "Aucun message.\n"


def test_a_wrong_password_keeps_the_messages_and_is_told_without_being_quoted(
    door: Door, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    postman, listens = server
    monkeypatch.setenv("REORIENTATION_SMTP_PASSWORD", "un-autre-secret")
    waiting = door.json("message", "lister", "--statut", "a_envoyer")["messages"]
    with listens:
        told = door("message", "envoyer", code=69)

    assert "refuse l’identifiant ou le mot de passe" in told
    assert "un-autre-secret" not in told
    assert postman.received == []
    assert door.json("message", "lister", "--statut", "a_envoyer")["messages"] != []
    assert len(waiting) > 0
