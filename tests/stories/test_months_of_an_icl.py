"""Le mois d’une ICL-I, de son tableau à son compte rendu ; une ICL-I que la neige déplace."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from rules.actors import Actor
from rules.refusals import Refused
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENTS,
    ALI,
    ASSOCIATION,
    BAT,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
    paris,
)
from tests.workflow.invariants import broken, reconciled
from workflow.reading import completeness
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Given
from workflow.seances.tableau import chase
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import DeadlineRow, JournalRow

DAY = 86_400_000_000
"""In microseconds."""


@dataclass(slots=True)
class Month:
    """Une ICL-I et les personnes dont on y parle, par leur prénom."""

    world: World
    icl: int
    people: dict[str, int] = field(default_factory=dict)

    def asks(self, name: str, service: int, wished: int, accord: str = "oui") -> None:
        """Le référent consulte la personne et l’inscrit pour une réorientation."""
        world, agent = self.world, AGENTS[service]
        dossier = self.people[name] = world.dossier(service=service)
        world.act(dossier, "ouvrir_reorientation", agent, motif_code="3", service_souhaite=wished)
        world.act(dossier, "consulter", agent, date=f"{world.now:%Y-%m-%d}", accord=accord)
        world.act(dossier, "inscrire", agent, seance=self.icl)

    def brings(self, name: str, service: int, nature: str) -> None:
        """Le référent inscrit une situation sans demande."""
        dossier = self.people[name] = self.world.dossier(service=service)
        form: dict[str, Any] = {"seance": self.icl, "nature": nature}
        self.world.act(dossier, "inscrire_ligne", AGENTS[service], **form)

    def answers(self, service: int, reponse: str, *names: str) -> None:
        """Un service dit s’il connaît ces personnes."""
        for name in names:
            form: dict[str, Any] = {"service": service, "reponse": reponse}
            self.world.act(self.people[name], "repondre", AGENTS[service], **form)

    def shares(self, service: int) -> None:
        """Un service envoie son tableau aux autres services."""
        self.world.convene(self.icl, "partager_tableau", AGENTS[service], service=service)

    def sends(self, service: int) -> None:
        """Un service transmet son tableau, rempli, au BAT : un autre acte."""
        self.world.convene(self.icl, "transmettre_tableau", AGENTS[service], service=service)

    def result(self, name: str, event: str, actor: Actor = AGENT_ALI, **said: Any) -> None:
        """L’ALI écrit ce que l’instance a répondu."""
        self.world.act(self.people[name], event, actor, **said)

    def lines(self) -> dict[str, str]:
        """Où en est la ligne de chacun."""
        rows = self.world.rows(Passage, seance_id=self.icl)
        return {self.name(row["dossier_id"]): row["state"] for row in rows}

    def name(self, dossier: int) -> str:
        """À qui est ce dossier."""
        return next(name for name, number in self.people.items() if number == dossier)

    def told(self, occasion: str) -> set[str]:
        """À qui un message de cette occasion est écrit."""
        return {row["recipient"] for row in self.world.rows(Outbox, occasion=occasion)}


def on_list(month: Month) -> list[Given]:
    """Les situations consensuelles, validées d’un coup ; les autres sont dites."""
    world = month.world
    said: dict[str, object] = {"methode": "liste", "accord_accueil": "oui"}
    act = world.asked("rendre_favorable", AGENT_ALI, said)
    waiting = results.awaited(world.store, month.icl)
    return list(results.give(world.store, world.rulebook, act, waiting, batch="liste"))


def test_le_mois_d_une_icl(world: World) -> None:
    """Trois services inscrivent, partagent, répondent et transmettent : personne ne répond à
    une ligne qui ne lui est pas partagée. L’association tarde, elle est relancée. L’ordre du jour
    s’arrête à l’échéance, sans personne. En séance, deux demandes passent sur liste, une se discute
    et divise, une est ajournée, un soutien est rendu. Le compte rendu part dans la semaine, et
    chaque avis favorable attend sa saisine."""
    month = Month(world, world.seance("2026-04-09"))
    world.until("2026-03-12").convene(month.icl, "preparer", BAT)
    month.asks("Amina", ALI, FRANCE_TRAVAIL)
    month.asks("Bruno", FRANCE_TRAVAIL, ALI)
    month.asks("Chloé", SERVICE_SOCIAL, FRANCE_TRAVAIL, accord="non")
    month.asks("Djamel", ALI, SERVICE_SOCIAL)
    month.brings("Elsa", ALI, "soutien")

    with pytest.raises(Refused):
        month.answers(FRANCE_TRAVAIL, "connu", "Amina")
    for service in (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL):
        month.shares(service)
    world.until("2026-04-02")
    month.answers(FRANCE_TRAVAIL, "connu", "Amina", "Djamel", "Elsa")
    month.answers(SERVICE_SOCIAL, "suivi", "Amina", "Bruno", "Djamel", "Elsa")
    month.answers(ALI, "inconnu", "Bruno")
    month.answers(ALI, "connu", "Chloé")
    month.answers(FRANCE_TRAVAIL, "suivi", "Chloé")
    assert month.told("personne_inconnue") == {"role:bat:93-01", "service:2"}
    world.until("2026-04-03")
    for service in (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL):
        month.sends(service)

    world.until("2026-04-07 10:00").tick()
    ready = completeness.of_seance(world.store, world.rulebook, month.icl)
    owing = [one.owing for one in ready if one.owing is not None]
    assert [(one.service_id, one.tableau, one.reponses) for one in owing] == [
        (ASSOCIATION, True, 5)
    ]
    asked = world.asked(chase.CHASE, BAT, None)
    chased = chase.chase(world.store, world.rulebook, asked, month.icl, owing)
    assert chased.services == (ASSOCIATION,)

    world.until("2026-04-08 06:00").tick()
    (frozen,) = world.rows(JournalRow, kind="seance", subject_id=month.icl, act="arreter")
    assert (world.row(Seance, month.icl)["state"], frozen["role"]) == ("arretee", "systeme")
    with pytest.raises(Refused):
        month.brings("Farid", ASSOCIATION, "soutien")

    world.until("2026-04-09 09:30").convene(month.icl, "ouvrir", BAT)
    for name in ("Chloé", "Djamel"):
        world.act(month.people[name], "demander_collegiale", AGENT_FT)
    refused = {
        month.name(one.line.dossier_id): one.refusals[0].code
        for one in on_list(month)
        if one.refusals
    }
    assert refused == {
        "Chloé": "ligne_hors_liste",
        "Djamel": "ligne_hors_liste",
        "Elsa": "nature_de_ligne",
    }
    month.result("Chloé", "rendre_desaccord", raisons="SSD : la personne refuse ; FT : prête")
    month.result("Djamel", "ajourner", motif="référente absente")
    month.result("Elsa", "rendre_soutien", preconisations="bilan de santé")
    assert month.lines() == {
        "Amina": "favorable",
        "Bruno": "favorable",
        "Chloé": "desaccord_rendu",
        "Djamel": "ajourne",
        "Elsa": "soutien_rendu",
    }
    world.until("2026-04-09 12:15").convene(month.icl, "lever", BAT)
    world.until("2026-04-14").convene(month.icl, "restituer", BAT)
    world.until("2026-04-30").convene(month.icl, "clore", BAT)

    assert world.deadline("D3-COMPTE-RENDU")["met_in_time"] == 1
    assert {f"service:{one}" for one in (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL)} <= month.told(
        "compte_rendu"
    )
    for name in ("Amina", "Bruno"):
        assert world.state(month.people[name]) == "saisine_a_faire"
        assert world.deadline("I-SAISIR", dossier_id=month.people[name])["status"] == "ouverte"
    assert world.state(month.people["Chloé"]) == "desaccord"
    assert world.state(month.people["Djamel"]) == "a_reinscrire"
    assert world.state(month.people["Elsa"]) == "accompagnement"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_icl_que_la_neige_deplace_puis_que_la_salle_fait_reporter(world: World) -> None:
    """L’ICL-I du 9 avril passe au 16 : ses lignes restent, ses dates la suivent, et ce qui était
    transmis l’est toujours. Le 16 la salle manque : tout passe en mai, inscrit aussitôt. Une ligne
    reportée une seconde fois est signalée. Rien de ce qui était envoyé n’est renvoyé, et personne
    n’est oublié."""
    month = Month(world, world.seance("2026-04-09"))
    world.until("2026-03-12").convene(month.icl, "preparer", BAT)
    month.asks("Amina", ALI, FRANCE_TRAVAIL)
    month.brings("Elsa", SERVICE_SOCIAL, "soutien")
    world.until("2026-04-01")
    month.sends(ALI)
    before = world.deadline("D1-TABLEAU-BAT", child=FRANCE_TRAVAIL)

    world.until("2026-04-02")
    act = world.asked("deplacer", BAT, {"date_seance": "2026-04-16", "heure": "09:30"})
    command = SeanceCommand(seance_id=month.icl, act=act)
    shown = conduct.rehearse(world.store, world.rulebook, command)
    assert world.held(month.icl) == paris("2026-04-09 09:30")
    moved = conduct.perform(world.store, world.rulebook, command)

    after = world.deadline("D1-TABLEAU-BAT", child=FRANCE_TRAVAIL)
    generations = world.rows(DeadlineRow, rule="D1-TABLEAU-BAT", child=FRANCE_TRAVAIL)
    assert shown.dates == moved.dates
    assert {date.dossier_id for date in moved.dates} == {None, month.people["Amina"]}
    assert [row["status"] for row in generations] == ["remplacee", "ouverte"]
    assert after["due_at"] - before["due_at"] == 7 * DAY
    assert world.deadline("D1-TABLEAU-BAT", child=ALI)["status"] == "tenue"
    assert month.lines() == {"Amina": "inscrit", "Elsa": "inscrit"}
    assert {"service:1", "service:2", "service:3", "service:4"} <= month.told("seance_deplacee")

    world.until("2026-04-15 06:00").tick()
    assert world.row(Seance, month.icl)["state"] == "arretee"
    may, june = world.seance("2026-05-12"), world.seance("2026-06-09")
    put_off = world.until("2026-04-16 08:00").convene(
        month.icl, "reporter", BAT, motif="salle inondée", seance_remplacante=str(may)
    )
    assert (world.row(Seance, month.icl)["state"], put_off.refused) == ("reportee", ())
    assert {"service:1", "service:2", "service:3", "service:4"} <= month.told("seance_reportee")
    assert month.lines() == {"Amina": "reporte", "Elsa": "reporte"}

    heir = Month(world, may, month.people)
    assert heir.lines() == {"Amina": "inscrit", "Elsa": "inscrit"}
    again = world.until("2026-05-11").convene(
        may, "reporter", BAT, motif="grève", seance_remplacante=str(june)
    )
    assert again.refused == ()
    last = Month(world, june, month.people)
    assert last.lines() == {"Amina": "inscrit", "Elsa": "inscrit"}
    assert month.told("ligne_souvent_reportee") == {"role:bat:93-01"}
    assert world.state(month.people["Amina"]) == "en_icl"
    assert broken(world) == reconciled(world) == world.flaws() == []
