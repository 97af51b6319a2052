"""The tableau commun on a screen, and what a tableau that comes back changed."""

import re
from collections.abc import Iterator
from datetime import date

from entrypoints.cli import display
from entrypoints.cli.dossier_head import answers_words
from entrypoints.words.dossiers import NATURES
from entrypoints.words.times import full_instant
from exchanges.tableau.columns import MEANS
from exchanges.tableau.reports import Objection, TableauReport
from rules.rulebook import Rulebook
from rules.wording import NBSP, colon, quantity
from states.procedure import PROCEDURE
from workflow.reading.tableau import Tableau, TableauLine

_EMPTY = "rien"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def show(shown: Tableau, rulebook: Rulebook) -> None:
    """The tableau, line by line, then what is said of each."""
    label = rulebook.label_of(shown.genre, shown.circonscription)
    display.title(
        f"Tableau de la séance n° {shown.seance_id} · {label}",
        PROCEDURE.states[shown.state].label.lower(),
    )
    shared = [name for number, name in shown.sitting.items() if number in shown.shared]
    display.sheet(
        [
            ("Date", full_instant(shown.held, rulebook.calendar)),
            ("Y siègent", ", ".join(shown.sitting.values())),
            ("Ont partagé", ", ".join(shared) or "aucun service"),
        ]
    )
    display.section("Lignes")
    display.listing(
        ("Rang", "Ligne", "Personne, service", "Objet, service souhaité", "Réponses", "Prévenue"),
        [_row(line, rulebook) for line in shown.lines],
        empty="Aucune ligne.",
        fixed=("Rang", "Ligne"),
        right=("Rang", "Ligne"),
    )
    for line in shown.lines:
        for words in _said(shown, line):
            display.indented(f"Ligne n° {line.id}{NBSP}: {words}", by=2)
    if shown.hidden:
        told = quantity(shown.hidden, "autre ligne n’est", "autres lignes ne sont")
        display.say(f"{told} pas encore partagée{'s' if shown.hidden > 1 else ''}.")


def _row(line: TableauLine, rulebook: Rulebook) -> tuple[display.Cell, ...]:
    told = line.told
    return (
        "" if line.rank is None else str(line.rank),
        str(line.id),
        display.pair(f"{line.nom} {line.prenom}", line.service),
        display.pair(
            PROCEDURE.states[line.state].label if line.gone else NATURES[line.nature], line.wished
        ),
        answers_words(line.answers),
        "" if told is None else f"{told.day:%d/%m/%Y}, {MEANS[told.means]}",
    )


def _said(shown: Tableau, line: TableauLine) -> Iterator[str]:
    """What a line of the listing has no room for."""
    for answer in line.answers:
        if answer.remark:
            yield f"{answer.service}{NBSP}: « {answer.remark} »"
    if line.told is not None and line.told.by:
        yield f"personne prévenue par {line.told.by}"
    if line.added is not None:
        yield colon(f"ajoutée séance tenante par {line.added.by}", line.added.motive or "effacé")
    if line.late:
        kept = " ; gardée par la coordination" if line.admitted is not None else ""
        yield f"hors délai, {', '.join(shown.late_words(line))}{kept}"
    if line.pieces:
        yield colon("pièces", ", ".join(f"{one.name} (n° {one.id})" for one in line.pieces))


def _cell(text: str) -> str:
    """What a cell says, a day as French writes it."""
    return f"{date.fromisoformat(text):%d/%m/%Y}" if _DAY.fullmatch(text) else text or _EMPTY


def show_report(done: TableauReport) -> None:
    """What changes, before and after; what conflicts; what is refused."""
    display.title(
        f"Tableau de la séance n° {done.seance}",
        "essai, rien n’est écrit" if done.trial else "",
    )
    for note in done.notes:
        display.say(note)
    if done.changes:
        display.section(colon("Changements", quantity(len(done.changes), "cellule", "cellules")))
        display.listing(
            ("Cellule", "Ligne", "Personne", "Colonne", "Avant", "Après"),
            [
                (
                    *(one.where, str(one.line), one.who, one.heading),
                    *map(_cell, (one.before, one.after)),
                )
                for one in done.changes
            ],
            empty="",
            fixed=("Cellule", "Ligne"),
            right=("Ligne",),
        )
    if done.inscribed:
        display.section("Lignes inscrites")
        for new in done.inscribed:
            number = "serait inscrite" if new.line is None else f"ligne n° {new.line}"
            what = ", ".join(filter(None, (new.who, f"dossier n° {new.dossier}", new.nature)))
            display.indented(f"{what}{NBSP}: {number}")
    if done.conflicts:
        display.section(colon("Conflits", "la valeur d’ici est gardée"))
        display.listing(
            ("Cellule", "Ligne", "Personne", "Colonne", "À l’export", "Ici", "Dans le fichier"),
            [
                (
                    *(one.where, str(one.line), one.who, one.heading),
                    *map(_cell, (one.exported, one.now, one.typed)),
                )
                for one in done.conflicts
            ],
            empty="",
            fixed=("Cellule", "Ligne"),
            right=("Ligne",),
        )
    if done.refused:
        display.section("Refusé")
        for refused in done.refused:
            place = refused.where if refused.heading is None else _place(refused)
            display.indented(f"{place}{NBSP}: {refused.reason}")
    kept = quantity(done.unchanged, "ligne inchangée", "lignes inchangées")
    display.say("", f"{kept}.")


def _place(refused: Objection) -> str:
    who = f", {refused.who}" if refused.who else ""
    return f"{refused.where} ({refused.heading}{who})"
