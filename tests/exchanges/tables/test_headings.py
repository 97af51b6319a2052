"""Headings: recognised whatever their case and accents, mapped, told when they are not known."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from exchanges.tables.columns import people_and_facts, people_and_one_fact
from exchanges.tables.headings import Header, folded, recognise
from exchanges.tables.reader import open_table
from exchanges.webrsa.problems import UnreadableFile
from tests.exchanges.tables.files import text_file
from workflow.acts.fact_entry import told_in_files


def header(
    tmp_path: Path,
    text: str,
    organisation: Mapping[str, str] | None = None,
    now: Mapping[str, str] | None = None,
) -> Header:
    table = open_table(text_file(tmp_path / "a.csv", text))
    return recognise(table, [organisation or {}], now or {})


def names(found: Header) -> list[str]:
    return [found.columns[place].name for place in sorted(found.columns)]


def test_headings_are_recognised_whatever_their_case_accents_and_marks(tmp_path: Path) -> None:
    found = header(tmp_path, "NOM*;prenom;Né(e) le;n°caf;RDV_FIXE_LE;rendez-vous honore le;mail\n")

    assert names(found) == [
        *("nom", "prenom", "date_naissance", "numero_caf"),
        *("rdv_fixe_le", "rdv_honore_le", "email"),
    ]


def test_every_fact_that_a_file_may_tell_has_its_column() -> None:
    assert {f"{code}_le" for code in told_in_files()} <= people_and_facts().keys()
    assert {
        f"{code}_{field.name}" for code, form in told_in_files().items() for field in form.values
    } <= people_and_facts().keys()


@pytest.mark.parametrize("known", [people_and_facts, people_and_one_fact])
def test_no_two_columns_answer_to_one_heading(known: object) -> None:
    assert callable(known)
    seen: dict[str, str] = {}
    for column in known().values():
        for words in (column.name, column.title, *column.aliases):
            assert seen.setdefault(folded(words), column.name) == column.name


def test_titles_may_stand_above_the_headings(tmp_path: Path) -> None:
    found = header(tmp_path, "Suivi du mois\n\nAgence;Bobigny\nNom;Prénom;Date de naissance\n")

    assert (found.line, names(found)) == (4, ["nom", "prenom", "date_naissance"])


def test_an_organisation_calls_columns_by_its_own_names(tmp_path: Path) -> None:
    text = "Nom;NOM_USAGE;Prénom;Ident\n"
    found = header(tmp_path, text, {"nom": "Nom d'usage"}, {"reference": "IDENT"})

    assert names(found) == ["nom", "prenom", "reference"]
    assert found.unknown == ("Nom",)


def test_unknown_headings_are_told_and_left_aside(tmp_path: Path) -> None:
    assert header(tmp_path, "Nom;Prénom;Couleur\n").unknown == ("Couleur",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("DUPONT;Zoé;31/01/1985\n", "aucune ligne d’en-têtes"),
        ("Nom;Prénom;NOM\n", "deux fois"),
        ("Nom;Prénom;Fait\n", "aucune colonne pour sa date"),
    ],
)
def test_headings_that_cannot_be_read_refuse_the_file(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(UnreadableFile, match=words):
        header(tmp_path, text)


def test_a_heading_said_now_must_be_there_one_that_was_remembered_may_not(tmp_path: Path) -> None:
    said = {"reference": "Absent"}

    assert names(header(tmp_path, "Nom;Prénom\n", said)) == ["nom", "prenom"]
    with pytest.raises(UnreadableFile, match="Absent"):
        header(tmp_path, "Nom;Prénom\n", None, said)


def test_a_heading_said_once_does_not_hide_the_one_of_the_configuration(tmp_path: Path) -> None:
    configured, remembered = {"nom": "Patronyme"}, {"nom": "Nom long"}
    before = open_table(text_file(tmp_path / "a.csv", "Patronyme;Prénom;Né le\n"))
    since = open_table(text_file(tmp_path / "b.csv", "Nom long;Prénom;Né le;Patronyme\n"))

    for table, unknown in ((before, ()), (since, ("Patronyme",))):
        found = recognise(table, (remembered, configured), {})
        assert names(found)[0] == "nom"
        assert found.unknown == unknown


def test_the_example_of_the_template_names_nobody() -> None:
    numbers = ("dossier", "id_webrsa", "numero_demande_rsa", "reference", "numero_caf")

    for name in (*numbers, "telephone", "email"):
        assert people_and_facts()[name].example == ""
