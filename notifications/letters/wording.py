"""From facts to the fields of a letter: all that is printed of a case, as JSON, and nothing else.

A page finds here words that are ready: dates in French, names, addresses line by line. A key is
never missing: what is unknown, or not said, is None.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from notifications.letters.letterhead import Letterhead, Remedies
from notifications.letters.models import Audience, Model, Need
from notifications.letters.parts import value
from rules.actors import Genre
from rules.profiles import sex
from rules.wording import NBSP, day_of_month, numbered
from workflow.reading.letter_facts import Host, LetterFacts, Recipient

Fields = dict[str, object]

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_NARROW = re.compile(r"(?<=\d) (?=\d|h\b)|(?<=\bh) (?=\d)|(?<=«) | (?=[:;!?»])")
"""The spaces at which no line may end: « 9 h 30 », « 01 43 93 00 00 », « Horaires : »."""

_TITLES = {"femme": "Madame", "homme": "Monsieur"}
_EITHER = "Madame, Monsieur"


class MissingFacts(ValueError):
    """The letter would tell nothing: facts that its model cannot do without are unknown."""

    def __init__(self, model: Model, missing: tuple[Need, ...]) -> None:
        self.model = model
        self.missing = missing
        super().__init__(
            f"Le courrier « {model.label} » ne peut pas être écrit{NBSP}: il manque "
            f"{', '.join(need.value for need in missing)}."
        )


def fields(model: Model, facts: LetterFacts, letterhead: Letterhead, *, day: date) -> Fields:
    """What the page of ``model`` prints of ``facts``, in a letter of that ``day``.

    Raises MissingFacts.
    """
    missing = tuple(need for need in model.needs if not _known(need, facts, letterhead))
    if missing:
        raise MissingFacts(model, missing)
    parts = {part.value: value(part, facts, letterhead) for part in model.parts}
    said = _head(model, facts, letterhead, day) | parts | _foot(model, facts, letterhead)
    return {name: _in_type(one) for name, one in said.items()}


def _in_type(value: object) -> object:
    """As French is set: what somebody typed has neither its spaces nor its apostrophe."""
    match value:
        case str():
            return _APOSTROPHE.sub("’", _NARROW.sub(NBSP, value))
        case list():
            return [_in_type(one) for one in value]
        case dict():
            return {name: _in_type(one) for name, one in value.items()}
        case _:
            return value


def _known(need: Need, facts: LetterFacts, head: Letterhead) -> bool:
    match need:
        case Need.ADRESSE:
            return bool(facts.recipient.address)
        case Need.SERVICE:
            return facts.service is not None
        case Need.COORDONNEES:
            return facts.service is not None and _can_be_reached(facts.service)
        case Need.DECISION:
            return facts.decision is not None
        case Need.MOTIF:
            return facts.decision is not None and bool(facts.decision.motive)
        case Need.SEANCE:
            return facts.seance is not None
        case Need.LIEU:
            return facts.seance is not None and bool(facts.seance.place)
        case Need.ALGORITHME:
            return head.algorithm is not None
        case Need.SIEGE:
            return facts.seat is not None
        case Need.ORDRE_DU_JOUR:
            return bool(facts.agenda)


def _can_be_reached(host: Host) -> bool:
    """France Travail has one telephone for all its agencies, that its letters tell."""
    if host.genre is Genre.FRANCE_TRAVAIL:
        return True
    return bool(host.address) and host.telephone is not None


def _head(model: Model, facts: LetterFacts, head: Letterhead, day: date) -> Fields:
    """What every letter bears before its text."""
    sender = head.sender
    title = _title(facts.recipient)
    return {
        "modele": model.code,
        "jour": day.isoformat(),
        "date": day_of_month(day),
        "lieu": head.place,
        "expediteur": {
            "departement": head.departement,
            "service": sender.service,
            "adresse": list(sender.address),
            "telephone": sender.telephone,
            "courriel": sender.email,
            "horaires": sender.hours,
        },
        "logo": head.logo and {"fichier": head.logo.name, "texte": head.logo.alternative},
        "destinataire": _window(facts.recipient, title),
        "references": [list(one) for one in _references(facts)],
        "appel": f"{title},",
        "politesse": f"Je vous prie d’agréer, {title}, l’expression de ma considération "
        "distinguée.",
    }


def _foot(model: Model, facts: LetterFacts, head: Letterhead) -> Fields:
    """What every letter bears after its text."""
    genre = None if facts.seance is None else facts.seance.genre
    signatory = head.signatures.of(model.act, genre)
    remedies = head.remedies.get(model.act)
    return {
        "signature": {
            "nom": signatory.name,
            "qualite": signatory.quality,
            "delegation": signatory.delegation,
        },
        "recours": None if remedies is None else _remedies(remedies),
        "donnees": _privacy(head) if model.to is Audience.ALLOCATAIRE else None,
    }


def _title(recipient: Recipient) -> str:
    return _TITLES.get(sex(recipient.civilite) or "", _EITHER)


def _window(recipient: Recipient, title: str) -> list[str]:
    """The lines seen through the window of the envelope."""
    name = recipient.name if title == _EITHER else f"{title} {recipient.name}"
    return [
        line
        for line in (recipient.organisation, name, recipient.quality, *recipient.address)
        if line
    ]


def _references(facts: LetterFacts) -> Iterator[tuple[str, str]]:
    known = facts.references
    number = None if known is None else known.letter
    letter = "" if number is None else f", lettre {numbered(number)}"
    if known is not None and known.dossier is not None:
        yield "Nos références", f"dossier {numbered(known.dossier)}{letter}"
        if known.webrsa is not None:
            yield "Numéro webRSA", str(known.webrsa)
        if known.caf:
            yield "Votre numéro d’allocataire", known.caf
        if known.demande_rsa:
            yield "Votre demande de RSA", known.demande_rsa
    elif facts.seance is not None:
        yield "Nos références", f"séance {numbered(facts.seance.id)}{letter}"


def _remedies(remedies: Remedies) -> Mapping[str, object]:
    court = remedies.court
    return {
        "delai": remedies.delay,
        "autorite": remedies.authority,
        "adresse": list(remedies.address),
        "courriel": remedies.email,
        "reponse": remedies.answer,
        "tribunal": {
            "nom": court.name,
            "adresse": list(court.address),
            "delai": court.delay,
            "site": court.site,
        },
    }


def _privacy(head: Letterhead) -> Mapping[str, object]:
    privacy = head.privacy
    return {
        "responsable": privacy.controller,
        "finalite": privacy.purpose,
        "destinataires": privacy.recipients,
        "conservation": privacy.kept,
        "contact": privacy.contact,
    }
