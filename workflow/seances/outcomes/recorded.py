"""What was recorded of a séance, as its compte rendu draws on it: lines, results, words, people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.seances import reasons
from rules.seances.kinds import Body, SeanceKind
from rules.seances.minutes import Examined, Grant, Minutes, Part, Point, Ruling, in_order
from rules.subjects import SubjectKind
from states.procedure import PROCEDURE
from states.restitution import COMPLETER
from workflow.acts import passed
from workflow.database.canonical import decode
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances import programme
from workflow.seances.outcomes import given
from workflow.seances.outcomes.given import TO_RULE, Done, Given
from workflow.seances.participants import attended
from workflow.seances.tableau import points
from workflow.tables.columns import table
from workflow.tables.subjects import (
    Circonscription,
    CodeLine,
    Demande,
    Dossier,
    Passage,
    Personne,
    Seance,
    Service,
)
from workflow.tables.trail import JournalRow

_SEANCE, _LINE, _DOSSIER = table(Seance), table(Passage), table(Dossier)
_PERSONNE, _SERVICE, _DEMANDE = table(Personne), table(Service), table(Demande)
_JOURNAL, _PLACE, _CODE = table(JournalRow), table(Circonscription), table(CodeLine)
_WISHED = _SERVICE.alias("wished")

_OF_ITS_LINES = _LINE.c.seance_id == bindparam("id")
_LINES = Statement(
    select(
        *(_LINE.c[name] for name in ("id", "dossier_id", "rank", "nature", "state")),
        *(_LINE.c.methode, _LINE.c.issue, _LINE.c.arbitrage),
        *(_PERSONNE.c.nom, _PERSONNE.c.prenom),
        *(_SERVICE.c.libelle, _WISHED.c.id.label("wished_id"), _WISHED.c.libelle.label("wished")),
        _DOSSIER.c.state.label("stands"),
    )
    .join_from(_LINE, _DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
    .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(_DEMANDE, _DEMANDE.c.id == _LINE.c.demande_id)
    .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
    .where(_OF_ITS_LINES)
)
_COMPLETED = Statement(
    select(_JOURNAL.c.body, _JOURNAL.c.personal)
    .where(
        _JOURNAL.c.kind == SubjectKind.SEANCE.value,
        _JOURNAL.c.subject_id == bindparam("id"),
        _JOURNAL.c.act == COMPLETER.event,
    )
    .order_by(_JOURNAL.c.seq)
)
_NAMED = Statement(select(_PLACE.c.libelle).where(_PLACE.c.code == bindparam("code")))
_TYPES = Statement(
    select(_CODE.c.identifiant, _CODE.c.libelle).where(_CODE.c.liste == "typesorients")
)
_SERVICES = Statement(select(_SERVICE.c.id, _SERVICE.c.libelle))
_TO_RULE = frozenset({"accepte", "refuse"})
"""The states of a line of which an EP gave its avis."""
_OF_SEANCE = Statement(select(_LINE.c.id).where(_OF_ITS_LINES, _LINE.c.id == bindparam("line")))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Labels:
    """What the types of orientation and the services are called, by number."""

    types: Mapping[int, str]
    services: Mapping[int, str]

    def grant(self, values: Mapping[str, object], wished: int | None) -> Grant:
        """What a form grants: the service is the one asked for unless it says another."""
        kind, service = values.get("type_orientation"), values.get("service", wished)
        kind = kind if isinstance(kind, int) else None
        service = service if isinstance(service, int) else None
        return Grant(
            type_orientation=kind,
            service=service,
            type_label=None if kind is None else self.types.get(kind),
            service_label=None if service is None else self.services.get(service),
        )


_NO_LABELS = _Labels(types={}, services={})


@dataclass(slots=True)
class _Completed:
    """What whoever coordinates wrote: the last of each part, and of each line's remark."""

    parts: dict[str, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)


