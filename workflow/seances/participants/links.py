"""Links to one séance, for a service or a guest without an account: made, revoked, opened.

Of a link only the hash of its token is kept: whoever reads the database cannot open it. Each use is
written down with what it answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import bindparam, select

from rules.guards.seance import coordinateur
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances import links as rules
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from workflow.acts import dossier_locks, guests, receipts
from workflow.acts.commands import journal_refusal
from workflow.acts.receipts import Repeatable
from workflow.database import tokens
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into, insert_returning_id, update_by_id
from workflow.database.store import Store, Tx
from workflow.seances import record
from workflow.seances.commands import UnknownSeance
from workflow.seances.yearly.meetings import GIVEN_UP
from workflow.tables.columns import table
from workflow.tables.seats import Lien, LienOuvert
from workflow.trail import journal
from workflow.trail.journal import Chain, Entry, UnknownSubject

CREATE, REVOKE, OPEN = "creer_lien", "revoquer_lien", "ouvrir_lien"
"""The entries of a link in its séance's chain (stored: never renamed), and its use."""

_LINK = table(Lien)
_INSERT = insert_returning_id(
    Lien, "seance_id", "service_id", "invite_id", "token_hash", "created_at", "expires_at"
)
_READ = Statement(
    select(_LINK.c.seance_id, _LINK.c.revoked_at).where(_LINK.c.id == bindparam("id"))
)
_REVOKE = update_by_id(Lien, "revoked_at")
_FIND = Statement(
    select(
        *(_LINK.c[name] for name in ("id", "seance_id", "service_id", "invite_id")),
        *(_LINK.c.expires_at, _LINK.c.revoked_at),
    ).where(_LINK.c.token_hash == bindparam("hash"))
)
_USED = insert_into(LienOuvert, "lien_id", "at", "answer")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A link that was just made. ``token`` is told once: it is kept nowhere, and empty when the
    link had been made already under its key."""

    link_id: int
    token: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept(Repeatable):
    """What a key answers of a link: never its token."""

    link_id: int
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a link opens: its séance, as the service sees it, or the line of the guest."""

    link_id: int
    seance_id: int
    service_id: int | None
    guest_id: int | None
    expires: datetime


class UnknownLink(LookupError):
    """No link bears that number."""

    def __init__(self, link_id: int) -> None:
        self.link_id = link_id
        super().__init__(f"Le lien n° {link_id} n’existe pas.")


def create(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    seance_id: int,
    *,
    service: int | None = None,
    guest: int | None = None,
    until: datetime | None = None,
    key: str | None = None,
) -> Made:
    """Makes a link for a service that sits in the séance, or for a guest of one of its lines; it
    opens ``until`` then, or as long as the kind of séance says, whenever the séance is moved to.
    Raises UnknownSeance, Refused."""
    act = replace(act, event=CREATE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    token, whose = tokens.draw(), ("lien", seance_id, service, guest)
    try:
        with store.write() as tx:
            kept = receipts.once(
                tx,
                key,
                act,
                whose,
                _Kept,
                lambda: _create(tx, rulebook, act, seance_id, service, guest, until, token),
            )
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, Subject(SubjectKind.SEANCE, seance_id), act, refused)
        raise
    return Made(link_id=kept.link_id, token="" if kept.repeated else token, expires=kept.expires)


def _create(
    tx: Tx,
    rulebook: Rulebook,
    act: Act,
    seance_id: int,
    service: int | None,
    guest: int | None,
    until: datetime | None,
    token: str,
) -> _Kept:
    chain = _chain(tx, seance_id)
    seance = _seance(tx, seance_id)
    latest = latest_of(rulebook, seance)
    expires = latest if until is None else until
    refusals = [
        *_not_coordinating(rulebook, seance, act),
        *rules.not_theirs(
            service, guest, record.sitting(tx, seance_id), guests.numbers(tx, seance_id)
        ),
        *rules.too_long(expires, latest, act.known),
    ]
    if seance.state in GIVEN_UP:
        refusals.append(rules.NOT_HELD)
    if refusals:
        raise Refused(CREATE, tuple(refusals))
    link_id = tx.insert(
        _INSERT,
        {
            "seance_id": seance_id,
            "service_id": service,
            "invite_id": guest,
            "token_hash": tokens.hash_of(token),
            "created_at": to_micros(act.known),
            "expires_at": None if until is None else to_micros(until),
        },
    )
    told = {"service": service, "invite": guest, "expire": expires.isoformat()}
    _journal(tx, chain, act, {"lien": link_id, **told})
    return _Kept(link_id=link_id, expires=expires)


def revoke(store: Store, rulebook: Rulebook, act: Act, link_id: int) -> None:
    """The link opens nothing any more. Raises UnknownLink, Refused."""
    act = replace(act, event=REVOKE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    with store.glance() as tx:
        row = tx.one(_READ, {"id": link_id})
    if row is None:
        raise UnknownLink(link_id)
    try:
        with store.write() as tx:
            _revoke(tx, rulebook, act, link_id, row[0])
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, Subject(SubjectKind.SEANCE, row[0]), act, refused)
        raise


