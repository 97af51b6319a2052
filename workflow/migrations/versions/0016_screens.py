"""What agents chose about their screens, and what they typed when their session was over."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    op.create_table(
        "account_setting",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "name"),
    )
    op.create_table(
        "kept_form",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "path"),
    )
    op.create_index("ix_kept_form_at", "kept_form", ["at"])
