"""The deadlines of a dossier and of its person, derived again from their facts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from rules.deadlines.anchors import Anchors
from rules.deadlines.rule import Scope
from rules.facts import Fact
from rules.profiles import DECIDE_POPULATION
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.acts import seance_locks
from workflow.acts.cases import Case
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Row, Tx
from workflow.deadlines import populations, writing
from workflow.deadlines.comparison import Owner
from workflow.deadlines.writing import Change
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

_SEANCE = table(Seance)
_UPCOMING = Statement(
    select(_SEANCE.c.id, _SEANCE.c.held_at, _SEANCE.c.genre)
    .where(
        _SEANCE.c.circonscription == bindparam("circonscription"),
        _SEANCE.c.instance == Body.CONCERTATION.value,
        _SEANCE.c.held_at >= bindparam("since"),
        _SEANCE.c.state != "annulee",
        _SEANCE.c.state != "reportee",
    )
    .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
)

Dossiers = Mapping[int, Mapping[str, Any]]
"""The columns of a person's dossiers, by number."""
DOSSIER_SCOPE = frozenset({Scope.DOSSIER})
PERSONNE_SCOPE = frozenset({Scope.PERSONNE})


def refresh_all(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    added: Sequence[Fact],
    anchors: Anchors,
    now: datetime,
    *,
    moved: bool = False,
    dossiers: Dossiers | None = None,
) -> list[Change]:
    """The deadlines of the dossier and of its person that these new facts touch. ``moved``: the
    séances that the dossier may go before are others, and so are the dates counted from them.
    ``dossiers``: theirs as the act leaves them, when that is not yet the case's."""
    codes = codes_of(added)
    changes = refresh_dossier(
        tx, rulebook, case, case.subject, anchors, now, codes, moved=moved, dossiers=dossiers
    )
    changes += writing.refresh(
        tx,
        rulebook,
        rulebook.touched(codes, PERSONNE_SCOPE),
        owner=_owner(case, Subject(SubjectKind.PERSONNE, case.personne_id), dossiers, anchors),
        facts=case.facts,
        recorded=case.recorded,
        anchors=anchors,
        now=now,
    )
    if case.recorded and any(f.code in DECIDE_POPULATION and f.occurred < now for f in added):
        populations.look_again(tx, case.personne_id, case.facts)
    return changes


def refresh_dossier(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    subject: Subject,
    anchors: Anchors,
    now: datetime,
    codes: Sequence[str] = (),
    *,
    moved: bool = False,
    dossiers: Dossiers | None = None,
) -> list[Change]:
    """The deadlines of one dossier of the person: those that facts of these codes touch, and, when
    its séances ``moved``, all those that are counted from one."""
    rules = rulebook.touched(codes, DOSSIER_SCOPE)
    if moved:
        rules = {**rules, **rulebook.counted_from_a_seance(DOSSIER_SCOPE)}
    return writing.refresh(
        tx,
        rulebook,
        rules,
        owner=_owner(case, subject, dossiers, anchors),
        facts=[fact for fact in case.facts if fact.subject == subject],
        recorded=case.recorded,
        anchors=anchors,
        now=now,
    )


def _owner(case: Case, subject: Subject, dossiers: Dossiers | None, anchors: Anchors) -> Owner:
    """Of the dossier or of its person, who is where the last of their dossiers is."""
    theirs = dossiers or {case.id: case.dossier}
    return Owner(
        subject=subject,
        personne_id=case.personne_id,
        dossier_id=subject.id if subject.kind is SubjectKind.DOSSIER else None,
        dossiers=theirs,
        circonscription=theirs[max(theirs)].get("circonscription"),
        genres=anchors.genres,
        portrait=case.portrait,
    )


def anchors_for(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    added: Sequence[Fact],
    seance: SeanceView | None,
    *,
    place: object,
    moved: bool = False,
) -> Anchors:
    """The séances that the deadlines touched by these facts may be counted from, for a dossier
    that is now in the circonscription ``place``."""
    known = dict(case.seances) if seance is None else {**case.seances, seance.id: seance}
    aimed = moved or aim_at_a_seance(rulebook, added)
    return _anchors(known.values(), _programme_for(tx, case, place) if aimed else ())


def aim_at_a_seance(rulebook: Rulebook, added: Sequence[Fact]) -> bool:
    """Whether a deadline of the dossier that these facts touch is counted from the next séance."""
    return rulebook.aim_at_a_seance(codes_of(added), DOSSIER_SCOPE)


def anchors_of_case(tx: Tx, case: Case) -> Anchors:
    """Every séance that a deadline of the dossier may be counted from."""
    programme = _programme_for(tx, case, case.dossier["circonscription"])
    return _anchors(case.seances.values(), programme)


def _anchors(known: Collection[SeanceView], programme: Sequence[Row]) -> Anchors:
    return Anchors(
        seances={view.id: view.held for view in known},
        upcoming=_dated(programme),
        genres={row[0]: row[2] for row in programme} | {view.id: view.genre for view in known},
    )


def upcoming(tx: Tx, circonscription: object) -> list[tuple[int, datetime]]:
    """The ICL-I of a circonscription that are not cancelled, oldest first."""
    return _dated(_programme(tx, circonscription))


def _dated(programme: Sequence[Row]) -> list[tuple[int, datetime]]:
    return [(row[0], from_micros(row[1])) for row in programme]


def _programme_for(tx: Tx, case: Case, place: object) -> list[Row]:
    """Those that a deadline of the dossier may aim at: none is held before its first fact."""
    since = min((fact.occurred for fact in case.facts), default=None)
    return _programme(tx, place, since=0 if since is None else to_micros(since))


def _programme(tx: Tx, circonscription: object, *, since: int = 0) -> list[Row]:
    seance_locks.hold_programme(tx, circonscription)
    return tx.all(_UPCOMING, {"circonscription": circonscription, "since": since})


def codes_of(added: Sequence[Fact]) -> list[str]:
    """Those of these facts."""
    return [fact.code for fact in added]
