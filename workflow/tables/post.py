"""What comes in and goes out: messages, acts and files received, gaps, lists of the month."""

from sqlmodel import Field, SQLModel

from workflow.tables.agents import Agent
from workflow.tables.columns import big, identity, index, instant, key, ref, words
from workflow.tables.subjects import Chained, Dossier, Personne, Service


class Outbox(Chained, table=True):
    """A message to tell, written by the act that occasions it. ``message_id`` makes it unique and
    names it for ever; ``digest`` groups messages that leave as one. ``routed_at`` None: nobody was
    looked up yet for its ``recipient``. Its chain tells what people did once it was lost."""

    __tablename__ = "outbox"

    id: int | None = identity()
    kind: str = words()
    subject_id: int = big()
    occasion: str = words()
    recipient: str = words()
    data: str = words(default="{}")
    message_id: str = words(unique=True)
    digest: str | None = words(null=True)
    created_at: int = instant()
    not_before: int = instant()
    routed_at: int | None = instant(null=True)


class DeliveryRow(SQLModel, table=True):
    """A message on its way to one person by one channel. ``who`` is the agent (``agent:12``), else
    the address, else nothing: nobody was found. ``thing`` is what is told, the same for two
    messages that say the same. ``letter``: the first of those that leave together, once they were
    taken together."""

    __tablename__ = "delivery"

    id: int | None = identity()
    outbox_id: int = ref("outbox.id")
    kind: str = words()
    subject_id: int = big()
    thing: str = words()
    who: str = words()
    agent_id: int | None = ref(Agent, null=True)
    address: str | None = words(null=True)
    channel: str = words()
    digest: str | None = words(null=True)
    letter: int | None = big(default=None, nullable=True)
    not_before: int = instant()
    lease_until: int | None = instant(null=True)
    attempts: int = Field(default=0)
    state: str = words()
    sent_at: int | None = instant(null=True)
    error: str | None = words(null=True)


class ReceivedAct(SQLModel, table=True):
    """An accepted act by its idempotency key, with the answer given then."""

    __tablename__ = "received_act"

    key: str = words(primary_key=True)
    fingerprint: str = words()
    answer: str = words()
    at: int = instant()


class ReceivedFile(SQLModel, table=True):
    """An exchange file that was imported; its digest makes a second import do nothing."""

    __tablename__ = "received_file"

    sha256: str = words(primary_key=True)
    name: str = words()
    flow: str = words()
    ali_id: int | None = big(default=None, nullable=True)
    generated_at: int = instant()
    imported_at: int = instant()
    report: str = words(default="{}")


class FileMapping(SQLModel, table=True):
    """How an organisation calls, in its tables, one of our columns: said once, used again."""

    __tablename__ = "file_mapping"

    organisation: str = words(primary_key=True)
    field: str = words(primary_key=True)
    heading: str = words()
    said_at: int = instant()


class ToldAppointment(SQLModel, table=True):
    """A rendez-vous as the latest file of its ALI told it, under the ALI's own number: another day
    is a move. ``ended``: the fact that says what became of it, once one does."""

    __tablename__ = "told_appointment"

    personne_id: int = big(primary_key=True, foreign_key=key(Personne))
    ali_id: int = big(primary_key=True)
    number: int = big(primary_key=True)
    day: str = words()
    ended: str | None = words(null=True)
    told_at: int = instant()


class Gap(SQLModel, table=True):
    """A difference between webRSA and here, until somebody or a later file settles it. Settled by
    somebody (``settled_by``), it is not listed again as long as webRSA tells the same."""

    __tablename__ = "gap"

    id: int | None = identity()
    personne_id: int = ref(Personne)
    dossier_id: int | None = ref(Dossier, null=True)
    nature: str = words()
    detail: str = words(default="{}")
    file: str = words()
    found_at: int = instant()
    settled_at: int | None = instant(null=True)
    settled_by: str | None = words(null=True)


class MonthlyList(SQLModel, table=True):
    """A list of the month as it was produced: frozen. ``content``: JSON rows."""

    __tablename__ = "monthly_list"

    id: int | None = identity()
    genre: str = words()
    month: str = words()
    service_id: int = ref(Service)
    produced_at: int = instant()
    content: str = words()
    sha256: str = words()


index("outbox_to_route", Outbox, "not_before", "id", where="routed_at IS NULL")
index(
    "delivery_due",
    DeliveryRow,
    *("channel", "not_before", "id"),
    where="state = 'a_envoyer'",
)
index(
    "delivery_of_digest",
    DeliveryRow,
    *("who", "channel", "digest", "id"),
    where="state = 'a_envoyer' AND digest IS NOT NULL",
)
index("delivery_lost", DeliveryRow, "id", where="state = 'mort'")
index("delivery_of_outbox", DeliveryRow, "outbox_id")
# Messages are found by their subject here: an act does not pay for an index.
index("delivery_of_subject", DeliveryRow, "kind", "subject_id", "outbox_id")
index("delivery_of_agent", DeliveryRow, "agent_id", "id")
# Nobody is told the same thing twice by one channel, whatever it was addressed to.
index(
    "delivery_once",
    DeliveryRow,
    *("thing", "who", "channel"),
    where="state NOT IN ('deja_dit', 'detourne')",
    unique=True,
)
index(
    "delivery_of_message_once",
    DeliveryRow,
    *("outbox_id", "who", "channel"),
    where="state <> 'detourne'",
    unique=True,
)
index("gap_open", Gap, "personne_id", where="settled_at IS NULL")
index("monthly_list_once", MonthlyList, "genre", "month", "service_id", unique=True)
