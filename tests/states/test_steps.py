"""What a deadline awaits: the act that meets it, from where its subject stands."""

import pytest

from rules.actors import Actor, Role
from rules.deadlines.wants import Want
from rules.procedures.catalogue import CATALOGUE
from states.page import Machine
from states.procedure import PROCEDURE
from states.steps import Step, recording, step

EP, BAT = Actor(name="ep", role=Role.EP), Actor(name="bat", role=Role.BAT)


def told(rule: str, machine: Machine, state: str) -> Step:
    """The step of that rule, where there is one."""
    found = step(rule, machine, state)
    assert found is not None, (rule, state)
    return found


def events(found: Step | None) -> list[str]:
    """The acts of a step, each once."""
    return [] if found is None else list(dict.fromkeys(exit.event for exit in found.exits))


@pytest.mark.parametrize(
    "state",
    [one.state.code for one in PROCEDURE.open_nodes(Machine.DOSSIER) if not one.state.resting],
)
def test_where_somebody_is_waited_for_a_rule_that_watches_is_met_there(state: str) -> None:
    node = PROCEDURE.node(Machine.DOSSIER, state)
    steps = [step(one.code, Machine.DOSSIER, state) for one in PROCEDURE.watchers(node, CATALOGUE)]

    assert any(found is not None and not found.ahead for found in steps)


def test_where_the_act_is_the_decision_none_is_proposed_before_the_others() -> None:
    decision = told("I-DECISION", Machine.DOSSIER, "attente_decision")
    letter = told("I-COURRIER", Machine.DOSSIER, "a_notifier")

    assert decision.chooses
    assert events(decision)[:2] == ["decider_accepter", "decider_refuser"]
    assert (letter.chooses, events(letter)) == (False, ["notifier"])


def test_the_result_of_a_line_is_given_by_those_of_its_seance() -> None:
    icl = told("I-RESULTAT-LIGNE", Machine.DOSSIER, "en_icl")
    ep = told("I-RESULTAT-LIGNE", Machine.DOSSIER, "inscrit_ep")

    assert (icl.machine, events(icl)) == (Machine.PASSAGE, ["rendre_favorable", "rendre_desaccord"])
    assert (ep.machine, events(ep)) == (Machine.PASSAGE, ["accepter", "refuser"])
    assert (bool(icl.theirs(BAT, None)), bool(ep.theirs(BAT, None))) == (True, False)
    assert (bool(icl.theirs(EP, None)), bool(ep.theirs(EP, None))) == (False, True)


def test_a_delay_of_the_whole_way_awaits_what_the_state_in_the_way_awaits() -> None:
    before = told("D27-UN-MOIS", Machine.DOSSIER, "saisine_recue")
    there = told("D27-UN-MOIS", Machine.DOSSIER, "a_notifier")

    assert (before.rule, before.ahead, before.chooses) == ("I-RECEVABILITE", True, True)
    assert (there.rule, there.ahead, events(there)) == ("D27-UN-MOIS", False, ["notifier"])
    assert step("S1-ACCOMPAGNER", Machine.DOSSIER, "accompagnement") is None


def test_a_seance_is_led_by_the_first_of_its_acts_to_where_the_rule_is_met() -> None:
    before = told("I-TENIR", Machine.SEANCE, "arretee")
    there = told("I-TENIR", Machine.SEANCE, "ouverte")

    assert (before.ahead, events(before)) == (True, ["ouvrir"])
    assert (there.ahead, events(there)) == (False, ["lever"])


def test_giving_up_is_never_what_is_awaited_nor_what_only_a_file_does() -> None:
    assert step("I-REINSCRIRE", Machine.DOSSIER, "presaisine") is None
    assert step("D5-LISTE", Machine.DOSSIER, "notifie") is None
    assert "constater_decision_webrsa" not in events(step("I-EP", Machine.DOSSIER, "attente_ep"))


def test_what_misses_of_a_request_is_written_by_the_acts_that_keep_it() -> None:
    said = [exit.event for exit in recording("presaisine", Want.CONSULTATION)]

    assert said == ["consulter"]
    assert [exit.event for exit in recording("saisine_a_faire", Want.SAISINE)] == [
        "recueillir_avis_accueil"
    ]
    assert recording("a_notifier", Want.ELEMENT) == ()
