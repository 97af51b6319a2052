"""A person enters the procedure: their dossier is born where webRSA, or the counter, has it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import Status, in_order
from rules.profiles import Person
from rules.rulebook import Rulebook
from rules.situation import Act, DossierView, ServiceView, Situation
from states.decision import Decision, born
from states.page import Copies
from workflow.acts import births, refreshing, rows
from workflow.acts.births import Newborn
from workflow.acts.cases import Case
from workflow.acts.drafts import plain
from workflow.acts.recording import Outcome
from workflow.acts.service_views import service, services_of
from workflow.database.instants import to_micros
from workflow.database.store import Tx
from workflow.deadlines import current, standing
from workflow.deadlines.writing import Change
from workflow.trail import facts


class Surroundings:
    """What the births of one transaction see alike, each read once: the services, and the programme
    of each circonscription, locked from the first look to the commit. ``ahead``: the services that
    will be asked for, read at once."""

    def __init__(self, tx: Tx, ahead: Collection[int] = ()) -> None:
        self._tx = tx
        self._services: dict[int, ServiceView | None] = {
            **dict.fromkeys(ahead),
            **services_of(tx, ahead),
        }
        self._programmes: dict[str | None, list[tuple[int, datetime]]] = {}

    def service(self, service_id: object) -> ServiceView | None:
        """The service of that number, None when there is none."""
        if not isinstance(service_id, int):
            return None
        if service_id not in self._services:
            self._services[service_id] = service(self._tx, service_id)
        return self._services[service_id]

    def upcoming(self, circonscription: str | None) -> list[tuple[int, datetime]]:
        """See ``refreshing.upcoming``."""
        if circonscription not in self._programmes:
            self._programmes[circonscription] = refreshing.upcoming(self._tx, circonscription)
        return self._programmes[circonscription]


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
    newcomer: Person | None = None,
    around: Surroundings | None = None,
    batch: str | None = None,
) -> Outcome:
    """Gives birth to a dossier by the event of ``act`` (one of the births of the procedure), for a
    person whose row the caller has locked.

    ``occurred`` dates the facts that happened before they were told, by code; ``more_facts`` are
    known of the person besides those of the birth; ``columns`` what no field of the form says.
    ``newcomer``: what breakdowns need of somebody registered in this transaction, of whom nothing
    else is known.
    ``around`` spares the births of one transaction from reading the same again. Raises Refused.
    """
    around = around or Surroundings(tx)
    act = replace(act, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    asked = around.service((act.data or {}).get("service"))
    nobody = _nobody_yet(personne_id, circonscription, droit)
    situation = _situation(rulebook, act, nobody, asked, other_open=other_open)
    decision = born(situation, act)
    birth = decision.moves[0].exit
    complete = {
        "personne_id": personne_id,
        "circonscription": circonscription,
        "droit": droit,
        **_said(decision),
        **(columns or {}),
    }
    service = around.service(complete.get("service_id"))
    newborn = births.bear(
        tx,
        event=act.event,
        state=decision.moves[0].target,
        codes=(*birth.facts, *more_facts),
        columns=complete,
        genre=None if service is None else service.genre,
        act=act,
        occurred=occurred,
    )
    case = _case(tx, newborn, asked, personne_id, newcomer)
    echeances = _first_deadlines(tx, rulebook, case, newborn, act, around, circonscription)
    _keep_standing(tx, newborn, personne_id, echeances, alone=newcomer is not None)
    told = [change.as_text() for change in echeances]
    births.announce(tx, newborn, act, echeances=told, batch=batch)
    return Outcome(
        dossier_id=newborn.id,
        version=1,
        seq=1,
        state=newborn.state,
        moves=(("dossier", act.event, None, newborn.state),),
        changes=tuple(echeances),
    )


def _situation(
    rulebook: Rulebook,
    act: Act,
    nobody: DossierView,
    service: ServiceView | None,
    *,
    other_open: bool,
) -> Situation:
    """What guards look at before there is a dossier."""
    day = act.occurred.date()
    return Situation(
        today=day,
        parameters=rulebook.parameters_at(day),
        words=rulebook.words,
        dossier=nobody,
        service=service,
        other_open_dossier=other_open,
    )


def _said(decision: Decision) -> dict[str, object]:
    """The columns that the form of the birth fills in."""
    return {
        effect.column: plain(decision.values[effect.field])
        for effect in decision.moves[0].exit.effects
        if isinstance(effect, Copies) and effect.field in decision.values
    }


def _case(
    tx: Tx,
    newborn: Newborn,
    service: ServiceView | None,
    personne_id: int,
    newcomer: Person | None,
) -> Case:
    """The newborn dossier among those of the person: what was just written is not read again, what
    the others left is."""
    alone = newcomer is not None
    return Case(
        dossier={**newborn.columns, "id": newborn.id},
        service=service,
        demande=None,
        wished=None,
        passages=[],
        seances={},
        facts=in_order(newborn.facts) if alone else facts.of_personne(tx, personne_id),
        recorded=[] if alone else current.of_personne(tx, personne_id),
        person=newcomer,
    )


def _first_deadlines(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    newborn: Newborn,
    act: Act,
    around: Surroundings,
    place: str | None,
) -> list[Change]:
    """Those that the birth opens."""
    aimed = refreshing.aim_at_a_seance(rulebook, newborn.facts)
    anchors = Anchors(seances={}, upcoming=around.upcoming(place) if aimed else ())
    return refreshing.refresh_all(tx, rulebook, case, newborn.facts, anchors, act.known)


def _keep_standing(
    tx: Tx, newborn: Newborn, personne_id: int, echeances: Sequence[Change], *, alone: bool
) -> None:
    """``alone``: the person has nothing else, what was just written is all there is."""
    if not alone:
        standing.keep(tx, personne_id)
        return
    dues = [one.due for one in echeances if one.status is Status.OUVERTE and one.due is not None]
    rows.update_due(tx, newborn.id, to_micros(min(dues)) if dues else None)


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
