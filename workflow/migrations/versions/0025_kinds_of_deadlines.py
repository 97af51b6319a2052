"""The kind of the séance that a deadline is about, kept beside it: whoever coordinates a kind finds
there what is awaited of them, of a million dossiers. What a day asks of a deadline, and a list of a
dossier by its place and state, is kept in the indexes by which they find it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_KIND = "(SELECT genre FROM seance WHERE seance.id = {})"
_ITSELF = _KIND.format("CASE WHEN deadline.kind = 'seance' THEN deadline.subject_id END")
_BESIDE = (
    *("rule", "status", "opened_at", "anchor_at", "dossier_id", "personne_id"),
    *("kind", "subject_id", "circonscription"),
)


def upgrade() -> None:
    """See the column; it is read from the rows that are there."""
    op.add_column("deadline", sa.Column("genre", sa.Text(), nullable=True))
    for name in ("awaited", "open", "of_nobody", "of_service"):
        op.drop_index(f"deadline_{name}", "deadline")
    op.execute(
        f"UPDATE deadline SET genre = COALESCE({_ITSELF}, {_KIND.format('deadline.seance_id')})"
        " WHERE kind = 'seance' OR seance_id IS NOT NULL"
    )
    _open("deadline_open", ["due_at", "id"], beside=(*_BESIDE, "service_id"))
    _open("deadline_of_nobody", ["due_at", "id"], more=" AND service_id IS NULL")
    _open("deadline_of_service", ["service_id", "due_at", "id"])
    _open("deadline_of_genre", ["genre", "due_at", "id"], more=" AND genre IS NOT NULL")
    named = ["rule", "status", "service_id", "due_at", "id"]
    rest = tuple(one for one in _BESIDE if one not in named)
    _open("deadline_awaited", named, beside=(*rest, "genre"))
    op.drop_index("dossier_by_place", "dossier")
    op.create_index(
        *("dossier_by_place", "dossier", ["circonscription", "state", "id"]),
        postgresql_include=["closed_at", "due_at"],
    )


def _open(
    name: str, columns: list[str], *, more: str = "", beside: tuple[str, ...] = _BESIDE
) -> None:
    only = sa.text("closed_at IS NULL" + more)
    op.create_index(
        *(name, "deadline", columns),
        sqlite_where=only,
        postgresql_where=only,
        postgresql_include=list(beside),
    )
