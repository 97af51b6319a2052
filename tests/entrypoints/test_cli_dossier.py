"""``dossier``: lists, sheets, acts and corrections at the command line."""

from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, AGENT_SSD, ALI, BOP, FRANCE_TRAVAIL, execute
from workflow.tables.trail import FactRow, JournalRow

REFERENT = ("--role", "referent", "--service", ALI, "--acteur", "K. T.")


def open_request(door: Door) -> int:
    """A dossier whose request for réorientation is open."""
    dossier = door.world.dossier()
    door(
        *("dossier", "agir", dossier, "ouvrir_reorientation", *REFERENT),
        *("--champ", "motif_code=3", "--champ", f"service_souhaite={FRANCE_TRAVAIL}"),
    )
    return dossier


def test_a_list_gives_the_person_the_step_the_place_and_the_next_deadline(door: Door) -> None:
    dossier = open_request(door)

    lines = door("dossier", "lister").splitlines()
    assert lines[2].split() == [
        *(str(dossier), "NOM-SECRET", "PRENOM-SECRET", "Pré-saisine", "dans", "23", "jours"),
        "ouvrés",
    ]
    assert lines[3].split() == ["Service", "1", "93-01", "jeu.", "2", "avril"]
    assert lines[-1] == "1 dossier"


def test_pages_follow_one_another_by_the_number_of_the_last_dossier(door: Door) -> None:
    numbers = [door.world.dossier() for _ in range(3)]

    first = door.json("dossier", "lister", "--limite", 2)
    second = door.json("dossier", "lister", "--limite", 2, "--apres", first["suite"])
    assert [line["dossier"] for line in first["dossiers"]] == numbers[:2]
    assert [line["dossier"] for line in second["dossiers"]] == numbers[2:]
    assert second["suite"] is None


def test_filters_keep_the_state_the_service_the_place_and_the_name(door: Door) -> None:
    world = door.world
    kept = world.dossier()
    world.dossier("importer_oriente", service=FRANCE_TRAVAIL, circonscription="93-02")

    def found(*options: object) -> list[int]:
        return [line["dossier"] for line in door.json("dossier", "lister", *options)["dossiers"]]

    assert found("--etat", "accompagnement") == [kept]
    assert found("--service", ALI) == [kept]
    assert found("--circonscription", "93-01") == [kept]
    assert len(found("--nom", "prénom Secret")) == 2
    assert found("--nom", "dupont") == []


def test_late_dossiers_are_those_of_which_a_deadline_is_past(door: Door) -> None:
    dossier = open_request(door)

    before = door.json("dossier", "lister", "--en-retard")
    door.world.until("2026-04-10")
    after = door.json("dossier", "lister", "--en-retard")

    assert before["dossiers"] == []
    assert [line["dossier"] for line in after["dossiers"]] == [dossier]
    assert after["dossiers"][0]["en_retard"] is True


def test_an_unknown_filter_value_is_told_with_the_nearest_one(door: Door) -> None:
    assert "Vouliez-vous dire « presaisine » ?" in door(
        "dossier", "lister", "--etat", "presaisin", code=2
    )
    assert "La circonscription « 75-01 » n’existe pas" in door(
        "dossier", "lister", "--circonscription", "75-01", code=2
    )


def test_a_sheet_tells_where_the_dossier_stands_and_what_is_awaited(door: Door) -> None:
    dossier = open_request(door)

    screen = door("dossier", "voir", dossier)
    assert screen.startswith(f"Dossier n° {dossier} · Pré-saisine   version 2")
    assert "Le service référent consulte la personne et prépare la demande." in screen
    assert "naissance le 1er janvier 1980" in screen
    assert "vers Service 2" in screen
    assert "dans 23 jours ouvrés" in screen
    assert "En accompagnement → Pré-saisine" in screen


