"""Who stands behind the house addresses of messages, by name, as screens tell them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select

from rules.words import USUAL, Words
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.seats import Invite, Membre, Participant
from workflow.tables.subjects import Circonscription, Service

_SERVICE, _MEMBER, _GUEST = table(Service), table(Membre), table(Invite)
_PLACE, _SEATED = table(Circonscription), table(Participant)
_PLACES = Query(select(_PLACE.c.code, _PLACE.c.libelle))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondents:
    """The names of services, of members, of guests and of those who come from outside by their
    number, those of circonscriptions by their code. A guest whom nobody named has none.
    ``offices``: how the département calls its own."""

    services: Mapping[int, str] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)
    guests: Mapping[int, str] = field(default_factory=dict)
    visitors: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    offices: Words = USUAL


def behind(store: Store, recipients: Iterable[str], offices: Words) -> Correspondents:
    """Those whom these house addresses name."""
    named = set(recipients)
    with store.read() as connection:

        def names(
            number: ColumnElement[int], name: ColumnElement[str], wanted: set[int]
        ) -> dict[int, str]:
            query = select(number, name).where(number.in_(wanted), name.is_not(None))
            return {row[0]: row[1] for row in connection.execute(query)} if wanted else {}

        return Correspondents(
            services=names(
                _SERVICE.c.id, _SERVICE.c.libelle, _numbers(named, "service", "responsable")
            ),
            members=names(_MEMBER.c.id, _MEMBER.c.nom, _numbers(named, "membre")),
            guests=names(_GUEST.c.id, _GUEST.c.nom, _numbers(named, "invite")),
            visitors=names(_SEATED.c.id, _SEATED.c.nom, _numbers(named, "intervenant")),
            places=_PLACES.pairs(connection),
            offices=offices,
        )


def _numbers(recipients: Iterable[str], *kinds: str) -> set[int]:
    split = (one.partition(":") for one in recipients)
    return {int(rest) for kind, _, rest in split if kind in kinds and rest.isdigit()}
