"""What a séance does to its lines, one dossier at a time, in the séance's own transaction."""

from collections.abc import Mapping
from dataclasses import replace

from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act, PassageView, SeanceView, Situation
from states.decision import Decision, born, follow
from states.page import Machine
from workflow.acts import cases, recording
from workflow.acts.cases import Case
from workflow.acts.drafts import REORIENTATION, draft
from workflow.acts.recording import Outcome
from workflow.database.store import Tx


def drag(
    tx: Tx, rulebook: Rulebook, line: PassageView, seance: SeanceView, act: Act, batch: str
) -> Outcome:
    """The event of ``act`` on one open line. Raises Refused when its dossier does not allow it."""
    case, _ = cases.load(tx, line.dossier_id)
    situation = _situation(rulebook, case, act, seance, line, {})
    decision = follow(situation, act, Machine.PASSAGE)
    return _record(tx, rulebook, case, situation, act, decision, batch)


def inscribe_again(
    tx: Tx, rulebook: Rulebook, line: PassageView, successor: SeanceView, act: Act, batch: str
) -> Outcome:
    """A second passage, in the séance that replaces the one where the line stood.

    Raises Refused when the successor cannot take it (another territory, agenda closed).
    """
    case, _ = cases.load(tx, line.dossier_id, seance_id=successor.id)
    if line.nature == REORIENTATION:
        kind = rulebook.kind_of(successor)
        event = "inscrire_ep" if kind is not None and kind.body is Body.DECISION else "inscrire"
        act = replace(act, event=event)
        situation = _situation(rulebook, case, act, successor, None, {"seance": successor.id})
        decision = follow(situation, act, Machine.DOSSIER)
    else:
        act = replace(act, event="inscrire_ligne")
        values = {"seance": successor.id, "nature": line.nature}
        situation = _situation(rulebook, case, act, successor, None, values)
        decision = born(situation, act, Machine.PASSAGE, dragged=True)
    return _record(tx, rulebook, case, situation, act, decision, batch)


def _situation(
    rulebook: Rulebook,
    case: Case,
    act: Act,
    seance: SeanceView,
    line: PassageView | None,
    values: Mapping[str, object],
) -> Situation:
    return Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        dossier=case.view(),
        demande=case.demande_view(),
        wished=case.wished,
        passage=line,
        seance=seance,
        kind=rulebook.kind_of(seance),
        facts=tuple(case.facts),
        values=values,
    )


def _record(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    situation: Situation,
    act: Act,
    decision: Decision,
    batch: str,
) -> Outcome:
    made = draft(case, situation, decision, act.occurred)
    return recording.record(
        tx, rulebook, case, made, act, decision, seance=situation.seance, batch=batch
    )
