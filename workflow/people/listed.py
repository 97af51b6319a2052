"""Who stands on the lists of the month, as each list shows them.

Lines are frozen as they are returned: texts and ISO days, in the order of reading.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from rules.days.months import Month
from rules.deadlines.derivation import OPEN, Status
from rules.deadlines.rule import ANCHOR_FACT
from rules.delays.delay import due
from rules.facts import Fact, entering
from rules.names import folded
from rules.procedures.predicates import CORRECTED_ORIGINS
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from states.diagnostic import PAGE as DIAGNOSTIC
from workflow.acts.cases import subject_of
from workflow.acts.service_views import service
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Row, Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import DeadlineRow, FactRow
from workflow.trail import facts

Line = dict[str, str | int | None]

ORIGINS = {
    "algorithme": "Algorithme",
    "cohorte": "Algorithme",
    "manuelle": "Orientation manuelle",
    "prestaorient": "Prestataire d’orientation",
    "diagnostic": "Diagnostic",
    "entdiag": "Diagnostic",
    "signalement": "Signalement",
    "initinap": "Signalement",
    "reorientation": "Réorientation",
    "demenagement": "Transfert",
    "webrsa": "webRSA",
}
"""By the origin stored here, or by webRSA's own code."""

_WAITS = {
    "diagnostic_attendu": "À recevoir",
    "diagnostic_absence": "Absence, sans nouveau rendez-vous",
}
_DIAGNOSTIC = frozenset(state.code for state in DIAGNOSTIC.states)
_WAITING_STATES = frozenset(map(entering, ("diagnostic_sans_suite", *_WAITS)))

_FACT, _OTHER, _DEADLINE = table(FactRow), table(FactRow).alias(), table(DeadlineRow)
_DOSSIER, _PERSONNE, _PREVIOUS = table(Dossier), table(Personne), table(Dossier).alias()
_WHO = ("nom", "prenom", "date_naissance", "numero_caf", "ville", "telephone")
_PEOPLE = tuple(_PERSONNE.c[name] for name in _WHO)


