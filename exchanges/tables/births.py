"""Somebody whom only a table knows enters the procedure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from exchanges.counter import Counter, Organisation
from exchanges.tables import sectors
from exchanges.tables.lines import PersonLine
from exchanges.webrsa.problems import Problem
from rules.actors import Actor
from rules.facts import entering
from rules.refusals import Refused
from rules.situation import Act
from rules.wording import NBSP
from workflow.acts import admissions
from workflow.database.store import Tx
from workflow.people import from_tables, register

_NEEDED = {"nom": "le nom", "prenom": "le prénom", "date_naissance": "la date de naissance"}
_ORIGIN = "manuelle"
"""webRSA's code of an orientation that is neither its algorithm's nor a réorientation."""


def bear(
    tx: Tx,
    counter: Counter,
    organisation: Organisation,
    line: PersonLine,
    *,
    by: Actor,
    now: datetime,
    batch: str,
) -> tuple[int, str] | Problem:
    """The person and the state in which their dossier is born; or what stands in the way, and then
    nothing was written."""
    missing = [words for name, words in _NEEDED.items() if not line.identity.get(name)]
    territory, today = counter.rulebook.territory, counter.rulebook.local_day(now)
    if line.identity.get("ville") is None and not territory.sectors(today):
        missing.append("la commune")
    service = line.service
    if service is None and len(organisation.services) == 1:
        service = organisation.services[0]
    if service is None and len(organisation.services) > 1:
        missing.append("le service référent")
    if service is not None and line.oriented is None:
        missing.append("la date de l’orientation")
    if missing:
        listed = ", ".join(missing)
        return _problem("personne", f"inconnue ici ; pour la créer, il manque{NBSP}: {listed}")
    place = sectors.of_newcomer(tx, counter, line, service, today)
    if isinstance(place, Problem):
        return place
    droit = line.droit or "ouvert"
    personne_id = from_tables.register(tx, line.identity, circonscription=place, droit=droit)
    event, data, dates = _birth(tx, counter, line, service, now)
    tz = counter.rulebook.calendar.tz
    try:
        outcome = admissions.admit(
            tx,
            counter.rulebook,
            Act(
                event=event,
                actor=by,
                occurred=max(dates.values(), default=now).astimezone(tz),
                known=now,
                data=data,
            ),
            personne_id=personne_id,
            circonscription=place,
            droit=droit,
            occurred=dates,
            newcomer=register.described(line.identity),
            batch=batch,
        )
    except Refused as refused:
        from_tables.unregister(tx, personne_id)
        return _problem("personne", " ".join(one.sentence for one in refused.refusals))
    return personne_id, outcome.state


def _birth(
    tx: Tx, counter: Counter, line: PersonLine, service: int | None, now: datetime
) -> tuple[str, dict[str, object], Mapping[str, datetime]]:
    """The event, its form, and when its facts happened."""

    def noon(day: date) -> datetime:
        at = datetime.combine(day, time(12), tzinfo=counter.rulebook.calendar.tz)
        return now if day == now.astimezone(at.tzinfo).date() else at

    if service is None or line.oriented is None:
        return "naitre_a_orienter", {}, {"flux_transmis": _arrived(line, now, noon)}
    oriented = noon(line.oriented)
    data: dict[str, object] = {
        "service": service,
        "type_orientation": from_tables.type_of(tx, service),
        "origine": _ORIGIN,
    }
    dates = dict.fromkeys(("orientation_validee", "orientation_notifiee"), oriented)
    if line.accompanied is None:
        return "importer_oriente", data, {**dates, entering("notifie"): oriented}
    since = noon(line.accompanied)
    begun = dict.fromkeys((entering("accompagnement"), "accompagnement_commence"), since)
    return "importer_accompagne", data, {**dates, **begun}


def _arrived(line: PersonLine, now: datetime, noon: Callable[[date], datetime]) -> datetime:
    """When the right was told to the département: as the line says, else when it was asked for."""
    told = (one.entry.day for one in line.told if one.entry.code == "flux_transmis")
    day = next(told, None)
    asked = line.identity.get("demande_le")
    if day is None and asked is not None:
        day = date.fromisoformat(str(asked))
    return now if day is None else noon(day)


def _problem(field: str, reason: str) -> Problem:
    return Problem(field=field, value_shown=None, reason=reason)
