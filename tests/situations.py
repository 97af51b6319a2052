"""Situations for the tests of the law and of the procedure: an ordinary one, to be varied."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rules.actors import SYSTEM, WEBRSA, Actor, Genre, Role
from rules.done import Done
from rules.facts import Fact
from rules.parameters import Parameters
from rules.seances.agenda import Candidate
from rules.seances.capacity import Capacity, Standby
from rules.seances.kinds import Body, Nature, SeanceKind
from rules.seances.visitors import Visitor
from rules.situation import (
    Act,
    DemandeView,
    DossierView,
    PassageView,
    SeanceView,
    ServiceView,
    Situation,
)
from rules.subjects import Subject, SubjectKind

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
HERE = frozenset({"C1"})
DONE = Done(by="bat", at=datetime(2026, 4, 2, 9, tzinfo=UTC))

FRANCE_TRAVAIL, ALI, SERVICE_SOCIAL = 5, 7, 8

REFERENT = Actor(
    name="référente",
    role=Role.REFERENT,
    service_id=FRANCE_TRAVAIL,
    genre=Genre.FRANCE_TRAVAIL,
    circonscriptions=HERE,
)
AGENT_ALI = Actor(
    name="agente de l’ALI",
    role=Role.REFERENT,
    service_id=ALI,
    genre=Genre.ALI,
    circonscriptions=HERE,
)
BAT = Actor(name="chargé de projet", role=Role.BAT, circonscriptions=HERE)
BOP = Actor(name="gestionnaire", role=Role.BOP)
EP = Actor(name="secrétaire de l’EP", role=Role.EP)
PRESIDENT = Actor(name="président", role=Role.PRESIDENT)
MANAGER = Actor(name="cheffe", role=Role.MANAGER)
ACTORS = (REFERENT, AGENT_ALI, BAT, BOP, EP, PRESIDENT, MANAGER, WEBRSA, SYSTEM)

DOSSIER = DossierView(
    id=1,
    personne_id=1,
    state="accompagnement",
    rank=1,
    service_id=FRANCE_TRAVAIL,
    genre=Genre.FRANCE_TRAVAIL,
    circonscription="C1",
    droit="ouvert",
)
DEMANDE = DemandeView(
    id=1,
    dossier_id=1,
    service_souhaite=ALI,
    accord_allocataire=True,
    accord_accueil=True,
    consulted=TODAY - timedelta(days=5),
    consultation_impossible=False,
    opened=NOW - timedelta(days=6),
    urgent=False,
)
PASSAGE = PassageView(
    id=1, dossier_id=1, seance_id=3, demande_id=1, nature="reorientation", state="inscrit"
)
KIND = SeanceKind(
    code="icl",
    label="ICL-I",
    body=Body.CONCERTATION,
    coordinators=frozenset({Role.BAT}),
    services=frozenset(Genre),
)
KIND_EP = SeanceKind(
    code="ep",
    label="EP",
    body=Body.DECISION,
    coordinators=frozenset({Role.BOP, Role.EP}),
    natures=frozenset({Nature.REORIENTATION}),
    territorial=False,
    on_list=False,
)
KIND_APPUI = SeanceKind(
    code="instance",
    label="Instance d’insertion",
    body=Body.APPUI,
    coordinators=frozenset({Role.BAT}),
    services=frozenset(Genre),
    natures=frozenset({Nature.SOUTIEN}),
    on_list=False,
)
KIND_GRENOBLE = replace(
    KIND_APPUI,
    capacity=Capacity(duration=180, per_situation=30, with_guest=45),
    priority_from=3,
    balanced=frozenset({Genre.SERVICE_SOCIAL, Genre.FRANCE_TRAVAIL, Genre.ALI}),
    standby=Standby(below=2, minutes=60),
)
"""The instance d’insertion of a sub-sector, as S2 has it (D15 to D20, D26)."""
KIND_VISITED = replace(
    KIND_APPUI,
    code="psychologue",
    label="Demi-journée avec psychologue",
    visitor=Visitor(
        label="psychologue", seat="psychologue", addresses=("psychologue@departement.example",)
    ),
    wants_guests=True,
)
CANDIDATE = Candidate(line=1, dossier=1, requested=TODAY - timedelta(days=6))
ICL = SeanceView(
    id=3, genre="icl", circonscription="C1", held=NOW + timedelta(days=14), state="preparee"
)
SERVICE = ServiceView(
    id=ALI,
    label="ALI du Nord",
    genre=Genre.ALI,
    active=True,
    circonscriptions=HERE,
    reachable=True,
)
SITUATION = Situation(today=TODAY, parameters=Parameters(), dossier=DOSSIER, service=SERVICE)


def act(
    event: str = "", actor: Actor = REFERENT, data: Mapping[str, object] | None = None, **said: Any
) -> Act:
    """An act of today; ``said`` are the fields of its form."""
    return Act(event=event, actor=actor, occurred=NOW, known=NOW, data={**(data or {}), **said})


def asked(actor: Actor = REFERENT) -> Act:
    """What would be possible, before any form is filled."""
    return Act(event="", actor=actor, occurred=NOW, known=NOW, data=None)


def at(state: str, **changes: Any) -> Situation:
    """The ordinary situation with the dossier in that state."""
    return vary(dossier=replace(DOSSIER, state=state), **changes)


def vary(**changes: Any) -> Situation:
    """The ordinary situation with some of its views replaced."""
    return replace(SITUATION, **changes)


def fact(code: str, days: float = -1, subject: int = 1, **data: Any) -> Fact:
    """A fact of a dossier, ``days`` after now."""
    when = NOW + timedelta(days=days)
    return Fact(
        code=code,
        occurred=when,
        known=when,
        subject=Subject(SubjectKind.DOSSIER, subject),
        seq=1,
        rank=0,
        data=data,
    )
