"""Whoever was to come to a séance for a line that left it: no longer awaited, and told so."""

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.acts.waiting_lines import PUT_OFF
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.seats import Participant
from workflow.tables.subjects import Dossier, Passage, Seance

OCCASION = "convocation_annulee"
_LEFT = PUT_OFF | {"retire"}
_TO_COME = frozenset({"programmee", "preparee", "arretee"})

_PARTICIPANT, _LINE, _DOSSIER = table(Participant), table(Passage), table(Dossier)
_SEANCE = table(Seance)
_AWAITED = Statement(
    select(_PARTICIPANT.c.id, _PARTICIPANT.c.invited_at, _SEANCE.c.lieu)
    .join_from(_PARTICIPANT, _SEANCE, _SEANCE.c.id == _PARTICIPANT.c.seance_id)
    .where(
        _PARTICIPANT.c.seance_id == bindparam("seance"),
        _PARTICIPANT.c.siege == bindparam("seat"),
        _PARTICIPANT.c.service_id == bindparam("service"),
        _PARTICIPANT.c.referent.is_not_distinct_from(bindparam("referent")),
        _PARTICIPANT.c.sits == 1,
        _PARTICIPANT.c.presence.is_(None),
    )
)
_PRESENTS_ANOTHER = Statement(
    select(_LINE.c.id)
    .join_from(_LINE, _DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
    .where(
        _LINE.c.seance_id == bindparam("seance"),
        _LINE.c.open == 1,
        _DOSSIER.c.service_id == bindparam("service"),
        _DOSSIER.c.referent.is_not_distinct_from(bindparam("referent")),
    )
    .limit(1)
)
_LET_GO = update_by_id(Participant, "sits", "reponse")


def let_go(tx: Tx, rulebook: Rulebook, case: Case, made: Draft, act: Act, *, seq: int) -> int:
    """After an act by which lines left séances that are still to come: whoever presented them there
    sits no more, unless another line brings them; how many were told. ``seq``: the act's entry. A
    seat that is held at every séance is another one, and stays."""
    left = [line for line in case.passages if made.lines.get(line.id, {}).get("state") in _LEFT]
    return sum(_let_go(tx, rulebook, case, case.seances[line.seance_id], act, seq) for line in left)


def _let_go(tx: Tx, rulebook: Rulebook, case: Case, seance: SeanceView, act: Act, seq: int) -> int:
    kind = rulebook.kind_held(seance)
    service = case.dossier["service_id"]
    if kind.prescriber is None or service is None or seance.state not in _TO_COME:
        return 0
    who = {"seance": seance.id, "service": service, "referent": case.dossier["referent"]}
    if tx.one(_PRESENTS_ANOTHER, who) is not None:
        return 0
    told = 0
    for number, invited, place in tx.all(_AWAITED, {**who, "seat": kind.prescriber.code}):
        tx.write(_LET_GO, {"of_id": number, "sits": 0, "reponse": None})
        if invited is None:
            continue
        told += 1
        outbox.write(
            tx,
            subject=Subject(SubjectKind.SEANCE, seance.id),
            occasion=OCCASION,
            recipient=f"service:{service}",
            data={
                "reference": f"séance {seance.id}",
                "genre": kind.label,
                "circonscription": seance.circonscription,
                "nouvelle_date": seance.held.isoformat(),
                "fonction": kind.prescriber.label,
                "lieu": place,
            },
            key=f"dossier-{case.id}-{seq}-{OCCASION}-{number}",
            now=act.known,
        )
    return told
