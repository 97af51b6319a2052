"""Saisines put on the agenda of the EP all at once: the competent one, with room, in their turn."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from rules.refusals import Refused
from rules.seances.capacity import Capacity
from rules.seances.kinds import Kinds, SeanceKind
from tests.situations import KIND, KIND_EP
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, BOP, ELSEWHERE, HERE, World, execute
from workflow.seances.tableau import enrolment
from workflow.seances.tableau.enrolment import Enrolled
from workflow.tables.subjects import Demande, Passage


def recevables(world: World, count: int) -> list[int]:
    """Dossiers whose saisine waits for an EP, asked for a day apart, the oldest first."""
    icl, dossiers = world.seance("2026-03-19"), list[int]()
    for _ in range(count):
        dossiers.append(journeys.consulted(world))
        world.act(dossiers[-1], "inscrire", AGENT_ALI, seance=icl)
        world.wait(days=1)
    world.sit(icl)
    for dossier in dossiers:
        journeys.favorable(world, dossier)
        world.act(dossier, "deposer_saisine", AGENT_ALI, canal="mail")
        world.act(dossier, "declarer_recevable", BOP)
    return dossiers


def ep_of(world: World, genre: str, day: str) -> int:
    """An EP of that kind on the programme."""
    return world.convene(
        None, "programmer", BOP, genre=genre, date_seance=day, heure="09:30"
    ).seance_id


def enrolled(world: World, *, key: str | None = None, trial: bool = False) -> list[Enrolled]:
    waiting = enrolment.waiting(world.store)
    act = world.asked(enrolment.ENROL, BOP, {})
    return list(enrolment.enrol(world.store, world.rulebook, act, waiting, key=key, trial=trial))


def where(done: list[Enrolled]) -> list[tuple[int, int | None]]:
    return [(one.waiting.dossier_id, one.seance_id) for one in done]


def codes(done: list[Enrolled]) -> list[str]:
    return [refusal.code for one in done for refusal in one.refusals]


def with_ep(world: World, *kinds: SeanceKind) -> World:
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([KIND, *kinds]))
    return world


def test_each_goes_to_the_next_ep_in_the_order_of_its_request(world: World) -> None:
    first, second, urgent = recevables(world, 3)
    (demande,) = world.rows(Demande, dossier_id=urgent)
    execute(world.store, f"UPDATE demande SET urgent = 1 WHERE id = {demande['id']}")
    world.seance("2026-05-26", genre="ep", circonscription=None)
    nearest = world.seance("2026-04-28", genre="ep", circonscription=None)

    tried = enrolled(world, trial=True)
    before = world.rows(Passage, seance_id=nearest)
    done = enrolled(world)

    assert before == []
    assert where(tried) == where(done) == [(urgent, nearest), (first, nearest), (second, nearest)]
    assert [world.state(one) for one in (first, second, urgent)] == ["inscrit_ep"] * 3


def test_a_full_ep_leaves_the_youngest_to_the_next_and_then_tells_why(world: World) -> None:
    small = replace(KIND_EP, capacity=Capacity(duration=40, per_situation=20, with_guest=20))
    with_ep(world, small)
    first, second, third, fourth, fifth = recevables(world, 5)
    april = world.seance("2026-04-28", genre="ep", circonscription=None)
    may = world.seance("2026-05-26", genre="ep", circonscription=None)
    world.convene(may, "ajouter_point", BOP, titre="Bilan", porteur="BOP", minutes="15")

    done = enrolled(world)
    assert where(done) == [
        *((first, april), (second, april), (third, may), (fourth, None), (fifth, None)),
    ]
    assert codes(done) == ["ep_completes"] * 2


def test_an_ep_of_some_circonscriptions_takes_their_people_and_no_others(world: World) -> None:
    north = replace(KIND_EP, code="ep_nord", circonscriptions=frozenset({HERE}))
    south = replace(KIND_EP, code="ep_sud", circonscriptions=frozenset({ELSEWHERE}))
    with_ep(world, north, south)
    (dossier,) = recevables(world, 1)
    of_others = ep_of(world, "ep_sud", "2026-04-21")

    none = enrolled(world)
    with pytest.raises(Refused, match="est celle de plusieurs circonscriptions") as refused:
        world.act(dossier, "inscrire_ep", BOP, seance=of_others)
    own = ep_of(world, "ep_nord", "2026-04-28")
    done = enrolled(world)

    assert codes(none) == ["aucune_ep_competente"]
    assert [one.code for one in refused.value.refusals] == ["seance_incompetente"]
    assert where(done) == [(dossier, own)]


def test_one_that_refuses_does_not_stop_the_others(world: World) -> None:
    first, second = recevables(world, 2)
    ep = world.seance("2026-04-28", genre="ep", circonscription=None)
    world.act(first, "suspendre_droit", BOP, date=world.now.date().isoformat())
    done = enrolled(world)

    assert codes(done) == ["droit_non_ouvert"]
    assert [(one.waiting.dossier_id, one.left) for one in done] == [(first, True), (second, False)]
    assert world.state(second) == "inscrit_ep"
    assert [row["dossier_id"] for row in world.rows(Passage, seance_id=ep)] == [second]


def test_a_lot_begun_again_gives_its_first_answers_back(world: World) -> None:
    (dossier,) = recevables(world, 1)
    world.seance("2026-04-28", genre="ep", circonscription=None)
    waiting = enrolment.waiting(world.store)
    act = world.asked(enrolment.ENROL, BOP, {})

    first, again = (
        list(enrolment.enrol(world.store, world.rulebook, act, waiting, key="lot-1"))
        for _ in range(2)
    )
    (one,), (two,) = first, again
    assert one.outcome is not None
    assert two.outcome is not None
    assert (one.outcome.repeated, two.outcome.repeated) == (False, True)
    assert len(world.rows(Passage, dossier_id=dossier)) == 2


def test_a_lot_begun_again_goes_on_with_those_that_still_wait(world: World) -> None:
    first, second = recevables(world, 2)
    world.act(first, "suspendre_droit", BOP, date=world.now.date().isoformat())
    world.seance("2026-04-28", genre="ep", circonscription=None)
    done = enrolled(world, key="lot-1")
    world.act(first, "reprendre_droit", BOP, date=world.now.date().isoformat())

    again = enrolled(world, key="lot-1")
    assert [(one.waiting.dossier_id, one.left) for one in done] == [(first, True), (second, False)]
    assert [(one.waiting.dossier_id, one.left) for one in again] == [(first, False)]


def test_a_key_that_served_for_one_ep_does_not_serve_for_another(world: World) -> None:
    (dossier,) = recevables(world, 1)
    taken = world.seance("2026-04-28", genre="ep", circonscription=None)
    waiting = enrolment.waiting(world.store)
    act = world.asked(enrolment.ENROL, BOP, {})
    (first,) = enrolment.enrol(world.store, world.rulebook, act, waiting, key="lot-1")
    world.seance("2026-04-21", genre="ep", circonscription=None)

    (again,) = enrolment.enrol(world.store, world.rulebook, act, waiting, key="lot-1")
    assert (first.seance_id, codes([again])) == (taken, ["cle_deja_utilisee"])
    assert world.state(dossier) == "inscrit_ep"


def test_an_ep_of_a_kind_that_is_no_longer_configured_stops_nobody_and_is_told(
    world: World,
) -> None:
    gone = replace(KIND_EP, code="ep_speciale")
    with_ep(world, KIND_EP, gone)
    (dossier,) = recevables(world, 1)
    special = ep_of(world, "ep_speciale", "2026-04-21")
    with_ep(world, KIND_EP)

    with capture_logs() as logs:
        none = enrolled(world)
    april = world.seance("2026-04-28", genre="ep", circonscription=None)
    done = enrolled(world)

    assert codes(none) == ["aucune_ep_competente", "genre_hors_configuration"]
    assert f"n°\N{NO-BREAK SPACE}{special} " in none[0].refusals[1].sentence
    assert {
        "event": "enrolment.kind_unknown",
        "seance": special,
        "genre": "ep_speciale",
    }.items() <= (logs[0].items())
    assert where(done) == [(dossier, april)]


def test_only_who_may_inscribe_does(world: World) -> None:
    (dossier,) = recevables(world, 1)
    world.seance("2026-04-28", genre="ep", circonscription=None)
    waiting = enrolment.waiting(world.store, [dossier])
    act = world.asked(enrolment.ENROL, BAT, {})
    (done,) = enrolment.enrol(world.store, world.rulebook, act, waiting)

    assert done.left
    assert world.state(dossier) == "attente_ep"
