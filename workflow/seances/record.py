"""Writes what an act did to a séance: its row, facts, deadlines, journal, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.deadlines.anchors import MOVED, Anchors
from rules.deadlines.derivation import in_order
from rules.deadlines.rule import Scope
from rules.facts import Fact, entering
from rules.rulebook import Rulebook, Rules
from rules.seances.kinds import Body, SeanceKind
from rules.seances.minutes import Sending
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from states.decision import Decision
from states.page import Exit
from workflow.acts import moved_delays
from workflow.acts.cases import changes_between
from workflow.acts.drafts import plain
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.deadlines import current, writing
from workflow.deadlines.comparison import Owner
from workflow.deadlines.writing import Change
from workflow.organisations import offices
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.subjects import Seance, SeanceService
from workflow.trail import facts, journal
from workflow.trail.journal import Chain, Entry

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an act left of a séance: the end of its chain, and what it changed in its deadlines and
    in those of the services that sit in it."""

    chain: Chain
    changes: Sequence[Change]


COLUMNS = (
    *("genre", "instance", "circonscription", "held_at", "state", "remplacee_par"),
    *("lieu", "creneau", "a_la_suite_de", "version", "seq", "head"),
)
_UPDATE = update_by_id(Seance, *COLUMNS)
_SITS = table(SeanceService)
_SITTING = Statement(
    select(_SITS.c.service_id)
    .where(_SITS.c.seance_id == bindparam("id"))
    .order_by(_SITS.c.service_id)
)
_OF_VISITOR = "venue_fixee"
_FOR_VISITOR = frozenset({_OF_VISITOR, "seance_deplacee", "seance_annulee", "seance_reportee"})
"""What somebody from outside is told of the séance; the first is no business of the services."""
_HELD_IN_PLACE = {Body.CONCERTATION: "icl_tenue", Body.APPUI: "instance_tenue"}
"""What a circonscription is told when a séance of it was held, by what the séance does: one a month
is wanted there (note 2024-045; S2, D13)."""
_SEANCE_SCOPE = frozenset({Scope.SEANCE})
_SERVICE_SCOPE = frozenset({Scope.SEANCE_SERVICE})


def sitting(tx: Tx, seance_id: int) -> list[int]:
    """The services that sit in the séance."""
    return [row[0] for row in tx.all(_SITTING, {"id": seance_id})]


def write(
    tx: Tx,
    rulebook: Rulebook,
    seance_id: int,
    before: Row,
    after: Row,
    act: Act,
    decision: Decision,
    *,
    kind: SeanceKind,
    sitting: Sequence[int],
    batch: str | None,
    agenda: Mapping[str, object] | None = None,
    sending: Sending | None = None,
    seated: Mapping[str, object] | None = None,
    visitor: str | None = None,
    replaced_by: Row | None = None,
) -> Written:
    """All of it, in the open transaction, the séance being locked.

    ``agenda``: what is told of the agenda that the act settled; ``sending``: the version of the
    compte rendu that it sends; ``seated``: what is told of those who sit; ``visitor``: the house
    address of who comes from outside, to be told of what changes. ``replaced_by``: the séance that
    replaces this one.
    """
    subject = Subject(SubjectKind.SEANCE, seance_id)
    chain = Chain(
        subject=subject,
        version=int(str(after["version"])),
        seq=int(str(after["seq"])),
        head=str(after["head"]),
    )
    new = _facts(subject, chain.seq + 1, before, after, act, decision)
    facts.write(tx, new, personne_id=None, seance_id=seance_id)
    changes = _refresh(tx, rulebook, subject, before, after, new, sitting, act.known)
    asked = {field.name: field for field in decision.moves[0].exit.asks}
    values = {name: plain(value) for name, value in decision.values.items()}
    grown = journal.append(
        tx,
        chain,
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "de": before.get("state"),
                "vers": after["state"],
                "valeurs": {n: v for n, v in values.items() if not asked[n].personal},
                "modifs": {"seance": changes_between(before, after)},
                "faits": [fact.code for fact in new],
                "echeances": [change.as_text() for change in changes],
                **({} if agenda is None else {"ordre_du_jour": agenda}),
                **({} if sending is None else {"compte_rendu": sending.entry}),
                **({} if not seated else {"participants": seated}),
            },
            personal={n: v for n, v in values.items() if asked[n].personal},
            batch=batch,
        ),
        advance=False,
    )
    after.update(version=grown.version, seq=grown.seq, head=grown.head)
    tx.write(_UPDATE, {"of_id": seance_id, **after})
    sat = any(fact.code == entering("tenue") for fact in new)
    monthly = _HELD_IN_PLACE.get(Body(str(after["instance"])))
    if sat and monthly is not None:
        held_in = offices.circonscription(tx, _text(after["circonscription"]))
        if held_in is not None:
            # The month it meets is that of its own day, whenever the results are typed.
            held = from_micros(int(str(after["held_at"])))
            told = replace(act, occurred=min(held, act.occurred))
            offices.record_facts(
                tx, rulebook, held_in, [monthly], told, data={"seance": seance_id}, batch=batch
            )
    _tell(
        tx,
        kind,
        grown,
        before,
        after,
        act,
        decision,
        sitting,
        visitor,
        agenda,
        sending,
        replaced_by,
    )
    moved_delays.tell(
        tx,
        rulebook,
        subject,
        act,
        changes,
        service=None,
        circonscription=after["circonscription"],
        seq=grown.seq,
        coordination=kind.coordinator,
    )
    return Written(chain=grown, changes=changes)


