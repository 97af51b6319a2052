"""What is written of the séances of the demo, and what is printed for the next ones."""

from datetime import timedelta
from pathlib import Path

from entrypoints.demo.stage import Stage
from exchanges.documents.minutes import printed
from exchanges.documents.minutes_page import write_minutes
from exchanges.documents.minutes_sheet import write_minutes_sheet
from exchanges.documents.room import room_of, write_attendance, write_room_tableau
from rules.wording import quantity
from workflow.reading import minutes, participants, tableau

_GIVEN_BACK = frozenset({"restituee", "close"})
_EXPECTED = frozenset({"preparee", "arretee"})


def print_papers(stage: Stage) -> None:
    """What was written of the last séance of each kind that was given back, and what is printed for
    the next one, into ``sorties/seances``."""
    folder = stage.folder / "sorties" / "seances"
    seances = stage.programme(stage.now + timedelta(days=60))
    for genre in ("icl", "ep"):
        of_kind = [one for one in seances if one.genre == genre]
        last = next((one for one in reversed(of_kind) if one.state in _GIVEN_BACK), None)
        if last is not None:
            _print_minutes(stage, folder, last.id)
        following = next((one for one in of_kind if one.state in _EXPECTED), None)
        if following is not None:
            _print_room(stage, folder, following.id)
    made = len(list(folder.glob("*")))
    stage.tell(f"papiers des séances : {quantity(made, 'document', 'documents')}")


def _print_minutes(stage: Stage, folder: Path, seance_id: int) -> None:
    file = minutes.of_seance(stage.store, stage.rulebook, seance_id)
    found = printed(file, stage.settings.departement_name)
    if found is not None:
        name = f"{found.content.document}-{seance_id}".replace("_", "-")
        write_minutes(folder / f"{name}.pdf", found)
        write_minutes_sheet(folder / f"{name}.xlsx", found)


def _print_room(stage: Stage, folder: Path, seance_id: int) -> None:
    found = tableau.tableau(stage.store, stage.rulebook, seance_id)
    labels = stage.settings.territory.labels
    room = room_of(
        found,
        stage.rulebook,
        stage.settings.departement_name,
        labels.get(found.circonscription or ""),
    )
    attendance = participants.of_seance(stage.store, stage.rulebook, seance_id)
    write_attendance(folder / f"emargement-{seance_id}.pdf", room, attendance, found)
    write_room_tableau(folder / f"tableau-{seance_id}.pdf", room, found)
