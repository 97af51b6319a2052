"""What the BOP receives is read along indexes: when a saisine was brought, a request by its number in
webRSA, a person by theirs at the CAF, that another one may be the same."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """See the indexes."""
    op.create_index("personne_by_caf", "personne", ["numero_caf", "date_naissance"])
    _where("demande_by_number", "demande", ["numero_webrsa"], "closed_at IS NULL")
    _where(
        *("fact_of_saisine", "fact", ["subject_id", "seq"]),
        "kind = 'dossier' AND code = 'saisine_deposee' AND annulled_by IS NULL",
        beside=["occurred_at"],
    )


def _where(
    name: str, table: str, columns: list[str], where: str, beside: list[str] | None = None
) -> None:
    op.create_index(
        *(name, table, columns),
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
        postgresql_include=beside,
    )
