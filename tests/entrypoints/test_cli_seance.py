"""``seance completude``, ``relancer`` and ``resultat``, as a chargé·e de projet uses them."""

from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, AGENT_FT, ALI, FRANCE_TRAVAIL
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage

BAT = ("--role", "bat", "--acteur", "B. A.")
FOR_THE_ALI = ("--role", "referent", "--service", ALI)
ON_LIST = ("--champ", "methode=liste", "--champ", "accord_accueil=oui")


def prepared(door: Door) -> tuple[int, int]:
    """An ICL-I whose table is open, with one line; its dossier."""
    stage = journeys.en_icl(door.world)
    door.world.convene(stage.icl, "preparer")
    return stage.icl, stage.dossier


def sitting(door: Door, size: int) -> tuple[int, list[int]]:
    """An open ICL-I that awaits that many results; their dossiers."""
    seance = door.world.seance("2026-04-09")
    dossiers = [journeys.consulted(door.world) for _ in range(size)]
    for dossier in dossiers:
        door.world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    door.world.sit(seance)
    return seance, dossiers


def test_what_each_service_still_owes_is_told_with_its_date(door: Door) -> None:
    seance, dossier = prepared(door)
    door.world.act(dossier, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="suivi")

    told = door("seance", "completude", seance)
    data = door.json("seance", "completude", seance)["services"]

    assert "4 services sont attendus." in told
    assert "attendu mar. 7 avril" in told
    by_service = {one["service"]: one for one in data}
    assert by_service[FRANCE_TRAVAIL]["sans_reponse"] == []
    assert by_service[ALI]["lignes"] == 1
    assert by_service[ALI]["a_la_coordination"]["envoye"] is None
    assert "La séance n° 99 n’existe pas." in door("seance", "completude", 99, code=3)


def test_the_late_ones_are_chased_by_name_and_only_by_who_coordinates(door: Door) -> None:
    seance, _ = prepared(door)

    told = door("seance", "relancer", seance, *BAT)
    one = door.json("seance", "relancer", seance, *BAT, "--service-relance", ALI)
    refused = door("seance", "relancer", seance, "--role", "bop", code=1)

    assert told.startswith("4 services relancés : Service 1")
    assert one["relances"] == [ALI]
    assert "coordonnée par le chargé ou la chargée de projet BAT" in refused
    assert len(door.world.rows(Outbox, occasion="relance_tableau")) == 4


def test_the_list_is_validated_in_one_command_and_the_others_are_left_with_their_reason(
    door: Door,
) -> None:
    seance, dossiers = sitting(door, 3)
    door.world.act(dossiers[1], "demander_collegiale", AGENT_FT)
    asked = ("seance", "resultat", seance, "rendre_favorable", "--toutes", *FOR_THE_ALI, *ON_LIST)

    tried = door(*asked, "--essai")
    before = {row["state"] for row in door.world.rows(Passage)}
    told = door(*asked)

    assert before == {"retenu"}
    assert tried.count("serait enregistré") == 2
    assert "Laissées : 1 ligne" in told
    assert "Un service a retiré cette ligne de la liste" in told
    states = [row["state"] for row in door.world.rows(Passage)]
    assert sorted(states) == ["favorable", "favorable", "retenu"]


def test_a_line_that_is_named_and_refuses_makes_the_command_fail_and_the_others_are_done(
    door: Door,
) -> None:
    seance, dossiers = sitting(door, 2)
    door.world.act(dossiers[0], "demander_collegiale", AGENT_FT)
    first, second = (row["id"] for row in door.world.rows(Passage))

    data = door.json(
        *("seance", "resultat", seance, "rendre_favorable", *FOR_THE_ALI, *ON_LIST),
        *("--ligne", first, "--ligne", second),
        code=1,
    )

    refused, done = data["lignes"]
    assert [one["code"] for one in refused["refus"]] == ["ligne_hors_liste"]
    assert done["fait"]["etat"] == "saisine_a_faire"


def test_lines_are_named_or_all_taken_and_must_await_a_result(door: Door) -> None:
    seance, _ = sitting(door, 1)
    asked = ("seance", "resultat", seance, "ajourner", *FOR_THE_ALI)

    assert "--ligne N" in door(*asked, code=2)
    assert "n’attend pas de résultat" in door(*asked, "--ligne", 99, code=2)
    assert "Vouliez-vous dire « ajourner » ?" in door(
        "seance", "resultat", seance, "ajourne", "--toutes", *FOR_THE_ALI, code=2
    )
