"""The séance that is held right after another, the same day (note 2024-045: the ICAG after the
ICL-I)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import bindparam, select

from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView
from workflow.acts import dossier_locks
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances import programme
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

MOVE = "deplacer"

_SEANCE = table(Seance)
_FOLLOWS = Statement(
    select(_SEANCE.c.id)
    .where(
        _SEANCE.c.a_la_suite_de == bindparam("id"),
        _SEANCE.c.state.in_(("programmee", "preparee", "arretee")),
    )
    .order_by(_SEANCE.c.id)
    .limit(1)
)


def seance(tx: Tx, seance_id: int) -> SeanceView | None:
    """The séance that is to be held right after that one; None when there is none."""
    row = tx.one(_FOLLOWS, {"id": seance_id})
    return None if row is None else dossier_locks.seance(tx, int(row[0]))


def moved_along(
    rulebook: Rulebook,
    act: Act,
    values: Mapping[str, object],
    first: SeanceView,
    after: SeanceView,
) -> Act:
    """The act that moves a séance, as it moves the one held right after it: as long after."""
    there = programme.held(rulebook, values) + (after.held - first.held)
    local = there.astimezone(rulebook.calendar.tz)
    data = {**(act.data or {}), "date_seance": local.date(), "heure": f"{local:%H:%M}"}
    return replace(act, data=data)


def objections(tx: Tx, rulebook: Rulebook, values: Mapping[str, object]) -> Iterator[Refusal]:
    """What the programme objects to a new séance held right after the one that it names: that one
    is of the same place and day, and begins before."""
    number = values.get("a_la_suite_de")
    if not isinstance(number, int):
        return
    first = dossier_locks.seance(tx, number)
    try:
        held = programme.held(rulebook, values)
    except (KeyError, ValueError):
        return  # the day and the hour are refused for themselves
    if first is None:
        why = "n’existe pas"
    elif first.circonscription != values.get("circonscription"):
        why = "n’est pas celle de cette circonscription"
    elif rulebook.local_day(first.held) != rulebook.local_day(held):
        why = "n’est pas tenue ce jour-là"
    elif first.held >= held:
        why = "ne commence pas avant"
    else:
        return
    yield Refusal(
        code="suite_impossible",
        sentence=f"La séance n° {number} {why}.",
        remedy="Choisissez la séance du même jour, au même endroit, que celle-ci suit.",
        source="Note 2024-045",
        field="a_la_suite_de",
    )
