"""What people change in the count of one deadline: extensions, a date set by hand, both at once."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from rules.days.calendar import Direction, Unit
from rules.deadlines.adjustments import (
    AS_COUNTED,
    DATE_MOTIVES,
    Adjusted,
    Adjustments,
    Extension,
    SetDate,
    extended,
)
from rules.deadlines.allowances import extension_refused
from rules.deadlines.derivation import Deadline, Status
from rules.deadlines.explanation import explanation
from rules.deadlines.rule import ANCHOR_FACT, Allowance
from rules.delays.delay import Delay, ImpossibleDelay, Pause
from rules.delays.suspensions import MOTIVES
from rules.facts import Fact
from rules.subjects import Subject, SubjectKind
from tests.rules.derivation import CALENDAR, DOSSIER, derived, fact, only, rule

RULE = "I-INSTRUIRE"
OPENING = fact("etat:signale", 0)
SHORT = rule(RULE, 5, Unit.JOUR_OUVRE)


def said(code: str, day: float, **data: Any) -> Fact:
    """A change of the deadline that ``OPENING`` opened."""
    return fact(code, day, **{"regle": RULE, "ouverture": OPENING.key, **data})


def longer(n: int, day: float = 1) -> Fact:
    return said("delai_prolonge", day, n=n, nature="tiers_attendu")


def fixed(le: str, day: float = 1) -> Fact:
    return said("delai_fixe", day, le=le, nature="date_convenue")


def due_day(*facts: Fact) -> str | None:
    found = only(derived(SHORT, [OPENING, *facts]))
    return None if found.due is None else found.due.date().isoformat()


def test_an_extension_adds_units_of_the_delay_from_its_anchor() -> None:
    assert due_day() == "2026-03-09"
    assert due_day(longer(3)) == "2026-03-12"
    assert due_day(longer(3), longer(2, 2)) == "2026-03-16"


def test_an_extension_by_months_is_counted_from_the_anchor_and_not_from_the_date() -> None:
    month = rule("D27-UN-MOIS", 1, Unit.MOIS)
    opening = fact("demande_ouverte", 29)  # 31 March
    more = fact(
        "delai_prolonge",
        30,
        regle="D27-UN-MOIS",
        ouverture=opening.key,
        n=1,
        nature="service_ferme",
    )

    plain, extended_ = only(derived(month, [opening])), only(derived(month, [opening, more]))

    assert [d.due.date().isoformat() for d in (plain, extended_) if d.due] == [
        "2026-04-30",
        "2026-05-31",
    ]
    assert extended_.adjusted is Adjusted.PROLONGEE


def test_counted_back_from_its_anchor_an_extended_delay_ends_later_and_never_after_it() -> None:
    back = Delay(n=3, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT)

    assert extended(back, 2).n == 1
    assert extended(back, 9).n == 0
    assert extended(Delay(n=3, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT, strict=True), 9).n
    with pytest.raises(ImpossibleDelay):
        Delay(n=0, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT, strict=True)


def test_a_date_set_by_hand_wins_over_the_count_at_the_hour_of_the_rule() -> None:
    noon = rule(RULE, delay=Delay(n=5, unit=Unit.JOUR_OUVRE, hour=time(12)))
    closed = said("delai_suspendu", 0.5, du="2026-03-03", nature="service_ferme")

    found = only(derived(noon, [OPENING, closed, longer(3), fixed("2026-05-10")]))

    assert found.due == datetime(2026, 5, 10, 10, 0, tzinfo=UTC)  # a Sunday, twelve o'clock there
    assert (found.status, found.adjusted) == (Status.OUVERTE, Adjusted.FIXEE)


def test_the_last_date_set_by_hand_is_the_date_until_it_is_given_back_to_the_count() -> None:
    twice = [fixed("2026-05-10"), fixed("2026-05-12", 2)]

    assert due_day(*twice) == "2026-05-12"
    assert due_day(*twice, said("delai_rendu", 3)) == "2026-03-09"
    assert due_day(longer(3), *twice, said("delai_rendu", 3)) == "2026-03-12"


def test_a_deadline_whose_anchor_is_not_known_may_have_a_date_set_by_hand() -> None:
    waiting = rule("D27-UN-MOIS", anchor=ANCHOR_FACT + "saisine_deposee")
    opening = fact("demande_ouverte", 0)
    by_hand = fact(
        *("delai_fixe", 1),
        regle="D27-UN-MOIS",
        ouverture=opening.key,
        le="2026-04-01",
        nature="date_imposee",
    )

    found = only(derived(waiting, [opening, by_hand]))

    assert (found.status, found.anchor) == (Status.OUVERTE, None)
    assert found.due is not None


def test_a_change_names_one_deadline_and_leaves_the_others_of_its_rule() -> None:
    again = fact("etat:signale", 20)

    first, second = derived(SHORT, [OPENING, again, longer(3)])
    plain = derived(SHORT, [OPENING, again])

    assert first.adjusted is Adjusted.PROLONGEE
    assert second == plain[1]


def test_a_change_told_in_another_dossier_reaches_the_deadline_that_it_names() -> None:
    month = rule("D27-UN-MOIS", 1, Unit.MOIS)
    opening = fact("demande_ouverte", 0)
    next_dossier = Subject(SubjectKind.DOSSIER, DOSSIER.id + 1)
    more = fact("delai_prolonge", 1, regle="D27-UN-MOIS", ouverture=opening.key, n=1)
    more = more._replace(subject=next_dossier, data={**more.data, "nature": "service_ferme"})

    assert only(derived(month, [opening, more])).adjusted is Adjusted.PROLONGEE


def test_what_was_met_late_is_met_in_time_once_extended_afterwards() -> None:
    leaving = fact("etat:accompagnement", 9)  # 11 March, due on the 9th

    late = only(derived(SHORT, [OPENING, leaving]))
    justified = only(derived(SHORT, [OPENING, leaving, longer(3, 30)]))

    assert (late.met_in_time, justified.met_in_time) == (False, True)


def test_a_suspension_that_begins_after_the_end_is_none_of_the_deadline() -> None:
    leaving = fact("etat:accompagnement", 2)
    after = said("delai_suspendu", 9, du="2026-03-05", nature="service_ferme")

    assert derived(SHORT, [OPENING, leaving, after]) == derived(SHORT, [OPENING, leaving])


FULL = Adjustments(
    pauses=(Pause(number=1, first=date(2026, 3, 3), last=None, motive="service fermé"),),
    extensions=(Extension(2, "réponse d’un tiers attendue"), Extension(1, "report justifié")),
    set_date=SetDate(date(2026, 4, 1), "date convenue"),
)


@pytest.mark.parametrize("one", [AS_COUNTED, FULL, Adjustments(extensions=(Extension(1, "x"),))])
def test_adjustments_are_read_again_as_they_were_stored(one: Adjustments) -> None:
    assert Adjustments.of(one.content()) == one


def test_the_stored_codes_of_the_reasons_stay_what_they_are() -> None:
    assert set(MOTIVES) == {
        *("service_ferme", "personne_empechee", "tiers_attendu", "report_justifie")
    }
    assert set(DATE_MOTIVES) - set(MOTIVES) == {"date_convenue", "date_imposee"}


@pytest.mark.parametrize(
    ("allowance", "given", "n", "code", "left"),
    [
        (None, (), 1, "delai_non_prolongeable", ""),
        (Allowance(most=5), (), 5, None, ""),
        (Allowance(most=5), (), 6, "prolongation_trop_longue", "5 jours ouvrés (5"),
        (Allowance(most=5, times=2), (Extension(3, "x"),), 2, None, ""),
        (Allowance(most=5, times=2), (Extension(3, "x"),), 3, "prolongation_trop_longue", "de 2"),
        (Allowance(most=5), (Extension(1, "x"),), 1, "prolongations_epuisees", "1 fois"),
    ],
)
def test_a_rule_says_how_far_it_is_extended_and_what_is_left(
    allowance: Allowance | None, given: tuple[Extension, ...], n: int, code: str | None, left: str
) -> None:
    version = rule(RULE, allowance=allowance)

    refusal = extension_refused(version, Adjustments(extensions=given), n)

    assert (None if refusal is None else refusal.code) == code
    assert refusal is None or left in refusal.sentence.replace("\N{NO-BREAK SPACE}", " ")


def explained(found: Deadline) -> tuple[str | None, list[str]]:
    said = explanation(found.anchor, found.rule.delay, CALENDAR, found.adjustments)
    assert said.due == found.due
    sentence = None if said.account is None else said.account.sentence
    return sentence, [note.replace("\N{NO-BREAK SPACE}", " ") for note in said.notes]


def test_an_explanation_tells_the_extensions_and_the_date_set_by_hand() -> None:
    sentence, notes = explained(only(derived(SHORT, [OPENING, longer(3), fixed("2026-05-10", 2)])))

    assert sentence is not None
    assert "8\N{NO-BREAK SPACE}jours ouvrés après" in sentence
    assert notes == [
        "Délai prolongé de 3 jours ouvrés (réponse d’un tiers attendue).",
        "La règle donne 5 jours ouvrés, il en est compté 8 jours ouvrés.",
        "Date fixée à la main au dimanche 10 mai 2026 (date convenue) : le compte n’en décide pas.",
    ]


def test_a_deadline_as_its_rule_counts_it_has_nothing_to_tell() -> None:
    assert explained(only(derived(SHORT, [OPENING])))[1] == []


def test_the_last_day_of_a_month_counted_back_keeps_one_month_at_least() -> None:
    back = Delay(n=2, unit=Unit.MOIS_CALENDAIRE, direction=Direction.AVANT)

    assert extended(back, 2).n == 1
