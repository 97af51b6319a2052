"""The redrawings of the territory that the registry followed."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import instant, words


class RedrawingRow(SQLModel, table=True):
    """The proof that a redrawing was followed: since when, and how it stood at the last look.

    ``day`` is the first day of the new map. ``moved`` counts the dossiers that followed, all looks
    together; ``waiting`` those that the last look left before a séance whose result is awaited,
    ``unplaced`` those that it left to be placed by hand.
    """

    __tablename__ = "redrawing"

    day: str = words(primary_key=True)
    since: int = instant()
    looked_at: int = instant()
    moved: int = Field(default=0)
    waiting: int = Field(default=0)
    unplaced: int = Field(default=0)
    by: str = words()
