"""The redrawings of the territory that the registry followed."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import instant, words


class RedrawingRow(SQLModel, table=True):
    """The proof that a redrawing was followed: since when, and how it stood at the last look.

    ``day`` is the first day of the new map. ``looked_at`` is the claim of a look, too: whoever
    writes it has it (0 before the first). ``told_at``: when coordinators were told. ``moved``
    counts the dossiers that followed, all looks together; ``waiting`` those that the last look left
    before a séance whose result is awaited, ``unplaced`` those that it left to be placed by hand,
    ``refused`` those that could not follow; ``blocked`` says in how many looks in a row there were
    some of these.
    """

    __tablename__ = "redrawing"

    day: str = words(primary_key=True)
    since: int = instant()
    looked_at: int = instant()
    told_at: int | None = instant(null=True)
    moved: int = Field(default=0)
    waiting: int = Field(default=0)
    unplaced: int = Field(default=0)
    refused: int = Field(default=0)
    blocked: int = Field(default=0)
    by: str = words()
