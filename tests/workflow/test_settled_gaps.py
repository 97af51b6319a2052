"""A difference with webRSA that somebody settled is known: it is not listed again."""

import pytest

from rules.access.policy import OUTSIDE
from rules.actors import Actor, Role
from rules.refusals import Refused
from rules.situation import Act
from tests.workflow.build import BOP, ELSEWHERE, World
from workflow.files import gaps, settled_gaps
from workflow.tables.post import Gap
from workflow.tables.subjects import Dossier

DETAIL = {"rang_ici": 1, "rang_webrsa": 1}


def listed(world: World, detail: dict[str, object] | None = None) -> int:
    dossier = world.dossier()
    with world.store.write() as tx:
        gaps.add(
            tx,
            world.row(Dossier, dossier)["personne_id"],
            {"service_different": (dossier, detail or DETAIL)},
            file="a.xml",
            now=world.now,
        )
    return int(world.rows(Gap)[-1]["id"])


def settled(world: World, number: int, by: Actor = BOP, motive: str = "vu") -> None:
    data = {"motif": motive}
    act = Act(event="", actor=by, occurred=world.now, known=world.now, data=data)
    settled_gaps.settle(world.store, act, number)


def told_again(world: World, number: int, detail: dict[str, object]) -> list[str]:
    gap = world.row(Gap, number)
    found = {"service_different": (gap["dossier_id"], detail)}
    with world.store.write() as tx:
        return gaps.reconcile(tx, gap["personne_id"], found, among=(), file="b.xml", now=world.now)


def test_what_was_settled_is_not_listed_again_while_webrsa_tells_the_same(world: World) -> None:
    number = listed(world)
    settled(world, number)

    assert told_again(world, number, dict(DETAIL)) == []
    assert told_again(world, number, {"rang_ici": 1, "rang_webrsa": 2}) == ["service_different"]
    assert len(world.rows(Gap)) == 2


def test_what_a_file_settled_is_listed_again(world: World) -> None:
    number = listed(world)
    gap = world.row(Gap, number)
    with world.store.write() as tx:
        gaps.reconcile(
            tx, gap["personne_id"], {}, among=("service_different",), file="b", now=world.now
        )

    assert told_again(world, number, dict(DETAIL)) == ["service_different"]


@pytest.mark.parametrize(
    ("by", "motive", "code"),
    [
        (Actor(name="m", role=Role.MANAGER), "vu", "acteur_non_autorise"),
        (BOP, "", "champ_manquant"),
        (
            Actor(name="b", role=Role.BOP, circonscriptions=frozenset({ELSEWHERE})),
            "vu",
            OUTSIDE.code,
        ),
    ],
)
def test_settling_is_the_bops_of_the_place_for_a_motive(
    world: World, by: Actor, motive: str, code: str
) -> None:
    number = listed(world)
    with pytest.raises(Refused) as refused:
        settled(world, number, by, motive)

    assert [one.code for one in refused.value.refusals] == [code]


def test_a_difference_is_settled_once(world: World) -> None:
    number = listed(world)
    settled(world, number)
    with pytest.raises(Refused) as refused:
        settled(world, number)

    assert [one.code for one in refused.value.refusals] == ["ecart_regle"]
