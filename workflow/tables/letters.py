"""The letters: what was printed of each, and what the post did with it."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import identity, index, instant, key, ref, words
from workflow.tables.seats import Invite, Membre
from workflow.tables.subjects import Dossier, Passage, Seance
from workflow.tables.tableau import FileContent


class LetterSource(SQLModel, table=True):
    """What letters were printed from (pages, words, fonts), once by the SHA-256 of its text."""

    __tablename__ = "lettre_source"

    sha256: str = words(primary_key=True)
    content: str = words()


class LetterBatch(SQLModel, table=True):
    """Letters that were made together, to be posted together. ``seance_id``: those of a séance."""

    __tablename__ = "lettre_lot"

    id: int | None = identity()
    made_at: int = instant()
    made_by: str = words()
    seance_id: int | None = ref(Seance, null=True)


class Letter(SQLModel, table=True):
    """A letter of a dossier, or of a séance when it is to one who attends it (``membre_id`` or
    ``invite_id``); ``id`` is its « Nos réf. ». It tells what entry ``entree`` of that chain brought
    about; entry ``produced_seq`` has its data, beside its hash.

    ``sha256`` is that of the PDF, kept with the bytes of every other file; like ``source`` it is
    there as soon as the letter that bears its number is printed. The days are those of
    the post, each told by an act: ``envoyee_le``, ``presentee_le`` (the first time), ``recue_le``,
    ``revenue_le`` with ``retour`` (npai, non_reclame, refuse). Annulled, it stays.
    """

    __tablename__ = "lettre"

    id: int | None = identity()
    dossier_id: int | None = ref(Dossier, null=True)
    passage_id: int | None = ref(Passage, null=True)
    seance_id: int | None = ref(Seance, null=True)
    membre_id: int | None = ref(Membre, null=True)
    invite_id: int | None = ref(Invite, null=True)
    modele: str = words()
    entree: int = Field()
    source: str | None = words(null=True, foreign_key="lettre_source.sha256")
    sha256: str | None = words(null=True, foreign_key=key(FileContent, "sha256"))
    produced_at: int = instant()
    produced_by: str = words()
    produced_seq: int = Field()
    decidee_le: str = words()
    lot_id: int | None = ref("lettre_lot.id", null=True)
    printed_at: int | None = instant(null=True)
    canal: str | None = words(null=True)
    suivi: str | None = words(null=True)
    envoyee_le: str | None = words(null=True)
    presentee_le: str | None = words(null=True)
    recue_le: str | None = words(null=True)
    revenue_le: str | None = words(null=True)
    retour: str | None = words(null=True)
    annulled_at: int | None = instant(null=True)


index("lettre_of_dossier", Letter, "dossier_id", "id")
index("lettre_of_seance", Letter, "seance_id", "id")
index("lettre_of_lot", Letter, "lot_id", "id")
index("lettre_a_envoyer", Letter, "id", where="annulled_at IS NULL AND envoyee_le IS NULL")
# One letter of a model waits to leave, in a dossier, about one of its lines, or to one who attends
# a séance: a new one annuls it.
_WAITS = "annulled_at IS NULL AND envoyee_le IS NULL"
index(
    "one_letter_waits",
    Letter,
    *("dossier_id", "modele"),
    where=f"{_WAITS} AND passage_id IS NULL",
    unique=True,
)
index(
    "one_letter_of_a_line_waits",
    Letter,
    *("passage_id", "modele"),
    where=f"{_WAITS} AND passage_id IS NOT NULL",
    unique=True,
)
index(
    "one_letter_to_a_member_waits",
    Letter,
    *("seance_id", "membre_id", "modele"),
    where=f"{_WAITS} AND membre_id IS NOT NULL",
    unique=True,
)
index(
    "one_letter_to_a_guest_waits",
    Letter,
    *("seance_id", "invite_id", "modele"),
    where=f"{_WAITS} AND invite_id IS NOT NULL",
    unique=True,
)
