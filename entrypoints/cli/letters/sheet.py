"""The screen of one letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from entrypoints.cli import display
from entrypoints.words.letters import about_words, model_words, recours_words, standing_words
from entrypoints.words.times import full_instant
from rules.days.calendar import Calendar
from rules.letters.kinds import CHANNEL_LABELS, Channel, Standing
from rules.wording import colon, day_of_month, numbered
from workflow.reading.letters import LetterLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A letter, with where it is."""

    line: LetterLine
    standing: Standing


def show_letters(found: Sequence[Followed], now: datetime, calendar: Calendar) -> None:
    """The letters of a dossier, or to those who attend a séance, with what became of each; nothing
    without one."""
    if not found:
        return
    display.section("Lettres")
    display.listing(
        ("N°", "Lettre", "Où elle en est"),
        [
            (
                str(one.line.letter.id),
                display.pair(
                    model_words(one.line.letter.kind),
                    None if one.line.letter.dossier_id is not None else f"à {one.line.name}",
                ),
                display.pair(
                    standing_words(one.line, one.standing),
                    _told(recours_words(one.line.letter, now, calendar)),
                ),
            )
            for one in found
        ],
        empty="",
        fixed=("N°",),
        right=("N°",),
    )


def show(line: LetterLine, standing: Standing, *, now: datetime, calendar: Calendar) -> None:
    """The whole screen."""
    one = line.letter
    display.title(
        f"Lettre {numbered(one.id)} · {model_words(one.kind)}", standing_words(line, standing)
    )
    display.sheet(
        [
            ("À", f"{line.name}, {about_words(one)}"),
            ("Séance", None if one.seance_id is None else numbered(one.seance_id)),
            ("Décision du", day_of_month(line.decided) if one.decides else None),
            ("Produite le", f"{full_instant(line.produced, calendar)}, par {line.by}"),
            ("Imprimée le", None if line.printed is None else full_instant(line.printed, calendar)),
            ("Lot", None if line.batch is None else numbered(line.batch)),
            ("Envoyée le", _sent(line)),
            ("Présentée le", _day(one.presented)),
            ("Reçue le", _day(one.received)),
            ("Revenue le", _day(one.returned)),
            ("Recours", recours_words(one, now, calendar)),
            ("Empreinte", line.sha256),
        ]
    )


def _told(words: str | None) -> str | None:
    return None if words is None else colon("recours", words)


def _sent(line: LetterLine) -> str | None:
    if line.letter.sent is None or line.channel is None:
        return None
    parts = [day_of_month(line.letter.sent), CHANNEL_LABELS[Channel(line.channel)], line.tracking]
    return ", ".join(part for part in parts if part)


def _day(day: date | None) -> str | None:
    return None if day is None else day_of_month(day)
