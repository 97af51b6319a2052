"""The secret addresses at which a diary (« agenda ») is read by other programmes."""

from sqlmodel import SQLModel

from workflow.tables.columns import big, identity, index, instant, words


class DiaryAddress(SQLModel, table=True):
    """An address of the diary of a subject (``kind``, ``subject_id``). Of its secret only the
    SHA-256 is kept. ``read_at`` is the last time it was read, within a few minutes."""

    __tablename__ = "diary_address"

    id: int | None = identity()
    kind: str = words()
    subject_id: int = big()
    token_hash: str = words(unique=True)
    created_at: int = instant()
    created_by: str = words()
    revoked_at: int | None = instant(null=True)
    revoked_by: str | None = words(null=True)
    read_at: int | None = instant(null=True)


index("diary_address_of_subject", DiaryAddress, "kind", "subject_id")
