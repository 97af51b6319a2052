"""The agents whom messages reach, and how each message left to each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """See the tables."""
    _agents()
    _deliveries()
    _outbox()


def _agents() -> None:
    op.create_table(
        "agent",
        *_chain(),
        sa.Column("id", BIG, nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("actif", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "habilitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agent_id", BIG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("circonscription", sa.Text(), nullable=True),
        sa.Column("du", sa.Text(), nullable=False),
        sa.Column("au", sa.Text(), nullable=True),
        sa.Column("recoit", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("habilitation_of_agent", "habilitation", ["agent_id"])
    op.create_table(
        "absence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agent_id", BIG, nullable=False),
        sa.Column("du", sa.Text(), nullable=False),
        sa.Column("au", sa.Text(), nullable=False),
        sa.Column("suppleant_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.ForeignKeyConstraint(["suppleant_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("absence_of_agent", "absence", ["agent_id", "au"])
    op.create_table(
        "preference",
        sa.Column("agent_id", BIG, nullable=False),
        sa.Column("canal", sa.Text(), nullable=False),
        sa.Column("rythme", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("agent_id", "canal"),
    )


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("outbox_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("agent_id", BIG, nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("letter", BIG, nullable=True),
        sa.Column("not_before", BIG, nullable=False),
        sa.Column("lease_until", BIG, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", BIG, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"]),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    # What left before, or did not: nobody wrote down to whom.
    op.execute(
        "INSERT INTO delivery (outbox_id, kind, subject_id, thing, who, channel, not_before,"
        " attempts, state, sent_at, error) SELECT id, kind, subject_id, message_id, '', 'courriel',"
        " not_before, attempts, status, sent_at, error FROM outbox WHERE status <> 'a_envoyer'"
    )
    waiting = "state = 'a_envoyer'"
    _index("delivery_due", "channel", "not_before", "id", where=waiting)
    together = f"{waiting} AND digest IS NOT NULL"
    _index("delivery_of_digest", "who", "channel", "digest", "id", where=together)
    _index("delivery_lost", "id", where="state = 'mort'")
    op.create_index("delivery_of_outbox", "delivery", ["outbox_id"])
    op.create_index("delivery_of_subject", "delivery", ["kind", "subject_id", "outbox_id"])
    op.create_index("delivery_of_agent", "delivery", ["agent_id", "id"])
    told = "state NOT IN ('deja_dit', 'detourne')"
    _index("delivery_once", "thing", "who", "channel", where=told, unique=True)
    kept = "state <> 'detourne'"
    _index("delivery_of_message_once", "outbox_id", "who", "channel", where=kept, unique=True)


def _outbox() -> None:
    """A message is routed or not; how it left is said by its deliveries."""
    op.add_column("outbox", sa.Column("routed_at", BIG, nullable=True))
    op.execute("UPDATE outbox SET routed_at = created_at WHERE status <> 'a_envoyer'")
    op.drop_index("outbox_due", "outbox")
    for name in ("lease_until", "attempts", "status", "sent_at", "error"):
        op.drop_column("outbox", name)
    for column in _chain(server_default=True):
        op.add_column("outbox", column)
    _index("outbox_to_route", "not_before", "id", where="routed_at IS NULL", on="outbox")


def _chain(*, server_default: bool = False) -> list[sa.Column[object]]:
    """The columns of a subject that has a chain; ``server_default`` for the rows already there."""
    number, text = ("0", "") if server_default else (None, None)
    return [
        sa.Column("version", sa.Integer(), nullable=False, server_default=number),
        sa.Column("seq", sa.Integer(), nullable=False, server_default=number),
        sa.Column("head", sa.Text(), nullable=False, server_default=text),
    ]


def _index(
    name: str, *columns: str, where: str, unique: bool = False, on: str = "delivery"
) -> None:
    only = sa.text(where)
    op.create_index(name, on, [*columns], unique=unique, sqlite_where=only, postgresql_where=only)
