"""What the pages that count find their rows by, of a million dossiers: the open ones by place and
by state, the open deadlines in their order, by rule, and by the service that owes them. Nobody is
found by ``search_name`` since 0015: its index goes."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BESIDE = ("rule", "status", "opened_at", "dossier_id", "personne_id", "kind", "subject_id")


def upgrade() -> None:
    """See the indexes."""
    op.drop_index("ix_personne_search_name", "personne")
    _open("dossier_open_by_place", "dossier", ["circonscription", "state"])
    _open("dossier_open_by_state", "dossier", ["state"])
    _open("deadline_open", "deadline", ["due_at", "id"], beside=_BESIDE)
    _open("deadline_awaited", "deadline", ["rule", "status", "due_at"])
    _open("deadline_of_child", "deadline", ["child"], more=" AND child IS NOT NULL")


def _open(
    name: str, owner: str, columns: list[str], *, more: str = "", beside: tuple[str, ...] = ()
) -> None:
    only = sa.text("closed_at IS NULL" + more)
    op.create_index(
        *(name, owner, columns),
        sqlite_where=only,
        postgresql_where=only,
        postgresql_include=list(beside),
    )
