"""What is open to whom in the registry: a list and a row give the same answer."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from rules.access.bearers import Bearer, Guest
from rules.access.grants import Right
from rules.access.grounds import Resource
from rules.access.policy import OUTSIDE, unseen
from rules.actors import SYSTEM, Actor, Genre, Role
from rules.seances.sight import Sight
from states.page import Machine
from states.procedure import PROCEDURE
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENTS,
    ALI,
    ALI_ELSEWHERE,
    ASSOCIATION,
    BAT,
    BOP,
    ELSEWHERE,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    SERVICE_SOCIAL,
    SERVICES,
    World,
    execute,
    insert,
)
from tests.workflow.invariants import misplaced
from tests.workflow.populated import Populated
from workflow.access import perimeter
from workflow.access.perimeter import alike, visible
from workflow.access.resources import among, refused, resource
from workflow.access.things import OPENED_BY
from workflow.reading import pieces
from workflow.reading.seen_pieces import seen
from workflow.reading.tableau import tableau
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.tableau import Piece

TERRITORIES = (None, frozenset({HERE}), frozenset({ELSEWHERE}), frozenset[str]())
SERVED = (Role.REFERENT, Role.RESPONSABLE_SERVICE)


def bearers(world: World, lived: Populated) -> Iterator[Bearer]:
    """Everybody: each role, of each service, in each territory, and links to each séance."""
    yield None
    yield SYSTEM
    for territory in TERRITORIES:
        for role in Role:
            if role not in SERVED:
                yield Actor(name="x", role=role, circonscriptions=territory)
                continue
            yield Actor(name="x", role=role, circonscriptions=territory)
            for service, (genre, _) in SERVICES.items():
                for served in (None, frozenset({HERE})):
                    yield Actor(
                        name="x",
                        role=role,
                        service_id=service,
                        genre=genre,
                        circonscriptions=territory,
                        served=served,
                    )
    for seance in lived.seances:
        yield Guest(link=1, seance=seance, service=ALI, circonscription=HERE)
        yield Guest(link=1, seance=seance, service=FRANCE_TRAVAIL)
        own = [row["id"] for row in world.rows(Passage, seance_id=seance)]
        yield Guest(link=1, seance=seance, lines=frozenset(own[:2]))


def listed(world: World, bearer: Bearer, right: Right) -> set[int]:
    """The numbers of the rows that the list of that right gives them."""
    thing = OPENED_BY[right]
    with world.store.read() as connection:
        query = select(thing.key).where(visible(bearer, right))
        found = list(connection.execute(query).scalars())
        if thing.alone:
            judged = select(thing.key).where(perimeter.judged(bearer, right))
            assert set(connection.execute(judged).scalars()) == set(found)
        numbers = list(connection.execute(select(thing.key)).scalars())
    assert len(found) == len(set(found))
    assert among(world.store, bearer, right, [*numbers, 0]) == set(found)
    return set(found)


def every(world: World, right: Right) -> dict[int, Resource]:
    """All the rows that the right opens to somebody, as the policy judges them."""
    with world.store.read() as connection:
        numbers = list(connection.execute(select(OPENED_BY[right].key)).scalars())
    found = {number: resource(world.store, right, number) for number in numbers}
    return {number: one for number, one in found.items() if one is not None}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_list_gives_the_rows_that_the_policy_opens_and_no_other(world: World, seed: int) -> None:
    lived = Populated(world, seed)
    assert list(misplaced(world)) == []
    everybody = list(bearers(world, lived))
    wrong = []
    with world.store.instant():
        for right in OPENED_BY:
            rows = every(world, right)
            told = 0
            for bearer in everybody:
                expected = {key for key, one in rows.items() if not unseen(bearer, right, one)}
                told += 0 < len(expected) < len(rows)
                if listed(world, bearer, right) != expected:
                    wrong.append((right, bearer))
            assert told, f"{right}: nobody sees some of it only"

    assert wrong == []


def test_neither_a_name_nor_a_number_decides_of_what_an_agent_opens(world: World) -> None:
    agents = [one for one in bearers(world, Populated(world, 1)) if isinstance(one, Actor)]
    ours = [replace(one, name="z", agent=7) for one in agents]
    told = {alike(one) for one in ours}

    assert told == {alike(one) for one in agents}
    for right in OPENED_BY:
        for one in ours:
            assert visible(one, right).compare(visible(alike(one), right))


def opens(world: World, bearer: Bearer, right: Right, number: int) -> bool:
    """Whether the row is open to them."""
    return refused(world.store, bearer, right, number) == ()


def demande_of(world: World, dossier: int) -> int:
    """The request of the dossier."""
    (row,) = world.rows(Demande, dossier_id=dossier)
    return int(row["id"])


def test_the_service_wished_sees_the_dossier_from_the_moment_that_its_request_is_shared(
    world: World,
) -> None:
    stage = journeys.en_icl(world)
    draft = demande_of(world, stage.dossier)
    before = [opens(world, AGENT_FT, right, stage.dossier) for right in (Right.DOSSIER,)]
    before += [opens(world, who, Right.DEMANDE, draft) for who in (AGENT_FT, BAT, BOP)]
    own = opens(world, AGENT_ALI, Right.DEMANDE, draft)
    world.convene(stage.icl, "preparer")
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)

    assert own
    assert before == [False] * 4
    assert opens(world, AGENT_FT, Right.DOSSIER, stage.dossier)
    assert opens(world, AGENT_FT, Right.PERSONNE, world.row(Dossier, stage.dossier)["personne_id"])
    assert all(opens(world, who, Right.DEMANDE, draft) for who in (AGENT_FT, BAT, BOP))
    assert not opens(world, AGENTS[ASSOCIATION], Right.DOSSIER, stage.dossier)


def test_once_its_request_is_over_the_dossier_is_shown_to_the_service_wished_no_more(
    world: World,
) -> None:
    stage = journeys.shared(world)
    world.act(stage.dossier, "retirer_demande", AGENT_ALI, motif="elle reste")

    assert not opens(world, AGENT_FT, Right.DOSSIER, stage.dossier)
    assert opens(world, AGENT_FT, Right.DEMANDE, demande_of(world, stage.dossier))


def test_a_saisine_that_was_brought_is_no_draft_whatever_its_lines_are(world: World) -> None:
    stage = journeys.saisine_recue(world)
    execute(world.store, "UPDATE passage SET demande_id = NULL")
    brought = opens(world, AGENT_FT, Right.DOSSIER, stage.dossier)
    execute(world.store, "UPDATE demande SET canal = NULL")

    assert brought
    assert not opens(world, AGENT_FT, Right.DOSSIER, stage.dossier)


def test_the_lines_open_to_a_service_are_those_that_the_tableau_shows_it(world: World) -> None:
    stage = journeys.en_icl(world)
    world.until("2026-03-02")
    other = journeys.soutien(world, stage.icl, FRANCE_TRAVAIL)[1]
    seen = []
    steps = (
        lambda: None,
        lambda: world.convene(stage.icl, "preparer"),
        lambda: world.convene(stage.icl, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL),
        lambda: world.convene(stage.icl, "arreter"),
    )
    for step in steps:
        step()
        for service in SERVICES:
            shown = tableau(world.store, world.rulebook, stage.icl, viewer=service).lines
            found = listed(world, AGENTS[service], Right.LIGNE)
            assert found == {one.id for one in shown}
            seen.append(other in found)

    assert True in seen
    assert False in seen


def test_nobody_s_dossier_is_open_to_the_services_of_its_territory(world: World) -> None:
    dossier = world.dossier("naitre_a_orienter", service=None, rank=None)
    here = replace(AGENT_FT, circonscriptions=frozenset({HERE}))
    elsewhere = replace(AGENT_FT, circonscriptions=frozenset({ELSEWHERE}))
    lost = world.dossier("naitre_a_orienter", service=None, rank=None)
    execute(world.store, f"UPDATE dossier SET circonscription = NULL WHERE id = {lost}")

    assert listed(world, here, Right.DOSSIER) == {dossier}
    assert listed(world, elsewhere, Right.DOSSIER) == set()
    assert listed(world, replace(BOP, circonscriptions=frozenset({HERE})), Right.DOSSIER) == {
        dossier,
        lost,
    }


def test_once_closed_the_dossier_of_nobody_is_of_no_service(world: World) -> None:
    dossier = world.dossier("naitre_a_orienter", service=None, rank=None)
    person = world.row(Dossier, dossier)["personne_id"]
    numbers = ((Right.DOSSIER, dossier), (Right.PERSONNE, person))
    before = [opens(world, AGENT_FT, right, number) for right, number in numbers]
    world.act(dossier, "fermer_droit", BOP, date="2026-03-02", motif="ressources")

    assert before == [True, True]
    for right, number in numbers:
        assert [opens(world, one, right, number) for one in (AGENT_FT, BAT, BOP)] == [
            *(False, True, True)
        ]
        assert listed(world, AGENT_FT, right) == set()


def test_whoever_awaits_a_diagnostic_is_open_to_the_ali_of_their_territory(world: World) -> None:
    dossier = world.dossier("importer_diagnostic", service=ALI)
    execute(world.store, f"UPDATE dossier SET service_id = {FRANCE_TRAVAIL}")
    ali = replace(AGENTS[ALI_ELSEWHERE], circonscriptions=frozenset({HERE}))

    assert opens(world, ali, Right.DOSSIER, dossier)
    assert not opens(world, AGENTS[ASSOCIATION], Right.DOSSIER, dossier)
    assert not opens(world, replace(ali, genre=Genre.ASSOCIATION), Right.DOSSIER, dossier)


CLOSED = sorted(
    node.state.code
    for node in PROCEDURE.all_nodes()
    if node.machine is Machine.DOSSIER and node.state.final
)


@pytest.mark.parametrize("state", CLOSED)
def test_a_closed_dossier_awaits_no_ali_and_stays_open_to_who_followed_it(
    world: World, state: str
) -> None:
    dossier = world.dossier(service=FRANCE_TRAVAIL)
    execute(world.store, f"UPDATE dossier SET state = '{state}', closed_at = 1")
    person = world.row(Dossier, dossier)["personne_id"]
    offices = [replace(one, circonscriptions=frozenset({HERE})) for one in (BAT, BOP)]
    strangers = [replace(one, circonscriptions=frozenset({ELSEWHERE})) for one in (BAT, BOP)]
    alis = [
        replace(AGENT_ALI, role=role, circonscriptions=territory)
        for role in SERVED
        for territory in TERRITORIES
    ]

    for right, number in ((Right.DOSSIER, dossier), (Right.PERSONNE, person)):
        assert [opens(world, one, right, number) for one in (AGENT_FT, *offices)] == [True] * 3
        assert [one for one in (*alis, *strangers) if opens(world, one, right, number)] == []
        assert [one for one in (*alis, *strangers) if listed(world, one, right)] == []


def test_the_ali_that_oriented_after_its_diagnostic_still_tells_that_it_was_shared(
    world: World,
) -> None:
    dossier = world.dossier("importer_diagnostic", service=ALI)
    elsewhere = replace(AGENT_ALI, service_id=ALI_ELSEWHERE)
    awaiting = [opens(world, one, Right.DOSSIER, dossier) for one in (AGENT_ALI, elsewhere)]
    world.wait(days=3)
    world.act(dossier, "realiser_diagnostic", AGENT_ALI, date="2026-03-04", organisme="ALI")
    world.act(dossier, "orienter", AGENT_ALI, service=FRANCE_TRAVAIL, type_orientation="5")
    world.wait(days=2)

    assert awaiting == [True, True]
    assert world.state(dossier) == "clos_corrige"
    assert opens(world, AGENT_ALI, Right.DOSSIER, dossier)
    assert not opens(world, elsewhere, Right.DOSSIER, dossier)
    who = "service_d_accueil"
    world.act(dossier, "partager_diagnostic", AGENT_ALI, date="2026-03-06", organisme=who)
    assert "diagnostic_partage" in {one.code for one in world.facts(dossier)}


def test_a_service_meets_people_where_it_works_and_follows_its_own_anywhere(world: World) -> None:
    nobodys = world.dossier("naitre_a_orienter", service=None, rank=None)
    awaited = world.dossier("importer_diagnostic")
    own = world.dossier(service=ALI_ELSEWHERE)
    ali = AGENTS[ALI_ELSEWHERE]

    def sees(territory: frozenset[str] | None, served: frozenset[str] | None) -> set[int]:
        who = replace(ali, circonscriptions=territory, served=served)
        return listed(world, who, Right.DOSSIER)

    here, there = frozenset({HERE}), frozenset({ELSEWHERE})
    everything = {nobodys, awaited, own}
    assert sees(None, None) == sees(None, here) == sees(here, None) == everything
    assert sees(here | there, here) == sees(here, here | there) == everything
    assert sees(None, there) == sees(here | there, there) == sees(here, there) == {own}
    assert sees(there, here) == set()


def test_an_ep_opens_what_stands_before_it_or_did(world: World) -> None:
    stage = journeys.before_ep(world)
    other = journeys.presaisine(world)
    during = listed(world, EP, Right.DOSSIER)
    execute(world.store, f"UPDATE passage SET state = 'retire' WHERE seance_id = {stage.ep}")

    assert during == {stage.dossier}
    assert other not in during
    assert listed(world, EP, Right.DOSSIER) == set()
    assert listed(world, EP, Right.SEANCE) == {stage.ep}


def test_what_does_not_exist_is_refused_in_the_words_of_what_is_elsewhere(world: World) -> None:
    dossier = world.dossier(circonscription=ELSEWHERE)
    here = replace(BOP, circonscriptions=frozenset({HERE}))

    assert refused(world.store, here, Right.DOSSIER, dossier) == (OUTSIDE,)
    assert refused(world.store, here, Right.DOSSIER, 999) == (OUTSIDE,)
    assert refused(world.store, AGENT_ALI, Right.ECART, 999) != (OUTSIDE,)


def test_a_row_says_all_that_decides_who_opens_it(world: World) -> None:
    stage = journeys.shared(world)
    (line,) = world.rows(Passage, dossier_id=stage.dossier)

    found = resource(world.store, Right.LIGNE, line["id"])

    assert found is not None
    assert found.sight == Sight(
        state="preparee",
        sitting={ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION},
        shared={ALI},
    )
    assert (found.seance, found.line, found.service) == (stage.icl, line["id"], ALI)
    dossier = resource(world.store, Right.DOSSIER, stage.dossier)
    assert dossier == Resource(
        circonscription=HERE, service=ALI, shown_to=frozenset({FRANCE_TRAVAIL})
    )


def test_a_file_taken_away_is_whose_who_joined_it_and_the_others_are_where_they_are_shown(
    world: World,
) -> None:
    stage = journeys.shared(world)
    (line,) = world.rows(Passage, dossier_id=stage.dossier)
    for number in range(4):
        execute(world.store, f"INSERT INTO piece_content (sha256, content) VALUES ('{number}', '')")

    def joined(service: int, passage: int | None, removed: int | None = None) -> int:
        return insert(
            world.store,
            Piece,
            dossier_id=stage.dossier,
            passage_id=passage,
            service_id=service,
            sort="autre",
            name="x",
            media_type="text/plain",
            size=1,
            sha256=f"{len(world.rows(Piece))}",
            added_at=1,
            added_by="x",
            removed_at=removed,
        )

    own = joined(ALI, None)
    shown = joined(ALI, line["id"])
    gone, withdrawn = joined(FRANCE_TRAVAIL, line["id"], 1), joined(ALI, line["id"], 1)

    assert listed(world, AGENT_ALI, Right.PIECE) == {own, shown, withdrawn}
    assert listed(world, AGENT_FT, Right.PIECE) == {shown, gone}
    assert listed(world, BOP, Right.PIECE) == {own, shown, gone, withdrawn}
    kept = pieces.of_dossier(world.store, stage.dossier)
    for service in SERVICES:
        told = seen(world.store, world.rulebook, kept, service)
        found = listed(world, AGENTS[service], Right.PIECE)
        assert found - {gone, withdrawn} == {one.id for one in told}
