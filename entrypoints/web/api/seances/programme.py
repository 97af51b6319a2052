"""``/api/programme``: the kinds of séance and their rhythm, the year made from them, its files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from entrypoints.forms.programme import proposal_form
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.leaves import LEGIBLE
from entrypoints.web.api.answers.programme import Programme, Proposal, WishedYear
from entrypoints.web.api.protocol.callers import Here, Operation, json_only
from entrypoints.web.api.protocol.contents import CALENDAR, XLSX, given
from entrypoints.web.api.protocol.days import AsYear
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.downloads import PDF
from entrypoints.web.desks.seances import programme
from entrypoints.web.desks.seances.programme import FileKind, act_of, wish
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.programmes import hours_of, minutes_of, quorum_of, rhythm_of, seat_of
from rules.access.grants import Right
from rules.fields import UNREADABLE
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.seances.programmes import Programme as Rule
from rules.wording import quoted
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import GENERATE, Wish

router = APIRouter(prefix="/programme", route_class=Operation, tags=["Programme"])


AsCode = Annotated[str | None, Query(min_length=1, max_length=40, pattern=LEGIBLE)]


@router.get("", response_model=Programme, summary="Les instances et leur rythme")
def kinds(visit: Here) -> Json:
    """Les genres de séance, qui y siège, et les règles dont l’année est faite ; ils se changent
    dans la configuration."""
    visit.enter(Right.PROGRAMME)
    rulebook = visit.rulebook
    return {
        "genres": [_kind(one) for one in rulebook.kinds],
        "rythmes": [_rhythm(rulebook, one) for one in rulebook.programmes.rules],
    }


@router.get(
    "/contenu",
    response_class=Response,
    responses={404: {}, **given(PDF, XLSX, CALENDAR)},
    summary="Prendre le programme d’une année",
)
def take(
    visit: Here,
    sorte: Annotated[
        FileKind, Query(description="La page à afficher, le tableau, ou l’agenda.")
    ] = "pdf",
    annee: AsYear = None,
    genre: AsCode = None,
    circonscription: AsCode = None,
) -> Response:
    """Celui de cette année, si elle n’est pas dite ; d’un genre et d’un lieu, s’ils le sont."""
    visit.enter(Right.PROGRAMME)
    year = annee or visit.rulebook.local_day(visit.now).year
    return programme.as_file(visit, _wished(visit, year, genre, circonscription), sorte)


@router.post(
    "/essai",
    response_model=Proposal,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Voir l’année que font les règles",
)
def look(visit: Here, asked: WishedYear) -> Json:
    """Chaque date, celles qu’un jour fermé a déplacées, ce qui se heurte ; rien n’est écrit."""
    proposal = generation.propose(visit.store, visit.rulebook, act_of(visit), _wish(visit, asked))
    return proposal_form(visit.store, visit.rulebook, proposal)


@router.post(
    "",
    response_model=Proposal,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Générer l’année",
)
def create(visit: Here, asked: WishedYear) -> Json:
    """Toutes ses séances, ou aucune ; celles qui y sont déjà restent comme elles sont : demandée
    deux fois, rien n’y est deux fois."""
    done = generation.generate(visit.store, visit.rulebook, act_of(visit), _wish(visit, asked))
    return proposal_form(visit.store, visit.rulebook, done)


def _wish(visit: Visit, asked: WishedYear) -> Wish:
    visit.enter(Right.PROGRAMME)
    return _wished(visit, asked.annee, asked.genre, asked.circonscription)


def _wished(visit: Visit, year: int, genre: str | None, place: str | None) -> Wish:
    """Raises Refused for a kind or a place that there is none of."""
    found = wish(visit, year, genre, place)
    wrong = [
        Refusal(
            code=UNREADABLE,
            sentence=f"{quoted(said)} n’existe pas ici.",
            remedy="GET /api/programme dit les genres et les lieux.",
            field=name,
        )
        for name, said, kept in (
            ("genre", genre, found.genre),
            ("circonscription", place, found.circonscription),
        )
        if said is not None and kept is None
    ]
    if wrong:
        raise Refused(GENERATE, tuple(wrong))
    return found


def _kind(one: SeanceKind) -> Json:
    return {
        "genre": one.code,
        "libelle": one.label,
        "instance": one.body.value,
        "natures": sorted(one.natures),
        "circonscriptions": None if one.circonscriptions is None else sorted(one.circonscriptions),
        "coordination": sorted(one.coordinators),
        "sieges": [seat_of(seat) for seat in one.seats],
        "quorum": quorum_of(one) or None,
        "duree": list(minutes_of(one)),
        "du": None if one.valid_from is None else one.valid_from.isoformat(),
        "au": None if one.valid_to is None else one.valid_to.isoformat(),
    }


def _rhythm(rulebook: Rulebook, one: Rule) -> Json:
    return {
        "genre": one.genre,
        "libelle": rulebook.label_of(one.genre, one.circonscriptions[0]),
        "circonscriptions": list(one.circonscriptions),
        "rythme": rhythm_of(one),
        "heure": hours_of(one),
        "lieux": list(one.places),
        "du": None if one.valid_from is None else one.valid_from.isoformat(),
        "au": None if one.valid_to is None else one.valid_to.isoformat(),
    }
