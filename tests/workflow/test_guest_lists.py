"""A line that is complete once it is said who is invited for it (S2: the psychologist's)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.refusals import Refused
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import AGENT_ALI, ALI, BAT, World
from tests.workflow.invariants import broken
from tests.workflow.seated import attendance, with_kind
from workflow.reading import completeness
from workflow.reading.completeness import Readiness
from workflow.seances.tableau import chase
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage

PARTNER: dict[str, Any] = {"qui": "partenaire", "nom": "Ana Tuteur"}


@pytest.fixture
def seance(world: World) -> int:
    """A séance that wants the guests of each line, its tableau open."""
    with_kind(world, replace(KIND_GRENOBLE, wants_guests=True))
    number = world.seance("2026-04-09", genre="instance")
    world.convene(number, "preparer")
    return number


def brought(world: World, seance: int) -> int:
    """A dossier that its service brings to the séance."""
    dossier = world.dossier()
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    return dossier


def of_ali(world: World, seance: int) -> Readiness:
    """Where the service that brings the lines is."""
    every = completeness.of_seance(world.store, world.rulebook, seance)
    return next(one for one in every if one.service_id == ALI)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_line_is_incomplete_until_its_guests_are_told_or_said_to_be_none(
    world: World, seance: int
) -> None:
    with_guest, without = brought(world, seance), brought(world, seance)
    before = of_ali(world, seance)
    world.act(with_guest, "inviter", AGENT_ALI, **PARTNER)
    world.act(without, "dire_sans_invite", AGENT_ALI)
    after = of_ali(world, seance)

    assert len(before.unguested) == 2
    assert before.owing is not None
    assert before.owing.invites == 2
    assert after.unguested == ()
    assert broken(world) == world.flaws() == []


def test_a_line_whose_only_guest_need_not_come_is_incomplete_again(
    world: World, seance: int
) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    (guest,) = attendance(world, seance).guests
    world.act(dossier, "decommander", AGENT_ALI, invite=guest.id)

    assert len(of_ali(world, seance).unguested) == 1


def test_its_service_is_chased_for_the_guests_that_it_did_not_tell(
    world: World, seance: int
) -> None:
    brought(world, seance)
    owing = of_ali(world, seance).owing
    assert owing is not None
    chase.chase(world.store, world.rulebook, world.asked("relancer", BAT, {}), seance, [owing])

    (message,) = world.rows(Outbox, occasion="relance_tableau")
    assert message["recipient"] == f"service:{ALI}"
    assert json.loads(message["data"])["invites"] == 1


def test_nobody_is_said_to_be_invited_where_somebody_is_nor_twice_nor_where_nobody_asks(
    world: World, seance: int
) -> None:
    elsewhere = world.seance("2026-04-16")
    invited, said, icl = brought(world, seance), brought(world, seance), brought(world, elsewhere)
    world.act(invited, "inviter", AGENT_ALI, **PARTNER)
    world.act(said, "dire_sans_invite", AGENT_ALI)
    found = []
    for dossier in (invited, said, icl):
        with pytest.raises(Refused) as refused:
            world.act(dossier, "dire_sans_invite", BAT)
        found.append(refused)

    assert [codes(one) for one in found] == [
        ["ligne_avec_invites"],
        ["sans_invite_deja_dit"],
        ["liste_non_demandee"],
    ]
    sentence = found[1].value.refusals[0].sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "sans invité (le 2 mars 2026, par agent 1)" in sentence


def test_what_was_said_of_a_line_before_it_was_put_off_still_holds(
    world: World, seance: int
) -> None:
    following = world.seance("2026-05-07", genre="instance")
    dossier = brought(world, seance)
    world.act(dossier, "dire_sans_invite", AGENT_ALI)
    world.act(dossier, "reporter", BAT, motif="référente absente")

    assert world.rows(Passage, dossier_id=dossier)[-1]["seance_id"] == following
    assert of_ali(world, following).brings == 1
    assert of_ali(world, following).unguested == ()


def test_what_was_said_by_mistake_is_corrected(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "dire_sans_invite", AGENT_ALI)
    world.wait(hours=1)
    world.correct(dossier)

    assert len(of_ali(world, seance).unguested) == 1


def test_guests_are_awaited_as_long_as_the_seance_is_to_come(world: World, seance: int) -> None:
    brought(world, seance)
    world.convene(seance, "arreter")
    settled = of_ali(world, seance).unguested
    world.until("2026-04-09 09:00")
    world.convene(seance, "ouvrir")

    assert len(settled) == 1
    assert of_ali(world, seance).unguested == ()
