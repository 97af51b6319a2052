"""The letters, what they were made of, and what the post did with them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    op.add_column("service", sa.Column("horaires", sa.Text(), nullable=True))
    op.create_table(
        "lettre_source",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "lettre_lot",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("made_at", _BIG, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("seance_id", _BIG, nullable=True),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "lettre",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("dossier_id", _BIG, nullable=True),
        sa.Column("passage_id", _BIG, nullable=True),
        sa.Column("seance_id", _BIG, nullable=True),
        sa.Column("membre_id", _BIG, nullable=True),
        sa.Column("invite_id", _BIG, nullable=True),
        sa.Column("modele", sa.Text(), nullable=False),
        sa.Column("entree", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("produced_at", _BIG, nullable=False),
        sa.Column("produced_by", sa.Text(), nullable=False),
        sa.Column("produced_seq", sa.Integer(), nullable=False),
        sa.Column("decidee_le", sa.Text(), nullable=False),
        sa.Column("lot_id", _BIG, nullable=True),
        sa.Column("printed_at", _BIG, nullable=True),
        sa.Column("canal", sa.Text(), nullable=True),
        sa.Column("suivi", sa.Text(), nullable=True),
        sa.Column("envoyee_le", sa.Text(), nullable=True),
        sa.Column("presentee_le", sa.Text(), nullable=True),
        sa.Column("recue_le", sa.Text(), nullable=True),
        sa.Column("revenue_le", sa.Text(), nullable=True),
        sa.Column("retour", sa.Text(), nullable=True),
        sa.Column("annulled_at", _BIG, nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"]),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"]),
        sa.ForeignKeyConstraint(["membre_id"], ["membre.id"]),
        sa.ForeignKeyConstraint(["invite_id"], ["invite.id"]),
        sa.ForeignKeyConstraint(["source"], ["lettre_source.sha256"]),
        sa.ForeignKeyConstraint(["sha256"], ["piece_content.sha256"]),
        sa.ForeignKeyConstraint(["lot_id"], ["lettre_lot.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("lettre_of_dossier", "lettre", ["dossier_id", "id"])
    op.create_index("lettre_of_seance", "lettre", ["seance_id", "id"])
    op.create_index("lettre_of_lot", "lettre", ["lot_id", "id"])
    only = sa.text("annulled_at IS NULL AND envoyee_le IS NULL")
    op.create_index("lettre_a_envoyer", "lettre", ["id"], sqlite_where=only, postgresql_where=only)
    for name, owners, which in (
        ("one_letter_waits", ["dossier_id"], "passage_id IS NULL"),
        ("one_letter_of_a_line_waits", ["passage_id"], "passage_id IS NOT NULL"),
        ("one_letter_to_a_member_waits", ["seance_id", "membre_id"], "membre_id IS NOT NULL"),
        ("one_letter_to_a_guest_waits", ["seance_id", "invite_id"], "invite_id IS NOT NULL"),
    ):
        where = sa.text(f"annulled_at IS NULL AND envoyee_le IS NULL AND {which}")
        op.create_index(
            name,
            "lettre",
            [*owners, "modele"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
