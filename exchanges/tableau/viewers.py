"""Who sees a tableau: whoever coordinates, and the services that it concerns."""

from rules.refusals import Refusal, Refused
from rules.wording import colon, numbered
from rules.words import Topic, Words
from workflow.reading.tableau import Tableau


def admit(event: str, shown: Tableau, viewer: int | None, words: Words) -> None:
    """Raises Refused for a service that neither sits in the séance nor presents a line there: it
    has nothing to see or to say. ``viewer`` None: whoever coordinates."""
    own = any(line.service_id == viewer for line in shown.lines)
    if viewer is None or viewer in shown.sitting or own:
        return
    sitting = ", ".join(f"{name} ({numbered(one)})" for one, name in shown.sitting.items())
    refusal = Refusal(
        code="service_absent",
        sentence=f"Le service {numbered(viewer)} ne siège pas dans la séance"
        f" {numbered(shown.seance_id)}, et n’y présente aucune ligne : il n’a rien à y voir.",
        remedy=f"{colon('Y siègent', sitting or 'aucun service')}.",
        source=words.text(Topic.TABLEAU),
    )
    raise Refused(event, (refusal,))
