"""``/api/personnes``: somebody who is in no file, told first from those who are alike."""

from fastapi import APIRouter, Depends

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.people import Alike, Created, Newcomer
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, json_only
from entrypoints.web.api.protocol.parameters import Key
from entrypoints.web.api.protocol.refusing import BODY_REFUSED, ONCE_REFUSED
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from rules.wording import numbered
from workflow.people import by_hand, doubles
from workflow.people.by_hand import CREATE, WHO, Doubtful
from workflow.people.doubles import Double

router = APIRouter(prefix="/personnes", route_class=Operation, tags=["Personnes"])


@router.post(
    "/semblables",
    response_model=Alike,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Chercher qui peut être la même personne",
)
def alike(visit: Here, fields: Fields) -> Json:
    """Ceux qui partagent un numéro, un téléphone, le nom entier, ou la naissance et une partie du
    nom. Les champs sont l’identité : nom, prenom, date_naissance, et les numéros que l’on a."""
    _enter(visit)
    said = by_hand.said(WHO, act_of(visit, CREATE, dict(fields.root)))
    return {
        "semblables": [_double(one) for one in doubles.doubles(visit.store, visit.bearer, said)]
    }


@router.post(
    "",
    response_model=Created,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Créer une personne et son dossier",
)
def create(visit: Here, told: Newcomer, key: Key = None) -> Json:
    """« ecartees » : ceux, parmi les semblables, dont on a vu que ce n’est pas la même personne ;
    chacun des autres est une raison de refus."""
    _enter(visit)
    try:
        done = by_hand.create(
            visit.store,
            visit.rulebook,
            act_of(visit, CREATE, dict(told.champs.root)),
            reader=visit.bearer,
            dismissed=frozenset(told.ecartees),
            key=key,
        )
    except Doubtful as doubtful:
        raise Refused(CREATE, tuple(_may_be(one) for one in doubtful.found)) from doubtful
    return {
        "personne": done.personne_id,
        "dossier": done.dossier_id,
        "deja_fait": done.repeated,
    }


def _enter(visit: Visit) -> None:
    """Raises Closed, Refused."""
    visit.enter(Right.DOSSIER)
    refusals = by_hand.not_allowed(visit.rulebook, visit.actor)
    if refusals:
        raise Refused(CREATE, refusals)


def _may_be(one: Double) -> Refusal:
    return Refusal(
        code="double_possible",
        sentence=f"La personne {numbered(one.personne_id)} est peut-être la même :"
        f" {', '.join(one.why)}.",
        remedy=f"Voyez le dossier {numbered(one.dossier)} ; si ce n’est pas elle, donnez son numéro"
        " dans « ecartees ».",
        field="ecartees",
    )


def _double(one: Double) -> Json:
    return {
        "personne": one.personne_id,
        "nom": one.nom,
        "prenom": one.prenom,
        "date_naissance": one.born,
        "numero_demande_rsa": one.numero_demande_rsa,
        "ville": one.ville,
        "pourquoi": list(one.why),
        "dossier": one.dossier,
        "etat": one.state,
        "service": one.service,
        "demande_ouverte": one.asks,
    }