def _revoke(tx: Tx, rulebook: Rulebook, act: Act, link_id: int, seance_id: int) -> None:
    chain = _chain(tx, seance_id)
    row = tx.one(_READ, {"id": link_id})
    assert row is not None  # a link is never removed
    seance = _seance(tx, seance_id)
    refusals = [*_not_coordinating(rulebook, seance, act)]
    if row[1] is not None:
        refusals.append(rules.REVOKED)
    if refusals:
        raise Refused(REVOKE, tuple(refusals))
    tx.write(_REVOKE, {"of_id": link_id, "revoked_at": to_micros(act.known)})
    _journal(tx, chain, act, {"lien": link_id})


def open_link(store: Store, rulebook: Rulebook, token: str, now: datetime) -> Opened:
    """What the token opens now; the use is written down, refused or not. Raises Refused."""
    with store.write() as tx:
        opened, refusal = _judge(tx, rulebook, token, now)
        answer = "ouvert" if refusal is None else refusal.code
        key = {"lien_id": opened.link_id, "at": to_micros(now), "answer": answer}
        tx.write(_USED, key)
    _log.info("link.used", link=opened.link_id, seance=opened.seance_id, answer=answer)
    if refusal is not None:
        raise Refused(OPEN, (refusal,))
    return opened


def look_again(store: Store, rulebook: Rulebook, token: str, now: datetime) -> Opened:
    """The same of a link that was just opened, from one page to the next: only a refusal is written
    down. Raises Refused."""
    with store.glance() as tx:
        opened, refusal = _judge(tx, rulebook, token, now)
    return opened if refusal is None else open_link(store, rulebook, token, now)


def _judge(tx: Tx, rulebook: Rulebook, token: str, now: datetime) -> tuple[Opened, Refusal | None]:
    """What a token is for, and why it does not open it. Raises Refused when it is nobody's."""
    row = tx.one(_FIND, {"hash": tokens.hash_of(token)})
    if row is None:
        _log.info("link.refused", codes=["lien_inconnu"])
        raise Refused(OPEN, (rules.UNKNOWN,))
    link_id, seance_id, service, guest, said, revoked = row
    seance = _seance(tx, seance_id)
    until = expiry(rulebook, seance, said)
    refusal = rules.closed(
        revoked=revoked is not None,
        expected=expected(tx, seance_id).has(service, guest),
        held=seance.state not in GIVEN_UP,
        until=until,
        now=now,
    )
    opened = Opened(
        link_id=link_id, seance_id=seance_id, service_id=service, guest_id=guest, expires=until
    )
    return opened, refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The services that sit in a séance, and the guests of its lines."""

    services: frozenset[int]
    guests: frozenset[int]

    def has(self, service: int | None, guest: int | None) -> bool:
        """Whether the one that a link is for is among them."""
        return service in self.services if guest is None else guest in self.guests


def expected(tx: Tx, seance_id: int) -> Expected:
    """Whom the séance expects now."""
    return Expected(
        services=frozenset(record.sitting(tx, seance_id)), guests=guests.numbers(tx, seance_id)
    )


def latest_of(rulebook: Rulebook, seance: SeanceView) -> datetime:
    """Until when a link to a séance may open: the end of the last of the days after it that its
    kind gives."""
    tz = rulebook.calendar.tz
    last = rulebook.local_day(seance.held) + timedelta(days=rulebook.kind_held(seance).link_days)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=tz)


def expiry(rulebook: Rulebook, seance: SeanceView, said: int | None) -> datetime:
    """Until when a link opens: the instant that was chosen (``said``, in microseconds), never later
    than what a séance that has moved since gives."""
    latest = latest_of(rulebook, seance)
    return latest if said is None else min(from_micros(said).astimezone(latest.tzinfo), latest)


def _chain(tx: Tx, seance_id: int) -> Chain:
    """The end of the séance's chain, locked before the séance is read: a lock that only reads could
    not become this one, were two links made at once."""
    try:
        return journal.lock(tx, Subject(SubjectKind.SEANCE, seance_id))
    except UnknownSubject as error:
        raise UnknownSeance(seance_id) from error


def _seance(tx: Tx, seance_id: int) -> SeanceView:
    found = dossier_locks.seance(tx, seance_id)
    if found is None:
        raise UnknownSeance(seance_id)
    return found


def _not_coordinating(rulebook: Rulebook, seance: SeanceView, act: Act) -> Iterator[Refusal]:
    today = act.occurred.date()
    situation = Situation(
        today=today,
        parameters=rulebook.parameters_at(today),
        words=rulebook.words,
        seance=seance,
        kind=rulebook.kind_held(seance),
    )
    refusal = coordinateur(situation, act)
    if refusal is not None:
        yield refusal


def _journal(tx: Tx, chain: Chain, act: Act, body: dict[str, object]) -> None:
    journal.append(
        tx,
        chain,
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body=body,
            changes=False,
        ),
    )
