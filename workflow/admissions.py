"""A person enters the procedure: their dossier is born where webRSA, or the counter, has it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rules.rulebook import Rulebook
from rules.situation import Act, DossierView, Situation
from states.decision import born
from states.page import Copies
from workflow import births, cases, deadlines, facts, recording
from workflow.cases import Case
from workflow.drafts import plain
from workflow.recording import Outcome
from workflow.store import Tx


def admit(
    tx: Tx,
    rulebook: Rulebook,
    act: Act,
    *,
    personne_id: int,
    circonscription: str | None,
    droit: str,
    occurred: Mapping[str, datetime],
    more_facts: Sequence[str] = (),
    columns: Mapping[str, object] | None = None,
    other_open: bool = False,
    batch: str | None = None,
) -> Outcome:
    """Gives birth to a dossier by the event of ``act`` (one of the births of the procedure), for a
    person whose row the caller has locked.

    ``occurred`` dates the facts that happened before they were told, by code; ``more_facts`` are
    known of the person besides those of the birth; ``columns`` what no field of the form says.
    Raises Refused.
    """
    act = replace(act, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    service_id = (act.data or {}).get("service")
    situation = Situation(
        today=act.occurred.date(),
        parameters=rulebook.parameters_at(act.occurred.date()),
        dossier=_nobody_yet(personne_id, circonscription, droit),
        service=cases.service(tx, service_id) if isinstance(service_id, int) else None,
        other_open_dossier=other_open,
    )
    decision = born(situation, act)
    birth = decision.moves[0].exit
    said = {
        effect.column: plain(decision.values[effect.field])
        for effect in birth.effects
        if isinstance(effect, Copies) and effect.field in decision.values
    }
    newborn = births.bear(
        tx,
        event=act.event,
        state=decision.moves[0].target,
        codes=(*birth.facts, *more_facts),
        columns={
            "personne_id": personne_id,
            "circonscription": circonscription,
            "droit": droit,
            **said,
            **(columns or {}),
        },
        act=act,
        occurred=occurred,
    )
    # What was just written is not read again; what the person's other dossiers left is.
    case = Case(
        dossier={**newborn.columns, "id": newborn.id},
        genre=None if situation.service is None else situation.service.genre,
        demande=None,
        wished=None,
        passages=[],
        seances={},
        facts=facts.of_personne(tx, personne_id),
        recorded=deadlines.of_personne(tx, personne_id),
    )
    anchors = recording.anchors_for(tx, rulebook, case, newborn.facts, None, place=circonscription)
    changes = recording.refresh_all(tx, rulebook, case, newborn.facts, anchors, act.known)
    echeances = tuple(change.as_text() for change in changes)
    births.announce(tx, newborn, act, echeances=echeances, batch=batch)
    return Outcome(
        dossier_id=newborn.id,
        version=1,
        seq=1,
        state=newborn.state,
        moves=(("dossier", act.event, None, newborn.state),),
        deadlines=echeances,
    )


def _nobody_yet(personne_id: int, circonscription: str | None, droit: str) -> DossierView:
    """What guards may know of a dossier that is not there yet: the person's place and right."""
    return DossierView(
        id=0,
        personne_id=personne_id,
        state="",
        rank=None,
        service_id=None,
        genre=None,
        circonscription=circonscription,
        droit=droit,
    )
