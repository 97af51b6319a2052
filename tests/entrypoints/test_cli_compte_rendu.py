"""``compte-rendu``, ``seance imprimer``, ``resultats``, ``saisine``, ``synthese``, as their users
type them."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT, keys
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, BOP, EP, FRANCE_TRAVAIL, execute, insert
from tests.workflow.test_minutes import held, line_of, sent
from workflow.tables.post import Outbox
from workflow.tables.seats import Participant
from workflow.tables.subjects import Passage

BAT = ("--role", "bat", "--acteur", "B. A.")
LE_BOP = ("--role", "bop", "--acteur", "B. O. P.")
FOR_THE_ALI = ("--role", "referent", "--service", ALI)


def test_the_draft_is_read_completed_and_sent(door: Door) -> None:
    icl, dossiers = held(door.world)
    line = line_of(door.world, dossiers[1])
    door("compte-rendu", "completer", icl, *BAT, "--suites", "Une fiche en mai")
    done = door("compte-rendu", "completer", icl, *BAT, "--ligne", line, "--remarque", "à revoir")
    told = " ".join(door("compte-rendu", "voir", icl).split())
    returned = door.json("seance", "restituer", icl, *BAT)
    written = door.world.rows(Outbox, occasion="compte_rendu", kind="seance", subject_id=icl)

    assert returned["messages"] == len(written) > 1
    assert "Compléter le compte rendu" in done
    assert "Version 1, projet, pas encore envoyé" in told
    assert "Raisons de chaque service : ALI : garde d’enfants. FT : emploi proche" in told
    assert "examen collégial Préconisations : bilan de santé" in told
    assert "Remarque : à revoir" in told
    assert "Une fiche en mai" in told
    after = " ".join(door("compte-rendu", "voir", icl).split())
    assert "Version 1, envoyée le 9 avril 2026" in after


def test_a_correction_shows_what_the_next_version_changes_then_is_sent(door: Door) -> None:
    icl, (favourable, *_) = sent(door.world)
    door.world.correct(favourable)
    door.world.act(favourable, "rendre_desaccord", AGENT_ALI, raisons="ALI : non. FT : oui")
    told = door("compte-rendu", "versions", icl)
    door("compte-rendu", "renvoyer", icl, *BAT)
    data = door.json("compte-rendu", "versions", icl)
    nothing = door("compte-rendu", "renvoyer", icl, *BAT, code=1)

    assert "Version 2, à renvoyer" in told
    assert "Désaccord, au lieu de « Avis favorable »" in told
    assert [one["version"] for one in data["versions"]] == [1, 2]
    assert (data["a_renvoyer"], data["changements"]) == (False, [])
    assert "Rien n’a changé depuis la dernière version envoyée." in nothing


def test_a_trial_of_sending_again_sends_nothing(door: Door) -> None:
    icl, _ = sent(door.world)
    door("compte-rendu", "completer", icl, *BAT, "--suites", "Autre chose")
    door("compte-rendu", "renvoyer", icl, *BAT, "--essai")

    assert len(door.json("compte-rendu", "versions", icl)["versions"]) == 1


def test_a_version_is_printed_again_the_same(door: Door, tmp_path: Path) -> None:
    icl, _ = sent(door.world)
    asked = ("compte-rendu", "produire", icl, "--version", 1)
    first = door.json(*asked, "--pdf", tmp_path / "a.pdf", "--xlsx", tmp_path / "a.xlsx")
    door("compte-rendu", "completer", icl, *BAT, "--suites", "Autre chose")
    told = door(*asked, "--pdf", tmp_path / "b.pdf", "--xlsx", tmp_path / "b.xlsx")

    assert first["fichiers"] == {"pdf": str(tmp_path / "a.pdf"), "xlsx": str(tmp_path / "a.xlsx")}
    assert "compte rendu, version 1, envoyée le 10 avril 2026" in told
    for kind in ("pdf", "xlsx"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_what_cannot_be_printed_is_told(door: Door) -> None:
    icl, _ = sent(door.world)

    assert "--pdf ou --xlsx" in door("compte-rendu", "produire", icl, code=2)
    assert "pas de version 3" in door("compte-rendu", "voir", icl, "--version", 3, code=3)
    assert "n’existe pas" in door("compte-rendu", "voir", 99, code=3)


def test_a_version_that_somebody_rewrote_is_told_and_not_shown(door: Door) -> None:
    icl, _ = sent(door.world)
    execute(door.world.store, "UPDATE minutes SET content = replace(content, 'liste', 'autre')")

    assert "son empreinte n’est pas celle du journal" in door("compte-rendu", "voir", icl, code=5)


def test_an_ep_has_the_same_commands_under_its_own_name(door: Door, tmp_path: Path) -> None:
    stage = journeys.before_ep(door.world)
    door.world.act(stage.dossier, "refuser", EP, motif="à mûrir")
    door.world.convene(stage.ep, "lever", BOP)
    told = door("proces-verbal", "voir", stage.ep)
    door("proces-verbal", "produire", stage.ep, "--pdf", tmp_path / "pv.pdf")

    assert told.startswith("Procès-verbal · EP")
    assert "secrétaire" in PdfReader(tmp_path / "pv.pdf").pages[0].extract_text()


def test_a_seance_held_with_nobody_noted_present_says_so_until_somebody_is(door: Door) -> None:
    stage = journeys.before_ep(door.world)
    insert(door.world.store, Participant, seance_id=stage.ep, siege="ville", sits=1)
    door.world.act(stage.dossier, "refuser", EP, motif="à mûrir")
    raised = door("seance", "lever", stage.ep, *LE_BOP)
    seen = door("seance", "voir", stage.ep)
    written = " ".join(door("proces-verbal", "voir", stage.ep).split())
    (first, *_) = door.json("seance", "voir", stage.ep)["participants"]
    signed = ("--champ", f"presents={first['participant']}")
    door("seance", "agir", stage.ep, "emarger", *LE_BOP, *signed)
    sent = door.json("seance", "restituer", stage.ep, *LE_BOP)
    closed = door("seance", "cloturer", stage.ep, *LE_BOP)

    assert "Présences non relevées" in raised
    assert "Présences non relevées" in seen
    assert "Présences non relevées" in written
    assert "aucun n’est fixé" in written
    assert sent["presences_relevees"] is True
    assert "Présences non relevées" not in closed


def test_what_the_room_needs_is_printed_and_what_it_wrote_is_typed(
    door: Door, tmp_path: Path
) -> None:
    stage = journeys.before_icl(door.world)
    (line,) = door.world.rows(Passage)
    printed = door(
        *("seance", "imprimer", stage.icl, "--emargement", tmp_path / "e.pdf"),
        *("--tableau", tmp_path / "t.pdf"),
    )
    table = tmp_path / "r.csv"
    table.write_text(f"ligne;resultat;motif\n{line['id']};Ajournée;pièce\n", encoding="utf-8")
    asked = ("seance", "resultats", stage.icl, table, *FOR_THE_ALI)
    tried = door(*asked, "--essai")
    untouched = door.world.row(Passage, line["id"])["state"]
    done = door(*asked)
    again = door(*asked)

    assert "feuille d’émargement" in printed
    assert "tableau A3" in printed
    assert "1 résultat serait enregistré." in tried
    assert untouched == "retenu"
    assert "1 résultat enregistré." in done
    assert "déjà enregistré" in again
    assert "--emargement ou --tableau" in door("seance", "imprimer", stage.icl, code=2)


def test_a_table_that_refuses_a_line_makes_the_command_fail(door: Door, tmp_path: Path) -> None:
    stage = journeys.before_icl(door.world)
    table = tmp_path / "r.csv"
    table.write_text("ligne;resultat\n1;Avis favorable\n", encoding="utf-8")
    asked = ("seance", "resultats", stage.icl, table)
    data = door.json(*asked, *FOR_THE_ALI, code=1)

    assert [one["code"] for one in data["lignes"][0]["refus"]] == ["champ_manquant"] * 2
    assert "--role" in door(*asked, code=2)
    assert "--modele" in door("seance", "resultats", stage.icl, code=2)
    model = ("seance", "resultats", stage.icl, "--modele")
    assert "1 ligne" in door(*model, tmp_path / "m.xlsx")
    assert "n’est pas un format de table" in door(*model, tmp_path / "m.doc", code=2)


def favourable_of(door: Door, service: int) -> tuple[int, int]:
    """An ICL-I with a favourable avis on a request of that service; its dossier."""
    world = door.world
    stage = journeys.before_icl(world)
    journeys.favorable(world, stage.dossier)
    execute(world.store, f"UPDATE dossier SET service_id = {service} WHERE id = {stage.dossier}")
    return stage.icl, stage.dossier


def test_a_service_without_the_file_has_the_form(door: Door, tmp_path: Path) -> None:
    icl, dossier = favourable_of(door, FRANCE_TRAVAIL)
    told = door("saisine", "produire", icl, "--pdf", tmp_path / "s.pdf")
    data = door.json("saisine", "produire", icl, "--pdf", tmp_path / "s.pdf")

    assert "1 fiche de saisine" in told
    assert f"Saisine à déposer par le service, dossiers : {dossier}" in told
    assert (data["fiches"], data["par_fichier"], data["a_deposer"]) == ([dossier], [], [dossier])
    assert "Fiche de saisine" in PdfReader(tmp_path / "s.pdf").pages[0].extract_text()


def test_an_ali_has_the_file_and_the_form_when_it_is_asked_for(door: Door, tmp_path: Path) -> None:
    icl, dossier = favourable_of(door, ALI)
    told = door("saisine", "produire", icl, "--pdf", tmp_path / "s.pdf")
    written = (tmp_path / "s.pdf").exists()
    all_of_them = door.json("saisine", "produire", icl, "--pdf", tmp_path / "s.pdf", "--toutes")
    one = door.json("saisine", "produire", "--dossier", dossier, "--pdf", tmp_path / "s.pdf")

    assert "Aucune fiche à écrire." in told
    assert "1 saisine va par le fichier webRSA de l’ALI" in told
    assert not written
    assert all_of_them["fiches"] == one["fiches"] == [dossier]


def test_the_file_of_an_ali_awaits_its_lists(door: Door) -> None:
    icl, _ = favourable_of(door, ALI)
    told = door("saisine", "produire", icl, "--webrsa", "sortants", code=3)

    assert f"service n° {ALI}" in told
    assert "importez d’abord son fichier de référentiel" in told


def test_fiches_are_asked_of_a_seance_or_of_a_dossier(door: Door, tmp_path: Path) -> None:
    stage = journeys.before_icl(door.world)
    pdf = ("--pdf", tmp_path / "s.pdf")

    assert "--dossier N" in door("saisine", "produire", *pdf, code=2)
    assert "n’a pas d’avis favorable" in door("saisine", "produire", stage.icl, *pdf, code=3)
    assert "--pdf ou --webrsa" in door("saisine", "produire", stage.icl, code=2)


@pytest.mark.parametrize("anonymous", [True, False])
def test_the_syntheses_of_an_agenda_name_people_unless_they_must_not(
    door: Door, tmp_path: Path, *, anonymous: bool
) -> None:
    stage = journeys.before_ep(door.world)
    asked = ("synthese", "produire", stage.ep, "--pdf", tmp_path / "f.pdf")
    data = door.json(*asked, *(("--anonyme",) if anonymous else ()))
    text = PdfReader(tmp_path / "f.pdf").pages[0].extract_text()

    assert (data["fiches"], data["anonyme"]) == ([stage.dossier], anonymous)
    assert ("NOM-SECRET" in text) is not anonymous


def test_every_key_of_these_answers_is_documented(door: Door, tmp_path: Path) -> None:
    icl, _ = sent(door.world)
    door.world.convene(icl, "completer_compte_rendu", suites="Autre chose")
    pdf = ("--pdf", tmp_path / "p.pdf")
    answers = [
        door.json("compte-rendu", "voir", icl),
        door.json("compte-rendu", "versions", icl),
        door.json("compte-rendu", "produire", icl, *pdf),
        door.json("compte-rendu", "renvoyer", icl, *BAT),
        door.json("seance", "imprimer", icl, "--tableau", tmp_path / "t.pdf"),
        door.json("seance", "resultats", icl, "--modele", tmp_path / "m.xlsx"),
        door.json("seance", "resultats", icl, tmp_path / "m.xlsx", *FOR_THE_ALI),
        door.json("saisine", "produire", icl, *pdf, "--toutes"),
        door.json("synthese", "produire", icl, *pdf),
    ]

    assert [key for key in keys(answers) if f"`{key}`" not in TEXT] == []
