"""``/api/seances/{numero}``: a line added to the tableau commun, the tableau that travels as a
workbook, the fiches de synthèse of an EP."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms.registry import Json
from entrypoints.forms.tableau import report
from entrypoints.web.api.answers.travels import (
    LineAdded,
    LineToAdd,
    TableauToTake,
    TakenBack,
    Workbook,
)
from entrypoints.web.api.protocol.acting import written
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.contents import XLSX, decoded, given
from entrypoints.web.api.protocol.parameters import Of, YesNo
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.downloads import PDF
from entrypoints.web.desks.seances import inscribing, syntheses, workbooks
from entrypoints.web.desks.seances.inscribing import INSCRIBE
from entrypoints.web.desks.seances.opening import open_seance
from entrypoints.web.visitors.visits import Visit
from exchanges.webrsa.problems import UnreadableFile
from rules.access.grants import Right
from rules.fields import UNREADABLE, read
from rules.refusals import Refusal, Refused
from workflow.reading import dossiers

router = APIRouter(prefix="/seances/{numero}", route_class=Operation, tags=["Séances"])


@router.post(
    "/lignes",
    response_model=LineAdded,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Ajouter une ligne au tableau commun",
)
def add(visit: Here, number: Of, asked: LineToAdd) -> Json:
    """D’un dossier que l’on voit, avec ce qu’elle porte : tout est fait, ou rien. Les champs sont
    ceux de la page, dans les mots du tableau ; une fois l’ordre du jour arrêté, « tenante » dit
    pourquoi. Envoyée deux fois, la seconde est refusée : elle y est."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    visit.open(Right.DOSSIER, asked.dossier)
    said = written(asked.champs)
    _, refusals = read(inscribing.fields_of(found), said)
    if refusals:
        raise Refused(INSCRIBE, tuple(refusals))
    line = inscribing.inscribe(visit, found, dossiers.dossier(visit.store, asked.dossier), said)
    return {"seance": number, "ligne": line, "dossier": asked.dossier}


@router.post(
    "/tableau/export",
    response_class=Response,
    responses={**BODY_REFUSED, **given(XLSX)},
    dependencies=[Depends(json_only)],
    summary="Prendre le tableau commun en classeur",
)
def send(visit: Here, number: Of, asked: Workbook) -> Response:
    """À remplir hors ligne, puis à reprendre ; scellé par le mot de passe, s’il est donné. Qu’il
    est parti est écrit, avec combien de lignes."""
    return workbooks.as_workbook(visit, open_seance(visit, number), asked.mot_de_passe)


@router.post(
    "/tableau/reprise",
    response_model=TakenBack,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Reprendre un classeur rempli",
)
def take_back(visit: Here, number: Of, asked: TableauToTake) -> Json:
    """Cellule par cellule : ce que quelqu’un d’autre a changé depuis l’export n’est pas écrasé, ce
    qui est refusé laisse le reste. Repris deux fois, rien n’est fait deux fois."""
    return _taken(visit, number, asked, trial=False)


@router.post(
    "/tableau/reprise/essai",
    response_model=TakenBack,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer de reprendre un classeur, sans rien écrire",
)
def try_it(visit: Here, number: Of, asked: TableauToTake) -> Json:
    """Ce que chaque cellule changerait."""
    return _taken(visit, number, asked, trial=True)


@router.get(
    "/syntheses",
    response_class=Response,
    responses=given(PDF),
    summary="Prendre les fiches de synthèse d’une EP",
)
def bound(visit: Here, number: Of, anonymes: YesNo = False) -> Response:
    """Celles des lignes ouvertes à qui prépare l’EP, dans son ordre ; sans les noms avec
    « anonymes ». Qu’elles sont parties est écrit."""
    return syntheses.bound(visit, open_seance(visit, number), nameless=anonymes)


def _taken(visit: Visit, number: int, asked: TableauToTake, *, trial: bool) -> Json:
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    try:
        done = workbooks.taken_back(
            visit, found, decoded(asked.contenu), trial=trial, password=asked.mot_de_passe
        )
    except UnreadableFile as error:
        raise Refused(workbooks.TAKE_BACK, (_unreadable(error),)) from error
    told = report(forms_of(visit), done)
    return {name: one for name, one in told.items() if name != "fichier"}


def _unreadable(error: UnreadableFile) -> Refusal:
    return Refusal(
        code=UNREADABLE, sentence=f"Le classeur ne se lit pas : {error.reason}.", field="contenu"
    )
