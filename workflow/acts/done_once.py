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
NAMES_VISITOR = "nommer_intervenant"
"""The act by which it is said who comes."""

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


def of_visitor(tx: Tx, situation: Situation, event: str) -> Mapping[str, Done]:
    """The same of a séance: who named its visitor, or told them already how many situations there
    are for them, that many, at the date where it stands."""
    seance, kind = situation.seance, situation.kind
    if event not in (SETTLES_VISIT, NAMES_VISITOR):
        return {}
    if seance is None or kind is None or kind.visitor is None:
        return {}
    doings = journal.doings(tx, Subject(SubjectKind.SEANCE, seance.id), event)
    if not doings or (event == SETTLES_VISIT and not _told_so(situation, doings[0])):
        return {}
    return {event: doings[0].done}


def _told_so(situation: Situation, told: Doing) -> bool:
    """Whether whoever now comes was told that, of the day and for the situations that now are."""
    changed = (situation.last(MOVED), situation.last("intervenant_nomme"))
    if any(one is not None and told.seq < one.seq for one in changed):
        return False
    return bool(told.body["ordre_du_jour"]["situations"] == situations_attendues(situation))


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


def _said_to_have_no_guest(case: Case, line: PassageView) -> _Did:
    """Whether an entry said that nobody is invited for what the line asks, here or before it was
    put off."""
    return lambda one: any("sans_invite" in changed for changed in one.body["modifs"].values())


_ONCE: Mapping[str, Callable[[Case, PassageView], _Did | None]] = {
    "admettre_hors_delai": _kept,
    "demander_collegiale": _taken_off_the_list,
    "dire_sans_invite": _said_to_have_no_guest,
}
