"""The agenda on the command line: proposed, adjusted, settled; its load, its order, its reasons."""

from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from tests.entrypoints.configs import changed, plain
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT as DOCUMENTED
from tests.entrypoints.test_cli_documented import keys
from tests.situations import KIND_GRENOBLE
from tests.workflow import journeys
from tests.workflow.build import ALI, ASSOCIATION, FRANCE_TRAVAIL, SERVICE_SOCIAL
from tests.workflow.crashes import everything
from workflow.tables.subjects import Passage, Seance

BAT = ("--role", "bat", "--acteur", "C. B.")
GRENOBLE = """\
    sur_liste: true
    capacite: {duree: 180, par_situation: 30, avec_invite: 45}
    priorite_a_partir_de: 3
    equilibre: [service_social, france_travail, ali]
    permanence: {moins_de: 2, minutes: 60}
"""
"""What S2 says of an instance d’insertion, here of an ICL-I."""


@pytest.fixture
def full(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A département whose ICL-I are counted as Grenoble's instances; an ICL-I with one line too
    many, and the next one."""
    path = tmp_path / "grenoble.yaml"
    path.write_text(changed("    sur_liste: true\n", GRENOBLE)[0], encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))
    door.world.rulebook = load(path, {}).rulebook
    icl = door.world.seance("2026-03-26")
    door.world.seance("2026-04-16")
    door.world.convene(icl, "preparer")
    services = (ALI, ALI, FRANCE_TRAVAIL, FRANCE_TRAVAIL, SERVICE_SOCIAL, SERVICE_SOCIAL)
    for service in (*services, ASSOCIATION):
        journeys.soutien(door.world.wait(days=1), icl, service)
    return door


def words(screen: str) -> str:
    """What a screen tells, whatever its columns."""
    return " ".join(screen.split())


def test_the_configuration_of_grenoble_is_that_of_the_document(full: Door) -> None:
    kind = next(kind for kind in full.world.rulebook.kinds if kind.code == "icl")

    assert (kind.capacity, kind.priority_from, kind.balanced, kind.standby) == (
        *(KIND_GRENOBLE.capacity, KIND_GRENOBLE.priority_from),
        *(KIND_GRENOBLE.balanced, KIND_GRENOBLE.standby),
    )


def test_a_seance_shows_its_load_the_order_that_is_proposed_and_why(full: Door) -> None:
    screen = words(full("seance", "voir", 1))

    assert "Ordre du jour proposé : 6 situations, 3 h sur 3 h" in screen
    assert "Demande : 7 situations, 3 h 30 sur 3 h." in screen
    assert "1 1 1 30 min demande du 3 mars 2026" in screen
    assert "Reportées à la séance suivante" in screen
    assert (
        "7 7 30 min capacité atteinte, demande du 9 mars 2026, passe en tête de la séance suivante"
        in screen
    )


def test_a_trial_shows_the_agenda_and_writes_nothing(full: Door) -> None:
    full("seance", "lister")  # the first command of all keeps the calendar and the territory
    before = everything(full.world.store)
    told = words(full("ordre-du-jour", "arbitrer", 1, *BAT, "--essai"))

    assert told.startswith(
        "Essai, rien n’est enregistré. Ordre du jour : 6 situations, 3 h sur 3 h"
    )
    assert "La séance suivante est la n° 2, jeudi 16 avril 2026, 9 h 30." in told
    assert everything(full.world.store) == before


def test_the_agenda_is_settled_adjusted_with_a_motive_and_shown_as_it_was_settled(
    full: Door,
) -> None:
    adjusted = (
        *("--deplacer", "3=1", "--retenir", "7", "--reporter", "6"),
        *("--motif", "une référente part à 10 h"),
    )
    told = words(full("ordre-du-jour", "arbitrer", 1, *BAT, *adjusted))

    assert "Séance n° 1 : Ordre du jour arrêté" in told
    screen = words(full("seance", "voir", 1))
    assert "Ordre du jour : 6 situations, 3 h sur 3 h" in screen
    assert "1 3 3 30 min demande du 5 mars 2026, placée à ce rang par la coordination" in screen
    assert "6 7 7 30 min demande du 9 mars 2026, retenue par la coordination" in screen
    assert "6 6 30 min demande du 8 mars 2026, reportée par la coordination" in screen
    following = full.json("seance", "voir", 2)["ordre_du_jour"]
    assert [(one["dossier"], one["reports"]) for one in following["retenues"]] == [(6, 1)]


def test_what_is_wrong_with_an_adjustment_is_told(full: Door) -> None:
    arbitrate = ("ordre-du-jour", "arbitrer", 1, *BAT)

    assert "[ajustement_sans_motif" in full(*arbitrate, "--reporter", "6", code=1)
    assert "il faut des lignes et leur rang" in full(*arbitrate, "--deplacer", "6", code=1)
    assert "[ligne_absente]" in full(*arbitrate, "--retenir", 99, "--motif", "x", code=1)
    refused = full.json(*arbitrate, "--deplacer", "7=1", "--motif", "x", code=1)
    assert [one["code"] for one in refused["refus"]] == ["ligne_non_retenue"]
    assert full.world.row(Seance, 1)["state"] == "preparee"


def test_settling_without_arbitrating_tells_by_how_much_the_demand_overflows(full: Door) -> None:
    told = full("seance", "agir", 1, "arreter", *BAT, code=1)

    assert "La demande dépasse la séance de 30 min : 7 situations, 3 h 30 sur 3 h." in told


def test_at_the_cut_off_the_scheduler_keeps_everybody_and_says_by_how_much(full: Door) -> None:
    full.world.until("2026-03-25")
    full("tic")
    screen = words(full("seance", "voir", 1))

    assert full.world.row(Seance, 1)["state"] == "arretee"
    assert {row["state"] for row in full.world.rows(Passage)} == {"retenu"}
    assert "Ordre du jour : 7 situations, 3 h 30 sur 3 h" in screen
    assert "L’ordre du jour dépasse la séance de 30 min." in screen
    assert "au-delà de la capacité, gardée faute d’arbitrage" in screen


def test_hardly_any_line_leaves_the_coordination_there_for_the_first_hour(full: Door) -> None:
    full.world.convene(2, "preparer")
    screen = words(full("seance", "voir", 2))

    assert "peu de situations, la coordination est sur place la première heure" in screen


def test_the_journal_tells_the_rank_and_the_reasons(full: Door) -> None:
    full("ordre-du-jour", "arbitrer", 1, *BAT)

    first = words(full("journal", "lister", "--dossier", 1))
    late = words(full("journal", "lister", "--dossier", 7))
    assert "rang 1 · demande du 3 mars 2026" in first
    assert "capacité atteinte, demande du 9 mars 2026, passe en tête" in late


def test_every_key_of_an_agenda_is_documented(full: Door) -> None:
    answers = [
        full.json("seance", "voir", 1),
        full.json("ordre-du-jour", "arbitrer", 1, *BAT, "--essai"),
        full.json("ordre-du-jour", "arbitrer", 1, *BAT),
        full.json("seance", "voir", 1),
    ]

    assert [key for key in keys(answers) if f"`{key}`" not in DOCUMENTED] == []
    assert (answers[1]["essai"], answers[2]["essai"]) == (True, False)
    assert answers[1]["ordre_du_jour"] == answers[2]["ordre_du_jour"]
    late = answers[2]["ordre_du_jour"]["reportees"][0]
    assert plain(late["phrase"]).startswith("reportée : capacité atteinte")
    assert [one["code"] for one in late["raisons"]] == ["capacite", "demande", "en_tete"]
