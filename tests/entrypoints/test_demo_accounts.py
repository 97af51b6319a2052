"""The accounts of the lived-in demonstration: each role may be tried."""

from entrypoints.demo.accounts import PASSWORD, open_accounts
from rules.actors import Role
from tests.entrypoints.door import Door
from tests.workflow.accounts import Office
from workflow.accounts.entering import log_in
from workflow.accounts.sessions import session_of
from workflow.reading import dossiers

EVERY_OFFICE = {
    *(Role.REFERENT, Role.RESPONSABLE_SERVICE, Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT),
    *(Role.MANAGER, Role.ADMINISTRATEUR),
}


def test_one_may_come_in_as_each_role_of_the_procedure(door: Door) -> None:
    world = door.world
    gate = Office(world=world).gate
    opened = list(open_accounts(gate, dossiers.services(world.store), world.now))
    tokens = [log_in(gate, one.email, PASSWORD, world.now).token for one in opened]
    actors = [session_of(gate, token, world.now).actor for token in tokens]

    assert {one.role for one in actors if one is not None} == EVERY_OFFICE
    assert len({one.name for one in opened}) == len(opened) == len(actors)
    assert all(one.service_id for one in actors if one is not None and one.role is Role.REFERENT)
