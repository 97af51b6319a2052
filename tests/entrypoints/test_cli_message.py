"""``agent`` and ``message`` as they are typed and told; the messages of a dossier and a séance."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from notifications.occasions import OCCASIONS
from rules.subjects import Subject, SubjectKind
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT, keys
from tests.workflow.build import ALI
from workflow.post import outbox
from workflow.tables.post import Outbox

OFFICE = ("--role", "manager", "--acteur", "direction")
KEEPER = ("--role", "administrateur", "--acteur", "administration")


def fields(**said: object) -> list[str]:
    """The fields of an act, as they are typed."""
    return [word for name, value in said.items() for word in ("--champ", f"{name}={value}")]


def hire(door: Door, name: str, **habilitation: object) -> int:
    """An agent of that name, habilitated since January."""
    courriel = f"{name.lower()}@cd93.example"
    number: int = door.json("agent", "creer", *KEEPER, *fields(nom=name, courriel=courriel))[
        "agent"
    ]
    if habilitation:
        door("agent", "habiliter", number, *KEEPER, *fields(du="2026-01-01", **habilitation))
    return number


@pytest.fixture
def told(door: Door) -> Callable[[str], int]:
    """Writes a message to a house address about a dossier; gives the dossier."""

    def tell(recipient: str) -> int:
        dossier = door.world.dossier()
        with door.world.store.write() as tx:
            outbox.write(
                tx,
                subject=Subject(SubjectKind.DOSSIER, dossier),
                occasion="recours_recu",
                recipient=recipient,
                data={"reference": f"dossier {dossier}"},
                key=f"recours-{dossier}",
                now=door.world.now,
            )
        return dossier

    return tell


def test_agents_are_created_habilitated_away_told_otherwise_and_listed(door: Door) -> None:
    ana, bob = hire(door, "Ana", role="bop"), hire(door, "Bob")
    away = fields(du="2026-03-02", au="2026-03-06", suppleant=bob)
    made = door.json("agent", "absence", ana, *KEEPER, *away)
    done = door("agent", "preference", ana, *KEEPER, *fields(canal="courriel", rythme="quotidien"))
    listed = door("agent", "lister", "--role", "bop")
    seen = door("agent", "voir", ana)
    sheet = door.json("agent", "voir", ana)
    door("agent", "retour", ana, *KEEPER, *fields(absence=made["numero"], au="2026-03-03"))
    door("agent", "deshabiliter", ana, *KEEPER, *fields(habilitation=1, au="2026-03-02"))
    door("agent", "modifier", bob, *KEEPER, *fields(actif="non"))

    assert made == {"agent": ana, "version": 3, "numero": 1, "deja_fait": False}
    assert "Agent n° 1 (version 4)" in done
    assert "Ana" in listed
    assert "bob@cd93.example" not in listed
    assert "chaque matin travaillé" in seen
    assert "absent jusqu’au 6 mars 2026, Bob (n° 2)" in seen
    assert sheet["preferences"] == [{"canal": "courriel", "rythme": "quotidien"}]
    assert door.json("agent", "lister", "--role", "bop", "--au", "2026-03-03")["agents"] == []
    assert "n’est plus en fonction" in door("agent", "voir", bob)


def test_an_agent_refused_says_why_and_one_that_is_not_there_too(door: Door) -> None:
    refused = door("agent", "creer", *KEEPER, *fields(nom="Ana"), code=1)
    unknown = door("agent", "voir", 9, code=3)
    nobody = door("agent", "modifier", 9, *KEEPER, *fields(nom="X"), code=3)
    hire(door, "Ana")
    stale = door("agent", "modifier", 1, *KEEPER, *fields(nom="X"), "--version", 0, code=4)

    assert "Il manque : son adresse de courriel" in refused
    assert "L’agent n° 9 n’existe pas" in unknown
    assert "L’agent n° 9 n’existe pas" in nobody
    assert "a changé depuis que vous l’avez lu" in stale


def test_a_message_goes_to_the_agent_and_is_on_the_screen_of_its_dossier(
    door: Door, told: Callable[[str], int], tmp_path: Path
) -> None:
    ana = hire(door, "Ana", role="bop")
    door("agent", "preference", ana, *KEEPER, *fields(canal="courriel", rythme="hebdomadaire"))
    dossier = told("role:bop")
    before = door("dossier", "voir", dossier)
    door("message", "envoyer")
    waiting = door("dossier", "voir", dossier)
    door.world.until("2026-03-09 08:30")
    door("message", "envoyer")
    after = door("dossier", "voir", dossier)
    (line,) = door.json("dossier", "voir", dossier)["messages"]

    assert "BOP" in before
    assert "Recours reçu" in before
    assert "role:bop" not in before
    assert "recours_recu" not in before
    assert "part lun. 9 mars, 8 h 30, avec le récapitulatif de la semaine" in waiting
    assert "envoyé lun. 9 mars, 8 h 30" in after
    assert (line["nom"], line["adresse"], line["statut"]) == ("Ana", "ana@cd93.example", "envoye")
    assert [path.name for path in (tmp_path / "courriels").iterdir()] == [
        "recapitulatif-1@reorientation.local.eml"
    ]


def test_messages_are_listed_by_dossier_seance_occasion_state_and_agent(
    door: Door, told: Callable[[str], int]
) -> None:
    ana = hire(door, "Ana", role="bop")
    first, second = told("role:bop"), told("role:ep")
    seance = door.world.seance("2026-04-09")
    door("message", "envoyer")

    def found(*options: object) -> list[int]:
        return [one["sujet"]["id"] for one in door.json("message", "lister", *options)["messages"]]

    assert found("--dossier", first) == [first]
    assert found("--agent", ana) == [first]
    assert found("--occasion", "recours_recu") == [second, first]
    assert found("--statut", "envoye") == [second, first]
    assert found("--occasion", "compte_rendu") == []
    assert found("--statut", "mort") == found("--seance", seance) == []
    assert "Vouliez-vous dire « recours_recu »" in door(
        "message", "lister", "--occasion", "recours_recus", code=2
    )
    assert "pas les deux" in door("message", "lister", "--dossier", 1, "--seance", 1, code=2)


def test_a_seance_shows_its_messages(door: Door) -> None:
    seance = door.world.seance("2026-04-09")
    move = ("--date", "2026-04-16", "--heure", "09:30", "--role", "bat")
    door("seance", "deplacer", seance, *move)
    about = door.world.rows(Outbox, kind="seance")

    assert len(about) > 0
    assert "Séance déplacée" in door("seance", "voir", seance)
    assert "seance_deplacee" not in door("seance", "voir", seance)
    assert len(door.json("seance", "voir", seance)["messages"]) == len(about)


def test_a_message_shows_its_words_and_each_of_those_it_is_for(
    door: Door, told: Callable[[str], int]
) -> None:
    hire(door, "Ana", role="bop")
    told("role:bop")
    door("message", "envoyer")
    seen, sheet = door("message", "voir", 1), door.json("message", "voir", 1)

    assert "Recours administratif préalable" in seen
    assert "Ana" in seen
    assert sheet["objet"].startswith("Recours administratif préalable")
    assert [one["canal"] for one in sheet["envois"]] == ["courriel"]
    assert "Le message n° 9 n’existe pas" in door("message", "voir", 9, code=3)


def test_occasions_are_listed_with_their_titles_and_their_codes(door: Door) -> None:
    shown = door("message", "occasions")
    told = door.json("message", "occasions")["occasions"]

    assert "recours_recu" in shown
    assert "Recours reçu" in shown
    assert {one["occasion"] for one in told} == set(OCCASIONS)


def test_a_message_that_left_shows_the_words_with_which_it_left(door: Door) -> None:
    dossier = door.world.dossier()
    with door.world.store.write() as tx:
        outbox.write(
            tx,
            subject=Subject(SubjectKind.DOSSIER, dossier),
            occasion="echeance_rappel",
            recipient="role:bop",
            data={
                "reference": f"dossier {dossier}",
                "rule": "2-RDV",
                "label": "Fixer le premier rendez-vous",
                "due": "2026-03-05T22:59:00+00:00",
            },
            key="rappel",
            now=door.world.now,
        )
    door("message", "envoyer")
    door.world.until("2026-03-20")

    assert "arrive à son terme" in door("message", "voir", 1)
    assert "À tenir pour le" in door.json("message", "voir", 1)["texte"]


def test_lost_messages_are_sent_again_or_given_up_with_a_motive(
    door: Door, told: Callable[[str], int], tmp_path: Path
) -> None:
    told("invite:7")
    told("invite:8")
    door("message", "envoyer")
    lost = door("message", "lister", "--statut", "mort")
    refused = door("message", "renvoyer", 1, "--role", "referent", "--motif", "x", code=2)
    again = door("message", "renvoyer", 1, *OFFICE, "--motif", "adresse corrigée")
    waits = door.json("message", "abandonner", 1, 2, *OFFICE, "--motif", "fait", code=1)
    given_up = door("message", "abandonner", 2, *OFFICE, "--motif", "prévenue de vive voix")
    entries = door.json("journal", "lister")["entrees"]

    assert lost.count("ne partira plus : Aucune adresse") == 2
    assert "invité n° 7" in lost
    assert "invite:7" not in lost
    assert "--service" in refused
    assert "Message n° 1, 1 envoi" in again
    assert [one["code"] for one in waits["refus"]] == ["message_en_attente"]
    assert "Abandonner un message" in given_up
    assert "prévenue de vive voix" in door("message", "voir", 2)
    assert "direction, manager" in door("message", "voir", 2)
    assert "abandonné" in door("message", "lister", "--statut", "abandonne")
    assert "message n° 2" in door("journal", "lister")
    own = [one for one in entries if one["sujet"] == {"genre": "message", "id": 2}]
    assert [(one["acte"], one["refus"]) for one in own] == [
        ("abandonner_message", False),
        ("abandonner_message", True),
    ]


def test_every_key_of_an_answer_about_agents_and_messages_is_documented(
    door: Door, told: Callable[[str], int]
) -> None:
    ana = hire(door, "Ana", role="referent", service=ALI)
    told("role:bop")
    told("invite:7")
    away = fields(du="2026-03-02", au="2026-03-06")
    answers = [
        door.json("agent", "absence", ana, *KEEPER, *away),
        door.json("agent", "lister", "--tous"),
        door.json("agent", "voir", ana),
        door.json("message", "envoyer"),
        door.json("message", "lister"),
        door.json("message", "voir", 1),
        door.json("message", "occasions"),
        door.json("message", "abandonner", 2, *OFFICE, "--motif", "x"),
    ]

    assert [key for key in keys(answers) if f"`{key}`" not in TEXT] == []
    assert "Ana" not in json.dumps(door.world.rows(Outbox))
