"""The feuille d'émargement of a séance: who was there, from when to when."""

from collections.abc import Mapping
from typing import Any

from rules.situation import SeanceView
from workflow.database.statements import update_by_id
from workflow.database.store import Tx
from workflow.tables import seats

_PRESENT = update_by_id(seats.Participant, "presence")
_ARRIVED = update_by_id(seats.Participant, "arrivee")
_LEFT = update_by_id(seats.Participant, "depart")
_CAME = update_by_id(seats.Invite, "present_at")
_PRESENCES = {"presents": "present", "excuses": "excuse", "absents": "absent"}


def sign(tx: Tx, seance: SeanceView, values: Mapping[str, object]) -> None:
    """What was noted of those who are awaited, and of the guests of lines."""
    for name, presence in _PRESENCES.items():
        for number in _listed(values, name):
            tx.write(_PRESENT, {"of_id": number, "presence": presence})
            if name != "presents":
                tx.write(_ARRIVED, {"of_id": number, "arrivee": None})
                tx.write(_LEFT, {"of_id": number, "depart": None})
    for statement, name, column in (
        (_ARRIVED, "arrivees", "arrivee"),
        (_LEFT, "departs", "depart"),
    ):
        for number, hour in _listed(values, name):
            tx.write(statement, {"of_id": number, column: hour})
    for number in _listed(values, "invites"):
        tx.write(_CAME, {"of_id": number, "present_at": seance.id})


def _listed(values: Mapping[str, object], name: str) -> tuple[Any, ...]:
    found = values.get(name, ())
    assert isinstance(found, tuple)
    return found
