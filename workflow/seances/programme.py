"""The programme of séances: who sits, on which day, what replaces what, which dates follow it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time

from sqlalchemy import bindparam, select

from rules.days.calendar import Unit
from rules.fields import parse_date
from rules.guards.temps import hors_calendrier
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from rules.situation import SeanceView
from rules.wording import day_of_month
from workflow.acts import dossier_locks
from workflow.database.instants import from_micros
from workflow.database.statements import Statement, insert_into, insert_returning_id
from workflow.database.store import Tx
from workflow.seances.record import COLUMNS, Row
from workflow.tables.columns import table
from workflow.tables.subjects import Seance, SeanceService, Service

_SEANCE, _SERVICE = table(Seance), table(Service)
_TAKES_LINES = frozenset({"programmee", "preparee"})

_READ = Statement(
    select(*(_SEANCE.c[name] for name in COLUMNS)).where(_SEANCE.c.id == bindparam("id"))
)
_INSERT = insert_returning_id(Seance, *COLUMNS)
_SIT = insert_into(SeanceService, "seance_id", "service_id")
_SERVICES = Statement(
    select(_SERVICE.c.id, _SERVICE.c.genre, _SERVICE.c.circonscriptions)
    .where(_SERVICE.c.active == 1, _SERVICE.c.genre.is_not(None))
    .order_by(_SERVICE.c.id)
)


def add(tx: Tx, rulebook: Rulebook, row: Row, kind: SeanceKind) -> tuple[int, list[int]]:
    """Puts the séance on the programme: its number, and the services that will sit in it."""
    inserted = tx.one(_INSERT, row)
    assert inserted is not None
    seance_id = int(inserted[0])
    held_at = row["held_at"]
    assert isinstance(held_at, int)
    day = rulebook.local_day(from_micros(held_at))
    sitting = competent(tx, rulebook, kind, row["circonscription"], day)
    tx.many(_SIT, [{"seance_id": seance_id, "service_id": service} for service in sitting])
    return seance_id, sitting


def read(tx: Tx, seance_id: int) -> Row | None:
    """The séance's row; None when no séance bears that number."""
    found = tx.one(_READ, {"id": seance_id})
    return None if found is None else dict(zip(COLUMNS, found, strict=True))


def view(seance_id: int, row: Row) -> SeanceView:
    """What guards see of a séance."""
    held, place = row["held_at"], row["circonscription"]
    assert isinstance(held, int)
    return SeanceView(
        id=seance_id,
        genre=str(row["genre"]),
        circonscription=None if place is None else str(place),
        held=from_micros(held),
        state=str(row["state"]),
    )


def kind(rulebook: Rulebook, data: Mapping[str, object]) -> SeanceKind | None:
    """The kind of the séance that a form asks for, as it is on the day it gives (today's, as long
    as it gives none that can be read); None when there is none."""
    day = data.get("date_seance")
    held_on = day if isinstance(day, date) else parse_date(str(day))
    place = place_of(data)
    code = str(data.get("genre", "")).strip()
    if held_on is not None:
        return rulebook.kinds.at(code, held_on, place)
    return next((kind for kind in rulebook.kinds if kind.code == code), None)


def place_of(data: Mapping[str, object]) -> str | None:
    """The circonscription that a form names; None for the whole département."""
    return str(data.get("circonscription") or "").strip() or None


def numbered(data: Mapping[str, object] | None, field: str) -> tuple[int, ...]:
    """The séance that this field of a form names, to be locked; nothing when it cannot be read."""
    text = str((data or {}).get(field, "")).strip()
    return (int(text),) if text.isascii() and text.isdigit() and len(text) < 16 else ()


def not_held_then(
    rulebook: Rulebook, values: Mapping[str, object], seance: SeanceView
) -> Iterator[Refusal]:
    """What the département objects to the new day of a séance: its kind is not held then."""
    day = values.get("date_seance")
    if not isinstance(day, date):
        return
    if rulebook.kinds.at(seance.genre, day, seance.circonscription) is None:
        yield _out_of_period(rulebook.label_of(seance.genre, seance.circonscription), "date_seance")


def _out_of_period(label: str, field: str) -> Refusal:
    return Refusal(
        code="genre_hors_periode",
        sentence=f"« {label} » ne se tient pas ce jour-là, ou pas à cet endroit.",
        remedy="Choisissez un autre jour, une autre circonscription ou un autre genre.",
        field=field,
    )


def no_kind(
    rulebook: Rulebook, values: Mapping[str, object], kind: SeanceKind | None
) -> Iterator[Refusal]:
    """What the département objects to the kind of a séance."""
    code = values.get("genre")
    if code is None or kind is not None:
        return
    if str(code) in rulebook.kinds.by_code:
        yield _out_of_period(rulebook.label_of(str(code)), "genre")
        return
    known = ", ".join(f"« {name} »" for name in rulebook.kinds.by_code)
    yield Refusal(
        code="genre_inconnu",
        sentence=f"Le genre « {code} » n’est pas de ceux du département.",
        remedy=f"Choisissez parmi {known}.",
        field="genre",
    )


