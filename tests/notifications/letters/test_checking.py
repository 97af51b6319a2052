"""The pages of the département, tried before they serve."""

from dataclasses import replace
from pathlib import Path

import pytest

from notifications.letters import specimens
from notifications.letters.checking import Fault, faults
from notifications.letters.library import UnreadablePages, library, page_of
from notifications.letters.models import MODELS
from notifications.letters.paths import reaches
from notifications.letters.printing import LAYOUT, print_letter
from tests.notifications.letters.reading import HEAD, said, text

OURS = library(HEAD)
SHELL = '#import "lettre.typ": *\n#let objet(champs) = "essai"\n#let corps(champs) = [\n{}\n]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "modeles"
    made.mkdir()
    return made


def found(folder: Path, **pages: str) -> list[tuple[str, int | None, str]]:
    """What is wrong once these pages are the département's."""
    for name, content in pages.items():
        (folder / f"{name}.typ").write_text(content, encoding="utf-8")
    head = replace(HEAD, templates=folder)
    return [(one.file, one.line, one.sentence) for one in faults(library(head), head)]


def test_nothing_is_wrong_in_our_pages() -> None:
    assert faults(OURS, HEAD) == []


def test_a_page_of_the_departement_takes_the_place_of_ours_and_the_others_stay(
    folder: Path,
) -> None:
    (folder / "orientation.typ").write_text(SHELL.format("Bonjour #champs.service.nom."))
    pages = library(replace(HEAD, templates=folder))

    assert pages.own == {"orientation.typ"}
    assert "Bonjour Agence locale d’insertion" in text(
        print_letter(pages.sources("orientation"), said(MODELS["orientation"]))
    )
    assert pages.sources("convocation").digest == OURS.sources("convocation").digest
    assert pages.sources("orientation").digest != OURS.sources("orientation").digest


def test_a_layout_of_the_departement_serves_every_model(folder: Path) -> None:
    (folder / LAYOUT).write_text(OURS.text(LAYOUT).replace("Une question~?", "Nous appeler~:"))
    pages = library(replace(HEAD, templates=folder))

    for code in ("orientation", "convocation"):
        pdf = print_letter(pages.sources(code), said(MODELS[code]))
        assert "Nous appeler :" in text(pdf)


@pytest.mark.parametrize(
    "said_so",
    [
        "#champs.service.horaire",
        "#if false [ #champs.service.horaire ]",
        "#let s = champs.service\n#if false [ #s.horaire ]",
        '#champs.at("service").horaire',
        "#if champs.decision != none [ #champs.decision.date ]",
        "#for (nom, valeur) in champs.reference [ #nom ]",
    ],
)
def test_a_field_that_does_not_exist_is_told_even_where_it_is_never_printed(
    folder: Path, said_so: str
) -> None:
    ((file, line, sentence),) = found(folder, orientation=SHELL.format(said_so))[:1]

    assert (file, line) == ("orientation.typ", 4 + said_so.count("\n"))
    assert "n’existe pas dans le courrier « orientation »" in sentence.replace("\xa0", " ")


def test_a_field_of_an_item_is_looked_at_too(folder: Path) -> None:
    page = SHELL.format("#for point in champs.ordre_du_jour [ #point.rang #point.sujet ]")
    mapped = SHELL.format("#champs\n  .ordre_du_jour\n  .map(p => p.sujet)\n  .join()")

    assert found(folder, ordre_du_jour=page)[0][2].startswith("le champ «\xa0ordre_du_jour.sujet")
    assert found(folder, ordre_du_jour=mapped)[0][:2] == ("ordre_du_jour.typ", 6)


@pytest.mark.parametrize(
    "innocent",
    [
        "// champs.rien",
        "/* champs.rien\n */",
        "Vos champs sont semés.",
        '#champs.service.adresse.join(", ")',
        "#champs.service.adresse.len()",
        '#champs.date.replace(" ", "")',
        "#upper(champs.service.nom)",
        "https://exemple.fr/champs",
    ],
)
def test_what_names_no_unknown_field_is_left_alone(folder: Path, innocent: str) -> None:
    assert found(folder, orientation=SHELL.format(innocent)) == []


