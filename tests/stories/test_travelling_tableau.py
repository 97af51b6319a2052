"""Un tableau commun qui voyage encore en fichier : l’ICL-I d’une circonscription (S0 A.2 à A.4)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exchanges.tableau.export import export_tableau
from exchanges.tableau.intake import import_tableau
from exchanges.tableau.reports import TableauReport
from exchanges.webrsa.problems import UnreadableFile
from rules.actors import Actor
from tests.exchanges.tableau.desk import ANSWER, MEANS, REMARK, add, write
from tests.workflow import journeys
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
)
from tests.workflow.invariants import broken, reconciled
from workflow.reading.tableau import TableauLine, tableau

PASSWORD = "une phrase dite au téléphone"


@dataclass(slots=True)
class Preparation:
    """La préparation d’une ICL-I, et les fichiers que les services se renvoient."""

    world: World
    folder: Path
    seance: int

    def send(self, service: int) -> Path:
        """Le tableau tel que ce service le voit."""
        path = self.folder / f"tableau-{service}.xlsx"
        export_tableau(
            self.world.store,
            self.world.rulebook,
            path,
            self.seance,
            viewer=service,
            now=self.world.now,
        )
        return path

    def take(self, path: Path, by: Actor, *, trial: bool = False) -> TableauReport:
        """Le fichier rempli, repris au nom de qui l’importe."""
        return import_tableau(
            self.world.store,
            self.world.rulebook,
            path,
            self.seance,
            by=by,
            now=self.world.now,
            trial=trial,
            password=PASSWORD,
        )

    def line(self, dossier: int) -> TableauLine:
        """La ligne d’un dossier, telle que la coordination la voit."""
        lines = tableau(self.world.store, self.world.rulebook, self.seance).lines
        return next(one for one in lines if one.dossier_id == dossier)

    def answers(self, dossier: int) -> dict[int, tuple[str, str | None]]:
        """Ce que chaque service a répondu."""
        return {one.service_id: (one.answer, one.remark) for one in self.line(dossier).answers}


@pytest.fixture
def preparation(world: World, tmp_path: Path) -> Preparation:
    seance = world.seance("2026-04-09")
    world.convene(seance, "preparer", BAT)
    return Preparation(world, tmp_path, seance)


def test_deux_services_remplissent_leur_fichier_et_se_croisent(preparation: Preparation) -> None:
    """L’ALI inscrit Ahmed, qui voudrait être suivi par France Travail ; France Travail présente
    Brigitte. Chacun partage ses lignes. L’association n’a pas l’application : la chargée de projet
    lui envoie le tableau en fichier, et à France Travail aussi, dont le réseau est en panne.
    Pendant ce temps, une agente de France Travail répond dans l’application, de chez elle. Les
    fichiers reviennent : ce que l’agente a dit est gardé, et le désaccord des deux réponses est dit
    cellule par cellule ; tout le reste est pris. À l’échéance le service social n’a rien dit : ses
    silences sont marqués, les lignes gardées, la coordination prévenue. Le jour de la séance, une
    situation arrive encore."""
    world, seance = preparation.world, preparation.seance
    ahmed = journeys.consulted(world)
    world.act(ahmed, "inscrire", AGENT_ALI, seance=seance)
    brigitte = world.dossier(service=FRANCE_TRAVAIL)
    world.act(brigitte, "inscrire_ligne", AGENT_FT, seance=seance, nature="soutien")
    for service in (ALI, FRANCE_TRAVAIL):
        world.convene(seance, "partager_tableau", AGENTS[service], service=service)

    world.until("2026-03-23")
    to_ft, to_asso = preparation.send(FRANCE_TRAVAIL), preparation.send(ASSOCIATION)
    write(
        to_asso,
        preparation.line(ahmed).id,
        {ANSWER.format(ASSOCIATION): "suivi", REMARK.format(ASSOCIATION): "atelier du mardi"},
    )
    write(to_asso, preparation.line(brigitte).id, {ANSWER.format(ASSOCIATION): "inconnu"})
    write(
        to_ft,
        preparation.line(ahmed).id,
        {ANSWER.format(FRANCE_TRAVAIL): "inconnu", REMARK.format(FRANCE_TRAVAIL): "à vérifier"},
    )
    told: dict[str, Any] = {
        "Personne prévenue le": date(2026, 3, 24),
        "Prévenue par": "M. Chen",
        MEANS: "téléphone",
    }
    write(to_ft, preparation.line(brigitte).id, told)
    chloe = world.dossier(service=FRANCE_TRAVAIL)
    add(to_ft, {"Dossier": chloe, "Objet": "accompagnement global"})

    world.until("2026-03-25 18:00")
    world.act(ahmed, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="connu")

    world.until("2026-03-26")
    whole = preparation.take(to_asso, BAT)
    assert whole.whole
    assert len(whole.changes) == 3
    tried = preparation.take(to_ft, AGENT_FT, trial=True)
    assert preparation.answers(ahmed)[FRANCE_TRAVAIL] == ("connu", None)
    done = preparation.take(to_ft, AGENT_FT)

    (crossed,) = done.conflicts
    assert (crossed.heading, crossed.exported, crossed.now, crossed.typed) == (
        *(ANSWER.format(FRANCE_TRAVAIL), ""),
        *("connu", "inconnu"),
    )
    assert [one.heading for one in done.changes] == [REMARK.format(FRANCE_TRAVAIL), *told]
    assert (tried.changes, tried.conflicts) == (done.changes, done.conflicts)
    assert preparation.answers(ahmed) == {
        FRANCE_TRAVAIL: ("connu", "à vérifier"),
        ASSOCIATION: ("suivi", "atelier du mardi"),
    }
    prevenue = preparation.line(brigitte).told
    assert prevenue is not None
    assert (prevenue.day, prevenue.by) == (date(2026, 3, 24), "M. Chen")
    assert [one.dossier for one in done.inscribed] == [chloe]
    again = preparation.take(to_ft, AGENT_FT)
    assert (again.changes, again.inscribed, len(again.conflicts)) == ([], [], 1)

    for service in (ALI, FRANCE_TRAVAIL, ASSOCIATION):
        world.convene(seance, "transmettre_tableau", AGENTS[service], service=service)
    world.until("2026-04-08 08:00").tick()
    shown = tableau(world.store, world.rulebook, seance)
    words = {line.dossier_id: shown.late_words(line) for line in shown.lines}
    assert words[ahmed] == ["Service 3 n’a pas répondu"]
    assert words[chloe] == [f"Service {ALI}, Service 3 et Service {ASSOCIATION} n’ont pas répondu"]
    assert {line.state for line in shown.lines} == {"retenu"}

    world.now = world.held(seance)
    world.convene(seance, "ouvrir", BAT)
    david = world.dossier(service=SERVICE_SOCIAL)
    form: dict[str, Any] = {"seance": seance, "nature": "soutien", "motif": "expulsion vendredi"}
    world.act(david, "inscrire_ligne_seance_tenante", AGENTS[SERVICE_SOCIAL], **form)
    added = preparation.line(david).added
    assert added is not None
    assert (added.service_id, added.motive) == (SERVICE_SOCIAL, "expulsion vendredi")
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_un_fichier_qui_n_est_pas_le_bon(preparation: Preparation) -> None:
    """La chargée de projet reçoit trois fichiers : celui de la séance de mai, un scan renommé en
    XLSX, et le bon, sous un mot de passe qu’elle tape de travers. Chacun a sa phrase ; rien n’est
    pris, rien n’est perdu."""
    world, seance = preparation.world, preparation.seance
    ahmed = journeys.consulted(world)
    world.act(ahmed, "inscrire", AGENT_ALI, seance=seance)
    sealed = preparation.folder / "bon.xlsx"
    export_tableau(
        world.store,
        world.rulebook,
        sealed,
        seance,
        viewer=ALI,
        now=world.now,
        password="celle de la semaine passée",
    )
    preparation.seance = world.seance("2026-05-12")
    other = preparation.send(ALI)
    preparation.seance = seance
    scan = preparation.folder / "scan.xlsx"
    scan.write_bytes(b"%PDF-1.4")

    for path, why in (
        (other, "celui de la séance"),
        (scan, "n’est pas un classeur"),
        (sealed, "n’est pas le bon"),
    ):
        with pytest.raises(UnreadableFile, match=why):
            preparation.take(path, AGENT_ALI)
    assert world.state(ahmed) == "en_icl"
    assert broken(world) == world.flaws() == []
