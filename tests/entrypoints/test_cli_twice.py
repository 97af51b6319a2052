"""What is sent twice is done once, and what the command already knows is not typed twice."""

from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_dossier import REFERENT, open_request
from tests.workflow import journeys
from tests.workflow.build import ALI, FRANCE_TRAVAIL
from workflow.tables.subjects import Seance
from workflow.tables.trail import FactRow, JournalRow

BAT = ("--role", "bat", "--acteur", "C. B.")
PROGRAMME = (
    *("seance", "programmer", *BAT, "--genre", "icl", "--circonscription", "93-01"),
    *("--heure", "09:30"),
)
AGAIN = "Déjà fait avec cette clé. Rien n’a été refait."


def test_a_seance_programmed_twice_with_one_key_is_one(door: Door) -> None:
    day = ("--date", "2026-03-12", "--cle", "p1")

    first, second = door.json(*PROGRAMME, *day), door.json(*PROGRAMME, *day)

    assert (first["deja_fait"], second["deja_fait"]) == (False, True)
    assert first["seance"] == second["seance"]
    assert door(*PROGRAMME, *day).startswith(AGAIN)
    assert len(door.world.rows(Seance)) == 1


def test_a_key_that_served_for_one_seance_is_refused_to_another(door: Door) -> None:
    door(*PROGRAMME, "--date", "2026-03-12", "--cle", "p1")

    told = door(*PROGRAMME, "--date", "2026-03-19", "--cle", "p1", code=1)

    assert told == (
        "La clé « p1 » a déjà servi à un autre acte. Utilisez une clé nouvelle pour chaque acte. "
        "[cle_deja_utilisee]\n"
    )
    assert len(door.world.rows(Seance)) == 1


def test_an_act_of_a_seance_sent_twice_with_one_key_is_done_once(door: Door) -> None:
    seance = door.world.seance("2026-03-12")
    door("seance", "agir", seance, "preparer", *BAT)
    sent = ("seance", "agir", seance, "transmettre_tableau", *REFERENT, "--cle", "t1")

    first, second = door.json(*sent), door.json(*sent)

    assert (first["deja_fait"], second["deja_fait"]) == (False, True)
    assert first["version"] == second["version"] == door.world.row(Seance, seance)["version"]
    assert len(door.world.rows(FactRow, code="tableau_transmis")) == 1


def test_a_correction_sent_twice_with_one_key_undoes_one_act(door: Door) -> None:
    dossier = journeys.consulted(door.world)
    sent = ("dossier", "corriger", dossier, "--motif", "erreur", "--cle", "c1")

    first, second = door.json(*sent), door.json(*sent)

    assert (first["deja_fait"], second["deja_fait"]) == (False, True)
    assert door.world.state(dossier) == "presaisine"


def test_an_agent_sends_and_answers_for_their_own_service_without_typing_it_twice(
    door: Door,
) -> None:
    dossier = open_request(door)
    act = ("dossier", "agir", dossier)
    seance = door.world.seance("2026-03-12")
    door(*act, "consulter", *REFERENT, "--champ", "date=2026-03-02", "--champ", "accord=oui")
    door(*act, "inscrire", *REFERENT, "--champ", f"seance={seance}")
    door("seance", "agir", seance, "preparer", *BAT)

    door("seance", "agir", seance, "transmettre_tableau", *REFERENT)
    door("seance", "agir", seance, "partager_tableau", *REFERENT)
    door(*act, "repondre", *REFERENT, "--champ", "reponse=connu")

    (sent,) = door.world.rows(FactRow, code="tableau_transmis")
    (shared,) = door.world.rows(FactRow, code="tableau_partage")
    (answer,) = door.world.rows(JournalRow, act="repondre")
    assert sent["child"] == shared["child"] == ALI
    assert f'"service":{ALI}' in answer["body"]


def test_an_agent_does_not_act_for_another_service_even_by_typing_it(door: Door) -> None:
    seance = door.world.seance("2026-03-12")
    door("seance", "agir", seance, "preparer", *BAT)
    sent = ("seance", "agir", seance, "transmettre_tableau")

    other = door(*sent, *REFERENT, "--champ", f"service={FRANCE_TRAVAIL}", code=1)

    assert "[service_d_un_autre" in other


def test_who_acts_for_no_service_says_for_which(door: Door) -> None:
    seance = door.world.seance("2026-03-12")
    door("seance", "agir", seance, "preparer", *BAT)
    sent = ("seance", "agir", seance, "transmettre_tableau", *BAT)

    assert "Il manque : le service qui envoie le tableau." in door(*sent, code=1)
    assert door(*sent, "--champ", f"service={FRANCE_TRAVAIL}").startswith("Fait")


def test_the_service_that_is_chosen_for_somebody_is_never_guessed(door: Door) -> None:
    """The agent's own would be a wrong orientation."""
    dossier = door.world.dossier("naitre_a_orienter", service=None)

    told = door("dossier", "agir", dossier, "orienter", *REFERENT, code=1)

    assert "Il manque : le service référent choisi." in told
