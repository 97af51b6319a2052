"""The offer of accompagnement: published, updated, withdrawn, each act in its own chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from rules import fields, offers
from rules.facts import Fact
from rules.guards.temps import date_echue
from rules.offers import FORMS, PUBLISHED, STATED, WITHDRAWN
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act, Situation
from rules.subjects import Subject, SubjectKind
from workflow.acts.commands import journal_refusal
from workflow.acts.drafts import plain
from workflow.acts.receipts import Repeatable, once
from workflow.acts.service_views import service
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Offre
from workflow.trail import facts, journal

_OFFRE = table(Offre)
_KEPT = ("capacite", "places", "contingent", "updated_at", "withdrawn_at")
_SAID = ("libelle", "operateur", "service_id", "genre", "circonscription", *_KEPT)
_INSERT = insert_returning_id(Offre, *_SAID, "published_at", "version", "seq", "head")
_UPDATE = update_by_id(Offre, *_KEPT)
_READ = Statement(
    select(_OFFRE.c.service_id, _OFFRE.c.operateur).where(_OFFRE.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCommand:
    """What is asked of an offer; ``offer_id`` None publishes a new one. ``act.event`` is the code
    of the fact that it writes. ``key`` makes a repeated command return the first answer."""

    act: Act
    offer_id: int | None = None
    expected_version: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOutcome(Repeatable):
    """The offer, and the version of its form."""

    offer_id: int
    version: int


class UnknownOffer(LookupError):
    """No offer bears that number."""

    def __init__(self, offer_id: int) -> None:
        self.offer_id = offer_id
        super().__init__(f"L’offre n° {offer_id} n’existe pas.")


class StaleOffer(Exception):
    """Somebody else changed the offer since the operator read it."""

    def __init__(self, offer_id: int, *, seen: int, found: int) -> None:
        self.offer_id, self.seen, self.found = offer_id, seen, found
        super().__init__(
            f"L’offre n° {offer_id} a changé depuis que vous l’avez lue. Rien n’a été enregistré : "
            "relisez-la, puis recommencez."
        )


def perform(store: Store, rulebook: Rulebook, command: OfferCommand) -> OfferOutcome:
    """Carries the command out in one transaction.

    Raises Refused (journalled when the offer exists), StaleOffer or UnknownOffer.
    """
    whose = ("offre", command.offer_id)
    try:
        with store.write() as tx:
            return once(
                tx,
                command.key,
                command.act,
                whose,
                OfferOutcome,
                lambda: _carry_out(tx, rulebook, command),
            )
    except Refused as refused:
        if command.offer_id is not None:
            with store.write() as tx:
                subject = Subject(SubjectKind.OFFRE, command.offer_id)
                journal_refusal(tx, subject, command.act, refused)
        raise


def _carry_out(tx: Tx, rulebook: Rulebook, command: OfferCommand) -> OfferOutcome:
    zone = rulebook.calendar.tz
    act = replace(command.act, occurred=command.act.occurred.astimezone(zone))
    known: Sequence[Fact] = ()
    operator: Mapping[str, object] = {}
    if command.offer_id is not None:
        operator, known = _read(tx, command.offer_id, command.expected_version)
    values, refusals = fields.read(FORMS[act.event], act.data or {})
    before = [fact for fact in known if fact.code in STATED and fact.occurred <= act.occurred]
    said = {**(before[-1].data if before else {}), **values}
    refusals.extend(_objections(tx, rulebook, act, known, operator, values, said))
    if refusals:
        raise Refused(act.event, tuple(refusals))
    told = {field.name: field for field in FORMS[PUBLISHED]}
    data = {name: plain(one) for name, one in said.items() if not told[name].personal}
    personal = {name: one for name, one in values.items() if told[name].personal}
    offer_id = command.offer_id
    if offer_id is None:
        offer_id = _publish(tx, act, values, said)
    elif not known or known[-1].occurred <= act.occurred:
        _rewrite(tx, offer_id, act, said)
    chain = offices.record_facts(
        tx,
        rulebook,
        Subject(SubjectKind.OFFRE, offer_id),
        [act.event],
        act,
        data=data,
        personal=personal,
    )
    return OfferOutcome(offer_id=offer_id, version=chain.version)


def _read(
    tx: Tx, offer_id: int, expected: int | None
) -> tuple[Mapping[str, object], Sequence[Fact]]:
    """Who holds the offer, and its facts; its row is locked. Raises UnknownOffer, StaleOffer."""
    subject = Subject(SubjectKind.OFFRE, offer_id)
    try:
        chain = journal.lock(tx, subject)
    except journal.UnknownSubject:
        raise UnknownOffer(offer_id) from None
    if expected is not None and expected != chain.version:
        raise StaleOffer(offer_id, seen=expected, found=chain.version)
    row = tx.one(_READ, {"id": offer_id})
    assert row is not None
    return {"service": row[0], "operateur": row[1]}, facts.of_subject(tx, subject)


def _objections(
    tx: Tx,
    rulebook: Rulebook,
    act: Act,
    known: Sequence[Fact],
    operator: Mapping[str, object],
    values: Mapping[str, object],
    said: Mapping[str, object],
) -> Iterator[Refusal]:
    held_by = {**operator, **values}
    situation = Situation(
        today=act.occurred.date(), parameters=rulebook.parameters_at(act.occurred.date())
    )
    found = [
        offers.not_allowed(act.event, act.actor, held_by.get("service")),
        date_echue(situation, act),
        offers.out_of_order(act.event, known, act.occurred),
        _unknown_service(tx, values),
        _unknown_place(tx, values),
    ]
    yield from (refusal for refusal in found if refusal is not None)
    if act.event != WITHDRAWN:
        yield from offers.impossible({**said, **held_by})


def _unknown_service(tx: Tx, values: Mapping[str, object]) -> Refusal | None:
    number = values.get("service")
    if not isinstance(number, int) or service(tx, number) is not None:
        return None
    return Refusal(
        code="service_inconnu",
        sentence=f"Le service n° {number} n’existe pas.",
        remedy="Choisissez un service du référentiel, ou donnez « operateur ».",
        field="service",
    )


def _unknown_place(tx: Tx, values: Mapping[str, object]) -> Refusal | None:
    code = values.get("circonscription")
    if code is None or offices.circonscription(tx, str(code)) is not None:
        return None
    return Refusal(
        code="circonscription_inconnue",
        sentence=f"La circonscription {code} n’existe pas.",
        remedy="Choisissez une circonscription du département.",
        field="circonscription",
    )


def _publish(tx: Tx, act: Act, values: Mapping[str, object], said: Mapping[str, object]) -> int:
    row = tx.one(
        _INSERT,
        {
            "libelle": values["libelle"],
            "operateur": values.get("operateur"),
            "service_id": values.get("service"),
            "genre": values["genre"],
            "circonscription": values.get("circonscription"),
            **_kept(act, said),
            "published_at": to_micros(act.occurred),
            "version": 0,
            "seq": 0,
            "head": "",
        },
    )
    assert row is not None
    return int(row[0])


def _rewrite(tx: Tx, offer_id: int, act: Act, said: Mapping[str, object]) -> None:
    tx.run(_UPDATE, {"of_id": offer_id, **_kept(act, said)})


def _kept(act: Act, said: Mapping[str, object]) -> dict[str, object]:
    return {
        "capacite": said["capacite"],
        "places": said.get("places"),
        "contingent": int(offers.contingented(said)),
        "updated_at": to_micros(act.occurred),
        "withdrawn_at": to_micros(act.occurred) if act.event == WITHDRAWN else None,
    }
