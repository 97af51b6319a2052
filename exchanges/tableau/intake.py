"""A tableau that comes back, taken line by line: each changed cell by a real act with its guards.

Nothing is overwritten where somebody else changed the same cell since the file left. Taken twice, a
file does nothing the second time.
"""

from datetime import datetime
from pathlib import Path

from exchanges.tableau import columns, sheet, viewers
from exchanges.tableau.newcomers import People
from exchanges.tableau.performing import Performer, within
from exchanges.tableau.reports import TableauReport
from exchanges.tableau.rows import Taking
from exchanges.tableau.sheet import Origin, Sheet
from exchanges.webrsa.problems import UnreadableFile
from rules.actors import Actor
from rules.rulebook import Rulebook
from rules.wording import numbered
from workflow.database.store import Store, Transact, Tx
from workflow.people.register import hold_of_dossiers


def import_tableau(
    store: Store,
    rulebook: Rulebook,
    path: Path,
    seance_id: int,
    *,
    by: Actor,
    now: datetime,
    trial: bool = False,
    password: str | None = None,
) -> TableauReport:
    """Takes what the file changes, each row in a transaction of its own. A trial takes the same in
    one transaction that is not kept: each row finds what those above it did.

    Raises UnreadableFile when the file cannot be taken at all, UnknownSeance, Refused for a service
    that the tableau does not concern.
    """
    read = sheet.read(path, password=password)
    _check(path, read.origin, seance_id, by)

    def begun(transact: Transact) -> Taking:
        performer = Performer(transact=transact, rulebook=rulebook, by=by, now=now)
        return _begun(store, read, performer, seance_id, trial=trial)

    def tried(tx: Tx) -> TableauReport:
        taking = begun(within(tx))
        hold_of_dossiers(tx, taking.concerned(read.rows))
        return taking.take_all(read.rows)

    return store.attempt(tried, kept=False) if trial else begun(store.attempt).take_all(read.rows)


def _begun(
    store: Store, read: Sheet, performer: Performer, seance_id: int, *, trial: bool
) -> Taking:
    """The taking of a file that was read, nothing of it being taken yet."""
    service = performer.by.service_id
    taking = Taking(
        store=store,
        rulebook=performer.rulebook,
        origin=read.origin,
        viewer=read.origin.viewer if service is None else service,
        performer=performer,
        people=People(store),
        report=TableauReport(
            path=read.path,
            seance=seance_id,
            viewer=read.origin.viewer,
            exported=read.origin.exported,
            trial=trial,
            notes=read.notes,
        ),
    )
    taking.look()
    viewers.admit("importer_tableau", taking.now, taking.viewer, performer.rulebook.words)
    said = {one.key: one.heading for one in columns.columns(taking.now.sitting)}
    taking.headings = {**said, **read.headings}
    taking.report.notes = (*taking.aged(), *read.notes)
    return taking


def _check(path: Path, origin: Origin, seance_id: int, by: Actor) -> None:
    if origin.seance != seance_id:
        raise UnreadableFile(
            path,
            f"c’est le tableau de la séance {numbered(origin.seance)}, pas celui de la séance"
            f" {numbered(seance_id)}",
        )
    if None not in (origin.viewer, by.service_id) and origin.viewer != by.service_id:
        raise UnreadableFile(
            path,
            f"il a été exporté pour le service {numbered(origin.viewer or 0)}, et vous agissez pour"
            f" le service {numbered(by.service_id or 0)}",
        )
