"""``/api/lots``: one act on several dossiers, looked at before it is done."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms import lots as forms_of_lots
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.errands import (
    DoneDespite,
    Errand,
    Lot,
    Lots,
    OfferedAll,
    Selection,
)
from entrypoints.web.api.protocol.acting import Event, written
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.following import followed
from entrypoints.web.api.protocol.parameters import Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.errands import account_of
from entrypoints.web.desks.lots import acting
from entrypoints.web.desks.lots.offering import Offer
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from workflow.batches import keeping
from workflow.batches.selection import Batch, Ticked
from workflow.reading import batches

router = APIRouter(prefix="/lots", route_class=Operation, tags=["Lots"])

_LOT, _PATH = "lot", "/dossiers"
_NOTHING = Refusal(
    code="lot_vide",
    sentence="Aucun de ces dossiers n’est dans votre périmètre.",
    remedy="Nommez ceux que donne /api/dossiers.",
    field="dossiers",
)
_NOT_LOOKED_AT = Refusal(
    code="lot_sans_apercu",
    sentence="Ce qui serait fait de ce lot n’a pas été vu.",
    remedy="Demandez-le d’abord par POST /api/lots/{numero}/actes/{acte}/apercu.",
)
_NO_ACT = Refusal(
    code="lot_sans_acte",
    sentence="Aucun acte n’a été demandé de ce lot.",
    remedy="Ceux qui peuvent l’être sont à /api/lots/{numero}/actes.",
)
_ALREADY = Refusal(
    code="lot_fait",
    sentence="Ce lot est fait.",
    remedy="POST /api/lots/{numero}/reprise reprend ce qui a été laissé.",
)


@router.get("", response_model=Lots, summary="Ses derniers lots")
def latest(visit: Here) -> Json:
    """Ceux de qui demande, dont un acte a été choisi."""
    visit.enter(Right.DOSSIER)
    forms = forms_of(visit)
    found = batches.latest(visit.store, account_of(visit), visit.now)
    return {"lots": [forms_of_lots.summary(forms, one) for one in found]}


@router.post(
    "",
    response_model=Lot,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Retenir plusieurs dossiers",
)
def freeze(visit: Here, told: Selection) -> Json:
    """Ceux qui sont ouverts à qui demande, tels qu’il les a lus ; rien n’en est encore fait."""
    visit.enter(Right.DOSSIER)
    ticked = [Ticked(dossier=one.dossier, version=one.version) for one in told.dossiers]
    number = keeping.freeze(visit.store, account_of(visit), visit.bearer, _PATH, ticked, visit.now)
    if number is None:
        raise Refused(_LOT, (_NOTHING,))
    return _lot(visit, number)


@router.get("/{numero}", response_model=Lot, summary="Lire un lot")
def show(visit: Here, number: Of) -> Json:
    """Ce qui en serait fait, puis ce qui en a été fait, dossier par dossier."""
    return _lot(visit, number)


@router.get("/{numero}/actes", response_model=OfferedAll, summary="Ce qui peut être fait d’un lot")
def offered(visit: Here, number: Of) -> Json:
    """Les actes que plusieurs de ses dossiers offrent, et les champs de chacun."""
    lot = acting.own(visit, number)
    return {
        "actes": [
            _offered(visit, lot, one)
            for one in acting.offered(visit, lot)
            if lot.event in (None, one.event) or lot.left == lot.lines
        ]
    }


@router.post(
    "/{numero}/actes/{acte}/apercu",
    response_model=Errand,
    status_code=202,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Voir ce qu’un acte ferait d’un lot",
)
def look(visit: Here, response: Response, number: Of, acte: Event, fields: Fields) -> Json:
    """Rien n’est fait ; chaque dossier dit ensuite, au lot, s’il est possible, et sinon pourquoi.
    Ce qui est à dire autrement pour tous est refusé (422)."""
    lot = acting.own(visit, number)
    acting.asked(visit, lot, acte)
    typed = written(fields)
    refusals = acting.wrong(visit, lot, acte, typed)
    if refusals:
        raise Refused(acte, tuple(refusals))
    return followed(visit, response, acting.look(visit, number, acte, typed))


@router.post(
    "/{numero}/faire",
    response_model=Errand,
    status_code=202,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Faire l’acte d’un lot",
)
def do(visit: Here, response: Response, number: Of, told: DoneDespite) -> Json:
    """Un acte par dossier, chacun pour lui-même : ceux que l’aperçu dit possibles, et ceux de
    « malgre » parmi ceux qui ont changé. Renvoyé, rien n’est fait deux fois."""
    lot = acting.own(visit, number)
    if not lot.left:
        raise Refused(_LOT, (_ALREADY,))
    if lot.looked is None:
        raise Refused(_LOT, (_NOT_LOOKED_AT,))
    return followed(visit, response, acting.do(visit, lot, told.malgre))


@router.post("/{numero}/reprise", response_model=Lot, summary="Reprendre ce qu’un lot a laissé")
def again(visit: Here, number: Of) -> Json:
    """Les dossiers qui n’ont pas été faits, et eux seuls, tels qu’ils sont maintenant ; l’acte se
    demande de nouveau."""
    lot = acting.own(visit, number)
    if lot.event is None:
        raise Refused(_LOT, (_NO_ACT,))
    keeping.begin_again(visit.store, lot)
    return _lot(visit, number)


def _lot(visit: Visit, number: int) -> Json:
    lot = acting.own(visit, number)
    return forms_of_lots.lot(forms_of(visit), lot, acting.whose(visit, lot))


def _offered(visit: Visit, lot: Batch, one: Offer) -> Json:
    asked = acting.fields(visit, lot, one.event)
    return {
        "acte": one.event,
        "libelle": one.label,
        "dossiers": one.number,
        "champs": [forms_of_acts.asked(field) for field in asked],
    }
