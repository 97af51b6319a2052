"""A registry full of rows in any state, put there by hand: what the policy must tell apart."""

import random
from collections.abc import Sequence
from typing import Any

from sqlmodel import SQLModel

from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from tests.workflow.build import ASSOCIATION, CHAIN, ELSEWHERE, HERE, SERVICES, World, by_hand
from workflow.deadlines import standing
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.post import Gap, MonthlyList, Outbox
from workflow.tables.seats import Membre
from workflow.tables.subjects import (
    Demande,
    Dossier,
    Offre,
    Passage,
    Personne,
    Seance,
    SeanceService,
    Service,
)
from workflow.tables.tableau import FileContent, Piece
from workflow.tables.trail import DeadlineRow, FactRow

PLACES = (HERE, ELSEWHERE, None)
SERVED = (*SERVICES, None)
AT = 1_772_000_000_000_000
STATES = ("programmee", "preparee", "figee", "ouverte", "close")
SUBJECTS = (
    *(SubjectKind.DOSSIER, SubjectKind.PERSONNE, SubjectKind.SEANCE, SubjectKind.SERVICE),
    *(SubjectKind.CIRCONSCRIPTION, SubjectKind.OFFRE, SubjectKind.MEMBRE),
)


class Populated:
    """Rows drawn by one seed. ``dossiers`` and the rest: their numbers; ``owners``: whose each
    dossier is."""

    def __init__(self, world: World, seed: int, many: int = 40) -> None:
        self.draw = random.Random(seed)
        with by_hand(world.store) as connection:
            self._connection = connection
            self._settle(many)
            for kept in (standing.DEADLINES, standing.DOSSIERS):
                connection.execute(kept)

    def _settle(self, many: int) -> None:
        self.seances = [self._seance() for _ in range(8)]
        self.people: list[int] = []
        self.dossiers: list[int] = []
        self.owners: dict[int, int] = {}
        self.lines: dict[int, list[int]] = {}
        self.members = [self._member() for _ in range(4)]
        self.offers = [self._offer() for _ in range(4)]
        for _ in range(many):
            self._person()
        self._told()

    def _insert(self, model: type[SQLModel], **columns: object) -> int:
        done = self._connection.execute(table(model).insert().values(**columns))
        key = done.inserted_primary_key
        return int(key[0]) if key and isinstance(key[0], int) else 0

    def _one(self, among: Sequence[Any]) -> Any:
        return self.draw.choice(among)

    def _seance(self) -> int:
        instance = self._one(("concertation", "decision"))
        number = self._insert(
            Seance,
            genre="ep" if instance == "decision" else "icl",
            instance=instance,
            circonscription=self._one(PLACES),
            held_at=AT,
            state=self._one(STATES),
            **CHAIN,
        )
        for rank, service in enumerate(self.draw.sample(list(SERVICES), 3)):
            self._insert(SeanceService, seance_id=number, service_id=service)
            if self.draw.random() < 0.5:
                self._insert(
                    FactRow,
                    kind="seance",
                    subject_id=number,
                    seq=1,
                    rank=rank,
                    code=self._one(("tableau_partage", "tableau_partage", "tableau_transmis")),
                    occurred_at=AT,
                    known_at=AT,
                    child=service,
                    annulled_by=self._one((None, None, 3)),
                )
        return number

    def _member(self) -> int:
        return self._insert(
            Membre,
            genre="ep",
            siege="elu",
            circonscription=self._one(PLACES),
            service_id=self._one(SERVED),
            nom="X",
            du="2026-01-01",
            **CHAIN,
        )

    def _offer(self) -> int:
        return self._insert(
            Offre,
            libelle="Offre",
            service_id=self._one(SERVED),
            genre="x",
            circonscription=self._one(PLACES),
            published_at=AT,
            updated_at=AT,
            **CHAIN,
        )

    def _person(self) -> None:
        person = self._insert(
            Personne,
            nom="X",
            prenom="Y",
            date_naissance="1980-01-01",
            droit="ouvert",
            circonscription=self._one(PLACES),
            **CHAIN,
        )
        self.people.append(person)
        ended = self.draw.random() < 0.4
        for final in (True, False) if ended else (False,):
            if not final and self.draw.random() < 0.1:
                continue
            self._dossier(person, final)

    def _dossier(self, person: int, final: bool) -> None:
        states = [
            node.state.code
            for node in PROCEDURE.all_nodes()
            if node.machine is Machine.DOSSIER and node.state.final == final
        ]
        dossier = self._insert(
            Dossier,
            personne_id=person,
            state=self._one(states),
            service_id=self._one(SERVED),
            circonscription=self._one(PLACES),
            born_at=AT,
            closed_at=AT if final else None,
            **CHAIN,
        )
        self.dossiers.append(dossier)
        self.owners[dossier] = person
        self.lines[dossier] = []
        demande = None
        if self.draw.random() < 0.7:
            closed = final or self.draw.random() < 0.3
            demande = self._insert(
                Demande,
                dossier_id=dossier,
                personne_id=person,
                service_souhaite=self._one(SERVED),
                canal=self._one((None, None, "mail")),
                opened_at=AT,
                issue=self._one(("acceptee", "refusee", "retiree")) if closed else None,
                closed_at=AT if closed else None,
            )
        for seance in self.draw.sample(self.seances, self.draw.randrange(3)):
            line = self._insert(
                Passage,
                seance_id=seance,
                dossier_id=dossier,
                demande_id=self._one((demande, None)),
                nature="soutien",
                state=self._one(("inscrit", "favorable", "reporte", "retire")),
                open=0,
                inscribed_at=AT,
            )
            self.lines[dossier].append(line)

    def _told(self) -> None:
        digest = "0" * 64
        self._insert(FileContent, sha256=digest, content=b"x")
        for dossier in self.dossiers:
            line = self._one([None, *self.lines[dossier]])
            self._insert(
                Piece,
                dossier_id=dossier,
                passage_id=line,
                service_id=self._one(SERVED),
                sort="autre",
                name="x",
                media_type="text/plain",
                size=1,
                sha256=digest,
                added_at=AT,
                added_by="x",
                removed_at=self._one((None, None, AT)),
            )
        for n in range(40):
            self._letter(n)
            kind = SUBJECTS[n % len(SUBJECTS)]
            subject = self._subject(kind)
            self._insert(
                Outbox,
                kind=kind.value,
                subject_id=subject,
                occasion="x",
                recipient=self._one(
                    ("service:2", "responsable:13", "responsable:1", "role:bop", "membre:4")
                ),
                message_id=f"m{n}",
                created_at=AT,
                not_before=AT,
                **CHAIN,
            )
            person, of = self._whose(kind, subject)
            self._insert(
                DeadlineRow,
                lineage=f"l{n}",
                rule="X",
                rule_version="1",
                kind=kind.value,
                subject_id=subject,
                child=self._one(SERVED) if kind is SubjectKind.SEANCE else None,
                personne_id=person,
                dossier_id=of,
                opening="x",
                opened_at=AT,
                due_at=AT + n,
                status="ouverte",
                recorded_at=AT,
            )
            self._insert(
                Gap,
                personne_id=self._one(self.people),
                dossier_id=self._one((None, self._one(self.dossiers))),
                nature="x",
                file="x",
                found_at=AT,
            )
        for service in SERVICES:
            self._insert(
                MonthlyList,
                genre="orientations",
                month="2026-03",
                service_id=service,
                produced_at=AT,
                content="[]",
                sha256=digest,
            )
        both = f'["{HERE}", "{ELSEWHERE}"]'
        known = table(Service)
        self._connection.execute(
            known.update().where(known.c.id == ASSOCIATION).values(circonscriptions=both)
        )

    def _letter(self, n: int) -> None:
        there = self._one((True, False))
        self._insert(
            Letter,
            dossier_id=None if there else self._one(self.dossiers),
            seance_id=self._one(self.seances) if there else None,
            modele=f"m{n}",
            entree=1,
            produced_at=AT,
            produced_by="x",
            produced_seq=1,
            decidee_le="2026-03-02",
        )

    def _whose(self, kind: SubjectKind, subject: int) -> tuple[int | None, int | None]:
        """The person whom a deadline of that subject is about, if anybody, and the dossier that
        opened it: of a person’s own, one of theirs or none."""
        if kind is SubjectKind.DOSSIER:
            return self.owners[subject], subject
        if kind is SubjectKind.PERSONNE:
            theirs = [one for one, person in self.owners.items() if person == subject]
            return subject, self._one([None, *theirs])
        return None, None

    def _subject(self, kind: SubjectKind) -> int:
        number: int = self._one(
            {
                SubjectKind.DOSSIER: self.dossiers,
                SubjectKind.PERSONNE: self.people,
                SubjectKind.SEANCE: self.seances,
                SubjectKind.SERVICE: list(SERVICES),
                SubjectKind.CIRCONSCRIPTION: [1, 2],
                SubjectKind.OFFRE: self.offers,
                SubjectKind.MEMBRE: self.members,
            }[kind]
        )
        return number
