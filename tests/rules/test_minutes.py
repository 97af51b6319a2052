"""What is written of a séance: its order, its totals, and what two versions say differently."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.seances.kinds import Body
from rules.seances.minutes import (
    Attendee,
    Change,
    Examined,
    Minutes,
    Part,
    Point,
    Topic,
    changes,
    in_order,
)


def line(number: int, **said: Any) -> Examined:
    told: dict[str, Any] = {
        "dossier": number * 10,
        "rank": number,
        "nom": "NOM",
        "prenom": "PRENOM",
        "nature": "reorientation",
        "service": "ALI",
        "wished": "France Travail",
        "state": "favorable",
        "outcome": "Avis favorable",
        **said,
    }
    return Examined(line=number, **told)


def minutes(*lines: Examined, **said: Any) -> Minutes:
    told: dict[str, Any] = {
        "seance": 1,
        "kind": "ICL-I",
        "body": Body.CONCERTATION,
        "circonscription": "93-01",
        "territory": "Bobigny",
        "held": datetime(2026, 4, 9, 9, 30, tzinfo=UTC),
        "place": None,
        "coordinator": "le BAT",
        "attendees": (Attendee(service="ALI"),),
        **said,
    }
    return Minutes(lines=lines, **told)


def test_lines_stand_by_rank_those_that_were_not_examined_last() -> None:
    lines = [line(1, rank=None), line(2, rank=2), line(3, state="reporte", rank=1), line(4, rank=1)]

    assert [one.line for one in in_order(iter(lines))] == [4, 2, 1, 3]


def test_totals_count_what_was_examined() -> None:
    one = minutes(line(1), line(2), line(3, state="ajourne"), line(4, state="retire"))

    assert one.totals == {"favorable": 2, "ajourne": 1}
    assert [gone.line for gone in one.put_off] == [4]


def test_the_same_says_the_same() -> None:
    assert changes(minutes(line(1)), minutes(line(1))) == ()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"nom": "AUTRE"},
        {"service": "Agence locale"},
        {"wished": "FT"},
        {"next_held": datetime(2026, 5, 12, tzinfo=UTC)},
        {"rank": 7},
        {"outcome": "Avis positif"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_is_not_of_the_seance_makes_no_version(otherwise: dict[str, Any]) -> None:
    """A service renamed, a person married, a line inscribed again, a result called otherwise by the
    configuration: the séance said the same."""
    assert changes(minutes(line(1)), minutes(line(1, **otherwise))) == ()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"state": "desaccord_rendu", "outcome": "Désaccord"},
        {"state": "retenu", "outcome": None},
        {"method": "collegiale"},
        {"accord_accueil": False},
        {"issue": "fin"},
        {"told": {"motif": "un autre"}},
    ],
    ids=lambda said: next(iter(said)),
)
def test_whatever_the_seance_said_of_a_line_makes_one(otherwise: dict[str, Any]) -> None:
    (change,) = changes(minutes(line(1)), minutes(line(1, **otherwise)))

    assert change == Change(
        topic=Topic.RESULTAT,
        line=1,
        dossier=10,
        before="Avis favorable",
        after=otherwise.get("outcome", "Avis favorable"),
    )


def test_a_line_that_comes_or_goes_is_said() -> None:
    came, went = changes(minutes(line(1)), minutes(line(2)))

    assert (came.line, came.came, came.before, came.after) == (2, True, None, "Avis favorable")
    assert (went.line, went.gone, went.before, went.after) == (1, True, "Avis favorable", None)


def test_a_remark_a_text_who_was_there_and_a_point_are_said_apart() -> None:
    before = minutes(line(1))
    after = replace(
        before,
        lines=(line(1, remark="à revoir"),),
        parts={Part.SUITES.value: "Une formation"},
        attendees=(Attendee(service="ALI", standing="present"),),
        points=(Point(title="Offre nouvelle"),),
    )

    assert [one.topic for one in changes(before, after)] == [
        *(Topic.REMARQUE, Topic.TEXTE, Topic.PRESENCE, Topic.POINTS),
    ]


def test_a_seance_calls_its_results_as_its_kind_does() -> None:
    one = minutes(line(1, outcome="Pistes de travail proposées"))

    assert one.called("favorable") == "Pistes de travail proposées"
    assert one.called("ajourne") is None


def test_an_ep_has_a_proces_verbal_the_others_a_compte_rendu() -> None:
    assert minutes().document == "compte_rendu"
    assert minutes(body=Body.APPUI).document == "compte_rendu"
    assert minutes(body=Body.DECISION).document == "proces_verbal"
