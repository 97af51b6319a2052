"""What the command line shows of deadlines, séances, the journal, messages, gaps and settings."""

import json
from pathlib import Path

from typer.testing import CliRunner

from entrypoints.cli.commands import app
from entrypoints.configuration.schema import schema_text
from rules.offers import GENRES
from tests.entrypoints.configs import plain
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_dossier import REFERENT, open_request
from tests.workflow.build import ALI, PRESIDENT
from workflow.database.instants import from_micros
from workflow.files.gaps import reconcile
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine, Seance
from workflow.tables.trail import DeadlineRow, FactRow, JournalRow, Sweep

BAT = ("--role", "bat", "--acteur", "B. A.")


def month(door: Door, dossier: int) -> int:
    """The number of the deadline of one month of a dossier's request."""
    found = door.json("echeance", "lister", "--dossier", dossier, "--regle", "D27-UN-MOIS")
    return int(found["echeances"][0]["echeance"])


def test_the_most_pressing_deadline_comes_first_and_those_without_a_date_last(
    door: Door,
) -> None:
    open_request(door)

    lines = door.json("echeance", "lister")["echeances"]
    dated = [line["terme"] for line in lines if line["terme"]]
    assert dated == sorted(dated)
    assert lines[-1]["regle"] == "I-INSCRIRE"
    assert lines[-1]["statut"] == "sans_ancre"
    assert [
        one["regle"] for one in door.json("echeance", "lister", "--sans-date")["echeances"]
    ] == ["I-INSCRIRE"]


def test_deadlines_are_kept_by_rule_date_and_lateness(door: Door) -> None:
    open_request(door)

    def rules(*options: object) -> list[str]:
        return [one["regle"] for one in door.json("echeance", "lister", *options)["echeances"]]

    assert rules("--avant", "2026-03-10", "--regle", "D27-UN-MOIS") == []
    assert rules("--avant", "2026-05-01", "--regle", "D27-UN-MOIS") == ["D27-UN-MOIS"]
    assert "D27-UN-MOIS" not in rules("--en-retard")
    door.world.until("2026-04-03")
    assert "D27-UN-MOIS" in rules("--en-retard")
    assert "Vouliez-vous dire « D27-UN-MOIS » ?" in door(
        "echeance", "lister", "--regle", "D27-UN-MOI", code=2
    )
    assert door("echeance", "lister", "--regle", "XX", code=2).endswith(
        "« reorientation procedure dessiner --format tableau » en donne la liste.\n"
    )


def test_the_deadlines_of_nothing_known_are_not_an_empty_list(door: Door) -> None:
    def told(*options: object, code: int = 0) -> str:
        return door("echeance", "lister", *options, code=code)

    assert told("--dossier", 999, code=3) == "Le dossier n° 999 n’existe pas.\n"
    assert told("--seance", 99, code=3) == "La séance n° 99 n’existe pas.\n"
    assert "Aucune échéance." in told("--dossier", open_request(door), "--regle", "L-RAPO")


def test_a_date_is_explained_day_by_day(door: Door) -> None:
    dossier = open_request(door)
    number = month(door, dossier)

    answer = door.json("echeance", "expliquer", number)
    screen = door("echeance", "expliquer", number)

    days = answer["compte"]["jours"]
    assert days[0]["jour"] == "2026-03-02"
    assert days[0]["compte"] is False
    assert answer["compte"]["terme"] == answer["terme"] == "2026-04-02T23:59:00+02:00"
    assert "1 mois après le lundi 2 mars 2026 : échéance le jeudi 2 avril 2026" in screen
    assert "point de départ, jour non compté" in screen


def test_suspended_days_are_named_in_the_account(door: Door) -> None:
    dossier = open_request(door)
    suspend = ("dossier", "agir", dossier, "suspendre_delai", "--role", "bop")
    form = ("regle=D27-UN-MOIS", "du=2026-03-02", "au=2026-03-06", "nature=report_justifie")
    door(*suspend, *(part for field in form for part in ("--champ", field)))
    number = month(door, dossier)

    answer = door.json("echeance", "expliquer", number)
    screen = door("echeance", "expliquer", number)

    assert answer["compte"]["terme"] == answer["terme"] > "2026-04-02T23:59:00+02:00"
    assert "suspension n° 1 : report justifié" in screen


