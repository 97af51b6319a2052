"""The calendar in use is the stored one: what the configuration says otherwise is told, shown, then
applied by somebody."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli.commands import app
from tests.entrypoints.configs import TEXT, plain
from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import execute
from workflow.recalculation import calendar_use
from workflow.tables.law import CalendarUse, Snapshot
from workflow.tables.trail import DeadlineRow, JournalRow

BRIDGE = "  - {du: 2026-05-15, au: 2026-05-15, libelle: pont de l’Ascension}"
MORE = "  - {du: 2026-04-22, au: 2026-04-22, libelle: inventaire}"
MANAGER = ("--role", "manager", "--acteur", "Mme Diallo")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration of one's own, that a test may change."""
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))
    return path


@pytest.fixture
def peopled(door: Door, config: Path) -> Door:
    """Somebody whose saisine waits for an answer; the registry was opened by the door."""
    door("dossier", "lister")
    journeys.saisine_recue(door.world, "2026-04-16")
    door.world.tick()
    return door


def close_a_day(config: Path, more: str = MORE) -> None:
    config.write_text(TEXT.replace(BRIDGE, f"{BRIDGE}\n{more}", 1), encoding="utf-8")


def warned(*arguments: str) -> str:
    """What a command says besides its answer."""
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return plain(result.stderr)


def test_the_first_opening_keeps_the_law_and_takes_its_calendar_in_use(door: Door) -> None:
    door("dossier", "lister")
    (use,) = door.world.rows(CalendarUse)

    assert use["version"] == door.world.rulebook.calendar.version
    assert use["applied_at"] is not None
    assert (use["actor"], use["motive"]) == ("configuration", "première ouverture de la base")
    versions = sum(len(versions) for versions in door.world.rulebook.rules.values())
    assert len(door.world.rows(Snapshot)) == versions + 1


def test_a_day_closed_in_the_configuration_moves_nothing_until_it_is_applied(
    peopled: Door, config: Path
) -> None:
    before = peopled.world.deadline("I-RECEVABILITE")
    close_a_day(config)
    told = warned("echeance", "lister")
    dossier = before["dossier_id"]
    peopled("dossier", "agir", dossier, "declarer_recevable", "--role", "bop")

    assert "le calendrier de la configuration n’est pas celui en vigueur (1 jour diffère)" in told
    assert "« calendrier simuler »" in told
    in_use = before["calendar"]
    assert {row["calendar"] for row in peopled.world.rows(DeadlineRow)} == {in_use}


def test_nothing_is_said_while_the_calendar_is_the_one_in_use(peopled: Door) -> None:
    assert warned("echeance", "lister") == ""


def test_the_check_of_the_configuration_tells_what_is_in_use(peopled: Door, config: Path) -> None:
    close_a_day(config)
    text = config.read_text(encoding="utf-8")
    old = "delai: {n: 45, unite: jour_calendaire}"
    config.write_text(text.replace(old, old.replace("45", "46")), encoding="utf-8")
    (calendar, rules) = peopled.json("config", "verifier")["a_savoir"]

    assert "1 jour diffère" in plain(calendar["phrase"])
    assert calendar["ou"] == "calendrier"
    assert "1 règle a changé depuis que les échéances ont été comptées" in plain(rules["phrase"])
    assert "(I-PRISE-EN-CHARGE)" in rules["phrase"]


