"""Of whom a deadline is awaited, as conditions of a list of deadlines ``LOCATED``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, FromClause, and_, or_, select, union

from rules.actors import Actor, Role
from rules.deadlines.rule import Duty
from rules.deadlines.wants import Want
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from workflow.access.perimeter import within
from workflow.database.instants import to_micros
from workflow.deadlines.ladders import followed_since
from workflow.reading.profiled import LOCATED, PLACE_TODAY, SERVICE_TODAY, located
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Offre, Seance
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SEANCE, _OFFRE = table(DeadlineRow), table(Seance), table(Offre)
_EACH, _ITS = _DEADLINE.alias("each"), table(Dossier).alias("its")
_OF_ROLES = {Role.BOP: (Duty.BOP,), Role.BAT: (Duty.BAT,), Role.PRESIDENT: (Duty.PRESIDENT,)}
_OF_A_SERVICE = (Role.REFERENT, Role.RESPONSABLE_SERVICE)


def followed(rulebook: Rulebook) -> Iterator[ColumnElement[bool]]:
    """The open deadlines that alert somebody."""
    yield _DEADLINE.c.closed_at.is_(None)
    since = followed_since(rulebook)
    if since is not None:
        yield _DEADLINE.c.opened_at >= to_micros(since)


def ways(rulebook: Rulebook, actor: Actor) -> Iterator[ColumnElement[bool]]:
    """Why a deadline is awaited of them: no deadline for two of these reasons."""
    if actor.role in _OF_A_SERVICE:
        if actor.service_id is not None:
            codes = _codes(rulebook, (Duty.SERVICE,))
            yield and_(_DEADLINE.c.rule.in_(codes), SERVICE_TODAY.in_((actor.service_id,)))
        return
    here = within(actor, PLACE_TODAY)
    own = _codes(rulebook, _OF_ROLES.get(actor.role, ()))
    if own:
        yield and_(_DEADLINE.c.rule.in_(own), here)
    others = list(_of_nobody_else(rulebook, actor))
    if others:
        yield and_(_DEADLINE.c.rule.not_in(own), or_(*others), here)


def called(rulebook: Rulebook, actor: Actor) -> Mapping[Want, Sequence[str]]:
    """The rules that may await more of them than to act, by what they wait for. Where nobody
    follows a person, it is a service that misses first: the BOP owes nothing else."""
    found: dict[Want, list[str]] = defaultdict(list)
    for code in _codes(rulebook, _duties(rulebook, actor)):
        want = rulebook.rules[code][0].procedure.wants
        if want is not None:
            found[want].append(code)
    return found


def _duties(rulebook: Rulebook, actor: Actor) -> tuple[Duty, ...]:
    if actor.role in _OF_A_SERVICE:
        return (Duty.SERVICE,) if actor.service_id is not None else ()
    coordinates = (Duty.COORDINATION,) if _coordinated(rulebook, actor) else ()
    return (*_OF_ROLES.get(actor.role, ()), *coordinates)


def _of_nobody_else(rulebook: Rulebook, actor: Actor) -> Iterator[ColumnElement[bool]]:
    """What they coordinate, and what a service would do if there were one."""
    kinds = _coordinated(rulebook, actor)
    if kinds:
        coordinated = _DEADLINE.c.rule.in_(_codes(rulebook, (Duty.COORDINATION,)))
        yield and_(coordinated, _SEANCE.c.genre.in_(kinds))
    if actor.role is Role.BOP:
        yield and_(_DEADLINE.c.rule.in_(_codes(rulebook, (Duty.SERVICE,))), SERVICE_TODAY.is_(None))


def _coordinated(rulebook: Rulebook, actor: Actor) -> list[str]:
    return sorted({kind.code for kind in rulebook.kinds if kind.coordinator is actor.role})


def among(rulebook: Rulebook, actor: Actor) -> FromClause:
    """The deadlines ``LOCATED``, but of a service those that something names it for: nothing finds
    a deadline by the service that all of it makes together, and the first of many joins alone is
    sure to be made first."""
    service = actor.service_id
    if actor.role not in _OF_A_SERVICE or service is None:
        return LOCATED
    of_kind, of_subject = _EACH.c.kind, _EACH.c.subject_id
    owed = (
        _EACH.c.closed_at.is_(None),
        _EACH.c.rule.in_(_codes(rulebook, (Duty.SERVICE,))),
    )
    named = union(
        select(_EACH.c.id).where(*owed, _EACH.c.child == service),
        select(_EACH.c.id)
        .join(_ITS, _ITS.c.personne_id == _EACH.c.personne_id)
        .where(*owed, _ITS.c.service_id == service, _ITS.c.id == _EACH.c.dossier_id),
        select(_EACH.c.id)
        .join(_OFFRE, _OFFRE.c.id == of_subject)
        .where(*owed, _OFFRE.c.service_id == service, of_kind == SubjectKind.OFFRE.value),
        select(_EACH.c.id).where(
            *owed, of_kind == SubjectKind.SERVICE.value, of_subject == service
        ),
    ).cte("named")
    return located(_DEADLINE.join(named, named.c.id == _DEADLINE.c.id))


def _codes(rulebook: Rulebook, duties: Sequence[Duty]) -> list[str]:
    """The rules of these duties that alert somebody, and that the scheduler does not meet alone."""
    return [
        code
        for code, versions in rulebook.rules.items()
        if any(
            one.ladder and one.procedure.act is None and one.procedure.duty in duties
            for one in versions
        )
    ]
