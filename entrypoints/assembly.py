"""The assembly: the configuration and the registry, made when a command first asks for them."""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from entrypoints.configuration.settings import Settings, default_path, load
from rules.calendar import Calendar
from rules.rulebook import Rulebook
from workflow import referential
from workflow.reading import dossiers
from workflow.store import Store


class Assembly:
    """What a command works with. ``environ`` gives the secrets and the addresses."""

    def __init__(self, config: Path | None = None, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ
        self.config = default_path(environ, config)
        self._opened: Store | None = None

    @cached_property
    def settings(self) -> Settings:
        """The choices of the département. Raises BadConfig."""
        return load(self.config, self.environ)

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force."""
        return self.settings.rulebook

    @property
    def calendar(self) -> Calendar:
        """Which days count."""
        return self.settings.rulebook.calendar

    @cached_property
    def store(self) -> Store:
        """The registry, at the revision of this release, with the configured circonscriptions.

        Raises UnknownDatabase, DatabaseUnreachable.
        """
        store = Store.open(self.settings.database_url)
        self._opened = store
        store.migrate()
        known = dossiers.circonscriptions(store)
        missing = [
            (place.code, place.label)
            for place in self.settings.circonscriptions
            if place.code not in known
        ]
        if missing:
            with store.write() as tx:
                referential.install_circonscriptions(tx, missing)
        return store

    def close(self) -> None:
        """Closes what was opened."""
        if self._opened is not None:
            self._opened.close()