def test_a_deadline_without_a_date_says_so(door: Door) -> None:
    open_request(door)
    number = door.json("echeance", "lister", "--sans-date")["echeances"][0]["echeance"]

    assert "il n’a pas de date" in door("echeance", "expliquer", number)
    assert door.json("echeance", "expliquer", number)["compte"] is None


def test_alerts_already_told_stand_under_the_account(door: Door) -> None:
    number = month(door, open_request(door))
    door("tic", "--a", "2026-04-03T09:00")

    answer = door.json("echeance", "expliquer", number)
    assert [rung["niveau"] for rung in answer["alertes"]] == ["rappel", "niveau_1", "niveau_2"]
    assert [rung["issue"] for rung in answer["alertes"]] == ["tu", "tu", "dit"]
    screen = " ".join(door("echeance", "expliquer", number).split())
    assert "non dite, un niveau" in screen


def test_an_unknown_deadline_is_not_found(door: Door) -> None:
    assert door("echeance", "expliquer", 999, code=3) == "L’échéance n° 999 n’existe pas.\n"


def test_a_sweep_tells_what_it_did_and_leaves_its_proof(door: Door) -> None:
    open_request(door)

    report = door.json("tic", "--a", "2026-04-03T09:00")
    again = door.json("tic", "--a", "2026-04-03T09:00")

    assert report["instant"] == "2026-04-03T09:00:00+02:00"
    assert report["declenchees"] > 0
    assert again["declenchees"] == 0
    assert len(door.world.rows(Sweep)) == 2
    assert "Balayage   vendredi 3 avril 2026, 9 h" in door("tic", "--a", "2026-04-03T09:00")
    assert "n’existe pas (passage à l’heure d’été)" in door(
        "tic", "--a", "2026-03-29T02:30", code=2
    )


def test_a_sweep_ahead_of_time_warns_without_spoiling_its_answer(door: Door) -> None:
    open_request(door)
    now = door.world.now.isoformat()
    due = CliRunner().invoke(app, ["tic", "--a", now])
    ahead = CliRunner().invoke(app, ["tic", "--a", "2026-04-03T09:00", "--json"])

    assert "cet instant est à venir" in ahead.stderr
    assert json.loads(ahead.stdout)["declenchees"] > 0
    assert "à venir" not in due.stderr


def test_a_sweep_before_the_last_one_has_nothing_to_fire_and_says_so(door: Door) -> None:
    open_request(door)
    door("tic", "--a", "2026-04-03T09:00")
    before = door("tic", "--a", "2026-04-03T08:59", code=2)
    present = CliRunner().invoke(app, ["tic"])

    assert before == (
        "Le dernier balayage est daté du vendredi 3 avril 2026, 9 h : avant lui, il n’y a plus "
        "rien à déclencher.\n"
    )
    assert "avant lui, rien n’est déclenché." in plain(present.stderr)
    assert present.exit_code == 0
    assert len(door.world.rows(Sweep)) == 2


def test_the_values_that_a_field_accepts_are_listed(door: Door) -> None:
    for number, liste, words, extra in (
        (3, "reorientation_motifs", "Problème de santé", "{}"),
        (9, "referents", "Karima Singh", f'{{"structurereferente_id": {ALI}}}'),
    ):
        insert_line(door, liste, number, words, extra)

    fields = {one["champ"] for one in door.json("procedure", "valeurs")["champs"]}
    motives = door.json("procedure", "valeurs", "motif_code")
    screen = door("procedure", "valeurs", "referent")

    assert {"motif_code", "type_orientation", "referent", "service", "circonscription"} <= fields
    assert motives["champ"] == "motif_code"
    assert motives["valeurs"] == [
        {
            "actes": ["ouvrir_reorientation"],
            "choix": [{"valeur": "3", "libelle": "Problème de santé"}],
        }
    ]
    assert "9        Karima Singh, Service 1" in screen
    assert "2        Service 2" in door("procedure", "valeurs", "service_souhaite")
    assert "93-02" in door("procedure", "valeurs", "circonscription")


