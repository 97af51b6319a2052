"""Numbers that somebody asked for and that await nothing there: each is told why, like a refusal,
and the others go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.cli import display
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Json
from rules.refusals import Refusal
from rules.wording import NBSP, numbered, quoted
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.database.store import Store
from workflow.reading import seances
from workflow.reading.seances import TableLine


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAwaited:
    """A number, and why nothing was done of it. ``already``: the line has that result. ``dossier``:
    the one that it is of, None when nobody knows."""

    number: int
    dossier: int | None
    refusal: Refusal
    already: bool = False


def lines(store: Store, seance: int, event: str, asked: Sequence[int]) -> list[NotAwaited]:
    """Why these lines do not await that result in the séance. Raises UnknownSeance."""
    _, there, _ = seances.seance(store, seance)
    known = {line.id: line for line in there}
    return [_line(seance, event, number, known.get(number)) for number in asked]


def dossiers(asked: Sequence[int], what: str) -> list[NotAwaited]:
    """Dossiers that do not await ``what``: « d’EP », « de décision après la séance n° 12 »."""
    return [
        NotAwaited(
            number=number,
            dossier=number,
            refusal=Refusal(
                code="dossier_non_attendu",
                sentence=f"Le dossier {numbered(number)} n’attend pas {what}.",
                remedy="« dossier voir » dit où il en est.",
            ),
        )
        for number in asked
    ]


def show(found: Sequence[NotAwaited]) -> None:
    """A sentence for each."""
    for one in found:
        display.indented(f"{one.refusal.sentence} {one.refusal.remedy}")


def told(one: NotAwaited) -> Json:
    """What every form of an answer says of it."""
    return {
        "fait": None,
        "refus": [] if one.already else [act_forms.refusal(one.refusal)],
        "perime": None,
    }


def _line(seance: int, event: str, number: int, line: TableLine | None) -> NotAwaited:
    if line is None:
        return NotAwaited(
            number=number,
            dossier=None,
            refusal=Refusal(
                code="ligne_d_une_autre_seance",
                sentence=f"La ligne {numbered(number)} n’est pas dans la séance"
                f" {numbered(seance)}.",
                remedy="« seance voir » donne les numéros de ses lignes.",
            ),
        )
    state = PROCEDURE.states[line.state]
    exits = PROCEDURE.node(Machine.PASSAGE, "retenu").by_event.get(event, ())
    already = any(exit.target == line.state for exit in exits)
    told = "a déjà ce résultat" if already else "n’attend pas de résultat"
    remedy = "Rien n’est refait." if already else "Un résultat donné se corrige d’abord."
    return NotAwaited(
        number=number,
        dossier=line.dossier_id,
        already=already,
        refusal=Refusal(
            code="resultat_deja_donne" if state.final else "ligne_non_retenue",
            sentence=f"La ligne {numbered(number)} de la séance {numbered(seance)} {told}{NBSP}:"
            f" {quoted(state.label)}.",
            remedy=remedy if state.final else "Arrêtez d’abord l’ordre du jour.",
        ),
    )
