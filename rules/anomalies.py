"""Anomalies: what is accepted, and must be told. A guard refuses; an anomaly stops nothing."""

from rules.situation import Situation

INCONNU = "inconnu"


def inconnu_anormal(answer: str, service: int, *, initial: int | None, wished: int | None) -> bool:
    """Whether this service should have known the person. ``initial`` follows them, ``wished`` is
    asked to (DOMAIN.md §0.8); « inconnu » is any other service's normal answer."""
    return answer == INCONNU and service in (initial, wished)


def inconnu_du_service_concerne(situation: Situation) -> bool:
    """« le service initial ou le service proposé répond qu’il ne connaît pas la personne » S0 A.3;
    only the line of a request has a service proposé."""
    dossier, demande, line = situation.dossier, situation.demande, situation.passage
    answer, service = situation.values.get("reponse"), situation.values.get("service")
    if dossier is None or not isinstance(answer, str) or not isinstance(service, int):
        return False
    asked = demande is not None and line is not None and line.demande_id == demande.id
    return inconnu_anormal(
        answer,
        service,
        initial=dossier.service_id,
        wished=demande.service_souhaite if asked and demande is not None else None,
    )
