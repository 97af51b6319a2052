"""Tables taken in: who is found, what is entered, what is told of each line that is not taken."""

from dataclasses import replace

import pytest

from exchanges.counter import Organisation
from exchanges.tables.table_import import Asked
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.values import PARIS
from rules.territory import Circonscription, Territory
from tests.exchanges.office import IMPORTED, Office, sound
from tests.exchanges.tables.brought import WHO, ZOE, agency, bring_in, oriented, reasons, take
from tests.exchanges.tables.files import ods, text_file, xlsx
from tests.workflow.build import execute
from workflow.tables.post import FileMapping
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import DeadlineRow as Deadline
from workflow.tables.trail import JournalRow

# --- facts


def test_a_line_of_several_facts_enters_each_at_its_day(office: Office) -> None:
    oriented(office)
    report = bring_in(
        office,
        f"{WHO};rdv_fixe_le;rdv_pour_le;rdv_honore_le;contrat_signe_le;nature_contrat\n"
        f"{ZOE};26/01/2026;2026-02-03;3/2/2026;05/02/2026;Contrat d’engagement\n",
    )

    assert reasons(report) == []
    assert report.people == {"mise_a_jour": 1}
    facts = office.facts(1)
    assert facts["rdv_fixe"] == "2026-01-26 12:00"
    assert facts["rdv_honore"] == "2026-02-03 12:00"
    assert facts["contrat_signe"] == "2026-02-05 12:00"
    assert sound(office)


def test_a_line_may_tell_one_fact_by_its_code_or_by_its_words(sqlite_office: Office) -> None:
    oriented(sqlite_office)
    report = bring_in(
        sqlite_office,
        f"{WHO};Fait;Date;date_rdv;nature\n"
        f"{ZOE};rdv_fixe;26/01/2026;03/02/2026;\n"
        f"{ZOE};Rendez-vous honoré;03/02/2026;;\n"
        f"{ZOE};danser;03/02/2026;;\n"
        f"{ZOE};contrat_signe;;;cer\n",
    )

    assert report.acts == {"fixer_rdv": 1, "honorer_rdv": 1}
    assert [(line, field) for line, field, _ in reasons(report)] == [(4, "Fait"), (5, "Date")]


