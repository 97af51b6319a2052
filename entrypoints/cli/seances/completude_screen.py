"""What a séance still awaits and who was chased for it, on a screen."""

from collections.abc import Sequence
from datetime import datetime

from entrypoints import clock
from entrypoints.cli import display
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.words.times import short_instant
from rules.actors import Role
from rules.days.calendar import Calendar
from rules.wording import NBSP, colon, quantity
from workflow.reading.completeness import Readiness, Sending
from workflow.reading.participants import Attendee
from workflow.seances.tableau.chase import Chased


def show(
    seance: int,
    role: Role,
    found: Sequence[Readiness],
    silent: Sequence[Attendee],
    calendar: Calendar,
) -> None:
    """Service by service, then who did not answer; the needs, the order of the lines and who they
    invite, only where they are asked for.
    ``role``: whose it is to chase them."""
    needs = any(one.needs.awaited or one.needs.sent for one in found)
    order = any(one.unordered for one in found)
    invited = any(one.unguested for one in found)
    display.listing(
        (
            *("N°", "Service", "Lignes", "Aux services", "À la coordination"),
            *(("Besoins",) if needs else ()),
            *(("Sans priorité",) if order else ()),
            *(("Invités à dire",) if invited else ()),
            "Sans réponse",
        ),
        [
            (
                str(one.service_id),
                one.service,
                str(one.brings),
                _told(one.to_the_services, calendar),
                _told(one.to_the_bat, calendar),
                *((_told(one.needs, calendar),) if needs else ()),
                *((_numbers(one.unordered),) if order else ()),
                *((_numbers(one.unguested),) if invited else ()),
                _numbers(one.unanswered),
            )
            for one in found
        ],
        empty="Aucun service ne siège dans cette séance.",
        fixed=("N°",),
        right=("N°", "Lignes"),
    )
    if silent:
        display.section("Sans réponse à leur convocation")
        display.listing(
            ("N°", "Siège", "Personne, service", "Convocation"),
            [
                (
                    str(one.id),
                    one.function,
                    display.pair(one.name or one.service, one.service if one.name else None),
                    "–" if one.invited is None else _when(one.invited, calendar),
                )
                for one in silent
            ],
            empty="",
            fixed=("N°",),
            right=("N°",),
        )
    _show_owing(f"seance relancer {seance} --role {role}", found, silent)


def _show_owing(command: str, found: Sequence[Readiness], silent: Sequence[Attendee]) -> None:
    owing = sum(one.owing is not None for one in found)
    told = []
    if owing:
        told.append(quantity(owing, "service est attendu", "services sont attendus"))
    if silent:
        told.append(quantity(len(silent), "réponse est attendue", "réponses sont attendues"))
    if told:
        who = ", ".join(told)
        display.say(f"{who}. Les relancer{NBSP}: {command}")
    elif found:
        display.say("Tout est là.")


def show_chased(
    done: Chased, found: Sequence[Readiness], silent: Sequence[Attendee], calendar: Calendar
) -> None:
    """Who was written to, then who already was that day, by whom and when."""
    if_repeated(done)
    services = {one.service_id: one.service for one in found}
    people = {one.id: _name(one) for one in silent}
    if done.services:
        told = quantity(len(done.services), "service relancé", "services relancés")
        display.say(f"{colon(told, ', '.join(services[one] for one in done.services))}.")
    if done.participants:
        told = quantity(len(done.participants), "convocation relancée", "convocations relancées")
        display.say(f"{colon(told, ', '.join(people[one] for one in done.participants))}.")
    if done.earlier:
        display.say("Relancés plus tôt aujourd’hui, rien ne leur est renvoyé.")
    for one in done.earlier:
        who = services.get(one.service or 0) or people.get(one.participant or 0, "")
        display.indented(f"{who}, par {one.by}, {_when(one.at, calendar)}")


def _name(one: Attendee) -> str:
    """« Mme Durand (CCAS) », « ALI Bobigny (agence locale d’insertion) »."""
    named = one.name or one.service
    return one.function if named is None else f"{named} ({one.function})"


def _told(sending: Sending, calendar: Calendar) -> str:
    now = clock.now()
    if sending.sent is not None:
        when = short_instant(sending.sent, now, calendar)
        return f"{when}, hors délai" if sending.late(now) else when
    if not sending.awaited:
        return "–"
    if sending.due is None:
        return "attendu"
    until = short_instant(sending.due, now, calendar)
    return f"en retard ({until})" if sending.late(now) else f"attendu {until}"


def _numbers(lines: Sequence[int]) -> str:
    return ", ".join(str(line) for line in lines) or "–"


def _when(moment: datetime, calendar: Calendar) -> str:
    return short_instant(moment, clock.now(), calendar)
