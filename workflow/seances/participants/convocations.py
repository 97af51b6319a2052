"""Who is written to besides the services: those who sit, and the partners whom lines invite."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from sqlalchemy import bindparam, func, or_, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.seances.seats import Answer
from rules.situation import Act, SeanceView
from workflow.acts import invitations
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import aloud, outbox
from workflow.seances import programme
from workflow.seances.participants import seating
from workflow.seances.participants.seating import Seated
from workflow.seances.record import ToWrite
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.tables.subjects import Service

OCCASION, NO_LONGER = "convocation", "convocation_annulee"
_TO_MEMBERS = frozenset(
    {
        *("seance_deplacee", "seance_annulee", "seance_reportee"),
        *("compte_rendu", "compte_rendu_corrige"),
    }
)
_NOTHING: Mapping[str, object] = MappingProxyType({})

_PARTICIPANT, _MEMBER = table(seats.Participant), table(seats.Membre)
_SERVICE = table(Service)
_CONVOKED = Statement(
    select(
        *(_PARTICIPANT.c[name] for name in ("id", "siege", "membre_id", "service_id")),
        *(_PARTICIPANT.c[name] for name in ("reponse", "presence", "remplacant_id")),
    )
    .where(
        _PARTICIPANT.c.seance_id == bindparam("id"),
        _PARTICIPANT.c.sits == 1,
        _PARTICIPANT.c.invited_at.is_not(None),
    )
    .order_by(_PARTICIPANT.c.id)
)
_IN_MANDATE = Statement(
    select(_MEMBER.c.id).where(
        _MEMBER.c.genre == bindparam("genre"),
        _MEMBER.c.du <= bindparam("day"),
        or_(_MEMBER.c.au.is_(None), _MEMBER.c.au >= bindparam("until")),
    )
)
# Neither an address of theirs nor their service's (see ``workflow.reading.members.addresses``).
_WITHOUT_MAIL = Statement(
    select(_MEMBER.c.id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _MEMBER.c.service_id)
    .where(
        _MEMBER.c.genre == bindparam("genre"),
        func.coalesce(func.nullif(_MEMBER.c.email, ""), func.nullif(_SERVICE.c.email, "")).is_(
            None
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Convoked:
    """Somebody who was written to."""

    id: int
    seat: str
    member: int | None
    service: int | None
    answer: str | None
    presence: str | None
    deputy: int | None

    @property
    def address(self) -> str:
        """Theirs, or that of the service which sends whom it wants."""
        if self.member is not None:
            return f"membre:{self.member}"
        if self.service is not None:
            return f"service:{self.service}"
        return outbox.named_visitor(self.id)

    @property
    def members(self) -> Iterator[int]:
        """The members who come: they themselves, and whoever takes their place."""
        if self.member is not None:
            yield self.member
        if self.answer == Answer.REMPLACE and self.deputy is not None:
            yield self.deputy

    def told_of(self, kind: SeanceKind) -> Mapping[str, object]:
        """What their message says of their seat."""
        seat = kind.seat(self.seat)
        return {
            "fonction": self.seat if seat is None else seat.label,
            "en_personne": int(seat is not None and seat.in_person),
        }


def silent(tx: Tx, seance_id: int) -> tuple[Convoked, ...]:
    """Those who were written to and did not say whether they come, as long as nobody noted that
    they did."""
    every = (Convoked(*row) for row in tx.all(_CONVOKED, {"id": seance_id}))
    return tuple(one for one in every if one.answer is None and one.presence is None)


@dataclass(frozen=True, kw_only=True)
class _Telling:
    """Says what an act made of the séance, to each by the way that reaches them. ``seance``: as it
    was before, ``seq``: the entry of the act."""

    tx: Tx
    made: ToWrite
    seance: SeanceView
    seq: int

    def tell(
        self, occasion: str, recipient: str, one: object, said: Mapping[str, object] = _NOTHING
    ) -> None:
        """Somebody who has an address; ``said`` besides what everybody reads."""
        outbox.write(
            self.tx,
            subject=self.made.subject,
            occasion=occasion,
            recipient=recipient,
            data={**self.made.message, **said},
            key=f"{self._key(occasion)}-{one}",
            now=self.made.act.known,
        )

    def tell_member(self, occasion: str, member: int) -> None:
        """A member; or, of one who has no address, whoever calls them."""
        if member not in self._without_mail:
            self.tell(occasion, f"membre:{member}", f"membre-{member}")
            return
        aloud.ask(
            *(self.tx, self.made.kind, self.seance, occasion, aloud.MEMBER, member),
            following=programme.view(self.seance.id, self.made.following).held,
            key=self._key(occasion),
            now=self.made.act.known,
        )

    @cached_property
    def _without_mail(self) -> frozenset[int]:
        rows = self.tx.all(_WITHOUT_MAIL, {"genre": self.made.kind.code})
        return frozenset(row[0] for row in rows)

    def _key(self, occasion: str) -> str:
        return f"seance-{self.seance.id}-{self.seq}-{occasion}"


def tell(
    tx: Tx, rulebook: Rulebook, made: ToWrite, seance: SeanceView, seated: Seated, seq: int
) -> int:
    """Writes what the act occasions for them, or asks that it be told to whoever has no address of
    mail; how many convocations. ``seq``: its entry, ``seance``: as it was before."""
    act, notices = made.act, _TO_MEMBERS.intersection(made.occasions)
    no_longer = act.event == seating.CONVOKE and (seated.let_go or seated.left_out)
    if not (seated.convoked or notices or no_longer):
        return 0
    telling = _Telling(tx=tx, made=made, seance=seance, seq=seq)
    mandated = _mandated(tx, rulebook, seance, act)
    convocations = 0
    for row in tx.all(_CONVOKED, {"id": seance.id}):
        one = Convoked(*row)
        if one.id in seated.convoked or one.id in seated.asked_again:
            telling.tell(OCCASION, one.address, one.id, one.told_of(made.kind))
            convocations += 1
        else:
            for member in one.members:
                for occasion in sorted(notices) if member in mandated else ():
                    telling.tell_member(occasion, member)
    if no_longer:
        for member in seated.let_go:
            telling.tell_member(NO_LONGER, member)
        for service in seated.left_out:
            telling.tell(NO_LONGER, f"service:{service}", f"service-{service}")
    if "seance_deplacee" in notices:
        now = programme.view(seance.id, made.after)
        invitations.tell_moved(tx, made.kind, seance, now, made.after["lieu"], act, seq=seq)
        for member in mandated.intersection(seated.let_go):
            telling.tell_member("seance_deplacee", member)
    return convocations


def _mandated(tx: Tx, rulebook: Rulebook, seance: SeanceView, act: Act) -> frozenset[int]:
    """The members who may be written to of the séance: their mandate runs on its day, and is not
    over yet. It may begin after today: they are awaited all the same."""
    day = rulebook.local_day(seance.held)
    key = {
        "genre": seance.genre,
        "day": day.isoformat(),
        "until": max(day, rulebook.local_day(act.known)).isoformat(),
    }
    return frozenset(row[0] for row in tx.all(_IN_MANDATE, key))
