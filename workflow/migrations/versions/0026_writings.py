"""When the journal of a dossier was last written in, kept with the end of its chain: what changed of
late, of a million dossiers, is found along it and no longer in the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LAST = (
    "SELECT at FROM journal WHERE journal.kind = 'dossier'"
    " AND journal.subject_id = dossier.id AND journal.seq = dossier.seq"
)


def upgrade() -> None:
    """See the column; it is read from the entries that are there."""
    op.add_column("dossier", sa.Column("written_at", _BIG, nullable=True))
    op.execute(f"UPDATE dossier SET written_at = ({_LAST})")
    op.drop_index("journal_of_dossiers", "journal")
    op.create_index(
        *("dossier_by_writing", "dossier", ["written_at", "id"]),
        postgresql_include=["state", "service_id", "circonscription", "closed_at"],
    )
