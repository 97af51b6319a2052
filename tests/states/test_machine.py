"""The machine of the library goes where the pages say, and nowhere else."""

import pytest
from transitions import MachineError

from states import machine
from states.page import Machine
from states.procedure import PROCEDURE
from tests.situations import SITUATION

MACHINES = {one: machine.build(PROCEDURE, one) for one in Machine}


def test_no_event_exists_besides_those_of_the_pages() -> None:
    """Automatic transitions would be called ``to_<state>``."""
    for one, built in MACHINES.items():
        written = {e.event for node in PROCEDURE.nodes[one].values() for e in node.exits}

        assert set(built.events) == written
        assert set(built.states) == set(PROCEDURE.nodes[one])


def test_no_event_is_known_in_a_state_whose_page_does_not_give_it() -> None:
    for one, built in MACHINES.items():
        for event, found in built.events.items():
            knowing = {c for c, node in PROCEDURE.nodes[one].items() if event in node.by_event}

            assert {source for source, ways in found.transitions.items() if ways} == knowing


def test_a_step_leaves_nothing_behind() -> None:
    built = MACHINES[Machine.DOSSIER]
    before = {name: len(event.transitions) for name, event in built.events.items()}

    reached = machine.walk(built, "notifie", "constater_npai", SITUATION)

    assert reached == "adresse_a_retrouver"
    assert built.models == []
    assert {name: len(event.transitions) for name, event in built.events.items()} == before


def test_a_stay_stays() -> None:
    built = MACHINES[Machine.DOSSIER]

    assert machine.walk(built, "notifie", "fixer_rdv", SITUATION) == "notifie"


def test_a_state_that_does_not_know_the_event_is_an_error() -> None:
    with pytest.raises(MachineError):
        machine.walk(MACHINES[Machine.DOSSIER], "notifie", "notifier", SITUATION)
