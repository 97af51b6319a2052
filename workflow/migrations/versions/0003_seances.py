"""The séances: a département's own kinds, and what each of them does."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """See the tables."""
    op.add_column(
        "seance",
        sa.Column("instance", sa.Text(), nullable=False, server_default="concertation"),
    )
    op.execute("UPDATE seance SET instance = 'decision' WHERE genre = 'ep'")
