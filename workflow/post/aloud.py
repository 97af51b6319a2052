"""What is left to be said by word of mouth: to somebody awaited at a séance who has no address of
mail, and whom no letter tells. Whoever coordinates the séance is asked to say it."""

from datetime import datetime

from rules.seances.guests import Whom
from rules.seances.kinds import SeanceKind
from rules.situation import SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.database.store import Tx
from workflow.post import outbox

OCCASION = "personne_a_prevenir"
MEMBER = "membre"
"""Somebody who sits; a guest of a line is told by their ``Whom``."""


def ask(
    tx: Tx,
    kind: SeanceKind,
    seance: SeanceView,
    news: str,
    who: str | Whom,
    number: int,
    *,
    following: datetime,
    key: str,
    now: datetime,
    dossier: int | None = None,
) -> None:
    """Asks the coordination to tell the ``news``, an occasion, to that member or that guest.
    ``following``: when the séance, or the one that takes its place, is held; ``dossier``: of which
    line they are the guest, in whose journal they are named. What is to be said of one séance
    leaves in one mail."""
    subject = Subject(SubjectKind.SEANCE, seance.id)
    reference = f"séance {seance.id}"
    if dossier is not None:
        subject, reference = Subject(SubjectKind.DOSSIER, dossier), f"dossier {dossier}"
    outbox.write(
        tx,
        subject=subject,
        occasion=OCCASION,
        recipient=outbox.office(kind.coordinator, seance.circonscription),
        data={
            "reference": reference,
            "circonscription": seance.circonscription,
            "nouvelle": news,
            "qui": str(who),
            "numero": number,
            "seance": seance.id,
            "genre": kind.label,
            "ancienne_date": seance.held.isoformat(),
            "nouvelle_date": following.isoformat(),
        },
        key=f"{key}-{OCCASION}-{who}-{number}",
        now=now,
        digest=f"a-prevenir-{seance.id}",
    )
