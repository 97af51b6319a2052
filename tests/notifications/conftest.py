"""The mail server's certificate, and a parcel to send."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications.channels.contract import Parcel, Text, Told
from tests.notifications.mailserver import certificate
from tests.notifications.samples import PARIS

NOW = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of « localhost », in one file; its own authority."""
    return certificate(tmp_path_factory.mktemp("certificat"))


@pytest.fixture
def parcel() -> Parcel:
    """What leaves about a séance, with accents, to one address."""
    return Parcel(
        id="<seance-12-deplacee@reorientation.local>",
        sender="Réorientation RSA <rsa@departement.example>",
        to="accueil@service.example",
        text=Text(subject="Séance déplacée : ICL-I", body="Le délai « court » toujours.\n" * 3),
        at=NOW.astimezone(PARIS),
        told=(
            Told(
                occasion="seance_deplacee",
                reference="séance 12",
                happened=NOW,
                data={"reference": "séance 12", "circonscription": "93-01"},
                link="https://reorientation.example/seances/12",
            ),
        ),
    )
