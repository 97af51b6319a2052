"""Who is written to besides the services: those who sit, and the partners whom lines invite."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.seances.minutes import Sending
from rules.seances.seats import Answer
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from states.decision import Decision
from states.page import Exit
from workflow.acts import invitations
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import aloud, outbox
from workflow.seances import programme
from workflow.seances.participants import seating
from workflow.seances.participants.seating import Seated
from workflow.seances.record import Row
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


def tell(
    tx: Tx,
    rulebook: Rulebook,
    kind: SeanceKind,
    seance: SeanceView,
    before: Row,
    after: Row,
    act: Act,
    decision: Decision,
    seated: Seated,
    *,
    seq: int,
    sending: Sending | None,
    replaced_by: Row | None,
) -> int:
    """Writes what the act occasions for them, or asks that it be told to whoever has no address of
    mail; how many convocations. ``seq``: its entry,
    ``seance``: as it was before; ``sending``: the version of the compte rendu that it sends."""
    exit = decision.moves[0].exit
    notices = _TO_MEMBERS.intersection(exit.notices) if isinstance(exit, Exit) else frozenset()
    no_longer = act.event == seating.CONVOKE and (seated.let_go or seated.left_out)
    if not (seated.convoked or notices or no_longer):
        return 0
    subject = Subject(SubjectKind.SEANCE, seance.id)
    following = after if replaced_by is None else replaced_by
    data: Mapping[str, object] = {
        "reference": f"séance {seance.id}",
        "genre": kind.label,
        "circonscription": after["circonscription"],
        "ancienne_date": _iso(before["held_at"]),
        "nouvelle_date": _iso(following["held_at"]),
        "ancien_lieu": before["lieu"],
        "lieu": following["lieu"],
        **({} if sending is None else sending.message),
    }

    def write(occasion: str, recipient: str, one: object, said: Mapping[str, object]) -> None:
        outbox.write(
            tx,
            subject=subject,
            occasion=occasion,
            recipient=recipient,
            data={**data, **said},
            key=f"seance-{seance.id}-{seq}-{occasion}-{one}",
            now=act.known,
        )

    def tell_member(occasion: str, member: int) -> None:
        if member not in without_mail:
            write(occasion, f"membre:{member}", f"membre-{member}", {})
            return
        aloud.ask(
            *(tx, kind, seance, occasion, aloud.MEMBER, member),
            following=programme.view(seance.id, following).held,
            key=f"seance-{seance.id}-{seq}-{occasion}",
            now=act.known,
        )

    without_mail = {row[0] for row in tx.all(_WITHOUT_MAIL, {"genre": kind.code})}
    mandated = _mandated(tx, rulebook, seance, act)
    convocations = 0
    for row in tx.all(_CONVOKED, {"id": seance.id}):
        one = Convoked(*row)
        if one.id in seated.convoked or one.id in seated.asked_again:
            write(OCCASION, one.address, one.id, one.told_of(kind))
            convocations += 1
        else:
            for member in one.members:
                for occasion in sorted(notices) if member in mandated else ():
                    tell_member(occasion, member)
    if no_longer:
        for member in seated.let_go:
            tell_member(NO_LONGER, member)
        for service in seated.left_out:
            write(NO_LONGER, f"service:{service}", f"service-{service}", {})
    if "seance_deplacee" in notices:
        now = programme.view(seance.id, after)
        invitations.tell_moved(tx, kind, seance, now, after["lieu"], act, seq=seq)
        for member in mandated.intersection(seated.let_go):
            tell_member("seance_deplacee", member)
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


def _iso(micros: object) -> str | None:
    return from_micros(micros).isoformat() if isinstance(micros, int) else None
