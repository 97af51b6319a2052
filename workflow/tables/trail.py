"""What happened: facts, journal, deadlines, rungs that fired, sweeps."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from workflow.tables.columns import big, identity, index, instant, table, words


class FactRow(SQLModel, table=True):
    """A dated event of a subject; its key is the journal entry that wrote it. ``seance_id``: the
    séance that it is told to, its own or the one where a dossier brings a situation."""

    __tablename__ = "fact"

    kind: str = words(primary_key=True)
    subject_id: int = big(primary_key=True)
    seq: int = Field(primary_key=True)
    rank: int = Field(primary_key=True)
    code: str = words()
    occurred_at: int = instant()
    known_at: int = instant()
    child: int | None = big(default=None, nullable=True)
    personne_id: int | None = big(default=None, nullable=True)
    seance_id: int | None = big(default=None, nullable=True)
    data: str = words(default="{}")
    annulled_by: int | None = Field(default=None, nullable=True)


class JournalRow(SQLModel, table=True):
    """An entry of a subject's chain. ``body`` is the text that was hashed, byte for byte;
    ``personal`` stands beside it, hashed into it, and may be erased one day."""

    __tablename__ = "journal"

    kind: str = words(primary_key=True)
    subject_id: int = big(primary_key=True)
    seq: int = Field(primary_key=True)
    act: str = words()
    at: int = instant()
    actor: str = words()
    role: str = words()
    version: int = Field(default=0)
    batch: str | None = words(null=True)
    body: str = words()
    personal: str | None = words(null=True)
    hash: str = words()


class DeadlineRow(SQLModel, table=True):
    """A generation of a deadline. ``due_at``, ``rung`` and ``next_at`` are derived and indexed.
    ``calendar`` is the version of the calendar that the date was counted by, ``adjustments`` what
    people changed in its count, ``adjusted`` whether the date was extended or set by hand,
    ``profile`` whom it is about as they were at the anchor (measured rules only). How high its
    rungs went (``rules.escalations.height``) and since when: ``height``, ``up_since``; None: to
    nobody above who is awaited. ``service_id`` owes it, ``circonscription`` is where it is, today,
    and ``genre`` the kind of the séance that it is about: ``workflow.deadlines.standing`` keeps the
    three."""

    __tablename__ = "deadline"

    id: int | None = identity()
    lineage: str = words()
    generation: int = Field(default=1)
    rule: str = words()
    rule_version: str = words()
    kind: str = words()
    subject_id: int = big()
    child: int | None = big(default=None, nullable=True)
    personne_id: int | None = big(default=None, nullable=True)
    dossier_id: int | None = big(default=None, nullable=True)
    seance_id: int | None = big(default=None, nullable=True)
    opening: str = words()
    opened_at: int = instant()
    anchor_at: int | None = instant(null=True)
    due_at: int | None = instant(null=True)
    rung: int | None = Field(default=None, nullable=True)
    next_at: int | None = instant(null=True)
    status: str = words()
    born_late: int = Field(default=0)
    recorded_at: int = instant()
    calendar: str | None = words(null=True)
    closed_at: int | None = instant(null=True)
    closed_by: str | None = words(null=True)
    met_in_time: int | None = Field(default=None, nullable=True)
    adjusted: str | None = words(null=True)
    adjustments: str | None = words(null=True)
    profile: str | None = words(null=True)
    height: int | None = Field(default=None, nullable=True)
    up_since: int | None = instant(null=True)
    service_id: int | None = big(default=None, nullable=True)
    circonscription: str | None = words(null=True)
    genre: str | None = words(null=True)


class Firing(SQLModel, table=True):
    """The claim of a rung: who inserts the row tells it, whatever the number of processes."""

    __tablename__ = "firing"

    deadline_id: int = big(primary_key=True, foreign_key="deadline.id")
    rung: int = Field(primary_key=True)
    level: str = words()
    due_at: int = instant()
    fired_at: int = instant()
    lateness_us: int = big(default=0)
    outcome: str = words()
    by: str = words()


class TakenEscalation(SQLModel, table=True):
    """Who took a deadline that escalated in hand, whatever becomes of its date."""

    __tablename__ = "escalade_prise"

    lineage: str = words(primary_key=True)
    taken_at: int = instant()
    taken_by: str = words()


class FiringFailure(SQLModel, table=True):
    """A rung whose firing failed: tried again later, told to a human in the end."""

    __tablename__ = "firing_failure"

    deadline_id: int = big(primary_key=True)
    rung: int = Field(primary_key=True)
    attempts: int = Field(default=1)
    retry_at: int = instant()
    error: str = words()


class Sweep(SQLModel, table=True):
    """The proof of one tick: when, how many rungs were due, how many fired, the worst lateness."""

    __tablename__ = "sweep"

    id: int | None = identity()
    at: int = big(index=True)
    due: int = Field(default=0)
    fired: int = Field(default=0)
    failed: int = Field(default=0)
    max_lateness_us: int = big(default=0)
    by: str = words()


class Cycle(SQLModel, table=True):
    """A month (« 2026-03 ») or a year (« 2026 ») whose cycle facts were written for one subject:
    the claim that makes it once."""

    __tablename__ = "cycle"

    month: str = words(primary_key=True)
    kind: str = words(primary_key=True)
    subject_id: int = big(primary_key=True)


table(DeadlineRow).append_constraint(
    CheckConstraint(
        "(status IN ('ouverte', 'suspendue', 'sans_ancre')) = (closed_at IS NULL)",
        name="closed_when_over",
    )
)
_BESIDE = (
    *("rule", "status", "opened_at", "anchor_at", "dossier_id", "personne_id"),
    *("kind", "subject_id", "circonscription"),
)
index("one_current_deadline", DeadlineRow, "lineage", where="status <> 'remplacee'", unique=True)
index("deadline_generation", DeadlineRow, "lineage", "generation", unique=True)
index(
    "deadline_due",
    DeadlineRow,
    "next_at",
    "id",
    where="status = 'ouverte' AND next_at IS NOT NULL",
)
index(
    "deadline_open",
    DeadlineRow,
    *("due_at", "id"),
    where="closed_at IS NULL",
    beside=(*_BESIDE, "service_id"),
)
index(
    "deadline_awaited",
    DeadlineRow,
    *("rule", "status", "service_id", "due_at", "id"),
    where="closed_at IS NULL",
    beside=(*(one for one in _BESIDE if one not in ("rule", "status")), "genre"),
)
index(
    "deadline_of_nobody",
    DeadlineRow,
    *("due_at", "id"),
    where="closed_at IS NULL AND service_id IS NULL",
    beside=_BESIDE,
)
index(
    "deadline_of_service",
    DeadlineRow,
    *("service_id", "due_at", "id"),
    where="closed_at IS NULL",
    beside=_BESIDE,
)
index(
    "deadline_of_genre",
    DeadlineRow,
    *("genre", "due_at", "id"),
    where="closed_at IS NULL AND genre IS NOT NULL",
    beside=_BESIDE,
)
index("deadline_up", DeadlineRow, "height", "up_since", "id", where="height IS NOT NULL")
index("deadline_of_seance", DeadlineRow, "seance_id", where="closed_at IS NULL")
index("deadline_of_personne", DeadlineRow, "personne_id")
index("deadline_of_subject", DeadlineRow, "kind", "subject_id")
index(
    "deadline_of_rule",
    DeadlineRow,
    *("rule", "due_at"),
    beside=("status", "met_in_time", "born_late", "service_id", "circonscription"),
)
index("fact_of_personne", FactRow, "personne_id", "code")
index(
    "fact_of_saisine",
    FactRow,
    *("subject_id", "seq"),
    where="kind = 'dossier' AND code = 'saisine_deposee' AND annulled_by IS NULL",
    beside=("occurred_at",),
)
index("fact_of_seance", FactRow, "seance_id", where="seance_id IS NOT NULL")
index("firing_by_level", Firing, "level", "deadline_id")
index("journal_by_instant", JournalRow, "at")
index("journal_by_actor", JournalRow, "actor", "at")
