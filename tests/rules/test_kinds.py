"""The kinds of séance: how each is on a day, in a circonscription."""

from dataclasses import replace
from datetime import date

from rules.actors import Genre
from rules.seances.kinds import Kinds
from rules.seances.seats import Participant, Presence, Quorum, Seat
from rules.wording import quoted
from rules.words import Office, Words
from tests.rules.seat_cases import HERE, HOLDER
from tests.rules.seat_cases import KIND as SEATED
from tests.situations import KIND, KIND_APPUI, KIND_EP

MERGED = replace(KIND, label="ICL-I et ICAG", circonscriptions=frozenset({"C2"}))
UNTIL_JUNE = replace(KIND, valid_to=date(2026, 6, 30))
FROM_JULY = replace(KIND, label="ICL-I élargie", valid_from=date(2026, 7, 1))


def test_what_is_said_of_one_circonscription_stands_above_what_is_said_of_all() -> None:
    kinds = Kinds.of([KIND, MERGED])

    assert kinds.at("icl", date(2026, 4, 9), "C1") == KIND
    assert kinds.at("icl", date(2026, 4, 9), "C2") == MERGED


def test_a_kind_changes_on_its_day() -> None:
    kinds = Kinds.of([UNTIL_JUNE, FROM_JULY])

    assert kinds.at("icl", date(2026, 6, 30), "C1") == UNTIL_JUNE
    assert kinds.at("icl", date(2026, 7, 1), "C1") == FROM_JULY


def test_a_kind_that_is_held_in_some_circonscriptions_is_not_held_elsewhere() -> None:
    kinds = Kinds.of([MERGED])

    assert kinds.at("icl", date(2026, 4, 9), "C1") is None
    assert kinds.at("ep", date(2026, 4, 9), "C1") is None


def test_who_coordinates_is_told_in_words() -> None:
    called = Words(offices={Office.BOP: "le BOP", Office.BAT: "la chargée de secteur"})
    ep, appui = (replace(kind, offices=called) for kind in (KIND_EP, KIND_APPUI))

    assert ep.coordinated_by == "le BOP ou le secrétariat de l’EP"
    assert appui.coordinated_by == "la chargée de secteur"


def test_whoever_leads_a_seance_of_a_programme_is_told_in_the_words_of_the_programme() -> None:
    led = replace(KIND_APPUI, led_by="chargée du secteur 1")

    assert led.coordination == "chargée du secteur 1"
    assert led.coordinated_by == quoted("chargée du secteur 1")
    assert KIND_EP.coordination == KIND_EP.coordinated_by


def test_a_kind_that_says_no_seats_has_one_for_each_kind_of_service() -> None:
    said = replace(KIND, said_seats=(SEATED.said_seats[0],))

    assert [seat.code for seat in KIND.seats] == sorted(KIND.services)
    assert [seat.label for seat in said.seats] == ["chargée de secteur"]
    assert KIND.prescriber is None


def test_a_service_holds_the_permanent_seat_of_its_kind_and_its_lines_the_other() -> None:
    assert KIND.seat_of(Genre.ALI) == Seat.of(Genre.ALI)
    assert SEATED.seat_of(Genre.FRANCE_TRAVAIL) is None
    assert SEATED.prescriber is not None
    assert SEATED.prescriber.code == "prescripteur"


def test_a_quorum_counts_those_who_came_on_seats_that_count_and_names_who_misses() -> None:
    outside = Seat(code="psychologue", label="psychologue", counts=False)
    kind = replace(
        SEATED,
        said_seats=(*SEATED.said_seats, outside),
        quorum=Quorum(least=2, required=frozenset({"secteur"})),
    )
    guests = [
        Participant(id=number, seat=seat, presence=Presence.PRESENT)
        for number, seat in enumerate(("psychologue", "prescripteur", "inconnu"))
    ]
    short = kind.quorum_of([*guests, HOLDER])
    whole = kind.quorum_of([*guests, HERE])

    assert short is not None
    assert whole is not None
    assert (short.present, short.reached, whole.present, whole.reached) == (1, False, 2, True)
    assert short.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "1 présent, 2 requis, il manque : chargée de secteur"
    )
    assert whole.sentence.replace("\N{NO-BREAK SPACE}", " ") == "2 présents, 2 requis"
    assert KIND.quorum_of(guests) is None
