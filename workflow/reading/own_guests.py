"""The guests of a dossier's lines: a séance writes to them, and their dossier shows it too."""

from typing import Any

from sqlalchemy import BindParameter, Select, String, cast, literal, select

from workflow.tables.columns import table
from workflow.tables.seats import Invite
from workflow.tables.subjects import Passage

_GUEST, _LINE = table(Invite), table(Passage)

Number = int | BindParameter[int]
"""That of a dossier, or the name under which a query is given it."""


def numbers(dossier: Number) -> Select[Any]:
    """The numbers of those whom its lines invited, the ones who were put off among them."""
    return _of(select(_GUEST.c.id), dossier)


def addresses(dossier: Number) -> Select[Any]:
    """The same by their house addresses."""
    return _of(select(literal("invite:").concat(cast(_GUEST.c.id, String))), dossier)


def seances(dossier: Number) -> Select[Any]:
    """The séances on whose table it is, or was."""
    return select(_LINE.c.seance_id).where(_LINE.c.dossier_id == dossier)


def _of(query: Select[Any], dossier: Number) -> Select[Any]:
    return query.join_from(_GUEST, _LINE, _LINE.c.id == _GUEST.c.passage_id).where(
        _LINE.c.dossier_id == dossier
    )
