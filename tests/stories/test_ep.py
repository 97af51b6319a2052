"""Une EP : les saisines arrivent, l’équipe donne ses avis, le président décide."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from entrypoints.configuration.settings import load
from tests.entrypoints.configs import changed
from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    BAT,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    World,
    settle,
)
from tests.workflow.invariants import broken, reconciled
from workflow.database.store import Store
from workflow.tables.post import Outbox
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import DeadlineRow

NO_QUORUM = "    natures: [reorientation]\n    par_circonscription: false\n"
QUORUM = "    quorum: {minimum: 1, obligatoires: [departement]}\n"
LE_BOP = ("--role", "bop", "--acteur", "B. O. P.")
L_EP = ("--role", "ep", "--acteur", "secrétaire")
LE_PRESIDENT = ("--role", "president", "--acteur", "par délégation")


@dataclass(slots=True)
class Office:
    """Le BOP et ses saisines, à la ligne de commande."""

    door: Door

    @property
    def world(self) -> World:
        return self.door.world

    def seized(self, *, numero: str | None = None, agreed: bool = True) -> int:
        """Une saisine arrivée au BOP ; ``agreed`` : l’avis du service d’accueil est connu."""
        world, icl = self.world, self.world.seance("2026-03-19")
        dossier = journeys.consulted(world)
        world.act(dossier, "inscrire", AGENT_ALI, seance=icl)
        now = world.now
        world.sit(icl)
        if agreed:
            journeys.favorable(world, dossier)
        else:
            world.act(dossier, "rendre_desaccord", AGENT_ALI, raisons="chacun la sienne")
            world.act(dossier, "poursuivre_en_ep", BAT)
        said: dict[str, Any] = {"canal": "mail"}
        if numero is not None:
            said = {"canal": "webrsa", "numero_webrsa": numero, "saisie_le": "2026-03-19"}
        world.act(dossier, "deposer_saisine", AGENT_ALI, **said)
        world.now = now
        return dossier

    def receives(self, dossier: int, code: int = 0, **said: str) -> str:
        """Le BOP dit la saisine recevable ; ce qui lui est répondu."""
        given = [part for name, value in said.items() for part in ("--champ", f"{name}={value}")]
        return self.door(
            "dossier", "agir", dossier, "declarer_recevable", *LE_BOP, *given, code=code
        )

    def states(self, *dossiers: int) -> list[str]:
        """Où en sont ces dossiers."""
        return [self.world.state(dossier) for dossier in dossiers]


@pytest.fixture
def office(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    monkeypatch.setenv(
        "REORIENTATION_DATABASE_URL", store.engine.url.render_as_string(hide_password=False)
    )
    config = tmp_path / "quorum.yaml"
    config.write_text(changed(NO_QUORUM, NO_QUORUM + QUORUM)[0], encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(config))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    world = settle(store, load(config, {}).rulebook)
    monkeypatch.setattr("entrypoints.clock.now", lambda: world.now)
    return Office(Door(world=world))


def test_des_saisines_a_la_notification(office: Office) -> None:
    """Cinq saisines : l’une arrive deux fois, une autre sans l’avis du service d’accueil. Le BOP
    inscrit d’un coup celles qui sont recevables, les plus anciennes d’abord. L’EP attend son
    quorum pour s’ouvrir ; le matin même, un droit se ferme. Elle accepte ce qui reste sauf une ; le
    président suit, d’un coup encore ; un courrier part, et rien de l’ancienne orientation ne court
    plus."""
    door, world = office.door, office.world
    anne, bruno = office.seized(numero="4512"), office.seized()
    claude, dora = office.seized(), office.seized(agreed=False)
    twice = office.seized(numero="4512")
    world.act(anne, "signer_contrat", AGENT_ALI, nature="cer", date="2026-03-02")
    world.act(anne, "designer_referent", AGENT_ALI, date="2026-03-02", referent="12")

    world.until("2026-03-20")
    for dossier in (anne, bruno, claude):
        if dossier != anne:
            office.receives(dossier)
    assert "l’avis du service d’accueil" in office.receives(dora, code=1)
    assert f"celle du dossier n° {anne}" in office.receives(twice, code=1)
    door(
        *("dossier", "agir", twice, "declarer_demande_doublon", *LE_BOP),
        *("--champ", f"demande_maitre={world.rows(Demande, dossier_id=anne)[0]['id']}"),
    )
    office.receives(anne)
    world.act(dora, "demander_piece", BOP, piece="avis de France Travail")
    world.act(dora, "recueillir_avis_accueil", AGENT_FT, accord_accueil="oui")
    world.act(dora, "completer_saisine", AGENT_ALI)
    office.receives(dora)
    assert "Aucune EP compétente" in door("ep", "inscrire", *LE_BOP)

    world.seance("2026-04-23", genre="ep", circonscription=ELSEWHERE)
    ep = world.seance("2026-04-24", genre="ep", circonscription=None)
    tried = door.json("ep", "inscrire", *LE_BOP, "--essai")
    assert {one["seance"] for one in tried["saisines"]} == {ep}
    assert office.states(anne, bruno, claude, dora) == ["attente_ep"] * 4
    done = door.json("ep", "inscrire", *LE_BOP)
    assert [one["dossier"] for one in done["saisines"]] == [anne, bruno, claude, dora]
    assert office.states(anne, bruno, claude, dora) == ["inscrit_ep"] * 4

    world.convene(ep, "preparer", BOP)
    world.convene(ep, "arreter", BOP)
    world.now = world.held(ep)
    assert "Le quorum n’est pas atteint" in door("seance", "ouvrir", ep, *LE_BOP, code=1)
    came = ("--champ", "siege=departement", "--champ", "nom=Mme la vice-présidente")
    door("seance", "agir", ep, "accueillir", *LE_BOP, *came)
    door("seance", "ouvrir", ep, *LE_BOP)
    world.act(claude, "fermer_droit", BOP, date="2026-04-24")
    (gone,) = [row["id"] for row in world.rows(Passage, dossier_id=claude, seance_id=ep)]
    told = door(
        *("dossier", "agir", claude, "accepter", *L_EP, "--champ", "type_orientation=5"), code=1
    )
    assert "Le droit au RSA est fermé depuis le 24 avril 2026" in told
    (line,) = [row["id"] for row in world.rows(Passage, dossier_id=bruno, seance_id=ep)]
    assert gone != line
    motive = ("--champ", "motif=projet en cours")
    door("seance", "resultat", ep, "refuser", *L_EP, "--ligne", line, *motive)
    door("seance", "resultat", ep, "accepter", *L_EP, "--toutes", "--champ", "type_orientation=5")
    assert office.states(anne, bruno, dora) == ["attente_decision"] * 3
    world.convene(ep, "lever", BOP)

    world.until("2026-04-27")
    left = door("ep", "decider", ep, "decider_accepter", *LE_PRESIDENT, "--tous", "--essai")
    assert f"Dossier n° {bruno} : avis défavorable de l’EP." in left
    door("ep", "decider", ep, "decider_accepter", *LE_PRESIDENT, "--tous")
    door("ep", "decider", ep, "decider_refuser", *LE_PRESIDENT, "--tous", *motive)
    assert office.states(anne, bruno, dora) == [
        *("clos_reoriente", "refus_a_notifier", "clos_reoriente"),
    ]

    (born,) = world.rows(Dossier, previous_id=anne)
    ends = [fact.code for fact in world.facts(anne) if fact.code.endswith("_fini")]
    running = [
        row["rule"]
        for row in world.rows(DeadlineRow, kind="dossier", subject_id=anne)
        if row["status"] in ("ouverte", "sans_ancre", "suspendue")
    ]
    assert (born["state"], born["service_id"], born["rank"]) == ("a_notifier", FRANCE_TRAVAIL, 2)
    assert born["referent"] is None
    assert ends == ["contrat_fini", "referent_fini"]
    assert running == []
    assert [
        row["rule"]
        for row in world.rows(DeadlineRow, status="ouverte")
        if row["subject_id"] == born["id"] and row["rule"] in ("3B-CONTRAT", "3-SANS-REFERENT")
    ] == []

    world.act(born["id"], "notifier", BOP, date="2026-04-27", canal="postal")
    world.act(bruno, "notifier_refus", BOP, date="2026-04-27", canal="postal")
    assert office.states(born["id"], bruno) == ["notifie", "accompagnement"]
    assert len(world.rows(Outbox, occasion="orientation_notifiee", subject_id=born["id"])) == 2
    assert broken(world) == reconciled(world) == world.flaws() == []