def day_off(rulebook: Rulebook, values: Mapping[str, object]) -> Iterator[Refusal]:
    """What the calendar objects to the day of a séance: it must know that day, and no day off goes
    without a motive."""
    day = values.get("date_seance")
    if not isinstance(day, date):
        return
    beyond = hors_calendrier(rulebook.calendar, day, "date_seance")
    if beyond is not None:
        yield beyond
    if beyond is not None or "motif" in values:
        return
    reason = rulebook.calendar.reason_off(day, Unit.JOUR_OUVRE)
    if reason is not None:
        yield Refusal(
            code="jour_non_travaille",
            sentence=f"Le {day_of_month(day)} n’est pas un jour ouvré : {reason}.",
            remedy="Choisissez un autre jour, ou donnez un motif.",
            field="date_seance",
        )


def slot(values: Mapping[str, object]) -> str | None:
    """What a programme wants the séance of a form for, as it is stored; None: nothing."""
    day = values.get("creneau")
    if not isinstance(day, date):
        return None
    return f"{values.get('genre')} {values.get('circonscription') or '-'} {day}"


def held(rulebook: Rulebook, values: Mapping[str, object]) -> datetime:
    """The instant of the day and hour of a form. Raises KeyError when one is missing, ValueError
    when the hour is none."""
    day, hour = values["date_seance"], str(values["heure"])
    assert isinstance(day, date)
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=rulebook.calendar.tz)


def successor(tx: Tx, values: Mapping[str, object], genre: object) -> SeanceView | None:
    """The séance of that kind that the form names to replace this one."""
    number = values.get("seance_remplacante")
    found = dossier_locks.seance(tx, number) if isinstance(number, int) else None
    return found if found is not None and found.genre == genre else None


def no_successor(
    tx: Tx, rulebook: Rulebook, values: Mapping[str, object], seance: SeanceView, today: date
) -> Iterator[Refusal]:
    """What the registry objects to the séance that is to replace this one: it must be another one
    of its kind, to come, whose tableau is open, and take the people of its circonscription."""
    number = values.get("seance_remplacante")
    if number is None:
        return
    heir = successor(tx, values, seance.genre)
    reason = None
    if heir is None:
        yield Refusal(
            code="seance_remplacante_inconnue",
            sentence=f"La séance n° {number} n’existe pas ou n’est pas du même genre.",
            remedy="Programmez d’abord la séance qui remplace celle-ci.",
            field="seance_remplacante",
        )
        return
    day = rulebook.local_day(heir.held)
    if heir.id == seance.id:
        reason = "une séance ne se reporte pas sur elle-même"
    elif heir.state not in _TAKES_LINES or day < today:
        reason = f"celle du {day_of_month(day)} ne prend plus de ligne"
    elif not _takes_people_of(rulebook, heir, seance, day):
        reason = f"c’est celle de la circonscription {heir.circonscription}"
    if reason is not None:
        yield Refusal(
            code="seance_remplacante_impossible",
            sentence=f"La séance n° {heir.id} ne peut pas remplacer celle-ci : {reason}.",
            remedy="Choisissez une séance à venir de la même circonscription, dont le tableau est"
            " encore ouvert, ou programmez-en une.",
            field="seance_remplacante",
        )


def _takes_people_of(rulebook: Rulebook, heir: SeanceView, seance: SeanceView, day: date) -> bool:
    if None in (heir.circonscription, seance.circonscription):
        return True
    here = str(seance.circonscription)
    return heir.circonscription in rulebook.territory.succeeding({here}, day) | {here}


def nothing_moves(
    rulebook: Rulebook, values: Mapping[str, object], seance: SeanceView, place: object
) -> Iterator[Refusal]:
    """What is objected to a séance that is moved to where it already is: nobody is told twice."""
    if "date_seance" not in values or "heure" not in values:
        return
    with suppress(ValueError):
        if held(rulebook, values) == seance.held and values.get("lieu", place) == place:
            yield Refusal(
                code="rien_ne_change",
                sentence="La séance est déjà à ce jour, à cette heure et à ce lieu.",
                remedy="Il n’y a rien à faire.",
                field="date_seance",
            )


def past_day(values: Mapping[str, object], today: date) -> Iterator[Refusal]:
    """What is objected to a séance that is programmed on a day gone by: it may be typed afterwards,
    and then says why; one that a programme wants needs no motive."""
    day = values.get("date_seance")
    if not isinstance(day, date) or day >= today or "motif" in values or "creneau" in values:
        return
    yield Refusal(
        code="jour_passe",
        sentence=f"Le {day_of_month(day)} est passé.",
        remedy="Choisissez un jour à venir, ou donnez un motif.",
        field="date_seance",
    )


def competent(
    tx: Tx, rulebook: Rulebook, kind: SeanceKind, circonscription: object, day: date
) -> list[int]:
    """The services that sit there: those of the kinds that it seats, competent for the
    circonscription that day (note 2024-045: service social, France Travail, ALI, associations),
    those of one that it succeeds included; all of them in a séance of the whole département."""
    competent = []
    for service_id, genre, codes in tx.all(_SERVICES, {}):
        known = rulebook.territory.succeeding(json.loads(codes), day)
        here = circonscription is None or not known or circonscription in known
        if here and genre in kind.services:
            competent.append(int(service_id))
    return competent
