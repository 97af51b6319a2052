"""``lettre``: what the BOP does with letters, from the batch to the post's answer."""

from pathlib import Path

import openpyxl
from pypdf import PdfReader

from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT, keys
from tests.workflow import journeys
from tests.workflow.build import ALI, BAT, BOP, execute
from tests.workflow.seated import join
from workflow.reading import letters

LE_BOP = ("--role", "bop", "--acteur", "B. O. P.")


def oriented(door: Door, nom: str = "ALBA", code: str = "93000") -> int:
    """Somebody of that name and postcode whose first orientation is to be told."""
    world = door.world
    execute(world.store, "UPDATE service SET telephone = '01 02 03 04 05'")
    dossier = world.dossier("naitre_a_orienter", service=None, rank=None)
    world.act(dossier, "orienter", BOP, service=ALI, type_orientation="5", origine="manuelle")
    who = f"SELECT personne_id FROM dossier WHERE id = {dossier}"
    execute(
        world.store,
        f"UPDATE personne SET nom = '{nom}', prenom = 'Ana', code_postal = '{code}',"
        f" ville = 'BOBIGNY' WHERE id = ({who})",
    )
    return dossier


def test_a_letter_is_made_seen_posted_and_followed(door: Door) -> None:
    dossier = oriented(door)
    day = door.world.now.date().isoformat()
    made = door.json("lettre", "produire", "--dossier", dossier, *LE_BOP)
    again = door("lettre", "produire", "--dossier", dossier, *LE_BOP)
    number = made["lettre"]
    posted = door(
        *("lettre", "envoyee", number, "--le", day, "--canal", "recommande"),
        *("--suivi", "2C1", *LE_BOP),
    )
    came = door("lettre", "recue", number, "--le", day, *LE_BOP)
    seen = door("lettre", "voir", number)
    told = door.json("lettre", "voir", number)
    timeline = door("dossier", "voir", dossier)

    assert (made["modele"], made["deja_produite"]) == ("orientation", False)
    assert "était déjà produite" in again
    assert "1 lettre envoyée." in posted
    assert "Notifié" in came
    assert "recommandé avec accusé de réception, 2C1" in seen
    assert "possible jusqu’au 4 mai 2026" in seen
    assert (told["etat"], told["recours"]["jusqu_au"]) == ("recue", "2026-05-04")
    assert "Lettres" in timeline
    assert "lettre n° 1, Orientation validée" in timeline
    assert "reçue le 2 mars 2026" in timeline


def test_the_wrong_letter_is_refused_with_the_right_one(door: Door) -> None:
    dossier = oriented(door)
    answer = door.json(
        *("lettre", "produire", "--dossier", dossier, "--modele", "reorientation_refusee"),
        *LE_BOP,
        code=1,
    )

    assert [one["code"] for one in answer["refus"]] == ["lettre_non_appelee"]
    assert "« orientation »" in answer["refus"][0]["que_faire"].replace("\N{NO-BREAK SPACE}", " ")


def test_a_batch_is_one_file_in_the_order_of_the_envelopes_and_its_list(door: Door) -> None:
    oriented(door, "ZOLA", "93000")
    oriented(door, "=cmd", "93000")
    oriented(door, "ALBA", "93999")
    tried = door("lettre", "lot", "--a-envoyer", "--essai", *LE_BOP)
    nothing = door.json("lettre", "lister")["lettres"]
    made = door.json("lettre", "lot", "--a-envoyer", "--vers", "lots", *LE_BOP)
    again = door.json("lettre", "lot", "--a-envoyer", "--vers", "lots", *LE_BOP)
    pdf, table = (Path(one) for one in made["fichiers"])
    rows = list(openpyxl.load_workbook(table).worksheets[0].iter_rows(values_only=True))
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)

    assert "3 lettres, dont 3 à produire" in tried
    assert nothing == []
    assert (made["lot"], len(made["lettres"]), made["refusees"]) == (1, 3, [])
    assert again["lot"] == 1
    assert all(one["deja_produite"] for one in again["lettres"])
    assert [row[4] for row in rows[1:]] == ["Ana =cmd", "Ana ZOLA", "Ana ALBA"]
    assert text.index("=cmd") < text.index("ZOLA") < text.index("ALBA")


def test_the_list_of_a_batch_opens_without_running_anything(door: Door) -> None:
    oriented(door, "x")
    execute(door.world.store, "UPDATE personne SET prenom = '=1+1'")
    made = door.json("lettre", "lot", "--a-envoyer", "--vers", "lots", "--liste", "csv", *LE_BOP)
    line = Path(made["fichiers"][1]).read_text(encoding="utf-8-sig").splitlines()[1]

    assert ";'=1+1 x;" in line


