"""A table taken in, a batch at a time: people found, or made when asked, then facts entered.

Each fact goes by the path of an act: what the procedure refuses is told with its column and its
reasons, the rest of the line is taken. What is known already is recognised.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from exchanges.counter import Counter, Organisation
from exchanges.reports import FileReport
from exchanges.tables import lines
from exchanges.tables.births import bear
from exchanges.tables.headings import Header, recognise
from exchanges.tables.lines import PersonLine, Told
from exchanges.tables.reader import Table, open_table
from exchanges.telling import NotTaken, Teller, senders_of
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem, UnreadableFile
from rules.wording import NBSP, quoted
from workflow.database.store import Tx
from workflow.files import column_names, received
from workflow.people import from_tables, matching
from workflow.people.matching import KnownPeople, Match

FLOW = "tableau"

_BATCH = 200
_WHO = "personne"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is said of the tables of one command. ``columns``: our column → their heading, said now
    and remembered; ``create``: people that nobody knows are registered; ``again``: a file that was
    imported is read once more, for the lines that were refused."""

    organisation: Organisation | None = None
    columns: Mapping[str, str] | None = None
    create: bool = False
    again: bool = False


def import_table(
    write: Callable[[], AbstractContextManager[Tx]],
    counter: Counter,
    path: Path,
    asked: Asked,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> FileReport:
    """Takes every line that can be taken. ``progress`` receives increments, in lines.

    Raises UnreadableFile before anything is written.
    """
    organisation = asked.organisation
    if organisation is None:
        known = ", ".join(sorted(counter.organisations)) or "le numéro d’un service"
        reason = f"de qui vient ce tableau{NBSP}? Donnez --organisation (choix{NBSP}: {known})"
        raise UnreadableFile(path, reason)
    table = open_table(path)
    said_now = asked.columns or {}
    with write() as tx:
        remembered = column_names.remembered(tx, organisation.code)
    header = recognise(table, (remembered, organisation.columns), said_now)
    report = _begin(table, header)
    digest = _digest(table, header, organisation, create=asked.create)
    with write() as tx:
        column_names.remember(tx, organisation.code, said_now, now)
        already = received.imported_at(tx, digest)
    if already is not None and not asked.again:
        report.already = already
        return report
    with write() as tx:
        intake = _Intake(tx, counter, organisation, report, now, create=asked.create, file=digest)
    rows = lines.read(table, header)
    while batch := list(islice(rows, _BATCH)):
        with write() as tx:
            intake.take(tx, batch)
        if progress is not None:
            progress(len(batch))
    with write() as tx:
        received.remember(
            tx,
            sha256=digest,
            name=path.name,
            flow=FLOW,
            ali_id=None,
            generated=now,
            now=now,
            report=report.as_dict(),
        )
    return report


def _begin(table: Table, header: Header) -> FileReport:
    report = FileReport(path=table.path, flow=FLOW)
    report.total = sum(1 for row in table.rows() if row.line > header.line)
    report.notes.extend(table.notes)
    report.columns = {
        column.name: header.headings[place] for place, column in header.columns.items()
    }
    if header.unknown:
        listed = ", ".join(map(quoted, header.unknown))
        report.notes.append(f"Colonnes non reconnues, laissées de côté{NBSP}: {listed}.")
    return report


def _digest(table: Table, header: Header, organisation: Organisation, *, create: bool) -> str:
    """The same file, from the same organisation, read the same way."""
    said = (
        organisation.code,
        create,
        sorted((place, column.name) for place, column in header.columns.items()),
        table.sha256,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


class _Intake:
    """One table being taken in: each line in turn, counted once in the report."""

    def __init__(
        self,
        tx: Tx,
        counter: Counter,
        organisation: Organisation,
        report: FileReport,
        now: datetime,
        *,
        create: bool,
        file: str,
    ) -> None:
        self._counter, self._report, self._now = counter, report, now
        self._organisation, self._create = organisation, create
        self._batch = f"tableau-{file[:12]}"
        senders = senders_of(tx, organisation.label, organisation.services)
        self._by = senders.office
        self._teller = Teller(
            rulebook=counter.rulebook, now=now, batch=self._batch, senders=senders
        )
        self._people = KnownPeople.load(tx)

    def take(self, tx: Tx, batch: list[PersonLine | BadLine]) -> None:
        """Some lines, in the open transaction. Their people are locked first, in order."""
        found = (
            self._people.match(tx, line.clues).personne_id
            for line in batch
            if isinstance(line, PersonLine)
        )
        matching.hold(tx, (one for one in found if one is not None))
        for line in batch:
            if isinstance(line, BadLine):
                self._refuse(line)
            else:
                self._take(tx, line)

    def _refuse(self, bad: BadLine) -> None:
        self._report.bad.append(bad)
        self._report.people["refusee"] += 1

    def _take(self, tx: Tx, line: PersonLine) -> None:
        match = self._people.match(tx, line.clues)
        personne_id, born = match.personne_id, None
        problem = self._why_not(tx, match)
        if problem is None and personne_id is None:
            if not self._create:
                problem = _unknown("importez-la de webRSA, ou ajoutez --creer")
            else:
                made = bear(
                    tx,
                    self._counter,
                    self._organisation,
                    line,
                    by=self._by,
                    now=self._now,
                    batch=self._batch,
                )
                if isinstance(made, Problem):
                    problem = made
                else:
                    personne_id, born = made
                    self._people.add(personne_id, line.clues)
        if problem is not None or personne_id is None:
            assert problem is not None
            self._refuse(lines.bad_line(line.position, line.line, problem))
            return
        changed = (
            born is None
            and bool(line.identity)
            and from_tables.complete(
                tx, personne_id, line.identity, self._by, self._now, self._batch
            )
        )
        entered, problems = self._facts(tx, line, personne_id)
        if problems:
            self._report.bad.append(lines.bad_line(line.position, line.line, *problems))
        if born is not None:
            self._report.births[born] += 1
        self._report.people[_fate(born, entered or changed, problems)] += 1

    def _why_not(self, tx: Tx, match: Match) -> Problem | None:
        """Why the person of a line is not known for sure."""
        if match.clueless:
            reason = (
                "rien ne dit de qui il s’agit : il faut un numéro, ou prénom et téléphone, prénom "
                "et courriel, ou nom, prénom et date de naissance"
            )
            return Problem(field=_WHO, value_shown=None, reason=reason)
        if match.candidates:
            numbers = self._numbers(tx, match.candidates)
            reason = f"plusieurs personnes répondent ({match.rule}){NBSP}: {numbers}"
            return Problem(field=_WHO, value_shown=None, reason=reason)
        if match.against is not None:
            numbers = self._numbers(tx, (match.against,))
            reason = f"{match.rule}{NBSP}: {numbers}, dont le nom et la naissance sont autres"
            return Problem(field=_WHO, value_shown=None, reason=reason)
        return None

    def _numbers(self, tx: Tx, people: tuple[int, ...]) -> str:
        """People by the dossiers that operators know them by."""
        found = []
        for personne_id in people:
            known = matching.dossiers_of(tx, personne_id)
            found.append(f"dossier n° {known[-1].id}" if known else f"personne n° {personne_id}")
        return ", ".join(found)

    def _facts(self, tx: Tx, line: PersonLine, personne_id: int) -> tuple[bool, list[Problem]]:
        """Whether a fact was entered, and what was refused of the others."""
        if not line.told:
            return False, []
        told = {one.entry.code: one for one in line.told}
        entries = [one.entry for one in line.told]
        answer = self._teller.tell(tx, personne_id, entries)
        self._report.known.update(answer.known)
        self._report.acts.update(answer.acts)
        problems = [_of_fact(told[one.entry.code], one) for one in answer.refused]
        return bool(answer.acts), problems


def _fate(born: str | None, changed: bool, problems: list[Problem]) -> str:
    if born is not None:
        return "nouvelle"
    if changed:
        return "mise_a_jour"
    return "refusee" if problems else "inchangee"


def _unknown(remedy: str) -> Problem:
    return Problem(field=_WHO, value_shown=None, reason=f"personne inconnue ici : {remedy}")


def _of_fact(told: Told, refused: NotTaken) -> Problem:
    return Problem(
        field=told.heading_of(refused.field),
        value_shown=told.day_shown(refused.field),
        reason=refused.reason,
    )
