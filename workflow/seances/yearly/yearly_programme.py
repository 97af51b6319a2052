"""The yearly programme of the séances of each circonscription (S0: the ICL-I; S2: the instances
d’insertion): published once they are programmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import bindparam, func, select

from rules.actors import Role, covers
from rules.guards.temps import date_echue
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import Body, SeanceKind
from rules.situation import Act, Situation
from rules.wording import colon, listed
from rules.words import Office, Topic
from workflow.acts.receipts import Repeatable, once
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Seance

PUBLISH = "publier_programme"

_SEANCE, _PLACE = table(Seance), table(Circonscription)
_PLACES = Statement(select(_PLACE.c.code).order_by(_PLACE.c.code))
_SITS = Statement(
    select(func.count())
    .select_from(_SEANCE)
    .where(
        _SEANCE.c.circonscription == bindparam("place"),
        _SEANCE.c.genre == bindparam("genre"),
        _SEANCE.c.state != "annulee",
        _SEANCE.c.state != "reportee",
        _SEANCE.c.held_at >= bindparam("first"),
        _SEANCE.c.held_at < bindparam("next"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Repeatable):
    """How many séances the programme of the year has, by circonscription."""

    year: int
    seances: tuple[tuple[str, int], ...]


def publish(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    year: int,
    *,
    circonscription: str | None = None,
    key: str | None = None,
) -> Published:
    """Tells that the programme of the year is published, there or in every circonscription of the
    actor, in one transaction. Raises Refused with every reason."""
    act = replace(act, event=PUBLISH, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    whose = ("programme", year, circonscription)
    with store.write() as tx:
        return once(
            tx,
            key,
            act,
            whose,
            Published,
            lambda: _publish(tx, rulebook, act, year, circonscription),
        )


def _publish(
    tx: Tx, rulebook: Rulebook, act: Act, year: int, circonscription: str | None
) -> Published:
    known = [str(row[0]) for row in tx.all(_PLACES, {})]
    asked = [code for code in known if circonscription in (None, code)]
    places = [code for code in asked if covers(act.actor, code)]
    counted = [(code, _seances(tx, rulebook, code, year)) for code in places]
    refusals = _refusals(rulebook, act, year, circonscription, asked, counted)
    if refusals:
        raise Refused(PUBLISH, tuple(refusals))
    for code in places:
        subject = offices.circonscription(tx, code)
        assert subject is not None  # it was just listed
        offices.record_facts(
            tx, rulebook, subject, ["programme_publie"], act, data={"annee": str(year)}
        )
    return Published(year=year, seances=tuple(counted))


def _refusals(
    rulebook: Rulebook,
    act: Act,
    year: int,
    circonscription: str | None,
    asked: Sequence[str],
    counted: Sequence[tuple[str, int]],
) -> list[Refusal]:
    situation = Situation(
        today=act.occurred.date(), parameters=rulebook.parameters_at(act.occurred.date())
    )
    found = [date_echue(situation, act)]
    source = rulebook.words.text(Topic.PROGRAMME)
    if act.actor.role is not Role.BAT:
        found.append(
            Refusal(
                code="acteur_non_autorise",
                sentence="« Publier le programme annuel » ne vous est pas ouvert.",
                remedy=f"Demandez-le {rulebook.words.to(Office.BAT)}.",
                source=source,
            )
        )
    if circonscription is not None and not asked:
        found.append(
            Refusal(
                code="circonscription_inconnue",
                sentence=f"La circonscription {circonscription} n’existe pas.",
                remedy="Choisissez une circonscription du département.",
            )
        )
    elif not counted:
        found.append(
            Refusal(
                code="hors_territoire",
                sentence="Aucune de ces circonscriptions n’est de votre territoire.",
                remedy="Demandez-le à qui en a la charge dans la circonscription.",
            )
        )
    empty = [code for code, seances in counted if not seances]
    if empty:
        found.append(_nothing_there(rulebook, year, empty))
    return [refusal for refusal in found if refusal is not None]


def _nothing_there(rulebook: Rulebook, year: int, places: Sequence[str]) -> Refusal:
    """Named as the département calls its séances: not every one has concertations."""
    kinds = [kind for place in places for kind in _programmed(rulebook, place, year)]
    labels = list(dict.fromkeys(kind.label for kind in kinds))
    awaited = f"Aucune séance ({listed(labels, 'ou')})" if labels else "Aucune séance"
    return Refusal(
        code="programme_vide",
        sentence=f"{colon(f'{awaited} n’est programmée en {year}', ', '.join(places))}.",
        remedy="Programmez d’abord les séances de l’année.",
        source=rulebook.words.text(Topic.PROGRAMME),
    )


def _seances(tx: Tx, rulebook: Rulebook, place: str, year: int) -> int:
    first, following = (
        datetime.combine(date(one, 1, 1), time(), tzinfo=rulebook.calendar.tz)
        for one in (year, year + 1)
    )
    span = {"place": place, "first": to_micros(first), "next": to_micros(following)}
    genres = {kind.code for kind in _programmed(rulebook, place, year)}
    rows = [tx.one(_SITS, {"genre": genre, **span}) for genre in sorted(genres)]
    return sum(int(row[0]) for row in rows if row is not None)


def _programmed(rulebook: Rulebook, place: str, year: int) -> list[SeanceKind]:
    """The kinds that the yearly programme of a circonscription is made of: its concertations or,
    where it has none (Grenoble), its instances d’appui."""
    days = [date(year, month, 1) for month in range(1, 13)]
    found = [rulebook.kinds.at(code, day, place) for code in rulebook.kinds.by_code for day in days]
    held = [kind for kind in found if kind is not None and kind.territorial]
    concertations = [kind for kind in held if kind.body is Body.CONCERTATION]
    return concertations or [kind for kind in held if kind.body is Body.APPUI]
