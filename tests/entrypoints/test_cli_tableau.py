"""``tableau`` and ``piece``, as a service and as a chargé·e de projet use them."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from exchanges.tableau import sealing
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT, keys
from tests.exchanges.tableau.desk import ANSWER, MEANS, Desk, add, open_desk, write
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_SSD,
    ALI,
    ALI_ELSEWHERE,
    BAT,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
)

FOR_THE_ALI = ("--role", "referent", "--service", ALI, "--acteur", "A. L.")
COORDINATING = ("--role", "bat", "--acteur", "B. A.")
SECRET = "quatre mots bien longs"


@pytest.fixture
def desk(door: Door, tmp_path: Path) -> Desk:
    """Two lines on the tableau of an ICL-I."""
    return open_desk(door.world, tmp_path)


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """A file with a password."""
    path = tmp_path / "secret.txt"
    path.write_text(f"{SECRET}\n", encoding="utf-8")
    return path


def test_a_tableau_is_seen_line_by_line_with_what_is_said_of_each(door: Door, desk: Desk) -> None:
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi", remarque="en 2024")
    told: dict[str, Any] = {"date": "2026-03-02", "par": "Mme Alba", "moyen": "telephone"}
    door.world.act(desk.mine, "dire_prevenue", AGENT_ALI, **told)
    person = door.world.dossier(service=SERVICE_SOCIAL)
    door.world.convene(desk.seance, "transmettre_tableau", AGENT_ALI, service=ALI)
    door.world.until("2026-04-08").convene(desk.seance, "arreter", BAT)
    form: dict[str, Any] = {"seance": desk.seance, "nature": "soutien", "motif": "expulsion"}
    door.world.act(person, "inscrire_ligne_seance_tenante", AGENT_SSD, **form)

    seen = door("tableau", "voir", desk.seance)

    assert "02/03/2026" in seen
    assert "Service 2 : « en 2024 »" in seen
    assert "personne prévenue par Mme Alba" in seen
    assert "hors délai, Service 3 et Service 4 n’ont pas répondu" in seen
    assert "ajoutée séance tenante par agent 3 : expulsion" in seen
    assert "Personne prévenue" in door("dossier", "voir", desk.mine)


def test_a_service_is_told_how_many_lines_it_does_not_see_yet(door: Door, desk: Desk) -> None:
    other = door.world.dossier(service=SERVICE_SOCIAL)
    form: dict[str, Any] = {"seance": desk.seance, "nature": "soutien"}
    door.world.act(other, "inscrire_ligne", AGENT_SSD, **form)

    assert "1 autre ligne n’est pas encore partagée." in door(
        "tableau", "voir", desk.seance, "--service", ALI
    )
    assert "n° 77 n’existe pas" in door("tableau", "voir", desk.seance, "--service", 77, code=3)
    assert "La séance n° 99 n’existe pas." in door("tableau", "voir", 99, code=3)


def test_a_tableau_goes_out_and_comes_back(door: Door, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    door("tableau", "exporter", desk.seance, "--service", ALI, "--vers", path)
    cells = {"Personne prévenue le": date(2026, 3, 2), "Prévenue par": "Mme Alba"}
    write(path, desk.line(desk.mine).id, {**cells, MEANS: "téléphone"})
    write(path, desk.line(desk.theirs).id, {ANSWER.format(ALI): "connu"})
    add(path, {"Dossier": door.world.dossier(service=ALI), "Objet": "soutien technique"})

    tried = door("tableau", "importer", desk.seance, path, *FOR_THE_ALI, "--essai")
    done = door("tableau", "importer", desk.seance, path, *FOR_THE_ALI)
    again = door.json("tableau", "importer", desk.seance, path, *FOR_THE_ALI)

    assert "essai, rien n’est écrit" in tried
    assert "serait inscrite" in tried
    assert "Changements : 4 cellules" in done
    assert "02/03/2026" in done
    assert "2026-03-02" not in done
    assert "ligne n° 3" in done
    assert (again["changements"], again["conflits"], again["refus"]) == ([], [], [])


def test_conflicts_and_refusals_are_told_in_their_cells_and_by_the_exit_code(
    door: Door, desk: Desk, tmp_path: Path
) -> None:
    path = desk.export()
    write(path, desk.line(desk.theirs).id, {ANSWER.format(ALI): "connu"})
    write(path, desk.line(desk.mine).id, {"Priorité du service": "=2"})
    desk.answer(desk.theirs, ALI, "inconnu")
    importing = ("tableau", "importer", desk.seance, path, *FOR_THE_ALI)

    answer = door.json(*importing, code=1)
    (conflict,), (refused,) = answer["conflits"], answer["refus"]
    assert (conflict["cellule"], conflict["ici"], conflict["dans_le_fichier"]) == (
        *("U7", "inconnu"),
        "connu",
    )
    assert (refused["cellule"], refused["colonne"]) == ("Q6", "Priorité du service")


def test_a_password_is_never_an_argument(
    door: Door, desk: Desk, tmp_path: Path, password: Path
) -> None:
    path = tmp_path / "t.xlsx"
    made = ("tableau", "exporter", desk.seance, "--vers", path)
    answer = door.json(*made, "--mot-de-passe-fichier", password)
    taking = ("tableau", "importer", desk.seance, path, *COORDINATING)

    assert answer["chiffre"] is True
    assert sealing.is_sealed_file(path)
    assert "protégé par un mot de passe" in door(*taking, code=2)
    assert "2 lignes inchangées" in door(*taking, "--mot-de-passe-fichier", password)


def test_a_password_that_protects_nobody_is_refused(
    door: Door, desk: Desk, tmp_path: Path, password: Path
) -> None:
    path = tmp_path / "t.xlsx"
    made = ("tableau", "exporter", desk.seance, "--vers", path, "--mot-de-passe-fichier", password)
    password.write_text("court", encoding="utf-8")
    assert "au moins 8 caractères" in door(*made, code=2)
    password.write_text("", encoding="utf-8")
    assert "ne contient aucun mot de passe" in door(*made, code=2)
    assert not path.exists()


def test_a_password_is_asked_for_on_a_terminal(
    door: Door, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.xlsx"
    asked: list[dict[str, Any]] = []

    def answer(_: str, **options: Any) -> str:
        asked.append(options)
        return SECRET

    monkeypatch.setattr("typer.prompt", answer)
    monkeypatch.setattr("entrypoints.cli.display.is_asked", lambda: True)
    door("tableau", "exporter", desk.seance, "--vers", path, "--mot-de-passe")
    door("tableau", "importer", desk.seance, path, *COORDINATING)

    assert [one["hide_input"] for one in asked] == [True, True]
    assert asked[0]["confirmation_prompt"] is True


@pytest.mark.parametrize("command", ["exporter", "voir"])
def test_a_service_that_does_not_sit_is_refused_the_tableau_and_told_who_sits(
    door: Door, desk: Desk, tmp_path: Path, command: str
) -> None:
    path = tmp_path / "t.xlsx"
    to = ("--vers", path) if command == "exporter" else ()
    made = ("tableau", command, desk.seance, "--service", ALI_ELSEWHERE, *to)

    told = door(*made, code=1)
    (refusal,) = door.json(*made, code=1)["refus"]

    assert "ne siège pas dans la séance" in told
    assert "Y siègent : Service 1 (n° 1), Service 2 (n° 2)" in told.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert refusal["code"] == "service_absent"
    assert not path.exists()


def test_a_file_that_is_not_there_is_told(door: Door, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "absent.xlsx"

    assert "absent.xlsx" in door("tableau", "importer", desk.seance, path, *COORDINATING, code=2)
    assert "absent.xlsx" in door("piece", "joindre", desk.mine, path, *FOR_THE_ALI, code=2)


def test_a_file_is_joined_listed_taken_out_and_taken_away(
    door: Door, desk: Desk, tmp_path: Path
) -> None:
    brought, taken = tmp_path / "fiche.pdf", tmp_path / "copie.pdf"
    brought.write_bytes(b"%PDF-1.7\n\0\xff")
    line = desk.line(desk.mine).id
    joining = ("piece", "joindre", desk.mine, brought, "--ligne", line, "--presaisine")

    first = door.json(*joining, *FOR_THE_ALI)
    again = door(*joining, *FOR_THE_ALI)
    listed = door("piece", "lister", desk.mine)
    door("piece", "extraire", first["piece"], "--vers", taken)

    assert "déjà jointe" in again
    assert "pré-saisine" in listed
    assert taken.read_bytes() == brought.read_bytes()
    out = ("piece", "extraire", first["piece"], "--vers")
    assert "existe déjà" in door(*out, taken, code=2)
    assert "n’existe pas" in door(*out, tmp_path / "x.pdf", "--service", 5, code=3)
    assert "fiche.pdf" in door("tableau", "voir", desk.seance)
    away = ("piece", "retirer", first["piece"], "--motif", "erreur")
    assert "par le service qui l’a jointe" in door(
        *away, "--role", "referent", "--service", FRANCE_TRAVAIL, code=1
    )
    door(*away, *FOR_THE_ALI)
    assert door("piece", "lister", desk.mine).strip() == "Aucune pièce."
    removed = door("piece", "lister", desk.mine, "--retirees")
    (gone,) = door.json("piece", "lister", desk.mine, "--retirees")["pieces"]
    assert "Retirée" in removed
    assert "erreur" in removed
    assert (gone["motif_retrait"], bool(gone["retiree_le"])) == ("erreur", True)
    assert gone["retiree_par"] in removed
    assert "n’existe pas" in door("piece", "extraire", 99, "--vers", tmp_path / "y", code=3)


def test_a_file_taken_away_is_out_of_the_reach_of_the_other_services(
    door: Door, desk: Desk, tmp_path: Path
) -> None:
    brought = tmp_path / "fiche.pdf"
    brought.write_bytes(b"%PDF-1.7")
    line = desk.line(desk.mine).id
    door("piece", "joindre", desk.mine, brought, "--ligne", line, *FOR_THE_ALI)
    door("seance", "arreter", desk.seance, "--role", "bat")
    out = ("piece", "extraire", 1, "--vers")
    listed = ("piece", "lister", desk.mine, "--retirees", "--service")
    door(*out, tmp_path / "avant.pdf", "--service", FRANCE_TRAVAIL)
    seen = door(*listed, FRANCE_TRAVAIL)
    door("piece", "retirer", 1, "--motif", "mauvaise personne", "--role", "bat")

    assert "fiche.pdf" in seen
    assert "fiche.pdf" not in door(*listed, FRANCE_TRAVAIL)
    assert "n’existe pas" in door(*out, tmp_path / "x.pdf", "--service", FRANCE_TRAVAIL, code=3)
    assert not (tmp_path / "x.pdf").exists()
    assert "fiche.pdf" in door(*listed, ALI)
    door(*out, tmp_path / "siens.pdf", "--service", ALI)
    door(*out, tmp_path / "departement.pdf")


def test_a_file_joined_again_as_the_form_is_told_to_be_it(
    door: Door, desk: Desk, tmp_path: Path
) -> None:
    brought = tmp_path / "fiche.pdf"
    brought.write_bytes(b"%PDF-1.7")
    joining = ("piece", "joindre", desk.mine, brought, *FOR_THE_ALI)
    door(*joining)

    assert "est déjà jointe (autre) : n° 1" in door(*joining)
    assert "La pièce n° 1, déjà jointe, est maintenant la pré-saisine." in door(
        *joining, "--presaisine"
    )
    assert "est déjà jointe (pré-saisine) : n° 1" in door(*joining)
    told = door.json(*joining, "--presaisine")
    assert (told["sorte"], told["deja_jointe"], told["devenue_presaisine"]) == (
        "presaisine",
        True,
        False,
    )


def test_every_key_of_an_answer_is_documented(
    door: Door, desk: Desk, tmp_path: Path, password: Path
) -> None:
    brought = tmp_path / "fiche.pdf"
    brought.write_bytes(b"%PDF-1.7")
    path = desk.export()
    write(path, desk.line(desk.theirs).id, {ANSWER.format(ALI): "connu"})
    write(path, desk.line(desk.mine).id, {"Priorité du service": "=2"})
    add(path, {"Dossier": door.world.dossier(service=ALI), "Objet": "soutien technique"})
    desk.answer(desk.theirs, ALI, "inconnu")
    told: dict[str, Any] = {"date": "2026-03-02", "par": "Mme Alba", "moyen": "telephone"}
    door.world.act(desk.mine, "dire_prevenue", AGENT_ALI, **told)
    door.world.act(desk.mine, "admettre_hors_delai", BAT, motif="urgent")
    line = desk.line(desk.mine).id
    answers = [
        door.json("piece", "joindre", desk.mine, brought, "--ligne", line, *FOR_THE_ALI),
        door.json("piece", "lister", desk.mine),
        door.json("piece", "extraire", 1, "--vers", tmp_path / "copie.pdf"),
        door.json("tableau", "importer", desk.seance, path, *FOR_THE_ALI, code=1),
        door.json("tableau", "exporter", desk.seance, "--vers", tmp_path / "t.xlsx"),
        door.json("seance", "arreter", desk.seance, "--role", "bat"),
        door.json("tableau", "voir", desk.seance),
        door.json("dossier", "voir", desk.mine),
        door.json("piece", "retirer", 1, "--motif", "erreur", *FOR_THE_ALI),
    ]

    assert [key for key in keys(answers) if f"`{key}`" not in TEXT] == []


def test_the_sheet_that_leaves_opens(door: Door, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "neuf" / "t.xlsx"
    door("tableau", "exporter", desk.seance, "--vers", path)

    assert openpyxl.load_workbook(path).sheetnames == ["Tableau", "Listes", "_origine"]
