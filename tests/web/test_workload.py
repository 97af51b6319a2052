"""What is awaited of each: the list, its counts, and what the rules say of each deadline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from rules.actors import Actor, Genre, Role
from rules.deadlines.rule import Duty
from rules.deadlines.wants import Call, Want
from rules.guards.demande import accord_connu, consultation_connue
from rules.guards.saisine import saisine_complete
from rules.procedures.catalogue import BY_CODE
from rules.rulebook import Rulebook
from rules.situation import Act, DemandeView
from states.page import Guard
from tests.situations import SITUATION
from tests.web.served import Served
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    BOP,
    ELSEWHERE,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    PRESIDENT,
    with_parameters,
)
from tests.workflow.journeys import before_icl, saisine_recue
from workflow.deadlines import standing
from workflow.reading import completeness, workload
from workflow.reading.day_filters import Day, Filter
from workflow.reading.profiled import WITH_SEANCE
from workflow.reading.wanted_dossiers import Count
from workflow.reading.workload import Asked
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Passage, Seance
from workflow.tables.trail import DeadlineRow

FT = Actor(
    name="ft",
    role=Role.REFERENT,
    service_id=FRANCE_TRAVAIL,
    genre=Genre.FRANCE_TRAVAIL,
)
ACTORS = (
    *(AGENT_ALI, BAT, BOP, EP, PRESIDENT, FT),
    Actor(name="responsable", role=Role.RESPONSABLE_SERVICE, service_id=ALI),
    Actor(name="ailleurs", role=Role.RESPONSABLE_SERVICE, service_id=ALI_ELSEWHERE),
    *(
        Actor(name=place, role=role, circonscriptions=frozenset({place}))
        for place in (HERE, ELSEWHERE)
        for role in (Role.BAT, Role.BOP)
    ),
)
CALLS = {Filter.A_DECIDER: Call.DECIDER, Filter.A_COMPLETER: Call.COMPLETER}
_LOOKED_AT = {Want.CONSULTATION, Want.SAISINE, Want.REPONSES, Want.RESULTATS}
_DUTIES = {Role.BAT: Duty.BAT, Role.BOP: Duty.BOP, Role.PRESIDENT: Duty.PRESIDENT}


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_a_list_and_its_counts_are_what_the_rules_await_of_each(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    town = request.getfixturevalue(fixture).town
    found = {}
    for actor in ACTORS:
        day = town.day(actor)
        listed = {one: all_of(day, Asked(only=one)) for one in (None, *Filter)}
        counts = workload.counts(day)

        assert {one: count.number for one, count in counts.items()} == {
            one: len(tasks) for one, tasks in listed.items() if one in counts
        }
        assert not any(tasks for one, tasks in listed.items() if one not in counts)
        assert set(listed[None]) == _awaited(town, actor)
        assert len(set(listed[None])) == len(listed[None])
        found[actor] = len(listed[None])

    assert min(found[AGENT_ALI], found[BOP], found[BAT]) > 0


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_what_misses_and_what_is_to_decide_are_what_the_guards_and_the_tableau_say(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    town = request.getfixturevalue(fixture).town
    _under_way(town)
    said = set()
    for actor in ACTORS:
        awaited = _awaited(town, actor)
        for one, call in CALLS.items():
            found = all_of(town.day(actor), Asked(only=one))
            expected = {row["id"]: want for row, want in _wanting(town, actor, awaited, call)}

            assert set(found) == set(expected), (actor, one)
            said |= {(actor.role, call, want) for want in expected.values()}

    assert said >= {
        (Role.REFERENT, Call.COMPLETER, Want.ELEMENT),
        (Role.REFERENT, Call.COMPLETER, Want.CONSULTATION),
        (Role.REFERENT, Call.COMPLETER, Want.SAISINE),
        (Role.REFERENT, Call.COMPLETER, Want.REPONSES),
        (Role.BAT, Call.COMPLETER, Want.RESULTAT),
        (Role.BAT, Call.DECIDER, Want.DECISION),
        (Role.BOP, Call.COMPLETER, Want.RESULTATS),
        (Role.EP, Call.DECIDER, Want.RESULTATS),
        (Role.EP, Call.DECIDER, Want.RESULTAT),
        (Role.BOP, Call.DECIDER, Want.DECISION),
        (Role.PRESIDENT, Call.DECIDER, Want.DECISION),
    }


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_a_page_comes_with_every_task_of_its_people_and_what_misses_of_each(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    town = request.getfixturevalue(fixture).town
    _under_way(town)
    told = set()
    for actor, most in product(ACTORS, (3, 40)):
        day, awaited = town.day(actor), _awaited(town, actor)
        page, read = workload.surrounded(day, Asked(), most=most)
        people = {one.personne for one in page.tasks} - {None}
        found = {one.deadline for one in read}
        wanting = [one for call in Call for one in _wanting(town, actor, awaited, call)]
        missing = {row["id"]: want for row, want in wanting if want in _LOOKED_AT}
        rows = [row for row in town.rows(DeadlineRow) if row["id"] in awaited]

        assert page.tasks == workload.listing(day, Asked(), most=most).tasks
        assert awaited >= found >= {row["id"] for row in rows if row["personne_id"] in people}
        assert {one.deadline for one in read if one.lacks} == found & set(missing)
        told |= {missing[one] for one in found & set(missing)}

    assert told == _LOOKED_AT


def test_only_offices_that_may_be_called_to_it_have_the_filter(looked_at: Served) -> None:
    town = looked_at.town
    offered = {
        actor.role: set(workload.counts(town.day(actor))) & set(CALLS)
        for actor in (AGENT_ALI, BAT, BOP, EP, PRESIDENT)
    }

    assert offered == {
        Role.REFERENT: {Filter.A_COMPLETER, Filter.A_DECIDER},
        Role.BAT: {Filter.A_COMPLETER, Filter.A_DECIDER},
        Role.BOP: {Filter.A_COMPLETER, Filter.A_DECIDER},
        Role.EP: {Filter.A_DECIDER},
        Role.PRESIDENT: {Filter.A_DECIDER},
    }


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_a_count_says_that_there_are_more_than_it_counted(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    town = request.getfixturevalue(fixture).town
    day = town.day(BOP)
    whole = {one: count.number for one, count in workload.counts(day).items()}

    for most in range(1, max(whole.values()) + 1):
        assert workload.counts(day, most=most) == {
            one: Count(number=min(number, most), more=number > most)
            for one, number in whole.items()
        }


def all_of(day: Day, asked: Asked) -> Sequence[int]:
    """The deadlines of every page of a list."""
    found, after = [], None
    while True:
        page = workload.listing(day, asked, after=after, most=7)
        found += [task.deadline for task in page.tasks]
        after = page.following
        if after is None:
            return found


def _under_way(town: Any) -> None:
    """Besides what the town has: a piece is asked for, the services disagree, an EP is held and
    its line has no result yet."""
    asked, ready = saisine_recue(town, "2026-05-20"), saisine_recue(town, "2026-05-21")
    town.act(asked.dossier, "demander_piece", BOP, piece="contrat")
    saisine_recue(town, "2026-05-22")
    quarrel = before_icl(town, "2026-05-27")
    town.act(quarrel.dossier, "rendre_desaccord", AGENT_ALI, raisons="deux avis")
    before_icl(town, "2026-05-28")
    unsure = before_icl(town, "2026-05-29")
    town.act(unsure.dossier, "rendre_desaccord", AGENT_ALI, raisons="deux avis")
    town.rulebook = with_parameters(town.rulebook, desaccord_vers_ep=True)
    town.act(unsure.dossier, "poursuivre_en_ep", BAT)
    town.act(ready.dossier, "declarer_recevable", BOP)
    ep = town.seance("2026-06-05", genre="ep", circonscription=None)
    town.act(ready.dossier, "inscrire_ep", BOP, seance=ep)
    town.sit(ep, BOP)


def _wanting(
    town: Any, actor: Actor, awaited: set[int], call: Call
) -> Iterator[tuple[dict[str, Any], Want]]:
    for row in town.rows(DeadlineRow):
        rule = BY_CODE[row["rule"]]
        want, nobody = rule.wants, rule.duty is Duty.SERVICE and actor.service_id is None
        if row["id"] not in awaited or want is None or nobody or want.call(actor.role) is not call:
            continue
        if _misses(town, row, want):
            yield row, want


def _misses(town: Any, row: Mapping[str, Any], want: Want) -> bool:
    match want:
        case Want.CONSULTATION:
            return _refused(town, row, consultation_connue, accord_connu)
        case Want.SAISINE:
            return _refused(town, row, saisine_complete)
        case Want.REPONSES:
            ready = completeness.of_seance(town.store, town.rulebook, row["subject_id"])
            lines = {line["id"] for line in town.rows(Passage, open=1)}
            (its,) = (one for one in ready if one.service_id == row["child"])
            return bool(lines & set(its.unanswered))
        case Want.RESULTAT:
            (line,) = town.rows(Passage, dossier_id=row["dossier_id"], open=1)
            return bool(town.held(line["seance_id"]) <= town.now)
        case Want.RESULTATS:
            came = town.held(row["subject_id"]) <= town.now
            return came and bool(town.rows(Passage, seance_id=row["subject_id"], open=1))
        case _:
            return True


def _refused(town: Any, row: Mapping[str, Any], *guards: Guard) -> bool:
    """Whether one of these guards refuses the request of the dossier."""
    act = Act(event="", actor=AGENT_ALI, occurred=town.now, known=town.now)
    for found in town.rows(Demande, dossier_id=row["dossier_id"], closed_at=None):
        demande = DemandeView(
            **{name: found[name] for name in ("id", "dossier_id", "service_souhaite", "consulted")},
            **{name: found[name] for name in ("accord_allocataire", "accord_accueil")},
            consultation_impossible=bool(found["consultation_impossible"]),
            opened=town.now,
            urgent=False,
        )
        if any(guard(replace(SITUATION, demande=demande), act) for guard in guards):
            return True
    return False


def _awaited(town: Any, actor: Actor) -> set[int]:
    """One deadline after the other, by what its rule says of who owes it."""
    deadline, seance = table(DeadlineRow), table(Seance)
    query = select(
        *(deadline.c.id, deadline.c.rule, deadline.c.dossier_id, seance.c.genre),
        *(standing.SERVICE.label("service"), standing.PLACE.label("place")),
    ).select_from(WITH_SEANCE)
    with town.store.read() as connection:
        rows = connection.execute(query.where(deadline.c.closed_at.is_(None))).mappings().all()
    kinds = {one["id"]: one["genre"] for one in town.rows(Seance)}
    of_lines = {one["dossier_id"]: kinds[one["seance_id"]] for one in town.rows(Passage, open=1)}
    return {
        row["id"]
        for row in rows
        if _owes(town.rulebook, actor, row, row["genre"] or of_lines.get(row["dossier_id"]))
    }


def _owes(rulebook: Rulebook, actor: Actor, row: Mapping[str, Any], kind: str | None) -> bool:
    """``kind``: of the séance that it is about, or in which its line is."""
    duties = {
        one.procedure.duty
        for one in rulebook.rules.get(row["rule"], ())
        if one.ladder and one.procedure.act is None
    }
    if actor.role in (Role.REFERENT, Role.RESPONSABLE_SERVICE):
        return Duty.SERVICE in duties and row["service"] == actor.service_id
    if actor.circonscriptions is not None and row["place"] not in {*actor.circonscriptions, None}:
        return False
    coordinated = {kind.code for kind in rulebook.kinds if actor.role in kind.coordinators}
    nobody = actor.role is Role.BOP and row["service"] is None
    return (
        _DUTIES.get(actor.role) in duties
        or (Duty.COORDINATION in duties and kind in coordinated)
        or (Duty.SERVICE in duties and nobody)
    )
