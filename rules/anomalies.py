"""Anomalies: what is accepted, and must be told. A guard refuses; an anomaly stops nothing."""

from rules.situation import Situation

INCONNU = "inconnu"


def inconnu_anormal(answer: str, service: int, *, initial: int | None, wished: int | None) -> bool:
    """Whether this service should have known the person. ``initial`` follows them, ``wished`` is
    asked to (DOMAIN.md §0.8); « inconnu » is any other service's normal answer."""
    return answer == INCONNU and service in (initial, wished)


def inconnu_du_service_concerne(situation: Situation) -> bool:
    """« le service initial ou le service proposé répond qu’il ne connaît pas la personne » S0 A.3;
    only the line of a request has a service proposé. The same answer again tells nothing new."""
    dossier, demande, line = situation.dossier, situation.demande, situation.passage
    answer, service = situation.values.get("reponse"), situation.values.get("service")
    if dossier is None or not isinstance(answer, str) or not isinstance(service, int):
        return False
    asked = demande is not None and line is not None and line.demande_id == demande.id
    wished = demande.service_souhaite if asked and demande is not None else None
    if not inconnu_anormal(answer, service, initial=dossier.service_id, wished=wished):
        return False
    return line is None or _last_answer(situation, dossier.id, line.seance_id, service) != INCONNU


def _last_answer(situation: Situation, dossier: int, seance: int, service: int) -> object:
    """What the service answered last of that line."""
    told = {"service": service, "seance": seance}.items()
    given = [
        fact.data["reponse"]
        for fact in situation.find("reponse_donnee")
        if fact.subject.id == dossier and told <= fact.data.items()
    ]
    return given[-1] if given else None