def test_choices_of_the_same_name_are_listed_act_by_act(door: Door) -> None:
    channels = door.json("procedure", "valeurs", "canal")["valeurs"]

    of = {act: [v["valeur"] for v in one["choix"]] for one in channels for act in one["actes"]}
    assert of["deposer_saisine"] == ["xml", "webrsa", "mail"]
    by_letter = ["postal", "suivi", "recommande", "remise", "electronique"]
    assert of["notifier"] == of["notifier_refus"] == of["envoyer_courrier"] == by_letter
    assert "xml, webrsa, mail" in door("procedure", "valeurs", "canal")
    assert "Répondre au recours" in door("procedure", "valeurs", "regle")


def test_the_kinds_of_an_offer_and_of_a_seance_are_listed(door: Door) -> None:
    kinds = {
        act: {value["valeur"]: value["libelle"] for value in one["choix"]}
        for one in door.json("procedure", "valeurs", "genre")["valeurs"]
        for act in one["actes"]
    }

    assert kinds["offre_publiee"] == GENRES
    assert set(kinds["programmer"]) == {kind.code for kind in door.world.rulebook.kinds}
    assert "accompagnement global" in door("procedure", "valeurs", "genre")


def test_a_field_without_a_list_or_a_list_without_a_file_says_so(door: Door) -> None:
    assert "n’a pas de liste de valeurs. Choix : canal" in door(
        "procedure", "valeurs", "raisons", code=2
    )
    assert "aucun fichier de référentiel" in door("procedure", "valeurs", "type_orientation")


def insert_line(door: Door, liste: str, number: int, words: str, extra: str) -> None:
    """A line of one of webRSA's lists."""
    values = {"liste": liste, "identifiant": number, "libelle": words, "active": 1, "extra": extra}
    engine = door.world.store.engine
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(table(CodeLine).insert().values(**values))


def test_a_seance_put_on_the_programme_before_is_typed_at_its_date(door: Door) -> None:
    programme = ("seance", "programmer", *BAT, "--genre", "icl", "--date", "2026-03-12")
    hour = ("--heure", "09:30")

    door(*programme, *hour, "--circonscription", "93-01", "--le", "2026-02-20")
    nowhere = door(*programme, *hour, code=1)

    (fact,) = door.world.rows(FactRow, kind="seance", code="etat:programmee")
    assert from_micros(fact["occurred_at"]).date().isoformat() == "2026-02-20"
    assert "[circonscription_manquante ; source : Note 2024-045]" in nowhere


def test_a_seance_is_programmed_listed_shown_and_prepared(door: Door) -> None:
    told = door(
        *("seance", "programmer", *BAT, "--genre", "icl", "--circonscription", "93-01"),
        *("--date", "12/03/2026", "--heure", "09:30"),
    )
    number = door.world.rows(Seance)[0]["id"]
    prepared = door("seance", "agir", number, "preparer", *BAT)

    assert f"Séance n° {number} : Programmée (version 1)." in told
    assert f"Séance n° {number} : En préparation (version 2)." in prepared
    listed = door.json("seance", "lister", "--genre", "icl")["seances"]
    assert [line["date_seance"] for line in listed] == ["2026-03-12T09:30:00+01:00"]
    assert door.json("seance", "lister", "--genre", "ep")["seances"] == []
    screen = door("seance", "voir", number)
    assert "jeudi 12 mars 2026, 9 h 30" in screen
    assert "Aucune ligne." in screen


def test_the_lines_of_a_seance_are_shown_with_their_dossiers(door: Door) -> None:
    dossier = open_request(door)
    seance = door.world.seance("2026-03-12")
    act = ("dossier", "agir", dossier)
    door(*act, "consulter", *REFERENT, "--champ", "date=2026-03-02", "--champ", "accord=oui")
    door(*act, "inscrire", *REFERENT, "--champ", f"seance={seance}")

    (line,) = door.json("seance", "voir", seance)["lignes"]
    assert (line["dossier"], line["etat"], line["nature"]) == (dossier, "inscrit", "reorientation")
    screen = door("dossier", "voir", dossier)
    assert "ICL-I n° " in screen