def test_a_sheet_tells_a_role_what_it_may_do_and_why_it_may_not_do_the_rest(door: Door) -> None:
    dossier = open_request(door)

    screen = door("dossier", "voir", dossier, *REFERENT[:4])
    able, rest = screen.split("N’est pas possible maintenant")
    blocked, others = rest.split("Revient à d’autres")
    assert "consulter" in able
    assert "date, accord" in able
    assert "La personne n’a pas encore été consultée." in blocked
    assert "fermer_droit" in others


def test_the_possible_acts_of_json_are_those_that_are_then_accepted(door: Door) -> None:
    dossier = open_request(door)

    acts = door.json("dossier", "voir", dossier, *REFERENT[:4])["actes"]
    consulter = next(act for act in acts if act["acte"] == "consulter")
    inscrire = next(act for act in acts if act["acte"] == "inscrire")
    assert consulter["possible"] is True
    assert [field["nom"] for field in consulter["champs"]] == ["date", "accord"]
    assert inscrire["possible"] is False
    assert "consultation_absente" in [reason["code"] for reason in inscrire["refus"]]


def test_an_act_is_recorded_with_its_actor_and_its_two_dates(door: Door) -> None:
    dossier = open_request(door)
    door.world.wait(days=2)

    told = door(
        *("dossier", "agir", dossier, "relancer", *REFERENT, "--le", "03/03/2026"),
        *("--champ", "nature=appel"),
        code=0,
    )

    assert told.startswith("Fait : Relancer la personne.")
    entry = door.json("dossier", "voir", dossier)["journal"][-1]
    assert (entry["acteur"], entry["role"], entry["service"]) == ("K. T.", "referent", ALI)
    assert entry["survenu_le"] == "2026-03-03T12:00:00+01:00"
    assert entry["su_le"] == "2026-03-04T09:00:00+01:00"


def test_a_refused_act_gives_every_reason_with_its_code_and_what_to_do(door: Door) -> None:
    dossier = open_request(door)

    told = door("dossier", "agir", dossier, "inscrire", *REFERENT, code=1)

    lines = told.splitlines()
    assert "Il manque : la séance. Indiquez « seance ». [champ_manquant]" in lines
    assert any("[consultation_absente" in line for line in lines)
    journal = door.world.rows(JournalRow, kind="dossier", subject_id=dossier)
    assert journal[-1]["act"] == "refus"


def test_a_refused_act_gives_its_reasons_to_programmes_too(door: Door) -> None:
    dossier = door.world.dossier()

    refusals = door.json("dossier", "agir", dossier, "consulter", *REFERENT, code=1)["refus"]
    assert [refusal["code"] for refusal in refusals] == ["hors_etat"]


def test_an_unknown_act_is_told_with_the_nearest_one_and_nothing_is_journalled(
    door: Door,
) -> None:
    dossier = door.world.dossier()

    told = door("dossier", "agir", dossier, "ouvrir_reorientatio", *REFERENT, code=2)

    assert told == (
        "« ouvrir_reorientatio » n’est pas un acte de la procédure. Vouliez-vous dire "
        "« ouvrir_reorientation » ?\n"
    )
    assert len(door.world.rows(JournalRow, kind="dossier", subject_id=dossier)) == 1


def test_an_unknown_field_is_refused_with_those_that_are_asked(door: Door) -> None:
    dossier = open_request(door)

    told = door("dossier", "agir", dossier, "consulter", *REFERENT, "--champ", "dat=1", code=1)

    assert "« dat » n’est pas demandé par cet acte (champs demandés : accord, date)." in told


def test_what_is_typed_wrong_is_told_in_one_sentence(door: Door) -> None:
    dossier = open_request(door)
    act = ("dossier", "agir", dossier, "consulter")

    assert door(*act, *REFERENT, "--champ", "oui", code=2) == (
        "« oui » n’est pas un champ : écrivez --champ nom=valeur.\n"
    )
    twice = ("--champ", "accord=oui", "--champ", "accord=non")
    assert door(*act, *REFERENT, *twice, code=2) == "Le champ « accord » est donné deux fois.\n"
    assert door(*act, *REFERENT, "--le", "31/02/2026", code=2).startswith(
        "« 31/02/2026 » n’est ni une date ni un instant"
    )
    assert door(*act, "--role", "referent", code=2) == (
        "Le rôle « referent » agit pour un service : donnez --service.\n"
    )
    assert door(*act, "--role", "bop", "--territoire", "93-99", code=2).startswith(
        "La circonscription « 93-99 » n’existe pas"
    )


