"""The agenda of a séance: settled by its acts, told to whoever coordinates."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import bindparam, func, select

from rules.actors import Role
from rules.choices import situations_attendues
from rules.refusals import Refusal
from rules.seances import arbitration
from rules.seances.agenda import Adjustments, Agenda
from rules.seances.kinds import SeanceKind
from rules.seances.lateness import spelled as spelled_late
from rules.seances.points import minutes_of
from rules.seances.reasons import spelled
from rules.situation import Act, SeanceView, Situation
from rules.subjects import Subject, SubjectKind
from rules.wording import quantity
from rules.words import Topic, Words
from workflow.acts import cases, dossier_locks
from workflow.acts.done_once import SETTLES_VISIT
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import outbox
from workflow.seances.lines import Step
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

ARBITRATE = "arbitrer"
SETTLES = frozenset({"arreter", ARBITRATE})
"""The acts of a séance that settle its agenda."""
PUT_OFF = "reporter_faute_de_place"
WEIGHS = SETTLES | {"annuler", "reporter", "constater_quorum_manquant"}
"""Those that settle it, and those that put lines off: they look at what each line may claim."""
OFTEN = 2
"""From so many postponements on, whoever coordinates is told of a line."""
_PUTS_OFF = frozenset({PUT_OFF, "reporter"})

_SEANCE = table(Seance)
_THIS = _SEANCE.alias("this")
_FOLLOWING = Statement(
    select(_SEANCE.c.id)
    .join(
        _THIS,
        (_SEANCE.c.genre == _THIS.c.genre)
        & (
            func.coalesce(_SEANCE.c.circonscription, "")
            == func.coalesce(_THIS.c.circonscription, "")
        )
        & (_SEANCE.c.held_at > _THIS.c.held_at),
    )
    .where(
        _THIS.c.id == bindparam("id"),
        (_SEANCE.c.state == "programmee") | (_SEANCE.c.state == "preparee"),
    )
    .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
    .limit(1)
)


def following(tx: Tx, seance_id: int) -> int | None:
    """The next séance of the same kind there that still takes lines; None when the programme has
    none."""
    row = tx.one(_FOLLOWING, {"id": seance_id})
    return None if row is None else int(row[0])


def heir(tx: Tx, seance: SeanceView, agenda: Agenda) -> SeanceView | None:
    """The séance that takes what the agenda puts off; None when it puts nothing off."""
    number = following(tx, seance.id) if agenda.postponed else None
    return None if number is None else dossier_locks.seance(tx, number)


def settled(
    kind: SeanceKind, situation: Situation, act: Act, values: Mapping[str, object]
) -> Agenda | None:
    """The agenda that the act settles; None when it settles none. Only an arbitration puts a line
    off for want of room: otherwise every line is kept, what does not fit coming last."""
    if act.event not in SETTLES:
        return None
    return arbitration.settle(
        kind,
        situation.candidates,
        Adjustments.of(values),
        keep_all=act.event != ARBITRATE,
        points=minutes_of(situation.points),
    )


def nowhere_to_go(tx: Tx, words: Words, agenda: Agenda | None, seance_id: int) -> Iterator[Refusal]:
    """What the programme objects to lines being put off: no séance follows that could take them."""
    if agenda is None or not agenda.postponed or following(tx, seance_id) is not None:
        return
    lines = quantity(len(agenda.postponed), "ligne serait reportée", "lignes seraient reportées")
    yield Refusal(
        code="aucune_seance_suivante",
        sentence=f"{lines}, et aucune séance suivante n’est au programme.",
        remedy="Programmez-la d’abord, ou retenez ces lignes malgré la capacité.",
        source=words.text(Topic.CAPACITE),
    )


def steps(agenda: Agenda, situation: Situation, successor: SeanceView | None) -> Iterator[Step]:
    """What becomes of each line: a rank, or a place in the next séance; and what was late of it."""
    places = {one.line: one for one in (*agenda.retained, *agenda.postponed)}
    late = {
        one.line: {"hors_delai": spelled_late(one.late)} for one in situation.candidates if one.late
    }
    for line in situation.passages:
        place = places[line.id]
        why = {"arbitrage": spelled(place.reasons), **late.get(line.id, {})}
        if place.rank is None:
            yield Step(line=line, event=PUT_OFF, values=why, successor=successor)
        else:
            yield Step(line=line, event="retenir", values={"rang_seance": place.rank, **why})


def told(
    kind: SeanceKind, agenda: Agenda | None, situation: Situation, act: Act
) -> Mapping[str, object] | None:
    """What the entry of the act and the messages it occasions say of the agenda; of a visitor's,
    how many situations there are for them."""
    if act.event == SETTLES_VISIT:
        return {"situations": situations_attendues(situation)}
    if agenda is None:
        return None
    load = agenda.load
    return {
        "situations": load.situations,
        "minutes": load.minutes,
        "duree": load.duration,
        "permanence": kind.presence(load.situations),
    }


def tell(
    tx: Tx,
    kind: SeanceKind,
    situation: Situation,
    steps: Iterable[Step],
    agenda: Agenda | None,
    act: Act,
    seq: int,
) -> None:
    """What whoever coordinates has to know: an agenda that overflows and that nobody arbitrated,
    lines that came after their delay, lines that are put off once too often. ``seq``: the act's
    entry."""
    seance = situation.seance
    assert seance is not None  # it acts

    def write(occasion: str, subject: Subject, reference: str, **data: object) -> None:
        outbox.write(
            tx,
            subject=subject,
            occasion=occasion,
            recipient=outbox.office(kind.coordinator, seance.circonscription),
            data={
                "reference": f"{reference} {subject.id}",
                "circonscription": seance.circonscription,
                "genre": kind.label,
                "date": seance.held.isoformat(),
                **data,
            },
            key=f"seance-{seance.id}-{seq}-{occasion}-{subject.id}",
            now=act.known,
        )

    if agenda is not None and agenda.load.excess and act.actor.role is Role.SYSTEME:
        load = agenda.load
        write(
            "ordre_du_jour_depasse",
            Subject(SubjectKind.SEANCE, seance.id),
            "séance",
            situations=load.situations,
            minutes=load.minutes,
            duree=load.duration,
        )
    late = [one for one in situation.candidates if one.late] if agenda is not None else []
    if late:
        write(
            "lignes_hors_delai",
            Subject(SubjectKind.SEANCE, seance.id),
            "séance",
            nombre=len(late),
            reportees=sum(one.rolls for one in late),
        )
    reports = {one.line: one.reports + 1 for one in situation.candidates}
    for step in steps:
        times = reports.get(step.line.id, 0)
        if step.event in _PUTS_OFF and times >= OFTEN:
            subject = cases.subject_of(step.line.dossier_id)
            write("ligne_souvent_reportee", subject, "dossier", nombre=times)
