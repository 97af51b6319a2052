"""One act on several dossiers: the selection of whoever visits, the act that is asked of it, looked
at, then done. The pages and the API work it alike.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress, account_of
from entrypoints.web.desks.lots.offering import Offer, Stand, fields_of, offers, shared
from entrypoints.web.forms import acts
from entrypoints.web.forms.conflicts import told
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import Field
from rules.refusals import Refusal
from workflow.batches import keeping, performing
from workflow.batches.performing import Doer
from workflow.batches.selection import Batch
from workflow.reading import batches
from workflow.reading.batches import Whose

_TRIED = 5
"""Dossiers on which what was typed is tried before the preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the act asks for where the dossiers stand, and how many of them offer it."""

    fields: Sequence[Field]
    number: int


def own(visit: Visit, number: int) -> Batch:
    """The selection of that number: nobody opens that of another. Raises Closed."""
    visit.enter(Right.DOSSIER)
    found = keeping.batch(visit.store, account_of(visit), number)
    if found is None:
        raise Closed((OUTSIDE,))
    return found


def whose(visit: Visit, lot: Batch) -> Mapping[int, Whose]:
    """Its dossiers that they open now, by number."""
    return batches.whose(visit.store, lot.id, visit.bearer)


def offered(visit: Visit, lot: Batch) -> list[Offer]:
    """The acts that several of its dossiers offer to them."""
    found = whose(visit, lot)
    return shared(offers(visit.actor, Counter(map(_stand, found.values()))), len(found))


def fields(visit: Visit, lot: Batch, event: str) -> Sequence[Field]:
    """What an act that they offer asks for, each field once."""
    return fields_of(event, map(_stand, whose(visit, lot).values()))


def asked(visit: Visit, lot: Batch, event: str) -> Asked:
    """Raises Closed when no dossier offers it, or when another act was done on some already. The
    act that was begun is asked again as it was, whatever they offer now."""
    known = whose(visit, lot)
    left = [_stand(known[one.dossier]) for one in lot.left if one.dossier in known]
    found = next((one for one in offers(visit.actor, Counter(left)) if one.event == event), None)
    if lot.left != lot.lines and lot.event == event:
        known_fields = fields_of(event, left) or acts.fields_of(event).all
        return Asked(fields=known_fields, number=len(left))
    if found is None or lot.left != lot.lines:
        raise Closed((OUTSIDE,))
    return Asked(fields=fields_of(event, left), number=found.number)


def wrong(visit: Visit, lot: Batch, event: str, typed: Mapping[str, str]) -> list[Refusal]:
    """What is to be typed otherwise, whatever the dossier: told beside its field, before any
    preview."""
    doer, beside = _doer(visit, lot), list[Refusal]()
    tried = keeping.proposed(lot, event, typed)
    for line in lot.left[:_TRIED]:
        refusals = performing.objections(doer, tried, line)
        beside = [one for one in refusals if one.field is not None]
        if not beside or len(beside) != len(refusals):
            return []
    return beside


def look(visit: Visit, number: int, event: str, typed: Mapping[str, str]) -> int:
    """What would come of each dossier, nothing being done: the errand that finds it out."""
    keeping.ask(visit.store, number, event, typed)
    return _begin(visit, number, "apercu_lot", "apercu", performing.look)


def do(visit: Visit, lot: Batch, chosen: Sequence[int]) -> int:
    """One act a dossier, those of ``chosen`` although somebody changed them since: the errand that
    does it. Asked again, nothing is done twice."""
    keeping.take_as_found(visit.store, lot, chosen)
    return _begin(visit, lot.id, "lot", "issue", performing.do)


def _begin(
    visit: Visit,
    number: int,
    kind: str,
    then: str,
    work: Callable[[Doer, Batch, Callable[[int], None]], None],
) -> int:
    lot = own(visit, number)
    doer = _doer(visit, lot)

    def carried(progress: Progress) -> Mapping[str, object]:
        progress.total = len(lot.left)
        work(doer, lot, progress.reach)
        return {}

    return errands.begin(visit, kind, carried, then=f"/lots/{number}/{then}?travail=")


def _doer(visit: Visit, lot: Batch) -> Doer:
    return Doer(
        store=visit.store,
        rulebook=visit.rulebook,
        actor=visit.actor,
        now=visit.now,
        opens=frozenset(whose(visit, lot)),
        tells=partial(told, visit),
    )


def _stand(one: Whose) -> Stand:
    """Where the dossier of a line stands."""
    return Stand(
        state=one.state,
        service_id=one.service_id,
        circonscription=one.circonscription,
        passages=one.passages,
    )
