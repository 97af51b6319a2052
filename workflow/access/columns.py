"""What tells who may open a row, in columns: sight, sharing, where a subject is and whose."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from rules.actors import Who
from rules.seances.kinds import Body
from rules.seances.minutes import GONE
from rules.seances.sight import TO_SETTLE
from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.tables.columns import table
from workflow.tables.post import Outbox
from workflow.tables.seats import Membre
from workflow.tables.subjects import (
    Circonscription,
    Demande,
    Dossier,
    Offre,
    Passage,
    Personne,
    Seance,
    SeanceService,
    Service,
)
from workflow.tables.trail import FactRow

_DOSSIER, _DEMANDE, _PASSAGE = table(Dossier), table(Demande), table(Passage)
_SEANCE, _SITS, _FACT = table(Seance), table(SeanceService), table(FactRow)
_PLACE, _OFFRE, _MEMBER = table(Circonscription), table(Offre), table(Membre)
_OUTBOX, _SERVICE, _PERSONNE = table(Outbox), table(Service), table(Personne)
_EACH = _DOSSIER.alias("each_dossier")

_DECIDED = ("acceptee", "refusee")
_AWAITING = tuple(
    node.state.code
    for node in PROCEDURE.all_nodes()
    if node.machine is Machine.DOSSIER
    and not node.state.final
    and any(Who.ALI_TERRITOIRE in exit.who for exit in node.own)
)

Words = ColumnElement[Any]
"""A text of a row, or nothing."""
Number = ColumnElement[Any]
"""A number of a row, or nothing."""


def opened(owner: Number, seance: Number, state: Words) -> ColumnElement[bool]:
    """Whether lines of that service are no longer its own alone (``Sight.opened``)."""
    shared = exists().where(
        _FACT.c.kind == SubjectKind.SEANCE.value,
        _FACT.c.subject_id == seance,
        _FACT.c.child == owner,
        _FACT.c.code == "tableau_partage",
        _FACT.c.annulled_by.is_(None),
    )
    return or_(owner.is_(None), state.not_in(sorted(TO_SETTLE)), shared.correlate_except(_FACT))


def sits(service: int | Number, seance: Number) -> ColumnElement[bool]:
    """Whether that service sits in the séance."""
    seat = exists().where(_SITS.c.seance_id == seance, _SITS.c.service_id == service)
    return seat.correlate_except(_SITS)


AWAITS_ALI = _DOSSIER.c.state.in_(_AWAITING)
"""Whether a dossier's state awaits the ALI of its circonscription: it alone may leave it. A dossier
that is closed awaits nobody, whatever may still be told of it by the service that followed it."""


CLOSED = _DOSSIER.c.closed_at.is_not(None)
"""Whether a dossier is over: without a service then, no service has to know of it."""


def examined(dossier: Number) -> ColumnElement[bool]:
    """Whether an EP examines the dossier, or did: a line that left it first is nobody's there."""
    return (
        exists()
        .where(
            _PASSAGE.c.dossier_id == dossier,
            _PASSAGE.c.state.not_in(sorted(GONE)),
            _SEANCE.c.id == _PASSAGE.c.seance_id,
            _SEANCE.c.instance == Body.DECISION.value,
        )
        .correlate_except(_PASSAGE, _SEANCE)
    )


def no_draft() -> ColumnElement[bool]:
    """Whether a request is no longer a draft: its saisine was brought, it was decided, or one of
    its lines is open to those who sit."""
    line = exists().where(
        _PASSAGE.c.demande_id == _DEMANDE.c.id,
        _SEANCE.c.id == _PASSAGE.c.seance_id,
        opened(_DOSSIER.c.service_id, _SEANCE.c.id, _SEANCE.c.state),
    )
    return or_(
        _DEMANDE.c.canal.is_not(None),
        _DEMANDE.c.issue.in_(_DECIDED),
        line.correlate_except(_PASSAGE, _SEANCE),
    )


