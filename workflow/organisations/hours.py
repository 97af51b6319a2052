"""The opening hours of a service, that letters give: told here, webRSA does not know them."""

from dataclasses import replace

from rules.actors import Actor, Role
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.database.statements import update_by_id
from workflow.database.store import Store, Tx
from workflow.tables.subjects import Service
from workflow.trail import journal
from workflow.trail.journal import Entry, UnknownSubject

SAY = "dire_horaires"
LONGEST = 200

_SET = update_by_id(Service, "horaires")


def say(store: Store, act: Act, service_id: int, words: str) -> None:
    """Writes them in the service's chain. Raises Refused."""
    act = replace(act, event=SAY)
    line = " ".join(words.split())
    refusals = [*not_for(act.actor, service_id), *_unreadable(line)]
    if refusals:
        raise Refused(SAY, tuple(refusals))

    def work(tx: Tx) -> None:
        try:
            chain = journal.lock(tx, Subject(SubjectKind.SERVICE, service_id))
        except UnknownSubject:
            raise Refused(SAY, (_unknown(service_id),)) from None
        tx.write(_SET, {"of_id": service_id, "horaires": line})
        journal.append(
            tx,
            chain,
            Entry(
                act=SAY,
                actor=act.actor,
                occurred=act.occurred,
                known=act.known,
                body={"valeurs": {"horaires": line}},
            ),
        )

    store.attempt(work)


def not_for(actor: Actor, service_id: int) -> list[Refusal]:
    """Why they are not that actor's to say: an office says those of every service, whoever heads
    one those of theirs."""
    heads = actor.role is Role.RESPONSABLE_SERVICE and actor.service_id == service_id
    if actor.role in (Role.BOP, Role.BAT) or heads:
        return []
    return [
        Refusal(
            code="acteur_non_autorise",
            sentence="Les horaires d’un service ne vous sont pas ouverts.",
            remedy="Demandez-le au responsable du service, ou à un bureau du département.",
        )
    ]


def _unreadable(line: str) -> list[Refusal]:
    if line and line.isprintable() and len(line) <= LONGEST:
        return []
    return [
        Refusal(
            code="champ_invalide",
            sentence=f"Il faut un texte sur une ligne, de {LONGEST} caractères au plus.",
            remedy="Corrigez les horaires.",
            field="horaires",
        )
    ]


def _unknown(service_id: int) -> Refusal:
    return Refusal(
        code="service_inconnu",
        sentence=f"Le service {numbered(service_id)} n’existe pas.",
        remedy="Choisissez un service du référentiel.",
    )
