"""A territory redrawn at a date, in the configuration."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from entrypoints.configuration.document import Document
from entrypoints.configuration.territory import CirconscriptionForm, CommuneForm, territory_of
from rules.redrawing import redrawn
from rules.territory import Circonscription
from tests.entrypoints.configs import SPACE, TEXT, changed, loaded, plain

DAY, EVE = date(2026, 9, 1), date(2026, 8, 31)
MONTREUIL = '  - code: "93-04"\n    libelle: "Montreuil"\n'
ENDED = f"{MONTREUIL}    au: 2026-08-31\n"
HELD = '    circonscriptions: ["93-04"]\n'
EAST = """  - code: "93-20"
    libelle: "Est"
    du: 2026-09-01
    communes:
      - {nom: "Montreuil", insee: "93048"}
"""
COMMUNE = '    communes:\n      - {nom: "Montreuil", insee: "93048"}\n'
REDRAWN = TEXT.replace(MONTREUIL + COMMUNE, ENDED + COMMUNE + EAST, 1)
PROGRAMME = f"programmes › n°{SPACE}4 › circonscriptions › n°{SPACE}1"
KINDS, ROLES = "\nseances:\n", "\n  roles:\n"
SPECIAL = """  - genre: icl
    libelle: ICL-I de Montreuil
    instance: concertation
    coordination: [bat]
    circonscriptions: ["93-04"]
    services: [ali]
    natures: [reorientation]
"""
RULE = '    rang: 3\n    jour: lundi\n    heure: "09:30"\n'


def test_a_circonscription_that_ends_gives_its_commune_to_the_next(tmp_path: Path) -> None:
    next_one = f'  - code: "93-20"\n    libelle: "Est"\n    du: 2026-09-01\n{COMMUNE}'
    text, _ = changed(MONTREUIL + COMMUNE, ENDED + COMMUNE + next_one)
    settings = loaded(tmp_path, text)
    territory = settings.territory

    assert territory.redrawings == (DAY,)
    assert [territory.of_insee("93048", day) for day in (EVE, DAY)] == ["93-04", "93-20"]
    assert redrawn(territory, DAY).heir("93-04") == "93-20"
    assert (territory.codes[4], territory.labels["93-20"]) == ("93-20", "Est")
    assert [one.where for one in settings.warnings] == [PROGRAMME]


def test_a_code_told_again_is_the_same_circonscription_with_other_communes(tmp_path: Path) -> None:
    again = MONTREUIL.replace("Montreuil", "Montreuil-ville") + f"    du: 2026-09-01\n{COMMUNE}"
    text, _ = changed(MONTREUIL + COMMUNE, ENDED + COMMUNE + again)
    territory = loaded(tmp_path, text).territory

    assert (territory.redrawings, territory.exists("93-04", DAY)) == ((), True)
    assert territory.labels["93-04"] == "Montreuil-ville"


def test_what_is_said_of_a_circonscription_that_ends_and_not_of_the_next_is_worth_knowing(
    tmp_path: Path,
) -> None:
    address = '    - {role: bat, circonscription: "93-04", courriels: [est@cd93.example]}\n'
    address += '    - {role: bop, circonscription: "93-20", courriels: [est@cd93.example]}\n'
    text = REDRAWN.replace(f"{KINDS}", f"{KINDS}{SPECIAL}", 1).replace(
        ROLES, f"{ROLES}{address}", 1
    )
    warnings = loaded(tmp_path, text).warnings

    assert [one.where for one in warnings] == [
        PROGRAMME,
        f"seances › ICL-I de Montreuil › circonscriptions › n°{SPACE}1",
        "destinataires › roles › bat › circonscription",
    ]
    assert {plain(one.sentence) for one in warnings} == {
        "la circonscription 93-04 s’arrête le 31 août 2026, et rien n’est dit ici de 93-20, qui"
        " prend ses communes."
    }


def test_a_programme_that_ends_with_its_circonscription_or_goes_on_in_the_next_says_nothing(
    tmp_path: Path,
) -> None:
    def told(more: str) -> list[str]:
        text = REDRAWN.replace(HELD, f"{HELD}{more}", 1)
        return [one.where for one in loaded(tmp_path, text).warnings]

    next_one = f"    au: 2026-08-31\n{RULE}  - genre: icl\n    du: 2026-09-01\n"

    assert told("    au: 2026-08-31\n") == []
    assert told("    au: 2026-09-01\n") == [PROGRAMME]
    assert told(f'{RULE}  - genre: icl\n    circonscriptions: ["93-20"]\n') == []
    assert told(f'{next_one}    circonscriptions: ["93-20"]\n') == []
    assert told(f'{RULE}  - genre: icl\n    circonscriptions: ["93-05"]\n') == [PROGRAMME]


def test_a_commune_left_to_no_circonscription_is_worth_knowing(tmp_path: Path) -> None:
    text, _ = changed(MONTREUIL + COMMUNE, ENDED + COMMUNE)
    (warning,) = loaded(tmp_path, text).warnings

    assert warning.where == "circonscriptions › 93-04 › communes › Montreuil › nom"
    assert "à partir du 1er\N{NO-BREAK SPACE}septembre\N{NO-BREAK SPACE}2026" in warning.sentence
    assert "rattacher à la main" in warning.sentence


_DAYS = st.none() | st.integers(0, 12).map(lambda n: DAY + timedelta(days=n))
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        _DAYS,
        _DAYS,
        st.sets(st.sampled_from(["93048", "93066"]), min_size=1),
    ),
    max_size=4,
)


@given(_ROWS)
def test_what_is_taken_has_each_commune_in_one_circonscription_without_a_day_between(
    rows: list[tuple[str, date | None, date | None, set[str]]],
) -> None:
    forms = [
        CirconscriptionForm.model_construct(
            code=code,
            libelle=code,
            du=first,
            au=last,
            communes=[
                CommuneForm.model_construct(nom=insee, insee=insee) for insee in sorted(places)
            ],
        )
        for code, first, last, places in rows
        if first is None or last is None or first <= last
    ]
    document = Document(data={}, lines={})
    territory = territory_of(forms, "93", document)
    days = [DAY + timedelta(days=n) for n in range(-1, 14)]
    there = {
        insee: [sum(_has(one, insee) for one in territory.on(day)) for day in days]
        for insee in ("93048", "93066")
    }
    once = all(number < 2 for numbers in there.values() for number in numbers)
    whole = all(numbers == _without_holes(numbers) for numbers in there.values())
    twice = any(
        len({one.code for one in territory.on(day)}) < len(territory.on(day)) for day in days
    )

    assert (document.problems == []) == (once and whole and not twice)


def _has(one: Circonscription, insee: str) -> bool:
    return insee in {commune.insee for commune in one.communes}


def _without_holes(numbers: list[int]) -> list[int]:
    """The same, days without between days with being counted as days with."""
    told = [rank for rank, number in enumerate(numbers) if number]
    if not told:
        return numbers
    return [number or int(told[0] < rank < told[-1]) for rank, number in enumerate(numbers)]
