"""``/escalades``: what went up because nobody did it in time, and who has it in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.addresses import Query
from entrypoints.web.expected import settling
from entrypoints.web.pages.seances.sheet import ON_ITS_PAGE
from entrypoints.web.posted import FormOf, go, new_key
from entrypoints.web.rendering import page
from entrypoints.web.visits import Here, Visit
from entrypoints.words.acts import LEVELS, rule_label
from rules.access.grants import Right
from rules.actors import Who
from rules.escalations import TAKE, Standing
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.wording import listed
from states.page import Exit, Machine
from workflow.agents.escalations import take
from workflow.reading import dossiers, escalations
from workflow.reading.cursors import BadCursor
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.escalations import Asked, EscalationLine, Tally

router = APIRouter(prefix="/escalades")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_MINE = "moi"
STANDINGS: Mapping[str, str] = {
    Standing.OUVERTE.value: "sans preneur",
    Standing.PRISE.value: "en main",
    _MINE: "prises par moi",
    Standing.REGLEE.value: "réglées",
}


@router.get("")
def show(visit: Here) -> Response:
    """Those of their territory, the highest first, then the oldest."""
    visit.enter(Right.ESCALADE)
    return _page(visit)


@router.post("/{number}/prendre")
def take_in_hand(visit: Here, number: Number, form: FormOf) -> Response:
    """They have it in hand, by name; the deadline itself does not move."""
    visit.enter(Right.ESCALADE)
    act = Act(event=TAKE, actor=visit.actor, occurred=visit.now, known=visit.now)
    try:
        take(visit.store, visit.rulebook, act, number, key=form.key or None)
    except Refused as refused:
        return _page(visit, refusals=refused.refusals)
    return go(
        visit,
        form.back or "/escalades",
        "Vous avez cette escalade en main.",
        more="Elle se ferme quand l’acte attendu est fait.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The act that settles an escalation, and whose it is, in words; ``address`` of its form for
    whoever may do it, None for the others."""

    label: str
    who: str
    address: str | None


def settled_by(visit: Visit, one: EscalationLine, back: str) -> Settled | None:
    """What closes its deadline; None: nothing that somebody does from here, or closed already."""
    line = one.deadline
    if one.state is None or one.standing is Standing.REGLEE:
        return None
    of_dossier = line.dossier_id is not None
    machine = Machine.DOSSIER if of_dossier else Machine.SEANCE
    found = settling(line.rule, machine, one.state, visit.actor, one.circonscription)
    people = [] if found is None else _people(visit, found.exit)
    if found is None or not people:
        return None
    event = found.exit.event
    path = f"actes/{event}" if of_dossier else ON_ITS_PAGE.get(event, f"actes/{event}")
    mine = found.theirs and visit.actor.service_id in (None, line.child or visit.actor.service_id)
    return Settled(
        label=found.exit.label,
        who=listed(people, "ou"),
        address=f"{where(line)}/{path}?{urlencode({'retour': back})}" if mine else None,
    )


def _people(visit: Visit, exit: Exit) -> list[str]:
    words = visit.rulebook.words
    return [words.who(one) for one in exit.who if one not in {Who.IMPORT, Who.SYSTEME}]


def where(line: DeadlineLine) -> str:
    """The page of what a deadline is about."""
    if line.dossier_id is not None:
        return f"/dossiers/{line.dossier_id}"
    return f"/echeances/{line.id}" if line.seance_id is None else f"/seances/{line.seance_id}"


def _page(visit: Visit, refusals: tuple[Refusal, ...] = ()) -> Response:
    query = Query.of(visit.request) if not refusals else Query("/escalades", ())
    told, rule = query.get("etat"), query.get("regle") or None
    place, places = query.get("circonscription") or None, dossiers.circonscriptions(visit.store)
    tallies = escalations.tallies(visit.store, reader=visit.bearer)
    known = {one.value for one in Standing}
    asked = Asked(
        standing=Standing(told) if told in known else None if told == _MINE else Standing.OUVERTE,
        taken_by=visit.actor.name if told == _MINE else None,
        rule=rule,
        circonscription=place,
    )
    try:
        found = escalations.listing(
            visit.store, asked, reader=visit.bearer, after=query.get("apres") or None
        )
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    return page(
        visit,
        "escalations.html",
        status=422 if refusals else 200,
        query=query,
        lines=found.lines,
        following=found.following,
        tallies=tallies,
        standings=STANDINGS,
        standing=told if told in STANDINGS else Standing.OUVERTE.value,
        open_=Standing.OUVERTE,
        rule=rule,
        levels=LEVELS,
        rules=_rules(tallies, rule),
        place=place,
        places=places,
        theirs=_theirs(visit, places),
        where=where,
        settled_by={one.deadline.id: settled_by(visit, one, query.here) for one in found.lines},
        refusals=refusals,
        key=new_key,
        title=None if rule is None else rule_label(rule),
    )


def _rules(tallies: Sequence[Tally], asked: str | None) -> Mapping[str, str]:
    """The rules of what went up and of what is asked, by their code, in words."""
    codes = {*(one.rule for one in tallies), *(() if asked is None else (asked,))}
    return dict(sorted(((code, rule_label(code)) for code in codes), key=lambda one: one[1]))


def _theirs(visit: Visit, places: Mapping[str, str]) -> Mapping[str, str]:
    """The circonscriptions of their territory."""
    territory = visit.actor.circonscriptions
    return {code: label for code, label in places.items() if territory is None or code in territory}
