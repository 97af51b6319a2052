"""``/api/procedure``, ``/api/habilitations``: the procedure as it runs, who opens and does what."""

from enum import StrEnum

from fastapi import APIRouter, Response

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.procedure import Habilitations, Procedure
from entrypoints.web.api.protocol.callers import Here, Operation
from entrypoints.web.api.protocol.contents import given
from entrypoints.web.desks.downloads import download
from entrypoints.web.desks.settings.drawings import STAGES, SVG, drawn
from entrypoints.web.visitors.visits import Closed
from rules.access.grants import GRANTS, LABELS, LOGGED, Right
from rules.access.policy import OUTSIDE
from states.capacities import taken_by
from states.drawing import MACHINE_TITLES
from states.graph import Node
from states.page import Exit, Machine
from states.procedure import PROCEDURE

router = APIRouter(route_class=Operation, tags=["Procédure"])


class Drawing(StrEnum):
    """What is drawn: the stages of a dossier, or a machine."""

    ETAPES = STAGES
    DOSSIER = Machine.DOSSIER.value
    PASSAGE = Machine.PASSAGE.value
    SEANCE = Machine.SEANCE.value


@router.get("/procedure", response_model=Procedure, summary="La procédure, telle qu’elle s’exécute")
def procedure(visit: Here) -> Json:
    """Les états du dossier, de la ligne et de la séance ; de chacun, les actes, où ils mènent, à
    quel titre ils se prennent. Leurs champs sont à /actes de chaque sujet."""
    visit.enter(Right.PARAMETRES)
    return {
        "machines": [
            {
                "machine": machine.value,
                "libelle": MACHINE_TITLES[machine],
                "etats": [_state(node) for node in PROCEDURE.nodes[machine].values()],
            }
            for machine in Machine
        ]
    }


@router.get(
    "/procedure/dessins/{dessin}",
    response_class=Response,
    responses=given(SVG),
    summary="Prendre un dessin de la procédure",
)
def picture(visit: Here, dessin: Drawing) -> Response:
    """Tiré de ce qui s’exécute : les étapes d’un dossier, ou une machine entière."""
    visit.enter(Right.PARAMETRES)
    laid_out = drawn(dessin.value)
    if laid_out is None:
        raise Closed((OUTSIDE,))
    return download(laid_out.encode(), f"{dessin.value}.svg", SVG)


@router.get("/habilitations", response_model=Habilitations, summary="Qui peut quoi")
def matrix(visit: Here) -> Json:
    """Ce que chaque rôle ouvre, et pourquoi ; quels actes il prend, et à quel titre. Ce qui n’y est
    pas n’est ouvert à personne."""
    visit.enter(Right.PARAMETRES)
    return {
        "droits": [
            {
                "droit": one.value,
                "libelle": LABELS[one],
                "note": one in LOGGED,
                "roles": {
                    role.value: [ground.value for ground in grounds]
                    for role, grounds in GRANTS[one].items()
                },
            }
            for one in Right
        ],
        "actes": [
            {
                "machine": one.machine.value,
                "acte": one.event,
                "libelle": one.label,
                "roles": {
                    role.value: [who.name.lower() for who in several]
                    for role, several in one.by.items()
                },
                "coordination": one.coordinated,
            }
            for one in taken_by(PROCEDURE)
        ],
    }


def _state(node: Node) -> Json:
    return {
        "etat": node.state.code,
        "libelle": node.state.label,
        "sens": node.state.meaning,
        "etape": node.page.title,
        "final": node.state.final,
        "actes": [_exit(one) for one in node.exits],
    }


def _exit(one: Exit) -> Json:
    return {
        "acte": one.event,
        "libelle": one.label,
        "vers": one.target,
        "retour_a": list(one.back_to),
        "titres": [who.name.lower() for who in one.who],
        "par_lot": one.lot,
    }
