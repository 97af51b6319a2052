"""Files joined to dossiers: brought, taken, taken away."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Motive
from entrypoints.web.api.answers.tableau import PieceJoined, PieceRemoved, PieceToJoin
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, json_only
from entrypoints.web.api.protocol.contents import ANY, decoded, given
from entrypoints.web.api.protocol.parameters import Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.downloads import download
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.pieces import Sort
from rules.subjects import Subject, SubjectKind
from workflow.acts import pieces as acts
from workflow.acts.pieces import Brought
from workflow.reading import pieces

router = APIRouter(route_class=Operation, tags=["Pièces"])


@router.post(
    "/dossiers/{numero}/pieces",
    response_model=PieceJoined,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Joindre une pièce",
)
def join(visit: Here, number: Of, told: PieceToJoin) -> Json:
    """Au dossier, ou à l’une de ses lignes ; le même fichier n’est joint qu’une fois, combien de
    fois qu’il soit envoyé."""
    visit.open(Right.DOSSIER, number)
    visit.enter(Right.PIECE)
    done = acts.join(
        visit.store,
        visit.rulebook,
        visit.assembly.configured.pieces,
        act_of(visit, acts.JOIN, None),
        number,
        Brought(name=told.nom, content=decoded(told.contenu), sort=Sort(told.sorte)),
        line=told.ligne,
    )
    return {
        "piece": done.piece,
        "sha256": done.sha256,
        "sorte": done.sort.value,
        "deja_jointe": done.repeated,
        "devenue_presaisine": done.qualified,
    }


@router.get(
    "/pieces/{numero}/contenu",
    response_class=Response,
    responses=given(ANY),
    summary="Prendre une pièce",
)
def take(visit: Here, number: Of) -> Response:
    """Le fichier tel qu’il a été joint, quel que soit son type."""
    _open(visit, number)
    found = pieces.piece(visit.store, number)
    return download(pieces.content(visit.store, number), found.name, ANY)


@router.post(
    "/pieces/{numero}/retrait",
    response_model=PieceRemoved,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Retirer une pièce",
)
def remove(visit: Here, number: Of, motive: Motive) -> Json:
    """Elle n’est plus montrée ; le registre la garde, avec le motif."""
    _open(visit, number)
    act = act_of(visit, acts.REMOVE, {"motif": motive.motif})
    dossier = acts.remove(visit.store, visit.rulebook, act, number)
    return {"piece": number, "dossier": dossier}


def _open(visit: Visit, number: int) -> None:
    """Opens it; that it was is written under its dossier. Raises Closed."""
    about = None
    if visit.sees(Right.PIECE, number):
        about = Subject(SubjectKind.DOSSIER, pieces.piece(visit.store, number).dossier_id)
    visit.open(Right.PIECE, number, about=about)
