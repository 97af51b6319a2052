"""A later file about somebody known: what follows from it here, and what is listed."""

import pytest

from tests.exchanges.office import (
    ALI_ELSEWHERE,
    ELSEWHERE,
    HERE,
    IMPORTED,
    LATER,
    Office,
    Values,
    bring,
    decided_here,
    sound,
)
from tests.workflow.build import BOP, execute
from workflow.tables.post import Gap
from workflow.tables.subjects import Demande
from workflow.tables.trail import JournalRow

# --- the right


def test_the_right_suspended_resumed_closed_and_reopened_is_followed(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    told = {}
    for day, code in (
        ("2026-02-09", "4"),
        ("2026-02-16", "2"),
        ("2026-02-23", "5"),
        ("2026-03-02", "6"),
        ("2026-03-09", "2"),
    ):
        report = office.stock(day, office.accompanied(1, right=code))
        told[day] = (list(report.acts), office.last(1)["state"], office.last(1)["droit"])

    assert told == {
        "2026-02-09": (["suspendre_droit"], "accompagnement", "suspendu"),
        "2026-02-16": (["reprendre_droit"], "accompagnement", "ouvert"),
        "2026-02-23": (["fermer_droit"], "clos_droit_ferme", "ferme"),
        "2026-03-02": ([], "clos_droit_ferme", "ferme"),
        "2026-03-09": (["rouvrir"], "accompagnement", "ouvert"),
    }
    assert len(office.dossiers(1)) == 1


def test_a_state_of_the_right_that_tells_nothing_leaves_it_as_it_was(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1, right="4"))
    report = office.stock(LATER, office.accompanied(1, right="Z", ville="Saint-Denis"))

    assert report.acts == {"demenager_intra": 1}
    assert office.last(1)["droit"] == "suspendu"


