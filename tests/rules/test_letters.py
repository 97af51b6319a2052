"""Letters, purely: which one is called for, where one is, until when a decision is contested."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.actors import Genre, Who
from rules.days.calendar import Calendar
from rules.letters.calls import Call, Ground, Line, calls, sending
from rules.letters.choosing import choose
from rules.letters.kinds import (
    DECISIONS,
    Kind,
    LetterView,
    Return,
    SeanceLetter,
    Standing,
    standing,
)
from rules.letters.remedies import remedy
from rules.refusals import Refusal
from rules.seances.kinds import Body
from tests.rules.letter_cases import LETTER

CALENDAR = Calendar.compile("93")
GROUND = Ground(
    state="accompagnement", previous_state=None, origin="manuelle", genre=Genre.ALI, entry=7
)


def at(state: str, **changes: Any) -> Ground:
    return replace(GROUND, state=state, **changes)


def kinds(ground: Ground) -> list[Kind | SeanceLetter]:
    return [one.kind for one in calls(ground)]


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (at("a_notifier"), [Kind.ORIENTATION]),
        (at("a_notifier", genre=Genre.FRANCE_TRAVAIL), [Kind.ORIENTATION_FRANCE_TRAVAIL]),
        (at("a_notifier", origin="algorithme"), [Kind.ORIENTATION_ALGORITHME]),
        (at("a_notifier", origin="diagnostic"), [Kind.ORIENTATION_CORRIGEE]),
        (at("a_notifier", origin="signalement"), [Kind.ORIENTATION_CORRIGEE]),
        (at("a_notifier", origin="reorientation"), [Kind.REORIENTATION_ACCEPTEE]),
        (
            at("a_notifier", origin="reorientation", genre=Genre.FRANCE_TRAVAIL),
            [Kind.REORIENTATION_ACCEPTEE_FRANCE_TRAVAIL],
        ),
        (at("refus_a_notifier"), [Kind.REORIENTATION_REFUSEE]),
        (at("attente_ep", previous_state="inscrit_ep"), [Kind.REORIENTATION_REPORTEE]),
        (at("attente_ep", previous_state="saisine_recue"), []),
        (
            at("accompagnement", previous_state="inscrit_ep", issue="annulee"),
            [Kind.REORIENTATION_ANNULEE],
        ),
        (at("accompagnement", previous_state="inscrit_ep", issue="retiree"), []),
        (at("accompagnement"), []),
        (at("adresse_a_retrouver"), []),
    ],
)
def test_a_state_calls_for_its_letter(ground: Ground, expected: list[Kind]) -> None:
    assert kinds(ground) == expected


def test_a_line_calls_for_the_letters_of_its_seance() -> None:
    lines = tuple(
        Line(id=rank, seance_id=rank, body=body, invited=invited)
        for rank, (body, invited) in enumerate(
            [(Body.DECISION, False), (Body.CONCERTATION, True), (Body.APPUI, False)], 1
        )
    )
    found = calls(at("en_icl", lines=lines))

    assert [(one.kind, one.line and one.line.id, one.needed) for one in found] == [
        (Kind.CONVOCATION, 1, True),
        (Kind.INVITATION, 2, True),
        (Kind.INFORMATION_PASSAGE, 2, False),
        (Kind.INFORMATION_PASSAGE, 3, False),
    ]
    assert all(one.act is None for one in found)


def test_only_the_letter_of_a_decision_is_sent_by_the_act_that_notifies() -> None:
    for kind in Kind:
        acts = {sending(kind, state) for state in ("a_notifier", "refus_a_notifier")} - {None}

        assert bool(acts) is (kind in DECISIONS), kind
    assert sending(Kind.REORIENTATION_REFUSEE, "refus_a_notifier") == "notifier_refus"
    assert sending(Kind.ORIENTATION, "notifie") is None


def test_a_decision_that_came_back_is_called_for_again_once_the_dossier_went_on() -> None:
    back = replace(
        LETTER,
        kind=Kind.REORIENTATION_REFUSEE,
        sent=date(2026, 3, 1),
        returned=date(2026, 3, 9),
        reason=Return.NPAI,
    )
    again = replace(back, id=5, returned=None, reason=None)

    assert kinds(at("accompagnement", letters=(back,))) == [Kind.REORIENTATION_REFUSEE]
    assert kinds(at("accompagnement", letters=(back, again))) == []
    assert kinds(at("accompagnement", letters=(replace(back, reason=Return.REFUSE),))) == []


def test_what_is_proposed_is_what_is_missed_and_never_what_is_only_possible() -> None:
    line = Line(id=1, seance_id=1, body=Body.CONCERTATION, invited=False)
    ground = at("en_icl", lines=(line,))
    proposed = choose(ground, kind=None, line=None, dead=False)
    asked = choose(ground, kind=Kind.INFORMATION_PASSAGE, line=1, dead=False)
    elsewhere = choose(ground, kind=Kind.INFORMATION_PASSAGE, line=2, dead=False)

    assert isinstance(proposed, Refusal)
    assert "information_passage" in proposed.remedy
    assert isinstance(asked, Call)
    assert asked.who == (Who.BOP, Who.BAT)
    assert isinstance(elsewhere, Refusal)
    assert elsewhere.code == "lettre_non_appelee"


def test_nothing_is_chosen_for_the_dead_whatever_is_asked() -> None:
    for ground in (at("a_notifier"), at("refus_a_notifier")):
        for kind in (None, *Kind):
            answer = choose(ground, kind=kind, line=None, dead=True)

            assert isinstance(answer, Refusal)
            assert answer.code == "courrier_arrete"


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({}, Standing.A_ENVOYER),
        ({"sent": date(2026, 3, 1)}, Standing.ENVOYEE),
        ({"sent": date(2026, 3, 1), "presented": date(2026, 3, 2)}, Standing.PRESENTEE),
        ({"sent": date(2026, 3, 1), "received": date(2026, 3, 2)}, Standing.RECUE),
        ({"sent": date(2026, 3, 1), "returned": date(2026, 3, 2)}, Standing.REVENUE),
        ({"annulled": True}, Standing.ANNULEE),
    ],
)
def test_where_a_letter_is_is_told_by_its_last_day(
    changes: dict[str, Any], stands: Standing
) -> None:
    letter = replace(LETTER, **changes)

    assert standing(letter, called=True, changed=False, dead=False) is stands


def test_before_it_leaves_death_comes_first_then_its_ground_then_what_it_says() -> None:
    def where(*, called: bool, changed: bool, dead: bool) -> Standing:
        return standing(LETTER, called=called, changed=changed, dead=dead)

    assert where(called=False, changed=True, dead=True) is Standing.ARRETEE
    assert where(called=False, changed=True, dead=False) is Standing.SANS_OBJET
    assert where(called=True, changed=True, dead=False) is Standing.PERIMEE


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (date(2026, 5, 4), date(2026, 7, 6)),  # the 4th of July is a Saturday
        (date(2025, 12, 31), date(2026, 3, 2)),  # no 31st of February, and the 28th a Saturday
        (date(2026, 3, 14), date(2026, 5, 15)),  # the 14th of May is Ascension Day
        (date(2026, 3, 10), date(2026, 5, 11)),  # the 10th of May is a Sunday
    ],
)
def test_two_months_to_contest_from_the_day_to_the_day_and_on_to_a_worked_one(
    received: date, until: date
) -> None:
    opened = remedy(replace(LETTER, received=received), CALENDAR)

    assert opened is not None
    assert opened.until == until


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, sent=date(2026, 3, 1)),
        replace(LETTER, presented=date(2026, 3, 2)),
        replace(LETTER, presented=date(2026, 3, 2), reason=Return.NPAI),
        replace(LETTER, kind=Kind.CONVOCATION, received=date(2026, 3, 2)),
    ],
)
def test_no_delay_runs_of_what_nobody_is_known_to_have_had_or_of_what_decides_nothing(
    letter: LetterView,
) -> None:
    assert remedy(letter, CALENDAR) is None
