"""What is corrected of a séance once its compte rendu was sent: whoever coordinates is told, once
for each version that is to be sent again."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import Case
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.minutes import Minutes

OCCASION = "compte_rendu_a_renvoyer"

_MINUTES = table(Minutes)
_LAST = Statement(
    select(func.max(_MINUTES.c.number)).where(_MINUTES.c.seance_id == bindparam("id"))
)


def tell(tx: Tx, rulebook: Rulebook, case: Case, lines: Collection[int], act: Act) -> None:
    """Writes down what is to be told of these lines of the dossier, which are open again."""
    for number in sorted({line.seance_id for line in case.passages if line.id in lines}):
        tell_of(tx, rulebook, case.seances[number], act)


def tell_of(tx: Tx, rulebook: Rulebook, seance: SeanceView, act: Act) -> None:
    """Writes down that what was sent of the séance, if anything, is to be sent again."""
    row = tx.one(_LAST, {"id": seance.id})
    if row is None or row[0] is None:
        return
    kind, number = rulebook.kind_held(seance), row[0] + 1
    outbox.write(
        tx,
        subject=Subject(SubjectKind.SEANCE, seance.id),
        occasion=OCCASION,
        recipient=outbox.office(kind.coordinator, seance.circonscription),
        data={
            "reference": f"séance {seance.id}",
            "circonscription": seance.circonscription,
            "genre": kind.label,
            "nouvelle_date": seance.held.isoformat(),
            "numero": number,
            "document": "proces_verbal" if kind.body is Body.DECISION else "compte_rendu",
        },
        key=f"seance-{seance.id}-compte-rendu-{number}",
        now=act.known,
    )
