"""The lines of a table taken in: people found, or made when asked, then facts entered.

Each fact goes by the path of an act: what the procedure refuses is told with its column and its
reasons, the rest of the line is taken. What is known already is recognised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from exchanges.counter import Counter, Organisation
from exchanges.reports import FileReport
from exchanges.tables import lines, sectors
from exchanges.tables.births import bear
from exchanges.tables.lines import PersonLine
from exchanges.tables.objections import objection
from exchanges.telling import Senders, Teller
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem
from rules.wording import NBSP
from workflow.acts import placing
from workflow.database.store import Transact, Tx
from workflow.files import gaps
from workflow.people import from_tables, matching, register
from workflow.people.matching import Clues, KnownPeople, Match

FLOW = "tableau"

_WHO = "personne"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Some lines being taken in one transaction, that may be given up. ``people``: everybody, those
    ``born`` of these lines among them."""

    tx: Tx
    report: FileReport
    people: KnownPeople
    born: list[tuple[int, Clues]] = field(default_factory=list)


class Intake:
    """One table being taken in: each line in turn, counted once in the report."""

    def __init__(
        self,
        counter: Counter,
        organisation: Organisation,
        report: FileReport,
        *,
        senders: Senders,
        people: KnownPeople,
        now: datetime,
        create: bool,
        file: str,
    ) -> None:
        self._counter, self._report, self._now = counter, report, now
        self._organisation, self._create, self._people = organisation, create, people
        self._mark = f"tableau-{file[:12]}"
        self._by = senders.office
        self._teller = Teller(rulebook=counter.rulebook, now=now, batch=self._mark, senders=senders)

    def take(self, transact: Transact, batch: Sequence[PersonLine | BadLine]) -> None:
        """Some lines, in a transaction."""
        taken = transact(partial(self._take_all, batch))
        self._report.add(taken.report)
        for personne_id, clues in taken.born:
            self._people.add(personne_id, clues)

    def _take_all(self, wanted: Sequence[PersonLine | BadLine], tx: Tx) -> _Batch:
        """What becomes of some lines. Their people are locked first, in order."""
        report = FileReport(path=self._report.path, flow=FLOW)
        batch = _Batch(tx=tx, report=report, people=self._people.branch())
        found = (
            batch.people.match(tx, line.clues).personne_id
            for line in wanted
            if isinstance(line, PersonLine)
        )
        matching.hold(tx, (one for one in found if one is not None))
        for line in wanted:
            if isinstance(line, BadLine):
                _refuse(batch, line)
            else:
                self._take(batch, line)
        return batch

    def _take(self, batch: _Batch, line: PersonLine) -> None:
        match = batch.people.match(batch.tx, line.clues)
        personne_id, born = match.personne_id, None
        problem = self._why_not(batch.tx, line, match)
        if problem is None and personne_id is None:
            made = self._bear(batch, line)
            if isinstance(made, Problem):
                problem = made
            else:
                personne_id, born = made
        if problem is not None or personne_id is None:
            assert problem is not None
            _refuse(batch, lines.bad_line(line.position, line.line, problem))
            return
        changed = (
            born is None
            and bool(line.identity)
            and from_tables.complete(
                batch.tx, personne_id, line.identity, self._by, self._now, self._mark
            )
        )
        placed = self._sector(batch, line, personne_id)
        entered, problems = self._facts(batch, line, personne_id)
        if isinstance(placed, Problem):
            problems.insert(0, placed)
        if problems:
            batch.report.bad.append(lines.bad_line(line.position, line.line, *problems))
        if born is not None:
            batch.report.births[born] += 1
        batch.report.people[_fate(born, entered or changed or placed is True, problems)] += 1

    def _bear(self, batch: _Batch, line: PersonLine) -> tuple[int, str] | Problem:
        """Somebody whom nobody knows, made when that was asked, and the state of their dossier."""
        if not self._create:
            return _unknown("importez-la de webRSA, ou ajoutez --creer")
        made = bear(
            batch.tx,
            self._counter,
            self._organisation,
            line,
            by=self._by,
            now=self._now,
            batch=self._mark,
        )
        if not isinstance(made, Problem):
            batch.people.add(made[0], line.clues)
            batch.born.append((made[0], line.clues))
            self._await_sector(batch, made[0])
        return made

    def _await_sector(self, batch: _Batch, personne_id: int) -> None:
        """Lists somebody new of whom nothing says of which sector they are."""
        last = register.last_dossier(batch.tx, personne_id)
        if last is not None and last.circonscription is None:
            found = {placing.AWAITED: (last.id, placing.detail(last.service_id))}
            gaps.add(batch.tx, personne_id, found, file=self._report.path.name, now=self._now)
            batch.report.gaps.update(found.keys())

    def _sector(self, batch: _Batch, line: PersonLine, personne_id: int) -> bool | Problem:
        """Whether the line gave its person the sector that was awaited."""
        placed = sectors.attribute(
            batch.tx,
            self._counter,
            line,
            personne_id,
            by=self._by,
            now=self._now,
            batch=self._mark,
        )
        if placed is True:
            batch.report.acts[sectors.EVENT] += 1
        return placed

    def _why_not(self, tx: Tx, line: PersonLine, match: Match) -> Problem | None:
        """Why the person of a line is not known for sure."""
        if match.no_dossier:
            heading = self._report.columns["dossier"]
            reason = "aucun dossier n’a ce numéro ici"
            return Problem(field=heading, value_shown=str(line.clues.dossier), reason=reason)
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
            reason = (
                f"{match.rule}{NBSP}: {numbers}, dont le nom, la naissance ou le rôle sont autres"
            )
            return Problem(field=_WHO, value_shown=None, reason=reason)
        return None

    def _numbers(self, tx: Tx, people: tuple[int, ...]) -> str:
        """People by the dossiers that operators know them by."""
        found = []
        for personne_id in people:
            known = matching.dossiers_of(tx, personne_id)
            found.append(f"dossier n° {known[-1].id}" if known else f"personne n° {personne_id}")
        return ", ".join(found)

    def _facts(
        self, batch: _Batch, line: PersonLine, personne_id: int
    ) -> tuple[bool, list[Problem]]:
        """Whether a fact was entered, and what was refused of the others."""
        if not line.told:
            return False, []
        told = {one.entry.code: one for one in line.told}
        entries = [one.entry for one in line.told]
        answer = self._teller.tell(batch.tx, personne_id, entries)
        batch.report.known.update(answer.known)
        batch.report.acts.update(answer.acts)
        problems = [objection(told[one.entry.code], one) for one in answer.refused]
        return bool(answer.acts), problems


def _refuse(batch: _Batch, bad: BadLine) -> None:
    batch.report.bad.append(bad)
    batch.report.people["refusee"] += 1


def _fate(born: str | None, changed: bool, problems: list[Problem]) -> str:
    if born is not None:
        return "nouvelle"
    if changed:
        return "mise_a_jour"
    return "refusee" if problems else "inchangee"


def _unknown(remedy: str) -> Problem:
    return Problem(field=_WHO, value_shown=None, reason=f"personne inconnue ici : {remedy}")
