"""What services join to the tableau commun: their files."""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from workflow.tables.columns import big, identity, index, instant, ref, words
from workflow.tables.subjects import Dossier, Passage, Service


class FileContent(SQLModel, table=True):
    """The bytes of a file, once however often it is joined; ``sha256`` is theirs."""

    __tablename__ = "piece_content"

    sha256: str = words(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class Piece(SQLModel, table=True):
    """A file joined to a dossier, or to one of its lines. ``sort`` is ``presaisine`` for the
    pré-saisine form, ``autre`` otherwise. Taken away, it stays: ``removed_at`` says when."""

    __tablename__ = "piece"

    id: int | None = identity()
    dossier_id: int = ref(Dossier)
    passage_id: int | None = ref(Passage, null=True)
    service_id: int | None = ref(Service, null=True)
    sort: str = words()
    name: str = words()
    media_type: str = words()
    size: int = big()
    sha256: str = words(foreign_key="piece_content.sha256")
    added_at: int = instant()
    added_by: str = words()
    removed_at: int | None = instant(null=True)


index("piece_of_dossier", Piece, "dossier_id")
# The same file is on a line, or on a dossier, once.
index(
    "one_file_a_dossier",
    Piece,
    *("dossier_id", "sha256"),
    where="removed_at IS NULL AND passage_id IS NULL",
    unique=True,
)
index(
    "one_file_a_line",
    Piece,
    *("passage_id", "sha256"),
    where="removed_at IS NULL AND passage_id IS NOT NULL",
    unique=True,
)
