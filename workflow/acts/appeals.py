"""A recours that comes after the two months: received all the same, and told so (CASF R262-88)."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from rules.letters.remedies import remedy
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts.letters import COLUMNS, view
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.subjects import Dossier

OCCASION = "recours_recu"

_LETTER, _DOSSIER = table(Letter), table(Dossier)
_SENT = Statement(
    select(*COLUMNS)
    .join_from(_LETTER, _DOSSIER, _DOSSIER.c.id == _LETTER.c.dossier_id)
    .where(_DOSSIER.c.personne_id == bindparam("id"), _LETTER.c.envoyee_le.is_not(None))
    .order_by(_LETTER.c.id)
)


def details(tx: Tx, rulebook: Rulebook, personne_id: int, act: Act) -> Mapping[str, object]:
    """``hors_delai`` when every decision that was sent to the person can no longer be contested.
    Of one that nobody knows to have reached them, no delay runs."""
    calendar = rulebook.calendar
    seen = (view(row, calendar.tz) for row in tx.all(_SENT, {"id": personne_id}))
    opened = [remedy(one, calendar) for one in seen if one.decides]
    day = act.occurred.astimezone(calendar.tz).date()
    late = bool(opened) and all(one is not None and one.late(day) for one in opened)
    return {"hors_delai": 1} if late else {}
