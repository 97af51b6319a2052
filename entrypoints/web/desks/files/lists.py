"""The lists of the month that are somebody's to make, and how they leave: the pages and the API
freeze the same."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Response

from entrypoints.web.desks import errands
from entrypoints.web.desks.downloads import TABLES, download
from entrypoints.web.desks.errands import Progress
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.monthly_lists import write_frozen
from exchanges.tables.reader import Format
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.actors import Genre, Role
from rules.days.months import Month
from workflow.files import monthly_lists
from workflow.files.monthly_lists import FrozenList, ListKind
from workflow.reading import monthly_lists as lists

FREEZE = "listes_du_mois"


def wanted(visit: Visit) -> list[tuple[ListKind, int]]:
    """The lists of this month that are theirs to make: those of every service, or that of the
    diagnostics of their ALI."""
    actor = visit.actor
    if actor.role is Role.BOP:
        return [
            (kind, number)
            for kind in ListKind
            for number in monthly_lists.services(visit.store, kind)
        ]
    if actor.genre is Genre.ALI and actor.service_id is not None:
        return [(ListKind.DIAGNOSTICS, actor.service_id)]
    return []


def freeze(visit: Visit) -> int:
    """Freezes the lists of this month that are theirs and are not frozen yet: the errand that does
    it. Asked twice, it gives the same. Raises Closed."""
    visit.enter(Right.LISTE_DU_MOIS)
    asked = wanted(visit)
    if not asked:
        raise Closed((OUTSIDE,))
    month = Month.of(visit.rulebook.local_day(visit.now))

    def work(progress: Progress) -> Mapping[str, object]:
        progress.total = len(asked)
        made = []
        for kind, service in asked:
            made.append(_frozen(visit, kind, service, month))
            progress.advance(1)
        new = [one for one in made if not one.repeated]
        people = sum(len(one.people) for one in new)
        return {"mois": str(month), "listes": len(new), "personnes": people, "toutes": len(made)}

    return errands.begin(visit, FREEZE, work, then="/listes/figees/")


def as_file(visit: Visit, number: int) -> Response:
    """A list as a spreadsheet; that it left is written, with how many lines. Raises Closed."""
    visit.enter(Right.EXPORT_LISTES)
    visit.open(Right.LISTE_DU_MOIS, number)
    told = lists.frozen(visit.store, number)
    visit.open(Right.EXPORT_LISTES, number, lines=len(told.people))
    with TemporaryDirectory() as folder:
        path = write_frozen(Path(folder), told, visit.rulebook)
        return download(path.read_bytes(), path.name, TABLES[Format.XLSX])


def _frozen(visit: Visit, kind: ListKind, service: int, month: Month) -> FrozenList:
    store, rulebook, now, by = visit.store, visit.rulebook, visit.now, visit.actor
    if kind is ListKind.DIAGNOSTICS:
        return monthly_lists.diagnostics(
            store, rulebook, ali=service, month=month, now=now, actor=by
        )
    return monthly_lists.orientations(
        store, rulebook, service=service, month=month, now=now, actor=by
    )
