"""What lists find their rows by, of a million dossiers, kept beside them: the nearest deadline of a
dossier; the service that owes a deadline, and the circonscription where it is."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NEAREST = (
    "SELECT MIN(due_at) FROM deadline"
    " WHERE deadline.personne_id = dossier.personne_id AND deadline.status = 'ouverte'"
    " AND (deadline.dossier_id = dossier.id"
    " OR deadline.kind = 'personne' AND dossier.closed_at IS NULL)"
)
_DOSSIER = "(SELECT {} FROM dossier o WHERE o.id = deadline.dossier_id)"
_SUBJECT = "(SELECT {} FROM {} o WHERE o.id = deadline.subject_id AND deadline.kind = '{}')"
_SERVICE = ", ".join(
    (
        "child",
        _DOSSIER.format("service_id"),
        _SUBJECT.format("service_id", "offre", "offre"),
        "CASE WHEN kind = 'service' THEN subject_id END",
    )
)
_PLACE = ", ".join(
    (
        _DOSSIER.format("circonscription"),
        "(SELECT circonscription FROM personne o WHERE o.id = deadline.personne_id)",
        _SUBJECT.format("circonscription", "seance", "seance"),
        _SUBJECT.format("code", "circonscription", "circonscription"),
        _SUBJECT.format("circonscription", "offre", "offre"),
    )
)
_BESIDE = ("rule", "status", "opened_at", "dossier_id", "personne_id", "kind", "subject_id")


def upgrade() -> None:
    """See the columns; they are read from the rows that are there."""
    op.add_column("dossier", sa.Column("due_at", _BIG, nullable=True))
    op.add_column("deadline", sa.Column("service_id", _BIG, nullable=True))
    op.add_column("deadline", sa.Column("circonscription", sa.Text(), nullable=True))
    op.drop_index("dossier_open_by_state", "dossier")
    op.drop_index("dossier_open_by_place", "dossier")
    for name in ("child", "rule"):
        op.drop_index(f"deadline_of_{name}", "deadline")
    for name in ("open", "running"):
        op.drop_index(f"deadline_{name}", "deadline")
    op.execute(
        f"UPDATE dossier SET due_at = ({_NEAREST})"
        " WHERE personne_id IN (SELECT personne_id FROM deadline WHERE status = 'ouverte')"
    )
    op.execute(
        f"UPDATE deadline SET service_id = COALESCE({_SERVICE}),"
        f" circonscription = COALESCE({_PLACE})"
    )
    _open("dossier_open_by_due", "dossier", ["due_at", "id"])
    _open("dossier_open_by_state", "dossier", ["state", "due_at", "id"])
    _open(
        *("dossier_open_by_place", "dossier", ["circonscription", "due_at", "id"]),
        beside=("state",),
    )
    _open("dossier_open_by_service", "dossier", ["service_id", "due_at", "id"])
    _open(
        "dossier_unfollowed",
        "dossier",
        ["circonscription", "due_at", "id"],
        more=" AND service_id IS NULL",
    )
    _open(
        *("deadline_open", "deadline", ["due_at", "id"]),
        beside=(*_BESIDE, "service_id", "circonscription"),
    )
    _open(
        *("deadline_of_nobody", "deadline", ["due_at", "id"]),
        more=" AND service_id IS NULL",
        beside=(*_BESIDE, "circonscription"),
    )
    _open(
        *("deadline_of_service", "deadline", ["service_id", "due_at", "id"]),
        beside=(*_BESIDE, "circonscription"),
    )
    op.create_index(
        *("deadline_of_rule", "deadline", ["rule", "due_at"]),
        postgresql_include=["status", "met_in_time", "born_late", "service_id", "circonscription"],
    )
    dossiers = sa.text("kind = 'dossier'")
    op.create_index(
        *("journal_of_dossiers", "journal", ["at", "subject_id"]),
        sqlite_where=dossiers,
        postgresql_where=dossiers,
    )


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
