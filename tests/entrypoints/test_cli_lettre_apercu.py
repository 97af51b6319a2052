"""``lettre apercu``, ``lettre modeles``, and the pages that ``config verifier`` tries."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from notifications.letters.models import MODELS
from tests.entrypoints.configs import TEXT, plain
from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, PRESIDENT, execute
from tests.workflow.seated import join

PAGE = '#import "lettre.typ": *\n#let objet(champs) = "essai"\n#let corps(champs) = [{}]\n'


def words(path: Path) -> str:
    pages = PdfReader(BytesIO(path.read_bytes())).pages
    return plain(" ".join(" ".join(page.extract_text() for page in pages).split()))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with pages of its own, and their folder."""
    made = tmp_path / "departement"
    (made / "modeles").mkdir(parents=True)
    told = TEXT.replace("  # modeles: modeles-de-courriers", "  modeles: modeles")
    (made / "config.yaml").write_text(told, encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(made / "config.yaml"))
    return made / "modeles"


def test_a_letter_is_shown_with_invented_people_and_nothing_is_recorded(door: Door) -> None:
    told = door("lettre", "apercu", "convocation")

    assert told == "« apercu-convocation.pdf » : 1 courrier\n"
    assert "Amina DIALLO-LEFÈVRE" in words(Path("apercu-convocation.pdf"))


def test_a_file_that_is_there_is_replaced_by_consent_only(door: Door) -> None:
    path = Path("a/lettre.pdf")
    door("lettre", "apercu", "convocation", "--vers", path)
    path.write_bytes(b"le mien")

    told = door("lettre", "apercu", "convocation", "--vers", path, code=2)

    assert "existe déjà : un autre nom, ou --remplacer" in told
    assert path.read_bytes() == b"le mien"

    done = door.json("lettre", "apercu", "convocation", "--vers", path, "--remplacer")

    assert path.read_bytes().startswith(b"%PDF")
    assert {name: done[name] for name in ("modele", "dossier", "seance", "courriers")} == {
        "modele": "convocation",
        "dossier": None,
        "seance": None,
        "courriers": 1,
    }
    assert done["fichier"] == str(path)


def test_a_letter_is_shown_with_what_a_dossier_says(door: Door) -> None:
    stage = journeys.attente_decision(door.world)
    door.world.wait(days=1)
    door.world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="trop tôt")
    door("lettre", "apercu", "reorientation_refusee", "--dossier", stage.dossier)

    told = words(Path("apercu-reorientation_refusee.pdf"))
    assert "PRENOM-SECRET NOM-SECRET" in told
    assert "trop tôt" in told


def test_a_letter_that_would_tell_nothing_is_refused_with_what_is_missing(door: Door) -> None:
    dossier = door.world.dossier()

    told = door("lettre", "apercu", "reorientation_refusee", "--dossier", dossier, code=1)

    assert "il manque la date de la décision, le motif de la décision" in told
    assert not Path("apercu-reorientation_refusee.pdf").exists()


def test_all_the_members_of_a_seance_are_written_to_in_one_file(door: Door) -> None:
    for name in ("Léa Roy", "Ana Roy"):
        join(door.world, genre="icl", siege="acco_glo", nom=name)
    seance = door.world.seance("2026-04-09", lieu="salle 204")
    door.world.convene(seance, "convoquer")

    told = door("lettre", "apercu", "convocation_membre", "--seance", seance)

    assert told == "« apercu-convocation_membre.pdf » : 2 courriers\n"
    assert {"Léa Roy", "Ana Roy"} <= {
        name
        for name in ("Léa Roy", "Ana Roy")
        if name in words(Path("apercu-convocation_membre.pdf"))
    }


def test_partners_are_confirmed_to_by_letter(door: Door) -> None:
    seance = door.world.seance("2026-04-09", lieu="salle 204")
    dossier, _ = journeys.soutien(door.world, seance)
    asked = ("lettre", "apercu", "confirmation_partenaire", "--seance", seance)

    assert "n’attend personne de nommé" in door(*asked, code=3)

    door.world.act(dossier, "inviter", AGENT_ALI, qui="partenaire", nom="V. Roux")
    door(*asked)

    assert "V. Roux" in words(Path("apercu-confirmation_partenaire.pdf"))


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("absent",), 3, "Les modèles sont : orientation"),
        (("convocation", "--dossier", 404), 3, "404"),
        (("convocation_membre", "--dossier", 1), 2, "Un dossier n’a que les courriers"),
        (("convocation", "--dossier", 1, "--seance", 1), 2, "Un dossier n’a que les courriers"),
        (("convocation", "--seance", 1), 2, "donnez --dossier"),
        (("convocation_membre", "--seance", 404), 3, "404"),
    ],
)
def test_what_cannot_be_shown_is_told(
    door: Door, arguments: tuple[object, ...], code: int, sentence: str
) -> None:
    assert sentence in door("lettre", "apercu", *arguments, code=code)


def test_the_models_are_listed_with_whose_page_each_is(door: Door, folder: Path) -> None:
    (folder / "convocation.typ").write_text(PAGE.format("x"))
    listed = {one["modele"]: one for one in door.json("lettre", "modeles")["modeles"]}

    assert set(listed) == set(MODELS)
    assert listed["convocation"]["du_departement"] is True
    assert listed["orientation"]["du_departement"] is False
    assert listed["orientation"]["a"] == "allocataire"
    assert "du département" in door("lettre", "modeles")


def test_the_pages_of_the_departement_are_tried_with_the_configuration(
    door: Door, folder: Path
) -> None:
    (folder / "convocation.typ").write_text(PAGE.format("Venez."))
    assert "peut être utilisé" in door("config", "verifier")

    (folder / "convocation.typ").write_text(PAGE.format("#if false [ #champs.seance.lieux ]"))
    told = door("config", "verifier", code=2)
    defects = door.json("config", "verifier", code=2)

    where = "courriers › modeles › convocation.typ, ligne 3"
    assert f"{where} : le champ « seance.lieux » n’existe pas" in told
    assert defects["utilisable"] is False
    assert defects["defauts"][0]["ou"] == where


def test_the_service_does_not_start_with_a_page_that_is_wrong(door: Door, folder: Path) -> None:
    (folder / "convocation.typ").write_text(PAGE.format("#champs.seance.lieux"))

    assert "convocation.typ, ligne 3" in door("servir", "--sans-web", code=2)


def test_a_folder_that_cannot_be_taken_is_told(door: Door, folder: Path) -> None:
    (folder / "convocation.typ").write_bytes(b"\xe9")

    assert "UTF-8" in door("config", "verifier", code=2)
    assert "UTF-8" in door("lettre", "apercu", "convocation", code=2)


def test_a_page_that_cannot_be_printed_says_its_line(door: Door, folder: Path) -> None:
    (folder / "convocation.typ").write_text(PAGE.format("#panic()"))

    assert "convocation.typ, ligne 3" in door("lettre", "apercu", "convocation", code=2)


def test_where_nobody_writes_letters_it_is_said(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sans.yaml"
    path.write_text(TEXT[: TEXT.index("\ncourriers:")] + "\n", encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))

    for asked in (("apercu", "convocation"), ("modeles",)):
        assert "ajoutez-y « courriers »" in door("lettre", *asked, code=2)


def test_a_service_that_cannot_be_reached_stops_the_letter(door: Door) -> None:
    dossier = door.world.dossier()
    execute(door.world.store, "UPDATE service SET adresse = NULL")

    told = door("lettre", "apercu", "orientation", "--dossier", dossier, code=1)

    assert "l’adresse et le téléphone du service référent" in told
