"""Whom convoking a séance would write to, told before anything leaves: the act is carried out, its
table read, then all of it undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.reading import members, participants
from workflow.reading.participants import Attendee
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Somebody who would be written to. ``address``: a member's, or that of their service; None
    when they have none. A service without a member is told as it is of everything else."""

    attendee: Attendee
    address: str | None

    @property
    def by_post(self) -> bool:
        """Whether a letter is their convocation."""
        return self.attendee.member_id is not None and self.address is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Convocations:
    """``called``: those who would be written to, in the order of the table; ``already`` how many
    were before and are not written to again; ``gone``: those whom nobody would await any more."""

    called: tuple[Called, ...]
    already: int
    gone: tuple[Attendee, ...]


def foreseen(store: Store, rulebook: Rulebook, command: SeanceCommand) -> Convocations:
    """What convoking would do. Raises what ``conduct.perform`` does, and journals nothing."""
    assert command.seance_id is not None
    with store.write(kept=False) as tx:
        before = participants.of(tx, rulebook, command.seance_id).attendees
        conduct.carry_out(tx, rulebook, command)
        after = participants.of(tx, rulebook, command.seance_id).attendees
    known = {one.id for one in before if one.invited is not None}
    still = {one.id for one in after}
    with store.read() as connection:
        book = members.addresses(connection)
    return Convocations(
        called=tuple(_called(after, known, book)),
        already=sum(1 for one in after if one.id in known),
        gone=tuple(one for one in before if one.id not in still),
    )


def _called(
    after: Iterable[Attendee], known: Iterable[int], book: Mapping[str, str]
) -> Iterable[Called]:
    for one in after:
        if one.invited is not None and one.id not in known:
            yield Called(attendee=one, address=book.get(f"membre:{one.member_id}"))