def _told(code: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The dossier bears a fact of that code which still counts."""
    return exists().where(
        _OTHER.c.kind == SubjectKind.DOSSIER.value,
        _OTHER.c.subject_id == _DOSSIER.c.id,
        _OTHER.c.code == code,
        _OTHER.c.annulled_by.is_(None),
        *more,
    )


_ORIENTED = Statement(
    select(
        *(_DOSSIER.c.id, _DOSSIER.c.state, _PREVIOUS.c.service_id, *_PEOPLE),
        *(_FACT.c.seq, _FACT.c.occurred_at, _FACT.c.data),
        _told("accompagnement_commence"),
    )
    .select_from(_DOSSIER)
    .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .join(
        _FACT,
        and_(_FACT.c.kind == SubjectKind.DOSSIER.value, _FACT.c.subject_id == _DOSSIER.c.id),
    )
    .outerjoin(_PREVIOUS, _PREVIOUS.c.id == _DOSSIER.c.previous_id)
    .where(
        _DOSSIER.c.service_id == bindparam("service"),
        _DOSSIER.c.closed_at.is_(None),
        _FACT.c.code == "orientation_validee",
        _FACT.c.annulled_by.is_(None),
        _FACT.c.occurred_at < bindparam("before"),
        ~_told("liste_publiee", _OTHER.c.seq > _FACT.c.seq),
    )
    .order_by(_DOSSIER.c.id, _FACT.c.occurred_at, _FACT.c.seq)
)
_AWAITED = Statement(
    select(_DOSSIER.c.id, _DOSSIER.c.state, *_PEOPLE)
    .select_from(_DOSSIER)
    .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .where(
        _DOSSIER.c.service_id == bindparam("service"),
        _DOSSIER.c.closed_at.is_(None),
        or_(*(_DOSSIER.c.state == state for state in _WAITS)),
    )
)
_DUE = Statement(
    select(_DEADLINE.c.rule, _DEADLINE.c.due_at, _DEADLINE.c.status).where(
        _DEADLINE.c.kind == SubjectKind.DOSSIER.value,
        _DEADLINE.c.subject_id == bindparam("id"),
        _DEADLINE.c.status != Status.REMPLACEE.value,
    )
)


def newly_oriented(tx: Tx, rulebook: Rulebook, service_id: int, month: Month) -> list[Line]:
    """The people whose orientation to the service was validated before the month and stands on no
    list yet.

    S0: they appear the month after. Older ones are late: a corrected orientation is listed all the
    same, another only if it was given since the start of service and its accompagnement has not
    begun, for a service need not be told of those it already follows.
    """
    zone = rulebook.calendar.tz
    rows = tx.all(_ORIENTED, {"service": service_id, "before": to_micros(month.begins(zone))})
    last = {row[0]: row for row in rows}
    since = month.previous.begins(zone)
    return _sorted(
        _oriented(tx, rulebook, service_id, row)
        for row in last.values()
        if _to_be_listed(rulebook, row, since)
    )


def awaited_for_diagnostic(tx: Tx, rulebook: Rulebook, ali: int) -> list[Line]:
    """The people whom the ALI must receive for a diagnostic, today."""
    lines = []
    for row in tx.all(_AWAITED, {"service": ali}):
        dossier_id, state = row[:2]
        since = _waiting_since(facts.of_subject(tx, subject_of(dossier_id)))
        lines.append(
            {
                **_identity(dossier_id, row[2:]),
                "situation": _WAITS[state],
                "depuis": None if since is None else rulebook.local_day(since).isoformat(),
                "avant": _day(rulebook, _due(tx, dossier_id, ("D4-DIAG", "I-ABSENCE"))),
            }
        )
    return _sorted(lines)


def _to_be_listed(rulebook: Rulebook, row: Row, since: datetime) -> bool:
    state, occurred, data, followed = row[1], from_micros(row[10]), json.loads(row[11]), row[12]
    if state in _DIAGNOSTIC:
        return False
    if occurred >= since or data.get("origine") in CORRECTED_ORIGINS:
        return True
    start = rulebook.in_service
    return not followed and (start is None or rulebook.local_day(occurred) >= start)


def _oriented(tx: Tx, rulebook: Rulebook, service_id: int, row: Row) -> Line:
    dossier_id, former = row[0], row[2]
    seq, occurred, data = row[9], from_micros(row[10]), json.loads(row[11])
    known = facts.of_subject(tx, subject_of(dossier_id))
    if former is None:
        former = _earlier_service(known, seq, service_id)
    label = None if former in (None, service_id) else service(tx, former)
    return {
        **_identity(dossier_id, row[3:9]),
        "origine": _origin(known, seq, data),
        "validee": rulebook.local_day(occurred).isoformat(),
        "ancien_service": None if label is None else label.label,
        "rdv_avant": _day(rulebook, _first_rendez_vous(tx, rulebook, dossier_id, occurred)),
    }


def _origin(known: Sequence[Fact], seq: int, data: Mapping[str, object]) -> str:
    if any(fact.seq == seq and fact.code == "orientation_par_france_travail" for fact in known):
        return "France Travail"
    origin = data.get("origine")
    return "Non précisée" if origin is None else ORIGINS.get(str(origin), str(origin))


def _earlier_service(known: Sequence[Fact], seq: int, service_id: int) -> int | None:
    """The service that had the dossier before this orientation (the ALI of the diagnostic)."""
    for fact in sorted(known, key=lambda fact: fact.seq, reverse=True):
        before = fact.data.get("service_referent")
        if fact.seq < seq and isinstance(before, int) and before != service_id:
            return before
    return None


def _waiting_since(known: Sequence[Fact]) -> datetime | None:
    """When the present wait began; an absence and a new rendez-vous do not begin it again."""
    since = None
    for fact in known:
        if fact.code in _WAITING_STATES:
            since = since or fact.occurred
        elif fact.state is not None:
            since = None
    return since


def _first_rendez_vous(
    tx: Tx, rulebook: Rulebook, dossier_id: int, validated: datetime
) -> datetime | None:
    """When the first rendez-vous must be fixed by. Before the letter no deadline runs yet; its
    date is known all the same when it is counted from the validation."""
    running = _due(tx, dossier_id, ("2-RDV",))
    if running is not None:
        return running
    day = rulebook.local_day(validated)
    for rule in rulebook.rules.get("2-RDV", ()):
        if rule.in_force(day) and rule.anchor == ANCHOR_FACT + "orientation_validee":
            return due(validated, rule.delay, rulebook.calendar)
    return None


def _due(tx: Tx, dossier_id: int, rules: Sequence[str]) -> datetime | None:
    """The due instant of the deadline of these rules that is open, the earliest if several."""
    found = [
        from_micros(row[1])
        for row in tx.all(_DUE, {"id": dossier_id})
        if row[0] in rules and row[1] is not None and Status(row[2]) in OPEN
    ]
    return min(found, default=None)


def _day(rulebook: Rulebook, instant: datetime | None) -> str | None:
    return None if instant is None else rulebook.local_day(instant).isoformat()


def _identity(dossier_id: int, who: Row) -> Line:
    nom, prenom, birth, caf, town, telephone = who
    return {
        "dossier": dossier_id,
        "nom": nom,
        "prenom": prenom,
        "date_naissance": birth,
        "numero_caf": caf,
        "commune": town,
        "telephone": telephone,
    }


def _sorted(lines: Iterable[Line]) -> list[Line]:
    def by_name(line: Line) -> tuple[str, str, int]:
        dossier = line["dossier"]
        assert isinstance(dossier, int)
        return folded(str(line["nom"])), folded(str(line["prenom"])), dossier

    return sorted(lines, key=by_name)
