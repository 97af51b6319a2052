"""``/seances/{number}/participants/presences``: the feuille d'émargement on screen, a row each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.acts import ways
from entrypoints.web.desks.seances.opening import Number, Opened, coordinates, open_seance
from entrypoints.web.forms.overtaken import Clash, Overtaken, author, since
from entrypoints.web.forms.posted import FormOf, Posted, found_again, go, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.attendance import PRESENCES, answer_words, quorum_words
from rules.access.policy import OUTSIDE
from rules.fields import parse_hour
from rules.refusals import Refusal, Refused
from rules.seances.guests import WHOM_LABELS
from rules.seances.seats import Presence
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.reading import participants
from workflow.reading.participants import Attendance, Attendee
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, StaleSeance
from workflow.seances.participants.seating import SIGN

router = APIRouter(prefix="/seances/{number}/participants/presences")

CAME, GUESTS = "invite", "invites"
PRESENCE, ARRIVED, LEFT = "presence-", "arrivee-", "depart-"
"""What the names of a row's fields begin with, before the number of the participant."""
_LISTS = {
    Presence.PRESENT: "presents",
    Presence.EXCUSE: "excuses",
    Presence.ABSENT: "absents",
}
_HOURS = {ARRIVED: ("arrivees", "d’arrivée"), LEFT: ("departs", "de départ")}

NOBODY = Refusal(
    code="emargement_vide",
    sentence="Personne n’est noté.",
    remedy="Dites de quelqu’un au moins s’il est présent, excusé ou absent.",
)


@router.get("")
def ask(visit: Here, number: Number) -> Response:
    """Everybody who is awaited, with what was noted already; nobody is ticked before."""
    found = _open(visit, number)
    attendance = participants.of_seance(visit.store, visit.rulebook, number)
    return _form(visit, found, attendance, found_again(visit) or _noted(attendance))


@router.post("")
def sign(visit: Here, number: Number, form: FormOf) -> Response:
    """Notes who was there; an attendance is corrected by noting it again."""
    found = _open(visit, number)
    attendance = participants.of_seance(visit.store, visit.rulebook, number)
    refusals, seen = tuple(_unreadable(attendance, form)), None
    data = _data(attendance, form)
    if not data:
        refusals = (*refusals, NOBODY)
    if not refusals:
        command = SeanceCommand(
            act=Act(event=SIGN, actor=visit.actor, occurred=visit.now, known=visit.now, data=data),
            seance_id=number,
            expected_version=form.version,
            key=form.key or None,
        )
        try:
            conduct.perform(visit.store, visit.rulebook, command)
        except Refused as refused:
            # Its fields are lists of numbers, which this page does not show.
            refusals = tuple(replace(one, field=None) for one in refused.refusals)
        except StaleSeance as changed:
            seen = changed.seen
    if refusals or seen is not None:
        return _form(visit, found, attendance, _typed(form), refusals=refusals, seen=seen)
    now = participants.of_seance(visit.store, visit.rulebook, number)
    return go(
        visit,
        form.back or f"/seances/{number}/participants",
        "Présences enregistrées.",
        more=quorum_words(now) or "",
    )


def _overtaken(
    visit: Visit,
    found: Opened,
    attendance: Attendance,
    typed: Mapping[str, str],
    seen: int,
) -> Overtaken:
    """What was noted since the form was opened, row by row where it is not what was typed."""
    told = since(visit, Subject(SubjectKind.SEANCE, found.id), seen)
    signed = [one for one in told.acts if one.event == SIGN]
    touched = {
        str(number[0] if isinstance(number, list) else number): author(visit, one)
        for one in signed
        for field, numbers in one.body["valeurs"].items()
        if field != GUESTS
        for number in numbers
    }
    noted = _noted(attendance)
    clashes = [
        Clash(
            name=name,
            label=label,
            by=touched[name.rpartition("-")[2]],
            theirs=_said(noted[name]),
            ours=_said(typed[name]),
            recorded=noted[name],
            typed=typed[name],
        )
        for name, label in _labels(attendance)
        if name.rpartition("-")[2] in touched
        and typed.get(name)
        and noted[name]
        and typed[name] != noted[name]
    ]
    return replace(told, same=bool(signed), clashes=clashes)


