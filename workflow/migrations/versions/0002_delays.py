"""Delays that can be explained, moved and counted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The same row written again says the same; another content under the same name is refused.
SNAPSHOT_ON_SQLITE = tuple(
    f"""
    CREATE TRIGGER snapshot_no_{name} BEFORE {event} ON snapshot {when}
    BEGIN SELECT RAISE(ABORT, 'snapshot: append-only'); END
    """
    for name, event, when in (
        ("update", "UPDATE", ""),
        ("delete", "DELETE", ""),
        (
            "replace",
            "INSERT",
            "WHEN EXISTS (SELECT 1 FROM snapshot WHERE kind = NEW.kind"
            " AND version = NEW.version AND content <> NEW.content)",
        ),
    )
)
SNAPSHOT_ON_POSTGRESQL = (
    """
    CREATE FUNCTION snapshot_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'snapshot: append-only'; END $$
    """,
    """
    CREATE TRIGGER snapshot_no_rewrite BEFORE UPDATE OR DELETE ON snapshot
    FOR EACH ROW EXECUTE FUNCTION snapshot_append_only()
    """,
    """
    CREATE TRIGGER snapshot_no_truncate BEFORE TRUNCATE ON snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION snapshot_append_only()
    """,
)


def upgrade() -> None:
    """See the tables."""
    _law()
    _adjustments()
    _people_of_tables()
    _told_appointments()
    _offers()
    _profiles()


def _law() -> None:
    """By which calendar and which rules dates are counted."""
    op.add_column("deadline", sa.Column("calendar", sa.Text(), nullable=True))
    op.create_table(
        "snapshot",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "version"),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in SNAPSHOT_ON_SQLITE if on_sqlite else SNAPSHOT_ON_POSTGRESQL:
        op.execute(trigger)
    op.create_table(
        "calendar_use",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("applied_at", BIG, nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("deadlines", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reconciliation_at", "reconciliation", ["at"])


def _people_of_tables() -> None:
    """What CSV, XLSX and ODS files bring, and how organisations name their columns."""
    for name in ("reference", "sexe", "situation_familiale", "niveau_etude", "demande_le"):
        op.add_column("personne", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "file_mapping",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("said_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "field"),
    )


def _told_appointments() -> None:
    """The rendez-vous of the ALI, by their numbers there."""
    op.create_table(
        "told_appointment",
        sa.Column("personne_id", BIG, nullable=False),
        sa.Column("ali_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("told_at", BIG, nullable=False),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"]),
        sa.PrimaryKeyConstraint("personne_id", "ali_id", "number"),
    )


def _profiles() -> None:
    """Whom a measured deadline is about, as they were at its anchor."""
    op.add_column("personne", sa.Column("enfants", sa.Integer(), nullable=True))
    op.add_column("deadline", sa.Column("profile", sa.Text(), nullable=True))


def _adjustments() -> None:
    """What people change in the count of a date."""
    op.add_column("deadline", sa.Column("adjusted", sa.Text(), nullable=True))
    op.add_column("deadline", sa.Column("adjustments", sa.Text(), nullable=True))


def _offers() -> None:
    """The offer of accompagnement, a subject of its own."""
    op.create_table(
        "offre",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("operateur", sa.Text(), nullable=True),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("circonscription", sa.Text(), nullable=True),
        sa.Column("capacite", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("contingent", sa.Integer(), nullable=False),
        sa.Column("published_at", BIG, nullable=False),
        sa.Column("updated_at", BIG, nullable=False),
        sa.Column("withdrawn_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
