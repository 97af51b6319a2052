"""``/api/dossiers/{numero}``: one, and what is kept of it, as far as it is open to whoever asks."""

from dataclasses import replace

from fastapi import APIRouter, Response

from entrypoints.forms.letters import letter as letter_form
from entrypoints.forms.registry import Json
from entrypoints.forms.tableau import piece
from entrypoints.web.api.answers.dossiers import Dossier
from entrypoints.web.api.answers.tableau import Pieces
from entrypoints.web.api.answers.trail import Deadlines, Deliveries, Entries, Letters
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.paging import Limit
from entrypoints.web.api.protocol.parameters import Of, etag
from entrypoints.web.desks.letters.standing import standing
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.subjects import Subject, SubjectKind
from workflow.reading import deadlines, dossiers, journal, letters, messages, pieces
from workflow.reading.dossiers import DossierSheet

router = APIRouter(prefix="/dossiers", route_class=Operation, tags=["Dossiers"])

_LAST_MESSAGES = 50


@router.get("/{numero}", response_model=Dossier, summary="Lire un dossier")
def show(visit: Here, response: Response, number: Of) -> Json:
    """Sa version est aussi l’« ETag » de la réponse, à rendre dans « If-Match » pour agir."""
    sheet = opened(visit, number)
    etag(response, sheet.version)
    return forms_of(visit).dossier(sheet)


@router.get("/{numero}/echeances", response_model=Deadlines, summary="Les échéances d’un dossier")
def running(visit: Here, number: Of) -> Json:
    """Celles du dossier et de sa personne, la plus proche d’abord."""
    sheet = opened(visit, number)
    forms = forms_of(visit)
    found = deadlines.of_dossier(visit.store, number, sheet.person.id)
    return {"echeances": [forms.deadline(one) for one in found]}


@router.get("/{numero}/journal", response_model=Entries, summary="Le journal d’un dossier")
def entries(visit: Here, number: Of, limite: Limit = 50) -> Json:
    """Les dernières entrées, sans les actes d’une demande qui n’est encore qu’un brouillon."""
    opened(visit, number)
    forms = forms_of(visit)
    found = journal.of_dossier(visit.store, number, reader=visit.bearer, most=limite)
    return {"entrees": [forms.entry(one) for one in found], "suite": None}


@router.get("/{numero}/lettres", response_model=Letters, summary="Les lettres d’un dossier")
def written(visit: Here, number: Of) -> Json:
    """Celles qui sont ouvertes à qui demande, et où la poste en est."""
    opened(visit, number)
    visit.enter(Right.LETTRE)
    found = [
        one
        for one in letters.of_dossier(visit.store, visit.rulebook.calendar.tz, number)
        if visit.sees(Right.LETTRE, one.letter.id)
    ]
    where = standing(visit, found)
    return {
        "lettres": [
            letter_form(one, where[one.letter.id], visit.rulebook.calendar) for one in found
        ]
    }


@router.get("/{numero}/messages", response_model=Deliveries, summary="Les messages d’un dossier")
def sent(visit: Here, number: Of) -> Json:
    """Les derniers, à qui chacun va et où il en est."""
    opened(visit, number)
    visit.enter(Right.MESSAGE)
    asked = messages.Asked(subject=Subject(SubjectKind.DOSSIER, number))
    found = messages.listing(visit.store, asked, most=_LAST_MESSAGES)
    if found and not visit.sees(Right.MESSAGE, found[0].message):
        found = []
    forms = forms_of(visit)
    return {"messages": [forms.delivery(one) for one in found]}


@router.get("/{numero}/pieces", response_model=Pieces, summary="Les pièces d’un dossier")
def joined(visit: Here, number: Of) -> Json:
    """Celles qui sont ouvertes à qui demande ; leur contenu est à /api/pieces/{numero}/contenu."""
    opened(visit, number)
    visit.enter(Right.PIECE)
    forms = forms_of(visit)
    found = pieces.of_dossier(visit.store, number)
    return {"pieces": [piece(forms, one) for one in found if visit.sees(Right.PIECE, one.id)]}


def opened(visit: Visit, number: int) -> DossierSheet:
    """The dossier, opened, without what of it is not open to them. Raises Closed."""
    visit.open(Right.DOSSIER, number)
    sheet = dossiers.dossier(visit.store, number)
    asked = sheet.demande is not None and visit.sees(Right.DEMANDE, sheet.demande.id)
    return replace(
        sheet,
        demande=sheet.demande if asked else None,
        lines=tuple(one for one in sheet.lines if visit.sees(Right.LIGNE, one.id)),
        foyer=tuple(one for one in sheet.foyer if visit.sees(Right.DOSSIER, one.dossier_id)),
    )
