"""The fiches of a dossier, in words: the saisine that a service without software sends to the BOP
(S0 C.1), the synthesis that an EP has before its eyes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from exchanges.documents import anonymous_fiche
from exchanges.documents.anonymous_fiche import anonymous
from exchanges.documents.fiche_words import (
    DROITS,
    Row,
    Section,
    Sheet,
    Words,
    accord,
    count,
    yes,
)
from rules.wording import NBSP, day_of_month, numbered, quantity
from rules.words import Office
from workflow.reading.fiche import Asked, Fiche, Somebody, Structure

ROLES = {"DEM": "demandeur ou demandeuse", "CJT": "conjoint ou conjointe"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Fiches bound in one file. ``day``: the day that they are made for. ``blanks``: what nobody
    gave is shown, to be completed by hand."""

    title: str
    subtitle: str
    departement: str
    day: date
    mark: str
    sheets: tuple[Sheet, ...]
    blanks: bool


def saisines(
    words: Words, fiches: Sequence[Fiche], *, about: str, departement: str, bop: str
) -> Bound:
    """The fiches de saisine of a séance, or of one dossier, to be sent to the address ``bop``."""
    return Bound(
        title="Fiches de saisine",
        subtitle=about,
        departement=departement,
        day=words.day,
        mark=quantity(len(fiches), "saisine", "saisines"),
        sheets=tuple(saisine(words, fiche, bop) for fiche in fiches),
        blanks=True,
    )


def syntheses(
    words: Words, fiches: Sequence[Fiche], *, about: str, departement: str, nameless: bool
) -> Bound:
    """The fiches de synthèse of an agenda, in its order, or of one dossier."""
    return Bound(
        title="Fiches de synthèse",
        subtitle=about,
        departement=departement,
        day=words.day,
        mark=anonymous_fiche.MARK if nameless else "Document nominatif, réservé aux membres",
        sheets=tuple(
            anonymous(words, fiche, rank) if nameless else synthesis(words, fiche)
            for rank, fiche in enumerate(fiches, 1)
        ),
        blanks=False,
    )


def saisine(words: Words, fiche: Fiche, bop: str) -> Sheet:
    """The formulaire de saisine, filled with what is known."""
    asked = fiche.asked
    by_mail = f"Par courriel {words.rulebook.words.to(Office.BOP)}"
    return Sheet(
        title="Fiche de saisine",
        subtitle=_about(fiche),
        sections=(
            Section(name="1. Personne", rows=tuple(_identity(words, fiche))),
            Section(name="2. Service référent initial", rows=tuple(_served(words, fiche))),
            Section(name="3. Demande", rows=tuple(_request(words, asked))),
            Section(name="4. Accord de la personne", rows=tuple(_accord(asked))),
            Section(name="5. Accord du service d’accueil", rows=tuple(_welcome(asked))),
            Section(name="6. Avis des services", rows=tuple(words.avis(fiche.avis))),
            Section(
                name="7. Envoi",
                rows=(
                    (by_mail, bop),
                    *_deposited(asked),
                ),
            ),
        ),
        sign=("Fait le, par", "Signature"),
    )


def synthesis(words: Words, fiche: Fiche) -> Sheet:
    """What the EP has before its eyes of somebody."""
    return words.synthesis(
        fiche,
        _about(fiche),
        person=(*_identity(words, fiche), *_situation(words, fiche)),
        served=_served(words, fiche),
        request=(*_request(words, fiche.asked), *_accord(fiche.asked), *_received(fiche.asked)),
    )


def _about(fiche: Fiche) -> str:
    return f"{_name(fiche.person)} · dossier {numbered(fiche.dossier_id)}"


def _identity(words: Words, fiche: Fiche) -> Iterator[Row]:
    person = fiche.person
    born = person.born
    yield "Nom et prénom", _name(person)
    yield "Naissance", None if born is None else f"{day_of_month(born)} ({words.age(born)})"
    yield "N° de demande RSA", person.numero_demande_rsa
    yield "N° CAF", person.numero_caf
    yield "N° webRSA", None if person.webrsa_id is None else str(person.webrsa_id)
    yield "Adresse", ", ".join(person.address) or None
    yield "Téléphone", person.telephone
    yield "Courriel", person.email
    yield "Place dans le foyer", ROLES.get(person.role or "", person.role)
    yield "Droit RSA", DROITS.get(fiche.droit)


def _situation(words: Words, fiche: Fiche) -> Iterator[Row]:
    person, since = fiche.person, fiche.person.since
    yield "Situation familiale", person.situation_familiale
    yield "Enfants au foyer", count(person.enfants)
    yield "Niveau d’étude", person.niveau_etude
    if since is not None:
        yield "RSA demandé le", f"{day_of_month(since)} ({words.seniority(since)})"
    yield "Inscription à France Travail", words.date(fiche.registered)


def _served(words: Words, fiche: Fiche) -> Iterator[Row]:
    service = fiche.service
    yield "Service", None if service is None else service.label
    yield "Type d’orientation", fiche.type
    yield "Personne référente", fiche.referent
    yield "Coordonnées", None if service is None else _contact(service)
    yield "Dernière orientation", words.date(fiche.oriented)
    yield "Origine", fiche.origin
    yield "Rang", None if fiche.webrsa_rank is None else str(fiche.webrsa_rank)
    yield "Dernier contrat", words.date(fiche.contract)


def _request(words: Words, asked: Asked | None) -> Iterator[Row]:
    if asked is None:
        yield "Demande", None
        return
    yield "Date de la demande", words.date(asked.opened)
    yield "Motif", asked.motive
    if asked.words is not None:
        yield "Précisions", asked.words
    wished = asked.wished
    yield "Type préconisé", None if wished is None else wished.type
    yield "Service préconisé", None if wished is None else wished.label
    yield "Ses coordonnées", None if wished is None else _contact(wished)
    yield "Urgence", yes(asked.urgent)


def _accord(asked: Asked | None) -> Iterator[Row]:
    yield "Accord de la personne", None if asked is None else accord(asked)
    if asked is not None and asked.consulted is not None:
        yield "Consultation", day_of_month(asked.consulted)


def _welcome(asked: Asked | None) -> Iterator[Row]:
    yield "Accord", None if asked is None else yes(asked.welcome)
    if asked is not None and asked.welcome is False:
        yield "Motif du refus", asked.welcome_refused


def _received(asked: Asked | None) -> Iterator[Row]:
    """The same among other accords."""
    for name, value in _welcome(asked):
        yield f"{name} du service d’accueil", value


def _deposited(asked: Asked | None) -> Iterator[Row]:
    if asked is not None and asked.webrsa_number is not None:
        yield "Déjà saisie dans webRSA", f"n°{NBSP}{asked.webrsa_number}"


def _name(person: Somebody) -> str:
    return " ".join(part for part in (person.civilite, person.nom, person.prenom) if part)


def _contact(service: Structure) -> str | None:
    told = (service.address, service.telephone, service.email)
    return ", ".join(part for part in told if part) or None