def recorded(tx: Tx, rulebook: Rulebook, seance_id: int) -> Minutes | None:
    """The draft of what is written of a séance; None when no séance bears that number."""
    row = programme.read(tx, seance_id)
    if row is None:
        return None
    seance = programme.view(seance_id, row)
    kind = rulebook.kind_held(seance)
    completed = _completed(tx, seance_id)
    attendees, quorum = attended.of_seance(tx, rulebook, kind, seance)
    place = seance.circonscription
    named = None if place is None else tx.one(_NAMED, {"code": place})
    return Minutes(
        seance=seance_id,
        kind=kind.label,
        body=kind.body,
        circonscription=place,
        territory=None if named is None else str(named[0]),
        held=seance.held.astimezone(rulebook.calendar.tz),
        place=None if row["lieu"] is None else str(row["lieu"]),
        coordinator=kind.coordination,
        attendees=attendees,
        quorum=quorum,
        points=tuple(
            Point(title=point.title, told=point.conclusion)
            for point in points.read(tx, seance_id)
            if point.on_agenda
        ),
        lines=in_order(_lines(tx, rulebook, kind, seance_id, completed.remarks)),
        parts={part.value: completed.parts[part] for part in Part if part in completed.parts},
    )


def stands_in(tx: Tx, seance_id: int, line: int) -> bool:
    """Whether that line is one of the séance's."""
    return tx.one(_OF_SEANCE, {"id": seance_id, "line": line}) is not None


def _lines(
    tx: Tx,
    rulebook: Rulebook,
    kind: SeanceKind,
    seance_id: int,
    remarks: Mapping[int, str],
) -> Iterator[Examined]:
    done = given.to_lines(tx, seance_id)
    labels = _labels(tx) if kind.body is Body.DECISION else _NO_LABELS
    later = {
        line: from_micros(one.held).astimezone(rulebook.calendar.tz)
        for line, one in passed.successors(tx, seance_id).items()
    }
    for row in tx.all(_LINES, {"id": seance_id}):
        number, dossier, rank, nature, state, method, issue, *rest = row
        arbitrated, nom, prenom, service, wished_id, wished, stands = rest
        said = done.get(number, Given())
        accord = said.values.get("accord_accueil")
        yield Examined(
            line=number,
            dossier=dossier,
            rank=rank,
            nom=nom,
            prenom=prenom,
            nature=nature,
            service=service,
            wished=wished,
            state=state,
            outcome=_outcome(kind, state),
            method=method,
            issue=issue,
            accord_accueil=None if accord is None else bool(accord),
            told={**said.words, **_put_off(state, arbitrated)},
            next_held=later.get(number),
            remark=remarks.get(number),
            granted=labels.grant(said.values, wished_id) if state == "accepte" else None,
            ruling=None if said.ruled is None else _ruling(said.ruled, labels, wished_id),
            to_rule=said.ruled is None and state in _TO_RULE and stands == TO_RULE,
        )


def _ruling(done: Done, labels: _Labels, wished: int | None) -> Ruling:
    granted = labels.grant(done.values, wished) if "type_orientation" in done.values else None
    return Ruling(act=done.act, day=done.day, granted=granted, motive=done.words.get("motif"))


def _labels(tx: Tx) -> _Labels:
    return _Labels(types=dict(tx.all(_TYPES, {})), services=dict(tx.all(_SERVICES, {})))


def _put_off(state: str, arbitrated: str | None) -> Mapping[str, str]:
    """Why an arbitration put the line off."""
    why = reasons.told(reasons.read(arbitrated)) if state == "reporte" else ""
    return {"arbitrage": why} if why else {}


def _outcome(kind: SeanceKind, state: str) -> str | None:
    """What the kind of séance calls the end of a line."""
    found = PROCEDURE.states[state]
    return kind.called(state, found.label) if found.final else None


def _completed(tx: Tx, seance_id: int) -> _Completed:
    found = _Completed()
    for body, personal in tx.all(_COMPLETED, {"id": seance_id}):
        words = given.words(personal)
        remark = words.get("remarque")
        line = decode(body)["valeurs"].get("ligne")
        if remark is not None and line is not None:
            found.remarks[line] = remark
        found.parts |= {part: words[part] for part in Part if part in words}
    return found
