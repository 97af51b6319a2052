"""Who was there: what the signing of a séance may say."""

from collections.abc import Iterable
from datetime import datetime, time

from rules.guards.sieges import unknown
from rules.guards.temps import local_day
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import hour_of, numbered

_PRESENCES = ("presents", "excuses", "absents")
_HOURS = ("arrivees", "departs")


def presences_dites(situation: Situation, act: Act) -> Refusal | None:
    """« l’émargement dit au moins une présence »"""
    if act.data is not None and situation.values:
        return None
    return Refusal(
        code="emargement_vide",
        sentence="Il manque : qui était là.",
        remedy="Indiquez « presents », « excuses » ou « absents ».",
        to_enter=True,
        field="presents",
    )


def participants_connus(situation: Situation, act: Act) -> Refusal | None:
    """« qui émarge est attendu à la séance, ou invité pour une de ses lignes »"""
    known = {one.id for one in situation.participants}
    for name in _PRESENCES:
        for number in _numbers(situation, name):
            if number not in known:
                return unknown(number, name)
    for name in _HOURS:
        for number, _ in _timed(situation, name):
            if number not in known:
                return unknown(number, name)
    guests = {one.id for one in situation.guests.guests}
    for number in _numbers(situation, "invites"):
        if number not in guests:
            return Refusal(
                code="invite_inconnu",
                sentence=f"L’invité {numbered(number)} n’est d’aucune ligne de la séance.",
                remedy="Choisissez parmi les invités que « seance voir » numérote.",
                field="invites",
            )
    return None


def une_seule_presence(situation: Situation, act: Act) -> Refusal | None:
    """« personne n’est à la fois présent, excusé ou absent »"""
    said: set[int] = set()
    for name in _PRESENCES:
        for number in _numbers(situation, name):
            if number in said:
                return Refusal(
                    code="presence_contradictoire",
                    sentence=f"Le participant {numbered(number)} est dit deux fois.",
                    remedy="Gardez-le dans une seule liste.",
                    field=name,
                )
            said.add(number)
    return None


def heures_de_presents(situation: Situation, act: Act) -> Refusal | None:
    """« qui arrive ou part en cours de séance est présent »"""
    here = {one.id for one in situation.participants if one.came}
    here |= set(_numbers(situation, "presents"))
    here -= {*_numbers(situation, "excuses"), *_numbers(situation, "absents")}
    for name in _HOURS:
        for number, _ in _timed(situation, name):
            if number not in here:
                return Refusal(
                    code="heure_sans_presence",
                    sentence=f"Le participant {numbered(number)} n’est pas dit présent.",
                    remedy="Mettez-le aussi dans « presents ».",
                    field=name,
                )
    return None


def heures_venues(situation: Situation, act: Act) -> Refusal | None:
    """« l’heure d’une arrivée ou d’un départ est venue » who was there is told afterwards."""
    if situation.seance is None:
        return None
    day = local_day(situation.seance.held, act)
    for name in _HOURS:
        for number, hour in _timed(situation, name):
            when = datetime.combine(day, time.fromisoformat(hour), act.occurred.tzinfo)
            if when > act.known:
                return Refusal(
                    code="heure_a_venir",
                    sentence=f"Il n’est pas encore {hour_of(when.time())} : l’heure du participant"
                    f" {numbered(number)} est à venir.",
                    remedy="Notez les arrivées et les départs une fois qu’ils ont eu lieu.",
                    field=name,
                )
    return None


def depart_apres_arrivee(situation: Situation, act: Act) -> Refusal | None:
    """« personne ne part avant d’être arrivé » whichever of the two hours is told first."""
    arrivals, departures = dict(_timed(situation, "arrivees")), dict(_timed(situation, "departs"))
    for one in situation.participants:
        arrived, left = arrivals.get(one.id, one.arrived), departures.get(one.id, one.left)
        if one.id in {*arrivals, *departures} and arrived and left and left < arrived:
            return Refusal(
                code="depart_avant_arrivee",
                sentence=f"Le participant {numbered(one.id)} partirait à"
                f" {hour_of(time.fromisoformat(left))}, avant son arrivée à"
                f" {hour_of(time.fromisoformat(arrived))}.",
                remedy="Corrigez l’une des deux heures ; on peut donner les deux à la fois.",
                field="departs" if one.id in departures else "arrivees",
            )
    return None


def _numbers(situation: Situation, name: str) -> tuple[int, ...]:
    found = situation.values.get(name, ())
    assert isinstance(found, tuple)
    return found


def _timed(situation: Situation, name: str) -> Iterable[tuple[int, str]]:
    found = situation.values.get(name, ())
    assert isinstance(found, tuple)
    return found
