"""What lists and searches of a million dossiers find their rows by; escalations in hand."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BARE = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")

_MANY = 10_000
_NUMBERS = ("numero_demande_rsa", "numero_caf", "reference")


def upgrade() -> None:
    """See the tables and the indexes."""
    op.create_table(
        "personne_word",
        sa.Column("personne_id", BIG, nullable=False),
        sa.Column("word", BARE, nullable=False),
        sa.ForeignKeyConstraint(["personne_id"], ["personne.id"]),
        sa.PrimaryKeyConstraint("personne_id", "word"),
    )
    op.create_table(
        "escalade_prise",
        sa.Column("lineage", sa.Text(), nullable=False),
        sa.Column("taken_at", BIG, nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lineage"),
    )
    _fill(op.get_bind())
    op.create_index("personne_word_found", "personne_word", ["word", "personne_id"])
    op.create_index("personne_by_name", "personne", ["nom", "prenom", "id"])
    op.create_index("dossier_by_birth", "dossier", ["born_at", "id"])
    op.create_index("seance_service_of_service", "seance_service", ["service_id", "seance_id"])
    op.create_index("firing_by_level", "firing", ["level", "deadline_id"])
    _where("demande_by_wish", "demande", ["service_souhaite"], "closed_at IS NULL")
    _where("deadline_running", "deadline", ["due_at", "id"], "status = 'ouverte'")


def _where(name: str, owner: str, columns: list[str], only: str) -> None:
    op.create_index(
        name, owner, columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only)
    )


def _fill(connection: sa.Connection) -> None:
    """The words of the people who are there: their names are folded already."""
    names = ", ".join(("id", "search_name", "telephone", *_NUMBERS))
    some = sa.text(f"SELECT {names} FROM personne WHERE id > :after ORDER BY id LIMIT {_MANY}")
    word = sa.text("INSERT INTO personne_word (personne_id, word) VALUES (:id, :word)")
    after = 0
    while rows := connection.execute(some, {"after": after}).mappings().all():
        after = rows[-1]["id"]
        found = [
            {"id": row["id"], "word": one} for row in rows for one in sorted(_words(dict(row)))
        ]
        if found:
            connection.execute(word, found)


def _words(row: Mapping[str, Any]) -> set[str]:
    numbers = {"".join(c for c in (row[name] or "").upper() if c.isalnum()) for name in _NUMBERS}
    digits = "".join(c for c in row["telephone"] or "" if c.isdigit())
    for prefix in ("0033", "33"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 9:
            digits = digits.removeprefix(prefix)
    telephone = f"0{digits}" if len(digits) == 9 and digits[0] != "0" else digits
    return {*row["search_name"].split(), *numbers, telephone} - {""}
