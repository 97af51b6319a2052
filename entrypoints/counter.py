"""The counter of the exchanges, assembled from the settings."""

from entrypoints.configuration.settings import Settings
from exchanges.counter import Counter


def counter_of(settings: Settings) -> Counter:
    """What the exchanges need of the configuration."""
    return Counter(
        rulebook=settings.rulebook,
        rights=settings.rights,
        genre_of=settings.genre_of,
        places=settings.structures.circonscriptions,
        organisations=settings.organisations,
        statuses=settings.statuses,
    )
