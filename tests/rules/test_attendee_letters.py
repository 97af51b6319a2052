"""Which letters a séance calls for, and what may be told of their days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from rules.letters.attendees import Attendee, Gathering, choose_there, gathering_calls
from rules.letters.calls import Call
from rules.letters.days import untrue
from rules.letters.kinds import LetterView, SeanceLetter
from rules.refusals import Refusal
from rules.seances.seats import Answer
from rules.situation import SeanceView

SEANCE = SeanceView(
    id=3,
    genre="icl",
    circonscription="3",
    held=datetime(2026, 4, 9, 8, tzinfo=UTC),
    state="preparee",
)
TODAY = date(2026, 3, 10)
MEMBER = Attendee(member=4, told=True, by_post=True)
PARTNER = Attendee(guest=7, told=True, by_post=True)
GATHERING = Gathering(
    seance=SEANCE,
    over=False,
    dated=1,
    settled=None,
    attendees=(MEMBER, PARTNER),
)
LETTER = LetterView(
    id=9,
    dossier_id=None,
    kind=SeanceLetter.CONVOCATION_MEMBRE,
    entry=1,
    line=None,
    annulled=False,
    made=datetime.combine(TODAY - timedelta(days=5), time(8), tzinfo=UTC),
    produced=TODAY - timedelta(days=5),
    seance_id=3,
    member=4,
)


def at(**changed: Any) -> Gathering:
    return replace(GATHERING, **changed)


def told(gathering: Gathering) -> list[tuple[str, bool]]:
    return [(one.kind.value, one.needed) for one in gathering_calls(gathering)]


def test_each_attendee_who_was_told_is_called_by_the_letter_of_their_place() -> None:
    assert told(GATHERING) == [("convocation_membre", True), ("confirmation_partenaire", True)]
    assert told(at(attendees=(replace(MEMBER, told=False),))) == []
    assert told(at(attendees=(replace(PARTNER, by_post=False),))) == [
        ("confirmation_partenaire", False)
    ]


@pytest.mark.parametrize("state", ["ouverte", "tenue", "restituee", "close", "annulee", "reportee"])
def test_a_seance_that_is_no_longer_to_come_calls_for_nothing(state: str) -> None:
    gathering = at(seance=replace(SEANCE, state=state))
    answer = choose_there(gathering, kind=None, member=4, guest=None)

    assert told(gathering) == told(at(over=True)) == []
    assert isinstance(answer, Refusal)
    assert answer.code == "seance_qui_n_attend_personne"


@pytest.mark.parametrize(
    ("answer", "convocation", "agenda"),
    [(None, True, True), (Answer.CONFIRME, False, True), (Answer.DECLINE, False, False)],
)
def test_an_answer_makes_a_letter_needless(
    answer: Answer | None, convocation: bool, agenda: bool
) -> None:
    gathering = at(settled=6, attendees=(replace(MEMBER, answer=answer),))

    assert told(gathering) == [("convocation_membre", convocation), ("ordre_du_jour", agenda)]


def test_the_agenda_is_told_anew_when_it_is_settled_or_moved_after() -> None:
    def entry(gathering: Gathering) -> int:
        call = choose_there(gathering, kind=SeanceLetter.ORDRE_DU_JOUR, member=4, guest=None)
        assert isinstance(call, Call)
        return call.entry

    assert entry(at(settled=6)) == 6
    assert entry(at(settled=6, dated=8)) == 8


def test_a_letter_tells_its_call_to_the_same_person_of_the_same_entry_only() -> None:
    call = choose_there(GATHERING, kind=None, member=4, guest=None)
    assert isinstance(call, Call)

    assert call.told_by(LETTER)
    assert not call.told_by(replace(LETTER, member=5))
    assert not call.told_by(replace(LETTER, entry=2))
    assert not call.told_by(replace(LETTER, reason="npai"))


@pytest.mark.parametrize(
    ("kind", "member", "guest", "code"),
    [
        (None, 5, None, "non_attendu"),
        (None, None, 8, "non_attendu"),
        (None, None, None, "destinataire_a_dire"),
        (SeanceLetter.ORDRE_DU_JOUR, 4, None, "ordre_du_jour_pas_arrete"),
        (SeanceLetter.CONFIRMATION_PARTENAIRE, 4, None, "lettre_non_appelee"),
    ],
)
def test_why_a_letter_is_not_made(
    kind: SeanceLetter | None, member: int | None, guest: int | None, code: str
) -> None:
    answer = choose_there(GATHERING, kind=kind, member=member, guest=guest)

    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert answer.remedy


def test_who_was_not_told_yet_and_what_nobody_misses_say_so() -> None:
    untold = choose_there(
        at(attendees=(replace(MEMBER, told=False),)), kind=None, member=4, guest=None
    )
    by_mail = choose_there(
        at(attendees=(replace(MEMBER, by_post=False),)), kind=None, member=4, guest=None
    )

    assert isinstance(untold, Refusal)
    assert untold.code == "pas_encore_convoque"
    assert isinstance(by_mail, Refusal)
    assert by_mail.code == "aucune_lettre_attendue"


SENT = replace(LETTER, sent=TODAY - timedelta(days=3))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (replace(LETTER, annulled=True), SENT, "lettre_annulee"),
        (SENT, replace(SENT, sent=TODAY), "lettre_deja_envoyee"),
        (LETTER, replace(LETTER, received=TODAY), "courrier_non_envoye"),
        (LETTER, replace(LETTER, sent=TODAY + timedelta(days=1)), "date_future"),
        (LETTER, replace(LETTER, sent=TODAY - timedelta(days=9)), "envoi_avant_production"),
        (SENT, replace(SENT, received=TODAY - timedelta(days=4)), "courrier_non_envoye"),
        (
            SENT,
            replace(SENT, presented=TODAY, received=TODAY - timedelta(days=1)),
            "reception_avant_presentation",
        ),
        (
            replace(SENT, received=TODAY),
            replace(SENT, received=TODAY, returned=TODAY),
            "lettre_recue_et_revenue",
        ),
    ],
)
def test_days_that_cannot_be_are_told(before: LetterView, after: LetterView, code: str) -> None:
    assert code in [one.code for one in untrue(before, after, TODAY)]


def test_days_that_follow_one_another_are_taken() -> None:
    arrived = replace(SENT, presented=TODAY - timedelta(days=1), received=TODAY)

    assert list(untrue(LETTER, SENT, TODAY)) == list(untrue(SENT, arrived, TODAY)) == []
