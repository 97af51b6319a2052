"""Results typed in a table after a room without network: each line its own, none done twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exchanges.result_table import vocabulary
from exchanges.result_table.intake import Typed, give_results
from exchanges.result_table.template import write_blank
from exchanges.tables.reader import Format, open_table
from exchanges.webrsa.problems import UnreadableFile
from rules.actors import Actor
from rules.seances.kinds import Body, Kinds, Nature, SeanceKind
from tests.exchanges.tableau.desk import HEADER
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, AGENT_FT, EP, World, execute, settle
from workflow.database.store import Store
from workflow.seances.commands import UnknownSeance
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


@pytest.fixture
def sitting(world: World) -> int:
    """An open ICL-I with three requests and a soutien technique, lines 1 to 4."""
    icl = world.seance("2026-04-09")
    for _ in range(3):
        journeys.en_icl(world, seance=icl)
    journeys.soutien(world, icl)
    world.sit(icl)
    return icl


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def given(
    world: World, path: Path, seance: int, actor: Actor = AGENT_ALI, *, rehearsed: bool = False
) -> list[Typed]:
    act = world.asked("", actor, {})
    return list(give_results(world.store, world.rulebook, act, path, seance, rehearsed=rehearsed))


FOR_AN_ICL = [
    *("Ligne", "N°", "Nom", "Prénom", "Dossier", "Objet", "Présentée par", "Service demandé"),
    *("Résultat", "Méthode d’examen", "Accord du service d’accueil"),
    *("Motif du refus du service d’accueil", "Raisons de chaque service", "Préconisations"),
    *("Issue de l’accompagnement global", "Motif", "Pourquoi la coordination saisit ce résultat"),
]


def blank(world: World, path: Path, seance: int, format: Format = Format.XLSX) -> int:
    return write_blank(path, format, world.store, world.rulebook, seance, now=world.now)


def cell(sheet: Worksheet, line: str, heading: str) -> Any:
    places: dict[Any, Any] = {one.value: one.column for one in sheet[HEADER]}
    rows = range(HEADER + 1, sheet.max_row + 1)
    row = next(row for row in rows if sheet.cell(row, places["Ligne"]).value == line)
    return sheet.cell(row, places[heading])


def fill(path: Path, line: str, words: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for heading, value in words.items():
        cell(book["Résultats"], line, heading).value = value
    book.save(path)


def offered(path: Path, line: str, heading: str) -> list[str]:
    """The words of the drop-down of a cell."""
    book = openpyxl.load_workbook(path)
    sheet = book["Résultats"]
    there = cell(sheet, line, heading).coordinate
    source = next(
        one.formula1 for one in sheet.data_validations.dataValidation if there in one.sqref
    )
    if source.startswith('"'):
        return list(source.strip('"').split(","))
    tab, _, area = source.partition("!")
    return [str(one.value) for (one,) in book[tab][area.replace("$", "")]]


def states(world: World) -> list[str]:
    return [row["state"] for row in world.rows(Passage)]


FULL = (
    "Ligne;Nom;Résultat;Méthode;Accord_accueil;Raisons;Motif;Preconisations",
    "1;NOM;Avis favorable;liste;oui;;;",
    "2;NOM;rendre_desaccord;;;ALI : non. FT : oui;;",
    "3;NOM;Ajourner à une prochaine séance;;;;pièce attendue;",
    "4;NOM;Soutien technique rendu;;;;;bilan de santé",
)


def test_each_line_has_its_own_result_by_its_code_its_act_or_its_name(
    world: World, sitting: int, tmp_path: Path
) -> None:
    typed = given(world, table(tmp_path / "r.csv", *FULL), sitting)

    assert [one.refused for one in typed] == [False] * 4
    assert states(world) == ["favorable", "desaccord_rendu", "ajourne", "soutien_rendu"]
    assert [one.asked.at for one in typed] == [2, 3, 4, 5]


def test_the_same_table_given_twice_does_nothing_the_second_time(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(tmp_path / "r.csv", *FULL)
    given(world, path, sitting)
    before = len(world.rows(JournalRow))
    again = given(world, path, sitting)

    assert [(one.asked.already, one.refused) for one in again] == [(True, False)] * 4
    assert len(world.rows(JournalRow)) == before


def test_a_result_that_was_corrected_is_given_again_by_the_same_table(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(tmp_path / "r.csv", *FULL)
    given(world, path, sitting)
    world.correct(world.row(Passage, 1)["dossier_id"])
    again = given(world, path, sitting)

    assert [one.asked.already for one in again] == [False, True, True, True]
    assert states(world)[0] == "favorable"


def test_a_trial_says_what_would_be_refused_and_writes_nothing(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "r.csv", "ligne;resultat;methode", "1;Avis favorable;liste", "4;Désaccord;"
    )
    before = len(world.rows(JournalRow))
    first, second = given(world, path, sitting, rehearsed=True)

    assert [one.code for one in first.refusals] == ["champ_manquant"]
    assert "nature_de_ligne" in [one.code for one in second.refusals]
    assert len(world.rows(JournalRow)) == before


def test_a_line_that_refuses_does_not_stop_the_others(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "r.csv",
        "ligne;resultat;motif",
        "9;Ajournée;x",
        "deux;Ajournée;x",
        "1;Ajourne;x",
        "2;Ajournée;une pièce",
        "2;Ajournée;une pièce",
        "3;Ajournée;",
        "4;;",
    )
    typed = given(world, path, sitting)

    assert [[one.code for one in line.refusals] for line in typed] == [
        ["ligne_d_une_autre_seance"],
        ["ligne_d_une_autre_seance"],
        ["resultat_inconnu"],
        [],
        ["ligne_deux_fois"],
        ["champ_manquant"],
        [],
    ]
    assert states(world) == ["retenu", "ajourne", "retenu", "retenu"]
    assert typed[2].refusals[0].remedy.startswith("Choisissez parmi : ")


def test_another_result_than_the_one_recorded_asks_for_a_correction(
    world: World, sitting: int, tmp_path: Path
) -> None:
    journeys.favorable(world, world.row(Passage, 1)["dossier_id"])
    path = table(tmp_path / "r.csv", "ligne;resultat;raisons", "1;Désaccord;ALI : non")
    (one,) = given(world, path, sitting)

    assert [refusal.code for refusal in one.refusals] == ["resultat_deja_donne"]
    assert "Avis favorable" in one.refusals[0].sentence


def test_a_field_that_the_result_does_not_ask_is_refused_never_lost(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(tmp_path / "r.csv", "ligne;resultat;motif;raisons", "1;Ajournée;pièce;ALI : non")
    (one,) = given(world, path, sitting)

    assert [refusal.code for refusal in one.refusals] == ["champ_inconnu"]


def test_who_may_not_give_results_is_told_so_line_by_line(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(tmp_path / "r.csv", "ligne;resultat;motif", "1;Ajournée;pièce")
    (one,) = given(world, path, sitting, AGENT_FT)

    assert "acteur_non_autorise" in [refusal.code for refusal in one.refusals]


def test_an_ep_is_typed_the_same_way(world: World, tmp_path: Path) -> None:
    stage = journeys.before_ep(world)
    (line,) = world.rows(Passage, seance_id=stage.ep)
    path = table(tmp_path / "r.csv", "ligne;resultat;motif", f"{line['id']};Refusée en EP;à mûrir")
    (one,) = given(world, path, stage.ep, EP)

    assert not one.refused
    assert world.row(Passage, line["id"])["state"] == "refuse"


@pytest.mark.parametrize("format", list(Format))
def test_the_table_to_fill_in_has_the_lines_that_wait_and_is_read_back(
    world: World, sitting: int, tmp_path: Path, format: Format
) -> None:
    journeys.favorable(world, world.row(Passage, 1)["dossier_id"])
    path = tmp_path / f"modele.{format.value}"
    count = blank(world, path, sitting, format)
    rows = [row.cells for row in open_table(path).rows()]
    place = next(n for n, cells in enumerate(rows) if "Résultat" in cells)
    headings = rows[place]

    assert count == 3
    assert [cell for cell in headings if cell != "Clé"] == FOR_AN_ICL
    line = headings.index("Ligne")
    assert [row[line] for row in rows[place + 1 :]] == ["2", "3", "4"]
    assert [row[headings.index("Objet")] for row in rows[place + 1 :]] == [
        *("Réorientation", "Réorientation", "Soutien technique"),
    ]
    assert [one.asked.already for one in given(world, path, sitting)] == [True] * 3


def test_a_line_is_offered_in_words_the_results_of_its_own_kind_and_nothing_else_is_open(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = tmp_path / "modele.xlsx"
    blank(world, path, sitting)
    sheet = openpyxl.load_workbook(path)["Résultats"]

    assert offered(path, "1", "Résultat") == [
        *("Avis favorable", "Désaccord", "Ajournée", "Reportée"),
    ]
    assert offered(path, "4", "Résultat") == ["Ajournée", "Soutien technique rendu", "Reportée"]
    assert offered(path, "1", "Méthode d’examen") == ["sur liste", "examen collégial"]
    assert offered(path, "1", "Accord du service d’accueil") == ["oui", "non"]
    assert sheet.protection.sheet
    assert cell(sheet, "1", "Nom").protection.locked
    assert not cell(sheet, "1", "Raisons de chaque service").protection.locked
    assert cell(sheet, "4", "Raisons de chaque service").protection.locked


def test_an_ep_has_its_own_columns_and_its_own_words(world: World, tmp_path: Path) -> None:
    stage = journeys.before_ep(world)
    (line,) = world.rows(Passage, seance_id=stage.ep)
    path = tmp_path / "modele.xlsx"
    blank(world, path, stage.ep)
    sheet = openpyxl.load_workbook(path)["Résultats"]
    headings = [one.value for one in sheet[HEADER]]

    assert headings[headings.index("Résultat") :] == [
        "Résultat",
        "Type d’orientation",
        "Service décidé, si ce n’est pas le service demandé",
        "Motif",
    ]
    assert offered(path, str(line["id"]), "Résultat") == [
        *("Acceptée en EP", "Refusée en EP", "Annulée en EP", "Reportée"),
    ]


def test_a_seance_offers_its_results_by_its_own_words(
    world: World, sitting: int, tmp_path: Path
) -> None:
    kinds = [replace(one, words={"ajourne": "Remise à plus tard"}) for one in world.rulebook.kinds]
    world.rulebook = replace(world.rulebook, kinds=Kinds.of(kinds))
    path = tmp_path / "modele.xlsx"
    blank(world, path, sitting)
    words = offered(path, "1", "Résultat")
    fill(path, "1", {"Résultat": "remise a plus tard", "Motif": "pièce attendue"})

    assert "Remise à plus tard" in words
    assert "Ajournée" not in words
    assert not any(one.refused for one in given(world, path, sitting))
    assert states(world)[0] == "ajourne"


@pytest.mark.parametrize(
    ("result", "method"),
    [
        ("Avis favorable", "collégiale"),
        ("AVIS FAVORABLE", "Examen collegial"),
        ("rendre_favorable", "collegiale"),
        ("Favorable, collégial", ""),
        ("favorable", "Collégial"),
    ],
)
def test_what_somebody_writes_is_understood_by_label_by_code_without_accent_nor_case(
    world: World, sitting: int, tmp_path: Path, result: str, method: str
) -> None:
    path = tmp_path / "modele.xlsx"
    blank(world, path, sitting)
    fill(
        path,
        "1",
        {
            "Résultat": result,
            "Méthode d’examen": method,
            "Accord du service d’accueil": "OUI",
        },
    )
    (one, *_) = given(world, path, sitting)

    assert one.refusals == ()
    assert (world.row(Passage, 1)["state"], world.row(Passage, 1)["methode"]) == (
        *("favorable", "collegiale"),
    )


def test_a_choice_that_is_none_says_what_may_be_chosen(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "r.csv",
        "ligne;resultat;methode;accord_accueil",
        "1;Avis favorable;au hasard;oui",
        "2;Favorable, sur liste;collégiale;oui",
    )
    first, second = given(world, path, sitting)

    assert [one.code for one in first.refusals] == ["champ_invalide"]
    assert first.refusals[0].remedy == "Choisissez parmi : sur liste, examen collégial."
    assert [one.code for one in second.refusals] == ["resultat_contradictoire"]
    assert states(world)[:2] == ["retenu", "retenu"]


def test_an_ep_decides_a_type_and_a_service_chosen_by_their_names(
    world: World, tmp_path: Path
) -> None:
    stage = journeys.before_ep(world)
    (line,) = world.rows(Passage, seance_id=stage.ep)
    execute(
        world.store,
        "INSERT INTO code_line (liste, identifiant, libelle, active, extra)"
        " VALUES ('typesorients', 5, 'Emploi', 1, '{}')",
    )
    path = tmp_path / "modele.xlsx"
    blank(world, path, stage.ep)
    number = str(line["id"])
    words = offered(path, number, "Type d’orientation")
    fill(path, number, {"Résultat": "acceptée", "Type d’orientation": "emploi"})
    (one,) = given(world, path, stage.ep, EP)

    assert words == ["Emploi (n°\N{NO-BREAK SPACE}5)"]
    assert one.refusals == ()
    assert world.row(Passage, line["id"])["state"] == "accepte"


def test_what_is_typed_without_a_result_or_in_front_of_somebody_else_is_told(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "r.csv",
        "ligne;dossier;resultat;motif",
        "1;;;pièce attendue",
        "2;999;Ajournée;pièce attendue",
    )
    typed = given(world, path, sitting)

    assert [[one.code for one in line.refusals] for line in typed] == [
        *(["resultat_manquant"], ["ligne_d_un_autre_dossier"]),
    ]


def test_the_table_of_another_seance_is_told_line_by_line(
    world: World, sitting: int, tmp_path: Path
) -> None:
    stage = journeys.before_ep(world)
    path = tmp_path / "modele.xlsx"
    blank(world, path, stage.ep)
    (one,) = given(world, path, sitting)

    assert [refusal.code for refusal in one.refusals] == ["ligne_d_une_autre_seance"]
    assert f"séance n° {stage.ep}" in one.refusals[0].sentence


def test_a_renamed_column_of_the_table_is_told_and_nothing_is_taken(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = tmp_path / "modele.xlsx"
    blank(world, path, sitting)
    fill(path, "1", {"Résultat": "Ajournée", "Motif": "pièce"})
    book = openpyxl.load_workbook(path)
    next(one for one in book["Résultats"][HEADER] if one.value == "Motif").value = "Pourquoi"
    book.save(path)

    with pytest.raises(UnreadableFile, match="Pourquoi"):
        given(world, path, sitting)


def test_every_field_of_every_result_has_its_column() -> None:
    kinds = [SeanceKind(code="x", label="X", body=one, coordinators=frozenset()) for one in Body]
    asked = {
        one.name
        for kind in kinds
        for nature in Nature
        for exit in vocabulary.offered(kind, nature)
        for one in exit.asks
    }

    assert asked == set(vocabulary.FIELDS)


def test_a_name_that_a_spreadsheet_would_run_is_written_as_a_text(
    world: World, sitting: int, tmp_path: Path
) -> None:
    execute(world.store, "UPDATE personne SET nom = '=HYPERLINK(1)', prenom = '@SUM(1)'")
    path = tmp_path / "modele.csv"
    blank(world, path, sitting, Format.CSV)

    assert ";'=HYPERLINK(1);'@SUM(1);" in path.read_text("utf-8-sig").splitlines()[1]


def test_a_table_without_its_two_columns_is_not_read(
    world: World, sitting: int, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile, match="il faut deux colonnes"):
        given(world, table(tmp_path / "r.csv", "ligne;avis", "1;favorable"), sitting)
    with pytest.raises(UnreadableFile, match="deux fois"):
        given(world, table(tmp_path / "s.csv", "ligne;résultat;Resultat", "1;x;y"), sitting)
    with pytest.raises(UnknownSeance):
        given(world, table(tmp_path / "t.csv", *FULL), 99)
    assert states(world) == ["retenu"] * 4
