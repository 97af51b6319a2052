"""docs/commandes.md says every key of --json and every exit code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entrypoints.cli.errors import MEANINGS
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_dossier import REFERENT, open_request
from tests.workflow.accounts import PASSWORD, Office
from workflow.accounts.entering import log_in

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "commandes.md").read_text(encoding="utf-8")
FREE = {"contenu", "formulaire", "personnel", "detail", "donnees"}
"""What these keys hold is the act's own."""


def keys(answer: Any) -> Iterator[str]:
    """Every key of an answer, whatever its depth."""
    if isinstance(answer, list):
        for one in answer:
            yield from keys(one)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            yield name
            if name not in FREE:
                yield from keys(value)


def account_answers(door: Door) -> Iterator[Any]:
    """What is answered of an account and of its sessions."""
    first = ("premier-administrateur", "--nom", "Morel", "--courriel", "claude@cd93.example")
    admin = ("--role", "administrateur")
    yield door.json("compte", *first, typed=PASSWORD)
    door("agent", "creer", *admin, "--champ", "nom=Durand", "--champ", "courriel=d@cd93.example")
    invited = door.json("compte", "inviter", 2, *admin)
    yield invited
    yield door.json("compte", "ouvrir", invited["jeton"], typed=PASSWORD)
    log_in(Office(world=door.world).gate, "d@cd93.example", PASSWORD, door.world.now)
    yield door.json("compte", "lister")
    yield door.json("compte", "sessions", 2)


def test_every_key_of_an_answer_is_documented(door: Door) -> None:
    dossier = open_request(door)
    seance = door.world.seance("2026-03-12")
    act = ("dossier", "agir", dossier)
    answers = [
        door.json(*act, "inscrire", *REFERENT, code=1),
        door.json(
            *act, "consulter", *REFERENT, "--champ", "date=2026-03-02", "--champ", "accord=oui"
        ),
        door.json(*act, "inscrire", *REFERENT, "--champ", f"seance={seance}"),
        door.json("tic"),
        door.json("dossier", "lister"),
        door.json("dossier", "voir", dossier, *REFERENT[:4]),
        door.json("fait", "saisir", dossier, "rdv_honore", *REFERENT[:4]),
        door.json("fait", "lister", dossier),
        door.json("fait", "codes"),
        door.json("modele", "--organisation", "caf", "--format", "csv"),
        door.json("colonne", "lister"),
        door.json("colonne", "retenues", "--organisation", "france-travail"),
        door.json("colonne", "oublier", "--organisation", "france-travail"),
        door.json("echeance", "lister"),
        door.json("echeance", "expliquer", 1),
        door.json("echeance", "bilan", "1B-ORIENTATION", "--par", "mois"),
        door.json("seance", "lister"),
        door.json(
            *("seance", "point", "ajouter", seance, "--role", "bat"),
            *("--titre", "Offre nouvelle", "--porteur", "ALI"),
        ),
        door.json("ep", "inscrire", "--role", "bop"),
        door.json("seance", "voir", seance),
        door.json("seance", "agir", seance, "arreter", "--role", "bat"),
        door.json("seance", "generer", 2027, "--role", "bat", "--territoire", "93-01,93-02"),
        door.json("seance", "programme", 2027, "--ics", "programme.ics"),
        door.json("agenda", "voir", "--service", 1),
        door.json("agenda", "exporter", "--service", 1, "--vers", "agenda.ics"),
        door.json("agenda", "adresse", "creer", "--role", "bat", "--pour-service", 1),
        door.json("agenda", "adresse", "lister"),
        door.json("agenda", "adresse", "revoquer", 1, "--role", "bat"),
        door.json("journal", "lister"),
        door.json("journal", "verifier"),
        door.json("journal", "consultations", "--role", "manager"),
        *account_answers(door),
        door.json("message", "lister"),
        door.json("message", "envoyer"),
        door.json("procedure", "verifier"),
        door.json("config", "verifier"),
        door.json("calendrier", "simuler"),
        door.json("calendrier", "appliquer", "--motif", "essai"),
        door.json("echeance", "reconcilier"),
        door.json("calendrier", "ajouter", "2026-05-12", 2, "--detail"),
        door.json("calendrier", "compter", "2026-05-12", "2026-05-18"),
        door.json("calendrier", "voir", 2026),
    ]

    assert [key for key in keys(answers) if f"`{key}`" not in TEXT] == []


def test_every_exit_code_is_documented() -> None:
    for code, words in MEANINGS.items():
        assert f"| {code.value} | {words} |" in TEXT
