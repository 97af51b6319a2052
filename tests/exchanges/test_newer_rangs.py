"""A new rang in webRSA beside what is decided here: success, replacement, echo, difference."""

from dataclasses import replace

import pytest

from rules.parameters import Master
from tests.exchanges.office import (
    ELSEWHERE,
    IMPORTED,
    LATER,
    WAITING,
    Office,
    acts_of,
    bring,
    decided_here,
    sound,
)
from tests.workflow.build import BOP, with_parameters
from workflow.tables.post import Gap, Outbox
from workflow.tables.subjects import Demande, Passage

# --- the success of an open request


@pytest.mark.parametrize("state", WAITING)
def test_the_wished_service_in_webrsa_is_the_success_of_the_request(
    office: Office, state: str
) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    dossier = bring(office, 1, state)
    before = office.world.state(dossier)
    report = office.stock(LATER, office.accompanied(1, office.reoriented(office.france_travail)))
    old, new = office.dossiers(1)
    (demande,) = office.world.rows(Demande)

    assert before == state
    assert report.acts == {"constater_decision_webrsa": 1}
    assert (old["state"], demande["issue"]) == ("clos_reoriente", "acceptee")
    assert (new["state"], new["rank"], new["origine"]) == ("notifie", 2, "reorientation")
    assert (new["service_id"], new["previous_id"]) == (office.france_travail, old["id"])
    assert office.facts(1)["orientation_validee"] == "2026-03-18 12:00"
    assert [row["open"] for row in office.world.rows(Passage) if row["open"]] == []
    assert office.world.deadline("D27-UN-MOIS")["status"] == "tenue"
    assert office.gaps(1) == ["decision_webrsa"]
    assert sound(office)


def test_nothing_is_listed_when_webrsa_is_the_master_of_decisions(office: Office) -> None:
    rulebook = with_parameters(office.counter.rulebook, maitre_decisions=Master.WEBRSA)
    office.counter = replace(office.counter, rulebook=rulebook)
    office.world.rulebook = rulebook
    office.stock(IMPORTED, office.accompanied(1))
    bring(office, 1, "attente_ep")
    office.stock(LATER, office.accompanied(1, office.reoriented(office.france_travail)))

    assert [row["state"] for row in office.dossiers(1)] == ["clos_reoriente", "notifie"]
    assert office.gaps(1) == []


