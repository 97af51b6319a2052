"""Where a locked dossier stands, for its letters."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.letters.calls import DEAD, Ground, Line
from rules.rulebook import Rulebook
from rules.seances.guests import Whom
from workflow.acts import guests, letters
from workflow.acts.cases import Case
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier

_DOSSIER, _DEMANDE = table(Dossier), table(Demande)
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


def of_case(tx: Tx, rulebook: Rulebook, case: Case, now: datetime) -> Ground:
    """What the table of letters looks at: of its lines, those of séances that are still to come."""
    issue = tx.one(_ISSUE, {"id": case.id})
    return Ground(
        state=case.dossier["state"],
        previous_state=case.dossier["previous_state"],
        origin=case.dossier["origine"],
        genre=case.genre,
        entry=entered(case),
        issue=None if issue is None else issue[0],
        lines=tuple(_lines(tx, rulebook, case, now)),
        letters=letters.of_dossier(tx, case.id, rulebook.calendar.tz),
    )


def entered(case: Case) -> int:
    """The entry of its chain that led the dossier where it stands; that of its birth otherwise."""
    own = (fact for fact in reversed(case.facts) if fact.subject == case.subject)
    return next((fact.seq for fact in own if fact.state == case.dossier["state"]), 1)


def dead(tx: Tx, personne_id: int) -> bool:
    """Whether a dossier of the person ended with their death."""
    return tx.one(_DEATH, {"id": personne_id}) is not None


def _lines(tx: Tx, rulebook: Rulebook, case: Case, now: datetime) -> Iterator[Line]:
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
        )
