"""Nobody is found by ``search_name`` since 0015, but by the words of their name: it goes."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """See the column."""
    op.drop_column("personne", "search_name")
