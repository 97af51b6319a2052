"""``/escalades``: what went up because nobody did it in time, and who has it in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.forms.posted import FormOf, go, new_key
from entrypoints.web.pages.seances.sheet import ON_ITS_PAGE
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.naming import own_places
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.acts import LEVELS, rule_label
from entrypoints.words.rules import awaited, told
from rules.access.grants import Right
from rules.actors import Role, Who
from rules.deadlines.rule import Duty
from rules.escalations import TAKE, Standing
from rules.fields import GREATEST
from rules.names import alphabetical
from rules.offers import RULE as OFFER
from rules.procedures.catalogue import BY_CODE
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.wording import colon, listed
from states.page import Exit, Machine
from states.steps import is_theirs, step
from workflow.agents.escalations import take
from workflow.reading import escalations
from workflow.reading.cursors import BadCursor
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.escalations import Asked, EscalationLine, Tally

router = APIRouter(prefix="/escalades")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_ROWS = 40
_MINE = "moi"
_WRITTEN_ON: Mapping[str, tuple[Right, str]] = {
    "D4-DIAG-MENSUEL": (Right.LISTE_DU_MOIS, "/listes"),
    "D7-PROGRAMME": (Right.PROGRAMME, "/parametres/programme"),
    "D9-ICL-MENSUELLE": (Right.SEANCE, "/seances"),
    "D13-INSTANCE-MENSUELLE": (Right.SEANCE, "/seances"),
    OFFER: (Right.OFFRE, "/services"),
}
"""Where what a service, a circonscription or an offer is awaited for is done."""
_HELD = {Duty.BAT: (Role.BAT,), Duty.BOP: (Role.BOP,)}
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
    """What settles an escalation, and whose it is, in words: an act, or the facts that are awaited.
    ``address`` of its page for whoever may do it, None for the others; ``first``: it only leads to
    where the deadline is met."""

    label: str
    who: str
    address: str | None
    first: bool = False


def settled_by(visit: Visit, one: EscalationLine, back: str) -> Settled | None:
    """What closes its deadline; None: it is closed already."""
    if one.standing is Standing.REGLEE:
        return None
    return _by_an_act(visit, one, back) or _by_what_is_awaited(visit, one)


def _by_an_act(visit: Visit, one: EscalationLine, back: str) -> Settled | None:
    """The act of where its dossier or its séance stands; of a decision, every one of them."""
    line = one.deadline
    if one.state is None:
        return None
    machine = Machine.SEANCE if line.dossier_id is None else Machine.DOSSIER
    found = step(line.rule, machine, one.state)
    people = [] if found is None else _people(visit, found.exits[0])
    if found is None or not people:
        return None
    exit = found.exits[0]
    acts = {exit.label: exit} if not found.chooses else {one.label: one for one in found.exits}
    path = ON_ITS_PAGE.get(exit.event, f"actes/{exit.event}")
    if machine is Machine.DOSSIER:
        path = f"actes/{exit.event}" if len(acts) == 1 else ""
    mine = is_theirs(exit, visit.actor, one.circonscription)
    mine = mine and visit.actor.service_id in (None, line.child or visit.actor.service_id)
    return Settled(
        label=_or_otherwise(list(acts)),
        who=listed(people, "ou"),
        address=f"{where(line)}/{path}?{urlencode({'retour': back})}".replace("/?", "?")
        if mine
        else None,
        first=found.ahead,
    )


def _or_otherwise(labels: Sequence[str]) -> str:
    """« Accepter la réorientation, refuser la réorientation ou une autre issue »."""
    first, *others = labels
    told = [first, *(f"{one[0].lower()}{one[1:]}" for one in others[:1])]
    return listed([*told, *(["une autre issue"] if len(labels) > len(told) else [])], "ou")


def _by_what_is_awaited(visit: Visit, one: EscalationLine) -> Settled | None:
    """The facts that close it, written where they happen, and who is awaited for them."""
    procedure = BY_CODE.get(one.deadline.rule)
    if procedure is None:
        return None
    actor, service = visit.actor, procedure.duty is Duty.SERVICE
    theirs = (
        actor.service_id is not None if service else actor.role in _HELD.get(procedure.duty, ())
    )
    right, page_of = _WRITTEN_ON.get(one.deadline.rule, (None, None))
    return Settled(
        label=colon("se ferme avec", listed(told(procedure.closes), "ou")),
        who=awaited(procedure.duty, visit.rulebook.words),
        address=page_of if right is not None and theirs and visit.may(right) else None,
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
    wanted, rule = query.get("etat"), query.get("regle") or None
    place, places = query.get("circonscription") or None, visit.places
    tallies = escalations.tallies(visit.store, reader=visit.bearer)
    known = {one.value for one in Standing}
    asked = Asked(
        standing=Standing(wanted)
        if wanted in known
        else None
        if wanted == _MINE
        else Standing.OUVERTE,
        taken_by=visit.actor.name if wanted == _MINE else None,
        rule=rule,
        circonscription=place,
    )
    try:
        found = escalations.listing(
            visit.store, asked, reader=visit.bearer, after=query.get("apres") or None, most=_ROWS
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
        standing=wanted if wanted in STANDINGS else Standing.OUVERTE.value,
        open_=Standing.OUVERTE,
        rule=rule,
        levels=LEVELS,
        rules=_rules(tallies, rule),
        place=place,
        places=places,
        theirs=own_places(visit),
        where=where,
        settled_by={one.deadline.id: settled_by(visit, one, query.here) for one in found.lines},
        refusals=refusals,
        key=new_key,
        title=None if rule is None else rule_label(rule),
    )


def _rules(tallies: Sequence[Tally], asked: str | None) -> Mapping[str, str]:
    """The rules of what went up and of what is asked, by their code, in words."""
    codes = {*(one.rule for one in tallies), *(() if asked is None else (asked,))}
    told = ((code, rule_label(code)) for code in codes)
    return dict(sorted(told, key=lambda one: alphabetical(one[1])))
