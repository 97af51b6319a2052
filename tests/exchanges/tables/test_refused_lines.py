"""A line that is refused is told in the words of a table: its column, and what to write there."""

import pytest

from exchanges.counter import Organisation
from tests.exchanges.office import Office
from tests.exchanges.tables.brought import WHO, ZOE, bring_in, oriented, reasons
from workflow.tables.subjects import Personne

CAF = Organisation(code="caf", label="CAF")


@pytest.mark.parametrize(
    ("columns", "cells", "heading", "reason"),
    [
        (
            "relance_le;Moyen de relance",
            "03/02/2026;pigeon",
            "Moyen de relance",
            "cette valeur n’est pas lisible : il faut appel ou courrier ou courriel ou sms ou "
            "visite ou avertissement",
        ),
        (
            "relance_le;Moyen de relance",
            "03/02/2026;",
            "Moyen de relance",
            "la nature de la relance manque",
        ),
        (
            "relance_le",
            "03/02/2026",
            "relance_le",
            "la nature de la relance manque (colonne « relance_nature »)",
        ),
        (
            "rdv_honore_le",
            "03/02/2027",
            "rdv_honore_le",
            "« la date du rendez-vous » : le 3 février 2027 est à venir. Corrigez « rdv_honore_le"
            " ».",
        ),
        (
            "Pris le;Pour le",
            "09/02/2026;03/02/2026",
            "Pour le",
            "Un rendez-vous du 3 février 2026 ne peut avoir été fixé le 9 février 2026, après qu’il"
            " a eu "
            "lieu. Indiquez « Pris le », le jour où il a été fixé ; un rendez-vous passé "
            "s’enregistre honoré ou manqué.",
        ),
    ],
)
def test_what_is_wrong_is_said_of_a_column(
    sqlite_office: Office, columns: str, cells: str, heading: str, reason: str
) -> None:
    oriented(sqlite_office)
    called = {
        "relance_nature": "Moyen de relance",
        "rdv_fixe_le": "Pris le",
        "rdv_fixe_date_rdv": "Pour le",
    }
    said = {name: words for name, words in called.items() if words in columns.split(";")}
    report = bring_in(sqlite_office, f"{WHO};{columns}\n{ZOE};{cells}\n", columns=said)

    ((line, column, said_of_it),) = reasons(report)
    assert (line, column, said_of_it.replace("\N{NO-BREAK SPACE}", " ")) == (2, heading, reason)


def test_a_value_that_the_fact_of_a_line_does_not_have_is_to_be_taken_out(
    sqlite_office: Office,
) -> None:
    oriented(sqlite_office)
    report = bring_in(sqlite_office, f"{WHO};Fait;Date;nature\n{ZOE};rdv_honore;03/02/2026;appel\n")

    assert reasons(report) == [
        (2, "nature", "ce fait ne demande rien dans cette colonne : videz la cellule")
    ]


@pytest.mark.parametrize("create", [False, True])
def test_the_number_of_a_dossier_that_is_not_there_is_said_to_be_none(
    sqlite_office: Office, *, create: bool
) -> None:
    oriented(sqlite_office)
    report = bring_in(
        sqlite_office,
        f"N° de dossier (ici);{WHO};rdv_honore_le\n999;{ZOE};03/02/2026\n",
        create=create,
    )
    (bad,) = report.bad

    assert reasons(report) == [(2, "N° de dossier (ici)", "aucun dossier n’a ce numéro ici")]
    assert bad.problems[0].value_shown == "999"
    assert len(sqlite_office.world.rows(Personne)) == 1
