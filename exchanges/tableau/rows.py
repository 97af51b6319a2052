"""The rows of a tableau that comes back, compared and acted upon one after the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exchanges.tableau import acts, columns
from exchanges.tableau.acts import Wanted
from exchanges.tableau.columns import BY_KEY, NATURES, REMARK, TYPED_AT_THE_BOTTOM, WHO
from exchanges.tableau.merging import Merge, merge
from exchanges.tableau.newcomers import People, Unknown
from exchanges.tableau.performing import Performer, Placed
from exchanges.tableau.reports import Inscribed, TableauReport
from exchanges.tableau.sheet import Origin, Typed
from exchanges.tableau.telling import RowTelling
from rules.rulebook import Rulebook
from rules.wording import NBSP, all_numbered, local_instant, numbered, quantity
from workflow.acts.commands import StaleDossier
from workflow.database.store import Store
from workflow.people.matching import KnownDossier
from workflow.reading.tableau import Tableau, TableauLine, tableau

_IDENTITY = tuple(one.key for one in WHO)
_TRIES = 3
_BUSY = "ce dossier change sans cesse : recommencez l’import"


@dataclass(slots=True, kw_only=True)
class Taking:
    """The taking of one file."""

    store: Store
    rulebook: Rulebook
    origin: Origin
    viewer: int | None
    performer: Performer
    people: People
    report: TableauReport
    now: Tableau = field(init=False)
    headings: Mapping[str, str] = field(init=False)
    there: dict[int, int] = field(init=False)
    """The dossiers that have a line there, whoever may see it: dossier → line."""
    rows: dict[int, int] = field(default_factory=dict)
    """Where the file speaks of each: dossier → number of the row."""
    strangers: dict[int, str] = field(default_factory=dict)
    """The rows that are none of this tableau: number of the row → why."""
    placed: Mapping[int, Placed] = field(default_factory=dict)
    """The places that the file gives to its lines, and what became of each: by line."""

    def look(self) -> None:
        """The tableau as it is now."""
        seance = self.report.seance
        self.now = tableau(self.store, self.rulebook, seance, viewer=self.viewer)
        whole = tableau(self.store, self.rulebook, seance) if self.now.hidden else self.now
        self.there = {one.dossier_id: one.id for one in whole.lines if not one.gone}

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

    def concerned(self, rows: Iterable[Typed]) -> Iterator[int]:
        """The dossiers that the rows speak of."""
        for row in rows:
            if row.line is not None:
                line = self._line(row.line)
                yield from () if line is None else (line.dossier_id,)
            else:
                dossier = self.people.open_dossier(row.cells)
                yield from () if isinstance(dossier, Unknown) else (dossier.id,)

    def take_all(self, rows: Sequence[Typed]) -> TableauReport:
        """Every row, in their order, once the lines have the places that they give: what became of
        them."""
        for row in rows:
            objection = None if row.line is None else self._not_ours(row)
            if objection is not None:
                self.strangers[row.number] = objection
        self._order(rows)
        for row in rows:
            self._take(row)
        self.report.notes = (*self.report.notes, *self._absent(rows))
        return self.report

    def _absent(self, rows: Iterable[Typed]) -> Iterator[str]:
        """The lines that the file had when it left, and of which it says nothing any more."""
        there = {row.line for row in rows}
        gone = [number for number in self.origin.cells if number not in there]
        kept = [line.id for line in map(self._line, gone) if line is not None]
        if kept:
            those = all_numbered("La ligne", "Les lignes", kept)
            verb = "n’est plus" if len(kept) == 1 else "ne sont plus"
            stay = "elle reste" if len(kept) == 1 else "elles restent"
            yield (
                f"{those} {verb} dans le fichier{NBSP}: {stay} au tableau. Une ligne n’en sort que"
                " par « retirer_ligne », avec son motif."
            )

    def _order(self, rows: Iterable[Typed]) -> None:
        """Two lines that change places do so together. What somebody else moves meanwhile, again
        and again, is left to each row."""
        for _ in range(_TRIES):
            try:
                self.placed = self.performer.order(dict(self._places(rows)))
            except StaleDossier:
                self.look()
            else:
                return

    def _places(self, rows: Iterable[Typed]) -> Iterator[tuple[int, tuple[Wanted, TableauLine]]]:
        """The places that the rows change, by line."""
        for row in rows:
            line = None if row.line is None else self._line(row.line)
            if line is None or row.number in self.strangers:
                continue
            merged, _ = self._merged(row, line, self.origin.cells.get(line.id, {}))
            kept = columns.kept(self.now, line)
            for wanted in acts.of_cells((one for one in merged.taken if one.typed), kept):
                if wanted.event == acts.ORDER:
                    yield line.id, (wanted, line)

    def _take(self, row: Typed) -> None:
        if row.line is None:
            self._newcomer(row)
            return
        objection = self.strangers.get(row.number)
        if objection is not None:
            self._refuse(row, objection)
            return
        for _ in range(_TRIES):
            line = self._line(row.line)
            if line is None:
                self._refuse(row, self._nowhere(row.line))
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
        line = self._line(row.line or 0)
        if line is None:
            return self._nowhere(row.line or 0)
        if line.dossier_id in self.rows:
            return f"la ligne {numbered(line.id)} est deux fois dans le fichier"
        said = columns.texts(self.now, line)
        left = self.origin.cells.get(line.id, {})
        for key in _IDENTITY:
            words = row.cells.get(key, "")
            if words and words not in (said[key], left.get(key)):
                return (
                    f"la ligne {numbered(line.id)} est celle de {line.nom} {line.prenom}, et le"
                    f" fichier y dit autre chose ({BY_KEY[key].heading}) : rien n’en est pris"
                )
        self.rows[line.dossier_id] = row.number
        return None

    def _nowhere(self, number: int) -> str:
        """A line that is not seen; nothing tells whether it is one of those that are hidden."""
        if self.now.hidden:
            return (
                f"la ligne {numbered(number)} n’est pas, ou plus, parmi celles que ce service voit"
                f"{NBSP}: une ligne d’un autre service se voit une fois qu’il l’a partagée"
            )
        return f"la ligne {numbered(number)} n’est pas, ou plus, au tableau de la séance"

    def _line(self, number: int) -> TableauLine | None:
        return next((one for one in self.now.lines if one.id == number and not one.gone), None)

    def _merge(self, row: Typed, line: TableauLine, exported: Mapping[str, str]) -> None:
        """What the row changes of the line. Raises StaleDossier before anything of it is told."""
        merged, open_to = self._merged(row, line, exported)
        stays = [one for one in merged.taken if not one.typed and not one.key.startswith(REMARK)]
        typed = [one for one in merged.taken if one not in stays]
        placed = self.placed.get(line.id)
        wanted = [
            one
            for one in acts.of_cells(typed, columns.kept(self.now, line))
            if placed is None or one.event != acts.ORDER
        ]
        if placed is not None and placed.version == line.version + 1:
            line = replace(line, version=placed.version)  # what it was given is its own change
        done = self.performer.each(wanted, line)
        found = self._telling(row, line.id, f"{line.nom} {line.prenom}")
        own = () if placed is None else ((placed.wanted, placed.refusals),)
        for one, refusals in (*own, *zip(wanted, done, strict=True)):
            if refusals:
                found.refuse(one, refusals)
            else:
                found.change(one.cells)
        found.set_aside(merged, stays, open_to, dict(columns.withheld(self.now, line, self.viewer)))
        if not (own or merged.taken or merged.conflicts or merged.locked or found.objected):
            self.report.unchanged += 1

    def _merged(
        self, row: Typed, line: TableauLine, exported: Mapping[str, str]
    ) -> tuple[Merge, frozenset[str]]:
        """The cells of the row beside those of the line, and those that the file is for."""
        open_to = frozenset(columns.fillable(self.now, line, self.viewer))
        return merge(exported, columns.texts(self.now, line), row.cells, open_to), open_to

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
        above = self.rows.setdefault(dossier.id, row.number)
        if above != row.number:
            place = "plus haut" if above < row.number else "plus bas"
            found.object(None, f"cette personne est déjà {place} dans le fichier, rangée {above}")
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
                who=self._who(row, dossier),
                dossier=dossier.id,
                nature=row.cells["nature"],
                line=None if self.report.trial else line,
            )
        )

    def _who(self, row: Typed, dossier: KnownDossier) -> str:
        """Whose line it is, as the registry names them; of somebody of another service, as the
        row does, so that no number that is typed gives a name."""
        theirs = self.viewer in (None, dossier.service_id)
        return self.people.name_of(dossier) if theirs else _named(row)

    def _again(self, row: Typed, there: int, found: RowTelling) -> None:
        """A row typed at the bottom for somebody whom a service, or a file, already inscribed."""
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
        self._merge(again, line, {})

    def _refuse(self, row: Typed, reason: str) -> None:
        self._telling(row, row.line, _named(row)).object(None, reason)

    def _telling(self, row: Typed, line: int | None, who: str) -> RowTelling:
        return RowTelling(report=self.report, headings=self.headings, row=row, line=line, who=who)


def _named(row: Typed) -> str:
    return " ".join(filter(None, (row.cells.get("nom"), row.cells.get("prenom"))))
