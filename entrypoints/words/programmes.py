"""The words of a year that the programmes propose: what stands where, what moved, what clashes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from entrypoints.words.times import short_instant
from rules.actors import GENRE_LABELS
from rules.days.months import Month
from rules.names import alphabetical
from rules.rulebook import Rulebook
from rules.seances.clashes import Clash, Shared
from rules.seances.kinds import SeanceKind
from rules.seances.programmes import Gap, Programme
from rules.seances.recurrence import WhenOff
from rules.seances.seats import Seat
from rules.wording import NBSP, colon, hour_of, lasting, listed, named, numbered, quantity, quoted
from states.procedure import PROCEDURE
from workflow.database.store import Store
from workflow.reading import dossiers
from workflow.seances.yearly.generation import Proposal, Proposed, Standing

_MOST_NAMED = 2
STANDINGS = {
    Standing.A_CREER: ("à créer", "à créer"),
    Standing.CREEE: ("créée", "créées"),
    Standing.AU_PROGRAMME: ("déjà au programme", "déjà au programme"),
    Standing.PASSEE: ("passée", "passées"),
}
"""Of one séance, of several."""


def standing_words(rulebook: Rulebook, one: Proposed) -> str:
    """« créée, n° 12 », « n° 7, en préparation, le jeu. 9 juillet, 9 h 30 »."""
    match one.standing:
        case Standing.CREEE:
            return f"créée, {numbered(one.seance_id or 0)}"
        case Standing.AU_PROGRAMME if one.there is not None:
            state = PROCEDURE.states[one.there.state].label.lower()
            words = f"{numbered(one.there.id)}, {state}"
            if one.there.held != one.starts:
                held = short_instant(one.there.held, one.starts, rulebook.calendar)
                words = f"{words}, le {held}"
            return words
        case standing:
            return STANDINGS[standing][0]


def remarks(one: Proposed, services: Mapping[int, str]) -> Iterator[str]:
    """What is to know of a séance: what moved it, what clashes with it."""
    if one.slot.planned.moved is not None:
        yield one.slot.planned.moved
    for clash in one.clashes:
        yield clash_words(clash, services)


def clash_words(clash: Clash, services: Mapping[int, str]) -> str:
    """« impossible : lieu pris par ICL-I 93-02 (n° 8) »."""
    other = clash.other.name
    match clash.shared:
        case Shared.LIEU:
            return f"impossible{NBSP}: lieu pris par {other}"
        case Shared.COORDINATION:
            return f"impossible{NBSP}: {quoted(str(clash.meeting.coordinator))} anime {other}"
        case Shared.SERVICES:
            names = sorted((services[one] for one in clash.services), key=alphabetical)
            more = len(names) - _MOST_NAMED
            named = ", ".join(names[:_MOST_NAMED]) + (f" et {more} autres" if more > 0 else "")
            return f"{named} siège{'nt' if len(names) > 1 else ''} aussi à {other}"


def months_without(rulebook: Rulebook, gaps: Iterable[Gap]) -> Iterator[str]:
    """« Août 2027, ICL-I : mois sans séance (93-01, 93-02). »"""
    places: dict[tuple[str, str, str], list[str]] = {}
    for gap in gaps:
        label = rulebook.label_of(gap.genre, gap.circonscription)
        key = (gap.missing.month.label, label, gap.missing.why)
        places.setdefault(key, []).append(gap.circonscription or "toutes")
    for (month, kind, why), codes in places.items():
        name = f"{month[0].upper()}{month[1:]}"
        yield f"{colon(f'{name}, {kind}', why)} ({', '.join(codes)})."


def services_awaited_twice(store: Store, proposal: Proposal) -> dict[int, str]:
    """The names of the services whose séances clash, by number."""
    numbers = {
        service for one in proposal.proposed for clash in one.clashes for service in clash.services
    }
    return {one.id: one.label for one in dossiers.services(store, sorted(numbers))}


_WHEN_OFF = {
    WhenOff.JOUR_SUIVANT: "le jour ouvré suivant",
    WhenOff.JOUR_PRECEDENT: "le jour ouvré précédent",
    WhenOff.SEMAINE_SUIVANTE: "la semaine suivante",
    WhenOff.SEMAINE_PRECEDENTE: "la semaine précédente",
}
_ANY_YEAR = 2000


def seat_of(seat: Seat) -> str:
    """« agence France Travail », « référent rSa qui suit la personne, en personne, pour ses
    lignes »."""
    services = [GENRE_LABELS[one] for one in sorted(seat.genres)]
    held = f" ({listed(services, 'ou')})" if services and services != [seat.label] else ""
    limits = [
        words
        for words, so in (
            ("pour ses lignes" if seat.of_prescriber else "convié", not seat.permanent),
            ("en personne", seat.in_person),
            ("hors quorum", not seat.counts),
        )
        if so
    ]
    return ", ".join([f"{seat.label}{held}", *limits])


def quorum_of(kind: SeanceKind) -> str:
    """« 2 présents au moins, dont : chargée de secteur »; nothing where none is wanted."""
    if kind.quorum is None:
        return ""
    needed = [seat.label for seat in kind.seats if seat.code in kind.quorum.required]
    least = quantity(kind.quorum.least, "présent", "présents") + " au moins"
    if not needed:
        return least
    return f"{colon(f'{least}, dont', listed(needed))}" if kind.quorum.least else listed(needed)


def minutes_of(kind: SeanceKind) -> Iterator[str]:
    """« 3 h », « 30 min par situation »…: how the time of a séance is given."""
    if kind.capacity is None:
        return
    yield f"séance de {lasting(kind.capacity.duration)}"
    yield f"{lasting(kind.capacity.per_situation)} par situation"
    if kind.capacity.with_guest != kind.capacity.per_situation:
        yield f"{lasting(kind.capacity.with_guest)} avec un invité"
    if kind.standby is not None:
        few = quantity(kind.standby.below, "situation", "situations")
        yield f"permanence de {lasting(kind.standby.minutes)} à moins de {few}"


def rhythm_of(rule: Programme) -> str:
    """« le 2e jeudi du mois, sauf août ; s’il est fermé, le jour ouvré précédent »."""
    recurrence = rule.recurrence
    months = [named(Month(_ANY_YEAR, one).first, "MMMM") for one in sorted(recurrence.without)]
    told = f"le {recurrence.told} du mois" + (f", sauf {listed(months)}" if months else "")
    return f"{told}{NBSP}; s’il est fermé, {_WHEN_OFF[recurrence.when_off]}"


def hours_of(rule: Programme) -> str:
    """« 9 h 30, 3 h »: when it begins and, when the rule says it, how long it lasts."""
    begins = hour_of(rule.hour)
    return begins if rule.length is None else f"{begins}, {lasting(_minutes(rule.length))}"


def _minutes(length: timedelta) -> int:
    return int(length / timedelta(minutes=1))
