"""A tableau that comes back, taken line by line: each changed cell by a real act with its guards.

Nothing is overwritten where somebody else changed the same cell since the file left. Taken twice, a
file does nothing the second time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from exchanges.tableau import acts, columns, sheet
from exchanges.tableau.columns import BY_KEY, NATURES, REMARK, TYPED_AT_THE_BOTTOM, WHO
from exchanges.tableau.merging import merge
from exchanges.tableau.newcomers import People, Unknown
from exchanges.tableau.performing import Performer
from exchanges.tableau.reports import Inscribed, TableauReport
from exchanges.tableau.sheet import Origin, Typed
from exchanges.tableau.telling import RowTelling
from exchanges.webrsa.problems import UnreadableFile
from rules.actors import Actor
from rules.rulebook import Rulebook
from rules.wording import NBSP, local_instant, numbered, quantity
from workflow.acts.commands import StaleDossier
from workflow.database.store import Store
from workflow.people.matching import KnownDossier
from workflow.reading.tableau import Tableau, TableauLine, tableau

_IDENTITY = tuple(one.key for one in WHO)
_TRIES = 3
_BUSY = "ce dossier change sans cesse : recommencez l’import"


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
    """Takes what the file changes. A trial takes nothing and says the same.

    Raises UnreadableFile when the file cannot be taken at all, UnknownSeance.
    """
    read = sheet.read(path, password=password)
    _check(path, read.origin, seance_id, by)
    intake = _Intake(
        store=store,
        rulebook=rulebook,
        origin=read.origin,
        headings=read.headings,
        viewer=read.origin.viewer if by.service_id is None else by.service_id,
        performer=Performer(store=store, rulebook=rulebook, by=by, now=now, trial=trial),
        people=People(store),
        report=TableauReport(
            path=path,
            seance=seance_id,
            viewer=read.origin.viewer,
            exported=read.origin.exported,
            trial=trial,
            notes=read.notes,
        ),
    )
    intake.look()
    intake.report.notes = (*intake.aged(), *read.notes)
    for row in read.rows:
        intake.take(row)
    return intake.report


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


@dataclass(slots=True, kw_only=True)
class _Intake:
    """The taking of one file."""

    store: Store
    rulebook: Rulebook
    origin: Origin
    headings: Mapping[str, str]
    viewer: int | None
    performer: Performer
    people: People
    report: TableauReport
    now: Tableau = field(init=False)
    there: dict[int, int] = field(init=False)
    """The dossiers that have a line there, whoever may see it: dossier → line."""
    born: set[int] = field(init=False)
    """The lines that the file inscribed since the tableau was looked at."""
    taken: set[int] = field(default_factory=set)

    def look(self) -> None:
        """The tableau as it is now."""
        seance = self.report.seance
        self.now = tableau(self.store, self.rulebook, seance, viewer=self.viewer)
        whole = tableau(self.store, self.rulebook, seance) if self.now.hidden else self.now
        self.there = {one.dossier_id: one.id for one in whole.lines if not one.gone}
        self.born = set()

    def aged(self) -> Iterator[str]:
        """How much the tableau changed since the file left."""
        versions = self.origin.versions
        changed = sum(
            line.version != versions[line.id] for line in self.now.lines if line.id in versions
        )
        when = self.origin.exported.astimezone(self.rulebook.calendar.tz)
        if changed:
            told = quantity(changed, "dossier a", "dossiers ont")
            yield f"Exporté le {local_instant(when)}{NBSP}; {told} changé depuis."
        else:
            yield f"Exporté le {local_instant(when)}."

    def take(self, row: Typed) -> None:
        """One row."""
        if row.line is None:
            self._newcomer(row)
            return
        objection = self._not_ours(row)
        if objection is not None:
            self._refuse(row, objection)
            return
        self.taken.add(row.line)
        for _ in range(_TRIES):
            line = self._line(row.line)
            if line is None:
                self._refuse(row, "cette ligne n’est plus au tableau de la séance")
                return
            try:
                self._merge(row, line, self.origin.cells.get(line.id, {}))
            except StaleDossier:
                self.look()  # somebody else has just acted: the row is compared again
            else:
                return
        self._refuse(row, _BUSY)

    def _not_ours(self, row: Typed) -> str | None:
        """Why the row is not one of this tableau."""
        for key in ("cle", "ligne"):
            if key in row.bad:
                return row.bad[key]
        if row.seance not in (None, self.report.seance):
            return f"cette ligne vient du tableau de la séance {numbered(row.seance or 0)}"
        if row.line in self.taken:
            return f"la ligne {numbered(row.line or 0)} est deux fois dans le fichier"
        line = self._line(row.line or 0)
        if line is None:
            return f"la ligne {numbered(row.line or 0)} n’est pas, ou plus, au tableau de la séance"
        said = columns.texts(self.now, line)
        left = self.origin.cells.get(line.id, {})
        for key in _IDENTITY:
            words = row.cells.get(key, "")
            if words and words not in (said[key], left.get(key)):
                return (
                    f"la ligne {numbered(line.id)} est celle de {line.nom} {line.prenom}, et le"
                    f" fichier y dit autre chose ({BY_KEY[key].heading}) : rien n’en est pris"
                )
        return None

    def _line(self, number: int) -> TableauLine | None:
        return next((one for one in self.now.lines if one.id == number and not one.gone), None)

    def _merge(self, row: Typed, line: TableauLine, exported: Mapping[str, str]) -> None:
        """What the row changes of the line. Raises StaleDossier before anything of it is told."""
        now = columns.texts(self.now, line)
        open_to = frozenset(columns.fillable(line, self.viewer, self.now.sitting))
        merged = merge(exported, now, row.cells, open_to)
        stays = [one for one in merged.taken if not one.typed and not one.key.startswith(REMARK)]
        typed = [one for one in merged.taken if one not in stays]
        wanted = list(acts.of_cells(typed, columns.kept(self.now, line)))
        done = self.performer.each(wanted, line)
        found = self._telling(row, line.id, f"{line.nom} {line.prenom}")
        for one, refusals in zip(wanted, done, strict=True):
            if refusals:
                found.refuse(one, refusals)
            else:
                found.change(one.cells)
        found.set_aside(merged, stays, open_to)
        if not (merged.taken or merged.conflicts or merged.locked or found.objected):
            self.report.unchanged += 1

    def _newcomer(self, row: Typed) -> None:
        found = self._telling(row, None, _named(row))
        for key in sorted(TYPED_AT_THE_BOTTOM & row.bad.keys()):
            found.object(key, row.bad[key])
        if found.objected:
            return
        dossier = self.people.open_dossier(row.cells)
        if isinstance(dossier, Unknown):
            found.object(dossier.key, dossier.reason)
            return
        there = self.there.get(dossier.id)
        if there is not None:
            self._again(row, there, found)
            return
        if not row.cells.get("nature"):
            found.object("nature", f"dites l’objet de la ligne : {', '.join(NATURES.values())}")
            return
        self._inscribe(row, dossier, found)

    def _inscribe(self, row: Typed, dossier: KnownDossier, found: RowTelling) -> None:
        wanted = acts.of_newcomer(
            row.cells, seance=self.report.seance, settled=self.now.state, state=dossier.state
        )
        line, failed, refusals = self.performer.together(wanted, dossier.id)
        if failed is not None:
            found.refuse(failed, refusals)
            return
        self.report.inscribed.append(
            Inscribed(
                row=row.number,
                who=found.who,
                dossier=dossier.id,
                nature=row.cells["nature"],
                line=line,
            )
        )
        if line is not None:
            self.there[dossier.id] = line
            self.born.add(line)

    def _again(self, row: Typed, there: int, found: RowTelling) -> None:
        """A row typed at the bottom for somebody who is there already, by this file or another."""
        if there in self.born:
            self.look()
        line = self._line(there)
        if line is None:
            found.object(None, "cette personne est déjà au tableau, inscrite par son service")
            return
        said = {key: words for key, words in row.cells.items() if words and key not in _IDENTITY}
        again = Typed(
            number=row.number,
            line=there,
            seance=None,
            cells=said,
            bad={},
            where=row.where,
        )
        self.taken.add(there)
        self._merge(again, line, {})

    def _refuse(self, row: Typed, reason: str) -> None:
        self._telling(row, row.line, _named(row)).object(None, reason)

    def _telling(self, row: Typed, line: int | None, who: str) -> RowTelling:
        return RowTelling(report=self.report, headings=self.headings, row=row, line=line, who=who)


def _named(row: Typed) -> str:
    return " ".join(filter(None, (row.cells.get("nom"), row.cells.get("prenom"))))
