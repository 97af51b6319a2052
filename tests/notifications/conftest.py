"""The mail server's certificate, and a mail to send."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from notifications.dispatch import PARIS
from notifications.writing import Text, mail_of
from tests.notifications.mailserver import certificate

NOW = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of « localhost », in one file; its own authority."""
    return certificate(tmp_path_factory.mktemp("certificat"))


@pytest.fixture
def mail() -> EmailMessage:
    """A mail with accents, to one service of two addresses."""
    return mail_of(
        Text(subject="Séance déplacée : ICL-I", body="Le délai « court » toujours.\n" * 3),
        message_id="<seance-12-deplacee@reorientation.local>",
        sender="Réorientation RSA <rsa@departement.example>",
        to=["accueil@service.example"],
        now=NOW,
        tz=PARIS,
    )
