"""Deadlines derived from facts: what opens them, what they are counted from, what ends them."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.days.calendar import Unit
from rules.deadlines.derivation import Status
from rules.deadlines.openings import gaps_and_overlaps
from rules.deadlines.rule import LEAVES, Rule
from rules.delays.delay import Delay
from rules.procedures.catalogue import BY_CODE
from rules.subjects import Subject, SubjectKind
from tests.rules.derivation import DAY_0, derived, fact, only, rule

# The story of JOINTS 2.2: two missed rendez-vous, a relance, a new one, one more missed.
ABSENCES = (
    fact("rdv_manque", 0),
    fact("relance", 4),
    fact("rdv_manque", 10),
    fact("rdv_fixe", 20),
    fact("rdv_manque", 30),
)


def test_every_order_of_entry_of_the_absences_gives_the_same_deadlines() -> None:
    expected = derived(rule("3A-ABSENCE", 15, Unit.JOUR_CALENDAIRE), ABSENCES)

    assert [one.status for one in expected] == [Status.TENUE, Status.ANNULEE, Status.OUVERTE]
    assert [one.met_in_time for one in expected] == [True, None, None]
    for entered in permutations(ABSENCES):
        assert derived(rule("3A-ABSENCE", 15, Unit.JOUR_CALENDAIRE), entered) == expected


@given(
    days=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    codes=st.data(),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=80, deadline=None)
def test_no_order_of_entry_changes_any_deadline_of_any_rule_counted_from_its_opening(
    days: list[int], codes: st.DataObject, order: Any
) -> None:
    procedure = BY_CODE[codes.draw(st.sampled_from(("3A-ABSENCE", "2-RDV", "I-POINT-PARCOURS")))]
    known = sorted(procedure.opens | (procedure.closes - {LEAVES}) | (procedure.cancels - {LEAVES}))
    facts = [
        fact(codes.draw(st.sampled_from(known)), day, seq=index + 1)
        for index, day in enumerate(days)
    ]
    shuffled = list(facts)
    order.shuffle(shuffled)

    assert derived(rule(procedure.code), shuffled) == derived(rule(procedure.code), facts)


def test_a_deadline_known_too_late_is_still_met_by_what_came_before_its_end() -> None:
    late = fact("relance", 4)._replace(known=DAY_0 + timedelta(days=90))

    met = only(derived(rule("3A-ABSENCE", 15, Unit.JOUR_CALENDAIRE), [ABSENCES[0], late]))

    assert met.closed_by == late
    assert met.met_in_time is True


def test_in_one_act_what_meets_a_deadline_prevails_over_what_takes_its_ground_away() -> None:
    opening = fact("etat:saisine_a_faire", 0)
    leaving = fact("etat:saisine_recue", 3, seq=9, rank=0)
    meeting = fact("saisine_deposee", 3, seq=9, rank=1)

    met = only(derived(rule("I-SAISIR"), [opening, leaving, meeting]))

    assert (met.status, met.closed_by) == (Status.TENUE, meeting)


def test_what_takes_the_ground_away_in_an_earlier_act_prevails() -> None:
    opening = fact("etat:saisine_a_faire", 0)
    leaving = fact("etat:accompagnement", 3, seq=9)
    meeting = fact("saisine_deposee", 3, seq=10)

    gone = only(derived(rule("I-SAISIR"), [opening, leaving, meeting]))

    assert (gone.status, gone.met_in_time) == (Status.ANNULEE, None)


def test_leaving_a_state_ends_the_deadline_that_watches_it() -> None:
    opening = fact("etat:signale", 0)

    met = only(derived(rule("I-INSTRUIRE"), [opening, fact("etat:accompagnement", 2)]))

    assert met.status is Status.TENUE


def test_entering_the_same_state_again_opens_another_deadline_and_does_not_end_the_first() -> None:
    twice = [fact("etat:signale", 0), fact("etat:signale", 2)]

    assert [one.status for one in derived(rule("I-INSTRUIRE"), twice)] == [Status.OUVERTE] * 2


def test_a_fact_that_is_no_state_does_not_leave_one() -> None:
    still = only(derived(rule("I-INSTRUIRE"), [fact("etat:signale", 0), fact("relance", 2)]))

    assert still.status is Status.OUVERTE


def test_another_dossier_of_the_person_entering_a_state_leaves_nothing_here() -> None:
    elsewhere = fact("etat:accompagnement", 2)._replace(subject=Subject(SubjectKind.DOSSIER, 2))

    still = only(derived(rule("I-INSTRUIRE"), [fact("etat:signale", 0), elsewhere]))

    assert still.status is Status.OUVERTE


def test_a_fact_after_the_end_of_the_dossier_opens_nothing() -> None:
    over = [fact("cloture", 0), fact("contrat_signe", 1)]

    assert derived(rule("I-POINT-PARCOURS"), over) == []


def test_a_dossier_taken_up_again_is_watched_again() -> None:
    again = [fact("cloture", 0), fact("etat:accompagnement", 1)]
    signed = [*again, fact("contrat_signe", 2)]

    assert only(derived(rule("I-POINT-PARCOURS"), again)).status is Status.OUVERTE
    assert derived(rule("I-POINT-PARCOURS"), signed)[-1].status is Status.OUVERTE


def test_the_first_opening_alone_counts_when_the_rule_says_so() -> None:
    found = derived(rule("3B-CONTRAT"), [fact("rdv_honore", 0), fact("rdv_honore", 9)])

    assert only(found).opening.occurred == DAY_0


def test_each_opening_counts_when_the_rule_says_so() -> None:
    found = derived(rule("3A-ABSENCE"), [fact("rdv_manque", 0), fact("rdv_manque", 9)])

    assert len({one.lineage for one in found}) == 2


def test_the_latest_opening_alone_stays_open_when_the_rule_says_so() -> None:
    signed = [fact("etat:accompagnement", 0), fact("contrat_signe", 9)]

    first, second = derived(rule("I-POINT-PARCOURS"), signed)

    assert (first.status, second.status) == (Status.ANNULEE, Status.OUVERTE)
    assert first.closed_by == signed[1]


def test_an_opening_that_is_also_an_end_meets_the_one_before_it() -> None:
    first, second = derived(
        rule("I-POINT-PARCOURS"),
        [fact("etat:accompagnement", 0), fact("point_parcours", 9)],
    )

    assert (first.status, second.status) == (Status.TENUE, Status.OUVERTE)


def test_an_end_before_the_next_opening_is_the_end() -> None:
    first, *_ = derived(
        rule("I-POINT-PARCOURS"),
        [
            fact("etat:accompagnement", 0),
            fact("demande_ouverte", 5),
            fact("contrat_signe", 9),
        ],
    )

    assert first.closed_by is not None
    assert first.closed_by.code == "demande_ouverte"


def test_a_rendez_vous_fixed_before_the_orientation_already_meets_the_delay() -> None:
    before = [fact("rdv_fixe", 0), fact("orientation_validee", 1), fact("etat:notifie", 1)]

    met = only(derived(rule("2-RDV"), before))

    assert (met.status, met.met_in_time) == (Status.TENUE, True)


def test_without_that_permission_what_came_before_meets_nothing() -> None:
    before = [fact("relance", 0), fact("rdv_manque", 1)]

    assert only(derived(rule("3A-ABSENCE"), before)).status is Status.OUVERTE


def test_a_predicate_keeps_the_openings_that_do_not_concern_the_rule() -> None:
    honoured = [fact("rdv_honore", 0), fact("rdv_manque", 9)]

    assert derived(rule("3A-ABSENCE"), honoured) == []
    assert derived(rule("D5-LISTE"), [fact("orientation_validee", 0, origine="manuelle")]) == []
    assert derived(rule("D5-LISTE"), [fact("orientation_validee", 0, origine="diagnostic")]) != []


def test_the_version_in_force_is_that_of_the_local_day_of_the_opening() -> None:
    versions = (
        rule("L2-SIX-SEMAINES", 2, Unit.MOIS, version="2012", valid_to=date(2024, 12, 31)),
        rule("L2-SIX-SEMAINES", 6, Unit.SEMAINE, version="2025", valid_from=date(2025, 1, 1)),
    )

    def version_of(opened: datetime) -> str:
        entered = fact("etat:a_orienter", 0)._replace(occurred=opened)
        return only(
            derived(versions, [entered._replace(code="flux_transmis"), entered])
        ).rule.version

    assert version_of(datetime(2024, 12, 31, 22, 59, tzinfo=UTC)) == "2012"
    assert version_of(datetime(2024, 12, 31, 23, 0, tzinfo=UTC)) == "2025"


def test_an_opening_older_than_every_version_opens_nothing() -> None:
    young = rule("I-INSTRUIRE", valid_from=date(2026, 3, 3))

    assert derived(young, [fact("etat:signale", 0)]) == []


@pytest.mark.parametrize(("stricte", "in_time"), [(False, True), (True, False)])
def test_a_strict_bound_excludes_its_last_day(stricte: bool, in_time: bool) -> None:
    delay = Delay(n=2, unit=Unit.SEMAINE, strict=stricte)
    facts = [
        fact("orientation_validee", 0),
        fact("etat:notifie", 0),
        fact("rdv_fixe", 14),
    ]

    assert only(derived(rule("2-RDV", delay=delay), facts)).met_in_time is in_time


def test_met_at_the_due_instant_is_in_time_and_a_moment_later_is_not() -> None:
    opening = fact("etat:signale", 0)
    due = only(derived(rule("I-INSTRUIRE", 2), [opening])).due
    assert due is not None

    def met(at: datetime) -> bool | None:
        leaving = fact("etat:accompagnement", 1)._replace(occurred=at)
        return only(derived(rule("I-INSTRUIRE", 2), [opening, leaving])).met_in_time

    assert met(due) is True
    assert met(due + timedelta(microseconds=1)) is False


def test_a_cancelled_deadline_is_neither_met_nor_missed() -> None:
    gone = only(derived(rule("I-SAISIR"), [fact("etat:saisine_a_faire", 0), fact("etat:x", 99)]))

    assert (gone.status, gone.met_in_time) == (Status.ANNULEE, None)


def test_a_running_suspension_leaves_the_deadline_without_a_date() -> None:
    opening = fact("etat:signale", 0)
    suspension = fact(
        "delai_suspendu", 1, regle="I-INSTRUIRE", du="2026-03-03", nature="service_ferme"
    )

    held = only(derived(rule("I-INSTRUIRE"), [opening, suspension]))

    assert (held.status, held.due) == (Status.SUSPENDUE, None)


def test_the_lineage_is_the_same_whatever_the_date_and_differs_by_opening_fact() -> None:
    first = only(derived(rule("I-INSTRUIRE", 2), [fact("etat:signale", 0, seq=4)]))
    longer = only(derived(rule("I-INSTRUIRE", 9), [fact("etat:signale", 0, seq=4)]))
    reopened = only(derived(rule("I-INSTRUIRE", 2), [fact("etat:signale", 0, seq=6)]))

    assert first.lineage == longer.lineage
    assert first.due != longer.due
    assert first.lineage != reopened.lineage


def test_gaps_and_overlaps_between_versions_are_told_apart() -> None:
    def version(start: date | None, end: date | None) -> Rule:
        return rule("I-SAISIR", valid_from=start, valid_to=end)

    first = version(None, date(2024, 12, 31))
    follows = version(date(2025, 1, 1), None)
    late, early = version(date(2025, 1, 2), None), version(date(2024, 12, 31), None)

    assert gaps_and_overlaps([follows, first]) == ([], [])
    assert gaps_and_overlaps([first, late]) == ([(first, late)], [])
    assert gaps_and_overlaps([first, early]) == ([], [(first, early)])
