"""The cut-off: what of each line came after its delay when the agenda is settled (S0 A.4)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from rules.seances.agenda import Candidate
from rules.seances.kinds import Body, SeanceKind
from rules.seances.lateness import Awaited, Promptness, Sending
from rules.subjects import SubjectKind
from workflow.acts import sitting
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances.tableau.sendings import (
    DUE,
    SENT,
    TO_THE_BAT,
    TO_THE_SERVICES,
    earliest_due,
    first_sent,
)
from workflow.tables.columns import table
from workflow.tables.subjects import Passage
from workflow.tables.trail import FactRow

_ANSWERED, _ADDED, _ADMITTED = "reponse_donnee", "ligne_seance_tenante", "ligne_admise"

_PASSAGE, _FACT = table(Passage), table(FactRow)
_SENT, _DUE = Statement(SENT), Statement(DUE)
_INSCRIBED = Statement(
    select(_PASSAGE.c.id, _PASSAGE.c.inscribed_at).where(_PASSAGE.c.seance_id == bindparam("id"))
)
_SAID = Statement(
    select(_PASSAGE.c.id, _FACT.c.code, _FACT.c.data, _FACT.c.occurred_at)
    .join_from(
        _PASSAGE,
        _FACT,
        and_(
            _FACT.c.kind == SubjectKind.DOSSIER.value,
            _FACT.c.subject_id == _PASSAGE.c.dossier_id,
            _FACT.c.code.in_((_ANSWERED, _ADDED, _ADMITTED)),
            _FACT.c.annulled_by.is_(None),
        ),
    )
    .where(_PASSAGE.c.seance_id == bindparam("id"), _PASSAGE.c.open == 1)
    .order_by(_FACT.c.occurred_at)
)


def judged(
    tx: Tx,
    kind: SeanceKind,
    seance_id: int,
    candidates: Iterable[Candidate],
    *,
    now: datetime,
    follows: bool,
) -> Iterator[Candidate]:
    """The candidates, with what is late of each at that instant. ``follows``: a séance follows, to
    which the late ones may go; otherwise they stay, whatever the kind of séance says.

    Before an EP nothing is: services send it no tableau. A line added séance tenante is late by
    nature, and its motive was told.
    """
    if kind.body is Body.DECISION:
        yield from candidates
        return
    key = {"id": seance_id}
    sent, due = first_sent(tx.all(_SENT, key)), earliest_due(tx.all(_DUE, key))

    def sending(code: str, service: int | None) -> Sending:
        whose = code, service or 0
        return Sending(due=due.get(whose), sent=sent.get(whose))

    here = sorted(sitting.of(tx, seance_id))
    inscribed = {row[0]: from_micros(row[1]) for row in tx.all(_INSCRIBED, key)}
    said = _said(tx, seance_id)
    for one in candidates:
        of_line = said.get(one.line, {})
        if _ADDED in of_line:
            yield one
            continue
        answered = of_line.get(_ANSWERED, {})
        prompt = Promptness(
            inscribed=inscribed[one.line],
            tableau=sending(TO_THE_BAT, one.service),
            sharing=sending(TO_THE_SERVICES, one.service),
            of_nobody=one.service is None,
            answers=tuple(
                Awaited(
                    service=service,
                    due=due.get((TO_THE_BAT, service)),
                    given=answered.get(service),
                )
                for service in here
                if service != one.service
            ),
        )
        late = tuple(prompt.lateness(now))
        rolls = kind.rolls_late and follows and bool(late) and _ADMITTED not in of_line
        yield replace(one, late=late, rolls=rolls)


def _said(tx: Tx, seance_id: int) -> Mapping[int, Mapping[str, Mapping[int, datetime]]]:
    """Line → code of a fact of it in the séance → the services that it names, and when first."""
    found: dict[int, dict[str, dict[int, datetime]]] = defaultdict(lambda: defaultdict(dict))
    for line, code, text, at in tx.all(_SAID, {"id": seance_id}):
        data = json.loads(text)
        if data.get("seance") == seance_id:
            found[line][code].setdefault(data.get("service", 0), from_micros(at))
    return found
