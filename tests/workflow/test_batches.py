"""Acts on several dossiers: frozen as they were seen, done once each, forgotten after a month."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from rules.actors import Actor, Role
from rules.wording import NBSP
from tests.workflow.accounts import Office
from tests.workflow.build import AGENT_ALI, ALI, BOP, FRANCE_TRAVAIL, World
from workflow.access.perimeter import WHOLE
from workflow.batches import keeping, performing
from workflow.batches.performing import Doer
from workflow.batches.selection import MOST, Batch, Standing, Ticked, TooMany, Verdict
from workflow.database.instants import to_micros
from workflow.reading import batches, conflicts
from workflow.tables.accounts import Account
from workflow.tables.batches import Batch as BatchRow
from workflow.tables.batches import BatchLine
from workflow.tables.subjects import Dossier
from workflow.tables.trail import JournalRow

EVENT, FIELDS = "relancer", {"nature": "courrier", "date": "2026-03-02"}


def account_of(world: World) -> int:
    """The account of somebody."""
    office = Office(world=world)
    office.first()
    office.opened("Samira", {"role": Role.REFERENT, "service": ALI})
    return int(world.rows(Account)[-1]["id"])


def looked_at(world: World, account: int, *dossiers: int) -> Batch:
    """These dossiers, ticked as they now are, with the act looked at."""
    ticked = [Ticked(dossier=one) for one in dossiers]
    number = keeping.freeze(world.store, account, WHOLE, "/dossiers", ticked, world.now)
    assert number is not None
    keeping.ask(world.store, number, EVENT, FIELDS)
    performing.look(doer(world, *dossiers), again(world, account, number), lambda _: None)
    return again(world, account, number)


def again(world: World, account: int, number: int) -> Batch:
    """The selection as it now is."""
    found = keeping.batch(world.store, account, number)
    assert found is not None
    return found


def doer(world: World, *opens: int, actor: Actor = AGENT_ALI) -> Doer:
    """The référente, or somebody else, who opens these."""
    return Doer(
        store=world.store,
        rulebook=world.rulebook,
        actor=actor,
        now=world.now,
        opens=opens,
        tells=partial(conflicts.told_to, world.store, actor),
    )


def done(world: World, dossier: int) -> int:
    """How many times the act is in the chain of a dossier."""
    return len(world.rows(JournalRow, kind="dossier", subject_id=dossier, act=EVENT))


def test_two_processes_that_do_the_same_selection_do_it_once(world: World) -> None:
    account = account_of(world)
    dossiers = [world.dossier(service=ALI) for _ in range(2)]
    seen = looked_at(world, account, *dossiers)

    for _ in range(2):
        performing.do(doer(world, *dossiers), seen, lambda _: None)

    after = again(world, account, seen.id)
    assert [done(world, one) for one in dossiers] == [1, 1]
    assert after.count(Standing.FAIT) == 2


def test_a_look_changes_nothing_but_what_it_says(world: World) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    before = world.rows(Dossier, id=dossier)

    seen = looked_at(world, account, dossier)

    assert [one.verdict for one in seen.lines] == [Verdict.POSSIBLE]
    assert world.rows(Dossier, id=dossier) == before
    assert done(world, dossier) == 0


def test_what_changed_between_the_preview_and_the_act_is_left(world: World) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    seen = looked_at(world, account, dossier)
    world.act(dossier, EVENT, AGENT_ALI, nature="courriel", date="2026-03-02")

    performing.do(doer(world, dossier), seen, lambda _: None)

    after = again(world, account, seen.id)
    assert after.count(Standing.LAISSE) == 1
    assert done(world, dossier) == 1


@pytest.mark.parametrize(
    ("actor", "event", "fields", "told"),
    [
        (
            AGENT_ALI,
            EVENT,
            FIELDS,
            "Le dossier a changé : « Ouvrir une demande de réorientation » par agent 1,"
            f" le lundi 2{NBSP}mars{NBSP}2026 à 9{NBSP}h.",
        ),
        (
            BOP,
            "suspendre_droit",
            {"date": "2026-03-02"},
            "Quelqu’un d’autre a changé le dossier.",
        ),
    ],
)
def test_the_draft_of_a_service_is_told_to_nobody_by_a_conflict(
    world: World, actor: Actor, event: str, fields: dict[str, str], told: str
) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    seen = keeping.proposed(looked_at(world, account, dossier), event, fields)
    world.act(
        dossier,
        "ouvrir_reorientation",
        AGENT_ALI,
        motif_code="1",
        service_souhaite=FRANCE_TRAVAIL,
    )
    later = doer(world, dossier, actor=actor)

    performing.look(later, seen, lambda _: None)
    (looked,) = again(world, account, seen.id).lines
    performing.do(later, seen, lambda _: None)
    (left,) = again(world, account, seen.id).lines

    assert [one.sentence for one in looked.told] == [told]
    assert [one.sentence for one in left.told] == [told]


def test_a_dossier_that_left_the_perimeter_is_not_acted_upon(world: World) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    seen = looked_at(world, account, dossier)

    performing.do(doer(world), seen, lambda _: None)

    assert again(world, account, seen.id).count(Standing.IMPOSSIBLE) == 1
    assert done(world, dossier) == 0


def test_a_version_that_nobody_saw_yet_is_taken_as_the_present_one(world: World) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    ticked = [Ticked(dossier=dossier, version=99)]

    keeping.freeze(world.store, account, WHOLE, "/dossiers", ticked, world.now)

    (line,) = world.rows(BatchLine)
    assert line["version"] == world.rows(Dossier, id=dossier)[0]["version"]


def test_a_selection_holds_so_many_dossiers_and_is_forgotten_after_a_month(world: World) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    too_many = [Ticked(dossier=number) for number in range(1, MOST + 2)]
    first = looked_at(world, account, dossier)
    performing.do(doer(world, dossier), first, lambda _: None)
    world.wait(days=31)
    second = looked_at(world, account, dossier)
    performing.do(doer(world, dossier), second, lambda _: None)

    assert [one["made_at"] for one in world.rows(BatchRow)] == [to_micros(second.made)]
    assert done(world, dossier) == 2, "un numéro qui sert à nouveau n’est pas le même lot"
    with pytest.raises(TooMany):
        keeping.freeze(world.store, account, WHOLE, "/dossiers", too_many, world.now)


def test_the_last_selections_are_those_of_an_account_the_latest_first(world: World) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    first = looked_at(world, account, dossier)
    world.now += timedelta(days=3)
    second = looked_at(world, account, dossier)
    performing.do(doer(world, dossier), second, lambda _: None)

    def numbers(of: int = account, **which: Any) -> list[int]:
        return [one.id for one in batches.latest(world.store, of, world.now, **which)]

    assert numbers() == [second.id, first.id]
    assert numbers(most=1) == numbers(since=timedelta(days=2)) == [second.id]
    assert numbers(unfinished=True) == [first.id]
    assert numbers(of=account + 1) == []
    assert [(one.lines, one.done) for one in batches.latest(world.store, account, world.now)] == [
        (1, 1),
        (1, 0),
    ]


def test_a_process_that_dies_after_an_act_leaves_it_known_as_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, dossier = account_of(world), world.dossier(service=ALI)
    seen = looked_at(world, account, dossier)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "write", _dies)
        with pytest.raises(SystemExit):
            performing.do(doer(world, dossier), seen, lambda _: None)

    performing.do(doer(world, dossier), again(world, account, seen.id), lambda _: None)

    assert again(world, account, seen.id).count(Standing.FAIT) == 1
    assert done(world, dossier) == 1


def _dies(*_: object, **__: object) -> None:
    raise SystemExit
