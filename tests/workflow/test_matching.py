"""Who a line speaks of: rule after rule, and nobody when several answer or none does for sure."""

from dataclasses import replace

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
