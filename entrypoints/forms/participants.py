"""Who sits in a séance and who is invited for its lines, in JSON."""

from entrypoints.forms.registry import Forms, Json
from workflow.reading.participants import Attendance, Attendee


def attendance_form(forms: Forms, attendance: Attendance) -> Json:
    """Who sits, what each answered, who came; the quorum; the guests of the lines."""
    quorum = attendance.quorum
    return {
        "participants": [_attendee(forms, one) for one in attendance.attendees],
        "presences_relevees": attendance.signed,
        "sieges_vides": list(attendance.vacant),
        "quorum": None
        if quorum is None
        else {
            "atteint": quorum.reached,
            "presents": quorum.present,
            "minimum": quorum.least,
            "manquent": [seat.code for seat in quorum.missing],
            "phrase": quorum.sentence,
        },
        "invites": [
            {
                "invite": one.id,
                "ligne": one.line,
                "dossier": one.dossier_id,
                "qui": one.whom.value,
                "nom": one.name,
                "qualite": one.title,
                "courriel": one.email,
                "confirme": one.confirmed,
                "venu": one.present,
            }
            for one in attendance.guests
        ],
    }


def _attendee(forms: Forms, one: Attendee) -> Json:
    return {
        "participant": one.id,
        "siege": one.seat,
        "fonction": one.function,
        "en_personne": one.in_person,
        "nom": one.name,
        "qualite": one.title,
        "courriel": one.email,
        "service": one.service_id,
        "libelle": one.service,
        "convoque_le": forms.instant(one.invited),
        "reponse": None if one.answer is None else one.answer.value,
        "remplacant": one.substitute,
        "presence": None if one.presence is None else one.presence.value,
        "arrivee": one.arrived,
        "depart": one.left,
        "suppleants": [{"membre": each.id, "nom": each.name} for each in one.deputies],
    }
