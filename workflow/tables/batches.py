"""The dossiers that somebody ticked to act on together, and what came of each."""

from sqlmodel import Field, SQLModel

from workflow.tables.accounts import Account
from workflow.tables.columns import big, identity, index, instant, key, ref, words
from workflow.tables.subjects import Dossier


class Batch(SQLModel, table=True):
    """A selection, frozen as its owner saw it. ``path``: the list that it was made on; ``event``
    and ``fields`` (JSON): the act that is asked of each, once it was chosen. Kept a month."""

    __tablename__ = "batch"

    id: int | None = identity()
    account_id: int = ref(Account)
    made_at: int = big(index=True)
    path: str = words()
    event: str | None = words(null=True)
    fields: str = words(default="{}")
    looked_at: int | None = instant(null=True)
    ended_at: int | None = instant(null=True)


class BatchLine(SQLModel, table=True):
    """A dossier of it: the ``version`` that was on the screen and the state it was in. ``verdict``
    and ``found``: what the preview said, and of which version; ``outcome``: what was done, None as
    long as nothing was; ``told`` is JSON: the reasons."""

    __tablename__ = "batch_line"

    batch_id: int = big(primary_key=True, foreign_key="batch.id")
    dossier_id: int = big(primary_key=True, foreign_key=key(Dossier))
    place: int = Field()
    version: int = Field()
    before: str = words()
    verdict: str | None = words(null=True)
    found: int | None = Field(default=None, nullable=True)
    outcome: str | None = words(null=True)
    after: str | None = words(null=True)
    told: str = words(default="[]")
    done_at: int | None = instant(null=True)


index("batch_of_account", Batch, "account_id", "made_at")
