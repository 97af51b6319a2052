"""Of which circonscription a line of a table says that somebody is, or leaves it to be said."""

from datetime import date, datetime

from exchanges.counter import Counter
from exchanges.tables.lines import PersonLine
from exchanges.webrsa.problems import Problem
from rules.actors import Actor
from rules.refusals import Refused
from rules.situation import Act
from workflow.acts import commands, placing, service_views
from workflow.acts.commands import Command
from workflow.database.store import Tx
from workflow.people import register

EVENT = "attribuer_secteur"
_COLUMN = "secteur"


def of_newcomer(
    tx: Tx, counter: Counter, line: PersonLine, service: int | None, today: date
) -> str | Problem | None:
    """The circonscription of somebody new: what the line says, else that of their commune, else the
    only sector of their service. None: an agent is to say which of several."""
    territory = counter.rulebook.territory
    if line.sector is not None:
        return _said(tx, counter, line.sector, service, today)
    commune = line.identity.get("ville")
    place = None if commune is None else counter.place_of(str(commune), today)
    if place is not None:
        return place
    sectors = territory.sectors(today)
    if not sectors:
        return _problem("ville", "cette commune n’est d’aucune circonscription connue")
    named = None if service is None else service_views.service(tx, service)
    return None if named is None else territory.sector_among(named.circonscriptions, today)


def attribute(
    tx: Tx,
    counter: Counter,
    line: PersonLine,
    personne_id: int,
    *,
    by: Actor,
    now: datetime,
    batch: str,
) -> bool | Problem:
    """Gives somebody known the sector that the line says, when they are of none yet, or of none of
    their service. Whether it did."""
    last = register.last_dossier(tx, personne_id)
    if line.sector is None or last is None or not last.open:
        return False
    rulebook, here = counter.rulebook, last.circonscription
    today = rulebook.local_day(now)
    if here is not None and not placing.disputed(tx, rulebook, last.service_id, here, today):
        return False
    place = _said(tx, counter, line.sector, last.service_id, today)
    if isinstance(place, Problem):
        return place
    at = now.astimezone(counter.rulebook.calendar.tz)
    act = Act(event=EVENT, actor=by, occurred=at, known=now, data={"circonscription": place})
    try:
        commands.carry_out(tx, counter.rulebook, Command(dossier_id=last.id, act=act, batch=batch))
    except Refused as refused:
        return _problem(_COLUMN, " ".join(one.sentence for one in refused.refusals))
    return True


def _said(tx: Tx, counter: Counter, words: str, service: int | None, today: date) -> str | Problem:
    """The circonscription that a line names, one of those of the service."""
    place = counter.rulebook.territory.told_as(words, today)
    if place is None:
        return _problem(_COLUMN, "ce secteur n’est pas de ceux du département : dites son code")
    named = None if service is None else service_views.service(tx, service)
    if named is None or not named.circonscriptions or place in named.circonscriptions:
        return place
    return _problem(
        _COLUMN, f"le service « {named.label} » n’est pas de la circonscription {place}"
    )


def _problem(field: str, reason: str) -> Problem:
    return Problem(field=field, value_shown=None, reason=reason)
