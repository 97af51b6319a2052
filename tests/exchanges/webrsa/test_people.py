"""Reading the people of an ALI: what is kept, what is said of a bad line, what it costs."""

import tracemalloc
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import pytest

from exchanges.webrsa import formats
from exchanges.webrsa.people import Allocataire, BadLine, PersonRecord, read_people
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.safe_xml import SafeReader
from exchanges.webrsa.values import PARIS

Text = Callable[..., str]
Put = Callable[[str], Path]


def only(path: Path, referentiel: Referentiel | None = None) -> PersonRecord | BadLine:
    (record,) = read_people(path, referentiel).records()
    return record


def good(path: Path, referentiel: Referentiel | None = None) -> PersonRecord:
    record = only(path, referentiel)
    assert isinstance(record, PersonRecord), record
    return record


def bad(path: Path, referentiel: Referentiel | None = None) -> BadLine:
    record = only(path, referentiel)
    assert isinstance(record, BadLine), record
    return record


def test_the_header_says_whose_file_it_is(people_text: Text, people_file: Put) -> None:
    opened = read_people(people_file(people_text()))

    assert (opened.ali_id, opened.ali_label, opened.stock) == (41, "ALI de Bobigny", True)
    assert opened.generated_at == datetime(2025, 3, 3, 6, 0, tzinfo=PARIS)


@pytest.mark.parametrize(("written", "stock"), [("true", True), ("false", False), ("0", False)])
def test_stock_is_an_xml_schema_boolean(
    people_text: Text, people_file: Put, written: str, stock: bool
) -> None:
    assert read_people(people_file(people_text(stock=written))).stock is stock


def test_a_person_is_read_with_every_field(people_text: Text, people_file: Put) -> None:
    record = good(people_file(people_text()))

    assert record.allocataire == Allocataire(
        civilite=1,
        nom="CAMARA",
        prenom="Zoé",
        numero_caf="0041213",
        date_naissance=date(1985, 1, 31),
        numero_voie=None,
        type_voie=None,
        nom_voie=None,
        complement_adresse=None,
        code_postal="01200",
        ville="Bellegarde",
        date_demande_rsa=date(2024, 11, 2),
        numero_demande_rsa="24000000012",
        etat_droit=2,
        soumis_droits_devoirs=None,
        role_personne=3,
        nb_enfants_foyer=0,
        situation_familiale=4,
    )
    assert record.current_orientation == record.orientations[0]
    assert record.orientations[0].tag_entretien_diag
    assert record.present == {"allocataire", "orientations"}
    assert (record.position, record.line) == (1, 5)


def test_the_nir_is_in_the_file_and_nowhere_else(people_text: Text, people_file: Put) -> None:
    text = people_text()

    assert "2850193008123" in text
    assert "2850193008123" not in repr(good(people_file(text)))
    assert "nir" not in {field.name for field in fields(Allocataire)}


def test_a_group_that_is_absent_is_told_from_one_that_is_empty(
    people_text: Text, people_file: Put, dossier: Text
) -> None:
    absent = people_text(dossier(more=""), stock="0")
    empty = people_text(dossier(more="<orientations/>"), stock="0")

    assert "orientations" not in good(people_file(absent)).present
    assert "orientations" in good(people_file(empty)).present


def test_one_bad_person_does_not_stop_the_others(
    people_text: Text, people_file: Put, dossier: Text
) -> None:
    spoiled = dossier(2).replace("1985-01-31", "1985-02-30")
    path = people_file(people_text(dossier(1), spoiled, dossier(3)))

    first, second, third = read_people(path).records()

    assert isinstance(first, PersonRecord)
    assert isinstance(third, PersonRecord)
    assert isinstance(second, BadLine)
    assert (second.position, second.id_personne) == (2, 2)
    assert path.read_text().splitlines()[second.line - 1].startswith("<dossier>")


def test_every_fault_of_a_person_is_gathered(people_text: Text, people_file: Put) -> None:
    text = (
        people_text()
        .replace("1985-01-31", "31/01/1985")
        .replace("<etat_droit>2</etat_droit>", "")
        .replace("<tag_entretien_diag>1", "<tag_entretien_diag>oui")
        .replace("<civilite>1", "<couleur>1</couleur><civilite>1")
        .replace("<ville>", "<ville>A</ville><ville>")
        .replace("<rang_orient>1", "<rang_orient>")
    )

    problems = {problem.field: problem for problem in bad(people_file(text)).problems}

    assert set(problems) == {
        "allocataire/date_naissance",
        "allocataire/etat_droit",
        "allocataire/couleur",
        "allocataire/ville",
        "orientations/orientation[1]/tag_entretien_diag",
        "orientations/orientation[1]/rang_orient",
    }
    assert problems["allocataire/date_naissance"].value_shown == "31/01/1985"
    assert str(problems["orientations/orientation[1]/tag_entretien_diag"]) == (
        "orientations/orientation[1]/tag_entretien_diag : doit valoir 0 ou 1 (« oui »)"
    )


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("1985-01-31", "2025-03-04", "allocataire/date_naissance"),
        ("1985-01-31", "0985-01-31", "allocataire/date_naissance"),
        ("1985-01-31", "19850131", "allocataire/date_naissance"),
        ("2024-11-02", "2025-11-02", "allocataire/date_demande_rsa"),
        ("2025-01-10", "2025-13-10", "orientations/orientation[1]/date_orient"),
        ("<nom>CAMARA", "<nom> ", "allocataire/nom"),
        ("<code_postal>1200", "<code_postal>931200", "allocataire/code_postal"),
        ("<code_postal>1200", "<code_postal>-1200", "allocataire/code_postal"),
        ("<etat_droit>2", "<etat_droit>2.0", "allocataire/etat_droit"),
        ("<etat_droit>2", "<etat_droit>" + "9" * 5000, "allocataire/etat_droit"),
        ("<etat_droit>2", "<etat_droit>٢", "allocataire/etat_droit"),
        ("<etat_droit>2", "<etat_droit><b/>2", "allocataire/etat_droit"),
        ("<id_personne>1", "<id_personne>", "id_personne"),
    ],
)
def test_an_impossible_value_is_a_fault_of_its_field(
    people_text: Text, people_file: Put, old: str, new: str, field: str
) -> None:
    line = bad(people_file(people_text().replace(old, new)))

    assert [problem.field for problem in line.problems] == [field]


