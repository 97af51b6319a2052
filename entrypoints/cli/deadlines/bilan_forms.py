"""The figures of a bilan: the answer of --json, and the rows of the file."""

from collections.abc import Iterator, Sequence
from datetime import date

from entrypoints.cli.deadlines.bilan_words import Words, between
from entrypoints.forms.registry import Json
from entrypoints.words.acts import rule_label
from exchanges.figures import Figure
from rules.delays.account import UNITS
from rules.delays.durations import Times
from rules.procedures.catalogue import BY_CODE
from rules.shares import Tally
from workflow.reading.shares import Measure, Part

HEADINGS = (
    *("Règle", "Libellé", "Période", "Territoire", "Population", "Par", "Valeur"),
    *("Part (%)", "Cible (%)", "Dans le délai", "Hors délai", "Manquées"),
    *("dont closes depuis", "À venir", "Sans date", "Suspendues", "Annulées", "Total"),
    *("Saisies après leur terme", "Unité", "Mesurées", "Médiane", "90 %", "Moyenne"),
)


def as_json(words: Words, found: Sequence[Measure]) -> Json:
    """What ``echeance bilan`` answers."""
    asked = words.asked
    return {
        "du": _day(asked.first),
        "au": _day(asked.last),
        "circonscription": asked.circonscription,
        "service": asked.service,
        "organisme": asked.genre,
        "par": None if asked.by is None else asked.by.value,
        "bilans": [_measure(words, one) for one in found],
    }


def _measure(words: Words, one: Measure) -> Json:
    return {
        "regle": one.rule,
        "libelle": rule_label(one.rule),
        "source": words.source(one.rule),
        "nouveaux_entrants": BY_CODE[one.rule].flux,
        **_tally(one.tally, one.target),
        "durees": [_times(each) for each in one.times],
        "cibles": [
            {
                "du": _day(stretch.first),
                "au": _day(stretch.last),
                **_tally(tally, stretch.target),
            }
            for stretch, tally in one.stretches
        ],
        "stock": _tally(one.stock, None) if BY_CODE[one.rule].flux else None,
        "groupes": [_part(words, one, part) for part in one.parts],
    }


def _part(words: Words, one: Measure, part: Part) -> Json:
    assert words.asked.by is not None
    return {
        "valeur": part.value,
        "libelle": words.value(words.asked.by, part.value),
        **_tally(part.tally, one.target),
        "durees": [_times(each) for each in part.times],
    }


def _tally(tally: Tally, target: int | None) -> Json:
    return {
        "part": tally.share,
        "cible": target,
        "atteinte": tally.reaches(target),
        "dans_le_delai": tally.in_time,
        "hors_delai": tally.late,
        "manquees": tally.missed,
        "manquees_closes": tally.lapsed,
        "a_venir": tally.open,
        "sans_date": tally.undated,
        "suspendues": tally.suspended,
        "annulees": tally.cancelled,
        "total": tally.total,
        "saisies_apres_terme": tally.born_late,
    }


def _times(told: Times) -> Json:
    return {
        "unite": told.unit.value,
        "nombre": told.number,
        "mediane": told.median,
        "centile_90": told.ninth_decile,
        "moyenne": round(told.mean, 1),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def rows(words: Words, found: Sequence[Measure]) -> list[list[Figure]]:
    """The rows of the file, under ``HEADINGS``: each rule, its periods when its target changes, its
    stock, its breakdown."""
    return [row for one in found for row in _rows(words, one)]


def _rows(words: Words, one: Measure) -> Iterator[list[Figure]]:
    flux = BY_CODE[one.rule].flux
    counted = "nouveaux entrants" if flux else "toutes"
    place = words.territory or "département"

    def row(
        tally: Tally,
        told: Sequence[Times],
        *,
        target: int | None = None,
        period: str = words.period,
        population: str = counted,
        by: str | None = None,
        value: str | None = None,
    ) -> list[Figure]:
        head = [one.rule, rule_label(one.rule), period, place, population, by, value]
        alone = told[0] if len(told) == 1 else None
        return [*head, tally.share, target, *_counts(tally), *_lasted(alone)]

    yield row(one.tally, one.times, target=one.target)
    if len(one.stretches) > 1:
        for stretch, tally in one.stretches:
            yield row(tally, (), target=stretch.target, period=between(stretch.first, stretch.last))
    if flux:
        yield row(one.stock, (), population="stock")
    for part in one.parts:
        assert words.asked.by is not None
        label = words.value(words.asked.by, part.value)
        yield row(part.tally, part.times, target=one.target, by=words.by, value=label)


def _counts(tally: Tally) -> list[Figure]:
    return [
        *(tally.in_time, tally.late, tally.missed, tally.lapsed, tally.open, tally.undated),
        *(tally.suspended, tally.cancelled, tally.total, tally.born_late),
    ]


def _lasted(told: Times | None) -> list[Figure]:
    """Several units in one row would be no figure: they are told on the screen and in JSON."""
    if told is None:
        return [None] * 5
    return [UNITS[told.unit][1], told.number, told.median, told.ninth_decile, told.mean]
