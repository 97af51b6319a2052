"""How high a deadline went and since when, kept beside it as its rungs are told: what the list of
escalations is sorted by, of a million dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_IT = "FROM firing WHERE firing.deadline_id = deadline.id AND level IN ('niveau_3', 'niveau_2')"


def upgrade() -> None:
    """See the columns; those of the rungs that were told already are read from them."""
    op.add_column("deadline", sa.Column("height", sa.Integer(), nullable=True))
    op.add_column("deadline", sa.Column("up_since", _BIG, nullable=True))
    op.execute(
        "UPDATE deadline SET"
        f" height = (SELECT MIN(CASE level WHEN 'niveau_3' THEN 0 ELSE 1 END) {_OF_IT}),"
        f" up_since = (SELECT MIN(fired_at) {_OF_IT})"
        " WHERE id IN (SELECT deadline_id FROM firing WHERE level IN ('niveau_3', 'niveau_2'))"
    )
    up = sa.text("height IS NOT NULL")
    op.create_index(
        *("deadline_up", "deadline", ["height", "up_since", "id"]),
        sqlite_where=up,
        postgresql_where=up,
    )
