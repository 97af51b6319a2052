"""A diary in the terminal: the weeks to come, in order of time."""

from dataclasses import dataclass
from datetime import date, datetime

from entrypoints.cli import display
from entrypoints.forms.registry import Json
from entrypoints.words.times import short_day
from exchanges.documents.diary import PrintedDeadline, PrintedDiary, PrintedSeance
from rules.wording import day_of_month, hour_of, numbered, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    at: datetime
    hour: str
    what: str
    aside: str | None
    state: str


def show(diary: PrintedDiary, first: date, last: date) -> None:
    """The table, day by day, between these days, both included."""
    display.title(diary.title, f"du {day_of_month(first)} au {day_of_month(last)}")
    lines = sorted(
        [*map(_of_seance, diary.seances), *map(_of_deadline, diary.deadlines)],
        key=lambda line: line.at,
    )
    display.listing(
        ("Jour", "Heure", "Quoi", "État"),
        [
            (
                _day(line, before, first),
                line.hour,
                display.pair(line.what, line.aside),
                line.state,
            )
            for line, before in zip(lines, [None, *lines], strict=False)
        ],
        empty="Rien, ni séance ni échéance.",
        fixed=("Jour", "Heure"),
    )
    if lines:
        display.say(
            f"{quantity(len(diary.seances), 'séance', 'séances')},"
            f" {quantity(len(diary.deadlines), 'échéance', 'échéances')}"
        )


def form(diary: PrintedDiary) -> Json:
    """The same for another programme."""
    return {
        "agenda": diary.name,
        "seances": [_seance_form(one) for one in diary.seances],
        "echeances": [_deadline_form(one) for one in diary.deadlines],
    }


def _of_seance(one: PrintedSeance) -> _Line:
    told = one.told
    return _Line(
        at=told.starts,
        hour=f"{hour_of(told.starts.time())} – {hour_of(told.ends.time())}",
        what=f"{told.name}, {numbered(told.number)}",
        aside=told.place,
        state=told.state,
    )


def _of_deadline(one: PrintedDeadline) -> _Line:
    return _Line(
        at=one.due,
        hour="" if one.all_day else hour_of(one.due.time()),
        what=one.label,
        aside=one.about,
        state="à faire",
    )


def _day(line: _Line, before: _Line | None, today: date) -> str:
    """« jeu. 12 mars », nothing when the line above is of the same day."""
    day = line.at.date()
    return "" if before is not None and before.at.date() == day else short_day(day, today)


def _seance_form(one: PrintedSeance) -> Json:
    told = one.told
    return {
        "seance": told.number,
        "genre": told.genre,
        "circonscription": told.circonscription,
        "debut": told.starts.isoformat(timespec="seconds"),
        "fin": told.ends.isoformat(timespec="seconds"),
        "lieu": told.place,
        "etat": told.state,
        "confirmee": not one.tentative and not told.given_up,
        "annulee": told.given_up,
        "coordination": one.coordination,
        "revision": one.revision,
    }


def _deadline_form(one: PrintedDeadline) -> Json:
    return {
        "regle": one.rule,
        "libelle": one.label,
        "dossier": one.dossier,
        "seance": one.seance,
        "echeance": one.due.isoformat(timespec="seconds"),
        "rappels": [at.astimezone(one.due.tzinfo).isoformat() for at in one.reminders],
        "revision": one.revision,
    }
