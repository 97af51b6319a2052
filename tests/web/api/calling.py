"""A program that calls the API of the town, as one of its agents."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.web.doorways import PATIENCE
from tests.web.served import TRUSTED, Served
from tests.web.town import mail_of
from tests.workflow.accounts import PASSWORD
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow


@contextmanager
def calling(
    served: Served, name: str | None = None, *, token: str | None = None
) -> Iterator[httpx.Client]:
    """A client that bears the token of that agent, or that one; or nobody's."""
    with httpx.Client(base_url=served.address, timeout=PATIENCE, verify=TRUSTED) as client:
        if name is not None:
            token = log_in(client, name).json()["jeton"]
        if token is not None:
            client.headers["Authorization"] = f"Bearer {token}"
        yield client


def log_in(client: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    """A session is asked for."""
    said = {"adresse": mail_of(name), "mot_de_passe": password}
    return client.post("/api/session", json=said)


def dossier_in(served: Served, state: str, **told: object) -> int:
    """A dossier of that state."""
    return int(served.town.rows(Dossier, state=state, **told)[0]["id"])


def acts_of(served: Served, dossier: int) -> list[str]:
    """The acts of a dossier's chain, in order."""
    rows = served.town.rows(JournalRow, kind="dossier", subject_id=dossier)
    return [row["act"] for row in sorted(rows, key=lambda row: row["seq"])]


def codes(answer: httpx.Response) -> list[str]:
    """The codes of the refusals that a problem carries."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    return [one["code"] for one in told["refus"]]
