"""What services answer of a person, and whom an anomaly is told."""

import json

import pytest

from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENTS,
    ALI,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from workflow.reading import dossiers, seances
from workflow.tables.post import Outbox


def answer(world: World, dossier: int, service: int, reponse: str) -> None:
    world.act(dossier, "repondre", AGENTS[service], service=service, reponse=reponse)


@pytest.mark.parametrize(("service", "which"), [(ALI, "initial"), (FRANCE_TRAVAIL, "souhaite")])
def test_inconnu_from_the_initial_or_the_proposed_service_is_told(
    world: World, service: int, which: str
) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, service, "inconnu")

    told = world.rows(Outbox, occasion="personne_inconnue")
    assert [row["recipient"] for row in told] == [f"service:{ALI}", "role:bat:93-01"]
    assert {json.loads(row["data"])["repondant"] for row in told} == {which}
    assert world.state(stage.dossier) == "en_icl"


def test_inconnu_from_another_service_tells_nobody(world: World) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, SERVICE_SOCIAL, "inconnu")
    answer(world, stage.dossier, FRANCE_TRAVAIL, "connu")

    assert world.rows(Outbox, occasion="personne_inconnue") == []


def told(world: World) -> int:
    """How many times the initial service was told of an « inconnu »."""
    return len(world.rows(Outbox, occasion="personne_inconnue", recipient=f"service:{ALI}"))


def test_the_same_inconnu_given_twice_is_told_once(world: World) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, FRANCE_TRAVAIL, "inconnu")
    world.wait(hours=1)
    answer(world, stage.dossier, FRANCE_TRAVAIL, "inconnu")

    assert told(world) == 1


def test_an_inconnu_after_another_answer_is_told_again(world: World) -> None:
    stage = journeys.shared(world)
    for reponse in ("inconnu", "connu", "inconnu", "inconnu"):
        answer(world, stage.dossier, FRANCE_TRAVAIL, reponse)
        world.wait(hours=1)

    assert told(world) == 2


def test_each_service_tells_its_own_inconnu(world: World) -> None:
    stage = journeys.shared(world)
    for service in (FRANCE_TRAVAIL, ALI):
        answer(world, stage.dossier, service, "inconnu")

    assert told(world) == 2


def test_an_inconnu_of_another_line_is_told_too(world: World) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, ALI, "inconnu")
    later = world.seance("2026-05-12")
    act = world.act(stage.dossier, "inscrire_ligne", AGENT_ALI, seance=later, nature="soutien")
    world.act(
        stage.dossier,
        "repondre",
        AGENT_ALI,
        passage=act.passage_id,
        service=ALI,
        reponse="inconnu",
    )

    assert told(world) == 2


def test_the_last_answer_of_each_service_is_read_in_the_dossier_and_on_the_tableau(
    world: World,
) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, FRANCE_TRAVAIL, "connu")
    world.wait(hours=1)
    answer(world, stage.dossier, FRANCE_TRAVAIL, "inconnu")
    answer(world, stage.dossier, SERVICE_SOCIAL, "inconnu")
    (line,) = dossiers.dossier(world.store, stage.dossier).lines
    _, (shown,), _ = seances.seance(world.store, stage.icl)

    assert [(one.service_id, one.answer, one.anomaly) for one in line.answers] == [
        (FRANCE_TRAVAIL, "inconnu", True),
        (SERVICE_SOCIAL, "inconnu", False),
    ]
    assert shown.answers == line.answers


def test_an_answer_corrected_is_no_longer_read(world: World) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, ALI, "inconnu")
    world.wait(hours=1).correct(stage.dossier)
    (line,) = dossiers.dossier(world.store, stage.dossier).lines

    assert line.answers == ()


def test_an_answer_is_that_of_one_seance(world: World) -> None:
    stage = journeys.shared(world)
    answer(world, stage.dossier, ALI, "suivi")
    later = world.seance("2026-05-12")
    world.act(stage.dossier, "inscrire_ligne", AGENT_ALI, seance=later, nature="soutien")
    first, second = dossiers.dossier(world.store, stage.dossier).lines

    assert [len(first.answers), len(second.answers)] == [1, 0]


def test_the_accord_to_share_is_read_with_its_scopes_until_it_is_withdrawn(world: World) -> None:
    dossier = world.dossier()
    for scope in ("diagnostic", "services_de_l_icl"):
        world.act(dossier, "recueillir_accord_partage", AGENT_ALI, date="2026-03-02", portee=scope)
    given = dossiers.dossier(world.store, dossier).sharing
    world.wait(days=1).act(dossier, "retirer_accord_partage", AGENT_ALI, date="2026-03-03")
    taken_back = dossiers.dossier(world.store, dossier).sharing

    assert [scope for scope, _ in given.scopes] == ["diagnostic", "services_de_l_icl"]
    assert given.withdrawn is None
    assert taken_back.scopes == ()
    assert taken_back.withdrawn is not None


def test_the_withdrawal_of_the_accord_to_share_bars_no_act(world: World) -> None:
    """It is another datum than the accord to be réorienté (DOMAIN.md §0.6)."""
    stage = journeys.shared(world)
    day = "2026-03-02"
    world.act(stage.dossier, "recueillir_accord_partage", AGENT_ALI, date=day, portee="diagnostic")
    world.act(stage.dossier, "retirer_accord_partage", AGENT_ALI, date=day)
    answer(world, stage.dossier, FRANCE_TRAVAIL, "connu")
    (line,) = dossiers.dossier(world.store, stage.dossier).lines

    assert [one.answer for one in line.answers] == ["connu"]
