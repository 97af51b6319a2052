"""Whose mandate does not run on the day of a séance is neither convoked nor written to of it."""

from typing import Any

from rules.seances.seats import Answer, Presence
from tests.workflow.build import ALI, ASSOCIATION, FRANCE_TRAVAIL, SERVICE_SOCIAL, World
from tests.workflow.seated import join, join_by_mail, leave, seat
from workflow.tables.post import Outbox
from workflow.tables.seats import Participant


def convoked(world: World, day: str = "2026-04-09") -> int:
    """An ICL-I whose members are convoked."""
    seance = world.seance(day)
    world.convene(seance, "convoquer")
    return seance


def told_since(world: World, before: int) -> list[tuple[str, str]]:
    """The messages to members written since that many: what of, to whom."""
    return sorted(
        (row["occasion"], row["recipient"])
        for row in world.rows(Outbox)[before:]
        if row["recipient"].startswith("membre:")
    )


def count(world: World) -> int:
    return len(world.rows(Outbox))


def stands_in(world: World, seance: int, holder: int, deputy: int) -> None:
    """The deputy is to come in the holder's place."""
    (one,) = world.rows(Participant, membre_id=holder)
    form: dict[str, Any] = {"participant": one["id"], "reponse": "remplace", "suppleant": deputy}
    world.convene(seance, "repondre_invitation", **form)


def moved(world: World, seance: int, day: str = "2026-05-21") -> int:
    """The séance put on another day; how many are convoked to it."""
    outcome = world.convene(seance, "deplacer", date_seance=day, heure="10:00")
    return int(outcome.convocations)


def test_whose_mandate_ends_before_the_new_day_is_told_of_the_move_and_not_convoked_to_it(
    world: World,
) -> None:
    ending = join_by_mail(world, genre="icl", siege="acco_glo", au="2026-04-10")
    staying = join_by_mail(world, nom="AUTRE", genre="icl", siege="acco_glo")
    seance, before = convoked(world), count(world)

    moved(world, seance)

    assert told_since(world, before) == [
        *(("convocation", f"membre:{staying}"), ("seance_deplacee", f"membre:{ending}")),
    ]
    (gone,) = world.rows(Participant, membre_id=ending)
    assert gone["sits"] == 0


def test_a_deputy_whose_mandate_ends_before_the_new_day_is_told_and_stands_in_no_more(
    world: World,
) -> None:
    ending: dict[str, Any] = {"au": "2026-04-10"}
    holder = join_by_mail(world, genre="icl", siege="acco_glo", **ending)
    deputy = join_by_mail(world, suppleant_de=holder, **ending)
    former = join_by_mail(world, nom="AUTRE", genre="icl", siege="acco_glo")
    seance = convoked(world)
    stands_in(world, seance, holder, deputy)
    leave(world, former, "2026-03-10")
    before = count(world)

    moved(world, seance)

    told = [("seance_deplacee", f"membre:{number}") for number in (holder, deputy)]
    assert told_since(world, before) == told


def test_who_sits_on_the_new_day_only_is_convoked_once_the_seance_moved(world: World) -> None:
    leaving = join_by_mail(world, genre="icl", siege="ali", service=ALI, au="2026-04-10")
    coming = join_by_mail(world, nom="AUTRE", genre="icl", siege="acco_glo", du="2026-05-01")
    seance, before = convoked(world), count(world)

    assert moved(world, seance) == 5

    awaited = {row["recipient"] for row in world.rows(Outbox, occasion="convocation")[-5:]}
    services = (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION)
    assert awaited == {f"membre:{coming}", *(f"service:{one}" for one in services)}
    assert ("seance_deplacee", f"membre:{leaving}") in told_since(world, before)


def test_a_seance_to_which_nobody_was_convoked_convokes_nobody_when_it_moves(
    world: World,
) -> None:
    join(world, genre="icl", siege="acco_glo")
    seance = world.seance("2026-04-09")

    assert moved(world, seance) == 0
    assert world.rows(Participant) == []


def test_who_is_no_member_on_the_day_of_a_seance_is_not_told_that_it_is_given_up(
    world: World,
) -> None:
    holder = join_by_mail(world, genre="icl", siege="acco_glo")
    deputy = join_by_mail(world, suppleant_de=holder)
    coming = join_by_mail(world, nom="AUTRE", genre="icl", siege="acco_glo", du="2026-04-01")
    seance = convoked(world)
    stands_in(world, seance, holder, deputy)
    leave(world, holder, "2026-04-08")
    leave(world, deputy, "2026-04-08")
    before = count(world)

    world.convene(seance, "annuler", motif="neige")

    assert told_since(world, before) == [("seance_annulee", f"membre:{coming}")]


def test_who_is_no_member_any_more_gets_no_compte_rendu(world: World) -> None:
    ending = join_by_mail(world, genre="icl", siege="acco_glo", au="2026-04-10")
    staying = join_by_mail(world, nom="AUTRE", genre="icl", siege="acco_glo")
    seance = convoked(world)
    world.sit(seance)
    world.convene(seance, "lever")
    world.until("2026-04-11")
    before = count(world)

    world.convene(seance, "restituer")

    assert ("compte_rendu", f"membre:{staying}") in told_since(world, before)
    assert ("compte_rendu", f"membre:{ending}") not in told_since(world, before)


def test_a_service_that_named_somebody_since_is_not_written_to_in_their_stead(
    world: World,
) -> None:
    seance = convoked(world)
    member = join(world, genre="icl", siege="ali", service=ALI)
    world.convene(seance, "convoquer")
    before = len(world.rows(Outbox, occasion="convocation"))

    outcome = world.convene(seance, "deplacer", date_seance="2026-05-21", heure="10:00")

    again = [row["recipient"] for row in world.rows(Outbox, occasion="convocation")[before:]]
    assert outcome.convocations == 4
    assert f"membre:{member}" in again
    assert f"service:{ALI}" not in again


def test_whoever_was_unseated_is_told_nothing_more_even_if_the_mandate_is_prolonged(
    world: World,
) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    seance = convoked(world)
    leave(world, member, "2026-04-08")
    world.convene(seance, "convoquer")
    leave(world, member, "2026-12-31")
    before = count(world)

    world.convene(seance, "annuler", motif="neige")

    assert told_since(world, before) == []


def test_whose_presence_was_noted_still_sits_whatever_becomes_of_the_mandate(
    world: World,
) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    seance = convoked(world)
    for event in ("preparer", "arreter"):
        world.convene(seance, event)
    world.now = world.held(seance)
    here = seat(world, seance, "acco_glo")
    world.convene(seance, "repondre_invitation", participant=here.id, reponse="confirme")
    world.convene(seance, "emarger", presents=str(here.id))
    leave(world, member, "2026-04-08")

    world.convene(seance, "convoquer")

    kept = seat(world, seance, "acco_glo")
    assert (kept.presence, kept.answer) == (Presence.PRESENT, Answer.CONFIRME)
