"""What an import tells the BOP: numbers, once, and no name."""

import json
from pathlib import Path

from exchanges.import_news import announce
from exchanges.reports import FileReport
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem
from rules.subjects import SubjectKind
from tests.workflow.build import World, settle
from workflow.database.store import Store
from workflow.tables.post import Outbox


def report(**counts: int) -> FileReport:
    """A file named after somebody, with a bad line that quotes them."""
    made = FileReport(path=Path("suivi de Mme Durand.xlsx"), flow="tableau", total=12)
    made.people.update(nouvelle=3, mise_a_jour=2)
    made.births.update(counts)
    problem = Problem(field="nom", value_shown=None, reason="inconnu")
    made.bad.append(BadLine(position=4, line=5, id_personne=7, problems=(problem,)))
    return made


def messages(world: World) -> dict[str, dict[str, object]]:
    return {row["occasion"]: json.loads(row["data"]) for row in world.rows(Outbox)}


def test_the_bop_is_told_what_came_in_and_how_many_lines_were_refused(store: Store) -> None:
    world = settle(store)
    announce(store, [report(), report()], world.now)
    (row,) = world.rows(Outbox)
    data = json.loads(row["data"])

    assert (row["occasion"], row["recipient"]) == ("import_termine", "role:bop")
    assert row["kind"] == SubjectKind.CIRCONSCRIPTION.value
    assert (data["fichiers"], data["lignes"], data["nouvelles"], data["refusees"]) == (2, 24, 6, 2)
    assert "urand" not in row["data"].lower()


def test_people_whom_nobody_accompanies_yet_are_told_for_the_digest(store: Store) -> None:
    world = settle(store)
    announce(store, [report(a_orienter=2, notifie=1)], world.now)
    (row,) = world.rows(Outbox, occasion="nouveaux_sans_referent")

    assert messages(world)["nouveaux_sans_referent"]["nombre"] == 2
    assert row["digest"] == "imports"


def test_files_that_were_imported_before_are_told_to_nobody(store: Store) -> None:
    world = settle(store)
    known = report()
    known.already = world.now
    announce(store, [known], world.now)

    assert messages(world) == {}
