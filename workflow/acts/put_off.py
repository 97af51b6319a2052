"""A line that left its séance unexamined: where it goes then, and what its service is told.

A request goes where the séance that puts it off says, or back to its dossier, which waits for
another (``a_reinscrire``). A line without request goes at once to the next séance of its kind and
territory that takes it; when none does, it waits (see ``rules.seances.waiting``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, or_, select

from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act, PassageView, SeanceView, Situation
from states.decision import born, follow
from states.page import Machine
from workflow.acts import dossier_locks, recording, waiting_lines
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft, draft
from workflow.acts.recording import Outcome
from workflow.acts.waiting_lines import REORIENTATION
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

_REROUTED = "demande_reroutee"

_SEANCE = table(Seance)
_NEXT = Statement(
    select(_SEANCE.c.id)
    .where(
        _SEANCE.c.genre == bindparam("genre"),
        _SEANCE.c.id != bindparam("but"),
        _SEANCE.c.held_at > bindparam("after"),
        or_(_SEANCE.c.circonscription.is_(None), _SEANCE.c.circonscription == bindparam("place")),
        _SEANCE.c.state.in_(("programmee", "preparee")),
    )
    .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
    .limit(1)
)


@dataclass(slots=True)
class CarriedOn:
    """What became of the lines that an act put off: the inscriptions that followed, why a line
    could not follow, how many messages tell of it."""

    inscribed: list[Outcome] = field(default_factory=list)
    refused: tuple[Refusal, ...] = ()
    messages: int = 0

    def after(self, outcome: Outcome) -> Outcome:
        """The outcome of the act, with all that followed."""
        if not self.inscribed and not self.messages:
            return outcome
        every = (outcome, *self.inscribed)
        last = every[-1]
        return replace(
            outcome,
            version=last.version,
            seq=last.seq,
            moves=tuple(move for one in every for move in one.moves),
            passage_id=last.passage_id,
            changes=tuple(change for one in every for change in one.changes),
            messages=self.messages + sum(one.messages for one in every),
        )


def carry_on(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    made: Draft,
    act: Act,
    *,
    seq: int,
    batch: str | None,
    successor: SeanceView | None = None,
) -> CarriedOn:
    """After an act was recorded, whose entry is ``seq``; ``case``: as it was before. ``successor``:
    the séance that takes the lines, when the one that puts them off names it."""
    done = CarriedOn()
    for line in waiting_lines.put_off(case, made.lines):
        heir, again = successor or _next(tx, case, made, line, act), None
        if heir is not None:
            try:
                again = inscribe(tx, rulebook, line, heir, act, batch)
            except Refused as refusal:
                done.refused += refusal.refusals
            else:
                done.inscribed.append(again)
        done.messages += _tell(tx, case, made, line, act, seq, None if again is None else heir)
    return done


def inscribe(
    tx: Tx,
    rulebook: Rulebook,
    line: PassageView,
    heir: SeanceView,
    act: Act,
    batch: str | None,
) -> Outcome:
    """A second passage, in the séance that takes the line.

    Raises Refused when it cannot take it (another territory, agenda closed, another line of the
    dossier there).
    """
    case, _ = dossier_locks.load(tx, line.dossier_id, seance_id=heir.id)
    kind = rulebook.kind_of(heir)
    if line.nature == REORIENTATION:
        event = "inscrire_ep" if kind is not None and kind.body is Body.DECISION else "inscrire"
        values: Mapping[str, object] = {"seance": heir.id}
    else:
        event, values = "inscrire_ligne", {"seance": heir.id, "nature": line.nature}
    act = replace(act, event=event)
    situation = Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        words=rulebook.words,
        territory=rulebook.territory,
        dossier=case.view(),
        demande=case.demande_view(),
        wished=case.wished,
        seance=heir,
        kind=kind,
        stands_in=case.stands_in,
        facts=tuple(case.facts),
        values=values,
    )
    if line.nature == REORIENTATION:
        decision = follow(situation, act, Machine.DOSSIER)
    else:
        decision = born(situation, act, Machine.PASSAGE, dragged=True)
    again = draft(case, situation, decision, act.occurred)
    return recording.record(tx, rulebook, case, again, act, decision, seance=heir, batch=batch)


def _next(tx: Tx, case: Case, made: Draft, line: PassageView, act: Act) -> SeanceView | None:
    """The next séance of its kind, where the dossier is now, that may take a line without request:
    after the one that it left, unless the dossier left its territory."""
    if line.nature == REORIENTATION:
        return None
    left, place = case.seances[line.seance_id], made.dossier["circonscription"]
    stays = left.circonscription in (None, place)
    key = {
        "genre": left.genre,
        "but": left.id,
        "after": to_micros(max(left.held, act.known) if stays else act.known),
        "place": place,
    }
    row = tx.one(_NEXT, key)
    return None if row is None else dossier_locks.seance(tx, int(row[0]), alone=True)


def _tell(
    tx: Tx,
    case: Case,
    made: Draft,
    line: PassageView,
    act: Act,
    seq: int,
    heir: SeanceView | None,
) -> int:
    """Tells whoever presents the line which séance it now stands in, or that it waits; how many
    messages. A request that changes its territory is told as such (``demande_reroutee``)."""
    if _REROUTED in made.notices and line.nature == REORIENTATION:
        return 0
    place = made.dossier["circonscription"]
    recipients = list(
        notices.addresses(
            notices.PUT_OFF,
            service=made.dossier["service_id"],
            former_service=None,
            circonscription=place,
        )
    )
    data: dict[str, object] = {
        "reference": str(case.subject),
        "circonscription": place,
        "acte": act.event,
    }
    if heir is not None:
        data["nouvelle_date"] = heir.held.isoformat()
    for recipient in recipients:
        outbox.write(
            tx,
            subject=case.subject,
            occasion=notices.PUT_OFF,
            recipient=recipient,
            data=data,
            key=f"ligne-{line.id}-{seq}-{notices.PUT_OFF}-{recipient.replace(':', '-')}",
            now=act.known,
        )
    return len(recipients)
