"""The words of who sits in a séance: what they answered, who came, how the quorum stands."""

from collections.abc import Mapping

from rules.seances.seats import Answer, Presence
from rules.wording import colon, quantity
from workflow.reading.participants import Attendance, Attendee, InvitedGuest

ANSWERS: Mapping[Answer, str] = {
    Answer.CONFIRME: "confirme",
    Answer.DECLINE: "décline",
    Answer.REMPLACE: "remplacé·e",
}
PRESENCES: Mapping[Presence, str] = {
    Presence.PRESENT: "présent·e",
    Presence.EXCUSE: "excusé·e",
    Presence.ABSENT: "absent·e",
}


def quorum_words(attendance: Attendance) -> str | None:
    """« Quorum : 2 présents, dont chargée de secteur. »; how it stands once somebody signed in;
    None where none is wanted."""
    stands = attendance.quorum
    if stands is None:
        return None
    if attendance.signed:
        state = "Quorum atteint" if stands.reached else "Quorum non atteint"
        return f"{colon(state, stands.sentence)}."
    wanted = [quantity(stands.least, "présent", "présents")]
    if stands.missing:
        wanted.append(f"dont {', '.join(seat.label for seat in stands.missing)}")
    return f"{colon('Quorum', ', '.join(wanted))}."


def answer_words(one: Attendee) -> str:
    """« confirme », « remplacé·e par Léa Roy », « en attente »."""
    if one.answer is None:
        return "en attente" if one.invited is not None else "sans convocation"
    told = ANSWERS[one.answer]
    return told if one.substitute is None else f"{told} par {one.substitute}"


def presence_words(one: Attendee) -> str:
    """« présent·e, de 10:15 à 11:00 »; nothing as long as nobody said so."""
    if one.presence is None:
        return ""
    hours = [
        f"{word} {hour}"
        for word, hour in (("arrivée", one.arrived), ("départ", one.left))
        if hour is not None
    ]
    return ", ".join((PRESENCES[one.presence], *hours))


def guest_words(one: InvitedGuest) -> str:
    """« venue confirmée », « est venu·e »."""
    if one.present:
        return "est venu·e"
    return "venue confirmée" if one.confirmed else "à confirmer"
