"""The yearly programme of the ICL-I (S0): published once its séances are on the programme."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import bindparam, func, select

from rules.actors import Role, covers
from rules.guards.temps import date_echue
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act, Situation
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
        _SEANCE.c.instance == Body.CONCERTATION.value,
        _SEANCE.c.state != "annulee",
        _SEANCE.c.state != "reportee",
        _SEANCE.c.held_at >= bindparam("first"),
        _SEANCE.c.held_at < bindparam("next"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Repeatable):
    """How many ICL-I the programme of the year has, by circonscription."""

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
    empty = ", ".join(code for code, seances in counted if not seances)
    if empty:
        found.append(
            Refusal(
                code="programme_vide",
                sentence=f"Aucune séance de concertation n’est programmée en {year} : {empty}.",
                remedy="Programmez d’abord les séances de l’année.",
                source=source,
            )
        )
    return [refusal for refusal in found if refusal is not None]


def _seances(tx: Tx, rulebook: Rulebook, place: str, year: int) -> int:
    first, following = (
        datetime.combine(date(one, 1, 1), time(), tzinfo=rulebook.calendar.tz)
        for one in (year, year + 1)
    )
    row = tx.one(_SITS, {"place": place, "first": to_micros(first), "next": to_micros(following)})
    return 0 if row is None else int(row[0])
