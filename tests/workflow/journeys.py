"""Dossiers brought to a state of the procedure by the acts that lead there, one after the other."""

from dataclasses import dataclass

from tests.workflow.build import (
    AGENT_ALI,
    AGENTS,
    ALI,
    BOP,
    EP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    World,
)
from workflow.acts.recording import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A dossier and the séances that it went before."""

    dossier: int
    icl: int = 0
    ep: int = 0


def presaisine(world: World, dossier: int | None = None, wished: int = FRANCE_TRAVAIL) -> int:
    """A request opened by the ALI, the person not consulted yet."""
    dossier = world.dossier() if dossier is None else dossier
    world.act(dossier, "ouvrir_reorientation", AGENT_ALI, motif_code="3", service_souhaite=wished)
    return dossier


def consulted(world: World, accord: str = "oui") -> int:
    """A request whose person was consulted today."""
    dossier = presaisine(world)
    day = world.now.date().isoformat()
    world.act(dossier, "consulter", AGENT_ALI, date=day, accord=accord)
    return dossier


def en_icl(world: World, day: str = "2026-04-09", seance: int | None = None) -> Stage:
    """A line on the table of an ICL-I that is on the programme."""
    icl = world.seance(day) if seance is None else seance
    dossier = consulted(world)
    world.act(dossier, "inscrire", AGENT_ALI, seance=icl)
    return Stage(dossier=dossier, icl=icl)


def shared(world: World, day: str = "2026-04-09") -> Stage:
    """The same on a tableau open to the services, shared with the others by the one that presents
    it."""
    stage = en_icl(world, day)
    world.convene(stage.icl, "preparer")
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)
    return stage


def before_icl(world: World, day: str = "2026-04-09") -> Stage:
    """The séance is open and waits for the result of the line."""
    stage = en_icl(world, day)
    world.sit(stage.icl)
    return stage


def favorable(world: World, dossier: int) -> Outcome:
    """The result of a line off the list, with the agreement of the service d'accueil."""
    return world.act(dossier, "rendre_favorable", AGENT_ALI, methode="liste", accord_accueil="oui")


def saisine_recue(world: World, day: str = "2026-04-09") -> Stage:
    """The saisine reached the BOP."""
    stage = before_icl(world, day)
    favorable(world, stage.dossier)
    world.wait(days=1)
    world.act(stage.dossier, "deposer_saisine", AGENT_ALI, canal="mail")
    return stage


def before_ep(world: World, day: str = "2026-04-23", circonscription: str | None = None) -> Stage:
    """The EP is open and waits for the avis on the line."""
    stage = saisine_recue(world)
    world.wait(days=1)
    world.act(stage.dossier, "declarer_recevable", BOP)
    ep = world.seance(day, genre="ep", circonscription=circonscription)
    world.act(stage.dossier, "inscrire_ep", BOP, seance=ep)
    world.sit(ep, BOP)
    return Stage(dossier=stage.dossier, icl=stage.icl, ep=ep)


def attente_decision(world: World) -> Stage:
    """The EP gave a favourable avis; the président has to decide."""
    stage = before_ep(world)
    world.act(stage.dossier, "accepter", EP, type_orientation="5")
    return stage


def reoriente(world: World) -> tuple[int, int]:
    """The dossier that ended by the decision, and the one that was born of it."""
    stage = attente_decision(world)
    world.wait(days=1)
    outcome = world.act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5")
    assert outcome.next_dossier is not None
    return stage.dossier, outcome.next_dossier


def notifie(world: World, service: int = FRANCE_TRAVAIL) -> int:
    """A first orientation that webRSA notified, waiting for the first rendez-vous."""
    return world.dossier("importer_oriente", service=service, origine="algorithme")


def soutien(world: World, seance: int, service: int = ALI) -> tuple[int, int]:
    """A dossier in accompagnement with a line of soutien technique; the line."""
    dossier = world.dossier(service=service)
    outcome = world.act(dossier, "inscrire_ligne", AGENTS[service], seance=seance, nature="soutien")
    assert outcome.passage_id is not None
    return dossier, outcome.passage_id