def test_a_file_older_than_the_last_act_here_is_dated_after_it(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    late = office.file("2026-02-05", office.accompanied(1, right="5"))
    office.world.until("2026-02-09 10:00")
    bring(office, 1, "presaisine")
    report = office.take(late, at="2026-02-09")

    assert report.acts == {"fermer_droit": 1}
    assert office.last(1)["state"] == "clos_droit_ferme"
    assert office.world.rows(Demande)[0]["issue"] == "sans_objet"
    assert sound(office)


@pytest.mark.parametrize("end", ["deceder", "muter"])
def test_an_end_recorded_here_is_not_undone_by_a_right_still_open_there(
    office: Office, end: str
) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    office.world.act(office.last(1)["id"], end, BOP, date=IMPORTED)
    office.stock(LATER, office.accompanied(1, ville="Noisy-le-Sec"))
    open_there = office.gaps(1)
    office.stock("2026-04-06", office.accompanied(1, right="5"))

    assert open_there == ["clos_ici"]
    assert len(office.dossiers(1)) == 1
    assert office.gaps(1) == []


def test_somebody_who_left_is_back_with_a_new_orientation(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    office.world.act(office.last(1)["id"], "muter", BOP, date=IMPORTED)
    office.stock(LATER, office.accompanied(1, office.reoriented(office.social)))

    assert [row["state"] for row in office.dossiers(1)] == ["clos_mutation", "notifie"]


# --- where people live


def test_a_move_reroutes_the_request_with_its_seniority(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    dossier = bring(office, 1, "en_icl")
    (before,) = office.world.rows(Demande)
    report = office.stock("2026-02-09", office.accompanied(1, ville="Saint-Denis"))
    (after,) = office.world.rows(Demande)

    assert report.acts == {"demenager_intra": 1}
    assert office.world.state(dossier) == "a_reinscrire"
    assert office.last(1)["circonscription"] == ELSEWHERE
    assert after == before
    assert after["closed_at"] is None
    assert sound(office)


def test_somebody_known_whose_commune_is_not_stays_in_their_circonscription(
    office: Office,
) -> None:
    office.stock(IMPORTED, office.accompanied(1, ville="Saint-Denis"))
    report = office.stock(LATER, office.accompanied(1, ville="Lille"))

    assert report.acts == {}
    assert office.last(1)["circonscription"] == ELSEWHERE
    assert office.gaps(1) == ["commune_inconnue"]


def test_whoever_leaves_the_stock_of_an_ali_is_listed_and_stays(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1), office.person(2))
    report = office.stock("2026-02-09", office.person(2))
    again = office.stock("2026-02-16", office.person(2))

    assert report.gaps == {"absent_du_stock": 1}
    assert again.gaps == {}
    assert office.gaps(1) == ["absent_du_stock"]
    assert office.last(1)["state"] == "accompagnement"
    assert office.gaps(2) == []


def test_whoever_is_in_the_file_of_another_ali_is_no_longer_absent(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    office.stock("2026-02-09", office.person(2))
    office.stock("2026-02-10", office.accompanied(1), ali=ALI_ELSEWHERE)
    after = office.stock("2026-02-16", office.person(2))

    assert office.gaps(1) == []
    assert after.gaps == {}


def test_whoever_is_missing_from_a_diff_is_not_absent(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1), office.person(2))
    report = office.diff("2026-02-09", office.person(2, ville="Noisy-le-Sec"))

    assert report.gaps == {}


def test_absence_leaves_the_other_differences_listed(office: Office) -> None:
    decided_here(office)
    office.stock(LATER, office.accompanied(1))
    office.stock("2026-04-06", office.person(2))

    assert office.gaps(1) == ["absent_du_stock", "rang_en_avance"]


# --- the tag and the contract


def test_a_tag_on_a_known_dossier_opens_the_diagnostic_once(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    tagged = office.accompanied(1)
    tagged["orientations"]["orientation"][0]["tag_entretien_diag"] = True
    report = office.stock("2026-02-09", tagged)
    dossier = office.last(1)["id"]
    office.world.act(
        dossier, "realiser_diagnostic", office.agent, date="2026-02-09", organisme="ALI"
    )
    office.world.act(dossier, "maintenir", office.agent)
    office.world.act(dossier, "notifier", BOP, date="2026-02-09", canal="postal")
    tagged["allocataire"]["ville"] = "Noisy-le-Sec"
    again = office.stock(LATER, tagged)

    assert report.acts == {"taguer_diagnostic": 1}
    assert again.acts == {}
    assert office.world.entered(dossier).count("diagnostic_attendu") == 1


def test_the_ali_that_diagnoses_is_not_another_service_than_that_of_the_orientation(
    office: Office,
) -> None:
    tagged = office.orientation(office.france_travail, "2026-01-22", tag=True)
    office.stock(IMPORTED, office.person(1, tagged))
    office.stock(LATER, office.person(1, tagged, ville="Noisy-le-Sec"))

    assert office.last(1)["service_id"] == office.ali
    assert office.gaps(1) == []


def test_a_new_contract_is_a_fact_and_begins_the_accompagnement(office: Office) -> None:
    first = office.orientation(office.social, "2026-01-22")
    office.stock(IMPORTED, office.person(1, first))
    signed = office.contract(office.social, "2026-02-12")
    report = office.stock("2026-03-02", office.person(1, first, contracts=[signed]))
    again = office.stock(
        "2026-04-06", office.person(1, first, contracts=[signed], ville="Noisy-le-Sec")
    )

    assert report.acts == {"signer_contrat": 1, "prendre_en_charge": 1}
    assert again.acts == {}
    assert office.facts(1)["contrat_signe"] == "2026-02-12 12:00"
    assert office.last(1)["state"] == "accompagnement"


def test_a_contract_signed_the_day_of_the_file_is_written_once(office: Office) -> None:
    first = office.orientation(office.social, "2026-01-22")
    office.stock(IMPORTED, office.person(1, first))
    signed = office.contract(office.social, "2026-03-02")
    office.stock("2026-03-02", office.person(1, first, contracts=[signed]))
    again = office.stock(
        "2026-04-06", office.person(1, first, contracts=[signed], ville="Noisy-le-Sec")
    )

    assert again.acts == {}


def test_a_contract_to_come_is_followed_when_its_day_has_come(office: Office) -> None:
    first = office.orientation(office.social, "2026-01-22")
    signed = office.contract(office.social, "2026-03-15")
    ahead = office.stock("2026-03-02", office.person(1, first, contracts=[signed]))
    report = office.stock("2026-04-06", office.person(1, first, contracts=[signed]))

    assert ahead.births == {"notifie": 1}
    assert report.acts == {"signer_contrat": 1, "prendre_en_charge": 1}


# --- diffs, and what is refused


def test_a_diff_without_identity_follows_only_those_who_are_known(office: Office) -> None:
    office.stock(IMPORTED, office.person(1))
    news: list[Values] = [
        {
            "id_personne": number,
            "orientations": {"orientation": [office.orientation(office.social, "2026-02-05")]},
        }
        for number in (1, 2)
    ]
    report = office.diff("2026-02-09", *news)

    assert report.people == {"mise_a_jour": 1, "hors_perimetre": 1}
    assert report.aside == {"inconnue, sans identité dans le fichier": 1}
    assert office.last(1)["state"] == "notifie"


def test_what_a_diff_does_not_say_stays_as_it_was(office: Office) -> None:
    decided_here(office)
    office.stock(LATER, office.accompanied(1))
    moved = office.accompanied(1, ville="Noisy-le-Sec")
    office.diff("2026-03-23", {name: moved[name] for name in ("id_personne", "allocataire")})
    person = office.personne(1)

    assert (person["ville"], person["email"]) == ("Noisy-le-Sec", "zoe@exemple.fr")
    assert office.gaps(1) == ["rang_en_avance"]


def test_a_diff_that_names_no_orientation_takes_none_away(office: Office) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    moved = office.accompanied(1, ville="Noisy-le-Sec")
    report = office.diff(LATER, {name: moved[name] for name in ("id_personne", "allocataire")})

    assert report.people == {"mise_a_jour": 1}
    assert office.gaps(1) == []


def test_a_change_of_identity_is_an_entry_of_the_person_without_a_name_in_its_text(
    office: Office,
) -> None:
    office.stock(IMPORTED, office.accompanied(1))
    office.stock(LATER, office.accompanied(1, nom="DUPONT"))
    (entry,) = office.world.rows(JournalRow, kind="personne")

    assert entry["act"] == "mettre_a_jour_identite"
    assert '"champs":["nom"]' in entry["body"]
    assert "DUPONT" not in entry["body"]
    assert "DUPONT" in entry["personal"]


def test_what_the_procedure_refuses_is_listed_and_tried_again_with_the_next_file(
    office: Office,
) -> None:
    tagged = office.orientation(office.ali, "2026-01-22", tag=True)
    kind = "UPDATE service SET genre = '{}' WHERE id = {}"
    execute(office.store, kind.format("association", office.ali))
    refused = office.stock(IMPORTED, office.person(1, tagged))
    execute(office.store, kind.format("ali", office.ali))
    taken = office.stock("2026-02-09", office.person(1, tagged))

    assert refused.gaps == {"acte_refuse": 1}
    assert refused.births == {}
    assert [row["detail"] for row in office.world.rows(Gap, nature="acte_refuse")] == [
        '{"acte": "importer_diagnostic", "refus": ["diagnostic_hors_ali"]}'
    ]
    assert taken.births == {"diagnostic_attendu": 1}
    assert office.gaps(1) == []


# --- a story


def test_two_months_around_a_reorientation(office: Office) -> None:
    """The request of one person goes from the ALI to France Travail by the two systems, while
    another's right closes and a third one moves."""
    office.stock(
        IMPORTED,
        office.accompanied(1),
        office.accompanied(2),
        office.accompanied(3),
        office.person(4, asked="2026-01-12"),
    )
    office.world.tick()
    bring(office, 1, "attente_ep")
    office.stock(
        "2026-03-02",
        office.accompanied(1),
        office.accompanied(2, right="5"),
        office.accompanied(3, ville="Saint-Denis"),
        office.person(4, office.orientation(office.ali, "2026-02-20", tag=True)),
    )
    march = {number: office.last(number)["state"] for number in (1, 2, 3, 4)}
    ep = office.world.seance("2026-03-10", genre="ep", circonscription=None)
    office.world.act(office.last(1)["id"], "inscrire_ep", BOP, seance=ep)
    office.world.until("2026-04-01 07:00").tick()
    decided = office.reoriented(office.france_travail, "2026-03-12")
    report = office.stock(
        "2026-04-01",
        office.accompanied(1, decided),
        office.person(4, office.orientation(office.ali, "2026-02-20", tag=True)),
    )

    assert march == {
        1: "attente_ep",
        2: "clos_droit_ferme",
        3: "accompagnement",
        4: "diagnostic_attendu",
    }
    assert report.people == {"mise_a_jour": 1, "inchangee": 1}
    assert [row["state"] for row in office.dossiers(1)] == ["clos_reoriente", "notifie"]
    assert report.gaps == {"decision_webrsa": 1, "absent_du_stock": 1}
    assert office.gaps(3) == ["absent_du_stock"]
    assert office.last(3)["circonscription"] == ELSEWHERE != HERE
    assert office.last(4)["state"] == "diagnostic_attendu"
    assert office.facts(1)["orientation_validee"] == "2026-03-12 12:00"
    assert sound(office)
