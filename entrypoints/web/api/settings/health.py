"""``/api/sante``: whether the sweeps run, what waits to leave; what was lost, sent again."""

from enum import StrEnum

from fastapi import APIRouter, Depends

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers import health as answers
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.settings.health import looked_at
from rules.access.grants import Right
from rules.lost_messages import GIVEN_UP, RESENT
from workflow.agents.lost_messages import mend

router = APIRouter(prefix="/sante", route_class=Operation, tags=["Santé"])


class MessageAct(StrEnum):
    """What may be done of a message that was lost."""

    RENVOYER = "renvoyer"
    ABANDONNER = "abandonner"


_ACTS = {MessageAct.RENVOYER: RESENT, MessageAct.ABANDONNER: GIVEN_UP}


@router.get("", response_model=answers.Health, summary="La santé de l’application")
def show(visit: Here) -> Json:
    """« va_bien », ou ce qui ne va pas : un balayage qui manque, ce qui tarde à partir, ce qui ne
    partira plus seul, ce que la nuit a trouvé."""
    found, forms = looked_at(visit), forms_of(visit)
    sweep, night = found.sweep, found.night
    return {
        "va_bien": found.well,
        "balayage": None
        if sweep is None
        else {
            "le": forms.instant(sweep.at),
            "echues": sweep.due,
            "declenchees": sweep.fired,
            "en_panne": sweep.failed,
        },
        "silence_depuis": forms.instant(found.silent),
        "jamais_balaye": found.never,
        "en_attente": found.waiting.due,
        "en_attente_depuis": forms.instant(found.waiting.since),
        "nuit": None
        if night is None
        else {
            "le": forms.instant(night.at),
            "sujets": night.subjects,
            "echeances": night.deadlines,
            "ecarts": night.found,
        },
        "morts": [forms.delivery(one) for one in found.lost],
        "tronque": found.more,
    }


@router.post(
    "/messages/{numero}/actes/{acte}",
    response_model=answers.Mended,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Renvoyer un message perdu, l’abandonner",
)
def settle(visit: Here, number: Of, acte: MessageAct, fields: Fields) -> Json:
    """Avec un « motif ». Qui est derrière le destinataire ce jour-là le reçoit, à son adresse ; un
    message qui n’est plus perdu est refusé."""
    visit.enter(Right.SANTE)
    act = act_of(visit, _ACTS[acte], dict(fields.root))
    (done,) = mend(visit.store, act, [number])
    return {"message": done.message, "personnes": done.people}
