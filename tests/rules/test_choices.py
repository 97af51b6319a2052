"""Silent choices: each both ways."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rules import choices
from rules.parameters import Parameters
from rules.situation import Situation
from tests.situations import DOSSIER, ICL, PASSAGE, SITUATION, vary


@pytest.mark.parametrize(
    ("choice", "yes", "no"),
    [
        (choices.ep_obligatoire, SITUATION, vary(parameters=Parameters(ep_obligatoire=False))),
        (choices.deux_niveaux, SITUATION, vary(parameters=Parameters(deux_niveaux=False))),
        (choices.deja_oriente, SITUATION, vary(dossier=replace(DOSSIER, rank=None))),
        (
            choices.ep_territoriale,
            vary(seance=ICL),
            vary(seance=replace(ICL, circonscription=None)),
        ),
        (
            choices.ligne_de_reorientation,
            vary(passage=PASSAGE),
            vary(passage=replace(PASSAGE, nature="soutien")),
        ),
    ],
)
def test_a_choice_goes_both_ways(
    choice: Callable[[Situation], bool], yes: Situation, no: Situation
) -> None:
    assert choice(yes) is True
    assert choice(no) is False


@pytest.mark.parametrize(
    ("left", "back"),
    [("notifie", "notifie"), ("presaisine", "accompagnement"), (None, "accompagnement")],
)
def test_a_return_leads_to_the_state_left_or_else_to_the_first(left: str | None, back: str) -> None:
    among = ("accompagnement", "a_orienter", "notifie")
    situation = vary(dossier=replace(DOSSIER, previous_state=left))

    assert [state for state in among if choices.Returned(state, among)(situation)] == [back]
