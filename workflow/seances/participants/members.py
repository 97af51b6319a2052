"""The members of séances: added, changed, ended, each act in the member's own chain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, or_, select

from rules import fields
from rules.names import folded
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances import members
from rules.seances.kinds import SeanceKind
from rules.seances.members import ADDED, CHANGED, FORMS, Member
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts import named
from workflow.acts.commands import journal_refusal
from workflow.acts.drafts import plain
from workflow.acts.receipts import Repeatable, once
from workflow.acts.service_views import service
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Store, Tx
from workflow.tables import seats
from workflow.tables.columns import table
from workflow.trail import journal
from workflow.trail.journal import Entry

_MEMBER = table(seats.Membre)
_OF_A_MEMBER = ("genre", "siege", "circonscription", "service_id", "suppleant_de", "du", "au")
_INSERT = insert_returning_id(
    seats.Membre, *_OF_A_MEMBER, "nom", "qualite", "email", "version", "seq", "head"
)
_READ = Statement(
    select(*(_MEMBER.c[name] for name in (*_OF_A_MEMBER, "nom", "qualite", "email"))).where(
        _MEMBER.c.id == bindparam("id")
    )
)
_UPDATE = update_by_id(seats.Membre, "nom", "qualite", "email", "au")
_SAME_SEAT = Statement(
    select(_MEMBER.c.id, _MEMBER.c.nom).where(
        _MEMBER.c.genre == bindparam("genre"),
        _MEMBER.c.siege == bindparam("siege"),
        _MEMBER.c.circonscription.is_not_distinct_from(bindparam("circonscription")),
        _MEMBER.c.service_id.is_not_distinct_from(bindparam("service_id")),
        _MEMBER.c.suppleant_de.is_not_distinct_from(bindparam("suppleant_de")),
        or_(_MEMBER.c.au.is_(None), _MEMBER.c.au >= bindparam("du")),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCommand:
    """What is asked of a member; ``member_id`` None adds one. The rest is as in
    ``commands.Command``."""

    act: Act
    member_id: int | None = None
    expected_version: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOutcome(Repeatable):
    """The member, and the version of its form."""

    member_id: int
    version: int


class UnknownMember(LookupError):
    """No member bears that number."""

    def __init__(self, member_id: int) -> None:
        self.member_id = member_id
        super().__init__(f"Le membre n° {member_id} n’existe pas.")


class StaleMember(Exception):
    """Somebody else changed the member since the operator read it."""

    def __init__(self, member_id: int, *, seen: int, found: int) -> None:
        self.member_id, self.seen, self.found = member_id, seen, found
        super().__init__(
            f"Le membre n° {member_id} a changé depuis que vous l’avez lu. Rien n’a été "
            "enregistré : relisez-le, puis recommencez."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A member that is there, and what could name them."""

    member: Member
    person: Mapping[str, object]


def perform(store: Store, rulebook: Rulebook, command: MemberCommand) -> MemberOutcome:
    """Carries the command out in one transaction.

    Raises Refused (journalled when the member exists), StaleMember or UnknownMember.
    """
    whose = ("membre", command.member_id)
    try:
        with store.write() as tx:
            return once(
                tx,
                command.key,
                command.act,
                whose,
                MemberOutcome,
                lambda: _carry_out(tx, rulebook, command),
            )
    except Refused as refused:
        if command.member_id is not None:
            with store.write() as tx:
                subject = Subject(SubjectKind.MEMBRE, command.member_id)
                journal_refusal(tx, subject, command.act, refused)
        raise


def _carry_out(tx: Tx, rulebook: Rulebook, command: MemberCommand) -> MemberOutcome:
    act = replace(command.act, occurred=command.act.occurred.astimezone(rulebook.calendar.tz))
    known = None if command.member_id is None else _known(tx, command)
    values, refusals = fields.read(FORMS[act.event], act.data or {})
    if known is None:
        known, found = _said(tx, values)
        refusals += found
    refusals += _objections(tx, rulebook, act, known, values)
    if refusals or known is None:
        raise Refused(act.event, tuple(refusals))
    told = {field.name: field for field in FORMS[act.event]}
    number = command.member_id
    if number is None:
        number = _insert(tx, known.member, values)
    else:
        _update(tx, number, known, values)
    chain = journal.append(
        tx,
        journal.lock(tx, Subject(SubjectKind.MEMBRE, number)),
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "valeurs": {n: plain(v) for n, v in values.items() if not told[n].personal},
            },
            personal={n: v for n, v in values.items() if told[n].personal},
        ),
    )
    return MemberOutcome(member_id=number, version=chain.version)


def _known(tx: Tx, command: MemberCommand) -> _Known:
    """The member, its row locked. Raises UnknownMember, StaleMember."""
    assert command.member_id is not None
    try:
        chain = journal.lock(tx, Subject(SubjectKind.MEMBRE, command.member_id))
    except journal.UnknownSubject:
        raise UnknownMember(command.member_id) from None
    if command.expected_version not in (None, chain.version):
        seen = command.expected_version or 0
        raise StaleMember(command.member_id, seen=seen, found=chain.version)
    found = _read(tx, command.member_id)
    assert found is not None
    return found


