"""Chasing the services that still owe a séance its tableau or an answer, in one act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rules.guards.seance import coordinateur
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from workflow.acts import dossier_locks
from workflow.acts.receipts import Repeatable, once
from workflow.database.store import Store, Tx
from workflow.post import outbox
from workflow.seances.commands import UnknownSeance
from workflow.trail import journal
from workflow.trail.journal import Entry

CHASE = "relancer"
"""The entry of a chase in the séance's chain. It changes nothing: a form opened before it stays
good."""

_OVER = frozenset({"tenue", "restituee", "close", "annulee", "reportee"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What a service owes: ``tableau`` to the BAT, ``partage`` to the other services, and how many
    answers."""

    service_id: int
    tableau: bool
    partage: bool
    reponses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased(Repeatable):
    """The services that a message was written to."""

    seance_id: int
    services: tuple[int, ...]


def chase(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    seance_id: int,
    owing: Collection[Owing],
    *,
    key: str | None = None,
) -> Chased:
    """Writes one message to each of these services, in one transaction with its entry; none to a
    service that was already chased that day.

    Raises UnknownSeance, or Refused when nothing is owed, when the séance is over or when the
    actor does not coordinate it.
    """
    act = replace(act, event=CHASE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    with store.write() as tx:
        return once(
            tx,
            key,
            act,
            (CHASE, seance_id),
            Chased,
            lambda: _chase(tx, rulebook, act, seance_id, sorted(owing, key=_service)),
        )


def _service(owing: Owing) -> int:
    return owing.service_id


def _chase(tx: Tx, rulebook: Rulebook, act: Act, seance_id: int, owing: Sequence[Owing]) -> Chased:
    seance = dossier_locks.seance(tx, seance_id)
    if seance is None:
        raise UnknownSeance(seance_id)
    kind = rulebook.kind_held(seance)
    refusals = _refusals(rulebook, seance, kind, act, owing)
    if refusals:
        raise Refused(CHASE, tuple(refusals))
    subject = Subject(SubjectKind.SEANCE, seance_id)
    journal.append(
        tx,
        journal.lock(tx, subject),
        Entry(
            act=CHASE,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"services": [one.service_id for one in owing]},
            changes=False,
        ),
    )
    for one in owing:
        outbox.write(
            tx,
            subject=subject,
            occasion="relance_tableau",
            recipient=f"service:{one.service_id}",
            data={
                "reference": str(subject),
                "circonscription": seance.circonscription,
                "genre": kind.label,
                "nouvelle_date": seance.held.isoformat(),
                "tableau": int(one.tableau),
                "partage": int(one.partage),
                "reponses": one.reponses,
            },
            key=f"relance-{seance_id}-{act.occurred.date()}-{one.service_id}",
            now=act.known,
        )
    return Chased(seance_id=seance_id, services=tuple(one.service_id for one in owing))


def _refusals(
    rulebook: Rulebook,
    seance: SeanceView,
    kind: SeanceKind,
    act: Act,
    owing: Sequence[Owing],
) -> list[Refusal]:
    today = act.occurred.date()
    situation = Situation(
        today=today, parameters=rulebook.parameters_at(today), seance=seance, kind=kind
    )
    found = [coordinateur(situation, act)]
    if seance.state in _OVER:
        found.append(
            Refusal(
                code="seance_passee",
                sentence=f"La séance n° {seance.id} n’attend plus aucun tableau.",
                remedy="Relancez les services d’une séance à venir.",
            )
        )
    elif not owing:
        found.append(
            Refusal(
                code="personne_a_relancer",
                sentence=f"Aucun de ces services ne doit plus rien à la séance n° {seance.id}.",
                remedy="Regardez ce qui manque par « seance completude ».",
            )
        )
    return [refusal for refusal in found if refusal is not None]
