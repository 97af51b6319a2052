"""When the tableau of a séance is due, told before anything of it is prepared."""

from datetime import datetime

from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import derive
from rules.deadlines.rule import Scope
from rules.facts import Fact, entering
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.subjects import Subject, SubjectKind

_SENT = "tableau_transmis"
_OF_SERVICES = frozenset({Scope.SEANCE_SERVICE})


def tableau_due(
    rulebook: Rulebook, seance_id: int, *, genre: str, body: Body, held: datetime
) -> datetime | None:
    """When each service that sits must have sent its tableau (S0 A.4; Grenoble, S2), as the rules
    of the day of the séance will count it; None when that kind of séance awaits none."""
    subject = Subject(SubjectKind.SEANCE, seance_id)
    prepared = Fact(
        code=entering("preparee"),
        occurred=held,
        known=held,
        subject=subject,
        seq=1,
        rank=0,
        data={"genre": genre, "instance": body.value},
    )
    found = [
        deadline.due
        for versions in rulebook.of_scopes(_OF_SERVICES).values()
        if _SENT in versions[0].procedure.closes
        for deadline in derive(
            versions,
            [prepared],
            subject=subject,
            calendar=rulebook.calendar,
            anchors=Anchors(seances={seance_id: held}),
        )
    ]
    return min((due for due in found if due is not None), default=None)
