"""A séance opened, for a page or an operation: its number in the address, what titles say of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path

from entrypoints.web.rendering.frame import words_of
from entrypoints.web.visitors.visits import Visit
from rules.access.bearers import Guest
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.seances.kinds import Body, SeanceKind
from rules.situation import SeanceView
from workflow.reading import seances
from workflow.reading.seances import SeanceLine, TableLine

Number = Annotated[int, Path(ge=1, le=GREATEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A séance that is open to whoever visits. ``name``: « ICL-I du jeu. 9 juillet »; ``where``:
    its circonscription, or the whole département; ``mine``: the service for which they look;
    ``whole``: whether every line of it is open to them, as its compte rendu wants."""

    line: SeanceLine
    kind: SeanceKind
    name: str
    where: str
    sitting: tuple[str, ...]
    lines: tuple[TableLine, ...]
    mine: int | None
    whole: bool

    @property
    def id(self) -> int:
        """Its number."""
        return self.line.id

    @property
    def decides(self) -> bool:
        """Whether it is an EP's: decisions follow it."""
        return self.kind.body is Body.DECISION

    def short(self, label: str | None) -> str:
        """The name of a service without that of the place, which the page says: « Service
        social »."""
        told = (label or "").removesuffix(self.where).rstrip(" –-").removesuffix(" de")
        return told or label or ""


def open_seance(visit: Visit, number: int) -> Opened:
    """Opens it, and writes that it was. Raises Closed."""
    visit.open(Right.SEANCE, number)
    line, lines, sitting = seances.seance(visit.store, number)
    numbers = {one.id for one in lines}
    return Opened(
        line=line,
        kind=visit.rulebook.kind_held(view(line)),
        name=name_of(visit, line),
        where=place_of(visit, line.circonscription),
        sitting=tuple(sitting),
        lines=tuple(lines),
        mine=service_of(visit),
        whole=visit.sees_among(Right.LIGNE, numbers) == numbers,
    )


def view(line: SeanceLine) -> SeanceView:
    """The séance as the rules look at it."""
    return SeanceView(
        id=line.id,
        genre=line.genre,
        circonscription=line.circonscription,
        held=line.held,
        state=line.state,
    )


def name_of(visit: Visit, line: SeanceLine) -> str:
    """« ICL-I du jeu. 9 juillet »."""
    label = visit.rulebook.label_of(line.genre, line.circonscription)
    return f"{label} du {words_of(visit).day(line.held)}"


def place_of(visit: Visit, code: str | None) -> str:
    """« Bobigny–Noisy-le-Sec », « tout le département »."""
    if code is None:
        return "tout le département"
    return visit.places.get(code, code)


def service_of(visit: Visit) -> int | None:
    """The service for which they look; None for an office of the département."""
    bearer = visit.bearer
    if isinstance(bearer, Guest):
        return bearer.service
    return None if bearer is None else bearer.service_id


def coordinates(visit: Visit, kind: SeanceKind) -> bool:
    """Whether whoever visits coordinates séances of that kind."""
    bearer = visit.bearer
    return bearer is not None and not isinstance(bearer, Guest) and bearer.role in kind.coordinators


def writes(visit: Visit, found: Opened) -> bool:
    """Whether they write in its tableau: a service, or whoever coordinates."""
    return found.mine is not None or coordinates(visit, found.kind)
