"""``/api/lettres``: the letters, made together, told gone, arrived or come back."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from entrypoints.forms.letters import letter as letter_form
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.answers.leaves import LEGIBLE
from entrypoints.web.api.answers.letters import LetterBatches, LetterPage, LetterTold
from entrypoints.web.api.answers.trail import Letter
from entrypoints.web.api.protocol.acting import written
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.contents import XLSX, given
from entrypoints.web.api.protocol.following import followed
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Key, Of, Plain
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.downloads import PDF, download
from entrypoints.web.desks.letters import mailings, posting, printing
from entrypoints.web.desks.letters.standing import standing
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.fields import GREATEST, read
from rules.refusals import Refused
from workflow.letters.news import News
from workflow.reading import letter_list, letters
from workflow.reading.letter_list import Asked, Where
from workflow.reading.letters import LetterLine

router = APIRouter(prefix="/lettres", route_class=Operation, tags=["Lettres"])

Model = Annotated[str | None, Query(min_length=1, max_length=60, pattern=LEGIBLE)]
BatchNumber = Annotated[int | None, Query(ge=1, le=GREATEST), Plain]


class Part(StrEnum):
    """What of a batch goes into one file: the letters to people, or to who attends séances."""

    PERSONNES = "personnes"
    SEANCES = "seances"


_FILES = {Part.PERSONNES: "", Part.SEANCES: "seances-"}


class What(StrEnum):
    """What may be told of a letter."""

    ENVOI = "envoi"
    RECEPTION = "reception"
    RETOUR = "retour"


@router.get("", response_model=LetterPage, summary="Lister les lettres")
def listed(
    visit: Here,
    response: Response,
    ou: Where | None = None,
    modele: Model = None,
    lot: BatchNumber = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Celles qui sont ouvertes à qui demande, la dernière d’abord, et où la poste en est."""
    visit.enter(Right.LETTRE)
    found = letter_list.listing(
        visit.store,
        visit.rulebook.calendar.tz,
        Asked(where=ou, kind=modele, batch=lot),
        reader=visit.bearer,
        after=apres,
        most=limite,
    )
    return {
        "lettres": _told(visit, found.lines),
        "suite": linked(visit, response, found.following),
    }


@router.get("/lots", response_model=LetterBatches, summary="Les lots de lettres à poster")
def batches(visit: Here) -> Json:
    """Les lettres faites ensemble, dont certaines ne sont pas parties ; combien."""
    visit.enter(Right.LETTRE)
    forms = forms_of(visit)
    return {
        "lots": [
            {
                "lot": one.id,
                "faite_le": forms.instant(one.made),
                "par": one.by,
                "seance": one.seance_id,
                "lettres": one.letters,
                "a_poster": one.waiting,
            }
            for one in letter_list.batches(visit.store, reader=visit.bearer)
        ]
    }


@router.post(
    "/apercu",
    response_model=Errand,
    status_code=202,
    summary="Voir quelles lettres seraient imprimées",
)
def preview(visit: Here, response: Response) -> Json:
    """Et celles qui seraient laissées, avec leurs raisons ; rien n’est gardé."""
    return followed(visit, response, printing.make(visit, kept=False))


@router.post(
    "/impression",
    response_model=Errand,
    status_code=202,
    summary="Imprimer les lettres qui manquent",
)
def print_them(visit: Here, response: Response, key: Key = None) -> Json:
    """En un lot ; celles qui ont été faites et disent encore la même chose sont prises telles
    quelles : demandé deux fois, c’est le même lot."""
    return followed(visit, response, printing.make(visit, kept=True, key=key or ""))


@router.post(
    "/lots/{numero}/depart",
    response_model=Errand,
    status_code=202,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Dire qu’un lot de lettres est parti",
)
def leave(visit: Here, response: Response, number: Of, fields: Fields, key: Key = None) -> Json:
    """Les champs sont « date », « canal » et « suivi ». D’une décision, l’envoi la notifie ; ce qui
    est refusé à une lettre laisse les autres."""
    found = printing.waiting(visit, number)
    news = _news(What.ENVOI, fields)
    return followed(visit, response, printing.leave(visit, number, found, news, key=key or ""))


@router.get(
    "/lots/{numero}/contenu",
    response_class=Response,
    responses=given(PDF),
    summary="Prendre les lettres d’un lot",
)
def take_batch(visit: Here, number: Of, partie: Part = Part.PERSONNES) -> Response:
    """En un fichier, dans l’ordre des enveloppes ; qu’elles sont parties est écrit. Celles de qui
    siège aux séances font un fichier à part."""
    return mailings.as_pdf(visit, number, _FILES[partie])


@router.get(
    "/lots/{numero}/envois",
    response_class=Response,
    responses=given(XLSX),
    summary="Prendre la liste des envois d’un lot",
)
def take_list(visit: Here, number: Of, partie: Part = Part.PERSONNES) -> Response:
    """Une ligne par enveloppe, dans le même ordre."""
    return mailings.as_list(visit, number, _FILES[partie])


@router.get("/{numero}", response_model=Letter, summary="Lire une lettre")
def show(visit: Here, number: Of) -> Json:
    """À qui, de quoi, quand, et où la poste en est."""
    visit.open(Right.LETTRE, number)
    line = letters.letter(visit.store, visit.rulebook.calendar.tz, number)
    (told,) = _told(visit, [line])
    return told


@router.get(
    "/{numero}/contenu",
    response_class=Response,
    responses=given(PDF),
    summary="Prendre une lettre",
)
def take(visit: Here, number: Of) -> Response:
    """Telle qu’elle a été imprimée ; qu’elle est partie est écrit."""
    visit.open(Right.LETTRE, number, lines=1)
    content = letters.content(visit.store, number)
    return download(content, f"lettre-{number}.pdf", PDF)


@router.post(
    "/{numero}/reimpression",
    response_class=Response,
    responses=given(PDF),
    summary="Réimprimer une lettre",
)
def reprint(visit: Here, number: Of) -> Response:
    """Vérifiée telle qu’elle a été imprimée ; la réimpression est notée à son journal."""
    return download(printing.reprint(visit, number), f"lettre-{number}.pdf", PDF)


@router.post(
    "/{numero}/nouvelles/{nouvelle}",
    response_model=LetterTold,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Dire l’envoi, la réception ou le retour d’une lettre",
)
def tell(visit: Here, number: Of, nouvelle: What, fields: Fields) -> Json:
    """C’est écrit dans son dossier, ou dans sa séance ; dit deux fois, c’est refusé."""
    visit.open(Right.LETTRE, number)
    told = posting.tell(visit, number, _news(nouvelle, fields))
    return {
        "lettre": number,
        "dossier": told.dossier_id,
        "seance": told.seance_id,
        "etat": told.state,
    }


def _told(visit: Visit, found: Sequence[LetterLine]) -> list[Json]:
    where = standing(visit, found)
    return [letter_form(one, where[one.letter.id], visit.rulebook.calendar) for one in found]


def _news(what: What, fields: Fields) -> News:
    """Raises Refused, also for what is not asked."""
    typed = written(fields)
    _, refusals = read(posting.FIELDS[what], typed)
    if refusals:
        raise Refused(what.value, tuple(refusals))
    return posting.read_news(what.value, typed)
