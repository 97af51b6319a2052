"""``seance completude``, ``relancer`` and ``resultat``, as a chargé·e de projet uses them."""

import json
import sqlite3
from pathlib import Path

import pytest

from rules.rulebook import Rulebook
from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    ALI,
    ALI_ELSEWHERE,
    ASSOCIATION,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
)
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.recording import Outcome
from workflow.database.store import Tx
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
    door.world.convene(seance, "partager_tableau", AGENT_ALI, service=ALI)
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


def test_the_lines_that_wait_to_be_inscribed_again_are_told_with_how_to_do_it(door: Door) -> None:
    stage = journeys.en_icl(door.world)
    door.world.convene(stage.icl, "annuler", motif="salle inondée")
    seance = door.world.seance("2026-05-12")

    told = door("seance", "completude", seance)
    data = door.json("seance", "completude", seance)["a_reinscrire"]
    door.world.convene(seance, "preparer")
    arbitrated = door("ordre-du-jour", "arbitrer", seance, *BAT, "--essai")
    tried = door.json("ordre-du-jour", "arbitrer", seance, *BAT, "--essai")
    settled = door.json("seance", "arreter", seance, *BAT, "--essai")
    listed = door.json("dossier", "lister", "--a-reinscrire")["dossiers"]

    for screen in (told, arbitrated):
        assert "1 ligne attend une séance comme celle-ci" in screen
        assert f"--champ seance={seance}" in screen
    assert data == tried["a_reinscrire"]
    assert "a_reinscrire" not in settled
    (one,) = data
    assert one["depuis"].startswith("2026-03-02")
    assert {**one, "depuis": ""} == {
        "dossier": stage.dossier,
        "ligne": 1,
        "nature": "reorientation",
        "service": ALI,
        "circonscription": "93-01",
        "seance_quittee": stage.icl,
        "depuis": "",
        "acte": "inscrire",
    }
    assert [line["dossier"] for line in listed] == [stage.dossier]


def test_where_nobody_waits_to_be_inscribed_again_nothing_is_said_of_it(door: Door) -> None:
    seance, _ = prepared(door)

    assert "À réinscrire" not in door("seance", "completude", seance)
    assert door.json("seance", "completude", seance)["a_reinscrire"] == []
    assert door.json("dossier", "lister", "--a-reinscrire")["dossiers"] == []


def test_who_did_not_answer_their_convocation_is_shown_and_chased(door: Door) -> None:
    seance, _ = prepared(door)
    door.world.convene(seance, "convoquer")
    first = door.json("seance", "completude", seance)["convocations"][0]["participant"]
    door.world.convene(seance, "repondre_invitation", participant=first, reponse="decline")

    told = door("seance", "completude", seance)
    data = door.json("seance", "completude", seance)["convocations"]
    chased = door("seance", "relancer", seance, *BAT)
    again = door.json("seance", "relancer", seance, *BAT)

    assert "Sans réponse à leur convocation" in told
    assert "4 services sont attendus, 3 réponses sont attendues." in told
    assert len(data) == 3
    assert first not in [one["participant"] for one in data]
    assert "3 convocations relancées : Service" in chased
    assert "Service 1 (agence locale d’insertion), " in " ".join(chased.split())
    assert again["convocations"] == []
    assert {one["participant"] for one in again["deja_relances"] if one["participant"]} == {
        one["participant"] for one in data
    }


def test_the_late_ones_are_chased_by_name_and_only_by_who_coordinates(door: Door) -> None:
    seance, _ = prepared(door)

    told = door("seance", "relancer", seance, *BAT)
    again = door("seance", "relancer", seance, *BAT)
    one = door.json("seance", "relancer", seance, *BAT, "--service-relance", ALI)
    refused = door("seance", "relancer", seance, "--role", "bop", code=1)

    assert told.startswith("4 services relancés : Service 1")
    assert "Relancés plus tôt aujourd’hui, rien ne leur est renvoyé." in again
    assert "Service 1, par B. A., lun. 2 mars, 9 h" in again.replace("\N{NO-BREAK SPACE}", " ")
    (earlier,) = one["deja_relances"]
    assert (one["relances"], earlier["service"], earlier["par"]) == ([], ALI, "B. A.")
    assert "coordonnée par « chargé·e de projet BAT, secteur est »" in refused.replace(
        "\N{NO-BREAK SPACE}", " "
    )
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


