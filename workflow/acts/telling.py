"""What an act tells, and to whom: written in its transaction."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import appeals, births, foyer, stopped_letters
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

_REROUTED = "demande_reroutee"
_OF_A_REQUEST = frozenset({_REROUTED, "demande_sans_objet"})
"""What is told of an open request: nothing where there is none."""

_DOSSIER = table(Dossier)
_SERVICE_OF = Statement(select(_DOSSIER.c.service_id).where(_DOSSIER.c.id == bindparam("id")))


def tell(
    tx: Tx,
    rulebook: Rulebook,
    case: Case,
    made: Draft,
    act: Act,
    newborn: births.Newborn | None,
    seq: int,
) -> int:
    """Writes the messages of an act of a dossier, whose entry is ``seq``; how many."""
    told = 0
    for occasion in dict.fromkeys(made.notices):
        if occasion == notices.PUT_OFF or (occasion in _OF_A_REQUEST and not case.demande):
            continue
        if occasion == foyer.OCCASION:
            told += foyer.tell(tx, case, made, act, seq)
        elif occasion == stopped_letters.OCCASION:
            told += stopped_letters.tell(tx, case, made, act, seq)
        elif notices.is_told(occasion, made.values, act.actor):
            more: Mapping[str, object] = {}
            if occasion == appeals.OCCASION:
                more = appeals.details(tx, rulebook, case.personne_id, act)
            elif occasion == _REROUTED:
                more = {"etat": made.dossier["state"]}
            told += _write(tx, case, made, act, newborn, seq, occasion, more)
    return told


def _write(
    tx: Tx,
    case: Case,
    made: Draft,
    act: Act,
    newborn: births.Newborn | None,
    seq: int,
    occasion: str,
    more: Mapping[str, object],
) -> int:
    service, place = made.dossier["service_id"], made.dossier["circonscription"]
    subject = case.subject
    if newborn is not None and occasion in notices.OF_THE_NEXT:
        subject, place = newborn.subject, newborn.columns["circonscription"]
    recipients = list(
        notices.addresses(
            occasion,
            service=service,
            former_service=_former_service(tx, case, occasion),
            next_service=None if newborn is None else newborn.columns["service_id"],
            circonscription=place,
        )
    )
    for recipient in recipients:
        outbox.write(
            tx,
            subject=subject,
            occasion=occasion,
            recipient=recipient,
            data={
                "reference": str(subject),
                "circonscription": place,
                "acte": act.event,
                **notices.details(occasion, made.values, act.occurred, service=service),
                **more,
            },
            key=f"dossier-{case.id}-{seq}-{occasion}-{recipient.replace(':', '-')}",
            now=act.known,
        )
    return len(recipients)


def _former_service(tx: Tx, case: Case, occasion: str) -> object:
    previous = case.dossier["previous_id"]
    if previous is None or notices.To.FORMER_SERVICE not in notices.ADDRESSEES[occasion]:
        return None
    row = tx.one(_SERVICE_OF, {"id": previous})
    return None if row is None else row[0]
