"""What the documents and the law want of each rule: whom it concerns, what meets it, to the day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from rules.days.calendar import Unit
from rules.deadlines.conditions import Condition
from rules.deadlines.derivation import Deadline, Status
from rules.deadlines.rule import Rule, Scope, Target
from rules.delays.delay import Delay
from rules.facts import FACTS, Fact
from rules.procedures.catalogue import CATALOGUE
from rules.rulebook import Rulebook
from tests.rules.derivation import CALENDAR, DAY_0, derived, fact, only, rule

FT, SOCIAL, ALI = "france_travail", "service_social", "ali"
THREE_MONTHS = Delay(n=3, unit=Unit.MOIS)
WEEK, TWO_WEEKS = Delay(n=1, unit=Unit.SEMAINE), Delay(n=2, unit=Unit.SEMAINE, strict=True)
MONTH = Delay(n=1, unit=Unit.MOIS)


def due_day(deadline: Deadline) -> date:
    """The local day on which the deadline is due."""
    assert deadline.due is not None
    return deadline.due.astimezone(CALENDAR.tz).date()


def days(deadline: Deadline) -> int:
    """How many days after the second of March the deadline is due."""
    return (due_day(deadline) - DAY_0.date()).days


def first_appointment(*, until: date | None = None) -> Rule:
    """2-RDV as it is configured: its exceptions in force until that day."""
    registration = rule("2-EXC1-FT", delay=Delay(n=3, unit=Unit.SEMAINE), valid_to=until)
    contact = rule("2-EXC2-CONTACT", delay=TWO_WEEKS, threshold=THREE_MONTHS)
    return rule(
        "2-RDV",
        delay=TWO_WEEKS,
        exempted={"2-EXC1-FT": (registration,), "2-EXC2-CONTACT": (contact,)},
    )


def notified(day: float = 0, **data: Any) -> list[Fact]:
    """An orientation validated and notified the same day."""
    return [
        fact("orientation_validee", day, seq=1, rank=1, **data),
        fact("etat:notifie", day, seq=1, rank=2, **data),
    ]


# --- 1a, 1b, 3: the entry


@pytest.mark.parametrize(
    ("day", "two_weeks", "three_weeks"),
    [(13, True, True), (14, False, True), (21, False, True), (22, False, False)],
)
def test_a_claim_is_answered_in_less_than_two_weeks_and_in_three_at_most(
    day: int, two_weeks: bool, three_weeks: bool
) -> None:
    facts = [fact("demande_complete", 0, nature="initiale"), fact("droits_notifies", day)]
    strict = rule("1A-DEUX-SEMAINES", delay=TWO_WEEKS)
    included = rule("1A-TROIS-SEMAINES", delay=Delay(n=3, unit=Unit.SEMAINE))

    assert only(derived(strict, facts)).met_in_time is two_weeks
    assert only(derived(included, facts)).met_in_time is three_weeks


@pytest.mark.parametrize("code", ["1A-DEUX-SEMAINES", "1A-TROIS-SEMAINES"])
def test_a_claim_of_revision_is_not_counted_with_the_initial_ones(code: str) -> None:
    revision = [fact("demande_complete", 0, nature="revision"), fact("droits_notifies", 3)]

    assert derived(rule(code), revision) == []


def test_only_a_new_entrant_is_to_be_oriented_in_a_month() -> None:
    flow = rule("1B-ORIENTATION", delay=replace(MONTH, strict=True))
    entrant = [fact("flux_transmis", 0), fact("orientation_notifiee", 29)]
    stock = [fact("orientation_validee", -400), *entrant]
    back = [*stock[:1], fact("sortie", -9), fact("etat:a_orienter", -1), *entrant]

    assert only(derived(flow, entrant)).met_in_time is True
    assert derived(flow, stock) == []
    assert only(derived(flow, back)).opening == entrant[0]


def test_an_orientation_noted_late_takes_somebody_out_of_the_new_entrants() -> None:
    facts = [fact("flux_transmis", 0), fact("orientation_validee", -400, seq=99)]
    flow = rule("1B-ORIENTATION", delay=MONTH)
    answers = {tuple(derived(flow, order)) for order in permutations(facts)}

    assert answers == {()}
    assert "1B-ORIENTATION" in touched("orientation_validee")


def test_nobody_stays_two_months_without_referent_after_the_flow_nor_after_a_referent_ends() -> (
    None
):
    alone = rule("3-SANS-REFERENT", delay=Delay(n=2, unit=Unit.MOIS))
    facts = [
        fact("flux_transmis", 0),
        fact("flux_transmis", 5),
        fact("referent_designe", 40),
        fact("referent_fini", 100),
        fact("accompagnement_commence", 190),
    ]

    first, again = derived(alone, facts)
    assert (first.opening.code, first.met_in_time) == ("flux_transmis", True)
    assert (again.opening.code, again.met_in_time) == ("referent_fini", False)


def test_a_referent_who_ends_leaves_nobody_alone_whom_a_service_accompanies() -> None:
    alone = rule("3-SANS-REFERENT", delay=Delay(n=2, unit=Unit.MOIS))
    accompanied = [
        fact("accompagnement_commence", 0),
        fact("referent_designe", 10),
        fact("referent_fini", 20),
    ]

    assert derived(alone, accompanied) == []


# --- 2 and its exceptions


def test_the_first_appointment_is_fixed_in_less_than_two_weeks() -> None:
    in_time, late = [*notified(), fact("rdv_fixe", 13)], [*notified(), fact("rdv_fixe", 14)]

    assert only(derived(first_appointment(), in_time)).met_in_time is True
    assert only(derived(first_appointment(), late)).met_in_time is False


def test_an_orientation_said_to_be_without_appointment_does_not_meet_the_delay() -> None:
    facts = [*notified(), fact("sans_premier_rdv", 1)]

    assert only(derived(first_appointment(), facts)).status is Status.OUVERTE


def test_who_must_register_first_has_three_weeks_from_the_registration() -> None:
    registration = rule("2-EXC1-FT", delay=Delay(n=3, unit=Unit.SEMAINE))
    needed = [*notified(genre=FT), fact("inscription_ft_a_faire", 1)]
    registered = [*needed, fact("inscription_ft", 10)]

    assert derived(first_appointment(), needed) == []
    assert derived(registration, notified(genre=FT)) == []
    assert days(only(derived(registration, needed))) == 21
    assert days(only(derived(registration, registered))) == 31


def test_once_its_exception_is_over_the_rule_is_for_everybody_again() -> None:
    needed = [*notified(genre=FT), fact("inscription_ft_a_faire", 1)]
    over = first_appointment(until=date(2024, 12, 31))

    assert only(derived(over, needed)).status is Status.OUVERTE


def test_who_is_known_to_france_travail_needs_no_first_appointment_there() -> None:
    known = fact("connu_ft", 1, dernier_contact="2026-02-20")
    switched_off = replace(first_appointment(), exempted={})

    assert derived(first_appointment(), [*notified(genre=FT), known]) == []
    assert len(derived(first_appointment(), [*notified(genre=ALI), known])) == 1
    assert len(derived(switched_off, [*notified(genre=FT), known])) == 1


@pytest.mark.parametrize(
    ("last", "threshold", "opens"),
    [
        ("2025-12-02", THREE_MONTHS, False),  # three months to the day
        ("2025-12-01", THREE_MONTHS, True),
        ("2026-01-15", THREE_MONTHS, False),
        ("2026-01-15", MONTH, True),
        (None, THREE_MONTHS, True),
    ],
)
def test_a_contact_asked_for_counts_when_the_last_one_is_older_than_the_threshold(
    last: str | None, threshold: Delay, opens: bool
) -> None:
    asked = rule("2-EXC2-CONTACT", delay=TWO_WEEKS, threshold=threshold)
    said: dict[str, Any] = {} if last is None else {"dernier_contact": last}
    facts = [
        fact("connu_ft", -5, **said),
        fact("contact_demande", 0, genre=FT, demandeur="personne"),
    ]

    assert bool(derived(asked, facts)) is opens


def test_a_contact_asked_for_is_nothing_to_who_france_travail_does_not_know() -> None:
    asked = rule("2-EXC2-CONTACT", delay=TWO_WEEKS, threshold=THREE_MONTHS)
    demande = fact("contact_demande", 0, genre=FT)
    met = [fact("connu_ft", -200), fact("contact_etabli", -20, genre=FT), demande]

    assert derived(asked, [demande]) == []
    assert derived(asked, met) == []


def test_france_travail_alone_has_the_delay_that_is_recommended_to_it() -> None:
    advised = rule("2-REC-FT", delay=Delay(n=3, unit=Unit.SEMAINE))

    assert derived(advised, notified(genre=ALI)) == []
    assert days(only(derived(advised, notified(genre=FT)))) == 21


# --- 3a, 3b, 4


def test_a_rendez_vous_noted_late_as_honoured_takes_the_absence_out_of_the_first_ones() -> None:
    absence = rule("3A-ABSENCE", n=15, unit=Unit.JOUR_CALENDAIRE)
    missed = fact("rdv_manque", 10)

    assert len(derived(absence, [missed])) == 1
    assert derived(absence, [missed, fact("rdv_honore", 2, seq=99)]) == []
    assert "3A-ABSENCE" in touched("rdv_honore")


def test_a_rendez_vous_moved_is_a_new_one_that_leaves_nothing_to_do() -> None:
    absence = rule("3A-ABSENCE", n=15, unit=Unit.JOUR_CALENDAIRE)
    moved = [fact("rdv_manque", 0), fact("rdv_deplace", 2)]

    assert only(derived(absence, moved)).status is Status.ANNULEE


@pytest.mark.parametrize("closing", ["contrat_signe", "contrat_reactive"])
def test_a_contract_signed_or_reactivated_within_a_week_of_the_first_contact(closing: str) -> None:
    contract = rule("3B-CONTRAT", delay=WEEK)
    met = [fact("rdv_honore", 0), fact(closing, 7)]
    effective = [fact("contact_etabli", 0, genre=FT), fact(closing, 8)]

    assert only(derived(contract, met)).met_in_time is True
    assert only(derived(contract, effective)).met_in_time is False
    assert derived(contract, [fact("contact_etabli", 0, genre=ALI)]) == []


def test_only_a_ppae_answers_the_inscription_at_france_travail() -> None:
    ppae = rule("3B-PPAE-30J", n=30, unit=Unit.JOUR_CALENDAIRE)
    cer = [fact("inscription_ft", 0), fact("contrat_signe", 5, nature="cer")]
    both = [*cer, fact("contrat_reactive", 30, nature="ppae")]

    assert only(derived(ppae, cer)).status is Status.OUVERTE
    assert only(derived(ppae, both)).met_in_time is True


def test_a_diagnostic_is_shared_when_the_last_organisme_has_it() -> None:
    shared = rule("4-DIAGNOSTIC-PARTAGE", n=3)
    to_one = [fact("diagnostic_realise", 0), fact("diagnostic_partage", 1, reste_a_partager=1)]
    to_all = [*to_one, fact("diagnostic_partage", 4)]

    assert only(derived(shared, to_one)).status is Status.OUVERTE
    assert only(derived(shared, to_all)).met_in_time is False


# --- the law: L3


def joint(facts: Sequence[Fact]) -> tuple[list[Deadline], list[Deadline]]:
    """The deadlines of six and of twelve months."""
    return (
        derived(rule("L3-SIX-MOIS", delay=Delay(n=6, unit=Unit.MOIS)), facts),
        derived(rule("L3-DOUZE-MOIS", delay=Delay(n=12, unit=Unit.MOIS)), facts),
    )


def test_a_social_accompaniment_without_job_search_calls_for_a_joint_diagnostic() -> None:
    signed = fact("contrat_signe", 0, genre=SOCIAL)

    six, twelve = joint([signed])
    assert due_day(only(six)) == date(2026, 9, 2)
    assert twelve == []
    assert joint([fact("contrat_signe", 0, genre=FT)]) == ([], [])


def test_a_contract_revised_counts_six_months_anew() -> None:
    revised = [fact("contrat_signe", 0, genre=SOCIAL), fact("contrat_revise", 60, genre=SOCIAL)]

    first, second = joint(revised)[0]
    assert (first.status, second.status) == (Status.ANNULEE, Status.OUVERTE)


@pytest.mark.parametrize("since", [-30, 0, 45])
def test_a_situation_of_the_decree_gives_twelve_months_however_late_it_is_noted(since: int) -> None:
    facts = [fact("contrat_signe", 0, genre=SOCIAL), fact("situation_empechement", since, seq=99)]

    six, twelve = joint(facts)
    assert six == []
    assert due_day(only(twelve)) == date(2027, 3, 2)
    assert {"L3-SIX-MOIS", "L3-DOUZE-MOIS"} <= touched("situation_empechement")


def test_a_situation_that_ended_before_the_contract_gives_no_more_than_six() -> None:
    facts = [
        fact("situation_empechement", -90),
        fact("situation_empechement_finie", -10),
        fact("contrat_signe", 0, genre=SOCIAL),
    ]

    six, twelve = joint(facts)
    assert (len(six), len(twelve)) == (1, 0)


def test_the_joint_diagnostic_meets_it_and_a_job_search_takes_its_ground_away() -> None:
    signed = fact("contrat_signe", 0, genre=SOCIAL)

    assert only(joint([signed, fact("diagnostic_conjoint", 100)])[0]).met_in_time is True
    assert only(joint([signed, fact("recherche_emploi_engagee", 100)])[0]).status is Status.ANNULEE


# --- the scenarios of S1, the programme


@pytest.mark.parametrize(
    ("code", "closing", "delay"),
    [
        ("S1-RDV-FIXE", "rdv_orientation_fixe", WEEK),
        ("S1-RDV-TENU", "rdv_orientation_tenu", MONTH),
        ("S1-RDV-APPROFONDI", "rdv_orientation_tenu", Delay(n=3, unit=Unit.SEMAINE)),
        ("S1-ACCOMPAGNER", "accompagnement_commence", MONTH),
        ("S1-PLAN", "contrat_signe", Delay(n=45, unit=Unit.JOUR_CALENDAIRE, strict=True)),
    ],
)
def test_a_scenario_counts_for_a_new_entrant_from_the_flow(
    code: str, closing: str, delay: Delay
) -> None:
    scenario = rule(code, delay=delay)
    facts = [fact("flux_transmis", 0), fact(closing, 6)]
    stock = [fact("accompagnement_commence", -90), *facts]

    assert only(derived(scenario, facts)).met_in_time is True
    assert derived(scenario, stock) == []


@pytest.mark.parametrize("code", ["S1-RDV-FIXE", "S1-RDV-TENU", "S1-RDV-APPROFONDI"])
def test_a_scenario_counts_from_the_claim_when_it_is_known(code: str) -> None:
    facts = [fact("demande_complete", -10), fact("flux_transmis", 0)]

    assert only(derived(rule(code), facts)).opening.code == "demande_complete"


def test_the_programme_of_a_year_meets_that_year_alone_even_published_before_it() -> None:
    programme = rule("D7-PROGRAMME", delay=Delay(n=0, unit=Unit.MOIS_CALENDAIRE))
    year = fact("cycle_annee", 0, annee="2026")
    before, other = (
        fact("programme_publie", -90, annee="2026"),
        fact("programme_publie", 3, annee="2027"),
    )

    assert only(derived(programme, [before, year])).met_in_time is True
    assert only(derived(programme, [year, other])).status is Status.OUVERTE


# --- all of them


def touched(code: str) -> set[str]:
    """The rules that a new fact of that code has derived again."""
    book = Rulebook(calendar=CALENDAR, rules={one.code: (rule(one.code),) for one in CATALOGUE})
    return set(book.touched([code], frozenset(Scope)))


def test_a_fact_that_a_condition_looks_at_has_its_rule_derived_again() -> None:
    for procedure in CATALOGUE:
        for code in procedure.looks_at:
            assert procedure.code in touched(code), (procedure.code, code)


def test_every_condition_says_in_french_when_it_holds() -> None:
    conditions: set[Condition] = {one for procedure in CATALOGUE for one in procedure.conditions}

    assert conditions
    assert all(one.says and one.says[0].islower() and one.says[-1] != "." for one in conditions)
    assert all(one.looks_at <= FACTS.keys() for one in conditions)
    assert len({one.says for one in conditions}) == len(conditions)


def test_a_target_is_the_one_of_the_day_on_which_the_delay_opened() -> None:
    trajectory = (
        Target(share=60, until=date(2019, 12, 31)),
        Target(share=80, until=date(2020, 12, 31)),
        Target(share=100),
    )
    found = rule("1B-ORIENTATION", targets=trajectory)
    last = date(2019, 12, 31)

    assert [found.target_on(last + timedelta(days=n)) for n in (0, 1, 366, 367)] == [
        60,
        80,
        80,
        100,
    ]
    assert rule("1B-ORIENTATION").target_on(last) is None
    assert rule("1B-ORIENTATION", targets=trajectory[:1]).target_on(date(2020, 1, 1)) is None
