"""The tableau commun: what came after its delay, the files that services join to it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    op.add_column("passage", sa.Column("hors_delai", sa.Text(), nullable=True))
    op.create_table(
        "piece_content",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "piece",
        sa.Column("id", BIG, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("passage_id", BIG, nullable=True),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added_at", BIG, nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("removed_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"]),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["piece_content.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("piece_of_dossier", "piece", ["dossier_id"], unique=False)
    _once("one_file_a_dossier", "dossier_id", "passage_id IS NULL")
    _once("one_file_a_line", "passage_id", "passage_id IS NOT NULL")


def _once(name: str, owner: str, which: str) -> None:
    """The same file is there once, as long as nobody takes it away."""
    only = sa.text(f"removed_at IS NULL AND {which}")
    op.create_index(
        name,
        "piece",
        [owner, "sha256"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )
