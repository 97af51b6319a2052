"""What the acts of a séance do to those who sit in it: convoked, answering, present."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.situation import Act, SeanceView
from workflow.acts.done_once import NAMES_VISITOR
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Tx
from workflow.seances import programme
from workflow.seances.participants import places, signing, visitors
from workflow.seances.participants.places import Place
from workflow.tables import seats
from workflow.tables.columns import table

_PARTICIPANT = table(seats.Participant)

CONVOKE, ANSWER, SIGN, WELCOME = "convoquer", "repondre_invitation", "emarger", "accueillir"
MOVE = "deplacer"

# Whoever comes from outside is named for the séance, not convoked with the others.
_OF_THE_TABLE = _PARTICIPANT.c.email.is_(None)
_KNOWN = Statement(
    select(
        *(_PARTICIPANT.c[name] for name in ("id", "siege", "membre_id", "service_id", "referent")),
        *(_PARTICIPANT.c.sits, _PARTICIPANT.c.invited_at, _PARTICIPANT.c.presence),
    )
    .where(_PARTICIPANT.c.seance_id == bindparam("id"), _OF_THE_TABLE)
    .order_by(_PARTICIPANT.c.id)
)
_INVITE = insert_returning_id(
    seats.Participant,
    *("seance_id", "siege", "membre_id", "service_id", "referent", "nom"),
    *("sits", "invited_at", "presence"),
)
_SEAT = update_by_id(seats.Participant, "sits", "invited_at", "reponse")
_ANSWERED = update_by_id(seats.Participant, "reponse", "remplacant_id", "remplacant")
_ASK_AGAIN = Statement(
    _PARTICIPANT.update().where(
        _PARTICIPANT.c.seance_id == bindparam("of_id"), _PARTICIPANT.c.sits == 1
    ),
    ("reponse", "remplacant_id", "remplacant"),
)
_INVITED = Statement(
    select(_PARTICIPANT.c.id)
    .where(
        _PARTICIPANT.c.seance_id == bindparam("id"),
        _PARTICIPANT.c.invited_at.is_not(None),
        _OF_THE_TABLE,
    )
    .limit(1)
)
_STAND_IN = Statement(
    select(_PARTICIPANT.c.remplacant_id)
    .where(
        _PARTICIPANT.c.seance_id == bindparam("id"),
        _PARTICIPANT.c.sits == 1,
        _PARTICIPANT.c.remplacant_id.is_not(None),
    )
    .distinct()
    .order_by(_PARTICIPANT.c.remplacant_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """What an act did to those who sit. ``convoked``: participants to write to; ``gone``: those who
    no longer sit; ``asked_again``: those who had been convoked and have to answer again;
    ``let_go``: the members who were to come and whom nobody awaits any more, or on the new day;
    ``left_out``: the services likewise; ``visitor``: whoever comes from outside, when they are one
    of those written to."""

    convoked: Sequence[int] = ()
    gone: Sequence[int] = ()
    asked_again: Sequence[int] = ()
    let_go: Sequence[int] = ()
    left_out: Sequence[int] = ()
    visitor: int | None = None

    @property
    def told(self) -> Mapping[str, object]:
        """What the entry of the act says of it."""
        said = {"convoques": list(self.convoked), "ne_siegent_plus": list(self.gone)}
        return {name: numbers for name, numbers in said.items() if numbers}


def change(
    tx: Tx,
    rulebook: Rulebook,
    seance: SeanceView,
    kind: SeanceKind,
    act: Act,
    values: Mapping[str, object],
) -> Seated:
    """What the act does, the séance being locked; ``values``: its form."""
    if act.event == CONVOKE:
        return _convoke(tx, rulebook, seance, kind, act)
    if act.event == NAMES_VISITOR:
        coming = visitors.replace(tx, seance, kind, act, values)
        return Seated(convoked=[coming], visitor=coming)
    if act.event == MOVE:
        return _ask_again(tx, rulebook, seance, act, values)
    if act.event in _WRITES:
        _WRITES[act.event](tx, seance, values)
    return Seated()


def _convoke(tx: Tx, rulebook: Rulebook, seance: SeanceView, kind: SeanceKind, act: Act) -> Seated:
    """Who had been convoked is not asked again. Whoever was to take the place of somebody who no
    longer sits need not come either."""
    wanted = list(places.of_seance(tx, seance, kind, rulebook.local_day(seance.held)))
    before = _stand_ins(tx, seance.id)
    seated = _seat(tx, seance.id, wanted, act.known)
    freed = before - _stand_ins(tx, seance.id) - {place.member for place in wanted}
    return replace(seated, asked_again=(), let_go=sorted({*seated.let_go, *freed}))


def _stand_ins(tx: Tx, seance_id: int) -> set[int]:
    """The members who take the place of somebody who sits."""
    return {row[0] for row in tx.all(_STAND_IN, {"id": seance_id})}


def _seat(tx: Tx, seance_id: int, wanted: Sequence[Place], known_at: datetime) -> Seated:
    """Everybody who is to sit is awaited; only those who were not yet are written to. Whoever was
    convoked and is no longer to sit does not, unless their presence was noted."""
    now = to_micros(known_at)
    convoked, gone, asked_again = list[int](), list[int](), list[int]()
    let_go, left_out = list[int](), list[int]()
    still = {place.service for place in wanted}
    known = set[Place]()
    for number, *held_by, sits, invited, presence in tx.all(_KNOWN, {"id": seance_id}):
        held = Place(*held_by)
        known.add(held)
        if held in wanted and not sits:
            convoked.append(number)
            tx.write(_SEAT, {"of_id": number, "sits": 1, "invited_at": now, "reponse": None})
        elif held in wanted and invited is not None:
            asked_again.append(number)
        elif sits and invited is not None and presence is None:
            gone.append(number)
            if held.member is not None:
                let_go.append(held.member)
            elif held.service is not None and held.service not in still:
                left_out.append(held.service)
            tx.write(_SEAT, {"of_id": number, "sits": 0, "invited_at": invited, "reponse": None})
    for place in wanted:
        if place not in known:
            convoked.append(_invite(tx, seance_id, place, invited=now))
    return Seated(
        convoked=convoked,
        gone=gone,
        asked_again=asked_again,
        let_go=let_go,
        left_out=sorted({*left_out}),
    )


def _invite(
    tx: Tx,
    seance_id: int,
    place: Place,
    *,
    invited: int | None = None,
    name: object = None,
    presence: str | None = None,
) -> int:
    return tx.insert(
        _INVITE,
        {
            "seance_id": seance_id,
            "siege": place.seat,
            "membre_id": place.member,
            "service_id": place.service,
            "referent": place.referent,
            "nom": name,
            "sits": 1,
            "invited_at": invited,
            "presence": presence,
        },
    )


def _ask_again(
    tx: Tx, rulebook: Rulebook, seance: SeanceView, act: Act, values: Mapping[str, object]
) -> Seated:
    """Answers were given for another date: they are asked again of whoever comes from outside, and
    of those who sit on the new day, unless only the place changed, or nobody was convoked yet."""
    moved = replace(seance, held=programme.held(rulebook, values))
    if moved.held == seance.held:
        return Seated()
    stood_in = _stand_ins(tx, seance.id)
    nothing = {"reponse": None, "remplacant_id": None, "remplacant": None}
    tx.write(_ASK_AGAIN, {"of_id": seance.id, **nothing})
    coming = visitors.named(tx, seance.id)
    visitor = None if coming is None else coming.participant
    outside = () if visitor is None else (visitor,)
    if tx.one(_INVITED, {"id": seance.id}) is None:
        return Seated(asked_again=outside, visitor=visitor)
    wanted = places.of_seance(tx, moved, rulebook.kind_held(moved), rulebook.local_day(moved.held))
    seated = _seat(tx, seance.id, list(wanted), act.known)
    return replace(
        seated,
        asked_again=(*seated.asked_again, *outside),
        let_go=sorted({*seated.let_go, *stood_in}),
        visitor=visitor,
    )


def _answer(tx: Tx, seance: SeanceView, values: Mapping[str, object]) -> None:
    tx.write(
        _ANSWERED,
        {
            "of_id": values["participant"],
            "reponse": values["reponse"],
            "remplacant_id": values.get("suppleant"),
            "remplacant": values.get("remplacant"),
        },
    )


def _welcome(tx: Tx, seance: SeanceView, values: Mapping[str, object]) -> None:
    service, referent = values.get("service"), values.get("referent")
    place = Place(
        str(values["siege"]),
        service=service if isinstance(service, int) else None,
        referent=referent if isinstance(referent, int) else None,
    )
    _invite(tx, seance.id, place, name=values["nom"], presence="present")


_WRITES: Mapping[str, Callable[[Tx, SeanceView, Mapping[str, object]], None]] = {
    ANSWER: _answer,
    SIGN: signing.sign,
    WELCOME: _welcome,
}
