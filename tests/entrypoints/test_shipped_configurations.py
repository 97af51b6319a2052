"""The two configurations that the project ships, side by side: CD93's and Grenoble's."""

from datetime import date
from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from rules.days.calendar import Unit
from rules.seances.capacity import Capacity, Standby
from rules.seances.kinds import Body
from rules.seances.programmes import Slot
from tests.entrypoints.configs import SHIPPED, plain, problems_of
from tests.entrypoints.door import Door

GRENOBLE = SHIPPED.with_name("config.grenoble.yaml")
SECTORS = [f"38-G{number}" for number in range(1, 7)]
OF_GRENOBLE = {
    "D13-INSTANCE-MENSUELLE": (0, Unit.MOIS_CALENDAIRE),
    "D14-TABLEAU-COORDINATION": (10, Unit.JOUR_CALENDAIRE),
    "D23-PSY-DECOMMANDER": (8, Unit.JOUR_CALENDAIRE),
    "D24-PSY-BESOINS": (10, Unit.JOUR_CALENDAIRE),
}
OF_CD93 = {"D1-TABLEAU-BAT", "D2-TABLEAU-SERVICES", "D7-PROGRAMME", "D9-ICL-MENSUELLE"}


@pytest.mark.parametrize("path", sorted(SHIPPED.parent.glob("config*.yaml")), ids=lambda p: p.name)
def test_each_can_be_used_as_it_is(door: Door, path: Path) -> None:
    answer = door.json("--config", path, "config", "verifier")

    assert (answer["utilisable"], answer["a_savoir"]) == (True, [])


def test_each_follows_the_delays_of_its_own_documents_and_not_the_other_s() -> None:
    cd93, grenoble = (load(path, {}).rulebook.rules for path in (SHIPPED, GRENOBLE))

    assert OF_GRENOBLE.keys() - cd93.keys() == OF_GRENOBLE.keys()
    assert OF_CD93 - grenoble.keys() == OF_CD93
    assert {
        code: (grenoble[code][0].delay.n, grenoble[code][0].delay.unit) for code in OF_GRENOBLE
    } == OF_GRENOBLE


def test_grenoble_has_the_numbers_of_its_document() -> None:
    """S2: 3 h, 6 × 30 min, 45 with a guest; from the third line an order; under two, an hour's
    presence; three or four situations of 45 min with the psychologist."""
    kinds = load(GRENOBLE, {}).rulebook.kinds
    sector = kinds.at("instance", date(2026, 5, 5), "38-G1")
    homeless = kinds.at("instance", date(2026, 5, 5), "38-SDF")
    visited = kinds.at("psychologue", date(2026, 5, 13), None)
    assert sector is not None
    assert homeless is not None
    assert visited is not None
    assert visited.capacity is not None

    assert sector.capacity == Capacity(duration=180, per_situation=30, with_guest=45)
    assert (sector.priority_from, sector.standby) == (3, Standby(below=2, minutes=60))
    assert (sector.body, sector.active_only, homeless.active_only) == (Body.APPUI, True, False)
    assert visited.capacity.duration // visited.capacity.per_situation == 4
    assert visited.wants_guests
    assert visited.visitor is not None
    assert visited.visitor.seat == "psychologue"
    assert {seat.code for seat in homeless.seats} >= {"salto", "satis", "arepi", "releve", "viae38"}
    assert [seat.code for seat in sector.seats if seat.in_person] == ["prescripteur"]
    assert sector.called("soutien_rendu", "x") == "Pistes de travail proposées"


def test_each_sector_of_grenoble_has_one_instance_a_month_and_none_in_august() -> None:
    rulebook = load(GRENOBLE, {}).rulebook
    slots = [
        slot for slot in rulebook.programmes.year(rulebook.calendar, 2026) if isinstance(slot, Slot)
    ]
    months = {
        place: [slot.planned.day.month for slot in slots if slot.circonscription == place]
        for place in (*SECTORS, "38-SDF")
    }

    assert set(map(tuple, months.values())) == {(1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12)}
    assert {slot.place for slot in slots if slot.circonscription == "38-G6"} == {
        *("Grenoble, centre social Arlequin", "Grenoble, centre social Prémol"),
        "Grenoble, centre social Baladins",
    }


def test_the_icl_of_cd93_says_that_the_icag_sits_in_it() -> None:
    kind = load(SHIPPED, {}).rulebook.kinds.at("icl", date(2026, 5, 7), "93-01")

    assert kind is not None
    assert (kind.merged, kind.followed_by) == ("ICAG", None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("siege: psy", "« psy » n’existe pas"),
        ("siege: prescripteur", "« prescripteur » est un siège de services"),
    ],
)
def test_who_comes_from_outside_has_a_seat_of_the_kind_that_no_service_holds(
    tmp_path: Path, said: str, sentence: str
) -> None:
    text = GRENOBLE.read_text(encoding="utf-8").replace("siege: psychologue", said)

    (problem,) = problems_of(tmp_path, text)
    assert problem.where.endswith("intervenant › siege")
    assert sentence in plain(problem.sentence)
