"""A bilan on the screen: every indicator in a table, or one rule with its breakdown."""

from collections.abc import Sequence

from rich.text import Text

from entrypoints.cli import display
from entrypoints.cli.deadlines.bilan_words import SHORT, Words, between, percent, times
from entrypoints.cli.display import Cell
from entrypoints.words.acts import rule_label
from rules.delays.durations import Times
from rules.procedures.catalogue import BY_CODE
from rules.shares import Tally
from rules.wording import NBSP, quantity
from workflow.reading.shares import Measure

_BAR = 20
_COUNTS = ("Part", "Délai", "Tard", "Manq.", "Méd. / 90 %", "Venir")
_JUDGED = _COUNTS[:-1]


def overview(words: Words, found: Sequence[Measure]) -> None:
    """One line for each rule, with its label where there is room for it."""
    display.title("Bilan des indicateurs", _where(words))
    wide = display.screen().width >= display.NARROW
    display.listing(
        ("Règle", *(("Libellé",) if wide else ()), "Cible", *_JUDGED),
        [
            (
                one.rule,
                *((rule_label(one.rule),) if wide else ()),
                _target(one),
                *_counts(one.tally, one.times)[: len(_JUDGED)],
            )
            for one in found
        ],
        empty="Aucune règle n’a de cible.",
        fixed=("Règle", "Cible", *_JUDGED),
        right=("Cible", *_JUDGED),
    )
    _legend()
    stock = sum(one.stock.total for one in found)
    if stock:
        counted = quantity(stock, "échéance", "échéances")
        display.say(f"Stock, à part{NBSP}: {counted}{NBSP}; le bilan d’une règle les détaille.")


def sheet(words: Words, one: Measure) -> None:
    """One rule."""
    tally = one.tally
    display.title(rule_label(one.rule), f"{one.rule}, {_where(words)}")
    rows: list[tuple[str, Cell]] = [
        ("Source", words.source(one.rule)),
        ("Part dans le délai", _share(one)),
        ("Échéances", _standing(tally)),
        ("Hors de la part", _outside(tally)),
        ("Saisies après terme", str(tally.born_late) if tally.born_late else None),
    ]
    rows += [("Temps pris", times(each)) for each in one.times]
    if len(one.stretches) > 1:
        rows += [
            (
                f"Cible {percent(stretch.target)}",
                f"{between(stretch.first, stretch.last)}{NBSP}: {percent(part.share)}"
                f"{_reached(part.reaches(stretch.target))}",
            )
            for stretch, part in one.stretches
        ]
    if BY_CODE[one.rule].flux:
        rows.append(("Stock, à part", _standing(one.stock) or "aucune échéance"))
    display.sheet(rows)
    by = words.asked.by
    if by is not None:
        display.listing(
            (str(words.by), *_COUNTS),
            [(words.value(by, part.value), *_counts(part.tally, part.times)) for part in one.parts],
            empty="Aucune échéance.",
            fixed=_COUNTS,
            right=_COUNTS,
        )
        _legend(f" Venir{NBSP}: à venir, hors de la part.")


def _legend(more: str = "") -> None:
    display.say(
        f"Délai{NBSP}: tenues dans le délai. Tard{NBSP}: tenues en retard. Manq.{NBSP}: manquées."
        f" Méd. / 90{NBSP}%{NBSP}: le temps qu’ont pris au plus la moitié, puis 90{NBSP}% de celles"
        f" qui sont tenues.{more}"
    )


def _where(words: Words) -> str:
    return f"{words.period}, {words.territory or 'tout le département'}"


def _share(one: Measure) -> Text:
    share = one.tally.share
    if share is None:
        return Text("aucune échéance jugée")
    full = int(share * _BAR // 100)
    bar = Text("█" * full, style="bold")
    bar.append("░" * (_BAR - full), style="dim")
    bar.append(f" {percent(share)}", style="bold")
    if one.target is not None:
        reached = _reached(one.tally.reaches(one.target))
        bar.append(f", cible {percent(one.target)}{reached}")
    return bar


def _reached(reached: bool | None) -> str:
    if reached is None:
        return ""
    return f"{NBSP}: atteinte" if reached else f"{NBSP}: non atteinte"


def _standing(tally: Tally) -> str:
    parts = (
        (tally.in_time, "dans le délai", "dans le délai"),
        (tally.late, "en retard", "en retard"),
        (tally.missed, "manquée", "manquées"),
        (tally.open, "à venir", "à venir"),
    )
    told = [quantity(number, one, several) for number, one, several in parts if number]
    if tally.lapsed:
        told.append(f"dont {quantity(tally.lapsed, 'manquée close', 'manquées closes')} depuis")
    return ", ".join(told)


def _outside(tally: Tally) -> str:
    parts = (
        (tally.cancelled, "annulée", "annulées"),
        (tally.undated, "sans date", "sans date"),
        (tally.suspended, "suspendue", "suspendues"),
    )
    return ", ".join(quantity(number, one, several) for number, one, several in parts if number)


def _target(one: Measure) -> str:
    if len(one.stretches) > 1:
        return "par période"
    return "" if one.target is None else percent(one.target)


def _counts(tally: Tally, told: Sequence[Times]) -> tuple[str, ...]:
    return (
        percent(tally.share),
        *(str(number) for number in (tally.in_time, tally.late, tally.missed)),
        ", ".join(f"{one.median} / {one.ninth_decile}{NBSP}{SHORT[one.unit]}" for one in told),
        str(tally.open),
    )
