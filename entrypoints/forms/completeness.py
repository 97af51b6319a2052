"""What a séance still awaits and who was chased for it, in JSON."""

from collections.abc import Sequence

from entrypoints import clock
from entrypoints.forms.registry import Forms, Json
from workflow.reading.completeness import Readiness, Sending
from workflow.reading.participants import Attendee
from workflow.seances.tableau.chase import Chased, Earlier


def form(forms: Forms, seance: int, found: Sequence[Readiness], silent: Sequence[Attendee]) -> Json:
    """What is still awaited."""
    return {
        "seance": seance,
        "services": [_of_service(forms, one) for one in found],
        "convocations": [
            {
                "participant": one.id,
                "siege": one.function,
                "nom": one.name,
                "service": one.service_id,
                "convoque_le": forms.instant(one.invited),
            }
            for one in silent
        ],
    }


def chased_form(forms: Forms, done: Chased) -> Json:
    """Who was written to, and who already was that day."""
    return {
        "seance": done.seance_id,
        "relances": list(done.services),
        "convocations": list(done.participants),
        "deja_relances": [_of_earlier(forms, one) for one in done.earlier],
        "deja_fait": done.repeated,
    }


def _of_earlier(forms: Forms, one: Earlier) -> Json:
    return {
        "service": one.service,
        "participant": one.participant,
        "par": one.by,
        "le": forms.instant(one.at),
    }


def _of_service(forms: Forms, one: Readiness) -> Json:
    return {
        "service": one.service_id,
        "libelle": one.service,
        "lignes": one.brings,
        "aux_services": _sending(forms, one.to_the_services),
        "a_la_coordination": _sending(forms, one.to_the_bat),
        "besoins": _sending(forms, one.needs),
        "sans_reponse": list(one.unanswered),
        "sans_priorite": list(one.unordered),
        "invites_a_dire": list(one.unguested),
        "complet": one.owing is None,
    }


def _sending(forms: Forms, one: Sending) -> Json:
    return {
        "attendu": one.awaited,
        "envoye": forms.instant(one.sent),
        "echeance": forms.instant(one.due),
        "en_retard": one.late(clock.now()),
    }
