"""Who was convoked, then called no more by a second convocation: told so, once."""

from typing import Any

from tests.workflow.build import ALI, BAT, SERVICE_SOCIAL, World, execute
from tests.workflow.seated import INSTANCE, join_by_mail, leave, seat, with_kind
from tests.workflow.test_seats import brought, told

NO_LONGER = "convocation_annulee"


def test_a_member_whom_a_second_convocation_no_longer_calls_is_told_once(world: World) -> None:
    leaving = join_by_mail(world, genre="icl", siege="acco_glo")
    staying = join_by_mail(world, genre="icl", siege="acco_glo", nom="Zoé")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    leave(world, leaving, "2026-04-08")
    before = told(world, NO_LONGER)
    world.convene(seance, "convoquer")
    world.convene(seance, "convoquer")

    assert before == []
    assert told(world, NO_LONGER) == [f"membre:{leaving}"]
    assert f"membre:{staying}" in told(world, "convocation")


def test_whoever_was_to_take_their_place_is_told_too(world: World) -> None:
    holder = join_by_mail(world, genre="icl", siege="acco_glo")
    deputy = join_by_mail(world, suppleant_de=holder, nom="Zoé Suppléante")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    answer: dict[str, Any] = {"participant": seat(world, seance, "acco_glo").id}
    world.convene(
        seance, "repondre_invitation", BAT, reponse="remplace", suppleant=deputy, **answer
    )
    leave(world, holder, "2026-04-08")
    world.convene(seance, "convoquer")

    assert told(world, NO_LONGER) == [f"membre:{holder}", f"membre:{deputy}"]


def test_a_service_that_presents_nothing_any_more_is_told_unless_it_sits_otherwise(
    world: World,
) -> None:
    seance = with_kind(world, INSTANCE).seance("2026-04-09", genre="instance")
    dossiers = [brought(world, seance, service=ALI), brought(world, seance, service=ALI)]
    world.convene(seance, "convoquer")
    moved = f"UPDATE dossier SET service_id = {SERVICE_SOCIAL} WHERE id = {{}}"
    execute(world.store, "UPDATE dossier SET referent = 7")
    world.convene(seance, "convoquer")
    still = told(world, NO_LONGER)
    for one in dossiers:
        execute(world.store, moved.format(one))
    world.convene(seance, "convoquer")

    assert still == []
    assert told(world, NO_LONGER) == [f"service:{ALI}"]
    assert told(world, "convocation")[-1] == f"service:{SERVICE_SOCIAL}"