def test_the_check_of_the_configuration_makes_no_database(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REORIENTATION_DATABASE_URL", f"sqlite:///{tmp_path / 'nouvelle.db'}")

    assert CliRunner().invoke(app, ["config", "verifier"]).exit_code == 0
    assert not (tmp_path / "nouvelle.db").exists()


def test_a_simulation_tells_each_deadline_that_would_move_and_why(
    peopled: Door, config: Path
) -> None:
    close_a_day(config)
    answer = peopled.json("calendrier", "simuler")
    (line,) = [one for one in answer["echeances"] if one["regle"] == "I-RECEVABILITE"]
    screen = peopled("calendrier", "simuler")

    assert answer["differences"] == [
        {
            "jour": "2026-04-22",
            "avant": "ouvré",
            "apres": "fermeture locale\N{NO-BREAK SPACE}: inventaire",
        }
    ]
    assert (line["avant"][:10], line["apres"][:10]) == ("2026-04-24", "2026-04-27")
    assert (line["nature"], line["pourquoi"], line["jours"]) == (
        *("deplacee", ["calendrier"], ["2026-04-22"]),
    )
    (rule,) = [one for one in answer["par_regle"] if one["regle"] == "I-RECEVABILITE"]
    assert rule["deplacees"] == 1
    assert not answer["tronque"]
    assert not answer["passage_en_cours"]
    assert "mercredi 22 avril 2026" in screen
    assert "Rien n’a été enregistré." in screen
    assert peopled.json("calendrier", "simuler", "--limite", "1")["tronque"] == (
        len(answer["echeances"]) > 1
    )


def test_a_simulation_of_the_calendar_in_use_has_nothing_to_tell(peopled: Door) -> None:
    assert "Aucune échéance ne changerait" in peopled("calendrier", "simuler")


def test_the_passage_is_applied_once_by_a_manager_with_a_motive(
    peopled: Door, config: Path
) -> None:
    close_a_day(config)
    done = peopled.json("calendrier", "appliquer", "--motif", "inventaire", *MANAGER)
    again = peopled("calendrier", "appliquer", "--motif", "inventaire", *MANAGER)
    entry = json.loads(peopled.world.rows(JournalRow, act="recalcul")[0]["body"])

    assert done["recalculees"] == len(peopled.world.rows(JournalRow, act="recalcul")) > 0
    assert not done["repris"]
    assert done["en_panne"] == []
    assert "Rien à faire" in again
    assert entry["acteur"] == "Mme Diallo"
    assert "→" in peopled("journal", "lister", "--acte", "recalcul")
    assert warned("echeance", "lister") == ""
    assert peopled.json("config", "verifier")["a_savoir"] == []


def test_only_a_manager_applies_and_never_without_a_motive(peopled: Door, config: Path) -> None:
    close_a_day(config)
    refused = peopled("calendrier", "appliquer", "--motif", "inventaire", "--role", "bop", code=1)
    asked = peopled("calendrier", "appliquer", *MANAGER, code=2)

    assert "acteur_non_autorise" in refused
    assert "Il manque le motif" in asked
    assert len(peopled.world.rows(CalendarUse)) == 1


def test_without_anything_to_apply_no_motive_is_wanted(peopled: Door) -> None:
    told = peopled("calendrier", "appliquer", *MANAGER)
    answer = peopled.json("calendrier", "appliquer", *MANAGER)

    assert told == "Rien à faire : ce calendrier et ces règles sont déjà en vigueur.\n"
    assert (answer["passage"], answer["recalculees"]) == (None, 0)
    assert len(peopled.world.rows(CalendarUse)) == 1


def test_an_interrupted_passage_is_told_everywhere_and_resumed_without_a_motive(
    peopled: Door, config: Path
) -> None:
    close_a_day(config)
    peopled("calendrier", "appliquer", "--motif", "inventaire", *MANAGER)
    execute(peopled.world.store, "UPDATE calendar_use SET applied_at = NULL WHERE id = 2")
    told = warned("echeance", "lister")
    (remark,) = peopled.json("config", "verifier")["a_savoir"]
    left = peopled.json("calendrier", "simuler")
    done = peopled.json("calendrier", "appliquer", *MANAGER)

    assert "n’est pas terminé" in told
    assert "n’est pas terminé" in remark["phrase"]
    assert (left["passage_en_cours"], left["echeances"]) == (True, [])
    assert done["repris"]
    use = calendar_use.in_use(peopled.world.store)
    assert use is not None
    assert use.applied is not None
    assert use.motive == "inventaire"


def test_an_interrupted_passage_lends_its_motive_to_no_other(peopled: Door, config: Path) -> None:
    close_a_day(config)
    peopled("calendrier", "appliquer", "--motif", "inventaire", *MANAGER)
    execute(peopled.world.store, "UPDATE calendar_use SET applied_at = NULL WHERE id = 2")
    close_a_day(config, MORE.replace("22", "23"))
    left = peopled("calendrier", "simuler")
    asked = peopled("calendrier", "appliquer", *MANAGER, code=2)
    done = peopled("calendrier", "appliquer", "--motif", "le 23 et non le 22", *MANAGER)

    assert "la configuration a changé depuis, et demande un autre passage" in left
    assert "Il manque le motif" in asked
    assert "demande un autre passage" in asked
    assert done.startswith("C’est en vigueur")
    motives = [use["motive"] for use in peopled.world.rows(CalendarUse)]
    assert motives[1:] == ["inventaire", "le 23 et non le 22"]


def test_what_was_recounted_is_said_whatever_its_number(peopled: Door, config: Path) -> None:
    close_a_day(config, MORE.replace("2026", "2031"))
    none = peopled("calendrier", "appliquer", "--motif", "en 2031", *MANAGER)
    close_a_day(config)
    some = peopled("calendrier", "appliquer", "--motif", "cette année", *MANAGER)

    assert plain(none) == "C’est en vigueur : aucune échéance recomptée.\n"
    entries = len(peopled.world.rows(JournalRow, act="recalcul"))
    each = "avec son entrée" if entries == 1 else "chacune avec son entrée"
    assert f"{each} au journal." in some
    assert some.split(" : ")[-1].startswith(f"{entries}")


def test_a_silence_of_the_sweeps_is_told_by_whatever_shows_deadlines(peopled: Door) -> None:
    quiet = warned("echeance", "lister")
    peopled.world.wait(hours=3)

    assert quiet == ""
    dossier = str(peopled.world.deadline("I-RECEVABILITE")["dossier_id"])
    for command in (("echeance", "lister"), ("dossier", "lister"), ("dossier", "voir", dossier)):
        assert "aucun balayage depuis le" in warned(*command)


def test_deadlines_that_nobody_ever_swept_are_told_too(door: Door) -> None:
    empty = warned("echeance", "lister")
    door.world.dossier()

    assert empty == ""
    assert "aucun balayage n’a encore eu lieu" in warned("echeance", "lister")
    door.world.tick()
    assert warned("echeance", "lister") == ""


def test_the_comparison_is_asked_for_at_any_time(peopled: Door) -> None:
    whole = peopled("echeance", "reconcilier")
    execute(peopled.world.store, "UPDATE deadline SET next_at = NULL WHERE rule = 'I-RECEVABILITE'")
    answer = peopled.json("echeance", "reconcilier", code=5)
    told = peopled("echeance", "reconcilier", code=5)

    assert "aucun écart" in whole
    assert answer["ecarts"] == 1
    assert [(one["regle"], one["nature"]) for one in answer["echeances"]] == [
        ("I-RECEVABILITE", "alerte")
    ]
    assert answer["etats"] == []
    assert "1 écart entre les faits et les échéances" in told