def test_a_fault_never_shows_who_the_person_is(people_text: Text, people_file: Put) -> None:
    text = people_text().replace("<numero_caf>0041213", "<numero_caf>00A1213")

    (problem,) = bad(people_file(text)).problems

    assert problem.value_shown is None
    assert "00A1213" not in str(problem)


def test_a_person_twice_in_a_file_is_refused_the_second_time(
    people_text: Text, people_file: Put, dossier: Text
) -> None:
    first, second = read_people(people_file(people_text(dossier(5), dossier(5)))).records()

    assert isinstance(first, PersonRecord)
    assert isinstance(second, BadLine)
    assert "déjà présente dans ce fichier, au dossier n° 1" in second.problems[0].reason


def test_an_unknown_code_is_a_fault_that_names_its_list(
    sample: list[Path], referentiel: Referentiel, people_file: Put
) -> None:
    text = sample[1].read_text()
    origin = referentiel.by_code("orient_origine", "cohorte")
    assert origin is not None
    spoiled = text.replace(f"<origine_orient>{origin.identifiant}<", "<origine_orient>999999<", 1)

    lines = list(read_people(people_file(spoiled), referentiel).records())

    (line,) = [r for r in lines if isinstance(r, BadLine)]
    assert [str(problem) for problem in line.problems] == [
        "orientations/orientation[1]/origine_orient : code inconnu de la liste « Origine de "
        "l’orientation » du référentiel (« 999999 »)"
    ]


def test_an_inactive_code_is_a_warning_since_an_old_orientation_is_a_fact(
    sample: list[Path], referentiel: Referentiel
) -> None:
    records = list(read_people(sample[1], referentiel).records())
    closed = next(r for r in records if isinstance(r, PersonRecord) and len(r.orientations) > 1)

    assert "orientations/orientation[1]/structure_referente" in {w.field for w in closed.warnings}
    assert all("désactivé" in warning.reason for warning in closed.warnings)


def test_a_list_that_the_referential_does_not_hold_is_not_checked(
    people_text: Text, people_file: Put, referentiel: Referentiel
) -> None:
    bare = Referentiel(
        generated_at=referentiel.generated_at,
        ali_id=41,
        ali_label="",
        stock=False,
        sha256="",
        lists={},
        labels={},
    )

    assert good(people_file(people_text()), bare).id_personne == 1


def test_a_contract_that_ends_before_it_begins_is_a_warning(
    people_text: Text, people_file: Put, dossier: Text
) -> None:
    contract = (
        "<cers><cer><id_cer_webrsa>1</id_cer_webrsa><structure_referente>1</structure_referente>"
        "<statut>1</statut><date_debut>2025-02-01</date_debut><date_fin>2025-01-01</date_fin>"
        "</cer></cers>"
    )

    (warning,) = good(people_file(people_text(dossier(more=contract)))).warnings

    assert warning.field == "cers/cer[1]/date_fin"


def test_no_more_than_a_piece_of_the_file_is_held(
    people_text: Text, people_file: Put, dossier: Text
) -> None:
    path = people_file(people_text(*(dossier(n) for n in range(2_000))))
    reader = SafeReader(
        path,
        roots=frozenset({formats.people().name}),
        header="entete",
        record="dossier",
        limit=2**30,
    )

    held = []
    for element in reader:
        parent = element.getparent()
        held.append(0 if parent is None else len(parent))

    assert len(held) == 2_001
    assert max(held) < 100


def test_memory_does_not_grow_with_the_number_of_people(
    people_text: Text, people_file: Put, dossier: Text
) -> None:
    def peak(people: int) -> int:
        opened = read_people(people_file(people_text(*(dossier(n, "") for n in range(people)))))
        tracemalloc.start()
        assert sum(1 for _ in opened.records()) == people
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    # What grows is the number of each person seen, to refuse one who comes twice.
    assert peak(4_000) < peak(400) + 4_000 * 150