def _labels(attendance: Attendance) -> Iterator[tuple[str, str]]:
    for one in attendance.attendees:
        yield f"{PRESENCE}{one.id}", who(one)
        for field, (_, which) in _HOURS.items():
            yield f"{field}{one.id}", f"{who(one)}, heure {which}"


def _said(typed: str) -> str:
    return PRESENCES[Presence(typed)] if typed in set(Presence) else typed


def _open(visit: Visit, number: int) -> Opened:
    """Opens it for whoever coordinates. Raises Closed."""
    found = open_seance(visit, number)
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
    return found


def _noted(attendance: Attendance) -> Mapping[str, str]:
    said = {}
    for one in attendance.attendees:
        said[f"{PRESENCE}{one.id}"] = "" if one.presence is None else one.presence.value
        said[f"{ARRIVED}{one.id}"] = one.arrived or ""
        said[f"{LEFT}{one.id}"] = one.left or ""
    return said | {f"{CAME}-{one.id}": "oui" for one in attendance.guests if one.present}


def _typed(form: Posted) -> Mapping[str, str]:
    return form.values | {f"{CAME}-{one}": "oui" for one in form.all(CAME)}


def _data(attendance: Attendance, form: Posted) -> dict[str, object]:
    """The fields of the act: who is in which list, and the hours that were typed."""
    data: dict[str, list[str]] = {}
    for one in attendance.attendees:
        told = form.get(f"{PRESENCE}{one.id}")
        if told in set(Presence):
            data.setdefault(_LISTS[Presence(told)], []).append(str(one.id))
        for field, (name, _) in _HOURS.items():
            hour = form.get(f"{field}{one.id}")
            if hour:
                data.setdefault(name, []).append(f"{one.id}={hour}")
    known = {str(one.id) for one in attendance.guests}
    came = [one for one in form.all(CAME) if one in known]
    if came:
        data[GUESTS] = came
    return {name: ",".join(numbers) for name, numbers in data.items()}


def _unreadable(attendance: Attendance, form: Posted) -> Iterator[Refusal]:
    """The hours that are none, or of somebody who was not there, each beside its field."""
    for one in attendance.attendees:
        for field, (_, which) in _HOURS.items():
            hour = form.get(f"{field}{one.id}")
            here = form.get(f"{PRESENCE}{one.id}") == Presence.PRESENT
            if hour and (parse_hour(hour) is None or not here):
                yield Refusal(
                    code="heure_illisible" if here else "heure_sans_presence",
                    sentence=f"Donnez l’heure {which} de {who(one)}, par exemple 10 h 15."
                    if here
                    else f"Une heure {which} est donnée pour {who(one)}, sans présence.",
                    remedy="" if here else "Cochez « présent·e », ou retirez l’heure.",
                    field=f"{field}{one.id}",
                )


def who(one: Attendee) -> str:
    """« Mme Durand », « France Travail Bobigny », « la présidence »."""
    return one.name or one.service or one.function


def _form(
    visit: Visit,
    found: Opened,
    attendance: Attendance,
    typed: Mapping[str, str],
    *,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    way = next((one for one in ways(visit, found.id) if one.exit.event == SIGN), None)
    shut = () if way is None else tuple(one for one in way.refusals if not one.to_enter)
    stale = None if seen is None else _overtaken(visit, found, attendance, typed, seen)
    if stale is not None:
        typed = {
            **typed,
            **{name: noted for name, noted in _noted(attendance).items() if not typed.get(name)},
        }
    return page(
        visit,
        "seances/presences.html",
        status=409 if stale else 422 if refusals else 200,
        found=found,
        open_=way is not None,
        attendance=attendance,
        typed=typed,
        presences=PRESENCES,
        answer=answer_words,
        who=who,
        whom=WHOM_LABELS,
        shut=shut,
        refusals=refusals,
        stale=stale,
        key=new_key(),
    )
