"""The words of a département in what it refuses: its own actors, its own texts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from rules.actors import Actor, Role, Who
from rules.guards import seance
from rules.refusals import Refusal
from rules.situation import Act, ServiceView, Situation
from rules.words import Office, Topic, Words
from states.answers import capacity
from states.page import Machine
from states.procedure import PROCEDURE
from tests.rules.test_guards import ACTOR_CASES, CASES
from tests.situations import ICL, KIND, act, vary

ROOT = Path(__file__).resolve().parents[2]
GRENOBLE = load(ROOT / "config.grenoble.yaml", {}).rulebook.words
CD93 = load(ROOT / "config.yaml", {}).rulebook.words

ONLY_CD93 = {
    r"\bS0\b": "the synthesis of CD93",
    r"[Nn]ote 20\d\d": "its note of 30 April 2024 with France Travail",
    r"\bBAT\b": "its bureau that coordinates the ICL-I",
    r"\bBOP\b": "its bureau that receives the forms",
    r"\bICLI?\b|\bICL-I\b": "its instance de concertation locale",
    r"\bICAG\b|\bACCO GLO\b": "what its ICL-I is merged with, and who is invited to it",
    r"\bALI\b|[Aa]gences? locales? d’insertion": "its agences locales d’insertion",
    r"chargée? de projet": "who coordinates its ICL-I",
    r"\bDIEESS\b": "its direction",
}
"""The words that are only true of CD93, and what each is there."""

MANAGER = Actor(name="Mme Direction", role=Role.MANAGER)


def in_grenoble(situation: Situation) -> Situation:
    """The same there: the names that the situation itself bears are nobody's."""
    kind = situation.kind and replace(situation.kind, label="Instance", offices=GRENOBLE)
    return replace(
        situation,
        words=GRENOBLE,
        kind=kind,
        service=_unnamed(situation.service),
        wished=_unnamed(situation.wished),
    )


def _unnamed(service: ServiceView | None) -> ServiceView | None:
    return service and replace(service, label="Relais")


def refusals() -> Iterator[Refusal]:
    """Every refusal that a guard gives, as it is given in Grenoble."""
    told = [(guard, bad, act()) for guard, _, bad, _ in CASES]
    told += [(guard, situation, barred) for guard, situation, _, barred, _ in ACTOR_CASES]
    for guard, situation, asked in told:
        refusal = guard(in_grenoble(situation), asked)
        assert refusal is not None
        yield refusal


def foreign(text: str) -> list[str]:
    """The words of CD93 in a text."""
    return [found.group() for word in ONLY_CD93 for found in re.finditer(word, text)]


def test_no_refusal_of_a_guard_in_grenoble_speaks_of_cd93() -> None:
    heard = {
        refusal.code: found
        for refusal in refusals()
        if (found := foreign(f"{refusal.sentence} {refusal.remedy} {refusal.source}"))
    }

    assert heard == {}


def test_whom_to_ask_is_told_by_its_name_there() -> None:
    asked = Act(event="", actor=MANAGER, occurred=ICL.held, known=ICL.held)
    exits = {
        exit.event: (machine, exit)
        for machine in Machine
        for node in PROCEDURE.nodes[machine].values()
        for exit in node.exits
    }
    remedies = {
        event: refusal.remedy
        for event, (machine, exit) in exits.items()
        if (refusal := capacity(in_grenoble(vary()), asked, exit, machine)) is not None
    }

    assert len(remedies) > 50
    assert {event: found for event, text in remedies.items() if (found := foreign(text))} == {}
    assert "la chargée de secteur" in remedies["preparer"]
    assert "le service insertion" in remedies["declarer_recevable"]


@pytest.mark.parametrize("machine", [Machine.SEANCE, Machine.PASSAGE])
def test_the_acts_and_the_states_of_a_seance_are_called_as_any_departement_may(
    machine: Machine,
) -> None:
    nodes = PROCEDURE.nodes[machine].values()
    labels = {exit.label for node in nodes for exit in node.exits}
    labels |= {node.state.label for node in nodes}

    assert {label: found for label in labels if (found := foreign(label))} == {}


def test_each_departement_cites_its_own_text() -> None:
    here, there = (
        seance.coordinateur(vary(kind=KIND, words=words), act(actor=MANAGER))
        for words in (CD93, GRENOBLE)
    )
    assert here is not None
    assert there is not None

    assert (here.source, there.source) == ("S0 A.4", "S2, modalités pratiques")


def test_who_coordinates_is_called_by_the_departement_where_no_programme_says_it() -> None:
    names = [replace(KIND, offices=words).coordinated_by for words in (CD93, GRENOBLE, Words())]

    assert names == [
        "le chargé ou la chargée de projet BAT",
        "la chargée de secteur",
        "la coordination des séances",
    ]


def test_what_a_departement_does_not_name_has_its_usual_name_and_no_text() -> None:
    assert Words().who(Who.BOP) == "le bureau de l’orientation"
    assert Words().text(Topic.TABLEAU) == ""
    assert Words(offices={Office.BOP: "le BOP"}).text(Topic.TABLEAU) == ""


@pytest.mark.parametrize(
    ("called", "to"),
    [
        ("le BOP", "au BOP"),
        ("la cellule RSA", "à la cellule RSA"),
        ("l’ALI", "à l’ALI"),
        ("les référents", "aux référents"),
    ],
)
def test_an_office_is_asked_as_french_wants_it(called: str, to: str) -> None:
    assert Words(offices={Office.BOP: called}).to(Office.BOP) == to
