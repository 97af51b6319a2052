"""The letters that were made and will not leave: told to the BOP when an act ends their dossier.

They are not marked: that they are stopped is derived (workflow/letters/standings.py), so that an
end that was a mistake lets them leave again.
"""

from sqlalchemy import bindparam, select

from rules.letters.calls import DEAD
from rules.situation import Act
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.subjects import Dossier

OCCASION = "courriers_arretes"

_LETTER, _DOSSIER = table(Letter), table(Dossier)
_WAITING = (
    select(_LETTER.c.id)
    .where(_LETTER.c.annulled_at.is_(None), _LETTER.c.envoyee_le.is_(None))
    .order_by(_LETTER.c.id)
)
_OF_DOSSIER = Statement(_WAITING.where(_LETTER.c.dossier_id == bindparam("id")))
_OF_PERSON = Statement(
    _WAITING.join(_DOSSIER, _DOSSIER.c.id == _LETTER.c.dossier_id).where(
        _DOSSIER.c.personne_id == bindparam("id")
    )
)


def tell(tx: Tx, case: Case, made: Draft, act: Act, seq: int) -> int:
    """Tells which letters are stopped, if there are any: those of the dossier, of the person when
    they died. Returns how many messages were written."""
    died = made.dossier["state"] == DEAD
    rows = (
        tx.all(_OF_PERSON, {"id": case.personne_id})
        if died
        else tx.all(_OF_DOSSIER, {"id": case.id})
    )
    if not rows:
        return 0
    place = made.dossier["circonscription"]
    told = 0
    for recipient in notices.addresses(
        OCCASION, service=None, former_service=None, circonscription=place
    ):
        outbox.write(
            tx,
            subject=case.subject,
            occasion=OCCASION,
            recipient=recipient,
            data={
                "reference": f"dossier {case.id}",
                "circonscription": place,
                "acte": act.event,
                "lettres": ", ".join(str(number) for (number,) in rows),
            },
            key=f"dossier-{case.id}-{seq}-{OCCASION}",
            now=act.known,
        )
        told += 1
    return told
