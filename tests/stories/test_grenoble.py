"""Un mois de Grenoble (S2), par la ligne de commande, avec sa propre configuration."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from entrypoints.address_book import RegistryAddressBook
from entrypoints.configuration.settings import Settings, load
from rules.actors import Actor, Genre, Role
from rules.refusals import Refused
from rules.seances.kinds import Kinds
from tests.entrypoints.door import Door
from tests.workflow.build import BOP, CHAIN, World, insert, paris
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
    written = door("compte-rendu", "voir", first)
    assert "chargée du secteur 1" in written
    assert "projet BAT" not in written
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
    planificateur décommande le psychologue et annule la demi-journée. En juin, Sylvie Roux est
    nommée, et une situation est inscrite : sans sa liste d’invités elle est incomplète, le PSSI est
    relancé, et dit que personne n’est invité. À l’échéance, Sylvie Roux apprend qu’elle est
    attendue, à sa propre adresse."""
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
    roux = ("--nom", "Sylvie Roux", "--courriel", "s.roux@exemple.fr")
    door("seance", "nommer-intervenant", june, *SECTEUR, *roux)
    line = grenoble.proposes(PSSI, june)
    owed = door.json("seance", "completude", june)["services"][0]
    assert (owed["service"], len(owed["invites_a_dire"]), owed["complet"]) == (PSSI, 1, False)
    door("seance", "relancer", june, *SECTEUR, "--service-relance", PSSI)
    door("dossier", "agir", line, "dire_sans_invite", *agent(PSSI))
    assert door.json("seance", "completude", june)["services"][0]["invites_a_dire"] == []
    door("seance", "agir", june, "communiquer_besoins", *agent(PSSI), "--champ", "situations=1")
    grenoble.at("2026-06-04")
    (said,) = [
        row
        for row in grenoble.world.rows(Outbox, occasion="venue_fixee", subject_id=june)
        if row["recipient"].startswith("intervenant:")
    ]
    assert json.loads(said["data"])["situations"] == 1
    book = RegistryAddressBook(grenoble.world.store, grenoble.settings)
    assert book.addresses(said["recipient"]) == ["s.roux@exemple.fr"]
    assert "psychologue conventionné, Sylvie Roux" in door("seance", "voir", june)
    assert door.json("seance", "voir", june)["etat"] in ("preparee", "arretee")
    needs = grenoble.world.deadline("D24-PSY-BESOINS", subject_id=june, child=PSSI)
    assert (needs["status"], needs["met_in_time"]) == ("tenue", 1)
    assert broken(grenoble.world) == reconciled(grenoble.world) == grenoble.world.flaws() == []


def test_un_soutien_technique_qui_n_est_pas_examine_n_est_pas_perdu(grenoble: Grenoble) -> None:
    """La référente d’Ahmed est absente en avril : sa situation passe en mai, le PSSI en apprend la
    date. La séance de mai est annulée et rien d’autre n’est au programme : le PSSI apprend qu’elle
    est à réinscrire, l’échéance court ; il la réinscrit dès que juin est programmé. Celle de
    Brigitte, annulée avec elle, n’a plus d’objet : il y renonce en disant pourquoi."""
    door, world = grenoble.door, grenoble.world
    april, may = (
        world.seance(day, genre="instance", circonscription=ONE, lieu="Grenoble, salle 2")
        for day in ("2026-04-07", "2026-05-05")
    )
    ahmed, brigitte = grenoble.proposes(PSSI, april), grenoble.proposes(PSSI, may)
    why = ("--champ", "motif=référente absente")
    put_off = door.json("dossier", "agir", ahmed, "reporter", *SECTEUR, *why)
    lines = {row["seance_id"]: row for row in world.rows(Passage, dossier_id=ahmed)}
    assert put_off["ligne"] == lines[may]["id"]
    assert _days(world, ahmed) == ["2026-05-05"]

    door("seance", "annuler", may, *SECTEUR, "--motif", "salle inondée")
    assert _days(world, ahmed) == ["2026-05-05", None]
    (waits,) = [
        one
        for one in door.json("dossier", "voir", ahmed)["echeances"]
        if one["regle"] == "I-REINSCRIRE"
    ]
    assert waits["statut"] == "ouverte"

    june = world.seance("2026-06-02", genre="instance", circonscription=ONE, lieu="salle 2")
    fields = ("--champ", f"seance={june}", "--champ", "nature=soutien")
    door("dossier", "agir", ahmed, "inscrire_ligne", *agent(PSSI), *fields)
    (waiting,) = door.json("dossier", "voir", brigitte)["lignes_a_reinscrire"]
    given_up = ("--champ", f"ligne={waiting['ligne']}", "--champ", "motif=logement trouvé")
    door("dossier", "agir", brigitte, "renoncer_ligne", *agent(PSSI), *given_up)

    assert door.json("dossier", "voir", brigitte)["lignes_a_reinscrire"] == []
    rows = world.rows(DeadlineRow, rule="I-REINSCRIRE")
    assert {row["status"] for row in rows} == {"tenue"}
    assert broken(world) == reconciled(world) == world.flaws() == []


