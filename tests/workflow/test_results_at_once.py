"""Results given to many lines at once: the list of an ICL-I, « tout accepter » of an EP."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import update

from rules.rulebook import Rulebook
from rules.situation import Act
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, AGENT_FT, BAT, EP, World
from tests.workflow.crashes import everything
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.recording import Outcome
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances.commands import UnknownSeance
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Given
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Service
from workflow.tables.trail import JournalRow

ON_LIST: dict[str, object] = {"methode": "liste", "accord_accueil": "oui"}


def an_icl(world: World, size: int = 3) -> tuple[int, list[int]]:
    """An open ICL-I with that many requests retained; their dossiers."""
    seance = world.seance("2026-04-09")
    dossiers = [journeys.consulted(world) for _ in range(size)]
    for dossier in dossiers:
        world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    world.convene(seance, "preparer")
    world.convene(seance, "arreter")
    world.until("2026-04-09 09:30").convene(seance, "ouvrir")
    return seance, dossiers


def give(world: World, seance: int, act: Act, key: str | None = None) -> list[Given]:
    lines = results.awaited(world.store, seance)
    return list(results.give(world.store, world.rulebook, act, lines, key=key, batch="lot-1"))


def test_a_line_added_seance_tenante_comes_after_the_agenda(world: World) -> None:
    seance, dossiers = an_icl(world)
    added = journeys.consulted(world)
    world.act(added, "inscrire_seance_tenante", BAT, seance=seance, motif="reçue ce matin")

    lines = results.awaited(world.store, seance)

    assert [one.dossier_id for one in lines] == [*dossiers, added]


def test_a_list_is_validated_in_one_act_each_dossier_having_its_own_entry(world: World) -> None:
    seance, dossiers = an_icl(world)

    given = give(world, seance, world.asked("rendre_favorable", AGENT_ALI, ON_LIST))

    states = {row["id"]: row["state"] for row in world.rows(Dossier)}
    entries = world.rows(JournalRow, kind="dossier", act="rendre_favorable")
    assert [one.outcome is not None for one in given] == [True] * 3
    assert {states[dossier] for dossier in dossiers} == {"saisine_a_faire"}
    assert sorted(row["subject_id"] for row in entries) == sorted(dossiers)
    assert {row["batch"] for row in entries} == {"lot-1"}
    assert results.awaited(world.store, seance) == []
    assert world.flaws() == []


def test_a_line_that_refuses_does_not_stop_the_others(world: World) -> None:
    seance, dossiers = an_icl(world)
    world.act(dossiers[1], "demander_collegiale", AGENT_FT)

    first, second, third = give(world, seance, world.asked("rendre_favorable", AGENT_ALI, ON_LIST))

    assert first.outcome is not None
    assert [refusal.code for refusal in second.refusals] == ["ligne_hors_liste"]
    assert third.outcome is not None


def upset(monkeypatch: pytest.MonkeyPatch, dossier: int, error: Exception, *, times: int) -> None:
    """The database breaks that many times under the acts of a dossier."""
    carry_out, left = commands.carry_out, [error] * times

    def carried_out(tx: Tx, rulebook: Rulebook, command: Command) -> Outcome:
        outcome = carry_out(tx, rulebook, command)
        if command.dossier_id == dossier and left:
            raise left.pop()
        return outcome

    monkeypatch.setattr(commands, "carry_out", carried_out)


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("locked"), psycopg.errors.LockNotAvailable("timeout")]
)
def test_a_line_that_the_database_does_not_take_is_told_and_hides_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    seance, dossiers = an_icl(world)
    act = world.asked("rendre_favorable", AGENT_ALI, ON_LIST)
    upset(monkeypatch, dossiers[1], error, times=1)

    given = give(world, seance, act, key="matin")
    again = give(world, seance, act, key="matin")

    assert [(one.outcome is not None, one.failed, one.left) for one in given] == [
        (True, False, False),
        (False, True, True),
        (True, False, False),
    ]
    assert [one.line.dossier_id for one in again] == [dossiers[1]]
    assert again[0].outcome is not None
    assert world.flaws() == []


def test_a_line_that_met_another_transaction_is_done_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seance, dossiers = an_icl(world)
    upset(monkeypatch, dossiers[1], psycopg.errors.DeadlockDetected("met"), times=2)

    given = give(world, seance, world.asked("rendre_favorable", AGENT_ALI, ON_LIST))

    assert [one.outcome is not None for one in given] == [True] * 3
    assert len(world.rows(JournalRow, kind="dossier", act="rendre_favorable")) == 3


def test_a_dossier_that_changed_since_the_selection_was_shown_is_told_and_not_decided(
    world: World,
) -> None:
    seance, dossiers = an_icl(world)
    shown = results.awaited(world.store, seance)
    world.act(dossiers[0], "demander_collegiale", AGENT_FT)
    act = world.asked("rendre_favorable", AGENT_ALI, {**ON_LIST, "methode": "collegiale"})

    first, *others = results.give(world.store, world.rulebook, act, shown)

    assert first.stale is not None
    assert "demander_collegiale" not in str(first.stale)
    assert "Demander un examen collégial" in str(first.stale)
    assert all(one.outcome is not None for one in others)
    assert world.rows(Passage, dossier_id=dossiers[0])[0]["state"] == "retenu"


def test_a_lot_begun_again_with_its_key_does_nothing_twice(world: World) -> None:
    seance, _ = an_icl(world)
    shown = results.awaited(world.store, seance)
    act = world.asked("rendre_favorable", AGENT_ALI, ON_LIST)
    half = list(results.give(world.store, world.rulebook, act, shown[:2], key="matin"))

    again = list(results.give(world.store, world.rulebook, act, shown, key="matin"))

    repeated = [one.outcome is not None and one.outcome.repeated for one in again]
    assert [one.outcome is not None for one in half] == [True, True]
    assert repeated == [True, True, False]
    assert len(world.rows(JournalRow, kind="dossier", act="rendre_favorable")) == 3


def test_a_preview_tells_what_would_refuse_and_writes_nothing(world: World) -> None:
    seance, dossiers = an_icl(world)
    world.act(dossiers[1], "demander_collegiale", AGENT_FT)
    before = everything(world.store)
    act = world.asked("rendre_favorable", AGENT_ALI, ON_LIST)

    told = list(
        results.preview(world.store, world.rulebook, act, results.awaited(world.store, seance))
    )

    assert [[r.code for r in one.refusals] for one in told] == [[], ["ligne_hors_liste"], []]
    assert everything(world.store) == before


def test_everything_is_accepted_with_the_usual_type_of_the_service_asked_for(
    world: World,
) -> None:
    with world.store.write() as tx:
        tx.run(Statement(update(table(Service)).values(type_orientation=5)), {})
    stage = journeys.before_ep(world)

    (line,) = results.awaited(world.store, stage.ep)
    (given,) = give(world, stage.ep, world.asked("accepter", EP, {}))

    assert line.usual_type == 5
    assert given.outcome is not None
    assert given.outcome.state == "attente_decision"


def test_a_seance_that_does_not_exist_has_no_lines(world: World) -> None:
    with pytest.raises(UnknownSeance):
        results.awaited(world.store, 999)
