"""What only some letters print: the service, the decision, the séance, each ready for its page."""

import re
from collections.abc import Mapping

from notifications.letters.letterhead import Letterhead
from notifications.letters.models import Part
from rules.actors import Genre
from rules.seances.kinds import Body
from rules.wording import NBSP, day_of_month, hour_of, long_date, numbered
from workflow.reading.letter_facts import AgendaItem, Decision, Host, LetterFacts, Sitting

_SERVICES = {
    Genre.ALI: "une agence locale d’insertion",
    Genre.FRANCE_TRAVAIL: "France Travail",
    Genre.SERVICE_SOCIAL: "un service social",
    Genre.ASSOCIATION: "une association",
}
_TELEPHONE = re.compile(r"0[0-9]{9}")
_OF_A_DIAGNOSTIC = ("diagnostic", "entdiag")
_BODIES = {
    Body.CONCERTATION: (
        "l’instance de concertation locale",
        "Les services qui accompagnent les allocataires du RSA s’y réunissent pour donner un avis.",
    ),
    Body.DECISION: (
        "l’équipe pluridisciplinaire",
        "Cette commission, où siègent aussi des allocataires du RSA, donne un avis sur les "
        "changements d’accompagnement.",
    ),
    Body.APPUI: (
        "l’instance d’appui",
        "Des professionnels s’y réunissent pour proposer des pistes d’accompagnement.",
    ),
}
"""What each body is called to somebody who has never heard of it, and what it does."""


def value(part: Part, facts: LetterFacts, head: Letterhead) -> object:
    """What a letter of these facts prints of that part; None when it is unknown."""
    match part:
        case Part.SERVICE:
            return _host(facts.service, facts.referent)
        case Part.ANCIEN_SERVICE:
            return _host(facts.former)
        case Part.SERVICE_SOUHAITE:
            return _host(facts.wished)
        case Part.DECISION:
            return _decision(facts.decision, head)
        case Part.SEANCE:
            return _sitting(facts.seance, head)
        case Part.PROCHAINE_SEANCE:
            return _sitting(facts.next, head)
        case Part.ALGORITHME:
            notice = head.algorithm
            return notice and {
                "finalite": notice.purpose,
                "publication": notice.published,
                "contact": notice.contact,
            }
        case Part.FRANCE_TRAVAIL:
            return _registration(facts.service, head)
        case Part.DIAGNOSTIC:
            return facts.origin in _OF_A_DIAGNOSTIC
        case Part.SOUHAIT:
            return head.wish
        case Part.SIEGE:
            return facts.seat
        case Part.ORDRE_DU_JOUR:
            return [_item(rank, one) for rank, one in enumerate(facts.agenda, 1)]


def _host(host: Host | None, referent: str | None = None) -> Mapping[str, object] | None:
    if host is None:
        return None
    return {
        "nom": host.label,
        "genre": None if host.genre is None else _SERVICES[host.genre],
        "adresse": list(host.address),
        "telephone": host.telephone and _by_two(host.telephone),
        "courriel": host.email,
        "horaires": host.hours,
        "referent": referent,
    }


def _by_two(telephone: str) -> str:
    """« 01 48 95 00 00 », as it is said; webRSA has it without spaces."""
    if not _TELEPHONE.fullmatch(telephone):
        return telephone
    return NBSP.join(telephone[start : start + 2] for start in range(0, len(telephone), 2))


def _registration(host: Host | None, head: Letterhead) -> Mapping[str, object] | None:
    """How to register, when it is France Travail that accompanies the person."""
    if host is None or host.genre is not Genre.FRANCE_TRAVAIL:
        return None
    return {"site": head.registration.site, "telephone": head.registration.telephone}


def _decision(decision: Decision | None, head: Letterhead) -> Mapping[str, object] | None:
    if decision is None:
        return None
    return {
        "date": day_of_month(decision.taken.astimezone(head.tz)),
        "motif": decision.motive and decision.motive.splitlines(),
        "seance": _sitting(decision.seance, head),
    }


def _sitting(sitting: Sitting | None, head: Letterhead) -> Mapping[str, object] | None:
    if sitting is None:
        return None
    held = sitting.held.astimezone(head.tz)
    name, role = _BODIES[sitting.body]
    return {
        "genre": sitting.kind,
        "nom": name,
        "role": role,
        "date": long_date(held),
        "heure": hour_of(held.time()),
        "lieu": sitting.place,
    }


def _item(rank: int, item: AgendaItem) -> Mapping[str, object]:
    return {
        "rang": str(rank),
        "dossier": None if item.dossier is None else numbered(item.dossier),
        "objet": item.asked,
        "service": item.service,
    }
