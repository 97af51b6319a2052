"""The words of an act as its entry tells it: one event may be several exits, each with its own."""

from collections.abc import Mapping
from typing import Any

from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE

_MACHINES = {
    SubjectKind.DOSSIER: (Machine.DOSSIER, Machine.PASSAGE),
    SubjectKind.SEANCE: (Machine.SEANCE,),
}
"""Whose acts the chain of a subject tells: a line's are in its dossier's."""


def words(kind: SubjectKind, event: str, body: Mapping[str, Any]) -> str | None:
    """Those of the exit that was taken, which the entry tells by where it led from and to; those of
    the event when it does not (a refusal). None for what is no act of the procedure."""
    for machine, *_, source, target in body.get("moves", ())[:1]:
        return PROCEDURE.taken(Machine(machine), event, source or "", target)
    machines = _MACHINES.get(kind, ())
    if kind is SubjectKind.SEANCE and "vers" in body:
        return PROCEDURE.taken(Machine.SEANCE, event, body.get("de") or "", body["vers"])
    known = (PROCEDURE.label(machine, event) for machine in machines)
    return next((label for label in known if label is not None), None)


def undone(event: str, body: Mapping[str, Any]) -> str | None:
    """Those of the act that a correction undid: it leads back from where the act had led."""
    source, target = str(body.get("vers") or ""), str(body.get("de") or "")
    if PROCEDURE.label(Machine.DOSSIER, event) is None:
        return words(SubjectKind.DOSSIER, event, {})
    return PROCEDURE.taken(Machine.DOSSIER, event, source, target)
