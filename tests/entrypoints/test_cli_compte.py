"""``compte`` and ``journal consultations``: accounts at a terminal."""

import json

import pytest

from rules.access.grants import Right
from rules.subjects import Subject, SubjectKind
from tests.entrypoints.door import Door
from tests.workflow.accounts import OTHER_PASSWORD, PASSWORD
from tests.workflow.staff import MANAGER
from workflow.accounts import consultations
from workflow.tables.accounts import Account, Consultation
from workflow.tables.trail import JournalRow

FIRST = ("compte", "premier-administrateur", "--nom", "Morel", "--courriel", "m@cd93.example")
ADMIN = ("--role", "administrateur", "--acteur", "Morel")


@pytest.fixture
def kept(door: Door) -> Door:
    """A door with an administrator, and an agent without an account: the second."""
    door.json(*FIRST, typed=PASSWORD)
    fields = ("--champ", "nom=Durand", "--champ", "courriel=d@cd93.example")
    door("agent", "creer", *ADMIN, *fields)
    return door


def codes(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    """Why it was refused."""
    return [one["code"] for one in answer["refus"]]


def test_the_first_administrator_is_created_once(kept: Door) -> None:
    again = kept.json(*FIRST, code=1, typed=PASSWORD)

    assert codes(again) == ["administrateur_deja_la"]
    assert [row["agent_id"] for row in kept.world.rows(Account)] == [1]


def test_a_password_is_read_never_told_nor_logged(kept: Door) -> None:
    token = kept.json("compte", "inviter", 2, *ADMIN)["jeton"]
    told = kept.json("compte", "ouvrir", token, typed=f"{OTHER_PASSWORD}\n")
    rows = json.dumps(kept.world.rows(JournalRow))

    assert told == {"agent": 2}
    assert OTHER_PASSWORD not in rows
    assert token not in rows
    assert kept("compte", "premier-administrateur", "--mot-de-passe", "x", code=2)


def test_a_password_typed_twice_differently_makes_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASSWORD, OTHER_PASSWORD])
    monkeypatch.setattr("entrypoints.cli.display.is_asked", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _words: next(typed))

    assert "ne sont pas les mêmes" in door(*FIRST, code=2)
    assert door.world.rows(Account) == []


def test_an_account_is_invited_opened_locked_and_listed(kept: Door) -> None:
    token = kept.json("compte", "inviter", 2, *ADMIN)["jeton"]
    assert "invité" in kept("compte", "lister")
    kept.json("compte", "ouvrir", token, typed=PASSWORD)
    assert codes(kept.json("compte", "inviter", 2, *ADMIN, code=1)) == ["compte_deja_ouvert"]
    assert kept.json("compte", "reinitialiser", 2, *ADMIN)["expire_le"] is not None
    kept("compte", "verrouiller", 2, *ADMIN, "--motif", "départ")
    assert "verrouillé par Morel" in kept("compte", "lister")
    kept("compte", "deverrouiller", 2, *ADMIN, "--motif", "retour")

    line = kept.json("compte", "lister")["comptes"][0]
    assert (line["agent"], line["verrouille_le"]) == (2, None)
    assert "Verrouiller un compte" in kept("journal", "lister")


def test_only_an_administrator_keeps_accounts(kept: Door) -> None:
    refused = kept.json("compte", "inviter", 2, "--role", "bop", code=1)

    assert codes(refused) == ["acteur_non_autorise"]
    assert kept("compte", "inviter", 99, *ADMIN, code=3)
    assert kept("compte", "sessions", 99, code=3)


def test_sessions_are_listed_and_closed(kept: Door) -> None:
    assert "Aucune session" in kept("compte", "sessions", 2)
    assert kept.json("compte", "revoquer", 1, *ADMIN)["sessions_fermees"] == 0
    assert codes(kept.json("compte", "revoquer", 1, *ADMIN, "--session", 9, code=1)) == [
        "session_inconnue"
    ]


def test_who_opened_a_dossier_is_shown_to_a_manager_and_that_they_looked(door: Door) -> None:
    world, dossier = door.world, Subject(SubjectKind.DOSSIER, 12)
    consultations.note(world.store, MANAGER, Right.DOSSIER, world.now, subject=dossier)
    consultations.note(world.store, MANAGER, Right.EXPORT_DOSSIERS, world.now, lines=212)
    asked = ("journal", "consultations", "--role", "manager", "--acteur", "cheffe")

    assert "212 lignes" in door(*asked)
    found = door.json(*asked, "--dossier", 12)["consultations"]
    assert [(one["acteur"], one["quoi"]) for one in found] == [
        ("cheffe", "voir_consultations"),
        ("direction", "voir_dossier"),
    ]
    refused = door.json("journal", "consultations", "--role", "bat", code=1)
    assert codes(refused) == ["role_sans_acces"]


def test_the_sweep_erases_what_was_consulted_a_year_ago(door: Door) -> None:
    world = door.world
    consultations.note(world.store, MANAGER, Right.JOURNAL, world.now)
    world.until("2027-03-02 09:00")
    door("tic")
    assert len(world.rows(Consultation)) == 1
    world.until("2027-03-02 09:01")
    door("tic")

    assert world.rows(Consultation) == []
