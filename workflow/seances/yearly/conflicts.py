"""What the programme objects to a séance because of another: its hour, its place, its slot."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sqlalchemy import bindparam, func, select

from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.seances.clashes import Clash, Meeting, Shared, clashes
from rules.wording import local_instant, quoted
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances import programme
from workflow.seances.yearly import meetings
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

_SEANCE = table(Seance)
_AT_THAT_HOUR = Statement(
    select(_SEANCE.c.id)
    .where(
        _SEANCE.c.genre == bindparam("genre"),
        func.coalesce(_SEANCE.c.circonscription, "") == bindparam("place"),
        _SEANCE.c.held_at == bindparam("held_at"),
        _SEANCE.c.state.not_in(["annulee", "reportee"]),
        _SEANCE.c.id != bindparam("but"),
    )
    .order_by(_SEANCE.c.id)
)
_OF_SLOT = Statement(select(_SEANCE.c.id).where(_SEANCE.c.creneau == bindparam("creneau")))
_A_DAY = timedelta(days=1)
"""No séance lasts so long: those that overlap another begin within a day of it."""


def objections(
    tx: Tx,
    rulebook: Rulebook,
    values: Mapping[str, object],
    *,
    genre: object,
    circonscription: object,
    but: int = 0,
) -> Iterator[Refusal]:
    """What the séances that there are object to the hour and place of a form. ``but``: the séance
    that moves, to the place it has unless the form gives another."""
    yield from _same_slot(tx, values)
    try:
        start = programme.held(rulebook, values)
    except (KeyError, ValueError):  # no day or no hour yet: said by the form and its guards
        return
    asked = {
        "genre": genre,
        "place": circonscription or "",
        "held_at": to_micros(start),
        "but": but,
    }
    there = tx.one(_AT_THAT_HOUR, asked)
    if there is not None:
        yield Refusal(
            code="seance_deja_programmee",
            sentence=f"La séance n° {there[0]} est déjà au programme le {local_instant(start)},"
            " du même genre et pour la même circonscription.",
            remedy="Choisissez un autre jour ou une autre heure.",
            field="date_seance",
        )
    place = values.get("lieu")
    if place is None and but:
        moved = programme.read(tx, but)
        place = None if moved is None else moved["lieu"]
    if place is not None:
        where = None if circonscription is None else str(circonscription)
        length = rulebook.length_of(str(genre), where, start.date())
        wanted = Meeting(name="", start=start, end=start + length, place=str(place), new=True)
        yield from _same_place(tx, rulebook, wanted, but)


def refusal(rulebook: Rulebook, clash: Clash) -> Refusal:
    """Why a séance is not held while another has its place, or who leads it."""
    meeting, other = clash.meeting, clash.other
    when = local_instant(meeting.start.astimezone(rulebook.calendar.tz))
    who = f"{meeting.name} et {other.name}" if meeting.name else other.name
    if clash.shared is Shared.LIEU:
        return Refusal(
            code="lieu_pris",
            sentence=f"{quoted(str(meeting.place))} est pris le {when} : {who}.",
            remedy="Choisissez un autre lieu, un autre jour ou une autre heure.",
            field="lieu",
        )
    return Refusal(
        code="animation_prise",
        sentence=f"{quoted(str(meeting.coordinator))} anime deux séances le {when} : {who}.",
        remedy="Programmez d’abord l’une des deux à la main, un autre jour de son mois, ou changez"
        " la règle de son programme.",
    )


def _same_slot(tx: Tx, values: Mapping[str, object]) -> Iterator[Refusal]:
    slot = programme.slot(values)
    there = None if slot is None else tx.one(_OF_SLOT, {"creneau": slot})
    if there is not None:
        yield Refusal(
            code="creneau_pris",
            sentence=f"La séance n° {there[0]} tient déjà ce créneau du programme.",
            remedy="Programmez la séance sans créneau.",
            field="creneau",
        )


def _same_place(tx: Tx, rulebook: Rulebook, wanted: Meeting, but: int) -> Iterator[Refusal]:
    others = [
        one.meeting(rulebook)
        for one in meetings.between(tx, wanted.start - _A_DAY, wanted.start + _A_DAY)
        if not one.given_up and one.id != but
    ]
    for clash in clashes([wanted, *others]):
        if clash.shared is Shared.LIEU:
            yield refusal(rulebook, clash)