def test_the_success_ties_the_new_dossier_to_webrsa(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    bring(office, 1, "attente_ep")
    decided = office.reoriented(office.france_travail)
    office.stock(LATER, office.accompanied(1, decided))

    assert office.last(1)["webrsa_orientation"] == decided["id_orient_webrsa"]
    assert acts_of(office, 1) == ["naitre_de_webrsa", "rapprocher_webrsa"]


# --- other newer rangs


def test_another_service_than_the_one_asked_closes_the_request_and_says_so(
    office: Office,
) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    dossier = bring(office, 1, "en_icl")
    office.stock(LATER, office.accompanied(1, office.reoriented(office.social)))
    (demande,) = office.world.rows(Demande)

    assert demande["issue"] == "sans_objet"
    assert [row["state"] for row in office.dossiers(1)] == ["clos_remplace", "notifie"]
    assert office.last(1)["service_id"] == office.social
    assert office.gaps(1) == ["autre_service"]
    assert "demande_sans_objet" in {
        row["occasion"] for row in office.world.rows(Outbox, subject_id=dossier)
    }
    assert sound(office)


def test_a_newer_rang_without_request_replaces_the_dossier(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    office.stock(LATER, office.accompanied(1, office.reoriented(office.social)))

    assert [row["state"] for row in office.dossiers(1)] == ["clos_remplace", "notifie"]
    assert office.gaps(1) == ["remplace"]


def test_a_transfer_without_request_is_no_difference(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    moved = office.reoriented(office.ali_elsewhere, origin="demenagement")
    office.stock(LATER, office.accompanied(1, moved, ville="Saint-Denis"))
    last = office.last(1)

    assert (last["service_id"], last["circonscription"]) == (office.ali_elsewhere, ELSEWHERE)
    assert office.gaps(1) == []


def test_a_transfer_during_a_request_keeps_the_request(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    bring(office, 1, "en_icl")
    moved = office.reoriented(office.ali_elsewhere, origin="demenagement")
    office.stock(LATER, office.accompanied(1, moved, ville="Saint-Denis"))
    (demande,) = office.world.rows(Demande)

    assert demande["issue"] is None
    assert (office.last(1)["circonscription"], office.last(1)["rank"]) == (ELSEWHERE, 2)
    assert office.last(1)["service_id"] == office.ali_elsewhere
    assert office.gaps(1) == []


def test_a_transfer_to_the_very_service_that_was_asked_for_closes_the_request_and_says_so(
    office: Office,
) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    dossier = bring(office, 1, "en_icl")
    there_already = office.reoriented(office.france_travail, origin="demenagement")
    office.stock(LATER, office.accompanied(1, there_already))
    (demande,) = office.world.rows(Demande)

    assert demande["issue"] == "sans_objet"
    assert [row["state"] for row in office.dossiers(1)] == ["clos_remplace", "notifie"]
    assert office.last(1)["service_id"] == office.france_travail
    assert office.gaps(1) == ["remplace"]
    assert "demande_sans_objet" in {
        row["occasion"] for row in office.world.rows(Outbox, subject_id=dossier)
    }
    assert sound(office)


def test_somebody_not_oriented_follows_the_orientation_of_webrsa(office: Office) -> None:
    office.stock(IMPORTED, office.person(1))
    oriented = office.orientation(office.social, "2026-02-10")
    report = office.stock("2026-03-02", office.person(1, oriented))
    (dossier,) = office.dossiers(1)

    assert report.acts == {"constater_orientation": 1}
    assert (dossier["state"], dossier["service_id"], dossier["rank"]) == (
        *("notifie", office.social),
        1,
    )
    assert office.facts(1)["orientation_validee"] == "2026-02-10 12:00"
    assert office.world.deadline("L2-SIX-SEMAINES")["status"] == "tenue"


def test_somebody_oriented_and_tagged_at_once_keeps_the_rang(office: Office) -> None:
    office.stock(IMPORTED, office.person(1))
    tagged = office.orientation(office.ali, "2026-02-10", tag=True)
    report = office.stock("2026-03-02", office.person(1, tagged))
    again = office.stock("2026-04-06", office.person(1, tagged, ville="Saint-Denis"))

    assert report.acts == {"constater_orientation": 1, "taguer_diagnostic": 1}
    assert again.acts == {"demenager_intra": 1}
    assert (office.last(1)["state"], office.last(1)["rank"]) == ("diagnostic_attendu", 1)
    assert office.gaps(1) == []


# --- echoes of what was decided here


def test_an_orientation_decided_here_and_unknown_there_is_listed_until_it_is(
    office: Office,
) -> None:
    born = decided_here(office)
    unchanged = office.stock(LATER, office.accompanied(1))
    listed = office.gaps(1)
    echo = office.reoriented(office.france_travail, office.facts(1)["orientation_validee"][:10])
    report = office.stock("2026-04-06", office.accompanied(1, echo))

    assert unchanged.people == {"inchangee": 1}
    assert unchanged.gaps == {"rang_en_avance": 1}
    assert listed == ["rang_en_avance"]
    assert report.acts == {}
    assert office.gaps(1) == []
    assert office.last(1)["id"] == born["id"]
    assert office.last(1)["webrsa_orientation"] == echo["id_orient_webrsa"]
    assert acts_of(office, 1)[-1] == "rapprocher_webrsa"
    assert sound(office)


def test_the_same_difference_is_counted_once(office: Office) -> None:
    decided_here(office)
    office.stock(LATER, office.accompanied(1))
    again = office.stock("2026-04-06", office.accompanied(1, ville="Noisy-le-Sec"))

    assert again.gaps == {}
    assert len(office.world.rows(Gap, nature="rang_en_avance")) == 1


def test_the_same_rang_to_another_service_is_listed(office: Office) -> None:
    born = decided_here(office)
    office.stock(LATER, office.accompanied(1, office.reoriented(office.social)))

    assert office.gaps(1) == ["service_different"]
    assert str(office.social) in str(
        office.world.rows(Gap, nature="service_different")[0]["detail"]
    )
    assert office.last(1)["id"] == born["id"]
    assert office.last(1)["webrsa_orientation"] is None


def test_a_first_orientation_decided_here_takes_the_rang_that_webrsa_gives_it(
    office: Office,
) -> None:
    office.stock(IMPORTED, office.person(1))
    dossier = office.last(1)["id"]
    office.world.act(
        dossier,
        "orienter",
        BOP,
        service=office.social,
        type_orientation=office.emploi,
        origine="manuelle",
    )
    oriented = office.orientation(office.social, IMPORTED, origin="manuelle")
    report = office.stock("2026-03-02", office.person(1, oriented))

    assert report.acts == {}
    assert (office.last(1)["id"], office.last(1)["rank"]) == (dossier, 1)
    assert office.gaps(1) == []
    assert sound(office)
