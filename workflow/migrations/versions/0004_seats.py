"""Who sits in a séance: members and deputies, invitations, attendance, guests, links."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# A line with more guests than a room holds was mistyped, and each becomes a row: 10^9 never ended.
MOST_GUESTS = 50

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    _members()
    _participants()
    _guests()
    _links()


def _members() -> None:
    """Who holds which seat, and who may take their place."""
    op.create_table(
        "membre",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("siege", sa.Text(), nullable=False),
        sa.Column("circonscription", sa.Text(), nullable=True),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("suppleant_de", BIG, nullable=True),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("qualite", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("du", sa.Text(), nullable=False),
        sa.Column("au", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.ForeignKeyConstraint(["suppleant_de"], ["membre.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("membre_of_genre", "membre", ["genre", "circonscription", "du"])
    op.create_index("membre_deputies", "membre", ["suppleant_de"])


def _participants() -> None:
    """Who is awaited in a séance, what they answered, whether they came."""
    op.create_table(
        "participant",
        sa.Column("id", BIG, nullable=False),
        sa.Column("seance_id", BIG, nullable=False),
        sa.Column("siege", sa.Text(), nullable=False),
        sa.Column("membre_id", BIG, nullable=True),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("referent", BIG, nullable=True),
        sa.Column("nom", sa.Text(), nullable=True),
        sa.Column("sits", sa.Integer(), nullable=False),
        sa.Column("invited_at", BIG, nullable=True),
        sa.Column("reponse", sa.Text(), nullable=True),
        sa.Column("remplacant_id", BIG, nullable=True),
        sa.Column("remplacant", sa.Text(), nullable=True),
        sa.Column("presence", sa.Text(), nullable=True),
        sa.Column("arrivee", sa.Text(), nullable=True),
        sa.Column("depart", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"]),
        sa.ForeignKeyConstraint(["membre_id"], ["membre.id"]),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.ForeignKeyConstraint(["remplacant_id"], ["membre.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("participant_of_seance", "participant", ["seance_id", "id"])
    op.create_index(
        "one_participant_a_member", "participant", ["seance_id", "membre_id"], unique=True
    )


def _guests() -> None:
    """Who is invited for a line."""
    op.create_table(
        "invite",
        sa.Column("id", BIG, nullable=False),
        sa.Column("passage_id", BIG, nullable=False),
        sa.Column("qui", sa.Text(), nullable=False),
        sa.Column("nom", sa.Text(), nullable=True),
        sa.Column("qualite", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("declared_at", BIG, nullable=False),
        sa.Column("withdrawn_at", BIG, nullable=True),
        sa.Column("confirmed_for", BIG, nullable=True),
        sa.Column("present_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"]),
        sa.ForeignKeyConstraint(["confirmed_for"], ["seance.id"]),
        sa.ForeignKeyConstraint(["present_at"], ["seance.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("invite_of_passage", "invite", ["passage_id"])
    op.add_column("passage", sa.Column("venue", sa.Integer(), nullable=True))
    _name_the_guests_that_were_counted()


def _name_the_guests_that_were_counted() -> None:
    """How many guests a line had becomes as many of them, whose names nobody told; no more than
    ``MOST_GUESTS``."""
    connection = op.get_bind()
    counted = connection.execute(
        sa.text("SELECT id, invites, inscribed_at FROM passage WHERE invites > 0 ORDER BY id")
    )
    for line, guests, at in counted.all():
        for _ in range(min(guests, MOST_GUESTS)):
            connection.execute(
                sa.text(
                    "INSERT INTO invite (passage_id, qui, declared_at)"
                    " VALUES (:line, 'partenaire', :at)"
                ),
                {"line": line, "at": at},
            )
    op.drop_column("passage", "invites")


def _links() -> None:
    """Links to one séance, for those who have no account, and their uses."""
    op.create_table(
        "lien",
        sa.Column("id", BIG, nullable=False),
        sa.Column("seance_id", BIG, nullable=False),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("invite_id", BIG, nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("expires_at", BIG, nullable=True),
        sa.Column("revoked_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"]),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.ForeignKeyConstraint(["invite_id"], ["invite.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("lien_of_seance", "lien", ["seance_id"])
    op.create_table(
        "lien_ouvert",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lien_id", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lien_id"], ["lien.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("lien_ouvert_of_lien", "lien_ouvert", ["lien_id"])
