"""Where a locked dossier stands, for its letters."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select

from rules.letters.calls import DEAD, Ground, Line
from rules.letters.kinds import LetterView
from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from rules.subjects import SubjectKind
from workflow.acts import guests, letters
from workflow.acts.cases import Case
from workflow.database.instants import instant_or_none
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier
from workflow.tables.trail import FactRow

_DOSSIER, _DEMANDE, _FACT = table(Dossier), table(Demande), table(FactRow)
_DEATH = Statement(
    select(_DOSSIER.c.id)
    .where(_DOSSIER.c.personne_id == bindparam("id"), _DOSSIER.c.state == DEAD)
    .limit(1)
)
_ISSUE = Statement(
    select(_DEMANDE.c.issue)
    .where(_DEMANDE.c.dossier_id == bindparam("id"), _DEMANDE.c.issue.is_not(None))
    .order_by(_DEMANDE.c.id.desc())
    .limit(1)
)

_MOVED = Statement(
    select(func.max(_FACT.c.known_at)).where(
        _FACT.c.kind == SubjectKind.SEANCE.value,
        _FACT.c.subject_id == bindparam("id"),
        _FACT.c.code == "seance_deplacee",
        _FACT.c.annulled_by.is_(None),
    )
)


def of_case(tx: Tx, rulebook: Rulebook, case: Case, now: datetime) -> Ground:
    """What the table of letters looks at: of its lines, those of séances that are still to come."""
    issue = tx.one(_ISSUE, {"id": case.id})
    made = letters.of_dossier(tx, case.id, rulebook.calendar.tz)
    return Ground(
        state=case.dossier["state"],
        previous_state=case.dossier["previous_state"],
        origin=case.dossier["origine"],
        genre=case.genre,
        entry=entered(case),
        issue=None if issue is None else issue[0],
        lines=tuple(_lines(tx, rulebook, case, now, made)),
        letters=made,
    )


def entered(case: Case) -> int:
    """The entry of its chain that led the dossier where it stands; that of its birth otherwise."""
    own = (fact for fact in reversed(case.facts) if fact.subject == case.subject)
    return next((fact.seq for fact in own if fact.state == case.dossier["state"]), 1)


def dead(tx: Tx, personne_id: int) -> bool:
    """Whether a dossier of the person ended with their death."""
    return tx.one(_DEATH, {"id": personne_id}) is not None


def _lines(
    tx: Tx, rulebook: Rulebook, case: Case, now: datetime, made: Sequence[LetterView]
) -> Iterator[Line]:
    posted = {one.line for one in made if one.sent is not None}
    for passage in case.passages:
        seance = case.seances[passage.seance_id]
        if seance.held <= now:
            continue
        kind = rulebook.kind_held(seance)
        declared = guests.of_line(tx, passage, "").guests
        yield Line(
            id=passage.id,
            seance_id=passage.seance_id,
            body=kind.body,
            invited=any(one.whom is Whom.ALLOCATAIRE for one in declared),
            # It only matters once a letter left that told the former day.
            moved=_moved(tx, passage.seance_id) if passage.id in posted else None,
        )


def _moved(tx: Tx, seance_id: int) -> datetime | None:
    (known,) = tx.one(_MOVED, {"id": seance_id}) or (None,)
    return instant_or_none(known)