def _days(world: World, dossier: int) -> list[str | None]:
    """Le jour que donne chaque message « reportée » d’un dossier."""
    rows = world.rows(Outbox, occasion="ligne_reportee", subject_id=dossier)
    days = [json.loads(row["data"]).get("nouvelle_date") for row in rows]
    return [None if day is None else str(day)[:10] for day in days]


def test_une_reorientation_va_droit_a_l_ep(grenoble: Grenoble) -> None:
    """Les instances de Grenoble ne rendent pas d’avis : la personne consultée, le référent passe à
    la saisine, et l’EP examine la demande dans le mois (D27)."""
    world = grenoble.world
    dossier = world.dossier(service=PSSI, circonscription=ONE)
    referent = Actor(name="agent", role=Role.REFERENT, service_id=PSSI, genre=Genre.SERVICE_SOCIAL)
    world.act(
        dossier,
        "ouvrir_reorientation",
        referent,
        motif_code=3,
        service_souhaite=FRANCE_TRAVAIL,
    )
    with pytest.raises(Refused) as early:
        world.act(dossier, "passer_sans_concertation", referent)
    today = world.now.date().isoformat()
    world.act(dossier, "consulter", referent, date=today, accord="oui")
    world.act(dossier, "recueillir_avis_accueil", referent, accord_accueil="oui")
    world.act(dossier, "passer_sans_concertation", referent)
    seized = world.act(dossier, "deposer_saisine", referent, canal="mail")
    world.act(dossier, "declarer_recevable", BOP)
    ep = world.seance("2026-01-22", genre="ep", circonscription=None)
    inscribed = world.act(dossier, "inscrire_ep", BOP, seance=ep)

    assert [one.code for one in early.value.refusals] == ["consultation_absente"]
    assert (seized.state, inscribed.state) == ("saisine_recue", "inscrit_ep")
    assert world.deadline("I-INSCRIRE", dossier_id=dossier)["status"] == "annulee"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_reorientation_que_rien_n_examine_ne_s_ouvre_pas(grenoble: Grenoble) -> None:
    world = grenoble.world
    kinds = (kind for kind in world.rulebook.kinds if kind.code != "ep")
    world.rulebook = replace(world.rulebook, kinds=Kinds.of(kinds))
    dossier = world.dossier(service=PSSI, circonscription=ONE)
    referent = Actor(name="agent", role=Role.REFERENT, service_id=PSSI, genre=Genre.SERVICE_SOCIAL)
    with pytest.raises(Refused) as refused:
        world.act(
            dossier,
            "ouvrir_reorientation",
            referent,
            motif_code=3,
            service_souhaite=FRANCE_TRAVAIL,
        )

    assert [one.code for one in refused.value.refusals] == ["reorientation_sans_seance"]