def test_a_line_that_nobody_knows_is_told_and_the_others_have_their_result(door: Door) -> None:
    seance, _ = sitting(door, 3)
    first, second, third = (row["id"] for row in door.world.rows(Passage))
    asked = ("seance", "resultat", seance, "ajourner", *FOR_THE_ALI, "--champ", "motif=pièce")

    done = door.json(*asked, "--ligne", first, "--ligne", 99, "--ligne", second, code=1)
    told = door(*asked, "--ligne", first, "--ligne", third)
    other = door.json(
        *("seance", "resultat", seance, "rendre_favorable", *FOR_THE_ALI, *ON_LIST),
        *("--ligne", first),
        code=1,
    )

    assert [(one["ligne"], one["fait"] is None) for one in done["lignes"]] == [
        *((first, False), (second, False), (99, True)),
    ]
    assert [one["code"] for one in done["lignes"][2]["refus"]] == ["ligne_d_une_autre_seance"]
    assert f"La ligne n° {first} de la séance n° {seance} a déjà ce résultat" in told
    assert [one["code"] for one in other["lignes"][0]["refus"]] == ["resultat_deja_donne"]
    assert [row["state"] for row in door.world.rows(Passage)] == ["ajourne"] * 3


def test_a_line_that_the_database_does_not_take_is_told_with_what_to_do(
    door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seance, dossiers = sitting(door, 3)
    first, second, third = (row["id"] for row in door.world.rows(Passage))
    asked = ("seance", "resultat", seance, "rendre_favorable", *FOR_THE_ALI, *ON_LIST)
    table = tmp_path / "resultats.csv"
    table.write_text(f"ligne;resultat;motif\n{third};ajourner;pièce manquante\n", "utf-8")
    by_table = ("seance", "resultats", seance, table, *FOR_THE_ALI)
    carry_out = commands.carry_out

    def carried_out(tx: Tx, rulebook: Rulebook, command: Command) -> Outcome:
        if command.dossier_id in dossiers[1:]:
            raise sqlite3.OperationalError("database is locked")
        return carry_out(tx, rulebook, command)

    monkeypatch.setattr(commands, "carry_out", carried_out)
    told = door.shown(*asked, "--ligne", first, "--ligne", second, code=1)
    data = door.json(*asked, "--ligne", second, code=1)
    typed = door.shown(*by_table, code=1)
    form = door.json(*by_table, code=1)

    assert "Saisine à faire" in told
    assert "pas enregistré, recommencez" in told
    assert [(one["ligne"], one["fait"], one["echec"]) for one in data["lignes"]] == [
        (second, None, True)
    ]
    assert "pas enregistré, recommencez" in typed
    assert "0 résultat" in typed
    assert [one["echec"] for one in form["lignes"]] == [True]


def test_lines_are_named_or_all_taken_and_must_await_a_result(door: Door) -> None:
    seance, _ = sitting(door, 1)
    asked = ("seance", "resultat", seance, "ajourner", *FOR_THE_ALI)

    assert "--ligne N" in door(*asked, code=2)
    assert "n’est pas dans la séance" in door.shown(*asked, "--ligne", 99, code=1)
    assert "Vouliez-vous dire « ajourner » ?" in door(
        "seance", "resultat", seance, "ajourne", "--toutes", *FOR_THE_ALI, code=2
    )


def test_a_move_is_rehearsed_date_by_date_and_then_does_what_was_shown(door: Door) -> None:
    seance, dossier = prepared(door)
    to = ("--date", "2026-04-16", "--heure", "14:00")

    told = door("seance", "deplacer", seance, *BAT, *to, "--essai")
    shown = door.json("seance", "deplacer", seance, *BAT, *to, "--essai")
    before = door.json("seance", "voir", seance)
    done = door.json("seance", "deplacer", seance, *BAT, *to)
    after = door.json("seance", "voir", seance)

    assert told.startswith("Essai, rien n’est enregistré.")
    assert "Déplacer la séance. Séance n° 1 : En préparation." in told
    assert f"dossier n° {dossier}" in told
    assert before["date_seance"] == "2026-04-09T09:30:00+02:00"
    assert after["date_seance"] == "2026-04-16T14:00:00+02:00"
    assert shown["echeances"] == done["echeances"]
    assert (shown["essai"], done["essai"]) == (True, False)
    assert {date["dossier"] for date in shown["echeances"]} == {None, dossier}
    assert all(date["avant"] < date["apres"] for date in shown["echeances"])


def test_a_seance_goes_from_its_table_to_its_end_by_commands_of_its_own(door: Door) -> None:
    seance, dossiers = sitting(door, 1)
    door("seance", "resultat", seance, "rendre_favorable", "--toutes", *FOR_THE_ALI, *ON_LIST)

    states = [
        door.json("seance", act, seance, *BAT)["etat"] for act in ("lever", "restituer", "cloturer")
    ]

    assert states == ["tenue", "restituee", "close"]
    assert len(dossiers) == 1


def test_a_cancelled_seance_frees_its_lines_and_a_postponed_one_takes_them_along(
    door: Door,
) -> None:
    cancelled, freed = prepared(door)
    postponed, kept = prepared(door)
    heir = door.world.seance("2026-05-12")

    door("seance", "annuler", cancelled, *BAT, "--motif", "salle indisponible")
    told = door("seance", "reporter", postponed, *BAT, "--motif", "neige", "--a", heir)

    assert door.json("seance", "voir", cancelled)["etat"] == "annulee"
    assert door.json("dossier", "voir", freed)["etat"] == "a_reinscrire"
    assert f"Dossier n° {kept}" in told
    (line,) = door.json("seance", "voir", heir)["lignes"]
    assert line["dossier"] == kept


def test_a_cancellation_is_rehearsed_date_by_date_each_service_by_its_name(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    seance, dossier = prepared(door)

    monkeypatch.setenv("COLUMNS", "200")

    told = door("seance", "annuler", seance, *BAT, "--motif", "neige", "--essai")
    shown = door.json("seance", "annuler", seance, *BAT, "--motif", "neige", "--essai")

    table = " ".join(told.split())
    by_rule = {date["regle"]: date for date in shown["echeances"]}
    assert f"séance n° {seance} Arrêter l’ordre du jour (I-ARRETER)" in table
    assert (
        "Service 1, Service 2, Service 3, Service 4 Transmettre le tableau à la coordination"
        in table
    )
    assert "sans objet" in table
    assert {one["service"] for one in shown["echeances"] if one["regle"] == "D1-TABLEAU-BAT"} == {
        *(ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION)
    }
    assert (by_rule["I-ARRETER"]["seance"], by_rule["I-ARRETER"]["service"]) == (seance, None)
    assert (by_rule["I-ARRETER"]["statut"], by_rule["I-ARRETER"]["apres"]) == ("annulee", None)
    assert f"dossier n° {dossier} Inscrire la demande au tableau de la prochaine séance" in table
    assert (by_rule["I-INSCRIRE"]["dossier"], by_rule["I-INSCRIRE"]["avant"]) == (dossier, None)
    assert by_rule["I-INSCRIRE"]["statut"] == "sans_ancre"
    assert shown["echeances_deplacees"] == 0


def test_a_postponement_tells_where_the_lines_go_and_each_dossier_once(door: Door) -> None:
    seance, dossier = prepared(door)
    heir = door.world.seance("2026-05-12")
    asked = ("seance", "reporter", seance, *BAT, "--motif", "neige", "--a", heir)

    tried = door(*asked, "--essai")
    shown = door.json(*asked, "--essai")
    told = door(*asked)

    (result,) = (date for date in shown["echeances"] if date["dossier"] == dossier)
    for words in (tried, told):
        assert f"Les lignes passent à la séance n° {heir}, mardi 12 mai 2026, 9 h 30." in words
        assert "À réinscrire" not in words
        assert words.count("Devant l’instance de concertation") == 1
    assert (shown["seance_suivante"], shown["date_seance_suivante"][:10]) == (heir, "2026-05-12")
    assert result["regle"] == "I-RESULTAT-LIGNE"
    assert (result["avant"][:10], result["apres"][:10]) == ("2026-04-10", "2026-05-13")
    assert "1 échéance déplacée." in told


def test_an_act_that_would_be_refused_is_told_so_when_it_is_rehearsed(door: Door) -> None:
    seance, _ = prepared(door)

    told = door("seance", "ouvrir", seance, *BAT, "--essai", code=1)
    moved = door(
        "seance", "deplacer", seance, *BAT, "--date", "2026-05-01", "--heure", "9:30", code=1
    )

    assert "Ouvrir la séance" in told
    assert "n’est pas un jour ouvré" in moved


def test_a_second_window_sees_the_results_appear_without_a_name_nor_a_free_text(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is typed elsewhere while the window waits is seen at its next look, once."""
    seance, (first, second) = sitting(door, 2)
    door.world.act(first, "rendre_favorable", AGENT_ALI, methode="liste", accord_accueil="oui")

    def meanwhile(_pause: float) -> None:
        waits = door.world.rows(Passage, state="retenu")
        if waits:
            door.world.act(second, "ajourner", AGENT_ALI, motif="RAISON-SECRETE")
        else:
            door.world.convene(seance, "lever")

    monkeypatch.setattr("time.sleep", meanwhile)
    told = door("seance", "suivre", seance, "--depuis", "2026-04-09 09:30")

    assert [told.count(f"Dossier n° {one} :") for one in (first, second)] == [1, 1]
    assert "Ajourner" in told
    assert told.rstrip().endswith("Ouverte → Tenue")
    assert "SECRET" not in told
    (line, *_) = door("seance", "suivre", seance, "--depuis", "2026-04-09", "--json").splitlines()
    assert json.loads(line)["personnel"] is None


def test_a_seance_is_put_off_to_another_one_of_its_circonscription_that_is_still_to_come(
    door: Door,
) -> None:
    seance, _ = prepared(door)
    elsewhere = door.world.seance("2026-05-12", circonscription="93-02")
    settled = door.world.seance("2026-05-19")
    door.world.convene(settled, "preparer")
    door.world.convene(settled, "arreter")
    said = (*BAT, "--motif", "neige")

    itself = door("seance", "reporter", seance, *said, "--a", seance, code=1)
    far = door("seance", "reporter", seance, *said, "--a", elsewhere, code=1)
    closed = door("seance", "reporter", seance, *said, "--a", settled, code=1)

    assert "une séance ne se reporte pas sur elle-même" in itself
    assert "c’est celle de la circonscription 93-02" in far
    assert "celle du 19 mai 2026 ne prend plus de ligne" in closed


def test_a_seance_that_is_where_it_is_asked_to_go_is_not_moved_and_nobody_is_told(
    door: Door,
) -> None:
    seance, _ = prepared(door)
    there = ("--date", "2026-04-16", "--heure", "14:00")

    door("seance", "deplacer", seance, *BAT, *there)
    again = door("seance", "deplacer", seance, *BAT, *there, code=1)
    door("seance", "deplacer", seance, *BAT, *there, "--lieu", "salle 3")

    assert "La séance est déjà à ce jour, à cette heure et à ce lieu." in again


def test_a_seance_programmed_on_a_day_gone_by_says_why(door: Door) -> None:
    asked = ("--genre", "icl", "--circonscription", "93-01", "--date", "2025-07-15")
    hour = ("--heure", "09:30")

    refused = door("seance", "programmer", *BAT, *asked, *hour, code=1)
    door("seance", "programmer", *BAT, *asked, *hour, "--motif", "reprise du tableau papier")

    assert "Le 15 juillet 2025 est passé." in refused


def test_an_hour_is_typed_as_it_is_said(door: Door) -> None:
    asked = ("--genre", "icl", "--circonscription", "93-01", "--date", "2026-04-14")
    seance = door.json("seance", "programmer", *BAT, *asked, "--heure", "9 h 30")["seance"]
    first = door.json("seance", "voir", seance)
    door("seance", "deplacer", seance, *BAT, "--date", "2026-04-15", "--heure", "14h")
    then = door.json("seance", "voir", seance)
    cut_off = door("calendrier", "ajouter", "2026-05-12", 2, "--heure", "17 h", "--json")
    refused = door(
        "seance", "deplacer", seance, *BAT, "--date", "2026-04-16", "--heure", "midi", code=1
    )

    assert first["date_seance"] == "2026-04-14T09:30:00+02:00"
    assert then["date_seance"] == "2026-04-15T14:00:00+02:00"
    assert "T17:00" in cut_off
    assert "il faut une heure, par exemple 09:30 ou 9 h 30" in refused


def test_a_service_that_does_not_sit_does_not_answer(door: Door) -> None:
    _, dossier = prepared(door)
    elsewhere = ("--role", "bat", "--champ", f"service={ALI_ELSEWHERE}")

    refused = door(
        "dossier", "agir", dossier, "repondre", *elsewhere, "--champ", "reponse=connu", code=1
    )

    assert "ne siège pas dans cette séance" in refused
