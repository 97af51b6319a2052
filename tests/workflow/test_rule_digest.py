"""The digests of a rule tell what makes its dates from what is only said of it."""

from dataclasses import replace
from datetime import date

from rules.days.calendar import Unit
from rules.deadlines.digest import digest
from rules.deadlines.rule import Rule
from rules.delays.delay import Delay
from tests.workflow.build import rulebook_of_the_house

(RULE,) = rulebook_of_the_house().rules["2-RDV"]


def of(rule: Rule = RULE, **procedure: object) -> tuple[str, str]:
    return digest([replace(rule, procedure=replace(rule.procedure, **procedure))])  # type: ignore[arg-type]  # any field of a procedure


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
