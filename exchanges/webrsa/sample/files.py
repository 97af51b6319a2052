"""The files of the sample: for each ALI, its referential and its people."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from random import Random

from exchanges.webrsa import formats
from exchanges.webrsa.filenames import FileName, Flow
from exchanges.webrsa.sample.codebook import Codebook
from exchanges.webrsa.sample.parcours import Values
from exchanges.webrsa.sample.population import Population
from exchanges.webrsa.sample.territory import Circonscription, circonscriptions
from exchanges.webrsa.values import PARIS
from exchanges.webrsa.writer import placed, write_document, write_records

_TOLD_EVERY = 200
_SHARED = 1
"""Rank, in the first ALI's people, of the one who is in the second ALI's file too."""


class TooManyAli(ValueError):
    """The sample's département has a fixed number of circonscriptions."""

    def __init__(self, asked: int) -> None:
        self.asked = asked
        self.most = len(circonscriptions())
        super().__init__(
            f"L’échantillon compte de 1 à {self.most} ALI : {asked} n’est pas possible."
        )


def write_samples(
    folder: Path,
    *,
    people: int,
    seed: int,
    alis: int = 2,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> list[Path]:
    """Write, for each ALI, its referential then its people; the files, in the order to read them.

    `people` is the number of different people over all the ALI; one of them stands in the files of
    the first two. `at` is the instant of the files and bears its zone. `progress` is told how many
    people were written since it was last told. The same arguments give the same bytes. Raises
    `TooManyAli`.
    """
    if not 1 <= alis <= len(circonscriptions()):
        raise TooManyAli(alis)
    folder.mkdir(parents=True, exist_ok=True)
    book = Codebook(seed)
    written: list[Path] = []
    shared: list[Values] = []
    first = 0
    day = at.astimezone(PARIS).date()
    for number, place in enumerate(circonscriptions()[:alis]):
        share = people // alis + (number < people % alis)
        rng = Random(f"{seed}/{place.ali_id}")
        population = Population(book, place, rng, first=first, today=day)
        dossiers = population.people(share)
        if number == 0:
            dossiers = _keeping(dossiers, shared)
        elif number == 1:
            dossiers = chain(dossiers, shared)
        written.append(_write_referentiel(folder, book, place, at))
        written.append(_write_people(folder, place, at, _telling(dossiers, progress)))
        first += share
    return written


def _keeping(dossiers: Iterable[Values], kept: list[Values]) -> Iterator[Values]:
    for rank, dossier in enumerate(dossiers):
        if rank == _SHARED:
            kept.append(dossier)
        yield dossier


def _telling(
    dossiers: Iterable[Values], progress: Callable[[int], None] | None
) -> Iterator[Values]:
    untold = 0
    for dossier in dossiers:
        yield dossier
        untold += 1
        if progress is not None and untold == _TOLD_EVERY:
            progress(untold)
            untold = 0
    if progress is not None and untold:
        progress(untold)


def _write_referentiel(folder: Path, book: Codebook, place: Circonscription, at: datetime) -> Path:
    header = {
        "date_generation": at,
        "id_ali": place.ali_id,
        "libelle_ali": place.ali_label,
        "fichier_stock": True,
    }
    lists = book.of_ali(place)
    path = folder / str(FileName(flow=Flow.REFERENTIEL, ali_id=place.ali_id, stock=True, at=at))
    with placed(path) as draft:
        write_document(
            draft,
            formats.referentiel(),
            {"entete": header, **{f"liste_{name}": {name: of} for name, of in lists.items()}},
            {f"liste_{name}": label for name, label in book.labels.items()},
        )
    return path


def _write_people(
    folder: Path, place: Circonscription, at: datetime, dossiers: Iterable[Values]
) -> Path:
    path = folder / str(FileName(flow=Flow.PEOPLE, ali_id=place.ali_id, stock=True, at=at))
    header = {
        "date_generation": at,
        "id_structure_ali": place.ali_id,
        "libelle_ali": place.ali_label,
        "fichier_stock": True,
    }
    with placed(path) as draft:
        write_records(draft, formats.people(), header, dossiers)
    return path
