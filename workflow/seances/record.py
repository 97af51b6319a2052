"""Writes what an act did to a séance: its row, facts, deadlines, journal, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
class ToWrite:
    """What an act makes of a séance, which is locked: its row ``before`` and ``after``.

    ``agenda``: what is told of the agenda that the act settled; ``sending``: the version of the
    compte rendu that it sends; ``seated``: what is told of those who sit; ``visitor``: the house
    address of who comes from outside, to be told of what changes. ``replaced_by``: the séance that
    replaces this one.
    """

    seance_id: int
    act: Act
    decision: Decision
    before: Row
    after: Row
    kind: SeanceKind
    sitting: Sequence[int]
    batch: str | None
    agenda: Mapping[str, object] | None = None
    sending: Sending | None = None
    seated: Mapping[str, object] | None = None
    visitor: str | None = None
    replaced_by: Row | None = None

    @property
    def subject(self) -> Subject:
        """The séance."""
        return Subject(SubjectKind.SEANCE, self.seance_id)

    @property
    def occasions(self) -> Sequence[str]:
        """What the act occasions messages of."""
        exit = self.decision.moves[0].exit
        return exit.notices if isinstance(exit, Exit) else ()

    @property
    def following(self) -> Row:
        """The séance that is held from now on: this one, or that which replaces it."""
        return self.after if self.replaced_by is None else self.replaced_by

    @property
    def message(self) -> Mapping[str, object]:
        """What each of its messages says."""
        return {
            "reference": f"séance {self.seance_id}",
            "genre": self.kind.label,
            "circonscription": self.after["circonscription"],
            "ancienne_date": _iso(self.before.get("held_at")),
            "nouvelle_date": _iso(self.following["held_at"]),
            "ancien_lieu": self.before.get("lieu"),
            "lieu": self.following["lieu"],
            **({} if self.sending is None else self.sending.message),
        }


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


def write(tx: Tx, rulebook: Rulebook, made: ToWrite) -> Written:
    """All of it, in the open transaction."""
    after = made.after
    chain = Chain(
        subject=made.subject,
        version=int(str(after["version"])),
        seq=int(str(after["seq"])),
        head=str(after["head"]),
    )
    new = _facts(made, chain.seq + 1)
    facts.write(tx, new, personne_id=None, seance_id=made.seance_id)
    changes = _refresh(tx, rulebook, made, new)
    grown = journal.append(tx, chain, _entry(made, new, changes), advance=False)
    after.update(version=grown.version, seq=grown.seq, head=grown.head)
    tx.write(_UPDATE, {"of_id": made.seance_id, **after})
    if any(fact.code == entering("tenue") for fact in new):
        _held(tx, rulebook, made)
    _tell(tx, made, grown)
    moved_delays.tell(
        tx,
        rulebook,
        made.subject,
        made.act,
        changes,
        service=None,
        circonscription=after["circonscription"],
        seq=grown.seq,
        coordination=made.kind.coordinator,
    )
    return Written(chain=grown, changes=changes)


def _facts(made: ToWrite, seq: int) -> list[Fact]:
    act, values, after = made.act, made.decision.values, made.after
    exit = made.decision.moves[0].exit
    codes = list(exit.facts)
    if made.before.get("state") != after["state"]:
        codes.insert(0, entering(str(after["state"])))
    service = values.get("service")
    personal = {field.name for field in exit.asks if field.personal}
    data: dict[str, object] = {
        name: plain(value) for name, value in values.items() if name not in personal
    }
    data |= {name: after[name] for name in ("genre", "instance", "circonscription")}
    if MOVED in codes:
        data["de"] = _iso(made.before["held_at"])
    return [
        Fact(
            code=code,
            occurred=from_micros(to_micros(act.occurred)),
            known=act.known,
            subject=made.subject,
            seq=seq,
            rank=rank,
            child=service if isinstance(service, int) else None,
            data=data,
        )
        for rank, code in enumerate(codes)
    ]


def _refresh(tx: Tx, rulebook: Rulebook, made: ToWrite, new: Sequence[Fact]) -> list[Change]:
    """The séance's deadlines and those of each service that sits in it; all those counted from its
    date when the date moved."""
    subject, after = made.subject, made.after
    held = after["held_at"]
    assert isinstance(held, int)
    anchors = Anchors(seances={subject.id: from_micros(held)})
    known = in_order(facts.of_seance(tx, subject.id))
    recorded = current.of_subject(tx, subject)
    moved = made.before.get("held_at") not in (None, held)

    def rules(scopes: frozenset[Scope]) -> Rules:
        if moved:
            return rulebook.of_scopes(scopes)
        return rulebook.touched([fact.code for fact in new], scopes)

    own = Owner(
        subject=subject, circonscription=_text(after["circonscription"]), genre=str(after["genre"])
    )
    owners = [(own, rules(_SEANCE_SCOPE))]
    of_services = rules(_SERVICE_SCOPE)
    owners += [(replace(own, child=service), of_services) for service in made.sitting]
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
            now=made.act.known,
        )
    ]


def _entry(made: ToWrite, new: Sequence[Fact], changes: Sequence[Change]) -> Entry:
    act, decision = made.act, made.decision
    asked = {field.name: field for field in decision.moves[0].exit.asks}
    values = {name: plain(value) for name, value in decision.values.items()}
    return Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={
            "de": made.before.get("state"),
            "vers": made.after["state"],
            "valeurs": {n: v for n, v in values.items() if not asked[n].personal},
            "modifs": {"seance": changes_between(made.before, made.after)},
            "faits": [fact.code for fact in new],
            "echeances": [change.as_text() for change in changes],
            **({} if made.agenda is None else {"ordre_du_jour": made.agenda}),
            **({} if made.sending is None else {"compte_rendu": made.sending.entry}),
            **({} if not made.seated else {"participants": made.seated}),
        },
        personal={n: v for n, v in values.items() if asked[n].personal},
        batch=made.batch,
    )


def _held(tx: Tx, rulebook: Rulebook, made: ToWrite) -> None:
    """Tells its circonscription that the séance was held, where one a month is wanted."""
    after = made.after
    monthly = _HELD_IN_PLACE.get(Body(str(after["instance"])))
    if monthly is None:
        return
    held_in = offices.circonscription(tx, _text(after["circonscription"]))
    if held_in is None:
        return
    # The month it meets is that of its own day, whenever the results are typed.
    held = from_micros(int(str(after["held_at"])))
    told = replace(made.act, occurred=min(held, made.act.occurred))
    data = {"seance": made.seance_id}
    offices.record_facts(tx, rulebook, held_in, [monthly], told, data=data, batch=made.batch)


def _tell(tx: Tx, made: ToWrite, chain: Chain) -> None:
    """The services that sit, whoever coordinates, whoever comes from outside."""
    data = {**made.message, **(made.agenda or {})}
    coordination = outbox.office(made.kind.coordinator, made.after["circonscription"])
    for occasion in made.occasions:
        members = () if occasion == _OF_VISITOR else tuple(f"service:{one}" for one in made.sitting)
        outside = () if made.visitor is None or occasion not in _FOR_VISITOR else (made.visitor,)
        for recipient in (*members, coordination, *outside):
            outbox.write(
                tx,
                subject=made.subject,
                occasion=occasion,
                recipient=recipient,
                data=data,
                key=f"seance-{made.seance_id}-{chain.seq}-{occasion}-{recipient.replace(':', '-')}",
                now=made.act.known,
            )


def _iso(micros: object) -> str | None:
    return from_micros(micros).isoformat() if isinstance(micros, int) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
