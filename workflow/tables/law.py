"""By which law dates are counted: what was in force once and is kept, the calendar in use, the
nightly comparison of the facts with what is armed."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import big, identity, instant, words


class Snapshot(SQLModel, table=True):
    """A calendar or a version of a rule, as it was when a date was first counted by it, or the
    words that a rule took later under the same version. Never rewritten: ``version`` names the
    content. That of a rule bears its code, ``D1@origine#…``."""

    __tablename__ = "snapshot"

    kind: str = words(primary_key=True)
    version: str = words(primary_key=True)
    content: str = words()
    recorded_at: int = instant()


class CalendarUse(SQLModel, table=True):
    """A calendar taken in use, and the rules it was taken with (JSON, code → digest). The newest
    row is the one in use; while ``applied_at`` is missing, the open deadlines are being counted
    again."""

    __tablename__ = "calendar_use"

    id: int | None = identity()
    version: str = words()
    rules: str = words()
    since: int = instant()
    actor: str = words()
    role: str = words()
    motive: str = words()
    applied_at: int | None = instant(null=True)
    changed: int = Field(default=0)


class Reconciliation(SQLModel, table=True):
    """The proof of one comparison: how many subjects and open deadlines were looked at, how many
    gaps were found, the first of them (JSON)."""

    __tablename__ = "reconciliation"

    id: int | None = identity()
    at: int = big(index=True)
    day: str = words()
    calendar: str = words()
    subjects: int = Field(default=0)
    deadlines: int = Field(default=0)
    found: int = Field(default=0)
    detail: str = words(default="[]")
    by: str = words()
