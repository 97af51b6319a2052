"""The facts of a séance are read with what its lines told it: by the séance."""

from alembic import op
from sqlalchemy import text

revision = "0013"
down_revision = "0012"

_TOLD = text("seance_id IS NOT NULL")


def upgrade() -> None:
    """See the tables."""
    op.create_index(
        "fact_of_seance", "fact", ["seance_id"], sqlite_where=_TOLD, postgresql_where=_TOLD
    )
