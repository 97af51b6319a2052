"""A dossier as the command path sees it: its rows, its lines, its facts and its deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.actors import Genre
from rules.facts import Fact
from rules.profiles import Person
from rules.situation import DemandeView, DossierView, PassageView, SeanceView, ServiceView
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros
from workflow.database.store import Row
from workflow.deadlines.current import Recorded
from workflow.deadlines.portraits import Portrait
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier
from workflow.trail.journal import Chain

DOSSIER_COLUMNS = tuple(
    column.name for column in table(Dossier).c if column.name not in ("id", "due_at")
)
DEMANDE_COLUMNS = tuple(column.name for column in table(Demande).c if column.name != "id")


class UnknownDossier(LookupError):
    """No dossier bears that number."""

    def __init__(self, dossier_id: int) -> None:
        self.dossier_id = dossier_id
        super().__init__(f"Le dossier n° {dossier_id} n’existe pas.")


def subject_of(dossier_id: int) -> Subject:
    """A dossier as a subject."""
    return Subject(SubjectKind.DOSSIER, dossier_id)


@dataclass(slots=True, kw_only=True)
class Case:
    """A locked dossier. ``dossier`` and ``demande`` are the rows' columns, ``id`` included;
    ``service`` the service référent, ``wished`` the one that the request asks for;
    ``passages`` its open lines, ``seances`` those they stand in; ``person`` what breakdowns need of
    them, None as long as nobody read it."""

    dossier: dict[str, Any]
    service: ServiceView | None
    demande: dict[str, Any] | None
    wished: ServiceView | None
    passages: list[PassageView]
    seances: dict[int, SeanceView]
    facts: list[Fact] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    other_open: bool = False
    person: Person | None = None
    id: int = field(init=False)
    personne_id: int = field(init=False)
    subject: Subject = field(init=False)

    def __post_init__(self) -> None:
        self.id, self.personne_id = self.dossier["id"], self.dossier["personne_id"]
        self.subject = subject_of(self.id)

    @property
    def chain(self) -> Chain:
        """The end of the dossier's chain."""
        row = self.dossier
        return Chain(subject=self.subject, version=row["version"], seq=row["seq"], head=row["head"])

    @property
    def genre(self) -> Genre | None:
        """The kind of its service référent."""
        return None if self.service is None else self.service.genre

    @property
    def born(self) -> date | None:
        """The day on which the person was born, if it was read."""
        day = None if self.person is None else self.person.date_naissance
        return None if day is None else date.fromisoformat(day)

    def portrait(self) -> Portrait:
        """Whom its measured deadlines are about."""
        return Portrait(
            facts=self.facts,
            dossier=self.id,
            circonscription=self.dossier.get("circonscription"),
            rank=self.dossier.get("rank"),
            person=self.person,
        )

    def line(self, passage_id: int | None = None) -> PassageView | None:
        """The open line of that id; without one, that of réorientation, else the only one."""
        if passage_id is not None:
            return next((line for line in self.passages if line.id == passage_id), None)
        return min(self.passages, key=lambda line: line.nature != "reorientation", default=None)

    @property
    def stands_in(self) -> frozenset[int]:
        """The séances where it has an open line."""
        return frozenset(line.seance_id for line in self.passages)

    def view(self) -> DossierView:
        """What guards see of the dossier."""
        row = self.dossier
        return DossierView(
            id=self.id,
            personne_id=self.personne_id,
            state=row["state"],
            rank=row["rank"],
            service_id=row["service_id"],
            genre=self.genre,
            circonscription=row["circonscription"],
            droit=row["droit"],
            referent=row["referent"],
            previous_state=row["previous_state"],
            address_changed=_day(row["address_changed"]),
        )

    def demande_view(self) -> DemandeView | None:
        """What guards see of the person's open request."""
        row = self.demande
        if row is None:
            return None
        return DemandeView(
            id=row["id"],
            dossier_id=row["dossier_id"],
            service_souhaite=row["service_souhaite"],
            accord_allocataire=_maybe(row["accord_allocataire"]),
            accord_accueil=_maybe(row["accord_accueil"]),
            consulted=_day(row["consulted"]),
            consultation_impossible=bool(row["consultation_impossible"]),
            opened=from_micros(row["opened_at"]),
            urgent=bool(row["urgent"]),
        )


def changes_between(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, list[object]]:
    """The columns that differ: name → [before, after]."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


def passage(row: Row) -> PassageView:
    """A line from its first seven columns: id, dossier, séance, demande, nature, state, method."""
    return PassageView(
        id=row[0],
        dossier_id=row[1],
        seance_id=row[2],
        demande_id=row[3],
        nature=row[4],
        state=row[5],
        methode=row[6],
    )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _maybe(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)
