"""Après la séance : le compte rendu part dans la semaine, un résultat était faux, il repart."""

import json

import pytest

from exchanges.documents.minutes import printed
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, World
from workflow.reading import minutes
from workflow.seances.outcomes.minutes import File
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage


def test_un_resultat_faux_se_corrige_et_le_compte_rendu_repart_numerote(world: World) -> None:
    """L’ICL-I du 9 avril examine deux demandes. Le chargé de projet complète le compte rendu, dit
    une remarque, l’envoie le 13, clôt la séance. Le 15, l’ALI s’aperçoit que l’avis favorable était
    celui d’une autre ligne : le BOP corrige, l’ALI redit le désaccord. Le chargé de projet en est
    averti, ne peut rien renvoyer tant qu’un résultat manque, puis renvoie la version 2."""
    icl = world.seance("2026-04-09")
    first, second = (journeys.en_icl(world, seance=icl).dossier for _ in range(2))
    world.sit(icl)
    journeys.favorable(world, first)
    world.act(second, "ajourner", AGENT_ALI, motif="référente absente")
    world.convene(icl, "completer_compte_rendu", introduction="Mme Leroy remplace M. Petit.")
    world.convene(icl, "lever")
    world.until("2026-04-10").convene(
        icl, "completer_compte_rendu", ligne=line_of(world, second), remarque="à revoir en mai"
    )
    world.until("2026-04-13").convene(icl, "restituer")
    world.convene(icl, "clore")

    world.until("2026-04-15").correct(first, motif="avis d’une autre ligne")
    with pytest.raises(Refused, match="encore sans résultat"):
        world.convene(icl, "renvoyer_compte_rendu")
    world.act(first, "rendre_desaccord", AGENT_ALI, raisons="ALI : non. France Travail : oui.")
    changed = printed(file_of(world, icl), "Seine-Saint-Denis")
    world.until("2026-04-16").convene(icl, "renvoyer_compte_rendu")

    one, two = file_of(world, icl).versions
    told = [(row["occasion"], row["recipient"]) for row in world.rows(Outbox)]
    assert (one.sent.date().isoformat(), two.sent.date().isoformat()) == (
        "2026-04-13",
        "2026-04-16",
    )
    assert [line.state for line in one.content.lines] == ["favorable", "ajourne"]
    assert [line.state for line in two.content.lines] == ["desaccord_rendu", "ajourne"]
    assert two.content.lines[1].remark == "à revoir en mai"
    assert changed is not None
    assert [words.replace("\xa0", " ") for words in changed.corrections] == [
        f"Ligne n° {line_of(world, first)} (dossier n° {first}) : Désaccord, au lieu de"
        " « Avis favorable »"
    ]
    assert told.count(("compte_rendu_a_renvoyer", "role:bat:93-01")) == 1
    assert told.count(("compte_rendu_corrige", "service:1")) == 1
    assert world.deadline("D3-COMPTE-RENDU")["met_in_time"] == 1
    assert world.state(first) == "desaccord"
    assert not any("SECRET" in json.dumps(row["data"]) for row in world.rows(Outbox))
    assert world.flaws() == []


def file_of(world: World, seance: int) -> File:
    """Ce qui est écrit d’une séance."""
    return minutes.of_seance(world.store, world.rulebook, seance)


def line_of(world: World, dossier: int) -> str:
    """La ligne d’un dossier."""
    (row,) = world.rows(Passage, dossier_id=dossier)
    return str(row["id"])
