"""``/api/seances/{numero}/liens``: the links that open a séance alone to who has no account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.links import LinkMade, LinkRevoked, Links, LinkToMake
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.days import midnight
from entrypoints.web.api.protocol.parameters import Key, Of, Plain
from entrypoints.web.api.protocol.refusing import ONCE_REFUSED
from entrypoints.web.desks.seances.opening import coordinates, open_seance
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST, UNREADABLE, parse_date
from rules.refusals import Refusal, Refused
from workflow.reading import links as reading
from workflow.seances.participants import links

router = APIRouter(prefix="/seances/{numero}/liens", route_class=Operation, tags=["Séances"])

LinkNumber = Annotated[int, Path(ge=1, le=GREATEST, examples=[3]), Plain]

_WHOM = Refusal(
    code="lien_pour_qui",
    sentence="Dites pour qui est le lien : un service, ou un invité.",
    remedy="Donnez « service » ou « invite », l’un des deux.",
)
_UNTIL = Refusal(
    code=UNREADABLE,
    sentence="« jusqu_au » n’est pas un jour.",
    remedy="Donnez-le comme 2026-05-12, ou rien.",
    field="jusqu_au",
)


@router.get("", response_model=Links, summary="Les liens d’une séance")
def listed(visit: Here, number: Of) -> Json:
    """Pour qui est chacun, jusqu’à quand, combien de fois il a servi ; à qui la coordonne."""
    _open(visit, number)
    forms = forms_of(visit)
    return {
        "liens": [
            {
                "lien": one.id,
                "service": one.service_id,
                "invite": one.guest,
                "cree_le": forms.instant(one.created),
                "jusqu_au": forms.instant(one.expires),
                "revoque_le": forms.instant(one.revoked),
                "ouvert": one.closed is None,
                "usages": one.uses,
                "refuses": one.refused,
                "dernier_usage": forms.instant(one.last_used),
            }
            for one in reading.listing(visit.store, visit.rulebook, number, visit.now)
        ]
    }


@router.post(
    "",
    response_model=LinkMade,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Faire un lien",
)
def create(visit: Here, number: Of, told: LinkToMake, key: Key = None) -> Json:
    """Pour un service qui siège, ou pour un invité d’une ligne. L’adresse n’est dite qu’ici ;
    renvoyé sous la même clé, le lien n’est pas refait et son adresse n’est pas redite."""
    _open(visit, number)
    if (told.service is None) == (told.invite is None):
        raise Refused(links.CREATE, (_WHOM,))
    day = None if told.jusqu_au is None else parse_date(told.jusqu_au)
    if told.jusqu_au is not None and day is None:
        raise Refused(links.CREATE, (_UNTIL,))
    made = links.create(
        visit.store,
        visit.rulebook,
        act_of(visit, links.CREATE, None),
        number,
        service=told.service,
        guest=told.invite,
        until=None if day is None else midnight(day, visit.rulebook.calendar.tz),
        key=key,
    )
    address = f"{visit.assembly.configured.web.address}/invite/{made.token}"
    return {
        "lien": made.link_id,
        "adresse": address if made.token else None,
        "jusqu_au": forms_of(visit).instant(made.expires),
        "deja_fait": not made.token,
    }


@router.post("/{lien}/revocation", response_model=LinkRevoked, summary="Révoquer un lien")
def revoke(visit: Here, number: Of, lien: LinkNumber) -> Json:
    """Il n’ouvre plus rien."""
    _open(visit, number)
    known = {one.id for one in reading.listing(visit.store, visit.rulebook, number, visit.now)}
    if lien not in known:
        raise Closed((OUTSIDE,))
    links.revoke(visit.store, visit.rulebook, act_of(visit, links.REVOKE, None), lien)
    return {"lien": lien, "seance": number}


def _open(visit: Visit, number: int) -> None:
    """Opens it for whoever coordinates. Raises Closed."""
    found = open_seance(visit, number)
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
