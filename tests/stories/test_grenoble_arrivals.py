"""Grenoble (S2) reçoit ses fichiers : le secteur d’une personne est celui de son service."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from entrypoints.counter import counter_of
from exchanges.counter import Organisation
from exchanges.webrsa.referentiel import read_referentiel
from exchanges.webrsa.sample.files import write_samples
from exchanges.webrsa.values import PARIS
from rules.actors import Actor, Genre, Role
from rules.refusals import Refused
from tests.exchanges.office import IMPORTED, Office, sound
from tests.exchanges.tables.brought import bring_in, reasons
from tests.workflow.build import execute
from workflow.database.store import Store
from workflow.organisations import referential
from workflow.tables.post import Gap
from workflow.tables.subjects import Dossier, Passage, Personne

CONFIG = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"
ONE, TWO, THREE = "38-G1", "38-G2", "38-G3"
HEADINGS = "Nom;Prénom;Date de naissance;Commune;oriente_le;Secteur"
LEA = "NEUF;Léa;01/02/1990;Grenoble;20/01/2026"


@pytest.fixture
def arrivals(store: Store, tmp_path: Path) -> Office:
    """Nobody yet: the service social is of the sector 1, France Travail of three."""
    at = datetime(2026, 1, 1, 5, 0, tzinfo=PARIS)
    written = write_samples(tmp_path, people=2, seed=93, alis=2, at=at)
    lists = [path for path in written if path.name.startswith("referentiels")]
    codes = read_referentiel(lists[0])
    number = {one.libelle: one.identifiant for one in codes.structures.values()}
    own = {
        "Service social – Bobigny–Noisy-le-Sec": [ONE],
        "France Travail Bobigny": [ONE, TWO, THREE],
    }
    entries = "".join(
        f"  - {{identifiant: {number[label]}, circonscriptions: {places}}}\n"
        for label, places in own.items()
    )
    config = tmp_path / "config.yaml"
    text = CONFIG.read_text(encoding="utf-8") + f"\nstructures:\n{entries}"
    config.write_text(text, encoding="utf-8")
    settings = load(config, {})
    with store.write() as tx:
        referential.install_circonscriptions(tx, settings.territory.labels.items())
    counter = counter_of(settings)
    office = Office(store=store, folder=tmp_path, codes=codes, lists=lists, counter=counter)
    office.reports(lists[0])
    return office


def _import(office: Office, number: int, service: int) -> None:
    orientation = office.orientation(service, "2026-01-20")
    office.stock(IMPORTED, office.person(number, orientation, ville="Grenoble"))


def _serves(office: Office, service: int, *places: str) -> None:
    """The service is competent in these sectors only."""
    said = json.dumps(places)
    execute(office.store, f"UPDATE service SET circonscriptions = '{said}' WHERE id = {service}")


def _social(office: Office) -> Actor:
    return Actor(
        name="agent",
        role=Role.REFERENT,
        service_id=office.social,
        genre=Genre.SERVICE_SOCIAL,
        circonscriptions=frozenset({ONE}),
    )


def _ft(office: Office) -> Actor:
    return Actor(
        name="agent FT",
        role=Role.REFERENT,
        service_id=office.france_travail,
        genre=Genre.FRANCE_TRAVAIL,
    )


def test_webrsa_brings_somebody_into_the_sector_of_their_service_whose_line_is_taken(
    arrivals: Office,
) -> None:
    _import(arrivals, 1, arrivals.social)
    dossier = arrivals.last(1)
    world = arrivals.world
    seance = world.seance("2026-03-03", genre="instance", circonscription=ONE)
    contract = arrivals.contract(arrivals.social, "2026-02-05")
    oriented = arrivals.orientation(arrivals.social, "2026-01-20")
    arrivals.stock(
        "2026-02-09", arrivals.person(1, oriented, ville="Grenoble", contracts=[contract])
    )
    world.act(dossier["id"], "inscrire_ligne", _social(arrivals), seance=seance, nature="soutien")

    assert (dossier["circonscription"], arrivals.personne(1)["circonscription"]) == (ONE, ONE)
    assert arrivals.gaps(1) == []
    assert [line["seance_id"] for line in world.rows(Passage, dossier_id=dossier["id"])] == [seance]
    assert sound(arrivals)


def test_of_a_service_of_several_sectors_the_sector_is_to_be_attributed(
    arrivals: Office,
) -> None:
    _import(arrivals, 1, arrivals.france_travail)
    dossier = arrivals.last(1)
    waiting = arrivals.gaps(1)
    world = arrivals.world
    world.act(dossier["id"], "attribuer_secteur", _ft(arrivals), circonscription=TWO)
    after = arrivals.last(1)["circonscription"], arrivals.personne(1)["circonscription"]
    facts = arrivals.facts(1)
    again = arrivals.stock(
        "2026-02-09",
        arrivals.person(
            1,
            arrivals.orientation(arrivals.france_travail, "2026-01-20"),
            ville="Grenoble",
            nb_enfants_foyer=2,
        ),
    )

    assert (dossier["circonscription"], waiting) == (None, ["secteur_a_attribuer"])
    assert after == (TWO, TWO)
    assert "demenagement" not in facts
    assert (again.acts, arrivals.gaps(1)) == ({}, [])
    assert arrivals.last(1)["circonscription"] == TWO
    assert sound(arrivals)


def test_a_sector_is_attributed_once_and_is_one_of_the_service(arrivals: Office) -> None:
    _import(arrivals, 1, arrivals.france_travail)
    world, dossier = arrivals.world, arrivals.last(1)["id"]
    with pytest.raises(Refused) as elsewhere:
        world.act(dossier, "attribuer_secteur", _ft(arrivals), circonscription="38-G6")
    world.act(dossier, "attribuer_secteur", _ft(arrivals), circonscription=TWO)
    with pytest.raises(Refused) as twice:
        world.act(dossier, "attribuer_secteur", _ft(arrivals), circonscription=THREE)

    assert [one.code for one in elsewhere.value.refusals] == ["secteur_hors_service"]
    assert [one.code for one in twice.value.refusals] == ["secteur_attribue"]


def test_a_false_sector_is_corrected_the_person_with_it(arrivals: Office) -> None:
    _import(arrivals, 1, arrivals.france_travail)
    world, dossier = arrivals.world, arrivals.last(1)["id"]
    world.act(dossier, "attribuer_secteur", _ft(arrivals), circonscription=TWO)
    world.wait(days=1)
    world.correct(dossier)

    assert arrivals.last(1)["circonscription"] is None
    assert arrivals.personne(1)["circonscription"] is None
    assert sound(arrivals)


def test_the_next_file_attributes_the_sector_once_the_service_has_one_only(
    arrivals: Office,
) -> None:
    """The file says nothing new: what is known here does."""
    _import(arrivals, 1, arrivals.france_travail)
    waiting = arrivals.gaps(1)
    _serves(arrivals, arrivals.france_travail, TWO)
    oriented = arrivals.orientation(arrivals.france_travail, "2026-01-20")
    report = arrivals.stock("2026-02-09", arrivals.person(1, oriented, ville="Grenoble"))

    assert waiting == ["secteur_a_attribuer"]
    assert report.acts == {"attribuer_secteur": 1}
    assert arrivals.last(1)["circonscription"] == TWO
    assert "secteur_a_attribuer" not in arrivals.gaps(1)


def test_who_is_oriented_here_to_a_service_of_one_sector_is_of_it_at_once(
    arrivals: Office,
) -> None:
    arrivals.stock(IMPORTED, arrivals.person(1, ville="Grenoble"))
    waiting = arrivals.gaps(1)
    world, dossier = arrivals.world, arrivals.last(1)["id"]
    kind = arrivals.codes.structures[arrivals.social].type_orient
    world.act(
        dossier,
        "orienter",
        Actor(name="bop", role=Role.BOP),
        service=arrivals.social,
        type_orientation=kind,
        origine="manuelle",
    )
    at_once = arrivals.last(1)["circonscription"], arrivals.gaps(1)
    report = arrivals.stock("2026-02-09", arrivals.person(1, ville="Grenoble"))

    assert waiting == ["secteur_a_attribuer"]
    assert at_once == (ONE, [])
    assert report.acts == {}
    assert arrivals.last(1)["circonscription"] == ONE
    assert "secteur_a_attribuer" not in arrivals.gaps(1)


def test_a_newer_rang_of_webrsa_takes_the_person_to_the_sector_of_its_service(
    arrivals: Office,
) -> None:
    _import(arrivals, 1, arrivals.france_travail)
    arrivals.world.act(
        arrivals.last(1)["id"], "attribuer_secteur", _ft(arrivals), circonscription=TWO
    )
    taken = arrivals.orientation(arrivals.social, "2026-02-03", rang=2)
    arrivals.stock("2026-02-09", arrivals.person(1, taken, ville="Grenoble"))

    assert [one["circonscription"] for one in arrivals.dossiers(1)] == [TWO, ONE]
    assert arrivals.personne(1)["circonscription"] == ONE
    assert "secteur_a_attribuer" not in arrivals.gaps(1)
    assert sound(arrivals)


def test_a_newer_rang_at_a_service_of_several_other_sectors_waits_for_somebody_to_say_which(
    arrivals: Office,
) -> None:
    _import(arrivals, 1, arrivals.social)
    _serves(arrivals, arrivals.france_travail, TWO, THREE)
    taken = arrivals.orientation(arrivals.france_travail, "2026-02-03", rang=2)
    for day in ("2026-02-09", "2026-02-16"):
        again = arrivals.person(1, taken, ville="Grenoble", nb_enfants_foyer=int(day[-2:]))
        arrivals.stock(day, again)
    waiting, stays = arrivals.gaps(1), arrivals.last(1)
    arrivals.world.act(stays["id"], "attribuer_secteur", _ft(arrivals), circonscription=THREE)

    assert stays["circonscription"] == ONE
    assert "secteur_a_attribuer" in waiting
    assert "secteur_a_attribuer" not in arrivals.gaps(1)
    assert arrivals.last(1)["circonscription"] == arrivals.personne(1)["circonscription"] == THREE
    assert sound(arrivals)


def _agency(office: Office) -> Organisation:
    return Organisation(code="ft", label="France Travail", services=(office.france_travail,))


@pytest.mark.parametrize("words", [TWO, "secteur 2 : vieux-temple, chanrion"])
def test_a_table_says_the_sector_by_its_code_or_its_name(arrivals: Office, words: str) -> None:
    arrivals.world.wait(days=49)
    line = f"{HEADINGS}\n{LEA};{words}\n"
    report = bring_in(arrivals, line, organisation=_agency(arrivals), create=True)

    assert (reasons(report), report.gaps) == ([], {})
    assert [row["circonscription"] for row in arrivals.world.rows(Dossier)] == [TWO]


def test_a_table_without_a_sector_brings_people_who_wait_for_one_and_a_later_one_says_it(
    arrivals: Office,
) -> None:
    arrivals.world.wait(days=49)
    agency = _agency(arrivals)
    first = bring_in(arrivals, f"{HEADINGS}\n{LEA};\n", organisation=agency, create=True)
    waiting = [row["nature"] for row in arrivals.world.rows(Gap, settled_at=None)]
    later = bring_in(arrivals, f"{HEADINGS}\n{LEA};{THREE}\n", organisation=agency)

    assert (reasons(first), first.gaps) == ([], {"secteur_a_attribuer": 1})
    assert waiting == ["secteur_a_attribuer"]
    assert later.acts == {"attribuer_secteur": 1}
    assert [row["circonscription"] for row in arrivals.world.rows(Dossier)] == [THREE]
    assert [row["circonscription"] for row in arrivals.world.rows(Personne)] == [THREE]
    assert arrivals.world.rows(Gap, settled_at=None) == []
    assert sound(arrivals)


@pytest.mark.parametrize(
    ("words", "told"), [("38-G6", "n’est pas de la circonscription"), ("Nord", "de ceux du")]
)
def test_a_sector_that_is_not_the_services_is_refused_in_its_column(
    arrivals: Office, words: str, told: str
) -> None:
    arrivals.world.wait(days=49)
    line = f"{HEADINGS}\n{LEA};{words}\n"
    report = bring_in(arrivals, line, organisation=_agency(arrivals), create=True)

    ((_, field, reason),) = reasons(report)
    assert (field, told in reason) == ("secteur", True)
    assert arrivals.world.rows(Personne) == []
