"""The assembly: the configuration and the registry, made when a command first asks for them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from entrypoints import clock
from entrypoints.calendar_in_use import Standing, standing_of
from entrypoints.configuration.settings import Settings, default_path, load
from entrypoints.letterpress import HousePress
from rules.days.calendar import Calendar
from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.organisations import referential
from workflow.reading import dossiers
from workflow.recalculation import calendar_use, snapshots


def _say_nothing(_words: str) -> None:
    """Nobody is there to be told."""


class NoLetterhead(ValueError):
    """The configuration does not say who writes letters."""

    def __init__(self) -> None:
        super().__init__(
            "La configuration ne dit pas qui écrit les lettres : ajoutez-y « courriers »."
        )


class Assembly:
    """What a command works with. ``environ`` gives the secrets and the addresses; ``warn`` tells
    what is to know besides the answer."""

    def __init__(
        self,
        config: Path | None = None,
        environ: Mapping[str, str] = os.environ,
        warn: Callable[[str], None] = _say_nothing,
    ) -> None:
        self.environ = environ
        self.config = default_path(environ, config)
        self.warn = warn
        self._opened: Store | None = None
        self._standing: Standing | None = None

    @cached_property
    def configured(self) -> Settings:
        """The choices of the département, as its file says them today. Raises BadConfig."""
        return load(self.config, self.environ)

    @cached_property
    def settings(self) -> Settings:
        """The same, with the calendar in use: what the engine works with. Warns when it is not the
        configuration's, or when the passage to it is not over."""
        standing = self.standing
        if standing.warning is not None:
            self.warn(standing.warning)
        return replace(self.configured, rulebook=standing.rulebook)

    @property
    def standing(self) -> Standing:
        """The calendar in use now, beside the configuration's. A process that lasts asks again:
        somebody may have taken another in use meanwhile."""
        use = calendar_use.first(self.store, self.configured.rulebook, clock.now())
        if self._standing is None or self._standing.use != use:
            self._standing = standing_of(self.store, self.configured.rulebook, use)
        return self._standing

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force, by the calendar in use."""
        return self.settings.rulebook

    @property
    def calendar(self) -> Calendar:
        """Which days count."""
        return self.settings.rulebook.calendar

    @cached_property
    def store(self) -> Store:
        """The registry, at the revision of this release, with the configured circonscriptions, and
        the calendar and rules by which dates are counted from now on.

        Raises UnknownDatabase, DatabaseUnreachable.
        """
        store = Store.open(self.configured.database_url)
        self._opened = store
        store.migrate()
        known = dossiers.circonscriptions(store)
        missing = [
            (code, label)
            for code, label in self.configured.territory.labels.items()
            if code not in known
        ]
        if missing:
            with store.write() as tx:
                referential.install_circonscriptions(tx, missing)
        snapshots.keep(store, self.configured.rulebook, clock.now())
        return store

    @cached_property
    def press(self) -> HousePress:
        """What prints letters. Raises NoLetterhead."""
        if self.settings.letters is None:
            raise NoLetterhead
        return HousePress(self.store, self.rulebook, self.settings.letters)

    def close(self) -> None:
        """Closes what was opened."""
        if self._opened is not None:
            self._opened.close()