def test_what_does_not_exist_is_told_with_its_own_code(door: Door) -> None:
    service = ("--role", "referent", "--service", 999)

    assert door("dossier", "voir", 41, code=3) == "Le dossier n° 41 n’existe pas.\n"
    assert door("dossier", "agir", 41, "consulter", *REFERENT, code=3) == (
        "Le dossier n° 41 n’existe pas.\n"
    )
    assert door("dossier", "agir", 41, "consulter", *service, code=3) == (
        "Le service n° 999 n’existe pas.\n"
    )


def test_a_form_read_before_somebody_else_acted_is_a_conflict(door: Door) -> None:
    dossier = open_request(door)

    told = door(
        *("dossier", "agir", dossier, "consulter", *REFERENT, "--version", 1),
        *("--champ", "date=2026-03-02", "--champ", "accord=oui"),
        code=4,
    )

    assert "« Ouvrir une demande de réorientation » par K. T." in told
    assert len(told.splitlines()) == 1


def test_the_same_key_records_once(door: Door) -> None:
    dossier = open_request(door)
    act = (
        *("dossier", "agir", dossier, "consulter", *REFERENT, "--cle", "a1"),
        *("--champ", "date=2026-03-02", "--champ", "accord=oui"),
    )

    first, second = door.json(*act), door.json(*act)

    assert (first["deja_fait"], second["deja_fait"]) == (False, True)
    assert len(door.world.rows(FactRow, code="consultation_faite")) == 1
    assert door(*act).startswith("Déjà fait avec cette clé. Rien n’a été refait.")


def test_a_correction_undoes_the_last_act_and_keeps_its_motive(door: Door) -> None:
    dossier = open_request(door)

    told = door("dossier", "corriger", dossier, "--motif", "mauvaise personne")

    assert f"Dossier n° {dossier} : En accompagnement (version 3)." in told
    screen = door("dossier", "voir", dossier)
    assert "motif : mauvaise personne" in " ".join(screen.split())


def test_a_correction_that_is_not_possible_is_refused(door: Door) -> None:
    dossier = door.world.dossier()

    assert "[rien_a_corriger]" in door("dossier", "corriger", dossier, "--motif", "x", code=1)


def test_what_belongs_to_a_list_or_a_file_is_not_done_dossier_by_dossier(door: Door) -> None:
    dossier = door.world.dossier()
    act = ("dossier", "agir", dossier, "publier_liste", "--role", "bop", "--acteur", "M. Roy")

    refusals = door.json(*act, "--champ", "mois=2026-13", code=1)["refus"]

    assert [refusal["code"] for refusal in refusals] == ["acte_de_lot"]
    assert "publier_liste" not in door("dossier", "voir", dossier)
    assert "publier_liste" not in door("dossier", "voir", dossier, "--role", "bop")
    assert door.world.rows(FactRow, code="liste_publiee") == []


def test_a_version_that_is_not_there_yet_is_told_apart_from_a_stale_one(door: Door) -> None:
    dossier = open_request(door)

    told = door(
        *("dossier", "agir", dossier, "retirer_demande", *REFERENT),
        *("--champ", "motif=x", "--version", 9),
        code=4,
    )

    assert told == (
        f"La version 9 du dossier n° {dossier} n’existe pas encore : relisez la dernière.\n"
    )


def test_a_refusal_in_the_journal_gives_each_code_once(door: Door) -> None:
    dossier = door.world.dossier()
    door("dossier", "agir", dossier, "ouvrir_reorientation", *REFERENT, code=1)

    (line,) = [text for text in door("dossier", "voir", dossier).splitlines() if "Refusé" in text]
    assert "champ_manquant" in door("journal", "lister", "--dossier", dossier)
    assert line.count("champ_manquant") <= 1