def test_a_seance_that_moves_says_which_dates_follow_it_and_which_do_not(door: Door) -> None:
    seance = door.world.seance("2026-03-12")
    door.world.convene(seance, "preparer")
    (row, *_) = door.world.rows(DeadlineRow, rule="D1-TABLEAU-BAT")
    door.world.convene(
        seance,
        "fixer_echeance",
        PRESIDENT,
        regle="D1-TABLEAU-BAT",
        ouverture=row["opening"],
        service=row["child"],
        le="2026-03-11",
        nature="date_convenue",
    )
    form = ("--champ", "date_seance=2026-03-19", "--champ", "heure=09:30")
    moved = door("seance", "agir", seance, "deplacer", *BAT, *form)
    gone = door("seance", "agir", seance, "annuler", *BAT, "--champ", "motif=neige")

    assert "échéances déplacées." in moved
    assert "1 échéance fixée à la main, inchangée." in moved
    assert "échéance" not in gone


def test_a_seance_answers_refusals_conflicts_and_unknown_numbers(door: Door) -> None:
    seance = door.world.seance("2026-03-12")
    door.world.tick()  # nobody is warned of a silence

    assert "[hors_etat]" in door("seance", "agir", seance, "lever", *BAT, code=1)
    assert "« repondre » n’est pas un acte d’une séance" in door(
        "seance", "agir", seance, "repondre", *BAT, code=2
    )
    assert "La version 7 de la séance" in door(
        "seance", "agir", seance, "preparer", *BAT, "--version", 7, code=4
    )
    assert door("seance", "voir", 99, code=3) == "La séance n° 99 n’existe pas.\n"
    day_off = door(
        *("seance", "programmer", *BAT, "--genre", "icl", "--circonscription", "93-01"),
        *("--date", "2026-05-01", "--heure", "09:30"),
        code=1,
    )
    assert "[jour_non_travaille" in day_off


def test_the_journal_is_read_by_subject_person_act_actor_and_period(door: Door) -> None:
    dossier = open_request(door)
    door("dossier", "agir", dossier, "inscrire", *REFERENT, code=1)
    person = door.json("dossier", "voir", dossier)["personne"]["id"]

    def acts(*options: object) -> list[str]:
        return [one["acte"] for one in door.json("journal", "lister", *options)["entrees"]]

    assert acts("--dossier", dossier) == ["inscrire", "ouvrir_reorientation", "importer_accompagne"]
    assert acts("--personne", person) == acts("--dossier", dossier)
    assert acts("--acteur", "K. T.") == ["inscrire", "ouvrir_reorientation"]
    assert acts("--acte", "inscrire") == ["inscrire"]
    assert acts("--depuis", "2026-03-03") == []
    assert acts("--jusqu-a", "2026-03-02") == []
    refused = door.json("journal", "lister", "--acte", "inscrire")["entrees"][0]
    assert refused["refus"] is True
    assert "Refusé : inscrire au tableau d’une" in door("journal", "lister")
    assert "instance de concertation" in door("journal", "lister")
    assert "Choisissez" in door("journal", "lister", "--dossier", 1, "--seance", 1, code=2)


def test_a_whole_journal_is_told_whole(door: Door) -> None:
    open_request(door)

    assert door("journal", "verifier").startswith("Le journal est intact : ")
    assert door.json("journal", "verifier")["intact"] is True


def test_a_tampered_journal_names_its_first_bad_entry_and_the_missing_guard(door: Door) -> None:
    dossier = open_request(door)
    engine = door.world.store.engine
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        connection.exec_driver_sql(
            "UPDATE journal SET body = replace(body, 'K. T.', 'X. Y.') WHERE seq = 2"
        )

    told = door("journal", "verifier", code=5)
    answer = door.json("journal", "verifier", code=5)

    assert "entrée n° 2" in told
    assert "journal_no_update" in told
    assert answer["defauts"][0]["sujet"] == {"genre": "dossier", "id": dossier}
    assert len(door.world.rows(JournalRow)) == answer["entrees"]