def _facts(
    subject: Subject, seq: int, before: Row, after: Row, act: Act, decision: Decision
) -> list[Fact]:
    codes = list(decision.moves[0].exit.facts)
    if before.get("state") != after["state"]:
        codes.insert(0, entering(str(after["state"])))
    service = decision.values.get("service")
    personal = {field.name for field in decision.moves[0].exit.asks if field.personal}
    data: dict[str, object] = {
        name: plain(value) for name, value in decision.values.items() if name not in personal
    }
    data |= {name: after[name] for name in ("genre", "instance", "circonscription")}
    if MOVED in codes:
        data["de"] = _iso(before["held_at"])
    return [
        Fact(
            code=code,
            occurred=from_micros(to_micros(act.occurred)),
            known=act.known,
            subject=subject,
            seq=seq,
            rank=rank,
            child=service if isinstance(service, int) else None,
            data=data,
        )
        for rank, code in enumerate(codes)
    ]


def _refresh(
    tx: Tx,
    rulebook: Rulebook,
    subject: Subject,
    before: Row,
    after: Row,
    new: Sequence[Fact],
    services: Sequence[int],
    now: datetime,
) -> list[Change]:
    """The séance's deadlines and those of each service that sits in it; all those counted from its
    date when the date moved."""
    held = after["held_at"]
    assert isinstance(held, int)
    anchors = Anchors(seances={subject.id: from_micros(held)})
    known = in_order(facts.of_seance(tx, subject.id))
    recorded = current.of_subject(tx, subject)
    moved = before.get("held_at") not in (None, held)

    def rules(scopes: frozenset[Scope]) -> Rules:
        if moved:
            return rulebook.of_scopes(scopes)
        return rulebook.touched([fact.code for fact in new], scopes)

    own = Owner(
        subject=subject, circonscription=_text(after["circonscription"]), genre=str(after["genre"])
    )
    owners = [(own, rules(_SEANCE_SCOPE))]
    of_services = rules(_SERVICE_SCOPE)
    owners += [(replace(own, child=service), of_services) for service in services]
    return [
        change
        for owner, versions in owners
        for change in writing.refresh(
            tx,
            rulebook,
            versions,
            owner=owner,
            facts=known,
            recorded=recorded,
            anchors=anchors,
            now=now,
        )
    ]


def _tell(
    tx: Tx,
    kind: SeanceKind,
    chain: Chain,
    before: Row,
    after: Row,
    act: Act,
    decision: Decision,
    services: Sequence[int],
    visitor: str | None,
    agenda: Mapping[str, object] | None,
    sending: Sending | None,
    replaced_by: Row | None,
) -> None:
    exit = decision.moves[0].exit
    following = after if replaced_by is None else replaced_by
    place = after["circonscription"]
    seance_id = chain.subject.id
    coordination = outbox.office(kind.coordinator, place)
    data: Mapping[str, object] = {
        "reference": f"séance {seance_id}",
        "genre": kind.label,
        "circonscription": place,
        "ancienne_date": _iso(before.get("held_at")),
        "nouvelle_date": _iso(following["held_at"]),
        "ancien_lieu": before.get("lieu"),
        "lieu": following["lieu"],
        **(agenda or {}),
        **({} if sending is None else sending.message),
    }
    for occasion in exit.notices if isinstance(exit, Exit) else ():
        members = () if occasion == _OF_VISITOR else tuple(f"service:{one}" for one in services)
        outside = () if visitor is None or occasion not in _FOR_VISITOR else (visitor,)
        for recipient in (*members, coordination, *outside):
            outbox.write(
                tx,
                subject=chain.subject,
                occasion=occasion,
                recipient=recipient,
                data=data,
                key=f"seance-{seance_id}-{chain.seq}-{occasion}-{recipient.replace(':', '-')}",
                now=act.known,
            )


def _iso(micros: object) -> str | None:
    return from_micros(micros).isoformat() if isinstance(micros, int) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
