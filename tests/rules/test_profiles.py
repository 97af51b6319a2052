"""Whom a measured deadline is about: bands, words as they are told, entrants and stock."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from rules.facts import Fact
from rules.profiles import (
    Dimension,
    Person,
    age_band,
    designated,
    family,
    in_order,
    is_entrant,
    level,
    profile,
    seniority_band,
    sex,
)
from rules.subjects import Subject, SubjectKind
from tests.rules.derivation import fact as fact_of

DAY = date(2024, 3, 4)
NOBODY = Person(None, None, None, None, None, None, None)


def fact(code: str, day: float = 0, dossier: int = 7, **data: Any) -> Fact:
    """A fact of that dossier, so many days after the second of March."""
    return fact_of(code, day, **data)._replace(subject=Subject(SubjectKind.DOSSIER, dossier))


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("1999-03-05", "moins_25"),
        ("1999-03-04", "25_29"),  # 25 that very day
        ("1994-03-05", "25_29"),
        ("1994-03-04", "30_39"),
        ("1984-03-04", "40_49"),
        ("1974-03-04", "50_59"),
        ("1964-03-05", "50_59"),
        ("1964-03-04", "60_plus"),
        (None, None),
    ],
)
def test_an_age_changes_of_band_on_the_birthday(born: str | None, band: str | None) -> None:
    assert age_band(born, DAY) == band


@pytest.mark.parametrize(
    ("asked", "band"),
    [
        ("2023-09-05", "moins_6_mois"),
        ("2023-09-04", "6_12_mois"),
        ("2023-03-04", "1_2_ans"),
        ("2022-03-05", "1_2_ans"),
        ("2022-03-04", "2_5_ans"),
        ("2019-03-05", "2_5_ans"),
        ("2019-03-04", "5_ans_plus"),
        ("2024-06-01", "moins_6_mois"),  # asked for again since
        (None, None),
    ],
)
def test_seniority_is_counted_from_the_claim(asked: str | None, band: str | None) -> None:
    assert seniority_band(asked, DAY) == band


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("Madame", "femme"),
        ("MME", "femme"),
        ("Mlle", "femme"),
        ("F", "femme"),
        ("féminin", "femme"),
        ("Monsieur", "homme"),
        ("M.", "homme"),
        ("H", "homme"),
        ("Homme", "homme"),
        ("autre", None),
        ("", None),
        (None, None),
    ],
)
def test_a_sex_is_read_from_a_title_as_from_a_letter(told: str | None, wanted: str | None) -> None:
    assert sex(told) == wanted


@pytest.mark.parametrize(
    ("told", "children", "wanted"),
    [
        ("Célibataire", 0, "seul_sans_enfant"),
        ("Divorcé", 2, "seul_avec_enfant"),
        ("Veuvage", None, "seul"),
        ("Séparation de fait", 0, "seul_sans_enfant"),
        # It names the couple that there was.
        ("Isolement après vie maritale ou PACS", 1, "seul_avec_enfant"),
        ("Mariage", 3, "couple_avec_enfant"),
        ("Pacsé", 0, "couple_sans_enfant"),
        ("Vie maritale", None, "couple"),
        ("Parent isolé", None, "seul_avec_enfant"),
        ("Couple sans enfant", None, "couple_sans_enfant"),
        ("Seule avec 2 enfants", None, "seul_avec_enfant"),
        ("Non précisé", 2, None),
        (None, 2, None),
    ],
)
def test_a_family_situation_is_alone_or_in_couple_with_or_without_children(
    told: str | None, children: int | None, wanted: str | None
) -> None:
    assert family(told, children) == wanted


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("Niveau I : bac + 5 et plus", "superieur"),
        ("Niveau I ou II : bac + 3 et plus", "superieur"),
        ("Niveau III : bac + 2", "superieur"),
        ("Niveau IV : baccalauréat", "bac"),
        ("Niveau V : CAP ou BEP", "cap"),
        ("Niveau V bis : fin de scolarité obligatoire", "infra_cap"),
        ("Niveau VI : pas de niveau", "infra_cap"),
        ("Bac+2", "superieur"),
        ("Licence", "superieur"),
        ("Bac professionnel", "bac"),
        ("Niveau 3", "cap"),
        ("Niveau 4", "bac"),
        ("Sans diplôme", "infra_cap"),
        ("Brevet des collèges", "infra_cap"),
        ("Inférieur au CAP", "infra_cap"),
        ("À préciser", None),
        (None, None),
    ],
)
def test_a_level_is_read_from_webrsa_s_label_or_from_plain_words(
    told: str | None, wanted: str | None
) -> None:
    assert level(told) == wanted


def test_a_profile_says_what_is_known_on_its_day_and_nothing_else() -> None:
    person = Person(
        date_naissance="1999-03-05",
        civilite="Monsieur",
        sexe="F",  # what a table says of it goes before a title
        situation_familiale="Célibataire",
        enfants=1,
        niveau_etude="CAP",
        demande_le="2024-01-01",
    )
    opening = fact("etat:notifie", genre="ali", service_referent=2017)

    assert profile(person, opening, DAY, circonscription="93-01", entrant=True) == {
        "tranche_age": "moins_25",
        "sexe": "femme",
        "situation_familiale": "seul_avec_enfant",
        "niveau": "cap",
        "anciennete": "moins_6_mois",
        "circonscription": "93-01",
        "organisme": "ali",
        "service": 2017,
        "population": "entrant",
    }
    assert profile(NOBODY, fact("flux_transmis"), DAY, circonscription=None, entrant=False) == {
        "population": "stock"
    }


def test_the_organisme_designated_since_is_told_only_while_the_fact_that_designates_it_stands() -> (
    None
):
    at_anchor = {"population": "entrant"}
    notified = fact("orientation_notifiee", genre="ali", service_referent=2017)
    elsewhere = fact("orientation_notifiee", genre="service_social", service_referent=3)

    met = designated(at_anchor, notified)
    assert met == {"population": "entrant", "organisme": "ali", "service": 2017, "designe": 1}
    assert designated(met, elsewhere)["organisme"] == "service_social"
    assert designated(met, None) == at_anchor
    assert designated(at_anchor, fact("droits_notifies")) == at_anchor


def test_the_organisme_of_the_anchor_is_kept_whoever_meets_the_deadline() -> None:
    known: dict[str, object] = {"organisme": "ali", "service": 1}

    assert designated(known, fact("rdv_fixe", genre="france_travail", service_referent=2)) == known


def entrant(
    facts: Sequence[Fact], opening: Fact, *, dossier: int = 7, rank: int | None = None
) -> bool:
    every = sorted([*facts, opening], key=lambda one: one.occurred)
    return is_entrant(every, opening, dossier=dossier, rank=rank)


def test_a_person_on_the_way_to_a_first_accompagnement_is_an_entrant() -> None:
    way = [fact("etat:a_orienter"), fact("flux_transmis"), fact("orientation_validee", 5)]

    assert entrant(way, fact("etat:notifie", 9), rank=1)
    # The correction of a first orientation is still the way to the first accompagnement.
    assert entrant(way, fact("etat:notifie", 9, dossier=8), rank=1)
    # The first rendez-vous held may come after the accompagnement began, in the same dossier.
    assert entrant([*way, fact("accompagnement_commence", 8)], fact("rdv_honore", 9), rank=1)


def test_who_was_accompanied_before_is_of_the_stock() -> None:
    taken = [fact("etat:accompagnement"), fact("accompagnement_commence")]
    before = [fact("etat:a_orienter", dossier=6), fact("accompagnement_commence", 3, dossier=6)]

    assert not entrant(taken, fact("rdv_honore", 9), rank=1)
    assert not entrant(before, fact("etat:notifie", 9), rank=2)
    assert not entrant([fact("flux_transmis")], fact("referent_fini", 9), rank=1)


def test_a_rang_that_nothing_here_explains_is_of_the_stock() -> None:
    oriented = [fact("orientation_validee")]
    first = [fact("orientation_validee", -20, dossier=6)]

    assert not entrant(oriented, fact("etat:notifie"), rank=2)
    assert entrant([*first, *oriented], fact("etat:notifie"), rank=2)
    assert entrant([fact("flux_transmis", -1), *oriented], fact("etat:notifie"), rank=2)


def test_who_left_and_comes_back_is_an_entrant_again() -> None:
    before = [fact("etat:accompagnement", -90, 6), fact("accompagnement_commence", -90, 6)]
    left = [*before, fact("sortie", -30, 6)]

    assert entrant(left, fact("etat:notifie"), rank=4)
    assert not entrant(before, fact("etat:notifie"), rank=4)
    assert not entrant([*before, fact("sortie", 30, 6)], fact("etat:notifie"), rank=2)


def test_a_breakdown_is_read_from_the_lowest_band_and_ends_with_the_unknown() -> None:
    ages = in_order(Dimension.TRANCHE_AGE, {None, "60_plus", "moins_25", "30_39"})
    services = in_order(Dimension.SERVICE, {"10", "9", None})

    assert ages == ["moins_25", "30_39", "60_plus", None]
    assert services == ["9", "10", None]