def test_the_act_is_an_agents_of_the_service_in_the_name_of_the_import(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    oriented(office)
    bring_in(office, f"{WHO};rdv_honore_le\n{ZOE};03/02/2026\n")
    (entry,) = office.world.rows(JournalRow, act="honorer_rdv")

    assert entry["actor"] == "import France Travail Bobigny"
    assert entry["role"] == "referent"
    assert entry["batch"].startswith("tableau-")


def test_a_fact_refused_is_told_with_its_column_and_the_others_are_taken(
    sqlite_office: Office,
) -> None:
    oriented(sqlite_office)
    report = bring_in(
        sqlite_office,
        f"{WHO};Honoré;relance_le;nature_relance\n{ZOE};03/02/2026;04/02/2026;pigeon\n",
        columns={"rdv_honore_le": "Honoré"},
    )

    assert report.acts == {"honorer_rdv": 1}
    ((line, field, reason),) = reasons(report)
    assert (line, field) == (2, "nature_relance")
    assert "appel" in reason


@pytest.mark.parametrize(
    ("columns", "cells", "told"),
    [
        ("rdv_fixe_le;rdv_pour_le", "02/02/2026;", ("rdv_pour_le", None)),
        ("rdv_fixe_le;rdv_pour_le", "02/02/2026;01/02/2026", ("rdv_pour_le", "01/02/2026")),
        ("relance_le;nature_relance", "04/02/2026;pigeon", ("nature_relance", None)),
        ("Fait;Date du fait;date_rdv", "rdv_fixe;02/02/2026;", ("date_rdv", None)),
        ("rdv_honore_le", "03/02/2027", ("rdv_honore_le", "03/02/2027")),
    ],
)
def test_a_refusal_names_the_column_it_speaks_of_and_never_the_day_of_another(
    sqlite_office: Office, columns: str, cells: str, told: tuple[str, str | None]
) -> None:
    oriented(sqlite_office)
    report = bring_in(sqlite_office, f"{WHO};{columns}\n{ZOE};{cells}\n")

    assert [(one.field, one.value_shown) for bad in report.bad for one in bad.problems] == [told]


def test_a_service_tells_nothing_of_the_rendez_vous_of_another(sqlite_office: Office) -> None:
    office = sqlite_office
    office.stock(IMPORTED, office.person(1, office.orientation(office.social, "2026-01-20")))
    office.world.wait(days=18)
    report = bring_in(office, f"{WHO};rdv_honore_le\n{ZOE};03/02/2026\n")

    assert report.people == {"refusee": 1}
    assert "ne vous est pas ouvert" in reasons(report)[0][2]


def test_a_day_to_come_is_refused(sqlite_office: Office) -> None:
    oriented(sqlite_office)
    report = bring_in(sqlite_office, f"{WHO};rdv_honore_le\n{ZOE};03/02/2027\n")

    assert "à venir" in reasons(report)[0][2]


def test_a_back_dated_fact_closes_the_delay_it_meets(office: Office) -> None:
    oriented(office)
    before = {row["rule"] for row in office.world.rows(Deadline, status="ouverte")}
    bring_in(office, f"{WHO};rdv_fixe_le;rdv_pour_le\n{ZOE};26/01/2026;03/02/2026\n")
    (met,) = office.world.rows(Deadline, rule="2-RDV", status="tenue")

    assert "2-RDV" in before
    assert met["met_in_time"] == 1


def test_a_fact_of_a_day_in_a_closed_dossier_is_not_put_in_the_next(sqlite_office: Office) -> None:
    office = sqlite_office
    oriented(office)
    office.stock(
        "2026-02-27",
        office.person(
            1,
            office.orientation(office.france_travail, "2026-01-20"),
            office.orientation(office.social, "2026-02-25", rang=2, origin="manuelle"),
        ),
    )
    social = Organisation(code="ssd", label="SSD", services=(office.social,))
    report = bring_in(office, f"{WHO};rdv_honore_le\n{ZOE};03/02/2026\n", organisation=social)

    assert len(office.dossiers(1)) == 2
    assert "clos depuis" in reasons(report)[0][2]


# --- the same again


def test_the_same_file_twice_writes_nothing_at_all(office: Office) -> None:
    oriented(office)
    text = f"{WHO};rdv_honore_le\n{ZOE};03/02/2026\n"
    bring_in(office, text)
    before = office.everything()
    again = bring_in(office, text, name="copie.csv")

    assert again.already is not None
    assert office.everything() == before


def test_facts_that_are_known_are_recognised_in_another_file_and_format(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    oriented(office)
    headings = [*WHO.split(";"), "rdv_fixe_le", "rdv_pour_le", "contrat_signe_le", "nature_contrat"]
    row = [*ZOE.split(";"), "26/01/2026", "03/02/2026", "05/02/2026", "CER"]
    bring_in(office, f"{';'.join(headings)}\n{';'.join(row)}\n")
    before = office.everything("received_file")
    for write, name in ((xlsx, "b.xlsx"), (ods, "b.ods")):
        path = write(office.folder / name, [headings, row])
        report = take(office, path, Asked(organisation=agency(office)))

        assert report.people == {"inchangee": 1}
        assert report.known == {"rdv_fixe": 1, "contrat_signe": 1}
    assert office.everything("received_file") == before


def test_a_file_read_again_on_demand_takes_the_lines_that_were_refused(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    text = f"{WHO};rdv_honore_le\n{ZOE};03/02/2026\n"
    office.world.wait(days=18)
    refused = bring_in(office, text)
    oriented(office)

    assert refused.people == {"refusee": 1}
    assert bring_in(office, text).already is not None
    assert bring_in(office, text, again=True).acts == {"honorer_rdv": 1}


def test_a_trial_writes_nothing_and_tells_what_the_import_tells(office: Office) -> None:
    oriented(office)
    text = (
        f"{WHO};rdv_honore_le;Ville;service_referent;oriente_le\n{ZOE};03/02/2026;;;\n"
        "NEUF;Ana;01/02/1990;;Bobigny;;20/01/2026\nMAL;Ana;;;;;\n"
    )
    before = office.everything()
    tried = bring_in(office, text, create=True, trial=True, columns={"ville": "Ville"})

    assert office.everything() == before
    done = bring_in(office, text, create=True, columns={"ville": "Ville"})
    assert done.as_dict() == tried.as_dict()
    assert done.people == {"mise_a_jour": 1, "nouvelle": 1, "refusee": 1}


# --- who it is


CLUES = [
    ("N° webRSA", "1"),
    ("N° de demande RSA", "25120000001"),
    ("N° CAF;Rôle", "41213;demandeur"),
    ("Prénom;Téléphone", "zoe;01 99 00 00 01"),
    ("Prénom;Courriel", "ZOÉ;ZOE@exemple.fr"),
    (WHO, "nom1;Zoe;1985-01-31"),
]


@pytest.mark.parametrize(("headings", "values"), CLUES)
def test_a_person_is_found_by_each_rule(sqlite_office: Office, headings: str, values: str) -> None:
    oriented(sqlite_office)
    report = bring_in(sqlite_office, f"{headings};rdv_honore_le\n{values};03/02/2026\n")

    assert (report.people, reasons(report)) == ({"mise_a_jour": 1}, [])


def test_a_person_is_found_by_the_departements_own_number_once_it_was_told(
    sqlite_office: Office,
) -> None:
    oriented(sqlite_office)
    bring_in(sqlite_office, f"{WHO};N° interne\n{ZOE};FT-1\n")
    report = bring_in(sqlite_office, "N° interne;rdv_honore_le\nft-1;03/02/2026\n")

    assert report.acts == {"honorer_rdv": 1}


def test_several_people_who_answer_are_told_and_none_is_chosen(sqlite_office: Office) -> None:
    office = sqlite_office
    to = office.orientation(office.france_travail, "2026-01-20")
    office.stock(IMPORTED, office.person(1, to), office.person(2, to))
    office.world.wait(days=18)
    report = bring_in(office, "Prénom;Courriel;rdv_honore_le\nZoé;zoe@exemple.fr;03/02/2026\n")

    numbers = [office.last(1)["id"], office.last(2)["id"]]
    assert f"dossier n° {numbers[0]}, dossier n° {numbers[1]}" in reasons(report)[0][2]
    assert report.acts == {}


def test_a_number_that_names_somebody_else_is_not_believed(sqlite_office: Office) -> None:
    oriented(sqlite_office)
    report = bring_in(
        sqlite_office, f"N° webRSA;{WHO};rdv_honore_le\n1;AUTRE;Paul;02/02/1970;03/02/2026\n"
    )

    assert "dont le nom, la naissance ou le rôle sont autres" in reasons(report)[0][2]


def test_a_line_about_the_spouse_writes_nothing_in_the_dossier_of_the_other(office: Office) -> None:
    oriented(office)
    execute(office.store, "UPDATE personne SET numero_demande_rsa = '25B', role = 'DEM'")
    report = bring_in(
        office,
        "N° de demande RSA;Rôle;Nom;Prénom;Fait;Date;nature\n"
        "25B;CJT;NOM1;Marc;relance;03/02/2026;appel\n",
    )

    assert report.acts == {}
    assert "personne inconnue ici" in reasons(report)[0][2]


def test_a_line_that_says_nothing_of_who_it_is_is_told(sqlite_office: Office) -> None:
    report = bring_in(sqlite_office, f"{WHO};rdv_honore_le\nNOM1;;;03/02/2026\n")

    assert "rien ne dit de qui il s’agit" in reasons(report)[0][2]


# --- new people


NEW = "NEUF;Ana;01/02/1990;Noisy-le-Sec;20/01/2026;03/02/2026"
NEW_HEADINGS = f"{WHO};Commune;oriente_le;rdv_honore_le"


def test_nobody_is_made_unless_it_is_asked(sqlite_office: Office) -> None:
    report = bring_in(sqlite_office, f"{NEW_HEADINGS}\n{NEW}\n")

    assert "--creer" in reasons(report)[0][2]
    assert sqlite_office.world.rows(Personne) == []


def test_a_new_person_is_oriented_to_the_service_and_their_facts_are_entered(
    office: Office,
) -> None:
    office.world.wait(days=49)
    report = bring_in(office, f"{NEW_HEADINGS}\n{NEW}\n{NEW}\n", create=True)
    (person,) = office.world.rows(Personne)
    (dossier,) = office.world.rows(Dossier)

    assert report.people == {"nouvelle": 1, "inchangee": 1}
    assert report.births == {"notifie": 1}
    assert (person["webrsa_id"], person["circonscription"]) == (None, "93-01")
    assert dossier["service_id"] == office.france_travail
    assert sound(office)


def test_an_office_of_the_departement_brings_people_to_orient(sqlite_office: Office) -> None:
    office = sqlite_office
    office.world.wait(days=49)
    caf = Organisation(code="caf", label="CAF")
    report = bring_in(
        office,
        f"{WHO};Commune;flux_transmis_le;demande_complete_le;demande_complete_nature\n"
        "NEUF;Ana;01/02/1990;Bobigny;12/01/2026;05/01/2026;initiale\n",
        organisation=caf,
        create=True,
    )
    (dossier,) = office.world.rows(Dossier)
    days = {
        fact.code: f"{fact.occurred.astimezone(PARIS):%d/%m}"
        for fact in office.world.facts(dossier["id"])
    }

    assert reasons(report) == []
    assert report.births == {"a_orienter": 1}
    assert (days["flux_transmis"], days["demande_complete"]) == ("12/01", "05/01")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("NEUF;Ana;01/02/1990;;20/01/2026;", "la commune"),
        ("NEUF;Ana;01/02/1990;Bobigny;;", "la date de l’orientation"),
        ("NEUF;Ana;01/02/1990;Lille;20/01/2026;", "aucune circonscription"),
    ],
)
def test_a_new_person_of_whom_too_little_is_said_is_not_made(
    sqlite_office: Office, line: str, words: str
) -> None:
    sqlite_office.world.wait(days=49)
    report = bring_in(sqlite_office, f"{NEW_HEADINGS}\n{line}\n", create=True)

    assert words in reasons(report)[0][2]
    assert sqlite_office.world.rows(Personne) == []


def test_a_new_person_of_a_quartier_is_of_the_sector_of_their_service(
    sqlite_office: Office,
) -> None:
    """S2: the sub-sectors of Grenoble are of one commune; a person's is that of their service."""
    office = sqlite_office
    office.world.wait(days=49)
    rulebook = office.counter.rulebook
    sector = Circonscription(code="38-G1", label="Secteur 1", communes=())
    territory = Territory(circonscriptions=(*rulebook.territory.circonscriptions, sector))
    office.counter = replace(office.counter, rulebook=replace(rulebook, territory=territory))
    execute(
        office.store,
        f"""UPDATE service SET circonscriptions = '["38-G1"]' WHERE id = {office.france_travail}""",
    )
    line = "NEUF;Ana;01/02/1990;Grenoble;20/01/2026;"
    report = bring_in(office, f"{NEW_HEADINGS}\n{line}\n", create=True)

    assert reasons(report) == []
    assert [row["circonscription"] for row in office.world.rows(Dossier)] == ["38-G1"]


def test_a_new_person_whose_dossier_is_refused_leaves_nobody(sqlite_office: Office) -> None:
    sqlite_office.world.wait(days=49)
    nowhere = Organisation(code="x", label="Service inconnu", services=(9_999,))
    report = bring_in(sqlite_office, f"{NEW_HEADINGS}\n{NEW}\n", create=True, organisation=nowhere)

    assert "n’existe pas" in reasons(report)[0][2]
    assert sqlite_office.world.rows(Personne) == []


def test_webrsa_recognises_somebody_whom_a_table_brought(office: Office) -> None:
    office.world.wait(days=40)
    bring_in(
        office,
        f"{WHO};Commune;oriente_le\nNOM7;Zoé;31/01/1985;Bobigny;20/01/2026\n",
        create=True,
    )
    report = office.stock(
        "2026-02-16", office.person(7, office.orientation(office.france_travail, "2026-01-20"))
    )

    assert report.people == {"mise_a_jour": 1}
    assert len(office.world.rows(Personne)) == 1
    assert len(office.dossiers(7)) == 1
    assert sound(office)


def test_what_webrsa_says_of_somebody_is_not_changed_by_a_table(sqlite_office: Office) -> None:
    oriented(sqlite_office)
    bring_in(
        sqlite_office,
        "N° webRSA;Nom;Téléphone;Niveau d’étude;Sexe\n1;AUTRE;0600000000;Bac;femme\n",
    )
    person = sqlite_office.personne(1)

    assert (person["nom"], person["telephone"]) == ("NOM1", "0199000001")
    assert (person["niveau_etude"], person["sexe"]) == ("Bac", "F")


# --- columns


def test_a_heading_said_once_is_remembered_for_the_organisation(sqlite_office: Office) -> None:
    office = sqlite_office
    oriented(office)
    text = "N° webRSA;VU\n1;03/02/2026\n"
    bring_in(office, text, columns={"rdv_honore_le": "VU"})
    later = bring_in(office, text.replace("03/02", "10/02"))
    other = bring_in(
        office,
        text.replace("03/02", "11/02"),
        organisation=Organisation(code="autre", label="Autre"),
    )

    assert later.acts == {"honorer_rdv": 1}
    assert (other.acts, other.notes) != ({}, [])
    assert "VU" in other.notes[0]
    assert [row["heading"] for row in office.world.rows(FileMapping)] == ["VU"]


def test_a_table_whose_sender_is_not_said_is_refused(sqlite_office: Office) -> None:
    path = text_file(sqlite_office.folder / "a.csv", f"{WHO}\n{ZOE}\n")

    with pytest.raises(UnreadableFile, match="--organisation"):
        take(sqlite_office, path, Asked())


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (f"{ZOE};31/02/2026;", "rdv_honore_le"),
        (f"{ZOE};03/02/2026;;trop", "ligne"),
        ("NOM1;ZoÃ©;31/01/1985;03/02/2026;", "Prénom"),
        (f"{ZOE};;cer", "nature_contrat"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_column_and_nothing_of_it_is_taken(
    sqlite_office: Office, line: str, field: str
) -> None:
    oriented(sqlite_office)
    report = bring_in(sqlite_office, f"{WHO};rdv_honore_le;nature_contrat\n\n{line}\n")

    assert [(bad, at) for bad, at, _ in reasons(report)] == [(3, field)]
    assert report.acts == {}


def test_a_day_that_cannot_be_read_is_told_once_and_is_not_said_to_be_missing(
    sqlite_office: Office,
) -> None:
    oriented(sqlite_office)
    report = bring_in(
        sqlite_office, f"{WHO};rdv_fixe_le;rdv_pour_le\n{ZOE};32/02/2026;09/02/2026\n"
    )

    assert reasons(report) == [(2, "rdv_fixe_le", "cette date n’existe pas")]


def test_nothing_personal_is_told_of_a_bad_line(sqlite_office: Office) -> None:
    report = bring_in(sqlite_office, f"{WHO};rdv_honore_le\nSECRET;Zo\ufffd;31/02/1985;hier\n")
    told = repr(report.as_dict())

    assert "SECRET" not in told
    assert "31/02/1985" not in told
