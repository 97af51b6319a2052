"""The outbox and its deliveries: who is slower than their lease does not undo what another did
meanwhile, and what leaves together stays together."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from rules.subjects import Subject, SubjectKind
from rules.telling import MAIL
from tests.workflow.build import World
from workflow.database.store import Tx
from workflow.post import deliveries, outbox
from workflow.post.deliveries import Delivery, NewDelivery
from workflow.tables.post import DeliveryRow, Outbox

LEASE = timedelta(minutes=1)


def addressed(
    world: World, key: str, *who: str, digest: str | None = None, dossier: int = 1
) -> None:
    """A message under that key, and its deliveries to these people."""
    with world.store.write() as tx:
        outbox.write(
            tx,
            subject=Subject(SubjectKind.DOSSIER, dossier),
            occasion="recours_recu",
            recipient="role:bop",
            data={},
            key=key,
            now=world.now,
            digest=digest,
        )
        written = outbox.to_route(tx, now=world.now, most=9)
        deliveries.write(tx, planned(world, written, who, digest))
        outbox.routed(tx, written, world.now)


def planned(
    world: World, messages: Sequence[outbox.Message], who: Sequence[str], digest: str | None
) -> Iterable[NewDelivery]:
    for message in messages:
        for one in who:
            yield NewDelivery(
                message=message,
                who=one,
                agent=None,
                address=one,
                channel=MAIL,
                at=world.now,
                digest=digest,
            )


def taken(world: World, tx: Tx) -> list[list[Delivery]]:
    """What is due now, claimed for the length of a lease."""
    found = deliveries.due(tx, channel=MAIL, now=world.now, most=9)
    deliveries.claim(tx, found, world.now + LEASE)
    return found


def test_who_outlived_their_lease_does_not_send_again_what_another_sent(world: World) -> None:
    addressed(world, "k", "a@x.example")
    with world.store.write() as tx:
        ((slow,),) = taken(world, tx)
    world.wait(hours=1)
    with world.store.write() as tx:
        ((quick,),) = taken(world, tx)
        deliveries.mark_sent(tx, quick, world.now)
    with world.store.write() as tx:
        deliveries.mark_later(tx, slow, world.now, "timeout")

    (row,) = world.rows(DeliveryRow)
    assert (row["state"], row["attempts"], row["error"]) == ("envoye", 1, None)


def test_one_thing_is_told_once_to_a_person_and_every_message_says_so(world: World) -> None:
    addressed(world, "au-bop", "a@x.example", "b@x.example")
    addressed(world, "au-bat", "b@x.example", "c@x.example")
    addressed(world, "autre-dossier", "b@x.example", dossier=2)
    found = [(row["outbox_id"], row["who"][0], row["state"]) for row in world.rows(DeliveryRow)]

    assert found == [
        *((1, "a", "a_envoyer"), (1, "b", "a_envoyer")),
        *((2, "b", "deja_dit"), (2, "c", "a_envoyer")),
        (3, "b", "a_envoyer"),
    ]


def test_the_same_message_looked_up_twice_is_written_once(world: World) -> None:
    addressed(world, "k", "a@x.example")
    with world.store.write() as tx:
        outbox.route_again(tx, [1], world.now)
    with world.store.write() as tx:
        again = outbox.to_route(tx, now=world.now, most=9)
        deliveries.write(tx, planned(world, again, ["a@x.example", "b@x.example"], None))
    found = [(row["who"], row["state"]) for row in world.rows(DeliveryRow)]

    assert found == [("a@x.example", "a_envoyer"), ("b@x.example", "a_envoyer")]


def test_a_digest_that_may_have_left_leaves_again_as_it_was(world: World) -> None:
    addressed(world, "un", "a@x.example", digest="stock")
    addressed(world, "deux", "a@x.example", digest="stock", dossier=2)
    with world.store.write() as tx:
        (first,) = taken(world, tx)
    world.wait(hours=1)
    addressed(world, "trois", "a@x.example", digest="stock", dossier=3)
    with world.store.write() as tx:
        again, alone = taken(world, tx)

    assert [one.id for one in again] == [one.id for one in first] == [1, 2]
    assert again[0].letter_id == first[0].letter_id
    assert [one.id for one in alone] == [3]
    assert alone[0].letter_id != first[0].letter_id


def test_a_digest_that_was_not_even_tried_takes_what_came_since(world: World) -> None:
    addressed(world, "un", "a@x.example", digest="stock")
    with world.store.write() as tx:
        ((first,),) = taken(world, tx)
        deliveries.mark_later(tx, first, world.now, "arrêté", counted=False)
    addressed(world, "deux", "a@x.example", digest="stock", dossier=2)
    with world.store.write() as tx:
        (both,) = taken(world, tx)

    assert [one.id for one in both] == [1, 2]


def test_a_person_who_strayed_may_stand_there_again(world: World) -> None:
    addressed(world, "k", "a@x.example")
    with world.store.write() as tx:
        deliveries.divert(tx, deliveries.due(tx, channel=MAIL, now=world.now, most=9)[0], world.now)
    with world.store.write() as tx:
        again = outbox.to_route(tx, now=world.now, most=9)
        deliveries.write(tx, planned(world, again, ["a@x.example"], None))
    states = [row["state"] for row in world.rows(DeliveryRow)]

    assert states == ["detourne", "a_envoyer"]
    assert world.rows(Outbox)[0]["routed_at"] is None
