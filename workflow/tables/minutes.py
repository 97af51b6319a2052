"""What is written of a séance once it was sent: compte rendu, procès-verbal."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import big, instant, key, words
from workflow.tables.subjects import Seance


class Minutes(SQLModel, table=True):
    """A version of the compte rendu of a séance, or of its procès-verbal, as it was sent: frozen.

    ``content``: canonical JSON of ``rules.seances.minutes.Minutes``, of which ``sha256`` is the
    digest, that the séance's chain bears too. ``model`` is the page that prints it.
    """

    __tablename__ = "minutes"

    seance_id: int = big(primary_key=True, foreign_key=key(Seance))
    number: int = Field(primary_key=True)
    sent_at: int = instant()
    content: str = words()
    sha256: str = words()
    model: int = Field()
