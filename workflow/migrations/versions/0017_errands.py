"""Long work that somebody asked for on a page, the files that they brought to be imported, the
differences with webRSA that they settled."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    op.create_table(
        "errand",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("begun_at", BIG, nullable=False),
        sa.Column("seen_at", BIG, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("ended_at", BIG, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("failed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
    )
    op.create_index("ix_errand_begun_at", "errand", ["begun_at"])
    op.create_table(
        "deposited_file",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("creates", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
    )
    op.create_index("ix_deposited_file_at", "deposited_file", ["at"])
    op.add_column("gap", sa.Column("settled_by", sa.Text(), nullable=True))