def test_a_whole_batch_is_posted_at_once_and_what_cannot_be_says_why(door: Door) -> None:
    gone, good = oriented(door), oriented(door)
    day = door.world.now.date().isoformat()
    door.json("lettre", "lot", "--a-envoyer", *LE_BOP)
    door.world.wait(days=1)
    door.world.act(gone, "deceder", BOP, date=door.world.now.date().isoformat())
    door.world.wait(days=1)
    today = door.world.now.date().isoformat()
    posted = door.json(
        "lettre", "envoyee", "--lot", 1, "--le", today, "--canal", "postal", *LE_BOP, code=1
    )
    before = door.json("lettre", "envoyee", 1, "--le", day, "--canal", "postal", *LE_BOP)

    assert [one["dossier"] for one in posted["envoyees"]] == [good]
    assert [one["code"] for one in posted["refusees"][0]["refus"]] == ["courrier_arrete"]
    assert [one["lettre"] for one in before["envoyees"]] == [1]


def test_what_is_missing_is_listed_made_or_not(door: Door) -> None:
    made, waiting = oriented(door), oriented(door)
    nothing = door.world.dossier()
    door.json("lettre", "produire", "--dossier", made, *LE_BOP)
    told = door.json("lettre", "attendues")["attendues"]
    screen = door("lettre", "attendues")
    day = door.world.now.date().isoformat()
    door.json("lettre", "envoyee", 1, "--le", day, "--canal", "postal", *LE_BOP)
    after = door.json("lettre", "attendues")["attendues"]

    assert [(one["dossier"], one["lettre"]) for one in told] == [(made, 1), (waiting, None)]
    assert "produite, n° 1, à envoyer" in screen
    assert [one["dossier"] for one in after] == [waiting]
    assert nothing not in [one["dossier"] for one in told]


def test_letters_are_listed_by_what_became_of_them(door: Door) -> None:
    first, second = oriented(door), oriented(door)
    day = door.world.now.date().isoformat()
    door.json("lettre", "lot", "--a-envoyer", *LE_BOP)
    door.json("lettre", "envoyee", 1, "--le", day, "--canal", "suivi", *LE_BOP)

    def listed(*asked: object) -> list[int]:
        return [one["lettre"] for one in door.json("lettre", "lister", *asked)["lettres"]]

    assert listed() == listed("--lot", 1) == [1, 2]
    assert listed("--etat", "envoyee") == listed("--dossier", first) == [1]
    assert listed("--etat", "a_envoyer") == listed("--dossier", second) == [2]
    assert listed("--du", "2026-03-03") == []
    assert listed("--limite", 1) == [1]
    assert listed("--limite", 1, "--apres", 1) == [2]


def test_a_letter_that_came_back_opens_the_search_for_the_address(door: Door) -> None:
    dossier = oriented(door)
    day = door.world.now.date().isoformat()
    door.json("lettre", "produire", "--dossier", dossier, *LE_BOP)
    door.json("lettre", "envoyee", 1, "--le", day, "--canal", "postal", *LE_BOP)
    back = door("lettre", "retour", 1, "--motif", "npai", "--le", day, *LE_BOP)
    refused = door("lettre", "produire", "--dossier", dossier, *LE_BOP, code=1)

    assert "Adresse à retrouver" in back
    assert "l’adresse de la personne est à retrouver" in refused


def test_an_unclaimed_letter_asks_for_its_first_presentation(door: Door) -> None:
    dossier = oriented(door)
    day = door.world.now.date().isoformat()
    door.json("lettre", "produire", "--dossier", dossier, *LE_BOP)
    door.json("lettre", "envoyee", 1, "--le", day, "--canal", "recommande", *LE_BOP)
    back = ("lettre", "retour", 1, "--motif", "non_reclame", "--le", day, *LE_BOP)
    refused = door(*back, code=1)
    told = door.json(*back, "--presentee", day)

    assert "première présentation" in refused
    assert told["etat"] == "notifie"
    assert door.json("lettre", "voir", 1)["recours"]["notifiee_le"] == day


def test_a_letter_is_printed_again_byte_for_byte_and_it_is_noted(door: Door) -> None:
    dossier = oriented(door)
    door.json("lettre", "produire", "--dossier", dossier, "--vers", "une.pdf", *LE_BOP)
    door.json("lettre", "reimprimer", 1, "--vers", "deux.pdf", *LE_BOP)
    kept = letters.content(door.world.store, 1)
    noted = door.json("journal", "lister", "--dossier", dossier)

    assert Path("une.pdf").read_bytes() == Path("deux.pdf").read_bytes() == kept
    assert "reimprimer_lettre" in str(noted)
    assert "existe déjà" in door("lettre", "reimprimer", 1, "--vers", "une.pdf", *LE_BOP, code=2)


