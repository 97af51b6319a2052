"""The digests of a rule tell what makes its dates from what is only said of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import FunctionType
from typing import Any

import pytest

from rules.days.calendar import Unit
from rules.deadlines.conditions import Condition
from rules.deadlines.digest import digest
from rules.deadlines.rule import Exemption, Procedure, Rule, Scope
from rules.delays.delay import Delay
from rules.facts import Fact
from tests.workflow.build import rulebook_of_the_house

(RULE,) = rulebook_of_the_house().rules["2-RDV"]


def of(rule: Rule = RULE, **procedure: object) -> tuple[str, str]:
    return digest([replace(rule, procedure=replace(rule.procedure, **procedure))])  # type: ignore[arg-type]  # any field of a procedure


def elsewhere(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, written in another module."""
    assert isinstance(function, FunctionType)
    moved = FunctionType(function.__code__, function.__globals__, function.__name__)
    moved.__module__, moved.__qualname__ = "rules.elsewhere", f"Other.{function.__name__}"
    return moved


def asks(opening: object) -> bool:
    return True


def meets(opening: Fact, closing: Fact) -> bool:
    return True


ASKED = Condition(name="asked", says="c’est demandé", holds=asks)
SPELT_OUT = Rule(
    procedure=Procedure(
        code="X-ESSAI",
        label="essai",
        scope=Scope.DOSSIER,
        opens=frozenset({"a", "b"}),
        closes=frozenset({"c"}),
        when=(ASKED,),
        exempts=(Exemption(rule="2-RDV", when=ASKED),),
        meets=meets,
    ),
    version="origine#1",
    source="un texte",
    origin="document",
    delay=Delay(n=5, unit=Unit.JOUR_OUVRE),
    anchor="ouverture",
    exempted={"2-RDV": (RULE,)},
)


def test_what_was_stored_by_another_release_says_the_same() -> None:
    assert digest([SPELT_OUT]) == ("72bb376c1abd2096", "c675d46f925a00b9")


@pytest.mark.parametrize("name", ["when", "exempts", "meets"])
def test_code_that_moves_changes_no_rule(name: str) -> None:
    there = replace(ASKED, holds=elsewhere(asks))
    moved = {
        "when": (there,),
        "exempts": (Exemption(rule="2-RDV", when=there),),
        "meets": elsewhere(meets),
    }
    procedure = replace(SPELT_OUT.procedure, **{name: moved[name]})  # type: ignore[arg-type]  # any field of a procedure

    assert digest([replace(SPELT_OUT, procedure=procedure)]) == digest([SPELT_OUT])


def test_a_condition_better_said_changes_no_rule_and_another_one_does() -> None:
    said = replace(ASKED, says="la personne le demande")
    other = replace(ASKED, name="asked_in_writing")
    found = [
        digest([replace(SPELT_OUT, procedure=replace(SPELT_OUT.procedure, when=(one,)))]).shape
        for one in (ASKED, said, other)
    ]

    assert found[0] == found[1] != found[2]


def test_no_two_conditions_of_the_house_share_a_name() -> None:
    found = {
        condition
        for versions in rulebook_of_the_house().rules.values()
        for condition in versions[0].procedure.conditions
    }

    assert len({condition.name for condition in found}) == len(found)


def test_words_ladders_and_addressees_make_no_date() -> None:
    said = replace(RULE, source="un autre texte", origin="loi", ladder=())

    assert of(said, label="autrement dit") == of()


def test_another_number_of_days_changes_the_amounts_alone() -> None:
    shape, amounts = of(replace(RULE, delay=Delay(n=99, unit=Unit.JOUR_OUVRE)))

    assert shape == of()[0]
    assert amounts != of()[1]


def test_another_anchor_period_or_condition_is_another_shape() -> None:
    opens = RULE.procedure.opens | {"rdv_fixe"}

    assert of(replace(RULE, anchor="ouverture"))[0] != of()[0]
    assert of(replace(RULE, valid_from=date(2026, 1, 1)))[0] != of()[0]
    assert of(opens=opens)[0] != of()[0]


def test_the_rules_of_the_house_all_have_their_own_digests() -> None:
    found = [digest(versions) for versions in rulebook_of_the_house().rules.values()]

    assert len({shape for shape, _ in found}) == len(found)
