"""The outbox: who is slower than their lease does not undo what another did meanwhile."""

from datetime import timedelta

from rules.subjects import Subject, SubjectKind
from tests.workflow.build import World
from workflow.post import outbox
from workflow.tables.post import Outbox


def test_who_outlived_their_lease_does_not_send_again_what_another_sent(world: World) -> None:
    lease = timedelta(minutes=1)
    with world.store.write() as tx:
        outbox.write(
            tx,
            subject=Subject(SubjectKind.DOSSIER, 1),
            occasion="recours_recu",
            recipient="role:bop",
            data={},
            key="k",
            now=world.now,
        )
        (slow,) = outbox.claim(tx, now=world.now, lease=lease, most=9)
    world.wait(hours=1)
    with world.store.write() as tx:
        (quick,) = outbox.claim(tx, now=world.now, lease=lease, most=9)
        outbox.mark_sent(tx, quick, world.now)
    with world.store.write() as tx:
        outbox.mark_later(tx, slow, world.now, "timeout")

    (row,) = world.rows(Outbox)
    assert (row["status"], row["attempts"], row["error"]) == ("envoye", 1, None)
