"""« Your deadline moved and why »: told to whoever owes it, when somebody changes its count.

A séance that moves says so itself, and so does another calendar.
"""

from collections.abc import Sequence

from rules.actors import Role
from rules.deadlines.derivation import OPEN
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject
from workflow.acts.adjusting import ACTS
from workflow.database.store import Tx
from workflow.deadlines.writing import Change
from workflow.post import notices, outbox

OCCASION = "delai_change"


def tell(
    tx: Tx,
    rulebook: Rulebook,
    subject: Subject,
    act: Act,
    changes: Sequence[Change],
    *,
    service: object,
    circonscription: object,
    seq: int,
    coordination: Role | None = None,
) -> int:
    """Writes what the act, whose entry is ``seq``, changed of delays that run; how many messages.
    ``service``: the service référent; ``coordination``: who coordinates, of a séance. The service
    that did it is not told."""
    if act.event not in ACTS:
        return 0
    told = 0
    for change in changes:
        procedure = rulebook.rules[change.rule][0].procedure
        address = notices.awaited(
            procedure.duty,
            service=change.child or service,
            circonscription=circonscription,
            coordination=coordination,
        )
        own = f"service:{act.actor.service_id}"
        if change.status not in OPEN or change.left == change.due or address == own:
            continue
        outbox.write(
            tx,
            subject=subject,
            occasion=OCCASION,
            recipient=address,
            data={
                "reference": str(subject),
                "circonscription": circonscription,
                "acte": act.event,
                "rule": change.rule,
                "label": procedure.label,
                "avant": None if change.left is None else change.left.isoformat(),
                "due": None if change.due is None else change.due.isoformat(),
            },
            key=f"{str(subject).replace(' ', '-')}-{seq}-delai-{change.rule}-{change.child or ''}",
            now=act.known,
        )
        told += 1
    return told
