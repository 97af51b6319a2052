"""The séances: a département's own kinds and what each of them does, its programmes, places."""

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
    op.add_column("seance", sa.Column("lieu", sa.Text(), nullable=True))
    op.add_column("seance", sa.Column("creneau", sa.Text(), nullable=True))
    op.create_index("one_seance_a_slot", "seance", ["creneau"], unique=True)
    _agendas()


def _agendas() -> None:
    """What a line weighs on an agenda, and why it is where it is."""
    for name in ("priorite", "urgent", "invites"):
        op.add_column("passage", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("passage", sa.Column("arbitrage", sa.Text(), nullable=True))
