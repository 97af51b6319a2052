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
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Offre, Personne, Service
from workflow.territory.concerned import beginning
from workflow.trail import facts, journal
from workflow.trail.journal import Entry

EVENT = "redecouper"
OVER = "circonscription_arretee"

_BATCH = 500

_PERSONNE, _DOSSIER, _SERVICE, _OFFRE = (
    table(model) for model in (Personne, Dossier, Service, Offre)
)
_PEOPLE = Statement(
    select(_PERSONNE.c.id, _PERSONNE.c.ville, _DOSSIER.c.circonscription)
    .select_from(_PERSONNE)
    .outerjoin(
        _DOSSIER, (_DOSSIER.c.personne_id == _PERSONNE.c.id) & _DOSSIER.c.closed_at.is_(None)
    )
    .where(_PERSONNE.c.circonscription == bindparam("code"))
    .order_by(_PERSONNE.c.id)
)
_SERVICES = Statement(select(_SERVICE.c.id, _SERVICE.c.circonscriptions).order_by(_SERVICE.c.id))
_OFFERS = Statement(
    select(_OFFRE.c.id, _OFFRE.c.libelle)
    .where(_OFFRE.c.circonscription == bindparam("code"), _OFFRE.c.withdrawn_at.is_(None))
    .order_by(_OFFRE.c.id)
)
_PLACE_PERSON = update_by_id(Personne, "circonscription")
_EXTEND = update_by_id(Service, "circonscriptions")
_PLACE_OFFER = update_by_id(Offre, "circonscription")


class Placed(NamedTuple):
    """A person, and the circonscription where they now belong. ``with_dossier``: they go when their
    open dossier does."""

    personne_id: int
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
    found = []
    for code in redrawing.sources:
        for personne_id, ville, of_dossier in tx.all(_PEOPLE, {"code": code}):
            elsewhere = of_dossier not in (None, code, *redrawing.ended)
            after = of_dossier if elsewhere else redrawing.destination(code, ville)
            if after is not None and after != code:
                found.append(Placed(personne_id, after, of_dossier == code))
    return sorted(found)


def services(tx: Tx, redrawing: Redrawing) -> list[Extended]:
    """The services that were competent in a circonscription that ended: they now are in those that
    took its communes, too. They keep the old one, whose last results may still be to write."""
    found = []
    for service_id, text in tx.all(_SERVICES, {}):
        before = tuple(json.loads(text))
        heirs = {
            heir for code in redrawing.ended if code in before for heir in redrawing.heirs(code)
        }
        if heirs - set(before):
            found.append(Extended(service_id, before, tuple(sorted({*before, *heirs}))))
    return found


def offers(tx: Tx, redrawing: Redrawing) -> list[StrayOffer]:
    """The offers of the circonscriptions that ended."""
    return [
        StrayOffer(offer_id=row[0], label=row[1], before=code, after=redrawing.heir(code))
        for code in redrawing.ended
        for row in tx.all(_OFFERS, {"code": code})
    ]


def place_people(store: Store, redrawing: Redrawing) -> int:
    """Writes where these people belong; how many."""
    with store.glance() as tx:
        placed = [one for one in people(tx, redrawing) if not one.with_dossier]
    for start in range(0, len(placed), _BATCH):
        with store.write() as tx:
            tx.many(
                _PLACE_PERSON,
                [
                    {"of_id": one.personne_id, "circonscription": one.after}
                    for one in placed[start : start + _BATCH]
                ],
            )
    return len(placed)


def extend_services(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Writes where these services are competent, each in its chain; how many."""
    with store.glance() as tx:
        found = services(tx, redrawing)
    for one in found:
        with store.write() as tx:
            subject = Subject(SubjectKind.SERVICE, one.service_id)
            codes = json.dumps(one.after)
            _journal(
                tx, rulebook, redrawing, subject, now, circonscriptions=[one.before, one.after]
            )
            tx.write(_EXTEND, {"of_id": one.service_id, "circonscriptions": codes})
    return len(found)


def place_offers(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Writes where the offers go whose circonscription went whole into another; how many."""
    with store.glance() as tx:
        found = [one for one in offers(tx, redrawing) if one.after is not None]
    for one in found:
        with store.write() as tx:
            subject = Subject(SubjectKind.OFFRE, one.offer_id)
            _journal(tx, rulebook, redrawing, subject, now, circonscription=[one.before, one.after])
            tx.write(_PLACE_OFFER, {"of_id": one.offer_id, "circonscription": one.after})
    return len(found)


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


def _journal(
    tx: Tx,
    rulebook: Rulebook,
    redrawing: Redrawing,
    subject: Subject,
    now: datetime,
    **changed: Sequence[object],
) -> None:
    journal.append(
        tx,
        journal.lock(tx, subject),
        Entry(
            act=EVENT,
            actor=SYSTEM,
            occurred=beginning(rulebook, redrawing),
            known=now,
            body={
                "modifs": {subject.kind.value: {name: list(two) for name, two in changed.items()}}
            },
            batch=mark(redrawing),
        ),
    )
