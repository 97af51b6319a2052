"""``calendrier``: dates counted on the command line, without a database, alone or in a lot."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from entrypoints.cli.commands import app
from rules.days.calendar import Calendar, Direction, Unit
from tests.entrypoints.configs import TEXT, plain

LAW = ("--departement", "93")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database, and no configuration where it is looked for."""
    monkeypatch.setenv("REORIENTATION_DATABASE_URL", "postgresql://localhost:1/nulle-part")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(tmp_path / "absente.yaml"))
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        TEXT.replace(
            "\ncalendrier:\n",
            '\ndemi_journees:\n  - {le: 2026-12-24, jusqu_a: "12:00", libelle: veille de Noël}\n'
            "\ncalendrier:\n",
            1,
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))


def run(*arguments: object, code: int = 0, given: str | bytes = b"") -> Result:
    result = CliRunner().invoke(app, ["calendrier", *map(str, arguments)], input=given)
    assert result.exit_code == code, (result.output, result.exception)
    return result


def told(*arguments: object) -> str:
    return plain(run(*arguments).stdout)


def as_json(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def refused(*arguments: object, code: int = 2) -> str:
    return plain(run(*arguments, code=code).stderr)


def lot(*lines: str, options: tuple[str, ...] = LAW, code: int = 0) -> list[str]:
    text = "".join(f"{line}\n" for line in lines)
    result = run("ajouter", "--lot", *options, code=code, given=text)
    return plain(result.stdout).splitlines()


def test_the_tableau_before_the_seance_of_12_may_2025_is_due_on_the_7th() -> None:
    asked = ("ajouter", "2025-05-12", 2, "--unite", "jour_ouvre", "--sens", "avant", *LAW)

    result = run(*asked, "--json")

    assert result.stdout.startswith('{"date": "2025-05-07", ')
    assert json.loads(result.stdout) == {
        "date": "2025-05-07",
        "terme": "2025-05-07T23:59:00+02:00",
        "depart": "2025-05-12",
        "n": 2,
        "unite": "jour_ouvre",
        "sens": "avant",
        "departement": "93",
        "commune": None,
        "choix_locaux": False,
        "calendrier": Calendar.compile("93").version,
        "report": None,
        "phrase": "2\N{NO-BREAK SPACE}jours ouvrés avant le lundi "
        "12\N{NO-BREAK SPACE}mai\N{NO-BREAK SPACE}2025\N{NO-BREAK SPACE}: échéance le mercredi "
        "7\N{NO-BREAK SPACE}mai\N{NO-BREAK SPACE}2025 à 23\N{NO-BREAK SPACE}h"
        "\N{NO-BREAK SPACE}59.",
    }
    assert told(*asked).splitlines() == [
        "mercredi 7 mai 2025   département 93, calendrier légal",
        "2 jours ouvrés avant le lundi 12 mai 2025 : échéance le mercredi 7 mai 2025 à 23 h 59.",
    ]


@pytest.mark.parametrize(
    ("options", "end"),
    [
        (("2025-05-09", 1, "--unite", "jour_calendaire", "--roulement", "suivant"), "2025-05-12"),
        (("2025-05-12", 1, "--unite", "semaine"), "2025-05-19"),
        (("12/05/2025", 1, "--unite", "semaine", "--variante", "vendredi_suivant"), "2025-05-23"),
        (("2025-05-12", 1, "--unite", "semaine", "--stricte"), "2025-05-18"),
        (("2025-01-31", 1, "--unite", "mois"), "2025-02-28"),
        (("2025-01-31", 1, "--unite", "mois_calendaire", "--jour", 15), "2025-02-15"),
        (("2025-05-12", 2, "--unite", "jour_franc"), "2025-05-15"),
        (("2025-05-07T15:00", 4, "--unite", "heure_ouvree"), "2025-05-09"),
        (("2025-05-12", 3), "2025-05-15"),
    ],
)
def test_each_unit_and_choice_of_a_rule_may_be_asked(options: tuple[object, ...], end: str) -> None:
    assert as_json("ajouter", *options, *LAW)["date"] == end


def test_the_roll_and_the_hour_are_told() -> None:
    found = as_json(
        *("ajouter", "2025-05-09", 1, "--unite", "jour_calendaire", *LAW),
        *("--roulement", "precedent", "--heure", "17:00"),
    )

    assert found["terme"] == "2025-05-09T17:00:00+02:00"
    assert plain(found["report"]).endswith("l’échéance est portée au jour ouvré précédent")


def test_hours_are_counted_from_an_hour_where_the_departement_is() -> None:
    asked = ("ajouter", "2025-05-12T09:30", 48, "--unite", "heure", "--sens", "avant")

    assert as_json(*asked, "--departement", "974")["terme"] == "2025-05-10T09:30:00+04:00"
    assert told(*asked, *LAW).startswith("samedi 10 mai 2025 à 9 h 30 ")
    assert refused("ajouter", "2025-05-12", 48, "--unite", "heure", *LAW) == (
        "Des heures se comptent depuis une heure : écrivez par exemple 2025-05-12T09:30.\n"
    )


def test_the_days_are_told_one_by_one_when_asked() -> None:
    asked = ("ajouter", "2025-05-12", 2, "--sens", "avant", *LAW, "--detail")

    rows = told(*asked).splitlines()

    assert rows[-3].split() == ["ven.", "9", "mai", "2025", "oui", "1"]
    assert rows[-2].split()[-4:] == ["Fête", "de", "la", "Victoire"]
    assert as_json(*asked)["jours"][-2] == {
        "jour": "2025-05-08",
        "compte": False,
        "numero": None,
        "minutes": None,
        "raison": "Fête de la Victoire",
    }
    assert "jours" not in as_json(*asked[:-1])


def test_hours_are_told_with_their_minutes_as_they_add_up() -> None:
    asked = ("ajouter", "2025-05-12T16:45", 7, "--unite", "heure_ouvree", *LAW, "--detail")
    rows = [line.split() for line in told(*asked).splitlines()]

    assert rows[2][:4] == ["Jour", "Compte", "En", "tout"]
    assert rows[4][-2:] == ["15", "min"]
    assert rows[5][-3:] == ["6", "h", "15"]
    assert rows[6][-2:] == ["7", "h"]
    assert [day["minutes"] for day in as_json(*asked)["jours"]] == [15, 375, 420]


@pytest.mark.usefixtures("configured")
def test_without_a_departement_the_choices_of_our_own_are_heard() -> None:
    own, law = as_json("ajouter", "2026-05-13", 1), as_json("ajouter", "2026-05-13", 1, *LAW)

    assert (own["date"], own["choix_locaux"], own["departement"]) == ("2026-05-18", True, "93")
    assert (law["date"], law["choix_locaux"]) == ("2026-05-15", False)
    assert own["calendrier"] != law["calendrier"]
    assert as_json("ajouter", "2026-12-23", 1)["terme"] == "2026-12-24T12:00:00+01:00"
    assert "avec ses fermetures" in told("ajouter", "2026-05-13", 1)


def test_without_a_departement_and_without_a_configuration_nothing_is_counted() -> None:
    assert "absente.yaml" in refused("ajouter", "2026-05-13", 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ajouter", "2025-05-12", 2, "--unite", "jour", *LAW), "Choix : jour_ouvre, "),
        (("ajouter", "2025-05-12", 2, "--sens", "arriere", *LAW), "Choix : avant, apres."),
        (("ajouter", "2025-05-12", 2, "--departement", "99"), "« 99 » est inconnu"),
        (("ajouter", "2025-05-12", 2, "--departement", "Seine"), "« Seine » est inconnu"),
        (("ajouter", "2025-02-29", 2, *LAW), "n’est ni une date ni un instant"),
        (("ajouter", "2070-12-30", 2, *LAW), "va de 1990 à 2070"),
        (("ajouter", "1989-12-30", 2, *LAW), "va de 1990 à 2070"),
        (("ajouter", "2025-05-12", *LAW), "Il manque la date ou le nombre"),
        (("ajouter", *LAW), "Il manque la date ou le nombre"),
        (("ajouter", "2025-05-12", 10_000, *LAW), "de 0 à 9999"),
        (("ajouter", "2025-05-12", 1, "--heure", "25h", *LAW), "n’est pas une heure"),
        (("ajouter", "2025-05-12", 0, "--stricte", *LAW), "ne laisse aucun jour"),
        (("ajouter", "2025-05-12", 2, "--lot", *LAW), "DATE;N;UNITE;SENS;DEPARTEMENT"),
        (("ajouter", "2025-05-12", 2, "--variante", "vendredi_suivant", *LAW), "des semaines"),
        (("ajouter", "2025-05-12", 2, "--jour", 3, *LAW), "mois_calendaire"),
        (("ajouter", "2025-05-12", 2, "--commune", "67482", *LAW), "pas les deux"),
        (("compter", "2025-05-12", "hier", *LAW), "n’est ni une date ni un instant"),
        (("compter", "2025-05-12", "2071-05-12", *LAW), "va de 1990 à 2070"),
        (("voir", 1989, *LAW), "de 1990 à 2070"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_sentence(
    arguments: tuple[object, ...], sentence: str
) -> None:
    assert sentence in refused(*arguments)


def test_a_lot_answers_each_line_in_its_order() -> None:
    assert lot(
        "2025-05-12;2;jour_ouvre;avant;93",
        "2025-05-12;48;heure;avant;93",
        "02/05/2025; 2 ;jour_ouvre;avant;67",
        "2025-05-12T09:30;48;heure;avant;974",
        "2026-04-02;1;jour_ouvre;apres;57",
        code=2,
    ) == [
        "2025-05-07",
        "erreur : Des heures se comptent depuis une heure : écrivez par exemple 2025-05-12T09:30.",
        "2025-04-29",
        "2025-05-10T09:30:00+04:00",
        "2026-04-07",
    ]


def test_in_a_lot_the_choices_of_a_unit_are_for_its_lines() -> None:
    options = (*LAW, "--variante", "vendredi_suivant", "--jour", "15")

    assert lot(
        "2025-05-12;1;semaine;;",
        "2025-01-31;1;mois_calendaire;;",
        "2025-05-12;3;;;",
        options=options,
    ) == ["2025-05-23", "2025-02-15", "2025-05-15"]


def test_a_commune_may_keep_vendredi_saint_otherwise_than_its_departement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEXT.replace('code: "93"', 'code: "67"').replace('insee: "93', 'insee: "67')
    path = tmp_path / "alsace.yaml"
    chosen = 'travaille: false\n  vendredi_saint_sauf: ["67008"]'
    path.write_text(text.replace("travaille: false", chosen, 1), encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))
    eve = ("ajouter", "2026-04-02", 1)

    assert as_json(*eve)["date"] == as_json(*eve, "--commune", "67066")["date"] == "2026-04-07"
    there = as_json(*eve, "--commune", "67008")
    assert (there["date"], there["commune"], there["departement"]) == ("2026-04-03", "67008", "67")
    between = ("compter", "2026-04-02", "2026-04-07")
    assert as_json(*between)["nombre"] == 1
    assert as_json(*between, "--commune", "67008")["nombre"] == 2
    assert "commune 67008, avec ses fermetures" in told(*eve, "--commune", "67008")
    assert "d’aucune circonscription" in refused(*eve, "--commune", "67999")


def test_what_a_line_leaves_empty_is_what_the_options_say() -> None:
    options = (*LAW, "--unite", "jour_ouvrable", "--sens", "avant", "--heure", "17:00")

    assert lot("2025-05-12;2;;;", "2025-05-12;2;jour_ouvre;apres;971", options=options) == [
        "2025-05-09",
        "2025-05-14",
    ]
    (answer,) = lot("2025-05-12;2;;;", options=(*options, "--json"))
    assert json.loads(answer)["terme"] == "2025-05-09T17:00:00+02:00"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Il faut cinq champs"),
        ("2025-05-12;2;jour_ouvre;avant", "Il faut cinq champs"),
        ("2025-05-12;2;jour_ouvre;avant;93;", "Il faut cinq champs"),
        ("hier;2;jour_ouvre;avant;93", "« hier » n’est ni une date ni un instant"),
        ("2025-05-12;-2;jour_ouvre;avant;93", "« -2 » n’est pas un nombre"),
        ("2025-05-12;²;jour_ouvre;avant;93", "« ² » n’est pas un nombre"),
        ("2025-05-12;99999;mois;avant;93", "Un délai compte de 0 à 9 999"),
        ("2025-05-12;2;jours;avant;93", "« jours » n’existe pas. Choix : jour_ouvre, "),
        ("2025-05-12;2;jour_ouvre;arriere;93", "« arriere » n’existe pas. Choix : avant, apres."),
        ("2025-05-12;2;jour_ouvre;avant;9", "« 9 » est inconnu"),
        ("1990-01-03;9;jour_ouvre;avant;93", "va de 1990 à 2070"),
    ],
)
def test_a_bad_line_is_answered_on_its_own_line_and_by_the_exit_code(
    line: str, sentence: str
) -> None:
    good = "2025-05-12;2;jour_ouvre;avant;93"

    plain_answers = lot(good, line, good, code=2)
    objects = [json.loads(one) for one in lot(good, line, good, options=("--json",), code=2)]

    assert plain_answers[0] == plain_answers[2] == "2025-05-07"
    assert plain_answers[1].startswith("erreur : ")
    assert sentence in plain_answers[1]
    assert [one.get("date") for one in objects] == ["2025-05-07", None, "2025-05-07"]
    assert objects[1]["ligne"] == 2
    assert sentence in objects[1]["erreur"]


