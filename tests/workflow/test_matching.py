"""Who a line speaks of: rule after rule, and nobody when several answer or none does for sure."""

from dataclasses import replace
from typing import Any

import pytest

from workflow.database.store import Store
from workflow.people.matching import Clues, KnownPeople, dialled

ANA = Clues(
    webrsa_id=1,
    numero_demande_rsa="25A",
    numero_caf="0041213",
    role="DEM",
    nom="Dupont",
    prenom="Ana",
    date_naissance="1985-01-31",
    telephone="0639980001",
    email="ana@example.org",
)
PAUL = replace(ANA, webrsa_id=2, role="CJT", prenom="Paul", date_naissance="1983-06-01", email=None)


@pytest.fixture
def foyer() -> KnownPeople:
    """Two people of one foyer: one request, one CAF number, one telephone."""
    known = KnownPeople()
    known.add(1, ANA)
    known.add(2, PAUL)
    return known


def found(sqlite_url: str, known: KnownPeople, clues: Clues) -> object:
    store = Store.open(sqlite_url)
    try:
        with store.glance() as tx:
            match = known.match(tx, clues)
    finally:
        store.close()
    return match.personne_id or match.candidates or match.against or match.clueless


def test_the_first_rule_that_finds_somebody_wins(sqlite_url: str, foyer: KnownPeople) -> None:
    assert found(sqlite_url, foyer, Clues(webrsa_id=2, numero_caf="0041213", role="DEM")) == 2


def test_what_a_foyer_shares_is_told_apart_by_the_role_or_the_name(
    sqlite_url: str, foyer: KnownPeople
) -> None:
    request = Clues(numero_demande_rsa="25A")

    assert found(sqlite_url, foyer, request) == (1, 2)
    assert found(sqlite_url, foyer, replace(request, role="CJT")) == 2
    assert found(sqlite_url, foyer, replace(request, date_naissance="1985-01-31")) == 1


def test_a_third_member_of_the_foyer_is_nobody_known(sqlite_url: str, foyer: KnownPeople) -> None:
    third = replace(ANA, webrsa_id=None, numero_caf=None, prenom="Ida", date_naissance="2005-02-02")

    assert found(sqlite_url, foyer, third) is False


ZOE = Clues(
    numero_demande_rsa="25B", role="DEM", nom="Lopes", prenom="Zoé", date_naissance="2000-01-04"
)


@pytest.mark.parametrize(
    "said",
    [
        {"role": "CJT", "nom": "Lopes", "prenom": "Marc"},
        {"nom": "Lopes", "prenom": "Marc"},
        {"role": "CJT", "nom": "Lopes", "prenom": "Marc", "date_naissance": "2000-01-04"},
        {"role": "CJT", "nom": "Martin", "prenom": "Zoé"},
        {"role": "CJT"},
        {"date_naissance": "1998-12-24"},
    ],
)
def test_the_spouse_whom_nobody_knows_is_never_taken_for_the_one_who_is_known(
    sqlite_url: str, said: dict[str, Any]
) -> None:
    known = KnownPeople()
    known.add(1, ZOE)

    assert found(sqlite_url, known, Clues(numero_demande_rsa="25B", **said)) is False


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"role": "DEM"},
        {"nom": "Martin", "prenom": "Zoé"},
        {"role": "DEM", "nom": "Lopes", "prenom": "Zoé Ana"},
        {"role": "CJT", "nom": "Lopes", "prenom": "ZOE"},
        {"nom": "Lopes", "prenom": "Zoé", "date_naissance": "2000-04-01"},
    ],
)
def test_one_clue_that_differs_is_a_slip_when_another_agrees(
    sqlite_url: str, said: dict[str, Any]
) -> None:
    known = KnownPeople()
    known.add(1, ZOE)

    assert found(sqlite_url, known, Clues(numero_demande_rsa="25B", **said)) == 1


def test_a_role_of_one_and_a_name_of_the_other_are_nobody_for_sure(
    sqlite_url: str, foyer: KnownPeople
) -> None:
    mixed = Clues(numero_demande_rsa="25A", role="CJT", nom="Dupont", prenom="Ana")

    assert found(sqlite_url, foyer, mixed) == (1, 2)


def test_homonyms_born_on_one_day_are_told_apart_by_the_role(sqlite_url: str) -> None:
    known = KnownPeople()
    known.add(1, replace(ZOE, numero_demande_rsa="25C"))
    known.add(2, replace(ZOE, numero_demande_rsa="25D", role="CJT"))
    named = replace(ZOE, numero_demande_rsa=None, role=None)

    assert found(sqlite_url, known, named) == (1, 2)
    assert found(sqlite_url, known, replace(named, role="CJT")) == 2


def test_a_number_of_ones_own_with_the_role_and_the_first_name_of_another_is_told(
    sqlite_url: str, foyer: KnownPeople
) -> None:
    spouse = Clues(webrsa_id=1, role="CJT", nom="Dupont", prenom="Paul")
    store = Store.open(sqlite_url)
    with store.glance() as tx:
        match = foyer.match(tx, spouse)
    store.close()

    assert (match.personne_id, match.against) == (None, 1)


def test_a_married_name_or_a_slip_of_the_birth_is_still_the_same_person(
    sqlite_url: str, foyer: KnownPeople
) -> None:
    assert found(sqlite_url, foyer, replace(ANA, nom="Durand")) == 1
    assert found(sqlite_url, foyer, replace(ANA, date_naissance="1985-01-13")) == 1


def test_a_number_with_the_name_and_the_birth_of_another_is_told(
    sqlite_url: str, foyer: KnownPeople
) -> None:
    other = Clues(webrsa_id=1, nom="Martin", prenom="Luc", date_naissance="1970-01-01")

    assert found(sqlite_url, foyer, other) == 1
    store = Store.open(sqlite_url)
    with store.glance() as tx:
        assert foyer.match(tx, other).personne_id is None
    store.close()


def test_a_caf_number_alone_or_a_first_name_alone_is_no_clue(
    sqlite_url: str, foyer: KnownPeople
) -> None:
    assert found(sqlite_url, foyer, Clues(numero_caf="0041213", prenom="Ana")) is True


@pytest.mark.parametrize(
    "written", ["06 39 98 00 01", "+33639980001", "0033 6 39 98 00 01", "639980001"]
)
def test_a_telephone_is_one_however_it_is_dialled(written: str) -> None:
    assert dialled(written) == "0639980001"
