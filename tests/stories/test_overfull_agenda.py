"""Un ordre du jour trop demandé : l’instance d’insertion d’un sous-secteur de Grenoble (S2)."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import (
    AGENTS,
    ALI,
    BAT,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.invariants import broken, reconciled
from workflow.reading import agendas
from workflow.reading.agendas import AgendaSheet
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(slots=True)
class Sector:
    """Un sous-secteur : ses instances, et les personnes dont on y parle, par leur nom."""

    world: World
    people: dict[str, int] = field(default_factory=dict)

    def instance(self, day: str) -> int:
        """Une instance du programme, dont le tableau est ouvert."""
        seance = self.world.seance(day, genre="instance")
        self.world.convene(seance, "preparer", BAT)
        return seance

    def proposes(self, service: int, name: str, seance: int, **said: Any) -> None:
        """Un référent positionne une situation sur l’instance."""
        dossier = self.people.setdefault(name, self.world.dossier(service=service))
        form: dict[str, Any] = {"seance": seance, "nature": "soutien", **said}
        self.world.act(dossier, "inscrire_ligne", AGENTS[service], **form)

    def line(self, name: str, seance: int) -> int:
        """La ligne d’une personne au tableau d’une instance."""
        (row,) = self.world.rows(Passage, dossier_id=self.people[name], seance_id=seance)
        return int(row["id"])

    def sheet(self, seance: int) -> AgendaSheet:
        """L’ordre du jour tel qu’il se lit."""
        return agendas.agenda(self.world.store, self.world.rulebook, seance)

    def retained(self, seance: int) -> list[str]:
        """Les personnes retenues, dans l’ordre de leur examen."""
        return [self._name(one.dossier) for one in self.sheet(seance).agenda.retained]

    def postponed(self, seance: int) -> dict[str, str]:
        """Les personnes reportées, et la raison qui leur est donnée."""
        late = self.sheet(seance).agenda.postponed
        return {self._name(one.dossier): one.sentence.replace(NBSP, " ") for one in late}

    def _name(self, dossier: int) -> str:
        return next(name for name, number in self.people.items() if number == dossier)


@pytest.fixture
def sector(world: World) -> Sector:
    kinds = Kinds.of([*world.rulebook.kinds, KIND_GRENOBLE])
    world.rulebook = replace(world.rulebook, kinds=kinds)
    return Sector(world)


def test_une_instance_trop_demandee_et_une_personne_qui_attend(sector: Sector) -> None:
    """Huit situations pour trois heures. L’ALI, qui en propose quatre, les classe ; France Travail
    vient avec un partenaire. La coordination apprécie une urgence, arbitre, et garde malgré l’heure
    la situation que le partenaire ne peut exposer qu’en avril. David, le quatrième de l’ALI, passe
    en tête en mai ; sa référente est absente, il est reporté encore, la coordination en est
    avertie, et il ouvre l’instance de juin."""
    world = sector.world
    april, may = sector.instance("2026-04-09"), world.seance("2026-05-12", genre="instance")
    june = world.seance("2026-06-09", genre="instance")

    world.until("2026-03-03")
    sector.proposes(ALI, "Ahmed", april)
    sector.proposes(ALI, "Brigitte", april)
    with pytest.raises(Refused, match="C’est la 3e ligne du service"):
        sector.proposes(ALI, "Chloé", april)
    sector.proposes(ALI, "Chloé", april, priorite="1")
    sector.proposes(ALI, "David", april, priorite="4")
    world.until("2026-03-10")
    sector.proposes(FRANCE_TRAVAIL, "Elsa", april)
    partner: dict[str, Any] = {"qui": "partenaire", "nom": "Une tutrice", "qualite": "UDAF"}
    world.act(sector.people["Elsa"], "inviter", AGENTS[FRANCE_TRAVAIL], **partner)
    sector.proposes(FRANCE_TRAVAIL, "Farid", april)
    world.until("2026-03-17")
    sector.proposes(SERVICE_SOCIAL, "Gina", april)
    sector.proposes(SERVICE_SOCIAL, "Hugo", april)

    proposed = sector.sheet(april)
    assert proposed.proposed
    assert proposed.agenda.demand.sentence.replace(NBSP, " ") == "8 situations, 4 h 15 sur 3 h"
    assert sector.retained(april) == ["Chloé", "Ahmed", "Elsa", "Gina", "Hugo"]
    with pytest.raises(Refused, match="La demande dépasse la séance"):
        world.convene(april, "arreter", BAT)

    world.until("2026-03-20")
    world.act(sector.people["Farid"], "apprecier_urgence", BAT, urgent="oui", motif="fin de droits")
    assert sector.retained(april)[0] == "Farid"
    assert sector.postponed(april).keys() == {"David", "Elsa"}
    kept = sector.line("Elsa", april)
    world.convene(april, "arbitrer", BAT, retenir=str(kept), motif="le partenaire vient de loin")

    first = sector.sheet(april)
    assert first.agenda.load.sentence.replace(NBSP, " ") == "7 situations, 3 h 45 sur 3 h"
    assert sector.retained(april) == [
        *("Farid", "Chloé", "Ahmed", "Brigitte", "Gina", "Hugo", "Elsa"),
    ]
    assert sector.postponed(april) == {
        "David": "reportée : capacité atteinte, demande du 3 mars 2026, priorité 4 de son service,"
        " part de sa structure atteinte (1 h), passe en tête de la séance suivante"
    }

    world.until("2026-04-20")
    sector.proposes(SERVICE_SOCIAL, "Inès", may)
    world.convene(may, "preparer", BAT)
    assert sector.retained(may) == ["David", "Inès"]
    absent = sector.line("David", may)
    world.convene(may, "arbitrer", BAT, reporter=str(absent), motif="référente en congé")
    (warned,) = world.rows(Outbox, occasion="ligne_souvent_reportee")
    assert (warned["recipient"], json.loads(warned["data"])["nombre"]) == ("role:bat:93-01", 2)

    world.until("2026-05-20")
    sector.proposes(FRANCE_TRAVAIL, "Jean", june)
    world.act(sector.people["Jean"], "apprecier_urgence", BAT, urgent="oui", motif="expulsion")
    world.sit(june)
    world.act(sector.people["David"], "rendre_soutien", BAT, preconisations="bilan de santé")
    (place, *_) = sector.sheet(june).agenda.retained
    assert place.sentence.replace(NBSP, " ") == (
        "retenue 1re : déjà reportée 2 fois, demande du 3 mars 2026"
    )
    assert [row["state"] for row in world.rows(Passage, dossier_id=sector.people["David"])] == [
        *("reporte", "reporte", "soutien_rendu"),
    ]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_instance_que_personne_n_arbitre(sector: Sector) -> None:
    """Sept situations, personne n’arbitre : à l’échéance le planificateur arrête l’ordre du jour et
    ne reporte personne ; la coordination, avertie, arbitre la veille."""
    world = sector.world
    april, may = sector.instance("2026-04-09"), world.seance("2026-05-12", genre="instance")
    names = ("Ahmed", "Brigitte", "Chloé", "David", "Elsa", "Farid", "Gina")
    for number, name in enumerate(names, 1):
        world.wait(days=1)
        sector.proposes(ALI, name, april, **({"priorite": str(number)} if number > 2 else {}))

    world.until("2026-04-08 00:00").tick()
    assert sector.retained(april) == list(names)
    (warned,) = world.rows(Outbox, occasion="ordre_du_jour_depasse")
    assert json.loads(warned["data"])["situations"] == 7

    world.until("2026-04-08 15:00").convene(april, "arbitrer", BAT)
    assert sector.retained(april) == list(names[:6])
    assert sector.postponed(april).keys() == {"Gina"}
    assert world.row(Passage, sector.line("Gina", may))["state"] == "inscrit"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_instance_presque_vide(sector: Sector) -> None:
    """Une seule situation : les services savent que la chargée de secteur sera là la première
    heure, sur le lieu prévu."""
    world = sector.world
    april = sector.instance("2026-04-09")
    sector.proposes(ALI, "Ahmed", april)
    world.convene(april, "arreter", BAT)

    told = world.rows(Outbox, occasion="ordre_du_jour_arrete")
    assert {json.loads(row["data"])["permanence"] for row in told} == {60}
    assert sector.sheet(april).presence == 60
