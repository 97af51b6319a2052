"""The words of a département in what it refuses: its own actors, its own texts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rules.access.grants import Right
from rules.access.policy import closed
from rules.actors import Actor, Role, Who
from rules.facts import FACTS
from rules.guards import seance
from rules.procedures.catalogue import CATALOGUE
from rules.refusals import Refusal
from rules.situation import Act, ServiceView, Situation
from rules.words import Office, Topic, Words
from states.answers import capacity
from states.page import Machine
from states.procedure import PROCEDURE
from tests.departements import CD93, GRENOBLE, foreign
from tests.rules.test_guards import ACTOR_CASES, CASES
from tests.situations import ICL, KIND, act, vary

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


def test_what_is_closed_to_a_role_is_told_with_the_roles_of_there() -> None:
    told = [
        refusal
        for role in (Role.BAT, Role.BOP, Role.REFERENT, Role.ADMINISTRATEUR)
        for right in Right
        for refusal in closed(Actor(name="", role=role), right, GRENOBLE)
    ]

    assert told
    assert [one for one in told if foreign(f"{one.sentence} {one.remedy}")] == []
    assert any("chargée de secteur" in one.remedy for one in told)


@pytest.mark.parametrize("machine", Machine)
def test_the_acts_and_the_states_are_called_as_any_departement_may(machine: Machine) -> None:
    nodes = PROCEDURE.nodes[machine].values()
    labels = {exit.label for node in nodes for exit in node.exits}
    labels |= {field.label for node in nodes for exit in node.exits for field in exit.asks}
    labels |= {text for node in nodes for text in (node.state.label, node.state.meaning)}
    labels |= {node.page.title for node in nodes}

    assert {label: found for label in labels if (found := foreign(label))} == {}


def test_the_facts_and_the_deadlines_are_called_as_any_departement_may() -> None:
    labels = [*FACTS.values(), *(one.label for one in CATALOGUE)]
    labels += [one.says for rule in CATALOGUE for one in rule.when]

    assert {label: found for label in labels if (found := foreign(label))} == {}


@pytest.mark.parametrize(
    ("role", "here", "there"),
    [
        (Role.BAT, "chargé ou chargée de projet BAT", "chargée de secteur"),
        (Role.BOP, "BOP", "service insertion"),
        (Role.MANAGER, "manager", "manager"),
    ],
)
def test_a_role_is_called_as_its_office_without_the_article(
    role: Role, here: str, there: str
) -> None:
    assert (CD93.role(role), GRENOBLE.role(role)) == (here, there)


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