def test_the_fields_that_a_page_names_are_seen_under_any_name() -> None:
    page = (
        "#let objet(c) = c.lieu\n"
        "#let corps(c) = {\n"
        "  let s = c.seance\n"
        "  for l in c.references { l.first() }\n"
        '  s.date + s.at("heure")\n'
        "}\n"
    )

    assert [(one.line, one.steps) for one in reaches(page)] == [
        (1, ("lieu",)),
        (3, ("seance",)),
        (4, ("references",)),
        (5, ("seance", "date")),
        (5, ("seance", "heure")),
    ]


@pytest.mark.parametrize(
    ("page", "line", "sentence"),
    [
        (SHELL.format("#(1"), 4, "n’est pas refermé"),
        (SHELL.format("#absent"), 4, "absent » n’est défini nulle part"),
        (SHELL.format('#image("rien.svg", alt: "x")'), 4, "n’est pas dans le dossier"),
        (SHELL.format('#read("/etc/passwd")'), 4, "n’est pas dans le dossier"),
        (SHELL.format('#read("../../secret")'), 4, "hors du dossier"),
        (SHELL.format("#panic()"), 4, "typst : panicked"),
        (SHELL.format('#import "@preview/cetz:0.1.0": x'), 4, "viendrait du réseau"),
        ("#let corps(champs) = [ ]\n", None, "#let objet(champs)"),
    ],
)
def test_what_typst_refuses_is_told_in_french_with_its_place(
    folder: Path, page: str, line: int | None, sentence: str
) -> None:
    (first, *_) = found(folder, orientation=page)

    assert first[:2] == ("orientation.typ", line)
    assert sentence in first[2].replace("\xa0", " ")


def test_a_page_that_fails_only_when_something_is_unknown_is_found(folder: Path) -> None:
    page = SHELL.format("#champs.decision.seance.date")

    assert [one[:2] for one in found(folder, reorientation_refusee=page)] == [
        ("reorientation_refusee.typ", 4)
    ]


def test_a_page_of_no_model_is_told_unless_another_one_uses_it(folder: Path) -> None:
    ((file, line, sentence),) = found(folder, orientatoin="#let x = 1\n")

    assert (file, line) == ("orientatoin.typ", None)
    assert "orientation_corrigee" in sentence

    (folder / "orientatoin.typ").unlink()
    page = SHELL.format("#commun").replace("\n", '\n#import "commun.typ": commun\n', 1)

    assert found(folder, commun="#let commun = [Bonjour]\n", orientation=page) == []


def test_files_that_cannot_be_taken_are_named(folder: Path, tmp_path: Path) -> None:
    head = replace(HEAD, templates=folder)
    (tmp_path / "secret.typ").write_text("#let x = 1")
    (folder / "orientation.typ").symlink_to(tmp_path / "secret.typ")

    with pytest.raises(UnreadablePages, match="hors du dossier"):
        library(head)

    (folder / "orientation.typ").unlink()
    (folder / "orientation.typ").write_bytes(b"\xe9")

    with pytest.raises(UnreadablePages, match="UTF-8"):
        library(head)


def test_the_specimen_that_shows_every_field_leaves_none_empty() -> None:
    for model in MODELS.values():
        empty = {key for key, value in specimens.shape(model).items() if value is None}

        assert empty <= {"donnees", "ancien_service"}, model.code


def test_every_model_has_its_page_and_every_page_its_model() -> None:
    assert set(OURS.files) == {LAYOUT, *map(page_of, MODELS)}


def test_a_fault_says_its_place() -> None:
    assert Fault(file="a.typ", line=3, sentence="x").place == "a.typ, ligne 3"
    assert Fault(file="a.typ", line=None, sentence="x").place == "a.typ"
