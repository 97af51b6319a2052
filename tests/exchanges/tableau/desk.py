"""A séance whose tableau travels as a file: exported, filled in with a spreadsheet, taken back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from exchanges.tableau.export import export_tableau
from exchanges.tableau.intake import import_tableau
from exchanges.tableau.reports import TableauReport
from rules.actors import Actor
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    AGENTS,
    ALI,
    BAT,
    FRANCE_TRAVAIL,
    World,
    execute,
)
from workflow.reading.tableau import Tableau, TableauLine, tableau

NBSP = "\N{NO-BREAK SPACE}"
ANSWER = f"Réponse – Service {{0}} (n°{NBSP}{{0}})"
REMARK = f"Remarque – Service {{0}} (n°{NBSP}{{0}})"
LINE, MEANS = "Ligne", "Prévenue par quel moyen"
HEADER = 5
"""The row of headings of a tableau."""


@dataclass(slots=True)
class Desk:
    """An ICL-I of the ALI's circonscription. ``mine`` is the ALI's dossier, a request; ``theirs``
    France Travail's, a soutien technique. Both shared their lines."""

    world: World
    folder: Path
    seance: int
    mine: int
    theirs: int

    def export(self, viewer: int | None = ALI, name: str = "tableau.xlsx", **more: Any) -> Path:
        """The tableau as that service sees it."""
        path = self.folder / name
        export_tableau(
            self.world.store,
            self.world.rulebook,
            path,
            self.seance,
            viewer=viewer,
            now=self.world.now,
            **more,
        )
        return path

    def take(self, path: Path, by: Actor = AGENT_ALI, **more: Any) -> TableauReport:
        """The file taken back."""
        return import_tableau(
            self.world.store,
            self.world.rulebook,
            path,
            self.seance,
            by=by,
            now=self.world.now,
            **more,
        )

    def look(self, viewer: int | None = None) -> Tableau:
        """The tableau now."""
        return tableau(self.world.store, self.world.rulebook, self.seance, viewer=viewer)

    def line(self, dossier: int) -> TableauLine:
        """The line of a dossier, now."""
        return next(one for one in self.look().lines if one.dossier_id == dossier)

    def answer(self, dossier: int, service: int, reponse: str, **more: Any) -> None:
        """What a service answers in the application."""
        data = {"service": service, "reponse": reponse, **more}
        self.world.act(dossier, "repondre", AGENTS[service], passage=self.line(dossier).id, **data)

    def told(self) -> str:
        """Everything that the tableau says, as one text: two equal ones are the same tableau."""
        return json.dumps([repr(line) for line in self.look().lines])


def open_desk(world: World, folder: Path) -> Desk:
    """Two lines on the tableau of an ICL-I, each of its service."""
    execute(
        world.store,
        "INSERT INTO code_line (liste, identifiant, libelle, active, extra)"
        " VALUES ('reorientation_motifs', 3, 'Mobilité', 1, '{}')",
    )
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer", BAT)
    theirs = world.dossier(service=FRANCE_TRAVAIL)
    world.act(theirs, "inscrire_ligne", AGENT_FT, seance=stage.icl, nature="soutien")
    world.convene(stage.icl, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    world.convene(stage.icl, "partager_tableau", AGENT_ALI, service=ALI)
    return Desk(world, folder, stage.icl, stage.dossier, theirs)


def fill(path: Path, work: Callable[[Worksheet], None]) -> Path:
    """Somebody works in the sheet that is seen, and saves it."""
    book = openpyxl.load_workbook(path)
    work(book["Tableau"])
    book.save(path)
    return path


def place(sheet: Worksheet, heading: str) -> int:
    """The number of a column."""
    return next(cell.column for cell in sheet[HEADER] if cell.value == heading)


def row_of(sheet: Worksheet, line: int) -> int:
    """The row of a line."""
    column = place(sheet, LINE)
    rows = range(HEADER + 1, sheet.max_row + 1)
    return next(row for row in rows if str(sheet.cell(row, column).value) == str(line))


def write(path: Path, line: int, cells: dict[str, Any]) -> Path:
    """Cells of a line, by heading."""

    def work(sheet: Worksheet) -> None:
        for heading, value in cells.items():
            sheet.cell(row_of(sheet, line), place(sheet, heading)).value = value

    return fill(path, work)


def add(path: Path, cells: dict[str, Any]) -> Path:
    """A row typed at the bottom."""

    def work(sheet: Worksheet) -> None:
        used = [place(sheet, one) for one in ("Nom", "Dossier")]
        empty = next(
            row
            for row in range(HEADER + 1, sheet.max_row + 2)
            if not any(sheet.cell(row, one).value for one in used)
        )
        for heading, value in cells.items():
            sheet.cell(empty, place(sheet, heading)).value = value

    return fill(path, work)
