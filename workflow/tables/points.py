"""The points of an agenda that are about nobody."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import identity, index, ref, words
from workflow.tables.subjects import Seance


class Point(SQLModel, table=True):
    """A point of a séance's ordre du jour without a person (note 2024-045: interconnaissance, offre
    nouvelle, projets de territoire). ``ordre`` is its place among them, from 1; ``etat`` one of
    ``rules.seances.points.Standing``; ``conclusion`` what was kept of it once it was treated."""

    __tablename__ = "point"

    id: int | None = identity()
    seance_id: int = ref(Seance)
    ordre: int = Field()
    titre: str = words()
    porteur: str = words()
    minutes: int | None = Field(default=None, nullable=True)
    document: str | None = words(null=True)
    etat: str = words(default="prevu")
    conclusion: str | None = words(null=True)


index("point_of_seance", Point, "seance_id", "ordre")