def test_the_line_of_an_ep_is_not_told_as_one_of_an_icl(door: Door) -> None:
    stage = journeys.saisine_recue(door.world)
    door.world.act(stage.dossier, "declarer_recevable", BOP)
    seance = door.world.seance("2026-06-25", genre="ep", circonscription=None)

    told = door(
        *("dossier", "agir", stage.dossier, "inscrire_ep", "--role", "bop", "--acteur", "M. Roy"),
        *("--champ", f"seance={seance}"),
    )

    assert "Ligne : Inscrite au tableau (Inscrire la ligne de la demande)." in told
    assert "ICL-I" not in told


def test_the_sheet_of_a_dossier_says_in_words_where_its_orientation_comes_from(door: Door) -> None:
    screen = door("dossier", "voir", door.world.dossier(origine="entdiag"))

    assert "Diagnostic" in screen
    assert "entdiag" not in screen


def test_an_answer_that_should_not_be_is_shown_in_the_dossier_and_on_the_tableau(
    door: Door,
) -> None:
    stage = journeys.shared(door.world)
    for service, by in ((1, AGENT_ALI), (3, AGENT_SSD)):
        door.world.act(stage.dossier, "repondre", by, service=service, reponse="inconnu")

    (line,) = door.json("dossier", "voir", stage.dossier)["lignes"]
    screen = door("dossier", "voir", stage.dossier)
    tableau = " ".join(door("seance", "voir", stage.icl).split())

    assert [(one["service"], one["anomalie"]) for one in line["reponses"]] == [
        (1, True),
        (3, False),
    ]
    assert "Service 1 : inconnu, à vérifier · Service 3 : inconnu" in screen
    assert "Service 1 : inconnu, à vérifier" in tableau
    assert door.json("seance", "voir", stage.icl)["lignes"][0]["reponses"] == line["reponses"]


def test_the_other_dossier_of_a_foyer_is_shown_and_its_right_compared(door: Door) -> None:
    first, second = door.world.dossier(), door.world.dossier()
    execute(
        door.world.store, "UPDATE personne SET numero_demande_rsa = '26000000001', role = 'CJT'"
    )
    before = door("dossier", "voir", second)
    door.world.act(first, "fermer_droit", BOP, date="2026-03-02")

    screen = " ".join(door("dossier", "voir", second).split())
    assert f"dossier n° {first} (conjoint ou conjointe) · En accompagnement" in before
    assert "à vérifier" not in before
    assert "droit fermé · ce n’est pas le droit dit ici, à vérifier" in screen
    assert door.json("dossier", "voir", second)["foyer"] == [
        {
            "dossier": first,
            "role": "CJT",
            "etat": "clos_droit_ferme",
            "droit": "ferme",
            "droit_different": True,
        }
    ]


def test_the_accord_to_share_is_shown_then_its_withdrawal(door: Door) -> None:
    dossier = door.world.dossier()
    day = "2026-03-02"
    door.world.act(dossier, "recueillir_accord_partage", AGENT_ALI, date=day, portee="diagnostic")
    before = door("dossier", "voir", dossier)
    door.world.act(dossier, "retirer_accord_partage", AGENT_ALI, date=day)

    assert "accord de la personne : le diagnostic, le lundi 2 mars 2026" in before
    assert "accord retiré le lundi 2 mars 2026" in door("dossier", "voir", dossier)
    assert door.json("dossier", "voir", dossier)["partage"]["accords"] == []


def test_a_date_is_told_to_come_past_or_over(door: Door) -> None:
    dossier = open_request(door)
    consult = ("--champ", "date=2026-03-02", "--champ", "accord=oui")
    door.world.until("2026-04-03")

    screen = " ".join(door("dossier", "voir", dossier).split())
    told = door("dossier", "agir", dossier, "consulter", *REFERENT, *consult)
    assert "échue le jeu. 2 avril" in screen
    assert "terme" not in screen + told
