"""The lists of the month as spreadsheets: who gets one, and what people read in it."""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exchanges.monthly_lists import Produced, produce_diagnostics, produce_orientations
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    BOP,
    CHAIN,
    FRANCE_TRAVAIL,
    HERE,
    World,
    insert,
    paris,
    settle,
)
from workflow.database.store import Store
from workflow.files.monthly_lists import UnknownService
from workflow.tables.subjects import Personne

HOSTILE = '=HYPERLINK("http://exemple.fr","clic")'


@pytest.fixture
def world(sqlite_url: str) -> World:
    """Files do not depend on the database: one is enough."""
    return settle(Store.open(sqlite_url))


def person(world: World, webrsa_id: int = 51, **said: object) -> int:
    columns: dict[str, object] = {
        "nom": "D’ALMEIDA",
        "prenom": "Zoé",
        "date_naissance": "1985-01-31",
        "numero_caf": "0041213",
        "ville": "Épinay-sur-Seine",
        "telephone": "0601020304",
        **said,
    }
    return insert(
        world.store,
        Personne,
        webrsa_id=webrsa_id,
        droit="ouvert",
        circonscription=HERE,
        **columns,
        **CHAIN,
    )


def diagnosed(world: World, webrsa_id: int = 51, **said: object) -> int:
    """Somebody oriented to France Travail by the ALI, after a diagnostic, today."""
    personne = person(world, webrsa_id, **said)
    dossier = world.dossier("importer_diagnostic", personne=personne, rank=1, origine="cohorte")
    day = world.now.date().isoformat()
    world.act(dossier, "realiser_diagnostic", AGENT_ALI, date=day, organisme="ALI")
    outcome = world.act(
        dossier, "orienter", AGENT_ALI, service=FRANCE_TRAVAIL, type_orientation="5"
    )
    assert outcome.next_dossier is not None
    return outcome.next_dossier


def orientations(world: World, folder: Path, **options: object) -> tuple[Produced, ...]:
    options = {"month": "2026-04", "service": FRANCE_TRAVAIL, "actor": BOP, **options}
    return produce_orientations(
        world.store,
        world.rulebook,
        folder=folder,
        now=world.now,
        **options,  # type: ignore[arg-type]  # options of many types
    )


def sheet(path: Path | None) -> Worksheet:
    assert path is not None
    found = openpyxl.load_workbook(path).active
    assert isinstance(found, Worksheet)
    return found


def table(path: Path | None) -> list[dict[str, object]]:
    rows = list(sheet(path).iter_rows(min_row=5, values_only=True))
    return [dict(zip(map(str, rows[0]), map(day_or_text, row), strict=True)) for row in rows[1:]]


def day_or_text(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def test_a_line_says_who_where_from_since_when_and_until_when(world: World, tmp_path: Path) -> None:
    diagnosed(world)
    (made,) = orientations(world.until("2026-04-01"), tmp_path)

    assert table(made.path) == [
        {
            "Nom": "D’ALMEIDA",
            "Prénom": "Zoé",
            "Né(e) le": date(1985, 1, 31),
            "N° CAF": "0041213",
            "Commune": "Épinay-sur-Seine",
            "Téléphone": "0601020304",
            "Origine de l’orientation": "Diagnostic",
            "Orientation validée le": date(2026, 3, 2),
            "Ancien service référent": "Service 1",
            "Premier rendez-vous à fixer au plus tard le": date(2026, 3, 15),
        }
    ]


def test_the_sheet_is_made_to_be_read_and_printed(world: World, tmp_path: Path) -> None:
    diagnosed(world)
    (made,) = orientations(world.until("2026-04-01"), tmp_path)
    found = sheet(made.path)

    assert [found.cell(row, 1).value for row in (1, 2, 3)] == [
        "Liste d’orientations — avril\N{NO-BREAK SPACE}2026",
        "Service 2",
        "1\N{NO-BREAK SPACE}personne. Liste produite le mercredi 1er\N{NO-BREAK SPACE}avril"
        "\N{NO-BREAK SPACE}2026 à 9\N{NO-BREAK SPACE}h. Données personnelles : à l’usage du seul"
        " service destinataire.",
    ]
    assert found.freeze_panes == "C6"
    assert found.print_title_rows == "$5:$5"
    assert (found.page_setup.orientation, found.page_setup.paperSize) == ("landscape", 9)
    assert found["C6"].number_format == "dd/mm/yyyy"
    assert found.auto_filter.ref == "A5:J6"


def test_a_hostile_name_stays_a_text(world: World, tmp_path: Path) -> None:
    diagnosed(world, nom=HOSTILE, prenom="@SUM(1)", telephone="+33601020304")
    (made,) = orientations(world.until("2026-04-01"), tmp_path)
    cells = [sheet(made.path)[name] for name in ("A6", "B6", "F6")]

    assert [cell.value for cell in cells] == [HOSTILE, "@SUM(1)", "+33601020304"]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert cells[0].hyperlink is None


def test_produced_again_elsewhere_and_later_the_file_has_the_same_bytes(
    world: World, tmp_path: Path
) -> None:
    diagnosed(world)
    (first,) = orientations(world.until("2026-04-01"), tmp_path / "un")
    diagnosed(world, 52)
    (second,) = orientations(world.until("2026-06-20"), tmp_path / "deux")

    assert first.path is not None
    assert second.path is not None
    assert first.path.name == second.path.name == "liste-orientations_2026-04_2_service-2.xlsx"
    assert first.path.read_bytes() == second.path.read_bytes()
    assert (first.repeated, second.repeated) == (False, True)
    created = openpyxl.load_workbook(second.path).properties.created
    assert created == paris("2026-04-01").astimezone(UTC).replace(tzinfo=None)


def test_every_service_is_produced_and_only_those_with_somebody_have_a_file(
    world: World, tmp_path: Path
) -> None:
    diagnosed(world)
    world.dossier(service=ALI_ELSEWHERE, occurred=paris("2025-06-02"))
    told: list[int] = []
    made = orientations(world.until("2026-04-01"), tmp_path, service=None, progress=told.append)

    assert [(one.service_id, one.people) for one in made] == [(2, 1), (5, 0)]
    assert [path.name for path in tmp_path.glob("*.xlsx")] == [
        "liste-orientations_2026-04_2_service-2.xlsx"
    ]
    assert str(made[0]).endswith("liste-orientations_2026-04_2_service-2.xlsx ».")
    assert str(made[1]) == "Service 5 : personne sur la liste."
    assert sum(told) == 2


def test_each_ali_has_the_list_of_those_it_must_receive(world: World, tmp_path: Path) -> None:
    personne = person(world)
    world.dossier("importer_diagnostic", personne=personne)
    made = produce_diagnostics(
        world.store,
        world.rulebook,
        month="2026-03",
        folder=tmp_path,
        now=world.wait(days=8).now,
        actor=BOP,
    )

    assert [(one.service_id, one.people) for one in made] == [(ALI, 1)]
    assert made[0].path is not None
    assert made[0].path.name == "liste-entretiens-diag_2026-03_1_service-1.xlsx"
    (line,) = table(made[0].path)
    assert line["Situation"] == "À recevoir"
    assert line["En attente depuis le"] == date(2026, 3, 2)
    assert line["Date limite"] == date(2026, 3, 31)


def test_an_unknown_service_makes_no_file(world: World, tmp_path: Path) -> None:
    with pytest.raises(UnknownService, match=r"Le service n° 99 n’est pas connu\."):
        orientations(world.until("2026-04-01"), tmp_path, service=99)

    assert list(tmp_path.glob("*.xlsx")) == []
