"""The dossiers that somebody ticked to act on together, and what came of each."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    op.create_table(
        "batch",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("made_at", BIG, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("looked_at", BIG, nullable=True),
        sa.Column("ended_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
    )
    op.create_index("ix_batch_made_at", "batch", ["made_at"])
    op.create_index("batch_of_account", "batch", ["account_id", "made_at"])
    op.create_table(
        "batch_line",
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("done_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("batch_id", "dossier_id"),
    )