def test_an_altered_letter_is_not_printed_again(door: Door) -> None:
    dossier = oriented(door)
    door.json("lettre", "produire", "--dossier", dossier, *LE_BOP)
    execute(door.world.store, "UPDATE piece_content SET content = X'25'")
    told = door("lettre", "reimprimer", 1, "--vers", "x.pdf", *LE_BOP, code=5)

    assert "son empreinte n’est pas celle du journal" in told
    assert "lettre n° 1" in door("journal", "verifier", code=5)


def test_the_hours_of_a_service_are_told_once_and_stand_on_its_letters(door: Door) -> None:
    dossier = oriented(door)
    hours = "du lundi au vendredi, de 9 h à 12 h"
    door("lettre", "horaires", ALI, "--texte", hours, *LE_BOP)
    door.json("lettre", "produire", "--dossier", dossier, "--vers", "l.pdf", *LE_BOP)
    refused = door("lettre", "horaires", 999, "--texte", hours, *LE_BOP, code=1)
    empty = door("lettre", "horaires", ALI, "--texte", " ", *LE_BOP, code=1)
    text = " ".join(PdfReader("l.pdf").pages[0].extract_text().split())

    assert "de 9 h à 12 h" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "n’existe pas" in refused
    assert "Il faut un texte" in empty
    assert door.world.flaws() == []


def test_every_key_of_its_answers_is_documented(door: Door) -> None:
    first, second = oriented(door), oriented(door)
    day = door.world.now.date().isoformat()
    answers = [
        door.json("lettre", "produire", "--dossier", first, *LE_BOP),
        door.json("lettre", "lot", "--a-envoyer", *LE_BOP),
        door.json("lettre", "envoyee", 1, 2, "--le", day, "--canal", "recommande", *LE_BOP),
        door.json("lettre", "recue", 1, "--le", day, *LE_BOP),
        door.json("lettre", "retour", 2, "--motif", "npai", "--le", day, *LE_BOP),
        door.json("lettre", "attendues"),
        door.json("lettre", "lister"),
        door.json("lettre", "voir", 1),
        door.json("lettre", "reimprimer", 1, "--vers", "l.pdf", *LE_BOP),
        door.json("lettre", "horaires", ALI, "--texte", "le matin", *LE_BOP),
        door.json("lettre", "produire", "--dossier", second, *LE_BOP, code=1),
    ]

    told = {key for answer in answers for key in keys(answer)}
    assert sorted(key for key in told if f"`{key}`" not in TEXT) == []


def test_what_is_asked_wrong_is_told(door: Door) -> None:
    assert "n’existe pas" in door("lettre", "voir", 99, code=3)
    assert "--seance N, ou --a-envoyer" in door("lettre", "lot", *LE_BOP, code=2)
    assert "leurs numéros, ou --lot" in door(
        "lettre", "envoyee", "--le", "2026-03-02", "--canal", "postal", *LE_BOP, code=2
    )
    assert "--presentee" in door("lettre", "recue", 1, *LE_BOP, code=2)


def test_the_letters_of_an_ep_go_in_the_order_of_its_agenda(door: Door) -> None:
    world = door.world
    stage = journeys.saisine_recue(world)
    world.act(stage.dossier, "declarer_recevable", BOP)
    ep = world.seance("2026-04-23", genre="ep", circonscription=None, lieu="Salle 1, Bobigny")
    world.act(stage.dossier, "inscrire_ep", BOP, seance=ep)
    made = door.json(
        "lettre", "lot", "--seance", ep, "--ordre", "ordre-du-jour", "--vers", "l", *LE_BOP
    )

    assert [one["modele"] for one in made["lettres"]] == ["convocation"]


