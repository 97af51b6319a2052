"""What a redrawing changes beside the dossiers: people, services, offers, and the circonscriptions
that are over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from rules.actors import SYSTEM
from rules.redrawing import Redrawing
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts import whereabouts
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Row, Store, Tx
from workflow.deadlines import standing
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Offre, Personne, Service
from workflow.territory.concerned import beginning
from workflow.trail import facts, journal
from workflow.trail.journal import Chain, Entry

EVENT = "redecouper"
OVER = "circonscription_arretee"

_BATCH = 500

_PERSONNE, _DOSSIER, _SERVICE, _OFFRE = (
    table(model) for model in (Personne, Dossier, Service, Offre)
)
_EVERYBODY = (
    select(
        *(_PERSONNE.c[name] for name in ("id", "circonscription", "ville")),
        _DOSSIER.c.circonscription,
    )
    .select_from(_PERSONNE)
    .outerjoin(
        _DOSSIER, (_DOSSIER.c.personne_id == _PERSONNE.c.id) & _DOSSIER.c.closed_at.is_(None)
    )
)
_PEOPLE = Statement(
    _EVERYBODY.where(_PERSONNE.c.circonscription == bindparam("code")).order_by(_PERSONNE.c.id)
)
_PERSON = Statement(_EVERYBODY.where(_PERSONNE.c.id == bindparam("id")))
_SERVICES = Statement(select(_SERVICE.c.id, _SERVICE.c.circonscriptions).order_by(_SERVICE.c.id))
_SERVICE_BY_ID = Statement(
    select(_SERVICE.c.id, _SERVICE.c.circonscriptions).where(_SERVICE.c.id == bindparam("id"))
)
_PUBLISHED = select(*(_OFFRE.c[name] for name in ("id", "libelle", "circonscription"))).where(
    _OFFRE.c.withdrawn_at.is_(None)
)
_OFFERS = Statement(
    _PUBLISHED.where(_OFFRE.c.circonscription == bindparam("code")).order_by(_OFFRE.c.id)
)
_OFFER = Statement(_PUBLISHED.where(_OFFRE.c.id == bindparam("id")))
_EXTEND = update_by_id(Service, "circonscriptions")
_PLACE_OFFER = update_by_id(Offre, "circonscription")


class Placed(NamedTuple):
    """A person, and the circonscription where they now belong. ``with_dossier``: they go when their
    open dossier does."""

    personne_id: int
    before: str
    after: str
    with_dossier: bool


class Extended(NamedTuple):
    """A service, the circonscriptions that it had and those that it has."""

    service_id: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayOffer:
    """An offer of a circonscription that is over. ``after`` None: several share what it was."""

    offer_id: int
    label: str
    before: str
    after: str | None


def people(tx: Tx, redrawing: Redrawing) -> list[Placed]:
    """The people who are not where the new map has them: they go with their open dossier, else by
    their commune. Those whom nothing places stay as they are."""
    rows = (row for code in redrawing.sources for row in tx.all(_PEOPLE, {"code": code}))
    return sorted(one for row in rows if (one := _placed(redrawing, row)) is not None)


def services(tx: Tx, redrawing: Redrawing) -> list[Extended]:
    """The services that were competent in a circonscription that ended: they now are in those that
    took its communes, too. They keep the old one, whose last results may still be to write."""
    rows = tx.all(_SERVICES, {})
    return [one for row in rows if (one := _extended(redrawing, row)) is not None]


def offers(tx: Tx, redrawing: Redrawing) -> list[StrayOffer]:
    """The offers of the circonscriptions that ended."""
    rows = (row for code in redrawing.ended for row in tx.all(_OFFERS, {"code": code}))
    return [one for row in rows if (one := _stray(redrawing, row)) is not None]


def place_people(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Writes where these people belong, each in their chain; how many."""
    with store.glance() as tx:
        found = [one.personne_id for one in people(tx, redrawing) if not one.with_dossier]
    placed = 0
    for start in range(0, len(found), _BATCH):
        with store.write() as tx:
            placed += sum(
                _place_person(tx, rulebook, redrawing, one, now)
                for one in found[start : start + _BATCH]
            )
    return placed


