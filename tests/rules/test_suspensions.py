"""The suspensions of a delay, read in the facts of its dossier."""

from datetime import date
from typing import Any

from rules.deadlines.rule import Scope
from rules.delays.suspensions import pauses
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from tests.rules.derivation import CALENDAR, DOSSIER, derived, fact, only, rule

HELD: dict[str, Any] = {"regle": "I-INSTRUIRE", "du": "2026-03-04", "nature": "service_ferme"}
RESUMED: dict[str, Any] = {"regle": "I-INSTRUIRE", "date": "2026-03-06"}


def ranges(*said: tuple[str, dict[str, Any]]) -> list[tuple[date, date | None]]:
    return [(pause.first, pause.last) for pause in pauses(said, "I-INSTRUIRE")]


def test_a_suspension_runs_until_its_last_day_or_the_eve_of_the_resumption() -> None:
    running = ranges(("delai_suspendu", {**HELD}))
    ended = ranges(("delai_suspendu", {**HELD, "au": "2026-03-05"}))
    resumed = ranges(("delai_suspendu", {**HELD}), ("delai_repris", {**RESUMED}))

    assert running == [(date(2026, 3, 4), None)]
    assert ended == resumed == [(date(2026, 3, 4), date(2026, 3, 5))]


def test_a_resumption_shortens_a_suspension_and_never_lengthens_it() -> None:
    longer = {**HELD, "au": "2026-03-20"}
    shorter = {**HELD, "au": "2026-03-04"}

    assert ranges(("delai_suspendu", longer), ("delai_repris", {**RESUMED})) == [
        (date(2026, 3, 4), date(2026, 3, 5))
    ]
    assert ranges(("delai_suspendu", shorter), ("delai_repris", {**RESUMED})) == [
        (date(2026, 3, 4), date(2026, 3, 4))
    ]


def test_a_suspension_resumed_before_it_began_is_none() -> None:
    to_come = {**HELD, "du": "2026-03-06"}

    assert ranges(("delai_suspendu", to_come), ("delai_repris", {**RESUMED})) == []


def test_a_resumption_leaves_the_suspensions_still_to_come() -> None:
    to_come = {**HELD, "du": "2026-03-20", "au": "2026-03-25"}
    said = [("delai_suspendu", to_come), ("delai_suspendu", {**HELD})]
    resumed = ("delai_repris", {**RESUMED})

    assert ranges(*said, resumed) == [
        (date(2026, 3, 20), date(2026, 3, 25)),
        (date(2026, 3, 4), date(2026, 3, 5)),
    ]
    assert ranges(*said, resumed, resumed) == [(date(2026, 3, 4), date(2026, 3, 5))]


def test_a_suspension_gives_its_reason_in_words_and_its_number() -> None:
    first, second = pauses(
        [
            ("delai_suspendu", {**HELD, "au": "2026-03-05"}),
            ("delai_suspendu", {**HELD, "du": "2026-03-10", "nature": "report_justifie"}),
        ],
        "I-INSTRUIRE",
    )

    assert (first.number, first.motive) == (1, "service fermé")
    assert (second.number, second.motive) == (2, "report justifié")


def test_suspended_days_do_not_count() -> None:
    opening = fact("etat:signale", 0)
    two_days = fact("delai_suspendu", 1, **{**HELD, "au": "2026-03-05"})

    plain = only(derived(rule("I-INSTRUIRE"), [opening]))
    later = only(derived(rule("I-INSTRUIRE"), [opening, two_days]))

    assert plain.due is not None
    assert later.due is not None
    assert (plain.due.date(), later.due.date()) == (date(2026, 3, 9), date(2026, 3, 11))
    assert plain.lineage == later.lineage


def test_a_suspension_concerns_one_delay_of_one_dossier() -> None:
    opening = fact("etat:signale", 0)
    other_rule = fact("delai_suspendu", 1, **{**HELD, "regle": "I-VALIDER"})
    other_dossier = Subject(SubjectKind.DOSSIER, DOSSIER.id + 1)
    elsewhere = fact("delai_suspendu", 1, **HELD)._replace(subject=other_dossier)

    plain = only(derived(rule("I-INSTRUIRE"), [opening]))

    assert only(derived(rule("I-INSTRUIRE"), [opening, other_rule, elsewhere])) == plain


def test_a_suspension_touches_the_delays_of_people_and_of_seances_and_no_cycle() -> None:
    codes = ("I-INSTRUIRE", "D27-UN-MOIS", "D3-COMPTE-RENDU", "D9-ICL-MENSUELLE")
    book = Rulebook(calendar=CALENDAR, rules={code: (rule(code),) for code in codes})

    touched = book.touched(["delai_suspendu"], frozenset(Scope))

    assert set(touched) == set(codes) - {"D9-ICL-MENSUELLE"}
