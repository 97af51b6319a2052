"""Files that name people and leave by a command: written in the access log, as screens are."""

from entrypoints import clock
from entrypoints.assembly import Assembly
from rules.access.grants import Right
from rules.actors import Actor
from rules.subjects import Subject, SubjectKind
from workflow.accounts import consultations


def note(
    assembly: Assembly,
    by: Actor,
    right: Right,
    lines: int,
    *,
    seance: int | None = None,
    dossier: int | None = None,
    service: int | None = None,
) -> None:
    """Writes that they took a file of that many lines, of that séance, that dossier or of what that
    service follows; nothing when nobody is in it."""
    if not lines:
        return
    named = (
        (SubjectKind.SEANCE, seance),
        (SubjectKind.DOSSIER, dossier),
        (SubjectKind.SERVICE, service),
    )
    subject = next((Subject(kind, one) for kind, one in named if one is not None), None)
    consultations.note(assembly.store, by, right, clock.now(), subject=subject, lines=lines)