def _read(tx: Tx, number: int) -> _Known | None:
    row = tx.one(_READ, {"id": number})
    if row is None:
        return None
    genre, siege, place, held_by, deputy_of, start, end, name, title, email = row
    return _Known(
        member=Member(
            genre=genre,
            seat=siege,
            circonscription=place,
            service=held_by,
            deputy_of=deputy_of,
            start=date.fromisoformat(start),
            end=None if end is None else date.fromisoformat(end),
        ),
        person={"nom": name, "qualite": title, "email": email},
    )


def _said(tx: Tx, values: Mapping[str, object]) -> tuple[_Known | None, list[Refusal]]:
    """The member that the form describes. A deputy is of the kind, the seat and the place of whose
    place they take, and of the same service unless another is named."""
    start, end = values.get("du"), values.get("au")
    if not isinstance(start, date):
        return None, []
    holder = values.get("suppleant_de")
    of: Mapping[str, object] = values
    if isinstance(holder, int):
        titular = _read(tx, holder)
        if titular is None or titular.member.deputy_of is not None:
            return None, [members.not_a_member(holder)]
        one = titular.member
        of = {
            "genre": one.genre,
            "siege": one.seat,
            "circonscription": one.circonscription,
            "service": one.service,
            **{name: values[name] for name in ("service",) if name in values},
        }
    asked = (members.GENRE, members.SIEGE)
    missing = fields.missing([replace(one, required=of.get(one.name) is None) for one in asked])
    if missing:
        return None, missing
    place, held_by = of.get("circonscription"), of.get("service")
    member = Member(
        genre=str(of["genre"]),
        seat=str(of["siege"]),
        circonscription=None if place is None else str(place),
        service=held_by if isinstance(held_by, int) else None,
        deputy_of=holder if isinstance(holder, int) else None,
        start=start,
        end=end if isinstance(end, date) else None,
    )
    return _Known(member=member, person={}), []


def _objections(
    tx: Tx, rulebook: Rulebook, act: Act, known: _Known | None, values: Mapping[str, object]
) -> Iterator[Refusal]:
    if known is None:
        return
    member = known.member
    kind = _kind(rulebook, act, member)
    if kind is None:
        yield Refusal(
            code="genre_inconnu",
            sentence=f"Le genre « {member.genre} » n’est pas de ceux du département, ce jour-là, à"
            " cet endroit.",
            remedy="Corrigez « genre », « circonscription » ou « du ».",
            field="genre",
        )
        return
    refused = members.not_allowed(act.event, act.actor, kind, member.service)
    if refused is not None:
        yield refused
    if act.event == ADDED:
        yield from named.unknown(tx, values)
        held_by = None if member.service is None else service(tx, member.service)
        if member.service is not None and held_by is None:
            yield Refusal(
                code="service_inconnu",
                sentence=f"Le service n° {member.service} n’existe pas.",
                remedy="Choisissez un service du référentiel.",
                field="service",
            )
        yield from members.impossible(kind, member, held_by)
        yield from _held_already(tx, member, str(values.get("nom", "")))
    last = values.get("au")
    if act.event == members.ENDED and isinstance(last, date) and last < member.start:
        yield members.ends_before_it_begins(member.start)
    if act.event == CHANGED and not values:
        yield Refusal(
            code="rien_a_modifier",
            sentence="Rien n’est dit de nouveau.",
            remedy="Indiquez « nom », « qualite » ou « courriel ».",
            to_enter=True,
            field="nom",
        )


def _held_already(tx: Tx, member: Member, name: str) -> Iterator[Refusal]:
    """The same command twice is not two members."""
    seat = {
        "genre": member.genre,
        "siege": member.seat,
        "circonscription": member.circonscription,
        "service_id": member.service,
        "suppleant_de": member.deputy_of,
        "du": member.start.isoformat(),
    }
    for number, theirs in tx.all(_SAME_SEAT, seat):
        if folded(theirs) == folded(name):
            yield members.there_already(number)


def _kind(rulebook: Rulebook, act: Act, member: Member) -> SeanceKind | None:
    """The kind of séance as it is where and when the member begins; of one who is there already, as
    the configuration says it otherwise when it no longer says it of that day. Raises UnknownKind
    when it then no longer says it at all."""
    found = rulebook.kinds.at(member.genre, member.start, member.circonscription)
    return found if act.event == ADDED or found else rulebook.kinds.otherwise(member.genre)


def _insert(tx: Tx, member: Member, values: Mapping[str, object]) -> int:
    return tx.insert(
        _INSERT,
        {
            "genre": member.genre,
            "siege": member.seat,
            "circonscription": member.circonscription,
            "service_id": member.service,
            "suppleant_de": member.deputy_of,
            "du": member.start.isoformat(),
            "au": None if member.end is None else member.end.isoformat(),
            "nom": values["nom"],
            "qualite": values.get("qualite"),
            "email": values.get("courriel"),
            "version": 0,
            "seq": 0,
            "head": "",
        },
    )


def _update(tx: Tx, number: int, known: _Known, values: Mapping[str, object]) -> None:
    end = values.get("au", known.member.end)
    tx.write(
        _UPDATE,
        {
            "of_id": number,
            "nom": values.get("nom", known.person["nom"]),
            "qualite": values.get("qualite", known.person["qualite"]),
            "email": values.get("courriel", known.person["email"]),
            "au": plain(end),
        },
    )
