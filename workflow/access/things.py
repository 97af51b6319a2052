"""What the policy asks of each kind of row, in columns: said once, for one row and for a list.

A dossier is shown to the service wished, as long as its request is open and no longer a draft; a
séance, to those that sit. A line is its service's, under the sight of its séance. Whatever has a
subject (a message, a deadline) is where and whose its subject is. A person is where, and whose, the
newest of their dossiers is. A file that was taken away is whose who joined it (decision 0017).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    case,
    exists,
    false,
    func,
    or_,
    select,
)

from rules.access.grants import Right
from rules.seances.kinds import Body
from workflow.access.columns import (
    AWAITS_ALI,
    CLOSED,
    WHERE,
    Number,
    Words,
    addressee,
    examined,
    newest,
    no_draft,
    of_subject,
    only_place,
    whose,
    wished,
)
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.post import Gap, MonthlyList, Outbox
from workflow.tables.subjects import (
    Demande,
    Dossier,
    Passage,
    Personne,
    Seance,
    SeanceService,
    Service,
)
from workflow.tables.tableau import Piece
from workflow.tables.trail import DeadlineRow

_DOSSIER, _PERSONNE, _DEMANDE = table(Dossier), table(Personne), table(Demande)
_SEANCE, _SITS, _PASSAGE = table(Seance), table(SeanceService), table(Passage)
_LETTER, _PIECE, _OUTBOX, _GAP = table(Letter), table(Piece), table(Outbox), table(Gap)
_DEADLINE, _LIST, _SERVICE = table(DeadlineRow), table(MonthlyList), table(Service)
_BEFORE = _DOSSIER.alias("dossier_before")
_NO = false()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thing:
    """A kind of row. ``source``: its table, with what is joined to tell the rest of a row, one line
    for each; the other columns are what ``Resource`` says. ``shown``: couples of a row and of a
    service to which it is shown. ``state``: that of the séance whose sight it is under, if it is
    under one."""

    key: ColumnElement[int]
    source: FromClause
    place: Words
    service: Number | None = None
    shown: Select[Any] | None = None
    closed: ColumnElement[bool] = _NO
    awaits_ali: ColumnElement[bool] = _NO
    before_ep: ColumnElement[bool] = _NO
    shared: ColumnElement[bool] = _NO
    seance: Number | None = None
    line: Number | None = None
    state: Words | None = None

    @property
    def alone(self) -> bool:
        """Whether its own table tells everything."""
        return isinstance(self.source, Table)


_LINES = _PASSAGE.join(_DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id).join(
    _SEANCE, _SEANCE.c.id == _PASSAGE.c.seance_id
)
_KEPT = _PIECE.c.removed_at.is_(None)

DOSSIERS = Thing(
    key=_DOSSIER.c.id,
    source=_DOSSIER,
    place=_DOSSIER.c.circonscription,
    service=_DOSSIER.c.service_id,
    shown=wished(_DEMANDE.c.dossier_id),
    closed=CLOSED,
    awaits_ali=AWAITS_ALI,
    before_ep=examined(_DOSSIER.c.id),
)
PERSONNES = Thing(
    key=_PERSONNE.c.id,
    source=_PERSONNE.outerjoin(_DOSSIER, _DOSSIER.c.id == newest(_PERSONNE.c.id)),
    place=func.coalesce(_DOSSIER.c.circonscription, _PERSONNE.c.circonscription),
    service=_DOSSIER.c.service_id,
    shown=wished(_DEMANDE.c.personne_id),
    closed=CLOSED,
    awaits_ali=AWAITS_ALI,
    before_ep=exists()
    .where(_BEFORE.c.personne_id == _PERSONNE.c.id, examined(_BEFORE.c.id))
    .correlate_except(_BEFORE),
)
DEMANDES = Thing(
    key=_DEMANDE.c.id,
    source=_DEMANDE.join(_DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id),
    place=_DOSSIER.c.circonscription,
    service=_DOSSIER.c.service_id,
    shown=select(_DEMANDE.c.id.label("row"), _DEMANDE.c.service_souhaite.label("service"))
    .join_from(_DEMANDE, _DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id)
    .where(no_draft())
    .correlate(None),
    before_ep=examined(_DOSSIER.c.id),
    shared=no_draft(),
)
SEANCES = Thing(
    key=_SEANCE.c.id,
    source=_SEANCE,
    place=_SEANCE.c.circonscription,
    shown=select(_SITS.c.seance_id.label("row"), _SITS.c.service_id.label("service")),
    before_ep=_SEANCE.c.instance == Body.DECISION.value,
    seance=_SEANCE.c.id,
)
LINES = Thing(
    key=_PASSAGE.c.id,
    source=_LINES,
    place=func.coalesce(_SEANCE.c.circonscription, _DOSSIER.c.circonscription),
    service=_DOSSIER.c.service_id,
    before_ep=_SEANCE.c.instance == Body.DECISION.value,
    seance=_SEANCE.c.id,
    line=_PASSAGE.c.id,
    state=_SEANCE.c.state,
)
LETTERS = Thing(
    key=_LETTER.c.id,
    source=_LETTER.outerjoin(_DOSSIER, _DOSSIER.c.id == _LETTER.c.dossier_id).outerjoin(
        _SEANCE, _SEANCE.c.id == _LETTER.c.seance_id
    ),
    place=func.coalesce(_DOSSIER.c.circonscription, _SEANCE.c.circonscription),
    service=_DOSSIER.c.service_id,
    before_ep=or_(examined(_DOSSIER.c.id), _SEANCE.c.instance == Body.DECISION.value),
)
MESSAGES = Thing(
    key=_OUTBOX.c.id,
    source=of_subject(_OUTBOX),
    place=WHERE,
    service=whose(_OUTBOX, addressee()),
)
PIECES = Thing(
    key=_PIECE.c.id,
    source=_PIECE.join(_DOSSIER, _DOSSIER.c.id == _PIECE.c.dossier_id)
    .outerjoin(_PASSAGE, _PASSAGE.c.id == _PIECE.c.passage_id)
    .outerjoin(_SEANCE, _SEANCE.c.id == _PASSAGE.c.seance_id),
    place=_DOSSIER.c.circonscription,
    service=case((_KEPT, _DOSSIER.c.service_id), else_=_PIECE.c.service_id),
    before_ep=examined(_DOSSIER.c.id),
    seance=_SEANCE.c.id,
    state=case((_KEPT, _SEANCE.c.state)),
)
GAPS = Thing(
    key=_GAP.c.id,
    source=_GAP.join(_PERSONNE, _PERSONNE.c.id == _GAP.c.personne_id).outerjoin(
        _DOSSIER, _DOSSIER.c.id == func.coalesce(_GAP.c.dossier_id, newest(_GAP.c.personne_id))
    ),
    place=func.coalesce(_DOSSIER.c.circonscription, _PERSONNE.c.circonscription),
    service=_DOSSIER.c.service_id,
)
DEADLINES = Thing(
    key=_DEADLINE.c.id,
    source=_DEADLINE,
    place=_DEADLINE.c.circonscription,
    service=_DEADLINE.c.service_id,
)
LISTS = Thing(
    key=_LIST.c.id,
    source=_LIST.join(_SERVICE, _SERVICE.c.id == _LIST.c.service_id),
    place=only_place(),
    service=_LIST.c.service_id,
)

OPENED_BY: Mapping[Right, Thing] = MappingProxyType(
    {
        **dict.fromkeys((Right.DOSSIER, Right.EXPORT_DOSSIERS), DOSSIERS),
        Right.PERSONNE: PERSONNES,
        Right.DEMANDE: DEMANDES,
        **dict.fromkeys((Right.SEANCE, Right.EXPORT_TABLEAU), SEANCES),
        Right.LIGNE: LINES,
        Right.LETTRE: LETTERS,
        Right.MESSAGE: MESSAGES,
        Right.PIECE: PIECES,
        Right.ECART: GAPS,
        Right.ESCALADE: DEADLINES,
        **dict.fromkeys((Right.LISTE_DU_MOIS, Right.EXPORT_LISTES), LISTS),
    }
)
"""Which rows each right opens; what is not here is opened whole, or is no row."""
