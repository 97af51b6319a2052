"""A request that may be another one: the same person under another dossier, never a whole foyer."""

import sqlite3
from typing import Any

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, World, execute
from workflow.acts import twins
from workflow.tables.subjects import Demande, Dossier


def two_saisines(world: World, *, births: tuple[str, str], caf: tuple[str, str]) -> int:
    """Two saisines that the BOP received, of people born then and known under these numbers at the
    CAF; the second dossier."""
    icl, dossiers = world.seance("2026-04-09"), list[int]()
    for born, number in zip(births, caf, strict=True):
        dossier = journeys.consulted(world)
        world.act(dossier, "inscrire", AGENT_ALI, seance=icl)
        person = world.row(Dossier, dossier)["personne_id"]
        execute(
            world.store,
            f"UPDATE personne SET date_naissance = '{born}', numero_caf = '{number}'"
            f" WHERE id = {person}",
        )
        dossiers.append(dossier)
    world.sit(icl)
    for dossier in dossiers:
        journeys.favorable(world, dossier)
        world.act(dossier, "deposer_saisine", AGENT_ALI, canal="mail")
    return dossiers[-1]


def test_the_request_of_whoever_was_born_the_same_day_under_the_same_number_is_looked_at(
    world: World,
) -> None:
    second = two_saisines(world, births=("1980-01-01", "1980-01-01"), caf=("0041", "0041"))

    with pytest.raises(Refused) as refused:
        world.act(second, "declarer_recevable", BOP)

    assert [one.code for one in refused.value.refusals] == ["saisine_en_double"]


@pytest.mark.parametrize(
    ("births", "caf"),
    [
        (("1980-01-01", "1982-05-17"), ("0041", "0041")),
        (("1980-01-01", "1980-01-01"), ("0041", "0042")),
    ],
)
def test_two_people_of_a_foyer_or_born_the_same_day_are_no_double(
    world: World, births: tuple[str, str], caf: tuple[str, str]
) -> None:
    second = two_saisines(world, births=births, caf=caf)

    world.act(second, "declarer_recevable", BOP)

    assert world.state(second) == "attente_ep"


def test_a_saisine_comes_once_by_each_channel_and_keeps_the_number_that_it_came_with(
    world: World,
) -> None:
    dossier = two_saisines(world, births=("1980-01-01", "1982-05-17"), caf=("0041", "0042"))
    entered: dict[str, Any] = {"canal": "webrsa", "saisie_le": "2026-03-19"}
    world.act(dossier, "deposer_saisine", AGENT_ALI, numero_webrsa="12345", **entered)

    again: list[list[str]] = []
    repeated: dict[str, Any] = {"canal": "mail"}
    for actor, said in ((BOP, repeated), (AGENT_ALI, entered | {"numero_webrsa": "678"})):
        with pytest.raises(Refused) as refused:
            world.act(dossier, "deposer_saisine", actor, **said)
        again.append([one.code for one in refused.value.refusals])

    assert again == [["saisine_deja_recue"]] * 2
    assert [one["numero_webrsa"] for one in world.rows(Demande, dossier_id=dossier)] == ["12345"]


def test_of_a_million_they_are_found_along_their_numbers(sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    plan = connection.execute(f"EXPLAIN QUERY PLAN {twins._TWIN.text('sqlite')}", {"id": 1})
    steps = " ".join(step[3] for step in plan.fetchall())
    connection.close()

    assert "demande_by_number (numero_webrsa=?)" in steps
    assert "personne_by_caf (numero_caf=? AND date_naissance=?)" in steps
    assert "SCAN other" not in steps
