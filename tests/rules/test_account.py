"""The account of a date says what ``due`` computed, day by day, in French."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.delays.account import Account, DayLine, explain
from rules.delays.delay import HOURS, Delay, ImpossibleDelay, Pause, WeekMode, due

PARIS = ZoneInfo("Europe/Paris")
METROPOLE = Calendar.compile("93")
NBSP = "\N{NO-BREAK SPACE}"
AVANT = Direction.AVANT
SEANCE = datetime(2025, 5, 12, 9, 30, tzinfo=PARIS)


def plain(text: str | None) -> str:
    assert text is not None
    return text.replace(NBSP, " ")


def told(account: Account) -> list[tuple[str, int | None, str | None]]:
    return [
        (line.day.isoformat(), line.rank, line.reason and plain(line.reason))
        for line in account.lines
    ]


@st.composite
def delays(draw: st.DrawFn) -> Delay:
    """Any delay that is not refused."""
    unit = draw(st.sampled_from(Unit))
    while True:
        try:
            return Delay(
                n=draw(st.integers(0, 24)),
                unit=unit,
                direction=draw(st.sampled_from(Direction)),
                hour=None if unit in HOURS else draw(st.none() | st.times()),
                roll=draw(st.sampled_from(Roll)),
                strict=unit not in HOURS and draw(st.booleans()),
                week_mode=draw(st.sampled_from(WeekMode))
                if unit is Unit.SEMAINE
                else WeekMode.SEPT_JOURS,
                month_day=draw(st.none() | st.integers(1, 31))
                if unit is Unit.MOIS_CALENDAIRE
                else None,
            )
        except ImpossibleDelay:
            continue


anchors = st.builds(
    datetime.combine, st.dates(date(2005, 1, 1), date(2055, 12, 31)), st.times(), st.just(PARIS)
)
offsets = st.lists(st.tuples(st.integers(-50, 50), st.none() | st.integers(0, 12)), max_size=3)


@given(anchors, delays(), offsets)
def test_the_account_and_the_due_date_agree_everywhere(
    anchor: datetime, delay: Delay, ranges: list[tuple[int, int | None]]
) -> None:
    pauses = [
        Pause(
            number=number,
            first=anchor.date() + timedelta(first),
            last=None if length is None else anchor.date() + timedelta(first + length),
            motive="grève",
        )
        for number, (first, length) in enumerate(ranges, 1)
    ]

    account = explain(anchor, delay, METROPOLE, pauses)

    days = [line.day for line in account.lines]
    step = timedelta(days=1 if delay.direction is Direction.APRES else -1)
    ranks = [line.rank for line in account.lines if line.counted]
    assert account.due == due(anchor, delay, METROPOLE, pauses)
    assert days == [anchor.date() + number * step for number in range(len(days))]
    assert all((line.reason is None) == line.counted for line in account.lines)
    assert all((line.rank is None) != line.counted for line in account.lines)
    if delay.unit not in HOURS:
        assert ranks == list(range(1, len(ranks) + 1))
    if account.due is not None and delay.unit in {Unit.JOUR_OUVRE, Unit.JOUR_FRANC}:
        outward = 1 if delay.direction is AVANT else -1
        assert len(ranks) == delay.n + outward * delay.strict
    if account.due is not None and delay.unit in HOURS and delay.n:
        assert ranks[-1] == delay.n


def test_the_tableau_before_the_seance_of_12_may_2025_is_told_day_by_day() -> None:
    closed = Pause(number=1, first=date(2025, 5, 6), last=date(2025, 5, 7), motive="service fermé")
    before = Pause(number=2, first=date(2025, 1, 6), last=date(2025, 1, 7), motive="grève")
    delay = Delay(n=2, unit=Unit.JOUR_OUVRE, direction=AVANT)

    account = explain(SEANCE, delay, METROPOLE, [closed, before])

    assert told(account) == [
        ("2025-05-12", None, "point de départ, jour non compté"),
        ("2025-05-11", None, "dimanche"),
        ("2025-05-10", None, "samedi"),
        ("2025-05-09", 1, None),
        ("2025-05-08", None, "Fête de la Victoire"),
        ("2025-05-07", None, "suspension n° 1 : service fermé"),
        ("2025-05-06", None, "suspension n° 1 : service fermé"),
        ("2025-05-05", 2, None),
    ]
    assert account.due == datetime(2025, 5, 5, 23, 59, tzinfo=PARIS)
    assert account.rolled is None
    assert plain(account.sentence) == (
        "2 jours ouvrés avant le lundi 12 mai 2025 : échéance le lundi 5 mai 2025 à 23 h 59 ; "
        "la suspension n° 1 (du 6 mai 2025 au 7 mai 2025, service fermé) la fait passer du "
        "mercredi 7 mai 2025 au lundi 5 mai 2025 ; la suspension n° 2 (du 6 janvier 2025 au "
        "7 janvier 2025, grève) est sans effet sur elle."
    )


def test_a_suspended_day_off_says_that_the_suspension_changes_nothing_that_day() -> None:
    weekend = Pause(number=4, first=date(2025, 5, 10), last=date(2025, 5, 11), motive="panne")

    account = explain(
        SEANCE, Delay(n=1, unit=Unit.JOUR_OUVRE, direction=AVANT), METROPOLE, [weekend]
    )

    assert told(account)[1] == ("2025-05-11", None, "dimanche (suspension n° 4 sans effet ce jour)")
    assert "la suspension n° 4" in plain(account.sentence)
    assert plain(account.sentence).endswith("est sans effet sur elle.")


def test_a_running_pause_is_told_up_to_its_first_day() -> None:
    running = Pause(number=1, first=date(2025, 5, 14), last=None, motive="panne")

    account = explain(SEANCE, Delay(n=5, unit=Unit.JOUR_CALENDAIRE), METROPOLE, [running])

    assert told(account) == [
        ("2025-05-12", None, "point de départ, jour non compté"),
        ("2025-05-13", 1, None),
        ("2025-05-14", None, "suspension n° 1 : panne"),
    ]
    assert account.due is None
    assert plain(account.sentence) == (
        "5 jours calendaires après le lundi 12 mai 2025 : pas encore d’échéance ; "
        "la suspension n° 1 (depuis le 14 mai 2025, panne) est en cours."
    )


def test_the_roll_of_an_end_is_told_with_its_days() -> None:
    delay = Delay(n=3, unit=Unit.JOUR_CALENDAIRE, roll=Roll.SUIVANT)

    account = explain(datetime(2025, 5, 7, 9, tzinfo=PARIS), delay, METROPOLE)

    assert told(account)[-3:] == [
        ("2025-05-10", 3, None),
        ("2025-05-11", None, "dimanche"),
        ("2025-05-12", None, "échéance portée à ce jour"),
    ]
    assert plain(account.rolled) == (
        "le samedi 10 mai 2025 n’est pas ouvré (samedi), l’échéance est portée au jour ouvré "
        "suivant"
    )
    assert account.rolled is not None
    assert account.rolled in account.sentence


def test_the_roll_of_hours_is_told_with_its_days() -> None:
    delay = Delay(n=48, unit=Unit.HEURE, direction=AVANT, roll=Roll.PRECEDENT)

    account = explain(SEANCE, delay, METROPOLE)

    assert told(account) == [
        ("2025-05-12", 9, None),
        ("2025-05-11", 33, None),
        ("2025-05-10", 48, None),
        ("2025-05-09", None, "échéance portée à ce jour"),
    ]
    assert plain(account.sentence).startswith(
        "48 heures avant le lundi 12 mai 2025 à 9 h 30 : échéance le vendredi 9 mai 2025 à 9 h 30"
    )
    assert plain(account.rolled).endswith("portée au jour ouvré précédent")


def test_a_month_too_short_is_said_to_have_moved_the_end() -> None:
    account = explain(datetime(2025, 1, 31, 9, tzinfo=PARIS), Delay(n=1, unit=Unit.MOIS), METROPOLE)

    assert account.rolled == "le mois d’arrivée n’a pas de 31, son dernier jour est retenu"


def test_the_ends_of_a_delai_franc_are_told_as_not_counted() -> None:
    account = explain(SEANCE, Delay(n=2, unit=Unit.JOUR_FRANC), METROPOLE)

    assert told(account) == [
        ("2025-05-12", None, "point de départ, jour non compté"),
        ("2025-05-13", 1, None),
        ("2025-05-14", 2, None),
        ("2025-05-15", None, "jour d’échéance d’un délai franc, non compté"),
    ]


def test_worked_hours_are_told_day_by_day() -> None:
    account = explain(SEANCE, Delay(n=10, unit=Unit.HEURE_OUVREE, direction=AVANT), METROPOLE)

    assert told(account) == [
        ("2025-05-12", 0, None),
        ("2025-05-11", None, "dimanche"),
        ("2025-05-10", None, "samedi"),
        ("2025-05-09", 6, None),
        ("2025-05-08", None, "Fête de la Victoire"),
        ("2025-05-07", 10, None),
    ]


def test_a_day_without_any_hour_counted_says_so() -> None:
    evening = datetime(2025, 5, 12, 18, tzinfo=PARIS)

    account = explain(evening, Delay(n=1, unit=Unit.HEURE_OUVREE), METROPOLE)

    assert account.lines == (
        DayLine(
            day=date(2025, 5, 12), counted=False, rank=None, reason="aucune heure comptée ce jour"
        ),
        DayLine(day=date(2025, 5, 13), counted=True, rank=1, reason=None, minutes=60),
    )


def test_the_minutes_counted_so_far_are_told_beside_the_whole_hours() -> None:
    account = explain(SEANCE, Delay(n=10, unit=Unit.HEURE_OUVREE, direction=AVANT), METROPOLE)

    assert [(line.rank, line.minutes) for line in account.lines if line.counted] == [
        (0, 30),
        (6, 390),
        (10, 600),
    ]
    days = explain(SEANCE, Delay(n=2, unit=Unit.JOUR_OUVRE, direction=AVANT), METROPOLE).lines
    assert {line.minutes for line in days} == {None}


@pytest.mark.parametrize(
    ("delay", "beginning"),
    [
        (Delay(n=1, unit=Unit.JOUR_OUVRE), "1 jour ouvré après le lundi 12 mai 2025 : "),
        (Delay(n=2, unit=Unit.JOUR_OUVRABLE), "2 jours ouvrables après le lundi 12 mai 2025 : "),
        (
            Delay(n=2, unit=Unit.SEMAINE, strict=True),
            "Moins de 2 semaines après le lundi 12 mai 2025 : ",
        ),
        (
            Delay(n=10, unit=Unit.JOUR_CALENDAIRE, direction=AVANT, strict=True),
            "Plus de 10 jours calendaires avant le lundi 12 mai 2025 : ",
        ),
        (
            Delay(n=1, unit=Unit.SEMAINE, week_mode=WeekMode.VENDREDI_SUIVANT),
            "Au plus tard le vendredi de la semaine suivant celle du lundi 12 mai 2025 : échéance "
            "le vendredi 23 mai 2025 à 23 h 59.",
        ),
        (
            Delay(n=2, unit=Unit.SEMAINE, week_mode=WeekMode.VENDREDI_SUIVANT),
            "Au plus tard le vendredi de la 2e semaine suivant celle du lundi 12 mai 2025 : ",
        ),
        (
            Delay(n=0, unit=Unit.SEMAINE, week_mode=WeekMode.VENDREDI_SUIVANT),
            "Au plus tard le vendredi de la semaine du lundi 12 mai 2025 : ",
        ),
        (
            Delay(n=0, unit=Unit.MOIS_CALENDAIRE),
            "Au plus tard le dernier jour du mois du lundi 12 mai 2025 : ",
        ),
        (
            Delay(n=1, unit=Unit.MOIS_CALENDAIRE, month_day=1, hour=time(12)),
            "Au plus tard le 1er du mois suivant celui du lundi 12 mai 2025 : échéance le "
            "dimanche 1er juin 2025 à 12 h.",
        ),
        (
            Delay(n=2, unit=Unit.MOIS_CALENDAIRE, direction=AVANT, strict=True),
            "Avant le dernier jour du 2e mois précédant celui du lundi 12 mai 2025 : ",
        ),
    ],
)
def test_the_sentence_begins_with_what_was_asked(delay: Delay, beginning: str) -> None:
    account = explain(SEANCE, delay, METROPOLE)

    assert plain(account.sentence).startswith(beginning)


def test_numbers_and_colons_are_never_cut_from_their_words() -> None:
    account = explain(SEANCE, Delay(n=2, unit=Unit.JOUR_OUVRE), METROPOLE)

    assert account.sentence == (
        f"2{NBSP}jours ouvrés après le lundi 12{NBSP}mai{NBSP}2025{NBSP}: échéance le mercredi "
        f"14{NBSP}mai{NBSP}2025 à 23{NBSP}h{NBSP}59."
    )