def convoked(door: Door) -> tuple[int, int]:
    """A séance, and a member of it without mail, who was convoked."""
    member = join(door.world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = door.world.seance("2026-04-09")
    door.world.convene(seance, "convoquer", BAT)
    return seance, member


LE_BAT = ("--role", "bat", "--acteur", "B. A. T.")


def test_a_letter_to_a_member_is_made_posted_and_seen_on_its_seance(door: Door) -> None:
    seance, member = convoked(door)
    day = door.world.now.date().isoformat()
    awaited = door("lettre", "attendues", "--seance", seance)
    made = door.json(
        *("lettre", "produire", "--seance", seance, "--modele", "convocation_membre"),
        *("--membre", member, "--vers", "l.pdf", *LE_BAT),
    )
    number = made["lettre"]
    posted = door("lettre", "envoyee", number, "--le", day, "--canal", "suivi", *LE_BAT)
    came = door("lettre", "recue", number, "--le", day, *LE_BAT)
    screen = door("seance", "voir", seance)
    told = door.json("seance", "voir", seance)["lettres"]
    listed = door("lettre", "lister", "--seance", seance)
    taken = door("lettre", "corriger", number, "--motif", "mauvais pli", *LE_BAT)
    again = door.json("lettre", "reimprimer", number, "--vers", "m.pdf", *LE_BAT)
    trail = door("journal", "verifier")

    assert f"séance n° {seance}, membre n° {member}" in awaited
    assert "1 lettre envoyée." in posted
    assert f"Séance n° {seance} : Programmée." in came
    assert "à Léa Conseillère" in screen
    assert "reçue le 2 mars 2026" in screen
    assert [(one["etat"], one["membre"], one["dossier"]) for one in told] == [
        ("recue", member, None)
    ]
    assert "Léa Conseillère" in listed
    assert f"Séance n° {seance} : Programmée." in taken
    assert door.json("lettre", "voir", number)["etat"] == "envoyee"
    assert Path("l.pdf").read_bytes() == Path("m.pdf").read_bytes()
    assert again["sha256"] == door.json("lettre", "voir", number)["sha256"]
    assert "lettre n°" not in trail


def test_those_who_attend_a_seance_have_their_own_file_and_list_in_its_batch(door: Door) -> None:
    seance, _ = convoked(door)
    oriented(door)
    both = door.json("lettre", "lot", "--a-envoyer", "--vers", "tout", *LE_BOP, code=1)
    own = door.json("lettre", "lot", "--seance", seance, "--vers", "courrier", *LE_BAT)
    rows = openpyxl.load_workbook(f"courrier/envois-seances-lot-{own['lot']}.xlsx").active
    assert rows is not None
    (heading, first) = ([cell.value for cell in row] for row in rows.iter_rows())

    assert [one["modele"] for one in both["lettres"]] == ["orientation"]
    assert [one["seance"] for one in both["refusees"]] == [seance]
    assert own["fichiers"] == [
        f"courrier/lettres-seances-lot-{own['lot']}.pdf",
        f"courrier/envois-seances-lot-{own['lot']}.xlsx",
    ]
    assert heading[:5] == ["Ordre", "Lettre", "Séance", "Modèle", "Destinataire"]
    assert first[2:5] == [str(seance), "convocation_membre", "Léa Conseillère"]


def test_for_whom_a_letter_is_asked_wrong_is_told(door: Door) -> None:
    seance, member = convoked(door)
    make = ("lettre", "produire")

    assert "--dossier N, ou --seance N" in door(*make, *LE_BAT, code=2)
    assert "ordre_du_jour" in door(
        *make, "--seance", seance, "--modele", "convocation", *LE_BAT, code=2
    )
    assert "l’un de" in door(*make, "--dossier", 1, "--modele", "ordre_du_jour", *LE_BAT, code=2)
    assert "n’existe pas" in door(*make, "--seance", 99, *LE_BAT, code=3)
    assert "sont d’une séance" in door(*make, "--dossier", 1, "--membre", member, *LE_BAT, code=2)


def test_every_key_of_the_letters_of_a_seance_is_documented(door: Door) -> None:
    seance, member = convoked(door)
    answers = [
        door.json("lettre", "attendues", "--seance", seance),
        door.json("lettre", "produire", "--seance", seance, "--membre", member, *LE_BAT),
        door.json("lettre", "lot", "--seance", seance, *LE_BAT),
        door.json("seance", "voir", seance),
    ]

    told = {key for answer in answers for key in keys(answer)}
    assert sorted(key for key in told if f"`{key}`" not in TEXT) == []


def test_the_letter_of_a_dossier_is_not_taken_back_there(door: Door) -> None:
    dossier = oriented(door)
    door.json("lettre", "produire", "--dossier", dossier, *LE_BOP)

    assert "dossier corriger" in door("lettre", "corriger", 1, "--motif", "essai", *LE_BOP, code=1)


def test_a_letter_is_told_by_its_name_and_not_by_its_code(door: Door) -> None:
    dossier = oriented(door)
    made = door("lettre", "produire", "--dossier", dossier, *LE_BOP)
    listed = door("lettre", "lister")
    seen = door("lettre", "voir", 1)

    for told in (made, listed, seen):
        assert "Orientation validée" in told
