"""What guards look at."""

from dataclasses import fields, replace

from tests.situations import SITUATION


def test_a_form_fills_the_values_of_a_situation_and_touches_nothing_else() -> None:
    filled = SITUATION.filled({"motif": "demande"})

    assert filled == replace(SITUATION, values={"motif": "demande"})
    assert all(
        getattr(filled, one.name) is getattr(SITUATION, one.name)
        for one in fields(SITUATION)
        if one.name != "values"
    )
    assert not SITUATION.values
