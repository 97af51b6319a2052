"""The situation that a service brings to a séance held for somebody from outside: to inscribe it
is to tell its need (S2, D24)."""

from rules.deadlines.anchors import Anchors
from rules.deadlines.rule import Scope
from rules.facts import Fact
from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.acts import dossier_locks, sitting
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Tx
from workflow.deadlines import current, writing
from workflow.deadlines.comparison import Owner
from workflow.deadlines.writing import Change
from workflow.trail import facts

SITUATION = "situation_inscrite"
_OF_SERVICES = frozenset({Scope.SEANCE_SERVICE})


def fact(
    rulebook: Rulebook, case: Case, made: Draft, act: Act, seance: SeanceView | None, seq: int
) -> Fact | None:
    """What an act, whose entry is ``seq``, tells the séance: that the service of whoever acts
    brings a situation; None when it inscribes nothing, for nobody's visit, or is nobody's of a
    service (whoever coordinates carries a line, and tells no need)."""
    kind = rulebook.kind_of(seance)
    service = act.actor.service_id
    if made.line is None or seance is None or service is None:
        return None
    if kind is None or kind.visitor is None:
        return None
    return Fact(
        code=SITUATION,
        occurred=from_micros(to_micros(act.occurred)),
        known=act.known,
        subject=case.subject,
        seq=seq,
        rank=len(made.facts),
        child=service,
        data={"seance": seance.id, "service": service},
    )


def write(tx: Tx, rulebook: Rulebook, case: Case, told: Fact, act: Act) -> list[Change]:
    """Writes the fact, and what it makes of the deadlines of the service there; the séance is
    locked with the dossier."""
    seance_id = _seance(told)
    facts.write(tx, [told], personne_id=case.personne_id, seance_id=seance_id)
    return refresh(tx, rulebook, told, act)


def refresh(tx: Tx, rulebook: Rulebook, told: Fact, act: Act) -> list[Change]:
    """The deadlines of the service in the séance that was told it, again from all their facts."""
    versions = rulebook.touched([told.code], _OF_SERVICES)
    seance_id = _seance(told)
    if not versions or told.child not in sitting.of(tx, seance_id):
        return []
    seance = dossier_locks.seance(tx, seance_id)
    assert seance is not None
    subject = Subject(SubjectKind.SEANCE, seance_id)
    return writing.refresh(
        tx,
        rulebook,
        versions,
        owner=Owner(
            subject=subject,
            child=told.child,
            circonscription=seance.circonscription,
            genre=seance.genre,
        ),
        facts=facts.of_seance(tx, seance_id),
        recorded=current.of_subject(tx, subject),
        anchors=Anchors(seances={seance_id: seance.held}),
        now=act.known,
    )


def _seance(told: Fact) -> int:
    seance_id = told.data["seance"]
    assert isinstance(seance_id, int)
    return seance_id
