"""What a deadline is counted from: its opening, another fact, a séance."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.days.calendar import Direction, Unit
from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import Status, derive
from rules.deadlines.rule import ANCHOR_FACT
from rules.delays.delay import Delay
from tests.rules.derivation import CALENDAR, DAY_0, SEANCE, derived, fact, only, rule


def test_a_deadline_is_counted_from_its_opening_by_default() -> None:
    found = only(derived(rule("I-INSTRUIRE", 2), [fact("etat:signale", 0)]))

    assert found.anchor == DAY_0
    assert found.due == datetime(2026, 3, 4, 22, 59, tzinfo=UTC)


NOTIFIED = ANCHOR_FACT + "orientation_notifiee"


def test_a_deadline_may_be_counted_from_a_fact_older_than_its_opening() -> None:
    notified, validated = fact("orientation_notifiee", 0), fact("orientation_validee", 5)

    found = only(derived(rule("2-RDV", anchor=NOTIFIED), [notified, validated]))
    assert found.anchor == notified.occurred


def test_the_latest_fact_before_the_opening_is_the_anchor_when_there_are_several() -> None:
    facts = [
        fact("orientation_notifiee", 0),
        fact("orientation_notifiee", 3),
        fact("orientation_validee", 5),
    ]

    assert only(derived(rule("2-RDV", anchor=NOTIFIED), facts)).anchor == facts[1].occurred


def test_the_first_rendez_vous_is_awaited_from_the_orientation_not_from_its_letter() -> None:
    validated = fact("orientation_validee", 0)

    assert only(derived(rule("2-RDV"), [validated])).anchor == validated.occurred


def test_an_orientation_that_is_confirmed_or_notified_starts_no_new_delay() -> None:
    facts = [
        fact("orientation_validee", 0),
        fact("orientation_validee", 3),
        fact("etat:notifie", 5),
    ]

    assert only(derived(rule("2-RDV"), facts)).anchor == facts[0].occurred


def test_what_webrsa_says_accompanied_from_the_start_awaits_no_first_rendez_vous() -> None:
    facts = [fact("orientation_validee", 0, seq=1), fact("accompagnement_commence", 0, seq=1)]

    assert derived(rule("2-RDV"), facts) == []


def test_a_request_is_not_counted_from_the_saisine_of_an_earlier_one() -> None:
    from_the_saisine = rule("D27-UN-MOIS", anchor=ANCHOR_FACT + "saisine_deposee")
    facts = [
        fact("demande_ouverte", 0),
        fact("saisine_deposee", 5),
        fact("courrier_envoye", 20),
        fact("demande_ouverte", 90),
    ]

    earlier, later = derived(from_the_saisine, facts)
    assert (earlier.status, later.status) == (Status.TENUE, Status.SANS_ANCRE)


def test_the_six_weeks_run_from_the_flux_under_the_law_of_its_day_however_late_it_is_told() -> None:
    to_orient, flux = fact("etat:a_orienter", 10), fact("flux_transmis", -80)
    last_year = rule("L2-SIX-SEMAINES", valid_to=date(2025, 12, 31))
    this_year = rule("L2-SIX-SEMAINES", valid_from=date(2026, 1, 1))

    before = only(derived(this_year, [to_orient]))
    after = only(derived((last_year, this_year), [flux, to_orient]))
    assert (before.status, before.anchor) == (Status.SANS_ANCRE, None)
    assert (after.anchor, after.rule) == (flux.occurred, last_year)
    assert derived(this_year, [fact("orientation_validee", -5), fact("flux_transmis", 0)]) == []


def test_a_deadline_waits_without_a_date_for_the_fact_that_it_is_counted_from() -> None:
    from_the_saisine = rule("D27-UN-MOIS", anchor=ANCHOR_FACT + "saisine_deposee")
    opening, anchor = fact("demande_ouverte", 0), fact("saisine_deposee", 20)

    waiting = only(derived(from_the_saisine, [opening]))
    dated = only(derived(from_the_saisine, [opening, anchor]))

    assert (waiting.status, waiting.due) == (Status.SANS_ANCRE, None)
    assert (dated.status, dated.anchor) == (Status.OUVERTE, anchor.occurred)
    assert dated.lineage == waiting.lineage


BACKWARD = Delay(n=2, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT)


def test_a_deadline_is_counted_back_from_the_seance_that_its_opening_names() -> None:
    line = rule("I-RESULTAT-LIGNE", delay=BACKWARD)
    held = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)

    found = only(
        derived(line, [fact("etat:en_icl", 0, seance=8)], Anchors(seances={8: held, 9: DAY_0}))
    )

    assert (found.anchor, found.seance_id) == (held, 8)
    assert found.due == datetime(2026, 3, 10, 22, 59, tzinfo=UTC)


def test_the_seance_itself_is_the_anchor_of_its_own_deadlines() -> None:
    opening = fact("etat:arretee", 0)._replace(subject=SEANCE)

    found = only(
        derive(
            [rule("I-TENIR")],
            [opening],
            subject=SEANCE,
            calendar=CALENDAR,
            anchors=Anchors(seances={8: DAY_0}),
        )
    )

    assert (found.anchor, found.seance_id) == (DAY_0, 8)


def test_what_concerns_another_service_of_the_seance_closes_nothing_here() -> None:
    opening = fact("etat:preparee", 0, genre="icl")._replace(subject=SEANCE)
    sent = fact("tableau_transmis", 1)._replace(subject=SEANCE, child=2)
    anchors = Anchors(seances={8: DAY_0 + timedelta(days=30)})

    def of(service: int) -> Status:
        return only(
            derive(
                [rule("D1-TABLEAU-BAT", delay=BACKWARD)],
                [opening, sent],
                subject=SEANCE,
                child=service,
                calendar=CALENDAR,
                anchors=anchors,
            )
        ).status

    assert of(2) is Status.TENUE
    assert of(3) is Status.OUVERTE


NEXT = rule("I-INSCRIRE", delay=Delay(n=5, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT))
ICL = [(n, datetime(2026, 3, day, 8, 30, tzinfo=UTC)) for n, day in ((1, 4), (2, 12), (3, 26))]


@pytest.mark.parametrize(
    ("opened", "aimed"),
    [(0, 2), (2, 2), (3, 2), (4, 3), (17, 3), (18, None)],
    ids=["first out of reach", "passed", "last day to reach", "too late", "next", "none yet"],
)
def test_the_seance_aimed_at_is_the_first_that_can_still_be_reached(
    opened: int, aimed: int | None
) -> None:
    found = only(derived(NEXT, [fact("etat:presaisine", opened)], Anchors(upcoming=ICL)))

    assert found.seance_id == aimed
    assert found.status is (Status.SANS_ANCRE if aimed is None else Status.OUVERTE)


def test_the_seance_aimed_at_does_not_change_as_new_ones_are_programmed_behind_it() -> None:
    opening = fact("etat:presaisine", 0)

    before = only(derived(NEXT, [opening], Anchors(upcoming=ICL[:2])))
    after = only(derived(NEXT, [opening], Anchors(upcoming=ICL)))

    assert before == after
