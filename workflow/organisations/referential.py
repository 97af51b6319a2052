"""webRSA's code lists and services, as last read; the circonscriptions, as configured."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from rules.actors import Genre
from workflow.database.statements import Statement, insert_into, insert_once, update_by_id
from workflow.database.store import Row, Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, CodeLine, Service

_CODES, _SERVICE = table(CodeLine), table(Service)
_LINE = ("code", "libelle", "active", "extra")
_UPDATE_LINE = Statement(
    _CODES.update().where(
        _CODES.c.liste == bindparam("of_liste"), _CODES.c.identifiant == bindparam("of_id")
    ),
    _LINE,
)
_LINES_OF = Statement(
    select(*(_CODES.c[name] for name in ("identifiant", *_LINE))).where(
        _CODES.c.liste == bindparam("liste")
    )
)
_INSERT_LINE = insert_into(CodeLine, "liste", "identifiant", *_LINE)
_SAID = (
    *("libelle", "genre", "type_orientation", "circonscriptions"),
    *("adresse", "telephone", "email", "active"),
)
_SERVICES = Statement(select(*(_SERVICE.c[name] for name in ("id", *_SAID))))
_UPDATE_SERVICE = update_by_id(Service, *_SAID)
_INSERT_SERVICE = insert_into(Service, "id", *_SAID, "version", "seq", "head")
_EVERY_LINE = select(*(_CODES.c[name] for name in ("liste", "identifiant", *_LINE))).order_by(
    _CODES.c.liste, _CODES.c.identifiant
)
_LINES = Statement(_EVERY_LINE)
_INSTALL = insert_once(Circonscription, "code", "libelle", "version", "seq", "head")
_NEW_CHAIN = {"version": 0, "seq": 0, "head": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A structure référente, as the referential and the configuration together describe it."""

    id: int
    label: str
    genre: Genre | None
    type_orientation: int
    circonscriptions: frozenset[str]
    address: str
    telephone: str | None
    email: str | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """A line of a code list. ``extra``: its other fields, dates as ISO text."""

    identifiant: int
    code: str | None
    label: str
    active: bool
    extra: Mapping[str, object] = field(default_factory=dict)


def keep_lines(tx: Tx, liste: str, lines: Iterable[StoredLine]) -> None:
    """The lines of a list, new ones added, those that changed updated; none is ever removed."""
    known = {row[0]: row[1:] for row in tx.all(_LINES_OF, {"liste": liste})}
    new = []
    for line in lines:
        said = {
            "code": line.code,
            "libelle": line.label,
            "active": int(line.active),
            "extra": json.dumps(dict(line.extra), ensure_ascii=False, sort_keys=True),
        }
        if line.identifiant not in known:
            new.append({**said, "liste": liste, "identifiant": line.identifiant})
        elif known[line.identifiant] != tuple(said.values()):
            tx.write(_UPDATE_LINE, {**said, "of_liste": liste, "of_id": line.identifiant})
    tx.many(_INSERT_LINE, new)


def keep_services(tx: Tx, services: Iterable[ServiceLine]) -> None:
    """The structures, new ones added, those that changed updated; none is ever removed."""
    known = {row[0]: row[1:] for row in tx.all(_SERVICES, {})}
    new = []
    for service in services:
        said = {
            "libelle": service.label,
            "genre": None if service.genre is None else service.genre.value,
            "type_orientation": service.type_orientation,
            "circonscriptions": json.dumps(sorted(service.circonscriptions)),
            "adresse": service.address or None,
            "telephone": service.telephone,
            "email": service.email,
            "active": int(service.active),
        }
        if service.id not in known:
            new.append({**said, "id": service.id, **_NEW_CHAIN})
        elif known[service.id] != tuple(said.values()):
            tx.write(_UPDATE_SERVICE, {**said, "of_id": service.id})
    tx.many(_INSERT_SERVICE, new)


def install_circonscriptions(tx: Tx, places: Iterable[tuple[str, str]]) -> None:
    """The configured (code, label), those that are not there yet."""
    for code, label in places:
        tx.write(_INSTALL, {"code": code, "libelle": label, **_NEW_CHAIN})


def lines_in(tx: Tx) -> dict[str, list[StoredLine]]:
    """Every list, its lines by identifiant, as the open transaction sees them."""
    return _lists(tx.all(_LINES, {}))


def load_lines(connection: Connection) -> dict[str, list[StoredLine]]:
    """Every list, its lines by identifiant."""
    return _lists(tuple(row) for row in connection.execute(_EVERY_LINE))


def _lists(rows: Iterable[Row]) -> dict[str, list[StoredLine]]:
    lists: dict[str, list[StoredLine]] = {}
    for liste, identifiant, code, label, active, extra in rows:
        line = StoredLine(
            identifiant=identifiant,
            code=code,
            label=label,
            active=bool(active),
            extra=json.loads(extra),
        )
        lists.setdefault(liste, []).append(line)
    return lists


def addresses_of_services(connection: Connection) -> dict[int, str]:
    """The mail address of each service that has one."""
    rows = connection.execute(
        select(_SERVICE.c.id, _SERVICE.c.email).where(_SERVICE.c.email.is_not(None))
    )
    return {row.id: row.email for row in rows}
