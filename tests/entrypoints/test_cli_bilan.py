"""``echeance bilan``, from the command line: screen, JSON, file."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.entrypoints.door import Door
from tests.workflow.build import AGENT_ALI, ALI, BOP, HERE

ENTRY = "1B-ORIENTATION"
COUNTS = ("dans_le_delai", "hors_delai", "manquees", "a_venir", "annulees")


@pytest.fixture
def lived(door: Door) -> Door:
    """Three entrants of March 2026: one notified the twelfth day, one forgotten, one gone; and a
    diagnostic of somebody who was accompanied before. Looked at on 20 April."""
    world = door.world
    first, _, third = (
        world.dossier("naitre_a_orienter", service=None, rank=None) for _ in range(3)
    )
    stock = world.dossier()
    world.until("2026-03-10")
    world.act(first, "orienter", BOP, service=ALI, type_orientation=5, origine="manuelle")
    world.act(third, "fermer_droit", BOP, date=date(2026, 3, 10))
    world.act(stock, "constater_diagnostic", AGENT_ALI, date=date(2026, 3, 10), organisme="ALI")
    world.until("2026-03-14")
    world.act(first, "notifier", BOP, date=date(2026, 3, 14), canal="postal")
    world.until("2026-04-20")
    return door


def test_a_rule_is_told_with_its_share_its_target_and_its_times(lived: Door) -> None:
    asked = ("echeance", "bilan", ENTRY, "--du", "2026-03-01", "--au", "31/03/2026")
    told = " ".join(lived(*asked).split())

    for words in (
        "du 1er mars 2026 au 31 mars 2026, tout le département",
        "██████████░░░░░░░░░░ 50 %, cible 100 % : non atteinte",
        "1 dans le délai, 1 manquée",
        "1 annulée",
        "la moitié en 12 jours calendaires au plus, 90 % en 12 au plus ; 12 en moyenne",
        "Stock, à part",
    ):
        assert words in told


def test_without_rule_every_indicator_has_its_line_and_the_stock_is_apart(lived: Door) -> None:
    told = lived("echeance", "bilan")
    lines = {line.split()[0]: line for line in told.splitlines() if line[:1].isdigit()}

    assert sorted(lines) == [
        *("1A-DEUX-SEMAINES", "1A-TROIS-SEMAINES", ENTRY, "2-EXC2-CONTACT", "2-RDV"),
        *("3-SANS-REFERENT", "3A-ABSENCE", "3B-CONTRAT", "4-DIAGNOSTIC-PARTAGE"),
    ]
    assert lines[ENTRY].split()[1:] == ["100", "%", "50", "%", "1", "0", "1", "12", "/", "12", "j"]
    assert lines["4-DIAGNOSTIC-PARTAGE"].split()[1:] == ["100", "%", "–", "0", "0", "0"]
    assert "Stock, à part : 1 échéance" in told


def test_json_says_the_same_to_a_programme(lived: Door) -> None:
    found = lived.json("echeance", "bilan", ENTRY, "--par", "organisme", "--circonscription", HERE)
    (one,) = found["bilans"]

    assert [one[key] for key in COUNTS] == [1, 0, 1, 0, 1]
    assert (one["part"], one["cible"], one["atteinte"]) == (50.0, 100, False)
    assert one["durees"] == [
        {
            "unite": "jour_calendaire",
            "nombre": 1,
            "mediane": 12,
            "centile_90": 12,
            "moyenne": 12.0,
        }
    ]
    assert [(group["valeur"], group["libelle"], group["total"]) for group in one["groupes"]] == [
        ("ali", "agence locale d’insertion", 1),
        (None, "non renseigné", 2),
    ]
    assert (found["par"], found["circonscription"], found["du"]) == ("organisme", HERE, None)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("mois", "mars 2026"),
        ("tranche_age", "40 à 49 ans"),
        ("sexe", "non renseigné"),
        ("circonscription", f"Circonscription {HERE}"),
        ("service", "Service 1"),
    ],
)
def test_a_breakdown_bears_words(lived: Door, by: str, words: str) -> None:
    assert words in lived("echeance", "bilan", ENTRY, "--par", by)


def test_the_figures_go_to_a_file(lived: Door, tmp_path: Path) -> None:
    lived("echeance", "bilan", ENTRY, "--par", "organisme", "--vers", "bilan.csv")
    lived("echeance", "bilan", "--vers", "bilan.xlsx", "--json")
    rows = (tmp_path / "bilan.csv").read_text(encoding="utf-8-sig").splitlines()
    sheet = openpyxl.load_workbook(tmp_path / "bilan.xlsx").active

    assert rows[0].startswith("Règle;Libellé;Période;Territoire;Population;Par;Valeur;Part (%)")
    assert [row.split(";")[4:10] for row in rows[1:]] == [
        ["nouveaux entrants", "", "", "50,0", "100", "1"],
        ["stock", "", "", "", "", "0"],
        ["nouveaux entrants", "Type d’organisme", "agence locale d’insertion", "100,0", "100", "1"],
        ["nouveaux entrants", "Type d’organisme", "non renseigné", "0,0", "100", "0"],
    ]
    assert sheet is not None
    assert sheet.max_row == 1 + 2 * 9


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["1B-ORIENTATIO"], 2, "Vouliez-vous dire « 1B-ORIENTATION »"),
        ([ENTRY, "--du", "2026-04-01", "--au", "2026-03-31"], 2, "finit avant de commencer"),
        ([ENTRY, "--du", "demain"], 2, "« demain » n’est pas une date"),
        ([ENTRY, "--circonscription", "93-99"], 2, "La circonscription « 93-99 » n’existe pas"),
        ([ENTRY, "--service", "99"], 3, "Le service n° 99 n’existe pas"),
        ([ENTRY, "--vers", "bilan.pdf"], 2, "ne finit ni par .csv ni par .xlsx"),
        (["D27-UN-MOIS", "--par", "sexe"], 2, "n’a pas de cible"),
    ],
)
def test_what_cannot_be_counted_is_said(
    door: Door, arguments: list[str], code: int, words: str
) -> None:
    assert words in door("echeance", "bilan", *arguments, code=code)
