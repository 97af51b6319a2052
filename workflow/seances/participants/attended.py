"""Who was in a séance, as its compte rendu names them, and how its quorum stood."""

from sqlalchemy import and_, bindparam, select

from rules.rulebook import Rulebook
from rules.seances.guests import WHOM_LABELS, Whom
from rules.seances.kinds import SeanceKind
from rules.seances.minutes import Attendee
from rules.seances.seats import Participant, Presence
from rules.situation import SeanceView
from rules.wording import numbered
from workflow.acts import participants
from workflow.database.statements import Statement
from workflow.database.store import Row, Tx
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine, SeanceService, Service

_PARTICIPANT, _MEMBER, _GUEST = table(seats.Participant), table(seats.Membre), table(seats.Invite)
_SERVICE, _CODE, _SITS = table(Service), table(CodeLine), table(SeanceService)
_SUBSTITUTE = _MEMBER.alias("substitute")
_NAMED = Statement(
    select(
        *(_PARTICIPANT.c.id, _SUBSTITUTE.c.nom, _PARTICIPANT.c.remplacant),
        *(_MEMBER.c.nom, _PARTICIPANT.c.nom, _CODE.c.libelle, _SERVICE.c.libelle),
        *(_PARTICIPANT.c.arrivee, _PARTICIPANT.c.depart),
    )
    .select_from(_PARTICIPANT)
    .outerjoin(_MEMBER, _MEMBER.c.id == _PARTICIPANT.c.membre_id)
    .outerjoin(_SUBSTITUTE, _SUBSTITUTE.c.id == _PARTICIPANT.c.remplacant_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _PARTICIPANT.c.service_id)
    .outerjoin(
        _CODE,
        and_(_CODE.c.liste == "referents", _CODE.c.identifiant == _PARTICIPANT.c.referent),
    )
    .where(_PARTICIPANT.c.seance_id == bindparam("id"))
)
_GUESTS = Statement(
    select(_GUEST.c.qui, _GUEST.c.nom, _GUEST.c.passage_id)
    .where(_GUEST.c.present_at == bindparam("id"))
    .order_by(_GUEST.c.id)
)
_SITTING = Statement(
    select(_SERVICE.c.libelle)
    .join_from(_SITS, _SERVICE, _SERVICE.c.id == _SITS.c.service_id)
    .where(_SITS.c.seance_id == bindparam("id"))
    .order_by(_SERVICE.c.id)
)


def of_seance(
    tx: Tx, rulebook: Rulebook, kind: SeanceKind, seance: SeanceView
) -> tuple[tuple[Attendee, ...], str | None]:
    """Those who were awaited or came, in the order of the table, whoever took somebody's place
    under their own name, then the guests who came; and the quorum in words, None where none is
    wanted. A séance for which nobody was named has the services that sit."""
    guests = tuple(_guest(row) for row in tx.all(_GUESTS, {"id": seance.id}))
    awaited = participants.awaited(tx, seance.id, rulebook.local_day(seance.held))
    if not awaited:
        services = tx.all(_SITTING, {"id": seance.id})
        return (*(Attendee(service=label) for (label,) in services), *guests), None
    named = {row[0]: row for row in tx.all(_NAMED, {"id": seance.id})}
    order = {seat.code: rank for rank, seat in enumerate(kind.seats)}
    found = sorted(awaited, key=lambda one: (order.get(one.seat, len(order)), one.id))
    quorum = kind.quorum_of(awaited)
    return (
        (*(_attendee(kind, one, named[one.id]) for one in found), *guests),
        None if quorum is None else quorum.sentence,
    )


def _attendee(kind: SeanceKind, one: Participant, told: Row) -> Attendee:
    _, deputy, other, member, typed, referent, service, arrived, left = told
    seat = kind.seat(one.seat)
    return Attendee(
        service=service,
        name=deputy or other or member or typed or referent,
        function=one.seat if seat is None else seat.label,
        standing=None if one.presence is None else one.presence.value,
        arrived=arrived,
        left=left,
    )


def _guest(told: Row) -> Attendee:
    whom, name, line = told
    return Attendee(
        service=None,
        name=name,
        function=f"{WHOM_LABELS[Whom(whom)]}, ligne {numbered(line)}",
        standing=Presence.PRESENT.value,
    )
