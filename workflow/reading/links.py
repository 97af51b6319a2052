"""The links to a séance, and what was made of each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.seances import links as rules
from workflow.acts import dossier_locks
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.seances.commands import UnknownSeance
from workflow.seances.participants import links
from workflow.seances.yearly.meetings import GIVEN_UP
from workflow.tables.columns import table
from workflow.tables.seats import Invite, Lien, LienOuvert
from workflow.tables.subjects import Service

_LINK, _USE, _GUEST = table(Lien), table(LienOuvert), table(Invite)
_SERVICE = table(Service)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """A link. It is for a service, or for a guest (``guest``: their number, ``name``: theirs, when
    it was told). ``closed``: why it does not open now, None when it does. ``uses`` counts the times
    it opened, ``refused`` those it did not."""

    id: int
    service_id: int | None
    service: str | None
    guest: int | None
    name: str | None
    created: datetime
    expires: datetime
    revoked: datetime | None
    uses: int
    refused: int
    last_used: datetime | None
    closed: Refusal | None


def listing(store: Store, rulebook: Rulebook, seance_id: int, now: datetime) -> list[LinkLine]:
    """Those of a séance as they stand now, by number. Raises UnknownSeance."""
    with store.glance() as tx:
        seance = dossier_locks.seance(tx, seance_id)
        if seance is None:
            raise UnknownSeance(seance_id)
        expected = links.expected(tx, seance_id)
    opened = (
        select(
            _USE.c.lien_id,
            func.count().filter(_USE.c.answer == "ouvert").label("uses"),
            func.count().filter(_USE.c.answer != "ouvert").label("refused"),
            func.max(_USE.c.at).filter(_USE.c.answer == "ouvert").label("last"),
        )
        .group_by(_USE.c.lien_id)
        .subquery()
    )
    query = (
        select(_LINK, _SERVICE.c.libelle, _GUEST.c.nom, *opened.c)
        .outerjoin(_SERVICE, _SERVICE.c.id == _LINK.c.service_id)
        .outerjoin(_GUEST, _GUEST.c.id == _LINK.c.invite_id)
        .outerjoin(opened, opened.c.lien_id == _LINK.c.id)
        .where(_LINK.c.seance_id == seance_id)
        .order_by(_LINK.c.id)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        expires = links.expiry(rulebook, seance, row.expires_at)
        found.append(
            LinkLine(
                id=row.id,
                service_id=row.service_id,
                service=row.libelle,
                guest=row.invite_id,
                name=row.nom,
                created=from_micros(row.created_at),
                expires=expires,
                revoked=instant_or_none(row.revoked_at),
                uses=row.uses or 0,
                refused=row.refused or 0,
                last_used=instant_or_none(row.last),
                closed=rules.closed(
                    revoked=row.revoked_at is not None,
                    expected=expected.has(row.service_id, row.invite_id),
                    held=seance.state not in GIVEN_UP,
                    until=expires,
                    now=now,
                ),
            )
        )
    return found
