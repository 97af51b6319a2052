"""The accounts of agents: their passwords, sessions and links; who consulted or exported what."""

from sqlalchemy import LargeBinary
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


class AccountSetting(SQLModel, table=True):
    """A choice of its owner about their screens, or a list that they named: ``name`` « theme »,
    « filtres:/dossiers:Mes Bobigny »; none of it changes what they may see."""

    __tablename__ = "account_setting"

    account_id: int = big(primary_key=True, foreign_key=key(Account))
    name: str = words(primary_key=True)
    value: str = words()


class KeptForm(SQLModel, table=True):
    """What its owner typed and could not post, their session being over; the last for each page,
    given back at the next login. ``fields`` is JSON."""

    __tablename__ = "kept_form"

    account_id: int = big(primary_key=True, foreign_key=key(Account))
    path: str = words(primary_key=True)
    at: int = big(index=True)
    fields: str = words()


class Errand(SQLModel, table=True):
    """Long work that its owner asked for on a page; ``asked`` and ``outcome`` are JSON, ``done`` of
    ``total`` says how far it is, ``seen_at`` when that was last heard. Kept a month."""

    __tablename__ = "errand"

    id: int | None = identity()
    account_id: int = ref(Account)
    kind: str = words()
    asked: str = words()
    begun_at: int = big(index=True)
    seen_at: int = instant()
    done: int = Field(default=0)
    total: int | None = Field(default=None, nullable=True)
    ended_at: int | None = instant(null=True)
    outcome: str | None = words(null=True)
    failed: str | None = words(null=True)


class DepositedFile(SQLModel, table=True):
    """A file that its owner brought to be imported, between the pages of its import: it goes as
    soon as it was imported, or a day later. ``columns`` is JSON: our column, their heading."""

    __tablename__ = "deposited_file"

    id: int | None = identity()
    account_id: int = ref(Account)
    at: int = big(index=True)
    name: str = words()
    sha256: str = words()
    size: int = big()
    content: bytes = Field(sa_type=LargeBinary)
    organisation: str | None = words(null=True)
    columns: str = words(default="{}")
    creates: int = Field(default=0)
    again: int = Field(default=0)


class Consultation(SQLModel, table=True):
    """Something that was consulted or exported, by whom, in which capacity. Apart from the journal,
    and purged. ``what``: what was opened, as the policy calls it; ``lines``: how many left in a
    file; ``page``: 1 when a page showed it to them, 0 when a program or a command read it."""

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
    page: int = Field(default=0)


index("account_session_of_account", AccountSession, "account_id")
index("account_link_of_account", AccountLink, "account_id")
index("consultation_of_subject", Consultation, "kind", "subject_id", "at")
