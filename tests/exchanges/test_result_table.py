"""Results typed in a table after a room without network: each line its own, none done twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchanges.result_table import Typed, give_results, write_blank
from exchanges.tables.reader import Format, open_table
from exchanges.webrsa.problems import UnreadableFile
from rules.actors import Actor
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
    assert [one.at for one in typed] == [2, 3, 4, 5]


def test_the_same_table_given_twice_does_nothing_the_second_time(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(tmp_path / "r.csv", *FULL)
    given(world, path, sitting)
    before = len(world.rows(JournalRow))
    again = given(world, path, sitting)

    assert [(one.already, one.refused) for one in again] == [(True, False)] * 4
    assert len(world.rows(JournalRow)) == before


def test_a_result_that_was_corrected_is_given_again_by_the_same_table(
    world: World, sitting: int, tmp_path: Path
) -> None:
    path = table(tmp_path / "r.csv", *FULL)
    given(world, path, sitting)
    world.correct(world.row(Passage, 1)["dossier_id"])
    again = given(world, path, sitting)

    assert [one.already for one in again] == [False, True, True, True]
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
    count = write_blank(path, format, world.store, sitting)
    rows = [row.cells for row in open_table(path).rows()]

    assert count == 3
    assert rows[0][:6] == ("ligne", "dossier", "nom", "prenom", "demande", "resultat")
    assert [row[0] for row in rows[1:]] == ["2", "3", "4"]
    assert [one.already for one in given(world, path, sitting)] == [True] * 3


def test_a_name_that_a_spreadsheet_would_run_is_written_as_a_text(
    world: World, sitting: int, tmp_path: Path
) -> None:
    execute(world.store, "UPDATE personne SET nom = '=HYPERLINK(1)', prenom = '@SUM(1)'")
    path = tmp_path / "modele.csv"
    write_blank(path, Format.CSV, world.store, sitting)

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
