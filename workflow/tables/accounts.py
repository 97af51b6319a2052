"""The accounts of agents: their passwords, sessions and links; who consulted or exported what."""

from sqlmodel import Field, SQLModel

from workflow.tables.agents import Agent
from workflow.tables.columns import big, identity, index, instant, key, ref, words
from workflow.tables.subjects import Service


class Account(SQLModel, table=True):
    """How an agent comes in. ``password_hash`` is argon2id's, None as long as none was chosen.
    ``failures``, ``failed_at``: the attempts that failed since the last that did not.
    ``locked_at``: closed by an administrator."""

    __tablename__ = "account"

    id: int | None = identity()
    agent_id: int = big(unique=True, foreign_key=key(Agent))
    created_at: int = instant()
    password_hash: str | None = words(null=True)
    password_at: int | None = instant(null=True)
    failures: int = Field(default=0)
    failed_at: int | None = instant(null=True)
    locked_at: int | None = instant(null=True)
    locked_by: str | None = words(null=True)


class AccountSession(SQLModel, table=True):
    """A browser that came in. Of its token only the SHA-256 is kept, of the browser its family.
    ``role``, ``service_id``: in which capacity the agent chose to act. ``failures``, ``failed_at``:
    the attempts of that browser to come in again, counted apart from strangers'."""

    __tablename__ = "account_session"

    id: int | None = identity()
    account_id: int = ref(Account)
    token_hash: str = words(unique=True)
    created_at: int = instant()
    seen_at: int = instant()
    browser: str = words()
    role: str | None = words(null=True)
    service_id: int | None = ref(Service, null=True)
    ended_at: int | None = instant(null=True)
    ended_by: str | None = words(null=True)
    revoked: int = Field(default=0)
    failures: int = Field(default=0)
    failed_at: int | None = instant(null=True)


class AccountLink(SQLModel, table=True):
    """A link by which a password is chosen, once. Of its secret only the SHA-256 is kept."""

    __tablename__ = "account_link"

    id: int | None = identity()
    account_id: int = ref(Account)
    token_hash: str = words(unique=True)
    created_at: int = instant()
    created_by: str = words()
    expires_at: int = instant()
    used_at: int | None = instant(null=True)
    revoked_at: int | None = instant(null=True)


class Consultation(SQLModel, table=True):
    """Something that was consulted or exported, by whom, in which capacity. Apart from the journal,
    and purged. ``what``: what was opened, as the policy calls it; ``lines``: how many left in a
    file."""

    __tablename__ = "consultation"

    id: int | None = identity()
    at: int = big(index=True)
    actor: str = words()
    role: str = words()
    service_id: int | None = big(default=None, nullable=True)
    what: str = words()
    kind: str | None = words(null=True)
    subject_id: int | None = big(default=None, nullable=True)
    circonscription: str | None = words(null=True)
    lines: int | None = Field(default=None, nullable=True)


index("account_session_of_account", AccountSession, "account_id")
index("account_link_of_account", AccountLink, "account_id")
index("consultation_of_subject", Consultation, "kind", "subject_id", "at")
