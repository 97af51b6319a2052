"""Which role takes which act: what is told is what the procedure asks of whoever acts."""

import pytest

from rules.actors import Actor, Genre, Role, Who, held_by, may
from states.capacities import taken_by
from states.page import Machine
from states.procedure import PROCEDURE

_PEOPLE = [one for one in Role if one not in (Role.IMPORT, Role.SYSTEME)]


@pytest.mark.parametrize("who", Who)
def test_a_capacity_is_held_by_the_roles_that_may_act_in_it(who: Who) -> None:
    holders = {
        role
        for role in _PEOPLE
        if may(
            Actor(name="essai", role=role, service_id=1, genre=Genre.ALI),
            who,
            service_id=1,
            circonscription=None,
        )
    }

    assert held_by(who) == holders


def test_every_act_that_somebody_takes_is_told_once_with_all_its_capacities() -> None:
    told = {(one.machine, one.event): one for one in taken_by(PROCEDURE)}
    asked = {
        (node.machine, exit.event): who
        for node in PROCEDURE.all_nodes()
        for exit in node.exits
        for who in exit.who
        if held_by(who)
    }
    born = {
        (machine, event)
        for machine in Machine
        for event, birth in PROCEDURE.births[machine].items()
        if any(map(held_by, birth.who))
    }

    assert len(told) == len(list(taken_by(PROCEDURE)))
    assert set(told) == asked.keys() | born
    assert all(who in told[key].by[role] for key, who in asked.items() for role in held_by(who))


def test_an_office_takes_the_acts_of_the_séances_that_it_coordinates_only() -> None:
    told = {(one.machine, one.event): one.coordinated for one in taken_by(PROCEDURE)}

    assert told[Machine.SEANCE, "restituer"]
    assert not told[Machine.SEANCE, "fixer_echeance"]
    assert not told[Machine.DOSSIER, "consulter"]
