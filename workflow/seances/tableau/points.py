"""The points of an agenda that are about nobody, as acts of their séance change them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import bindparam, func, select

from rules.done import Done
from rules.seances.points import Point, Standing, same_point
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Tx
from workflow.tables import points as tables
from workflow.tables.columns import table
from workflow.trail import journal
from workflow.trail.journal import Entry

ADD = "ajouter_point"
TAKEN_OVER = "reprendre_points"
"""The entry, in the chain of the séance that replaces another, of the points that it takes over."""

_POINT = table(tables.Point)
_READ = Statement(
    select(
        *(_POINT.c[name] for name in ("id", "ordre", "titre", "porteur", "minutes")),
        *(_POINT.c[name] for name in ("document", "etat", "conclusion")),
    )
    .where(_POINT.c.seance_id == bindparam("id"))
    .order_by(_POINT.c.ordre, _POINT.c.id)
)
_LAST = Statement(
    select(func.coalesce(func.max(_POINT.c.ordre), 0)).where(_POINT.c.seance_id == bindparam("id"))
)
_ADD = insert_returning_id(
    tables.Point,
    *("seance_id", "ordre", "titre", "porteur", "minutes", "document", "etat"),
)
_STAND = update_by_id(tables.Point, "etat")
_CONCLUDE = update_by_id(tables.Point, "etat", "conclusion")
_PLACE = update_by_id(tables.Point, "ordre")


def read(tx: Tx, seance_id: int) -> tuple[Point, ...]:
    """Every point of the séance, in its order, those that left it too."""
    return tuple(
        Point(
            id=row[0],
            order=row[1],
            title=row[2],
            bearer=row[3],
            minutes=row[4],
            document=row[5],
            standing=Standing(row[6]),
            conclusion=row[7],
        )
        for row in tx.all(_READ, {"id": seance_id})
    )


def looked_at(tx: Tx, seance_id: int, event: str) -> tuple[Point, ...]:
    """The same, as an act of the séance finds them: with who added each, for who adds another."""
    points = read(tx, seance_id)
    if event != ADD or not points:
        return points
    doings = journal.doings(tx, Subject(SubjectKind.SEANCE, seance_id), ADD)

    def added(point: Point) -> Done | None:
        return next((one.done for one in doings if _is_of(point, one.personal)), None)

    return tuple(replace(point, added=added(point)) for point in points)


def _is_of(point: Point, said: Mapping[str, object]) -> bool:
    return same_point(point, str(said.get("titre")), str(said.get("porteur")))


def change(tx: Tx, seance_id: int, event: str, values: Mapping[str, object]) -> None:
    """What the act of the locked séance does to its points; nothing when it is not about them."""
    if event in _CHANGES:
        _CHANGES[event](tx, seance_id, values)


def hand_over(tx: Tx, points: tuple[Point, ...], seance_id: int, heir: int, act: Act) -> None:
    """The points that the séance did not treat go to the one that replaces it, in their order."""
    planned = [point for point in points if point.standing is Standing.PREVU]
    for point in planned:
        tx.write(_STAND, {"of_id": point.id, "etat": Standing.REPRIS.value})
        _insert(
            tx,
            heir,
            titre=point.title,
            porteur=point.bearer,
            minutes=point.minutes,
            document=point.document,
        )
    if planned:
        entry = Entry(
            act=TAKEN_OVER,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"seance": seance_id, "points": [point.id for point in planned]},
            changes=False,
        )
        journal.append(tx, journal.lock(tx, Subject(SubjectKind.SEANCE, heir)), entry)


def _add(tx: Tx, seance_id: int, values: Mapping[str, object]) -> None:
    _insert(tx, seance_id, **{name: values.get(name) for name in _SAID})


def _insert(tx: Tx, seance_id: int, **said: object) -> None:
    (last,) = tx.one(_LAST, {"id": seance_id}) or (0,)
    row = {"seance_id": seance_id, "ordre": last + 1, "etat": Standing.PREVU.value, **said}
    tx.one(_ADD, row)


def _take_off(tx: Tx, seance_id: int, values: Mapping[str, object]) -> None:
    tx.write(_STAND, {"of_id": values["point"], "etat": Standing.RETIRE.value})


def _put_in_order(tx: Tx, seance_id: int, values: Mapping[str, object]) -> None:
    wanted = values["ordre"]
    assert isinstance(wanted, tuple)
    others = [point.id for point in read(tx, seance_id) if point.id not in wanted]
    for place, number in enumerate((*wanted, *others), start=1):
        tx.write(_PLACE, {"of_id": number, "ordre": place})


def _conclude(tx: Tx, seance_id: int, values: Mapping[str, object]) -> None:
    row = {"etat": Standing.TRAITE.value, "conclusion": values["conclusion"]}
    tx.write(_CONCLUDE, {"of_id": values["point"], **row})


_SAID = ("titre", "porteur", "minutes", "document")
_CHANGES: Mapping[str, Callable[[Tx, int, Mapping[str, object]], None]] = {
    ADD: _add,
    "retirer_point": _take_off,
    "ordonner_points": _put_in_order,
    "traiter_point": _conclude,
}
