"""What must be true of the registry at every instant, whatever was done to it (JOINTS §3)."""

from collections import Counter
from collections.abc import Iterator

from rules.catalogue import CATALOGUE
from rules.deadlines import OPEN, Anchors, in_order
from rules.rule import Scope
from rules.subjects import Subject, SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from tests.workflow.build import World
from workflow import cases, deadlines, facts, recording
from workflow.deadlines import Owner
from workflow.instants import from_micros
from workflow.store import Tx
from workflow.tables.subjects import Demande, Dossier, Passage, Seance, SeanceService
from workflow.tables.trail import DeadlineRow, Firing

BEFORE_A_BODY = frozenset({"en_icl", "inscrit_ep"})
WITH_A_REQUEST = BEFORE_A_BODY | frozenset(
    {
        *("presaisine", "a_reinscrire", "desaccord", "saisine_a_faire", "saisine_recue"),
        *("saisine_incomplete", "attente_ep", "attente_decision", "refus_a_notifier"),
    }
)
# The diagnostic of a corrected orientation may still be shared once the dossier is closed.
OUTLIVES = {"clos_corrige": frozenset({"4-DIAGNOSTIC-PARTAGE"})}


def broken(world: World) -> list[str]:
    """The invariants of rows that do not hold."""
    return [*_of_people(world), *_of_dossiers(world), *_of_deadlines(world)]


def _of_people(world: World) -> Iterator[str]:
    for model in (Dossier, Demande):
        still_open = Counter(row["personne_id"] for row in world.rows(model, closed_at=None))
        for person, count in still_open.items():
            if count > 1:
                yield f"person {person} has {count} open rows of {model.__name__}"


def _of_dossiers(world: World) -> Iterator[str]:
    requests = Counter(row["dossier_id"] for row in world.rows(Demande, closed_at=None))
    lines = world.rows(Passage, open=1)
    every = Counter(row["dossier_id"] for row in lines)
    of_request = Counter(row["dossier_id"] for row in lines if row["nature"] == "reorientation")
    watched = [
        row
        for row in world.rows(DeadlineRow, kind="dossier")
        if row["status"] in {status.value for status in OPEN}
    ]
    for dossier in world.rows(Dossier):
        key, state = dossier["id"], dossier["state"]
        final = PROCEDURE.node(Machine.DOSSIER, state).state.final
        if of_request[key] != (1 if state in BEFORE_A_BODY else 0):
            yield f"dossier {key}, {state}: {of_request[key]} open line(s) of réorientation"
        if requests[key] != (1 if state in WITH_A_REQUEST else 0):
            yield f"dossier {key}, {state}: {requests[key]} open request(s)"
        if final and every[key]:
            yield f"dossier {key}, {state}: {every[key]} open line(s)"
        running = {row["rule"] for row in watched if row["subject_id"] == key}
        if final and running - OUTLIVES.get(state, frozenset()):
            yield f"dossier {key}, {state}: still runs {sorted(running)}"
        if not final and not running:
            watchers = PROCEDURE.watchers(PROCEDURE.node(Machine.DOSSIER, state), CATALOGUE)
            if any(rule.scope is Scope.DOSSIER for rule in watchers):
                yield f"dossier {key}, {state}: watched by nothing"


def _of_deadlines(world: World) -> Iterator[str]:
    rows = world.rows(DeadlineRow)
    current = Counter(row["lineage"] for row in rows if row["status"] != "remplacee")
    for lineage, count in current.items():
        if count > 1:
            yield f"{lineage}: {count} current rows"
    ladders = {row["id"]: row for row in rows}
    for firing in world.rows(Firing):
        if firing["fired_at"] < firing["due_at"]:
            yield f"rung {firing['rung']} of {ladders[firing['deadline_id']]['rule']} fired early"


def reconciled(world: World) -> list[str]:
    """What deriving every deadline again from the facts would change: nothing, ever."""
    changes: list[str] = []
    with world.store.write() as tx:
        for seance in world.rows(Seance):
            changes += _seance_again(tx, world, seance["id"], seance["held_at"])
        held = {row["id"]: row["held_at"] for row in world.rows(Seance)}
        for dossier in world.rows(Dossier):
            changes += _dossier_again(tx, world, dossier["id"], held)
    return changes


def _dossier_again(tx: Tx, world: World, dossier: int, held: dict[int, int]) -> Iterator[str]:
    case, _ = cases.load(tx, dossier)
    anchors = Anchors(
        seances={key: from_micros(at) for key, at in held.items()},
        upcoming=recording.upcoming(tx, case.dossier["circonscription"]),
    )
    person = Subject(SubjectKind.PERSONNE, case.personne_id)
    for scope, subject, own in (
        (Scope.DOSSIER, case.subject, [f for f in case.facts if f.subject == case.subject]),
        (Scope.PERSONNE, person, case.facts),
    ):
        for change in deadlines.refresh(
            tx,
            world.rulebook,
            world.rulebook.of_scopes(frozenset({scope})),
            owner=Owner(
                subject=subject,
                personne_id=case.personne_id,
                dossier_id=case.id if scope is Scope.DOSSIER else None,
            ),
            facts=own,
            recorded=case.recorded,
            anchors=anchors,
            now=world.now,
        ):
            yield f"{subject}: {change.as_text()}"


def _seance_again(tx: Tx, world: World, seance: int, held_at: int) -> Iterator[str]:
    subject = Subject(SubjectKind.SEANCE, seance)
    known = in_order(facts.of_subject(tx, subject))
    recorded = deadlines.of_subject(tx, subject)
    sitting = [row["service_id"] for row in world.rows(SeanceService, seance_id=seance)]
    owners = [(Scope.SEANCE, None), *((Scope.SEANCE_SERVICE, service) for service in sitting)]
    for scope, child in owners:
        for change in deadlines.refresh(
            tx,
            world.rulebook,
            world.rulebook.of_scopes(frozenset({scope})),
            owner=Owner(subject=subject, child=child),
            facts=known,
            recorded=recorded,
            anchors=Anchors(seances={seance: from_micros(held_at)}),
            now=world.now,
        ):
            yield f"{subject}/{child}: {change.as_text()}"
