"""Which circonscription a commune is in, however its name is written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.territory import Circonscription, Commune, Territory, plain_name

TERRITORY = Territory(
    circonscriptions=(
        Circonscription(
            code="93-01",
            label="Saint-Denis",
            communes=(
                Commune(name="Saint-Denis", insee="93066"),
                Commune(name="L’Île-Saint-Denis", insee="93039"),
            ),
        ),
        Circonscription(
            code="93-02",
            label="Stains",
            communes=(Commune(name="Stains", insee="93072"),),
        ),
    )
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Saint-Denis", "93-01"),
        ("ST DENIS", "93-01"),
        ("Saint Denis Cedex", "93-01"),
        ("SAINT-DENIS CEDEX 01", "93-01"),
        ("L ILE ST DENIS", "93-01"),
        ("L'Ile-Saint-Denis", "93-01"),
        (" stains ", "93-02"),
        ("Saint-Ouen", None),
        ("Cedex", None),
        ("", None),
    ],
)
def test_a_commune_is_found_by_its_name(written: str, code: str | None) -> None:
    assert TERRITORY.of_commune(written) == code


def test_a_commune_is_found_by_its_insee_code() -> None:
    assert TERRITORY.of_insee("93072") == "93-02"
    assert TERRITORY.of_insee("75056") is None


def test_ligatures_and_sainte_are_written_in_full() -> None:
    assert plain_name("Ste-Œuvre-sur-Mer") == "sainte oeuvre sur mer"


@given(st.text())
@example("STAINS CEDEX CEDEX 2")
@example("㎏ Œ ﬃ ẞ İ")
def test_a_plain_name_is_already_plain(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)
