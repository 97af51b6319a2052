"""What must be true of the registry at every instant, whatever was done to it (JOINTS §3)."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from rules.deadlines.derivation import OPEN
from rules.deadlines.rule import Scope
from rules.procedures.catalogue import CATALOGUE
from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from tests.workflow.build import World
from workflow.deadlines import standing
from workflow.recalculation import reconciliation
from workflow.recalculation.forecast import forecast
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import DeadlineRow, Firing, JournalRow

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
    kept = (*_of_standing(world), *_of_writing(world))
    deadlines = (*_of_deadlines(world), *misplaced(world))
    return [*_of_people(world), *_of_dossiers(world), *deadlines, *kept]


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


def _of_standing(world: World) -> Iterator[str]:
    """What is kept beside a row for lists is what the rows that it is read from say."""
    for update in (standing.DEADLINES, standing.DOSSIERS):
        owner, where = update.entity_description["table"], update.whereclause
        assert where is not None
        with world.store.read() as connection:
            for number in connection.execute(select(owner.c.id).where(where)).scalars():
                yield f"{owner.name} {number} stands elsewhere than it says"


def _of_writing(world: World) -> Iterator[str]:
    """A dossier says when its last entry was known."""
    known = {
        (entry["subject_id"], entry["seq"]): entry["at"]
        for entry in world.rows(JournalRow, kind=SubjectKind.DOSSIER.value)
    }
    for row in world.rows(Dossier):
        if row["written_at"] != known.get((row["id"], row["seq"])):
            yield f"dossier {row['id']} was written at another instant than it says"


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


def misplaced(world: World) -> Iterator[str]:
    """The deadlines that say another person than the one that they are about, or a dossier that is
    none of theirs."""
    owners = {row["id"]: row["personne_id"] for row in world.rows(Dossier)}
    for row in world.rows(DeadlineRow):
        kind, subject = row["kind"], row["subject_id"]
        person = {"dossier": owners.get(subject), "personne": subject}.get(kind)
        dossiers = {number for number, whose in owners.items() if whose == person} | {None}
        if row["personne_id"] != person or row["dossier_id"] not in dossiers:
            yield f"{row['rule']} of {kind} {subject} is of person {row['personne_id']}"
        if kind == "dossier" and row["dossier_id"] != subject:
            yield f"{row['rule']} of dossier {subject} was opened by {row['dossier_id']}"


def reconciled(world: World) -> list[str]:
    """What the nightly reconciliation would find: nothing, ever."""
    compared = forecast(world.store, world.rulebook, now=world.now, complete=True)
    gaps = [f"{one.nature}: {one.lineage} {one.before} {one.after}" for one in compared.movements]
    return [*gaps, *(f"{one}" for one in reconciliation.stray_states(world.store))]
