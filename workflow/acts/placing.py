"""The sector of a person is that of their service (S2): the dossier is given it, or waits for
somebody to say which of several it is."""

from datetime import date

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import whereabouts
from workflow.acts.cases import Case
from workflow.acts.service_views import service
from workflow.database.canonical import encode
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import Gap

ATTRIBUTE = "attribuer_secteur"
AWAITED = "secteur_a_attribuer"
"""The nature of the difference that lists whoever waits to be told of which sector they are."""

_GAP = table(Gap)
_OPEN = (_GAP.c.nature == AWAITED) & _GAP.c.settled_at.is_(None)
_LISTED = Statement(select(_GAP.c.id).where(_GAP.c.personne_id == bindparam("personne_id"), _OPEN))
_LIST = insert_into(
    Gap, "personne_id", "dossier_id", "nature", "detail", "file", "found_at", "settled_at"
)
_SETTLE = Statement(
    _GAP.update().where(_GAP.c.personne_id == bindparam("of_personne"), _OPEN), ("settled_at",)
)


def led_to(tx: Tx, rulebook: Rulebook, service_id: object, here: object, day: date) -> str | None:
    """The sector to which the service that takes somebody over takes them from ``here``; None when
    they stay, or when it is for somebody to say."""
    taken_by = service(tx, service_id) if isinstance(service_id, int) else None
    place = None if here is None else str(here)
    if taken_by is None or not (
        place is None or rulebook.territory.left(place, taken_by.circonscriptions, day)
    ):
        return None
    return rulebook.territory.sector_among(taken_by.circonscriptions, day)


def disputed(tx: Tx, rulebook: Rulebook, service_id: object, here: object, day: date) -> bool:
    """Whether somebody stands in a sector that is none of their service's."""
    taken_by = service(tx, service_id) if isinstance(service_id, int) else None
    if taken_by is None or here is None:
        return False
    return rulebook.territory.left(str(here), taken_by.circonscriptions, day)


def place(tx: Tx, case: Case, after: str, act: Act) -> None:
    """The person follows their dossier there, and whoever awaited it is answered."""
    before = case.dossier["circonscription"]
    was = None if before is None else str(before)
    whereabouts.follow(tx, case.personne_id, before=was, after=after, act=act)
    tx.run(_SETTLE, {"of_personne": case.personne_id, "settled_at": to_micros(act.known)})


def wait(tx: Tx, personne_id: int, dossier_id: int, service_id: object, act: Act) -> None:
    """Lists that somebody must say of which sector the person is, since that act."""
    if tx.one(_LISTED, {"personne_id": personne_id}) is None:
        tx.write(
            _LIST,
            {
                "personne_id": personne_id,
                "dossier_id": dossier_id,
                "nature": AWAITED,
                "detail": encode(detail(service_id)),
                "file": act.event,
                "found_at": to_micros(act.known),
                "settled_at": None,
            },
        )


def detail(service_id: object) -> dict[str, object]:
    """What is told of whoever waits: the service that follows them."""
    return {"service": service_id}
