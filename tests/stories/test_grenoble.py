"""Un mois de Grenoble (S2), par la ligne de commande, avec sa propre configuration."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from entrypoints.address_book import RegistryAddressBook
from entrypoints.configuration.settings import Settings, load
from rules.actors import Genre
from tests.entrypoints.door import Door
from tests.workflow.build import CHAIN, World, insert, paris
from tests.workflow.invariants import broken, reconciled
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.tables.post import Outbox
from workflow.tables.subjects import Circonscription, Passage, Seance, Service
from workflow.tables.trail import DeadlineRow, JournalRow

CONFIG = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"
ONE, TWO = "38-G1", "38-G2"
PSSI, PER, FRANCE_TRAVAIL = 31, 32, 33
SERVICES = {
    PSSI: (Genre.SERVICE_SOCIAL, [ONE]),
    PER: (Genre.ASSOCIATION, []),
    FRANCE_TRAVAIL: (Genre.FRANCE_TRAVAIL, []),
}
SECTEUR = ("--role", "bat", "--acteur", "chargée de secteur")


def agent(service: int) -> tuple[object, ...]:
    """Un référent de ce service."""
    return ("--role", "referent", "--service", service, "--acteur", f"agent {service}")


@dataclass(slots=True)
class Grenoble:
    """Le service insertion, sa configuration et ses services référents."""

    door: Door
    settings: Settings

    @property
    def world(self) -> World:
        return self.door.world

    def at(self, moment: str) -> "Grenoble":
        """Ce jour-là, le planificateur ayant balayé jusque-là."""
        self.world.until(moment)
        self.door("tic")
        return self

    def seance(self, genre: str, day: str, circonscription: str | None = None) -> int:
        """La séance du programme, par son jour."""
        (found,) = [
            row["id"]
            for row in self.world.rows(Seance, genre=genre, circonscription=circonscription)
            if f"{from_micros(row['held_at']):%Y-%m-%d}" == day
        ]
        return int(found)

    def proposes(self, service: int, seance: int, place: str = ONE, **said: Any) -> int:
        """Un référent positionne une situation ; son dossier."""
        dossier = self.world.dossier(service=service, circonscription=place)
        fields = {"seance": seance, "nature": "soutien", **said}
        given = [part for name, value in fields.items() for part in ("--champ", f"{name}={value}")]
        self.door("dossier", "agir", dossier, "inscrire_ligne", *agent(service), *given)
        return dossier

    def told(self, seance: int, occasion: str) -> list[str]:
        """À qui cette occasion d’une séance est dite."""
        rows = self.world.rows(Outbox, occasion=occasion, kind="seance", subject_id=seance)
        return [row["recipient"] for row in rows]


@pytest.fixture
def grenoble(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Grenoble:
    monkeypatch.setenv(
        "REORIENTATION_DATABASE_URL", store.engine.url.render_as_string(hide_password=False)
    )
    monkeypatch.setenv("REORIENTATION_CONFIG", str(CONFIG))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    settings = load(CONFIG, {})
    for code, label in settings.territory.labels.items():
        insert(store, Circonscription, code=code, libelle=label, **CHAIN)
    for key, (genre, territory) in SERVICES.items():
        insert(
            store,
            Service,
            id=key,
            libelle=f"Service {key}",
            genre=genre.value,
            circonscriptions=json.dumps(territory),
            active=1,
            **CHAIN,
        )
    world = World(store=store, rulebook=settings.rulebook, now=paris("2026-01-05"))
    door = Door(world=world)
    monkeypatch.setattr("entrypoints.clock.now", lambda: world.now)
    return Grenoble(door, settings)


def test_un_mois_du_secteur_1(grenoble: Grenoble) -> None:
    """La chargée de secteur fait son programme. Le PSSI propose quatre situations et dit dans quel
    ordre ; un partenaire vient pour l’une. Le tableau revient dix jours avant, l’ordre du jour est
    arrêté sept jours avant ; le jour dit, chaque référent repart avec des pistes de travail. Le
    secteur 2 n’a rien : la chargée de secteur y sera la première heure."""
    door = grenoble.door
    door("config", "verifier")
    door("seance", "generer", 2026, *SECTEUR)
    first = grenoble.seance("instance", "2026-05-05", ONE)
    second = grenoble.seance("instance", "2026-05-07", TWO)
    assert door.json("seance", "voir", first)["lieu"] == "Grenoble, centre social Chorier-Berriat"

    grenoble.at("2026-04-14")
    assert door.json("seance", "voir", first)["etat"] == "preparee"
    ahmed = grenoble.proposes(PSSI, first)
    grenoble.proposes(PSSI, first)
    third = grenoble.world.dossier(service=PSSI, circonscription=ONE)
    refused = door(
        *("dossier", "agir", third, "inscrire_ligne", *agent(PSSI)),
        *("--champ", f"seance={first}", "--champ", "nature=soutien"),
        code=1,
    )
    assert "C’est la 3e ligne du service" in refused
    chloe = grenoble.proposes(PSSI, first, priorite=1)
    grenoble.proposes(FRANCE_TRAVAIL, first)
    door(
        *("dossier", "agir", ahmed, "inviter", *agent(PSSI)),
        *("--champ", "qui=partenaire", "--champ", "nom=Mme V., CSAPA"),
    )
    door(
        "seance",
        "point",
        "ajouter",
        first,
        *SECTEUR,
        "--titre",
        "Nouveaux horaires du SIE",
        "--porteur",
        "SIE",
        "--minutes",
        15,
    )

    grenoble.at("2026-04-24")
    for service in (PSSI, PER, FRANCE_TRAVAIL):
        door("seance", "agir", first, "transmettre_tableau", *agent(service))
    tableaux = grenoble.world.deadline("D14-TABLEAU-COORDINATION", subject_id=first, child=PSSI)
    assert (tableaux["status"], tableaux["met_in_time"]) == ("tenue", 1)

    grenoble.at("2026-04-30")
    sheet = door.json("seance", "voir", first)
    assert (sheet["etat"], sheet["ordre_du_jour"]["minutes_points"]) == ("arretee", 15)
    assert sheet["ordre_du_jour"]["retenues"][0]["dossier"] == chloe
    assert sheet["ordre_du_jour"]["charge"].replace("\N{NO-BREAK SPACE}", " ") == (
        "4 situations, 2 h 30 sur 3 h"
    )

    grenoble.world.until("2026-05-05 09:00")
    welcomed = ("seance", "agir", first, "accueillir", *SECTEUR)
    door(*welcomed, "--champ", "siege=secteur", "--champ", "nom=Mme G.")
    door("seance", "agir", first, "ouvrir", *SECTEUR)
    absent = door(
        *("dossier", "agir", chloe, "rendre_soutien", *SECTEUR),
        *("--champ", "preconisations=bilan de santé"),
        code=1,
    )
    assert "vient en personne" in absent
    for service in (PSSI, FRANCE_TRAVAIL):
        came = ("siege=prescripteur", f"service={service}", f"nom=référent {service}")
        door(*welcomed, *(part for one in came for part in ("--champ", one)))
    for line in grenoble.world.rows(Passage, seance_id=first):
        door(
            *("dossier", "agir", line["dossier_id"], "rendre_soutien", *SECTEUR),
            *("--champ", "preconisations=bilan de santé, puis mobilité"),
        )
    (point,) = door.json("seance", "voir", first)["points"]
    door(
        "seance",
        "point",
        "traiter",
        first,
        point["point"],
        *SECTEUR,
        "--conclusion",
        "affiche à poser",
    )
    door("seance", "agir", first, "lever", *SECTEUR)
    shown = door("seance", "voir", first)
    assert shown.count("Pistes de travail proposées") == 4
    assert "affiche à poser" in shown

    grenoble.at("2026-05-06")
    monthly = grenoble.world.rows(DeadlineRow, rule="D13-INSTANCE-MENSUELLE", status="tenue")
    assert [row["met_in_time"] for row in monthly] == [0, 1]  # avril est manqué, mai est tenu
    empty = door.json("seance", "voir", second)
    assert (empty["etat"], empty["ordre_du_jour"]["permanence"]) == ("arretee", 60)
    told = grenoble.world.rows(Outbox, occasion="ordre_du_jour_arrete", subject_id=second)
    assert {json.loads(row["data"])["permanence"] for row in told} == {60}
    assert broken(grenoble.world) == reconciled(grenoble.world) == grenoble.world.flaws() == []


def test_le_psychologue_est_decommande_faute_de_situation(grenoble: Grenoble) -> None:
    """En mai, personne ne dit ses besoins ni n’inscrit de situation : huit jours avant, le
    planificateur décommande le psychologue et annule la demi-journée. En juin, une situation est
    inscrite : il apprend qu’il est attendu."""
    door = grenoble.door
    door("seance", "generer", 2026, *SECTEUR)
    may = grenoble.seance("psychologue", "2026-05-13")
    june = grenoble.seance("psychologue", "2026-06-10")

    grenoble.at("2026-05-02").at("2026-05-05 23:00")
    before = door.json("seance", "voir", may)
    assert (before["etat"], before["intervenant"]) == ("preparee", "psychologue conventionné")
    grenoble.at("2026-05-07")
    (entry,) = grenoble.world.rows(JournalRow, act="fixer_venue", subject_id=may)
    assert door.json("seance", "voir", may)["etat"] == "annulee"
    body = json.loads(entry["body"])
    assert body["acteur"] == "planificateur"
    assert datetime.fromisoformat(body["survenu"]) == paris("2026-05-05 23:59")
    psychologist = "intervenant:psychologue::2026-05-13"
    assert psychologist in grenoble.told(may, "seance_annulee")
    book = RegistryAddressBook(grenoble.world.store, grenoble.settings)
    assert book.addresses(psychologist) == ["psychologue@isere.example"]

    grenoble.at("2026-05-18")
    grenoble.proposes(PSSI, june)
    door("seance", "agir", june, "communiquer_besoins", *agent(PSSI), "--champ", "situations=1")
    grenoble.at("2026-06-04")
    (said,) = [
        row
        for row in grenoble.world.rows(Outbox, occasion="venue_fixee", subject_id=june)
        if row["recipient"].startswith("intervenant:")
    ]
    assert json.loads(said["data"])["situations"] == 1
    assert door.json("seance", "voir", june)["etat"] in ("preparee", "arretee")
    needs = grenoble.world.deadline("D24-PSY-BESOINS", subject_id=june, child=PSSI)
    assert (needs["status"], needs["met_in_time"]) == ("tenue", 1)
    assert broken(grenoble.world) == reconciled(grenoble.world) == grenoble.world.flaws() == []
