"""The séances of a year, generated from the programmes: whole, once, and never where another is."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from rules.actors import Actor, Role
from rules.refusals import Refused
from rules.seances.clashes import Shared
from rules.seances.programmes import Programme, Programmes
from rules.seances.recurrence import Recurrence, Weekday, WhenOff
from tests.workflow import journeys
from tests.workflow.build import BAT, BOP, ELSEWHERE, EP, FRANCE_TRAVAIL, HERE, World
from tests.workflow.crashes import Crash, crash_at, everything
from tests.workflow.invariants import reconciled
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import Proposal, Standing, Wish
from workflow.tables.subjects import Seance
from workflow.tables.trail import JournalRow

THURSDAYS = Recurrence(
    rank=2,
    weekday=Weekday.JEUDI,
    without=frozenset({8}),
    when_off=WhenOff.SEMAINE_SUIVANTE,
)
ICL = Programme(
    genre="icl",
    circonscriptions=(HERE,),
    recurrence=THURSDAYS,
    hour=time(9, 30),
    places=("Bobigny, salle 204", "Noisy-le-Sec, grande salle"),
    coordinator="secteur est",
)
ALSO = replace(
    ICL, circonscriptions=(ELSEWHERE,), hour=time(14), places=("Saint-Denis",), coordinator=None
)
COMMISSION = Programme(
    genre="ep",
    circonscriptions=(None,),
    recurrence=Recurrence(rank=4, weekday=Weekday.MARDI),
    hour=time(9, 30),
    length=timedelta(hours=7),
    places=("Bobigny, salle des commissions",),
)


@pytest.fixture
def year(world: World) -> World:
    """A world whose département has a programme in each of its two circonscriptions, and an EP."""
    with_programmes(world, ICL, ALSO, COMMISSION)
    return world


def with_programmes(world: World, *rules: Programme) -> None:
    world.rulebook = replace(world.rulebook, programmes=Programmes(rules))


def generate(
    world: World,
    year: int = 2027,
    *,
    actor: Actor = BAT,
    genre: str | None = None,
    circonscription: str | None = None,
) -> Proposal:
    wish = Wish(year=year, genre=genre, circonscription=circonscription)
    act = world.asked(generation.GENERATE, actor, {})
    return generation.generate(world.store, world.rulebook, act, wish)


def propose(world: World, year: int = 2027, actor: Actor = BAT) -> Proposal:
    act = world.asked(generation.GENERATE, actor, {})
    return generation.propose(world.store, world.rulebook, act, Wish(year=year))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def days(world: World, place: str | None = HERE, genre: str = "icl") -> list[str]:
    """The days of the séances there, in order."""
    rows = world.rows(Seance, circonscription=place, genre=genre)
    return sorted(f"{world.held(row['id']):%Y-%m-%d %H:%M}" for row in rows)


def test_a_year_is_made_of_ordinary_seances_with_their_places_in_turn(year: World) -> None:
    done = generate(year, circonscription=HERE)

    assert done.count(Standing.CREEE) == len(days(year)) == 11
    assert days(year)[:2] == ["2027-01-14 09:30", "2027-02-11 09:30"]
    first, second, *_ = year.rows(Seance)
    assert (first["lieu"], second["lieu"]) == ("Bobigny, salle 204", "Noisy-le-Sec, grande salle")
    assert (first["state"], first["instance"], first["version"]) == (
        "programmee",
        "concertation",
        1,
    )
    (entry,) = year.rows(JournalRow, kind="seance", subject_id=first["id"])
    assert (entry["act"], entry["batch"]) == ("programmer", "programme-2027")
    assert year.flaws() == reconciled(year) == []


def test_the_month_left_out_and_the_day_off_are_told(year: World) -> None:
    year.until("2025-12-01")
    done = generate(year, 2026, circonscription=HERE)

    moved = [one.slot.planned for one in done.proposed if one.slot.planned.moved]
    assert [(str(one.wanted), str(one.day), one.moved) for one in moved] == [
        ("2026-05-14", "2026-05-21", "au lieu du jeudi 14\N{NO-BREAK SPACE}mai (Ascension)")
    ]
    assert [(gap.circonscription, str(gap.missing.month)) for gap in done.gaps] == [
        (HERE, "2026-08")
    ]
    (row,) = year.rows(Seance, creneau=f"icl {HERE} 2026-05-14")
    assert f"{year.held(row['id']):%d/%m}" == "21/05"


def test_a_year_generated_twice_has_nothing_twice(year: World) -> None:
    first = generate(year)
    before = everything(year.store)
    second = generate(year)

    assert everything(year.store) == before
    assert first.count(Standing.CREEE) == second.count(Standing.AU_PROGRAMME) == 22
    numbers = [one.seance_id for one in first.proposed]
    assert [one.seance_id for one in second.proposed] == numbers


def test_what_was_moved_cancelled_or_typed_by_hand_is_recognised(year: World) -> None:
    generate(year, circonscription=HERE)
    january, february, march, *_ = (row["id"] for row in year.rows(Seance))
    year.convene(january, "deplacer", date_seance="2027-02-02", heure="09:30")
    year.convene(february, "annuler", motif="grève")
    year.convene(march, "reporter", motif="neige", seance_remplacante=january)
    by_hand = year.seance("2027-05-25", circonscription=ELSEWHERE)
    given_up = year.seance("2027-06-15", circonscription=ELSEWHERE)
    year.convene(given_up, "annuler", motif="erreur")

    again = generate(year)

    here, there = (
        {one.slot.planned.day.month: one for one in again.proposed if one.slot.circonscription == c}
        for c in (HERE, ELSEWHERE)
    )
    assert [here[month].seance_id for month in (1, 2, 3)] == [january, february, march]
    assert {one.standing for one in here.values()} == {Standing.AU_PROGRAMME}
    assert (there[5].seance_id, there[5].standing) == (by_hand, Standing.AU_PROGRAMME)
    assert there[6].standing is Standing.CREEE
    assert len(days(year, ELSEWHERE)) == 12


def test_a_rule_that_changes_does_not_double_a_month(year: World) -> None:
    generate(year, circonscription=HERE)
    with_programmes(year, replace(ICL, recurrence=replace(THURSDAYS, weekday=Weekday.MARDI)))

    again = generate(year)

    assert again.count(Standing.CREEE) == 0
    assert len(days(year)) == 11


def test_two_seances_a_month_are_two_slots(year: World) -> None:
    twice = replace(COMMISSION, recurrence=replace(COMMISSION.recurrence, rank=2))
    with_programmes(year, twice, COMMISSION)
    generate(year, actor=BOP)
    held = days(year, None, "ep")

    assert len(held) == 24
    assert generate(year, actor=EP).count(Standing.CREEE) == 0
    assert days(year, None, "ep") == held


def test_days_gone_by_are_not_put_on_the_programme(year: World) -> None:
    done = generate(year.until("2027-03-12"), circonscription=HERE)

    assert done.count(Standing.PASSEE) == 3
    assert days(year)[0] == "2027-04-08 09:30"


def test_a_trial_writes_nothing_and_says_what_would_be(year: World) -> None:
    before = everything(year.store)
    proposal = propose(year)

    assert everything(year.store) == before
    assert proposal.count(Standing.A_CREER) == 22
    assert generate(year).count(Standing.CREEE) == 22


def test_a_room_that_is_taken_refuses_the_whole_year(year: World) -> None:
    taken = year.seance("2027-03-11", circonscription=ELSEWHERE, lieu="bobigny,  Salle 204")

    with pytest.raises(Refused) as refused:
        generate(year)

    assert codes(refused) == ["lieu_pris"]
    said = refused.value.refusals[0].sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "« Bobigny, salle 204 » est pris le jeudi 11 mars 2027 à 9 h 30 : "
        f"ICL-I {HERE} et ICL-I {ELSEWHERE} (n° {taken})."
    )
    assert len(year.rows(Seance)) == 1


def test_nobody_leads_two_seances_at_once(year: World) -> None:
    same = replace(ALSO, hour=time(11), coordinator="secteur est")
    with_programmes(year, ICL, same)

    with pytest.raises(Refused) as refused:
        generate(year)
    assert codes(refused) == ["animation_prise"] * 11
    with_programmes(year, ICL, replace(same, hour=time(12, 30)))
    assert generate(year).count(Standing.CREEE) == 22


def test_a_clash_is_settled_by_a_seance_of_the_month_typed_first(year: World) -> None:
    with_programmes(year, ICL, replace(ALSO, hour=time(11), coordinator="secteur est"))
    for month in set(range(1, 13)) - THURSDAYS.without:
        day = year.rulebook.calendar.next_worked(date(2027, month, 2))
        year.seance(day, circonscription=ELSEWHERE)

    assert generate(year).count(Standing.CREEE) == 11


def test_a_service_awaited_in_two_seances_is_told_and_hinders_nothing(year: World) -> None:
    with_programmes(year, ICL, replace(ALSO, hour=time(11)))

    done = generate(year)

    told = [clash for one in done.proposed for clash in one.clashes]
    assert {clash.shared for clash in told} == {Shared.SERVICES}
    assert {clash.services for clash in told} == {frozenset({FRANCE_TRAVAIL})}
    assert len(told) == 11
    assert done.count(Standing.CREEE) == 22


def test_each_role_generates_what_it_coordinates_in_its_own_territory(year: World) -> None:
    here = Actor(name="bat", role=Role.BAT, circonscriptions=frozenset({HERE}))

    assert {one.slot.circonscription for one in generate(year, actor=here).proposed} == {HERE}
    assert {one.slot.genre for one in generate(year, actor=BOP).proposed} == {"ep"}
    with pytest.raises(Refused) as other:
        generate(year, 2028, actor=BAT, genre="ep")
    assert codes(other) == ["coordination_d_un_autre"]
    with pytest.raises(Refused) as none:
        generate(year, actor=here, circonscription=ELSEWHERE)
    assert codes(none) == ["sans_programme"]


def test_a_crash_leaves_no_half_year(year: World) -> None:
    before = everything(year.store)

    for statement in (3, 40, 90):
        with pytest.raises(Crash), crash_at(statement):
            generate(year)
        assert everything(year.store) == before

    assert generate(year).count(Standing.CREEE) == 22


def test_who_waits_for_a_seance_sees_their_date_move(year: World) -> None:
    dossier = journeys.presaisine(year)
    before = year.deadline("I-INSCRIRE", dossier_id=dossier)["anchor_at"]
    generate(year, 2026)

    assert before is None
    assert year.deadline("I-INSCRIRE", dossier_id=dossier)["anchor_at"] is not None
    assert reconciled(year) == []


def test_a_kind_that_is_not_held_then_leaves_its_month_and_says_so(year: World) -> None:
    icl, *others = year.rulebook.kinds
    until_june = replace(icl, valid_to=date(2027, 6, 30))
    year.rulebook = replace(
        year.rulebook, kinds=type(year.rulebook.kinds).of([until_june, *others])
    )

    done = generate(year, circonscription=HERE)

    assert done.count(Standing.CREEE) == 6
    assert [gap.missing.why for gap in done.gaps][-1] == "pas de séance « ICL-I » alors"
