"""The town behind the web door: served as the product serves it, at the town's own time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from lxml import html

from entrypoints.assembly import Assembly
from entrypoints.configuration.settings import DATABASE_URL, Settings
from entrypoints.web.forms.posted import TOKEN
from tests.entrypoints.configs import TEXT, loaded
from tests.web.doorways import PATIENCE, lent
from tests.web.town import COST, Town, mail_of, town_of
from tests.workflow.accounts import PASSWORD

TRUSTED = False
"""There is no TLS here: the certificates that nobody needs take a fiftieth of a second to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The town, the application that serves it, and where."""

    town: Town
    app: FastAPI
    address: str

    @contextmanager
    def visitor(self, name: str | None = None) -> Iterator[httpx.Client]:
        """A browser without a screen, where that agent of the town is logged in; or nobody."""
        with httpx.Client(base_url=self.address, timeout=PATIENCE, verify=TRUSTED) as client:
            if name is not None:
                page: Any = html.fromstring(client.get("/connexion").text)
                (token,) = page.xpath(f"//form[@method='post']//input[@name='{TOKEN}']/@value")
                form = {"adresse": mail_of(name), "mot_de_passe": PASSWORD, TOKEN: token}
                entered = client.post("/connexion", data=form)
                assert entered.status_code == 303, entered.text
            yield client


@contextmanager
def serve(url: str, folder: Path) -> Iterator[Served]:
    """Serves the base at that URL inside the block; what leaves by mail stays in ``folder``."""
    with lent() as doorway, pytest.MonkeyPatch.context() as patch:
        config = folder / "config.yaml"
        config.write_text(_configured(doorway.web.port), encoding="utf-8")
        patch.chdir(folder)
        assembly = Assembly(config, {DATABASE_URL: url})
        assembly.configured = replace(_settings(doorway.web.port), database_url=url)
        try:
            town = town_of(assembly.store)
            patch.setattr("entrypoints.clock.now", lambda: town.now)
            with doorway.onto(assembly) as app:
                yield Served(town=town, app=app, address=doorway.web.address)
        finally:
            assembly.close()


@cache
def _settings(port: int) -> Settings:
    """What the configuration on that port says, wherever it is; read once."""
    with TemporaryDirectory() as folder:
        return loaded(Path(folder), _configured(port))


def _configured(port: int) -> str:
    """The shipped configuration on that port, with passwords that are quick to try."""
    choices = {
        "  port: 8093\n": f"  port: {port}\n",
        "  # argon2_passes: 3\n": f"  argon2_passes: {COST.passes}\n",
        "  # argon2_memoire_mio: 64\n": f"  argon2_memoire_mio: {COST.memory_kib // 1024}\n",
        "  # argon2_voies: 4\n": f"  argon2_voies: {COST.lanes}\n",
    }
    text = TEXT
    for shipped, chosen in choices.items():
        assert shipped in text, shipped
        text = text.replace(shipped, chosen)
    return text
