"""Who did already, of a line or of a séance, what is done once."""

from collections.abc import Callable, Mapping

from rules.choices import situations_attendues
from rules.deadlines.anchors import MOVED
from rules.done import Done
from rules.situation import PassageView, Situation
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import Case
from workflow.database.store import Tx
from workflow.trail import journal
from workflow.trail.journal import Doing

SETTLES_VISIT = "fixer_venue"
"""The act by which the visitor of a séance learns whether they are awaited."""

_Did = Callable[[Doing], bool]


def of_line(tx: Tx, case: Case, line: PassageView | None, event: str) -> Mapping[str, Done]:
    """By act, where the act asks; of any act, without a name."""
    if line is None:
        return {}
    asked = {act: how(case, line) for act, how in _ONCE.items() if event in ("", act)}
    return {
        act: one.done
        for act, did in asked.items()
        if did is not None
        for one in reversed(journal.doings(tx, case.subject, act))
        if did(one)
    }


def of_visit(tx: Tx, situation: Situation, event: str) -> Mapping[str, Done]:
    """The same of a séance: who told its visitor already how many situations there are for them,
    that many, at the date where it stands."""
    seance, kind = situation.seance, situation.kind
    if event != SETTLES_VISIT or seance is None or kind is None or kind.visitor is None:
        return {}
    told = journal.doings(tx, Subject(SubjectKind.SEANCE, seance.id), SETTLES_VISIT)
    moved = situation.last(MOVED)
    since = 0 if moved is None else moved.seq
    awaited = situations_attendues(situation)
    if not told or told[0].seq < since:
        return {}
    same = told[0].body["ordre_du_jour"]["situations"] == awaited
    return {SETTLES_VISIT: told[0].done} if same else {}


def _kept(case: Case, line: PassageView) -> _Did | None:
    """Whether an entry kept the line in the séance where it stands, although it was late."""
    entries = {
        fact.seq
        for fact in case.facts
        if fact.code == "ligne_admise"
        and fact.subject == case.subject
        and fact.data.get("seance") == line.seance_id
    }
    return (lambda one: one.seq in entries) if entries else None


def _taken_off_the_list(case: Case, line: PassageView) -> _Did | None:
    """Whether an entry had the line examined collegially."""
    if line.methode != "collegiale":
        return None
    return lambda one: "methode" in one.body["modifs"].get(f"passage:{line.id}", {})


_ONCE: Mapping[str, Callable[[Case, PassageView], _Did | None]] = {
    "admettre_hors_delai": _kept,
    "demander_collegiale": _taken_off_the_list,
}
