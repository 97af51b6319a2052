"""The key of an act: it serves once, whatever the dossier, the act or the moment."""

from functools import partial
from typing import Any

import pytest

from rules.refusals import Refused
from rules.situation import Act
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, BOP, HERE, World
from tests.workflow.crashes import Crash, crash_at, everything
from tests.workflow.together import at_once
from workflow.acts import corrections
from workflow.acts.commands import Command
from workflow.acts.recording import Outcome
from workflow.seances.commands import SeanceOutcome
from workflow.tables.post import Outbox, ReceivedAct
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import FactRow, JournalRow


def reminded(world: World, dossier: int) -> Outcome:
    return world.act(dossier, "relancer", AGENT_ALI, key="k", nature="sms")


def test_one_key_sent_at_once_for_two_dossiers_serves_one_and_is_refused_to_the_other(
    world: World,
) -> None:
    dossiers = [world.dossier() for _ in range(4)]

    answers = at_once(
        world,
        [partial(reminded, dossier=dossier) for dossier in dossiers],
    )

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    assert [one.refusals[0].code for one in refused] == ["cle_deja_utilisee"] * 3
    assert len(world.rows(ReceivedAct)) == 1
    assert world.flaws() == []


def correction(world: World, dossier: int, key: str) -> Outcome:
    act = Act(
        event=corrections.CORRECTION,
        actor=BOP,
        occurred=world.now,
        known=world.now,
        data={"motif": "erreur"},
    )
    command = Command(dossier_id=dossier, act=act, key=key)
    return corrections.correct(world.store, world.rulebook, command)


def test_a_correction_sent_twice_under_one_key_undoes_one_act(world: World) -> None:
    dossier = journeys.consulted(world)

    first, again = correction(world, dossier, "k"), correction(world, dossier, "k")

    assert (first.repeated, again.repeated) == (False, True)
    assert world.state(dossier) == "presaisine"
    assert correction(world, dossier, "other").state == "accompagnement"


def test_the_key_of_another_act_does_not_serve_for_a_correction(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "relancer", AGENT_ALI, key="k", nature="sms")

    with pytest.raises(Refused) as refused:
        correction(world, dossier, "k")

    assert refused.value.refusals[0].code == "cle_deja_utilisee"


def test_corrections_sent_at_once_under_one_key_undo_one_act(world: World) -> None:
    dossier = journeys.consulted(world)

    answers = at_once(world, [partial(correction, dossier=dossier, key="k")] * 3)

    assert sorted(a.repeated for a in answers if isinstance(a, Outcome)) == [False, True, True]
    assert world.state(dossier) == "presaisine"


def programmed(world: World, **data: str) -> SeanceOutcome:
    form: dict[str, Any] = {"genre": "icl", "circonscription": HERE}
    form |= {"date_seance": "2026-04-09", "heure": "09:30", **data}
    return world.convene(None, "programmer", BAT, key="k", **form)


def test_a_seance_programmed_twice_under_one_key_is_one(world: World) -> None:
    first = programmed(world)
    before = everything(world.store)
    again = programmed(world)

    assert (first.repeated, again.repeated) == (False, True)
    assert (again.seance_id, again.version, again.state) == (first.seance_id, 1, "programmee")
    assert everything(world.store) == before
    assert len(world.rows(Seance)) == 1


def test_a_seance_programmed_at_once_under_one_key_is_one(world: World) -> None:
    answers = at_once(world, [programmed] * 4)

    done = [answer for answer in answers if isinstance(answer, SeanceOutcome)]
    assert sorted(answer.repeated for answer in done) == [False, True, True, True]
    assert {answer.seance_id for answer in done} == {row["id"] for row in world.rows(Seance)}
    assert len(world.rows(Seance)) == 1
    assert world.flaws() == []


