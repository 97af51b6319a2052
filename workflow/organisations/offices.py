"""Services, circonscriptions and offers as subjects: facts and deadlines of their own."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import in_order
from rules.deadlines.rule import Scope
from rules.facts import Fact
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.deadlines import current, standing, writing
from workflow.deadlines.comparison import Owner
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription
from workflow.trail import facts, journal
from workflow.trail.journal import Chain, Entry

_CIRCONSCRIPTION = table(Circonscription)
_BY_CODE = Statement(
    select(_CIRCONSCRIPTION.c.id).where(_CIRCONSCRIPTION.c.code == bindparam("code"))
)
_SCOPES = {
    SubjectKind.SERVICE: frozenset({Scope.SERVICE}),
    SubjectKind.CIRCONSCRIPTION: frozenset({Scope.CIRCONSCRIPTION}),
    SubjectKind.OFFRE: frozenset({Scope.OFFRE}),
}


def circonscription(tx: Tx, code: str | None) -> Subject | None:
    """The circonscription of that code, None when the configuration has none."""
    row = None if code is None else tx.one(_BY_CODE, {"code": code})
    return None if row is None else Subject(SubjectKind.CIRCONSCRIPTION, row[0])


def record_facts(
    tx: Tx,
    rulebook: Rulebook,
    subject: Subject,
    codes: Sequence[str],
    act: Act,
    *,
    data: Mapping[str, object],
    personal: Mapping[str, object] | None = None,
    batch: str | None = None,
) -> Chain:
    """Writes facts of a service, a circonscription or an offer, with the deadlines that they touch;
    the new end of the chain. ``personal``: what of them could name somebody."""
    chain = journal.lock(tx, subject)
    occurred = from_micros(to_micros(act.occurred))
    new = [
        Fact(
            code=code,
            occurred=occurred,
            known=act.known,
            subject=subject,
            seq=chain.seq + 1,
            rank=rank,
            data=data,
        )
        for rank, code in enumerate(codes)
    ]
    facts.write(tx, new, personne_id=None, seance_id=None)
    changes = writing.refresh(
        tx,
        rulebook,
        rulebook.touched(codes, _SCOPES[subject.kind]),
        owner=Owner(subject=subject),
        facts=in_order(facts.of_subject(tx, subject)),
        recorded=current.of_subject(tx, subject),
        anchors=Anchors(),
        now=act.known,
    )
    if changes:
        standing.keep_of(tx, subject)
    return journal.append(
        tx,
        chain,
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "valeurs": data,
                "faits": list(codes),
                "echeances": [change.as_text() for change in changes],
            },
            personal=personal,
            batch=batch,
        ),
    )
