"""The columns of tables: listed, remembered for an organisation, forgotten."""

from pathlib import Path

import pytest

from tests.entrypoints.door import Door

FT = ("--organisation", "france-travail")


@pytest.fixture
def said(door: Door) -> Door:
    """France Travail calls two of our columns otherwise."""
    Path("a.csv").write_text("N°;Nom;Prénom;Vu le\n;X;Y;01/03/2026\n", encoding="utf-8")
    columns = ("--colonne", "reference=N°", "--colonne", "rdv_honore_le=Vu le")
    door("importer", "a.csv", *FT, *columns, code=1)
    return door


def test_every_column_of_a_table_is_listed_with_what_it_holds(door: Door) -> None:
    columns = {one["champ"]: one for one in door.json("colonne", "lister")["colonnes"]}
    text = door("colonne", "lister")

    assert columns["rdv_honore_le"] == {
        "champ": "rdv_honore_le",
        "titre": "Rendez-vous honoré le",
        "contenu": "une date",
    }
    assert columns["contrat_signe_nature"]["contenu"] == "cer, ppae, contrat_engagement"
    assert columns["nom"]["contenu"] is None
    assert f"{len(columns)} colonnes" in text


def test_what_an_organisation_calls_our_columns_is_told_with_its_day(said: Door) -> None:
    answer = said.json("colonne", "retenues", *FT)
    text = said("colonne", "retenues", *FT)

    assert answer["retenues"] == [
        {"champ": "rdv_honore_le", "en_tete": "Vu le", "dit_le": "2026-03-02T09:00:00+01:00"},
        {"champ": "reference", "en_tete": "N°", "dit_le": "2026-03-02T09:00:00+01:00"},
    ]
    # What was said passes before the configuration, which says « Identifiant FT ».
    assert answer["configuration"] == [{"champ": "nom", "en_tete": "Nom de l’individu"}]
    assert "retenu le lundi 2 mars 2026" in text


def test_one_heading_is_forgotten_or_all_of_them_and_the_configuration_stays(said: Door) -> None:
    one = said("colonne", "oublier", "rdv_honore_le", *FT)
    rest = said.json("colonne", "oublier", *FT)
    again = said("colonne", "oublier", *FT)

    assert one == "Oublié : rdv_honore_le (« Vu le »).\n"
    assert rest["oubliees"] == [{"champ": "reference", "en_tete": "N°"}]
    assert again == "Rien n’était retenu.\n"
    assert len(said.json("colonne", "retenues", *FT)["configuration"]) == 2


def test_an_organisation_of_which_nothing_is_known_has_our_titles(door: Door) -> None:
    assert "sous nos titres" in door("colonne", "retenues", "--organisation", "caf")


def test_a_column_that_does_not_exist_leads_to_the_list_of_those_that_do(door: Door) -> None:
    Path("a.csv").write_text("Nom;Prénom\n", encoding="utf-8")
    where = "« reorientation colonne lister » en donne la liste."
    unknown = f"La colonne « zzz » n’existe pas. {where}\n"

    assert door("importer", "a.csv", *FT, "--colonne", "zzz=Nom", code=2) == unknown
    assert door("colonne", "oublier", "zzz", *FT, code=2) == unknown