def test_a_lot_may_come_from_windows_or_in_another_encoding() -> None:
    text = b"\xef\xbb\xbf2025-05-12;2;jour_ouvre;avant;93\r\n\xe9t\xe9;2;mois;avant;93\r\n"

    result = run("ajouter", "--lot", code=2, given=text)

    assert plain(result.stdout).splitlines()[0] == "2025-05-07"
    assert plain(result.stderr) == "1 ligne n’a pas de réponse.\n"


def test_an_empty_lot_has_no_answer() -> None:
    assert lot() == []


def test_a_lot_agrees_with_the_calendar_on_every_line() -> None:
    starts = [date(2020, 1, 1) + timedelta(days=3 * n) for n in range(400)]
    calendars = {code: Calendar.compile(code) for code in ("93", "67", "973")}
    asked = [
        (day, n, unit, direction, code)
        for n, day in enumerate(starts)
        for unit in (Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE)
        for direction in Direction
        for code in calendars
    ]

    answers = lot(*(";".join(map(str, line)) for line in asked), options=())

    assert answers == [
        calendars[code].add(day, n if direction is Direction.APRES else -n, unit).isoformat()
        for day, n, unit, direction, code in asked
    ]


def test_the_days_between_two_dates_are_counted_without_the_first() -> None:
    found = as_json("compter", "2025-05-05", "2025-05-12", *LAW)

    assert found == {
        "nombre": 4,
        "du": "2025-05-05",
        "au": "2025-05-12",
        "unite": "jour_ouvre",
        "hors_compte": [
            {"jour": "2025-05-08", "raison": "Fête de la Victoire"},
            {"jour": "2025-05-10", "raison": "samedi"},
            {"jour": "2025-05-11", "raison": "dimanche"},
        ],
        "departement": "93",
        "commune": None,
        "choix_locaux": False,
        "calendrier": Calendar.compile("93").version,
    }
    assert told("compter", "2025-05-05", "2025-05-12", *LAW).splitlines() == [
        "4 jours ouvrés   département 93, calendrier légal",
        "Du lundi 5 mai 2025 (non compté) au lundi 12 mai 2025.",
        "N’y comptent pas : 1 samedi, 1 dimanche, Fête de la Victoire (8 mai 2025).",
    ]


