"""A diary as its readers have it: for the command line and for the web."""

from datetime import datetime

from entrypoints.assembly import Assembly
from exchanges.documents.diary import PrintedDiary, printed_diary
from rules.subjects import Subject
from workflow.reading.diaries import Period, diary

PATH = "/agenda/{secret}.ics"


def address_of(public: str, secret: str) -> str:
    """The whole address of a diary, at that public address."""
    return f"{public}{PATH.format(secret=secret)}"


def diary_of(
    assembly: Assembly, whose: Subject, *, now: datetime, period: Period | None = None
) -> PrintedDiary:
    """The diary of that subject, over what an address shows when no period is asked for. Raises
    UnknownOwner."""
    rulebook = assembly.standing.rulebook
    configured = assembly.configured
    return printed_diary(
        diary(assembly.store, rulebook, whose, period or Period.of(rulebook, now)),
        rulebook=rulebook,
        territory=configured.territory,
        code=configured.departement,
    )
