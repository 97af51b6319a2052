"""The redrawings of the territory that were followed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the table."""
    op.create_table(
        "redrawing",
        sa.Column("day", sa.Text(), primary_key=True),
        sa.Column("since", _BIG, nullable=False),
        sa.Column("looked_at", _BIG, nullable=False),
        sa.Column("told_at", _BIG, nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("unplaced", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    )
