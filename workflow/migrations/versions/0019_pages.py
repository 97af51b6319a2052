"""What the pages of a million dossiers find their rows by: the open dossiers in the order of their
age, the dossier that followed another, the lines of a request; whose the running deadlines are."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """See the indexes."""
    op.create_index("passage_of_demande", "passage", ["demande_id"])
    running = sa.text("status = 'ouverte'")
    op.drop_index("deadline_running", "deadline")
    op.create_index(
        *("deadline_running", "deadline", ["due_at", "id"]),
        sqlite_where=running,
        postgresql_where=running,
        postgresql_include=["personne_id", "dossier_id", "kind"],
    )
    _where("dossier_by_previous", ["previous_id"], "previous_id IS NOT NULL")
    _where("dossier_open_by_birth", ["born_at", "id"], "closed_at IS NULL")


def _where(name: str, columns: list[str], only: str) -> None:
    op.create_index(
        name, "dossier", columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only)
    )
