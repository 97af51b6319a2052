"""What an entry of the journal changed, value by value, in words: a field, before, after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from entrypoints.words.choices import choice_words
from entrypoints.words.dossiers import DROITS, ISSUES, NATURES
from rules.letters.kinds import CHANNEL_LABELS, RETURN_LABELS
from rules.wording import colon, day_of_month, local_instant, numbered, quoted
from states.procedure import PROCEDURE
from workflow.database.instants import from_micros
from workflow.reading.journal import JournalEntry

ERASED = "donnée effacée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A value that changed. ``of``: the line, the request, the letter that it belongs to, empty for
    the subject of the entry. ``before`` and ``after`` are empty where there was none."""

    of: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How the registry calls what rows name by a number or a code."""

    services: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[int, str] = field(default_factory=dict)
    motives: Mapping[int, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    tz: tzinfo


Said = Callable[[Any, Names], str]
"""How a value of a column is said; never asked of an empty one."""


def _text(value: Any, _names: Names) -> str:
    return str(value)


def _state(value: Any, _names: Names) -> str:
    state = PROCEDURE.states.get(str(value))
    return str(value) if state is None else state.label


def _yes_or_no(value: Any, _names: Names) -> str:
    return "oui" if value else "non"


def _day(value: Any, _names: Names) -> str:
    return day_of_month(date.fromisoformat(str(value)))


def _instant(value: Any, names: Names) -> str:
    return local_instant(from_micros(int(value)).astimezone(names.tz))


def _number(value: Any, _names: Names) -> str:
    return numbered(int(value))


def _of_services(value: Any, names: Names) -> str:
    return names.services.get(int(value)) or numbered(int(value))


def _of_types(value: Any, names: Names) -> str:
    return names.types.get(int(value)) or numbered(int(value))


def _of_motives(value: Any, names: Names) -> str:
    return names.motives.get(int(value)) or numbered(int(value))


def _kind(value: Any, names: Names) -> str:
    return names.kinds.get(str(value)) or str(value)


def _place(value: Any, names: Names) -> str:
    return names.places.get(str(value)) or str(value)


def _chosen(column: str) -> Said:
    return lambda value, _names: choice_words(column, str(value))


def _among(labels: Mapping[Any, str]) -> Said:
    known = {str(code): words for code, words in labels.items()}
    return lambda value, _names: known.get(str(value)) or str(value)


COLUMNS: Mapping[str, tuple[str, Said]] = {
    # a person
    "civilite": ("civilité", _text),
    "nom": ("nom", _text),
    "prenom": ("prénom", _text),
    "date_naissance": ("date de naissance", _day),
    "numero_caf": ("numéro d’allocataire", _text),
    "numero_demande_rsa": ("numéro de demande RSA", _text),
    "role": ("rôle dans le foyer", _text),
    "adresse": ("adresse", _text),
    "code_postal": ("code postal", _text),
    "ville": ("ville", _text),
    "telephone": ("téléphone", _text),
    "email": ("courriel", _text),
    "reference": ("matricule", _text),
    "sexe": ("sexe", _text),
    "situation_familiale": ("situation familiale", _text),
    "enfants": ("enfants", _text),
    "niveau_etude": ("niveau d’étude", _text),
    "demande_le": ("date de la demande de RSA", _day),
    # a dossier
    "state": ("étape", _state),
    "rank": ("rang", _text),
    "service_id": ("service", _of_services),
    "referent": ("référent", _number),
    "type_orientation": ("type d’orientation", _of_types),
    "origine": ("origine", _chosen("origine")),
    "circonscription": ("circonscription", _place),
    "droit": ("droit au RSA", _among(DROITS)),
    "address_changed": ("changement d’adresse", _day),
    "webrsa_orientation": ("orientation dans webRSA", _number),
    "previous_id": ("dossier précédent", _number),
    "maitre_id": ("dossier gardé", _number),
    "closed_at": ("clos le", _instant),
    # a request
    "motif_code": ("motif de la demande", _of_motives),
    "service_souhaite": ("service demandé", _of_services),
    "accord_allocataire": ("accord de la personne", _yes_or_no),
    "accord_accueil": ("accord du service demandé", _yes_or_no),
    "motif_refus_accueil": ("motif du refus d’accueillir", _text),
    "consulted": ("personne consultée le", _day),
    "consultation_impossible": ("consultation de la personne impossible", _yes_or_no),
    "urgent": ("urgente", _yes_or_no),
    "canal": ("canal", _chosen("canal")),
    "numero_webrsa": ("numéro dans webRSA", _text),
    "saisie_le": ("saisie le", _day),
    "issue": ("issue", _among(ISSUES)),
    # a line
    "nature": ("nature", _among(NATURES)),
    "methode": ("méthode", _chosen("methode")),
    "priorite": ("priorité", _text),
    "venue": ("venue de la personne accordée", _yes_or_no),
    "sans_invite": ("sans invité", _yes_or_no),
    # a séance
    "genre": ("genre de séance", _kind),
    "held_at": ("date et heure", _instant),
    "lieu": ("lieu", _text),
    "remplacee_par": ("reportée sur la séance", _number),
    "a_la_suite_de": ("à la suite de la séance", _number),
    # a letter
    "suivi": ("numéro de suivi", _text),
    "envoyee_le": ("envoyée le", _day),
    "presentee_le": ("présentée le", _day),
    "recue_le": ("reçue le", _day),
    "revenue_le": ("revenue le", _day),
    "retour": ("raison du retour", _among(RETURN_LABELS)),
}
"""Column → its label, and how its values are said. One that is not here is of the machinery."""

_STATE = "state"
_OF_A_LETTER = {"canal": ("canal", _among(CHANNEL_LABELS))}
_KINDS = {"demande": "demande", "passage": "ligne", "lettre": "lettre"}


def differences(entry: JournalEntry, names: Names) -> list[Difference]:
    """What the entry changed besides the state of its subject, which it tells by itself; personal
    values as long as they are not erased."""
    changed = entry.body.get("modifs")
    found = list(_of_rows(changed, names)) if isinstance(changed, Mapping) else []
    personal = None if entry.personal is None else entry.personal.get("modifs")
    if isinstance(personal, Mapping):
        found += _of_columns("", personal, names, COLUMNS)
    elif entry.erased:
        found += [
            Difference(of="", label=COLUMNS[name][0], before=ERASED, after=ERASED)
            for name in entry.body.get("champs", ())
            if name in COLUMNS
        ]
    return found


def _of_rows(changed: Mapping[str, Any], names: Names) -> Iterator[Difference]:
    for row, columns in changed.items():
        kind, _, number = row.partition(":")
        of = f"{_KINDS[kind]} {numbered(int(number))}" if kind in _KINDS and number else ""
        known = {**COLUMNS, **_OF_A_LETTER} if kind == "lettre" else COLUMNS
        told = {name: two for name, two in columns.items() if of or name != _STATE}
        yield from _of_columns(of, told, names, known)


def _of_columns(
    of: str, columns: Mapping[str, Any], names: Names, known: Mapping[str, tuple[str, Said]]
) -> Iterator[Difference]:
    for column, values in columns.items():
        if column not in known:
            continue
        label, said = known[column]
        before, after = ("" if one is None else said(one, names) for one in values)
        if before != after:
            yield Difference(of=of, label=label, before=before, after=after)


def difference_words(one: Difference) -> str:
    """« service : « ALI de Bobigny » → « France Travail » »."""
    of = f"{one.of}, " if one.of else ""
    sides = (quoted(side) if side else "rien" for side in (one.before, one.after))
    return colon(f"{of}{one.label}", " → ".join(sides))
