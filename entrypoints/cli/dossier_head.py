"""The head of a dossier's screen: who, where in the procedure, what is asked."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from entrypoints.cli import display
from entrypoints.words.dossiers import DROITS, MEMBERS, NATURES, SCOPES
from entrypoints.words.times import full_instant
from exchanges.tableau.columns import MEANS
from rules.actors import GENRE_LABELS, Genre
from rules.days.calendar import Calendar
from rules.rulebook import Rulebook
from rules.seances.waiting import WaitingLine
from rules.wording import colon, day_of_month, long_date, numbered
from states.procedure import PROCEDURE
from workflow.people.listed import ORIGINS
from workflow.reading.answers import Answer
from workflow.reading.dossiers import DemandeSheet, DossierSheet, Identity, LineSheet, ServiceLine
from workflow.reading.foyers import Member
from workflow.reading.line_facts import Told
from workflow.reading.sharing import Sharing


def show_head(dossier: DossierSheet, rulebook: Rulebook) -> None:
    state, calendar = PROCEDURE.states[dossier.state], rulebook.calendar
    display.title(f"Dossier n° {dossier.id} · {state.label}", f"version {dossier.version}")
    display.say(f"{state.meaning[0].upper()}{state.meaning[1:]}.")
    display.say("")
    display.sheet(
        [
            ("Personne", _person(dossier.person)),
            ("Orientation", _orientation(dossier)),
            ("Droit RSA", DROITS.get(dossier.droit, dossier.droit)),
            *(("Foyer", _member(member)) for member in dossier.foyer),
            ("Demande", _demande(dossier.demande, calendar)),
            ("Partage", _sharing(dossier.sharing, calendar)),
            *(row for line in dossier.lines for row in _lines(line, rulebook)),
            *(("À réinscrire", _waiting(line, rulebook)) for line in dossier.waiting),
            ("Ouvert le", full_instant(dossier.born, calendar)),
            ("Clos le", None if dossier.closed is None else full_instant(dossier.closed, calendar)),
            ("Avant", f"dossier n° {dossier.previous_id}" if dossier.previous_id else None),
            ("Ensuite", f"dossier n° {dossier.next_id}" if dossier.next_id else None),
        ]
    )


def _person(person: Identity) -> str:
    born = long_date(date.fromisoformat(person.date_naissance)).split(" ", 1)[1]
    parts = [
        " ".join(word for word in (person.civilite, person.nom, person.prenom) if word),
        f"naissance le {born}",
        person.ville,
        f"n° {person.webrsa_id} dans webRSA" if person.webrsa_id else None,
        f"demande RSA n° {person.numero_demande_rsa}" if person.numero_demande_rsa else None,
        person.telephone,
        person.email,
    ]
    return " · ".join(part for part in parts if part)


def _orientation(dossier: DossierSheet) -> str:
    rank = None if dossier.rank is None else f"rang {dossier.rank}"
    place = dossier.circonscription and " ".join(
        part for part in (dossier.circonscription_label, f"({dossier.circonscription})") if part
    )
    origin = None if dossier.origine is None else ORIGINS.get(dossier.origine, dossier.origine)
    parts = [rank, origin, dossier.type_orientation, service_words(dossier.service), place]
    return " · ".join(part for part in parts if part)


def service_words(service: ServiceLine | None) -> str | None:
    """« ALI Bobigny (agence locale d’insertion, n° 12) »."""
    if service is None:
        return None
    known = "" if service.genre is None else f"{GENRE_LABELS[Genre(service.genre)]}, "
    return f"{service.label} ({known}n° {service.id})"


def _demande(demande: DemandeSheet | None, calendar: Calendar) -> str | None:
    if demande is None:
        return None
    wished = f"vers {demande.service_souhaite}" if demande.service_souhaite else None
    consulted = None
    if demande.consultation_impossible:
        consulted = "consultation impossible"
    elif demande.consulted:
        consulted = f"consultation le {long_date(date.fromisoformat(demande.consulted))}"
    parts = [
        f"n° {demande.id}, ouverte le {full_instant(demande.opened, calendar)}",
        "urgente" if demande.urgent else None,
        wished,
        None if demande.motif is None else colon("motif", demande.motif),
        consulted,
        _agreement("accord de la personne", demande.accord_allocataire),
        _agreement("accord du service d’accueil", demande.accord_accueil),
        f"n° {demande.numero_webrsa} dans webRSA" if demande.numero_webrsa else None,
    ]
    return " · ".join(part for part in parts if part)


def _agreement(words: str, given: bool | None) -> str | None:
    return None if given is None else colon(words, "oui" if given else "non")


def _member(member: Member) -> str:
    role = MEMBERS.get(member.role or "")
    parts = [
        f"dossier n° {member.dossier_id}" + (f" ({role})" if role else ""),
        PROCEDURE.states[member.state].label,
        f"droit {DROITS.get(member.droit, member.droit)}",
        "ce n’est pas le droit dit ici, à vérifier" if member.differs else None,
    ]
    return " · ".join(part for part in parts if part)


def _sharing(sharing: Sharing, calendar: Calendar) -> str | None:
    if sharing.scopes:
        given = (f"{SCOPES[scope]}, le {_day(at, calendar)}" for scope, at in sharing.scopes)
        return colon("accord de la personne", " ; ".join(given))
    if sharing.withdrawn is not None:
        return f"accord retiré le {_day(sharing.withdrawn, calendar)}"
    return None


def _day(moment: datetime, calendar: Calendar) -> str:
    return long_date(moment.astimezone(calendar.tz).date())


def _lines(line: LineSheet, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    yield "Ligne", _line(line, rulebook)
    if line.answers:
        yield "Réponses", answers_words(line.answers)
    if line.told is not None:
        yield "Personne prévenue", told_words(line.told)


def _waiting(line: WaitingLine, rulebook: Rulebook) -> str:
    since = rulebook.local_day(line.since)
    return (
        f"ligne {numbered(line.line)}, {NATURES[line.nature]} · sortie le {day_of_month(since)} de"
        f" la séance {numbered(line.seance)} ({rulebook.label_of(line.genre)}) · inscrite à aucune"
        " autre"
    )


def told_words(told: Told) -> str:
    """« le 5 mars 2026 par Mme Alba, téléphone »."""
    by = f" par {told.by}" if told.by else ""
    return f"le {day_of_month(told.day)}{by}, {MEANS[told.means]}"


def answers_words(answers: Iterable[Answer]) -> str:
    """« ALI Bobigny : suivi · France Travail : inconnu, à vérifier »."""
    return " · ".join(
        colon(one.service, f"{one.answer}, à vérifier" if one.anomaly else one.answer)
        for one in answers
    )


def _line(line: LineSheet, rulebook: Rulebook) -> str:
    kind = rulebook.label_of(line.genre)
    return (
        f"n° {line.id}, {NATURES[line.nature]} · {PROCEDURE.states[line.state].label} · "
        f"{kind} n° {line.seance_id} du {full_instant(line.held, rulebook.calendar)} "
        f"({PROCEDURE.states[line.seance_state].label.lower()})"
    )