def extend_services(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Writes where these services are competent, each in its chain; how many."""
    with store.glance() as tx:
        found = services(tx, redrawing)
    written = 0
    for one in found:
        with store.write() as tx:
            written += _extend(tx, rulebook, redrawing, one.service_id, now)
    return written


def place_offers(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Writes where the offers go whose circonscription went whole into another; how many."""
    with store.glance() as tx:
        found = [one for one in offers(tx, redrawing) if one.after is not None]
    written = 0
    for one in found:
        with store.write() as tx:
            written += _place_offer(tx, rulebook, redrawing, one.offer_id, now)
    return written


def end(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> None:
    """Tells each circonscription that ended that it did: nothing is awaited there any more."""
    occurred = beginning(rulebook, redrawing)
    for code in redrawing.ended:
        with store.write() as tx:
            subject = offices.circonscription(tx, code)
            if subject is None or _told(tx, subject, redrawing):
                continue
            heirs = redrawing.heirs(code)
            offices.record_facts(
                tx,
                rulebook,
                subject,
                [OVER],
                Act(event=OVER, actor=SYSTEM, occurred=occurred, known=now),
                data={"jour": redrawing.day.isoformat(), "suivantes": list(heirs)},
                batch=mark(redrawing),
            )


def mark(redrawing: Redrawing) -> str:
    """What ties together, in the journal, all that a redrawing brings."""
    return f"territoire-{redrawing.day.isoformat()}"


def _told(tx: Tx, subject: Subject, redrawing: Redrawing) -> bool:
    journal.lock(tx, subject)
    day = redrawing.day.isoformat()
    known = facts.of_subject(tx, subject)
    return any(fact.code == OVER and fact.data.get("jour") == day for fact in known)


# What each row becomes, read once to find who is concerned, and again under its lock to write it:
# it may have changed in between.


def _placed(redrawing: Redrawing, row: Row) -> Placed | None:
    personne_id, code, ville, of_dossier = row
    elsewhere = of_dossier not in (None, code, *redrawing.ended)
    after = of_dossier if elsewhere else redrawing.destination(code, ville)
    if code not in redrawing.sources or after is None or after == code:
        return None
    return Placed(personne_id, code, after, of_dossier == code)


def _extended(redrawing: Redrawing, row: Row) -> Extended | None:
    before = tuple(json.loads(row[1]))
    heirs = {heir for code in redrawing.ended if code in before for heir in redrawing.heirs(code)}
    if not heirs - set(before):
        return None
    return Extended(row[0], before, tuple(sorted({*before, *heirs})))


def _stray(redrawing: Redrawing, row: Row) -> StrayOffer | None:
    offer_id, label, code = row
    if code not in redrawing.ended:
        return None
    return StrayOffer(offer_id=offer_id, label=label, before=code, after=redrawing.heir(code))


def _place_person(
    tx: Tx, rulebook: Rulebook, redrawing: Redrawing, personne_id: int, now: datetime
) -> bool:
    chain = journal.lock(tx, Subject(SubjectKind.PERSONNE, personne_id))
    row = tx.one(_PERSON, {"id": personne_id})
    one = None if row is None else _placed(redrawing, row)
    if one is None or one.with_dossier:
        return False
    whereabouts.write(
        tx,
        chain,
        before=one.before,
        after=one.after,
        act=_act(rulebook, redrawing, now),
        batch=mark(redrawing),
    )
    return True


def _extend(
    tx: Tx, rulebook: Rulebook, redrawing: Redrawing, service_id: int, now: datetime
) -> bool:
    chain = journal.lock(tx, Subject(SubjectKind.SERVICE, service_id))
    row = tx.one(_SERVICE_BY_ID, {"id": service_id})
    one = None if row is None else _extended(redrawing, row)
    if one is None:
        return False
    _journal(tx, chain, rulebook, redrawing, now, circonscriptions=[one.before, one.after])
    tx.write(_EXTEND, {"of_id": service_id, "circonscriptions": json.dumps(one.after)})
    return True


def _place_offer(
    tx: Tx, rulebook: Rulebook, redrawing: Redrawing, offer_id: int, now: datetime
) -> bool:
    chain = journal.lock(tx, Subject(SubjectKind.OFFRE, offer_id))
    row = tx.one(_OFFER, {"id": offer_id})
    one = None if row is None else _stray(redrawing, row)
    if one is None or one.after is None:
        return False
    _journal(tx, chain, rulebook, redrawing, now, circonscription=[one.before, one.after])
    tx.write(_PLACE_OFFER, {"of_id": offer_id, "circonscription": one.after})
    standing.keep_of(tx, chain.subject)
    return True


def _act(rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> Act:
    return Act(event=EVENT, actor=SYSTEM, occurred=beginning(rulebook, redrawing), known=now)


def _journal(
    tx: Tx,
    chain: Chain,
    rulebook: Rulebook,
    redrawing: Redrawing,
    now: datetime,
    **changed: Sequence[object],
) -> None:
    kind = chain.subject.kind.value
    journal.append(
        tx,
        chain,
        Entry(
            act=EVENT,
            actor=SYSTEM,
            occurred=beginning(rulebook, redrawing),
            known=now,
            body={"modifs": {kind: {name: list(two) for name, two in changed.items()}}},
            batch=mark(redrawing),
        ),
    )
