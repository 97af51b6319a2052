"""The agenda’s points without a person, and séances held together."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    op.create_table(
        "point",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("seance_id", _BIG, nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("porteur", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("etat", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("point_of_seance", "point", ["seance_id", "ordre"])
    op.add_column("seance", sa.Column("a_la_suite_de", _BIG, nullable=True))
