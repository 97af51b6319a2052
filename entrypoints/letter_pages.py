"""The pages of letters, tried before they serve: by ``config verifier``, and when the service
starts with pages or a picture of the département's own."""

from pathlib import Path

from entrypoints.configuration.problems import BadConfig, Problem
from notifications.letters.letterhead import Letterhead
from notifications.letters.library import UnreadablePages, library


def try_pages(config: Path, letterhead: Letterhead) -> None:
    """Raises BadConfig with all that is wrong in the pages with which this département writes."""
    from notifications.letters.checking import faults

    try:
        found = faults(library(letterhead), letterhead)
    except UnreadablePages as error:
        raise BadConfig(config, [_problem(error.file, error.why)]) from error
    if found:
        raise BadConfig(config, [_problem(one.place, one.sentence) for one in found])


def has_its_own(letterhead: Letterhead) -> bool:
    """Whether it writes with pages, or a picture, that no release of ours was tried with."""
    return letterhead.templates is not None or letterhead.logo is not None


def _problem(place: str, sentence: str) -> Problem:
    return Problem(line=None, where=f"courriers › modeles › {place}", sentence=sentence)