def test_an_act_of_a_seance_sent_at_once_under_one_key_is_done_once(world: World) -> None:
    seance = world.seance("2026-04-09")

    def moved(own: World) -> SeanceOutcome:
        return own.convene(seance, "deplacer", key="k", date_seance="2026-04-16", heure="14:00")

    answers = at_once(world, [moved] * 3)

    done = [answer for answer in answers if isinstance(answer, SeanceOutcome)]
    told = [row["recipient"] for row in world.rows(Outbox)]
    assert sorted(answer.repeated for answer in done) == [False, True, True]
    assert {answer.version for answer in done} == {world.row(Seance, seance)["version"]} == {2}
    assert len(told) == len(set(told)) > 0


def test_the_first_answer_of_a_seance_comes_back_whole(world: World) -> None:
    kept, left = journeys.en_icl(world, "2026-04-09"), journeys.consulted(world)
    world.act(left, "inscrire", AGENT_ALI, seance=kept.icl)
    successor = world.seance("2026-04-23")
    world.act(left, "suspendre_droit", BOP, date="2026-03-02")

    first, again = (
        world.convene(
            kept.icl, "reporter", key="k", motif="neige", seance_remplacante=str(successor)
        )
        for _ in range(2)
    )

    assert len(first.lines) == 3
    assert [dossier for dossier, _ in first.refused] == [left]
    assert again.repeated
    assert (again.lines, again.refused, again.moved) == (first.lines, first.refused, first.moved)
    assert len(world.rows(Passage, seance_id=successor)) == 1


@pytest.mark.parametrize("form", [{"heure": "14:00"}, {"date_seance": "2026-04-16"}])
def test_the_key_of_a_seance_does_not_serve_for_another(world: World, form: dict[str, str]) -> None:
    programmed(world)

    with pytest.raises(Refused) as refused:
        programmed(world, **form)

    assert [one.code for one in refused.value.refusals] == ["cle_deja_utilisee"]
    assert len(world.rows(Seance)) == 1


def test_the_key_of_an_act_of_a_dossier_does_not_serve_for_a_seance(world: World) -> None:
    seance, dossier = world.seance("2026-04-09"), world.dossier()
    reminded(world, dossier)

    with pytest.raises(Refused) as refused:
        world.convene(seance, "preparer", key="k")

    (entry,) = world.rows(JournalRow, kind="seance", subject_id=seance, act="refus")
    assert [one.code for one in refused.value.refusals] == ["cle_deja_utilisee"]
    assert "cle_deja_utilisee" in entry["body"]
    assert world.row(Seance, seance)["state"] == "programmee"


def test_a_key_that_served_is_refused_to_what_does_not_exist_too(world: World) -> None:
    reminded(world, world.dossier())

    for asked in (
        lambda: reminded(world, 77),
        lambda: world.convene(77, "preparer", key="k"),
        lambda: correction(world, 77, "k"),
    ):
        with pytest.raises(Refused) as refused:
            asked()
        assert [one.code for one in refused.value.refusals] == ["cle_deja_utilisee"]


def test_a_refused_seance_may_be_tried_again_with_the_same_key(world: World) -> None:
    with pytest.raises(Refused):
        programmed(world, date_seance="2026-05-14")
    assert world.rows(ReceivedAct) == []

    assert not programmed(world, date_seance="2026-05-13").repeated


def test_of_two_sent_at_once_the_second_is_done_when_the_first_is_refused(world: World) -> None:
    """The key of what was refused is free: each is judged, none gets an empty answer."""
    answers = at_once(world, [partial(programmed, date_seance="2026-05-14")] * 3)

    assert [type(answer) for answer in answers] == [Refused] * 3
    assert {one.code for a in answers if isinstance(a, Refused) for one in a.refusals} == {
        "jour_non_travaille"
    }
    assert world.rows(ReceivedAct) == []


def test_a_crash_at_any_statement_of_a_seance_under_a_key_leaves_the_key_free(
    world: World,
) -> None:
    before, crashed = everything(world.store), 0

    while True:
        try:
            with crash_at(crashed + 1):
                done = programmed(world)
        except Crash:
            crashed += 1
            assert everything(world.store) == before, f"statement {crashed}"
        else:
            break

    assert crashed > 5
    assert not done.repeated
    assert len(world.rows(FactRow, kind="seance", subject_id=done.seance_id)) == 1
