"""The answers of the fields of a séance's acts that its own page knows: who sits, which séance
replaces it."""

from collections.abc import Iterable, Mapping, Sequence

from entrypoints.web.desks.seances.opening import Opened, name_of
from entrypoints.web.forms.acts import Choice
from entrypoints.web.rendering.frame import words_of
from entrypoints.web.visitors.visits import Visit
from rules.fields import Field
from rules.seances.guests import WHOM_LABELS
from rules.wording import numbered
from workflow.reading import completeness, participants, seances
from workflow.reading.participants import Attendance, Attendee
from workflow.reading.points import points_of
from workflow.seances.yearly.meetings import GIVEN_UP

_SEATED = frozenset({"participant", "presents", "excuses", "absents"})
_ASKS_WHO = _SEATED | {"suppleant", "invites"}
_MOST = 12


def options_of(
    visit: Visit, found: Opened, fields: Sequence[Field]
) -> Mapping[str, Sequence[Choice]]:
    """What these fields may be answered, by field; those whose kind says it are left out."""
    names = {field.name for field in fields}
    told: dict[str, Sequence[Choice]] = {}
    if names & _ASKS_WHO:
        attendance = participants.of_seance(visit.store, visit.rulebook, found.id)
        told |= dict(_seated(attendance, names))
    if "service" in names:
        told["service"] = list(_services(visit, found))
    if "point" in names:
        told["point"] = [
            Choice(value=str(one.id), label=one.title) for one in points_of(visit.store, found.id)
        ]
    if "siege" in names:
        told["siege"] = [Choice(value=one.code, label=one.label) for one in found.kind.seats]
    if "seance_remplacante" in names:
        told["seance_remplacante"] = list(_to_come(visit, found))
    return told


def first_typed(
    visit: Visit, found: Opened, fields: Sequence[Field], participant: int | None = None
) -> dict[str, str]:
    """What a form says before anything is typed: the agent's own service, the séance's hour, whom
    the list where one comes from named."""
    names = {field.name for field in fields}
    said = {}
    if "participant" in names and participant is not None:
        said["participant"] = str(participant)
    if "service" in names and found.mine is not None:
        said["service"] = str(found.mine)
    if "heure" in names:
        said["heure"] = words_of(visit).hour(found.line.held)
    return said


def _seated(attendance: Attendance, names: Iterable[str]) -> Iterable[tuple[str, Sequence[Choice]]]:
    seats = [Choice(value=str(one.id), label=_who(one)) for one in attendance.attendees]
    for name in names:
        if name in _SEATED:
            yield name, seats
        elif name == "suppleant":
            yield (
                name,
                [
                    Choice(value=str(one.id), label=f"{one.name}, à la place de {_who(whose)}")
                    for whose in attendance.attendees
                    for one in whose.deputies
                ],
            )
        elif name == "invites":
            yield (
                name,
                [
                    Choice(
                        value=str(one.id),
                        label=f"{one.name or WHOM_LABELS[one.whom]}, ligne {numbered(one.line)}",
                    )
                    for one in attendance.guests
                ],
            )


def _who(one: Attendee) -> str:
    """« Mme Durand (présidence), n° 12 »: an hour is given by the number."""
    named = one.name or one.service
    label = one.function if named is None else f"{named} ({one.function})"
    return f"{label}, {numbered(one.id)}"


def _services(visit: Visit, found: Opened) -> Iterable[Choice]:
    for one in completeness.of_seance(visit.store, visit.rulebook, found.id):
        if found.mine in (None, one.service_id):
            yield Choice(value=str(one.service_id), label=one.service)


def _to_come(visit: Visit, found: Opened) -> Iterable[Choice]:
    words = words_of(visit)
    for one in seances.seances(
        visit.store,
        genre=found.line.genre,
        circonscription=found.line.circonscription,
        since=visit.now,
        most=_MOST,
    ):
        if one.id != found.id and one.state not in GIVEN_UP:
            label = f"{name_of(visit, one)}, {words.hour(one.held)}"
            yield Choice(value=str(one.id), label=label)