def test_messages_are_listed_and_sent_into_the_configured_folder(
    door: Door, tmp_path: Path
) -> None:
    open_request(door)
    door("tic", "--a", "2026-04-03T09:00")
    door.world.until("2026-04-03")
    waiting = door.json("message", "lister", "--statut", "a_envoyer")["messages"]

    sent = door.json("message", "envoyer")

    assert sent["envoyes"] == len(waiting) > 0
    assert len(list((tmp_path / "courriels").glob("*.eml"))) > 0
    assert door("message", "lister", "--statut", "a_envoyer") == "Aucun message.\n"
    assert "envoyé ven. 3 avril" in door("message", "lister", "--statut", "envoye")


def test_gaps_are_listed_in_words_until_they_are_settled(door: Door) -> None:
    dossier = door.world.dossier()
    person = door.json("dossier", "voir", dossier)["personne"]["id"]
    with door.world.store.write() as tx:
        found = {"absent_du_stock": (dossier, {"ali": ALI})}
        reconcile(tx, person, found, among=set(found), file="stock.xml", now=door.world.now)

    screen = door("ecart", "lister")
    with door.world.store.write() as tx:
        reconcile(tx, person, {}, among=set(found), file="stock.xml", now=door.world.now)

    assert "Absent du fichier complet de son ALI" in " ".join(screen.split())
    assert door("ecart", "lister") == "Aucun écart entre webRSA et ici.\n"
    (settled,) = door.json("ecart", "lister", "--regles")["ecarts"]
    assert settled["regle_le"] is not None


def test_a_gap_is_settled_for_a_motive_by_the_bop_alone(door: Door) -> None:
    dossier = door.world.dossier()
    person = door.json("dossier", "voir", dossier)["personne"]["id"]
    with door.world.store.write() as tx:
        found = {"absent_du_stock": (dossier, {"ali": ALI})}
        reconcile(tx, person, found, among=set(found), file="stock.xml", now=door.world.now)
    (gap,) = [one["ecart"] for one in door.json("ecart", "lister")["ecarts"]]
    settle = ("ecart", "regler", gap, "--motif", "stock incomplet", "--role")

    closed, refused = door(*settle, "bat", code=1), door(*settle, "manager", code=1)
    settled = door.json(*settle, "bop")
    again = door(*settle, "bop", code=1)

    assert "n’ouvre pas cela" in closed
    assert "n’est pas ouvert à votre rôle" in refused
    assert settled["ecart"] == gap
    assert "déjà réglé" in again
    assert door("ecart", "lister") == "Aucun écart entre webRSA et ici.\n"


def test_the_procedure_is_verified_and_drawn(door: Door, tmp_path: Path) -> None:
    assert door.json("procedure", "verifier")["coherente"] is True
    assert door("procedure", "verifier").startswith("La procédure est cohérente : ")
    assert door("procedure", "dessiner", "--machine", "seance").startswith("flowchart TB")
    assert door("procedure", "dessiner", "--format", "dot").startswith("digraph dossier {")
    assert "## Dossier" in door("procedure", "dessiner", "--format", "tableau")
    drawing = tmp_path / "dessins" / "seance.svg"
    door(
        *("procedure", "dessiner", "--machine", "seance", "--format", "svg"),
        *("--sortie", drawing),
    )
    assert "</svg>" in drawing.read_text(encoding="utf-8")


def test_a_good_configuration_is_told_good_and_its_schema_given(door: Door) -> None:
    assert door("config", "verifier").startswith(
        "config.yaml peut être utilisé : Seine-Saint-Denis (93), 13 circonscriptions"
    )
    assert door.json("config", "verifier")["utilisable"] is True
    assert json.loads(door("config", "schema")) == json.loads(
        schema_text().replace("\N{NO-BREAK SPACE}", " ")
    )


def test_a_bad_configuration_is_told_line_by_line(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text("departement: {code: '93', nom: x}\nrègles: []\n", encoding="utf-8")

    told = door("--config", path, "config", "verifier", code=2)
    answer = door.json("--config", path, "config", "verifier", code=2)

    assert told.startswith("essai.yaml, ligne ")
    assert len(told.splitlines()) == len(answer["defauts"]) > 1
    assert door("--config", path, "dossier", "lister", code=2) == told
    assert "n’existe pas" in door("--config", tmp_path / "rien.yaml", "dossier", "lister", code=2)
