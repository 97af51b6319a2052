"""``/seances/{number}``: where a séance stands, who sits, what is awaited, what may be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.acts import ways
from entrypoints.web.desks.seances.levels import DECISION, level_of
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, name_of, open_seance
from entrypoints.web.pages.dossiers.offered import Offered, offered
from entrypoints.web.pages.seances.situations import gives_results
from entrypoints.web.pages.seances.states import strip
from entrypoints.web.rendering.counting import Counted, counted
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.naming import names_of
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.attendance import answer_words, guest_words, presence_words, quorum_words
from entrypoints.words.differences import differences
from rules.seances.guests import WHOM_LABELS
from rules.seances.points import Point
from rules.subjects import Subject, SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import (
    agendas,
    completeness,
    deadlines,
    journal,
    participants,
    roads,
    seances,
    tableau,
)
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.points import points_of
from workflow.reading.seances import SeanceLine

router = APIRouter(prefix="/seances")

HELD = frozenset({"tenue", "restituee", "close"})
ON_ITS_PAGE = {
    **dict.fromkeys(("arreter", "arbitrer"), "ordre-du-jour"),
    "convoquer": "participants/convoquer",
    "emarger": "participants/presences",
    **dict.fromkeys(
        ("completer_compte_rendu", "restituer", "renvoyer_compte_rendu"), "compte-rendu"
    ),
}
"""The acts that are done on a page of their own, and which."""
_SENDS = ("transmettre_tableau", "partager_tableau")
_LEADS_ON = ("preparer", "arreter", "ouvrir", "lever", "restituer", "clore")
_WHO_SITS = ("emarger", "convoquer")
_CHANGES = ("deplacer", "annuler", "reporter")
_OF_A_POINT = frozenset({"retirer_point", "ordonner_points", "traiter_point"})
_OF_A_VISITOR = frozenset({"nommer_intervenant", "communiquer_besoins", "fixer_venue"})
_LATEST, _LOOKED_AT = 10, 200
_REMINDER = "escalade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A deadline that several services may have alike: whose it is, in words."""

    line: DeadlineLine
    whose: str


@router.get("/{number}")
def show(visit: Here, number: Number) -> Response:
    """The séance, its deadlines, its acts; of its lines, how many."""
    found = open_seance(visit, number)
    points = points_of(visit.store, number)
    running = _own(deadlines.of_seance(visit.store, number), found)
    attendance = participants.of_seance(visit.store, visit.rulebook, number)
    shown = {
        one.id for one in tableau.open_to(visit.store, visit.rulebook, number, visit.bearer).lines
    }
    entries = journal.entries(
        visit.store, subject=Subject(SubjectKind.SEANCE, number), most=_LOOKED_AT
    )
    return page(
        visit,
        "seances/sheet.html",
        found=found,
        stages=strip(roads.road_of_seance(visit.store, number)),
        meaning=PROCEDURE.states[found.line.state].meaning,
        related=_related(visit, found.line),
        sheet=agendas.agenda(visit.store, visit.rulebook, number),
        points=points,
        readiness=_readiness(visit, found),
        attendance=attendance,
        guests=[one for one in attendance.guests if one.line in shown],
        answer=answer_words,
        presence=presence_words,
        came=guest_words,
        quorum=quorum_words(attendance),
        whom=WHOM_LABELS,
        unsigned=found.line.state in HELD and not attendance.signed,
        deadlines=list(_alike(running)),
        counted=_first_count(visit, running),
        offered=_offered(visit, found, points),
        pages=ON_ITS_PAGE,
        differences=partial(differences, names=names_of(visit)),
        entries=[one for one in entries if one.event != _REMINDER][:_LATEST],
        coordinates=coordinates(visit, found.kind),
        leading=_LEADS_ON + _SENDS,
        to_do=_to_do(visit, found),
    )


def _offered(visit: Visit, found: Opened, points: Sequence[Point]) -> Offered:
    """What leads the séance on comes first; nothing of a visitor where nobody is awaited, nor of a
    point where there is none."""
    left = {
        *(() if found.kind.visitor is not None else _OF_A_VISITOR),
        *(() if points else _OF_A_POINT),
    }
    told = [one for one in ways(visit, found.id) if one.exit.event not in left]
    first = _SENDS + _LEADS_ON if found.mine is not None else _LEADS_ON + _WHO_SITS + _CHANGES
    order = {event: rank for rank, event in enumerate(first)}
    told.sort(key=lambda one: order.get(one.exit.event, len(order)))
    return offered(told, [PROCEDURE.node(Machine.SEANCE, found.line.state)])


def _to_do(visit: Visit, found: Opened) -> Mapping[str, str]:
    """Where the results or the decisions that are awaited are written, for whoever writes them:
    the page, and what the button that leads there says."""
    state = found.line.state
    if found.decides:
        level = level_of(visit)
        waits = level is not None and (state == "ouverte" or (level is DECISION and state in HELD))
        return {"decisions": "Décider"} if waits else {}
    if state != "ouverte" or not gives_results(visit):
        return {}
    return {"direct?poste=1": "Saisir les résultats", "resultats": "Plusieurs résultats à la fois"}


def _own(running: Sequence[DeadlineLine], found: Opened) -> list[DeadlineLine]:
    """Those of the séance, and for a service its own; whoever coordinates has them all."""
    return [one for one in running if found.mine is None or one.child in (None, found.mine)]


def _alike(running: Sequence[DeadlineLine]) -> Iterator[Awaited]:
    """Those of one rule and one date told together."""
    groups: dict[object, list[DeadlineLine]] = {}
    for one in running:
        groups.setdefault((one.rule, one.due, one.status), []).append(one)
    for same in groups.values():
        names = [one.whose.partition(", ")[2] for one in same if one.child is not None]
        yield Awaited(line=same[0], whose=", ".join(names) or "la séance")


def _readiness(visit: Visit, found: Opened) -> list[completeness.Readiness]:
    every = completeness.of_seance(visit.store, visit.rulebook, found.id)
    return [one for one in every if found.mine in (None, one.service_id)]


def _first_count(visit: Visit, running: Sequence[DeadlineLine]) -> Counted | None:
    return counted(visit, running[0]) if running and running[0].due is not None else None


def _related(visit: Visit, line: SeanceLine) -> list[tuple[str, int, str]]:
    """The other séances of its day or of its lines: how, its number, what it is called."""
    told = (
        ("à la suite de", line.after),
        ("suivie de", line.followed_by),
        ("remplacée par", line.replaced_by),
    )
    return [
        (how, number, name_of(visit, seances.seance(visit.store, number)[0]))
        for how, number in told
        if number is not None
    ]