def wished(row: ColumnElement[int]) -> Select[Any]:
    """Rows with the service wished by their open request that is no draft."""
    return (
        select(row.label("row"), _DEMANDE.c.service_souhaite.label("service"))
        .join_from(_DEMANDE, _DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id)
        .where(_DEMANDE.c.closed_at.is_(None), no_draft())
        .correlate(None)
    )


def newest(personne: Number) -> Number:
    """The last dossier of a person, whom it says where to find."""
    return (
        select(func.max(_EACH.c.id))
        .where(_EACH.c.personne_id == personne)
        .correlate_except(_EACH)
        .scalar_subquery()
    )


def of_subject(owner: Table) -> FromClause:
    """A table whose rows have a subject, with what that is."""

    def is_(kind: SubjectKind) -> ColumnElement[bool]:
        return owner.c.kind == kind.value

    number = owner.c.subject_id
    dossier: Number = case(
        (is_(SubjectKind.DOSSIER), number), (is_(SubjectKind.PERSONNE), newest(number))
    )
    return (
        owner.outerjoin(_DOSSIER, _DOSSIER.c.id == dossier)
        .outerjoin(_SEANCE, and_(is_(SubjectKind.SEANCE), _SEANCE.c.id == number))
        .outerjoin(_PLACE, and_(is_(SubjectKind.CIRCONSCRIPTION), _PLACE.c.id == number))
        .outerjoin(_OFFRE, and_(is_(SubjectKind.OFFRE), _OFFRE.c.id == number))
        .outerjoin(_MEMBER, and_(is_(SubjectKind.MEMBRE), _MEMBER.c.id == number))
    )


def place_of_subject(owner: Table) -> Words:
    """The circonscription of what a row is about, found row by row: for entries, of which few are
    looked at."""

    def of(kind: SubjectKind, place: Words, row: Table) -> tuple[ColumnElement[bool], Words]:
        found = select(place).where(row.c.id == owner.c.subject_id).correlate_except(row)
        return owner.c.kind == kind.value, found.scalar_subquery()

    newest_place = (
        select(func.coalesce(_DOSSIER.c.circonscription, _PERSONNE.c.circonscription))
        .select_from(_PERSONNE.outerjoin(_DOSSIER, _DOSSIER.c.id == newest(_PERSONNE.c.id)))
        .where(_PERSONNE.c.id == owner.c.subject_id)
        .correlate_except(_PERSONNE, _DOSSIER)
    )
    return case(
        of(SubjectKind.DOSSIER, _DOSSIER.c.circonscription, _DOSSIER),
        (owner.c.kind == SubjectKind.PERSONNE.value, newest_place.scalar_subquery()),
        of(SubjectKind.SEANCE, _SEANCE.c.circonscription, _SEANCE),
        of(SubjectKind.CIRCONSCRIPTION, _PLACE.c.code, _PLACE),
        of(SubjectKind.OFFRE, _OFFRE.c.circonscription, _OFFRE),
        of(SubjectKind.MEMBRE, _MEMBER.c.circonscription, _MEMBER),
    )


WHERE = func.coalesce(
    *(_DOSSIER.c.circonscription, _SEANCE.c.circonscription, _PLACE.c.code),
    *(_OFFRE.c.circonscription, _MEMBER.c.circonscription),
)


def whose(owner: Table, owed: Number) -> Number:
    """The service of a row that has a subject; ``owed``: that which owes it, or is told it."""
    itself = case((owner.c.kind == SubjectKind.SERVICE.value, owner.c.subject_id))
    return func.coalesce(
        *(_DOSSIER.c.service_id, _OFFRE.c.service_id, _MEMBER.c.service_id), itself, owed
    )


def addressee() -> Number:
    """The service to which a message is addressed."""
    to = _OUTBOX.c.recipient

    def number(head: str) -> Number:
        return cast(func.substr(to, len(head) + 1), BigInteger)

    heads = ("service:", "responsable:")
    return case(*((to.startswith(head), number(head)) for head in heads))


def only_place() -> Words:
    """The circonscription of a service that has one alone."""
    codes = _SERVICE.c.circonscriptions
    one = and_(codes.like('["%"]'), codes.not_like("%,%"))
    return case((one, func.substr(codes, 3, func.length(codes) - 4)))