def test_backward_the_number_is_below_zero_and_hours_are_counted_too() -> None:
    assert as_json("compter", "2025-05-12", "2025-05-05", *LAW)["nombre"] == -4
    assert told("compter", "2025-05-12", "2025-05-05", *LAW).startswith("moins 4 jours ouvrés ")
    hours = ("compter", "2026-10-24T12:00", "2026-10-25T12:00", "--unite", "heure", *LAW)
    assert as_json(*hours)["nombre"] == 25
    assert as_json(*hours)["du"] == "2026-10-24T12:00:00+02:00"


@pytest.mark.usefixtures("configured")
def test_a_year_is_shown_with_its_feasts_closures_and_half_days() -> None:
    rows = [line.split("  ") for line in told("voir", 2026).splitlines()]
    found = as_json("voir", 2026)

    assert rows[0][0].strip() == "2026 : 250 jours ouvrés"
    assert found["jours_ouvres"] == 250
    assert [(one["jour"], one["genre"], one["jusqu_a"]) for one in found["jours"]][5:7] == [
        ("2026-05-15", "fermeture", None),
        ("2026-05-25", "ferie", None),
    ]
    assert found["jours"][-2] == {
        "jour": "2026-12-24",
        "genre": "demi_journee",
        "libelle": "veille de Noël",
        "jusqu_a": "12:00",
    }
    assert any("jusqu’à 12 h" in " ".join(row) for row in rows)
    assert len(found["jours"]) == 14
