"""The séance that is held right after another, the same day (note 2024-045: the ICAG after the
ICL-I)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act, SeanceView
from rules.subjects import Subject, SubjectKind
from rules.words import Topic
from workflow.acts import dossier_locks, seance_locks
from workflow.database.statements import update_by_id
from workflow.database.store import Tx
from workflow.seances import programme
from workflow.tables.subjects import Seance
from workflow.trail import journal
from workflow.trail.journal import Entry

MOVE = "deplacer"
ALONE = "ne_plus_suivre"
"""The entry of a séance that is no longer held right after another (stored: never renamed)."""

_UNTIE = update_by_id(Seance, "a_la_suite_de")


def tie(tx: Tx, rulebook: Rulebook, first: object, held: datetime) -> int | None:
    """The séance right after which another one is still held, once moved: None when it is on
    another day now, or begins before."""
    if not isinstance(first, int):
        return None
    row = programme.read(tx, first)
    assert row is not None  # a séance is never removed
    before = programme.view(first, row).held
    follows = rulebook.local_day(before) == rulebook.local_day(held) and before < held
    return first if follows else None


def take_along(
    tx: Tx, rulebook: Rulebook, act: Act, values: Mapping[str, object], first: SeanceView
) -> Mapping[int, Act]:
    """What moves those held right after a séance that is moved, as long after: by number. Those
    that its act leaves where they are, are held for themselves from then on."""
    moving = dict[int, Act]()
    for number in seance_locks.right_after(tx, first.id):
        after = dossier_locks.seance(tx, number)
        assert after is not None  # it is held
        together = rulebook.local_day(after.held) == rulebook.local_day(first.held)
        if act.event == MOVE and together:
            moving[number] = _moved_along(rulebook, act, values, first, after)
        else:
            _untie(tx, number, first.id, act)
    return moving


def _moved_along(
    rulebook: Rulebook,
    act: Act,
    values: Mapping[str, object],
    first: SeanceView,
    after: SeanceView,
) -> Act:
    there = programme.held(rulebook, values) + (after.held - first.held)
    local = there.astimezone(rulebook.calendar.tz)
    data = {**(act.data or {}), "date_seance": local.date(), "heure": f"{local:%H:%M}"}
    return replace(act, data=data)


def _untie(tx: Tx, number: int, first: int, act: Act) -> None:
    chain = journal.lock(tx, Subject(SubjectKind.SEANCE, number))
    tx.write(_UNTIE, {"of_id": number, "a_la_suite_de": None})
    entry = Entry(
        act=ALONE,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={
            "seance": first,
            "cause": act.event,
            "modifs": {"seance": {"a_la_suite_de": [first, None]}},
        },
        changes=False,
    )
    journal.append(tx, chain, entry)


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
        source=rulebook.words.text(Topic.INSTANCES),
        field="a_la_suite_de",
    )
