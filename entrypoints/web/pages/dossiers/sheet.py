"""``/dossiers/{number}``: where a dossier stands, what is awaited, what may happen next."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from entrypoints.web.desks.letters.standing import standing
from entrypoints.web.pages.dossiers.offered import Offered, offered
from entrypoints.web.pages.dossiers.presence import present
from entrypoints.web.pages.dossiers.stages import stages
from entrypoints.web.rendering.counting import Counted, counted
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.naming import names_of
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.differences import differences
from entrypoints.words.dossiers import DROITS, MEMBERS, NATURES
from entrypoints.words.families import by_family
from entrypoints.words.messages import channel, whom
from notifications.letters.models import MODELS
from notifications.titles import title_of
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.letters.kinds import STANDING_LABELS
from rules.situation import Act
from states.decision import Way
from states.graph import Node
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import commands, corrections
from workflow.acts.commands import Command
from workflow.acts.correctable import CORRECTS
from workflow.reading import correspondents, deadlines, dossiers, journal, letters, messages, pieces
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.dossiers import DossierSheet
from workflow.reading.journal import JournalEntry
from workflow.reading.roads import road

router = APIRouter(prefix="/dossiers")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

LATEST, WHOLE = 10, 2_000
"""Entries of the timeline that are shown at first, and at most."""
_LAST_MESSAGES = 3

KINDS = {
    "decisions": "décisions",
    "echeances": "échéances",
    "refus": "refus",
    "corrections": "corrections",
}
_DEADLINES = frozenset({"escalade", "recalcul", "recompter_delais"})
_CORRECTIONS = frozenset({"corriger"})


@router.get("/{number}")
def show(
    visit: Here,
    number: Number,
    montrer: Annotated[str, Query(max_length=20)] = "",
    frise: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The whole dossier, as far as it is open to them."""
    found = visit.open(Right.DOSSIER, number)
    with visit.store.instant():
        here = present(visit, number, found)
        return _sheet(visit, number, montrer, whole=frise == "entiere", here=here)


def _sheet(
    visit: Visit, number: int, montrer: str, *, whole: bool, here: Sequence[str]
) -> Response:
    dossier = dossiers.dossier(visit.store, number)
    running = deadlines.of_dossier(visit.store, number, dossier.person.id)
    asked = dossier.demande is not None and visit.sees(Right.DEMANDE, dossier.demande.id)
    related = [*(one.dossier_id for one in dossier.foyer), dossier.previous_id, dossier.next_id]
    beside = visit.sees_among(Right.DOSSIER, [one for one in related if one is not None])
    told = [one for one in told_of(visit, number) if _is_of(one, montrer)]
    offer = _offered(visit, dossier, running)
    sent = _messages(visit, number, WHOLE if whole else _LAST_MESSAGES + 1)
    return page(
        visit,
        "dossiers/sheet.html",
        dossier=dossier,
        present=here,
        droits=DROITS,
        members=MEMBERS,
        natures=NATURES,
        beside=beside,
        foyer=[(one, one.dossier_id in beside) for one in dossier.foyer],
        demande=dossier.demande if asked else None,
        stages=stages(road(visit.store, number)),
        deadlines=running,
        counted=_first_count(visit, running),
        offered=offer,
        families=by_family(offer.others, lambda way: way.exit.event),
        correctable=corrections.correctable(visit.store, number) if _corrects(visit) else 0,
        differences=partial(differences, names=names_of(visit)),
        entries=told if whole else told[:LATEST],
        earlier=0 if whole else max(0, len(told) - LATEST),
        shown=montrer,
        kinds=KINDS,
        pieces=pieces.of_dossier(visit.store, number, reader=visit.bearer),
        letters=_letters(visit, number),
        messages=sent if whole else sent[:_LAST_MESSAGES],
        earlier_messages=not whole and len(sent) > _LAST_MESSAGES,
    )


def ways(visit: Visit, number: int) -> list[Way]:
    """What may happen next to the dossier and to its line, with every reason why not."""
    asked = Act(event="", actor=visit.actor, occurred=visit.now, known=visit.now, data=None)
    command = Command(dossier_id=number, act=asked)
    found = commands.possible(visit.store, visit.rulebook, command)
    return [way for _, of_machine in found for way in of_machine]


def _offered(visit: Visit, dossier: DossierSheet, running: Sequence[DeadlineLine]) -> Offered:
    rules = [line.rule for line in running]
    return offered(ways(visit, dossier.id), list(_nodes(dossier)), rules)


def _nodes(dossier: DossierSheet) -> Iterator[Node]:
    yield PROCEDURE.node(Machine.DOSSIER, dossier.state)
    for line in dossier.lines:
        yield PROCEDURE.node(Machine.PASSAGE, line.state)


def _first_count(visit: Visit, running: Sequence[DeadlineLine]) -> Counted | None:
    """How the most urgent deadline came to its date."""
    return counted(visit, running[0]) if running and running[0].due is not None else None


def told_of(visit: Visit, number: int) -> list[JournalEntry]:
    """What its timeline tells whoever looks."""
    return journal.of_dossier(visit.store, number, reader=visit.bearer, most=WHOLE)


def _corrects(visit: Visit) -> bool:
    return visit.actor.role is CORRECTS


def _is_of(entry: JournalEntry, kind: str) -> bool:
    match kind:
        case "decisions":
            return not entry.refused and entry.after is not None and entry.after != entry.before
        case "echeances":
            return entry.event in _DEADLINES
        case "refus":
            return entry.refused
        case "corrections":
            return entry.event in _CORRECTIONS
        case _:
            return True


def _letters(visit: Visit, number: int) -> list[tuple[int, str, str]]:
    """Number, name and whereabouts of each letter, those that are open to them."""
    if not visit.may(Right.LETTRE):
        return []
    tz = visit.rulebook.calendar.tz
    found = letters.of_dossier(visit.store, tz, number)
    theirs = visit.sees_among(Right.LETTRE, [one.letter.id for one in found])
    lines = [one for one in found if one.letter.id in theirs]
    where = standing(visit, lines)
    return [
        (one.letter.id, MODELS[one.letter.kind].label, STANDING_LABELS[where[one.letter.id]])
        for one in lines
    ]


def _messages(visit: Visit, number: int, most: int) -> list[tuple[str, str, str, str]]:
    """What, to whom, by which channel and where it stands, of the last messages."""
    if not visit.may(Right.MESSAGE):
        return []
    lines = messages.of_dossier(visit.store, number, most=most)
    known = correspondents.behind(
        visit.store, [one.recipient for one in lines], visit.rulebook.words
    )
    return [
        (title_of(one.occasion), whom(one, known), channel(one.channel) or "", one.state)
        for one in lines
    ]
