"""What an entry of the journal tells, in words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

from entrypoints.words.choices import choice_words
from notifications.letters.models import MODELS
from rules.accounts.acts import LABELS as ACCOUNT_ACTS
from rules.actors import Role
from rules.agents import LABELS as AGENT_ACTS
from rules.diaries import LABELS as DIARY_ACTS
from rules.fields import Field, Kind
from rules.gaps import LABELS as GAP_ACTS
from rules.lost_messages import LABELS as MESSAGE_ACTS
from rules.names import alphabetical
from rules.offers import LABELS as OFFER_ACTS
from rules.procedures.catalogue import BY_CODE
from rules.seances import reasons
from rules.seances.members import LABELS as MEMBER_ACTS
from rules.subjects import Subject, SubjectKind
from rules.wording import NBSP, colon, day_of_month, numbered, quoted
from rules.words import Words
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading.journal import JournalEntry

OTHER_ACTS = {
    "corriger": "Corriger l’acte précédent",
    "recompter_delais": "Dates changées par une séance",
    "reprendre_points": "Points repris d’une séance",
    "escalade": "Alerte",
    "prendre_escalade": "Prendre une escalade en main",
    "recalcul": "Échéance recalculée",
    "cycle_mois": "Début du mois",
    "circonscription_arretee": "Circonscription arrêtée",
    "cycle_annee": "Début de l’année",
    "publier_programme": "Publier le programme annuel des séances",
    "relancer": "Relancer les services attendus",
    "produire_lettre": "Produire une lettre",
    "reimprimer_lettre": "Réimprimer une lettre",
    "joindre_piece": "Joindre une pièce",
    "retirer_piece": "Retirer une pièce",
    "qualifier_piece": "Dire qu’une pièce est la pré-saisine",
    "produire_liste": "Produire la liste du mois",
    "suivre_lettre": "Dire ce que la poste a fait d’une lettre",
    "corriger_suivi_lettre": "Reprendre ce qui est dit d’une lettre",
    "dire_horaires": "Dire les horaires du service",
    "creer_lien": "Créer un lien vers la séance",
    "revoquer_lien": "Révoquer un lien vers la séance",
    "ne_plus_suivre": "N’est plus tenue à la suite d’une autre",
    **OFFER_ACTS,
    **MEMBER_ACTS,
    **AGENT_ACTS,
    **ACCOUNT_ACTS,
    **MESSAGE_ACTS,
    **DIARY_ACTS,
    **GAP_ACTS,
    "creer_personne": "Créer la personne",
    "mettre_a_jour_identite": "Mettre à jour l’identité",
    "rapprocher_webrsa": "Rapprocher de webRSA",
}
LEVELS = {
    "rappel": "rappel",
    "niveau_1": "niveau 1",
    "niveau_2": "niveau 2",
    "niveau_3": "niveau 3",
}
_KINDS = {
    SubjectKind.PERSONNE: "personne",
    SubjectKind.DOSSIER: "dossier",
    SubjectKind.SEANCE: "séance",
    SubjectKind.SERVICE: "service",
    SubjectKind.CIRCONSCRIPTION: "circonscription",
    SubjectKind.OFFRE: "offre",
    SubjectKind.MEMBRE: "membre",
    SubjectKind.AGENT: "agent",
    SubjectKind.MESSAGE: "message",
}
NATURE_WORDS = {
    "deplacee": "déplacée",
    "apparue": "nouvelle",
    "finie": "sans objet",
    "meme_date": "même date, règle mise à jour",
    "passee": "déjà passée, gardée pour la mesure",
    "alerte": "prochaine alerte déplacée",
}
WHY = {
    "calendrier": "calendrier",
    "regle": "règle changée",
    "regle_nouvelle": "règle nouvelle",
    "regle_retiree": "règle retirée",
    "faits": "faits",
}
_MACHINES: Mapping[SubjectKind | None, Iterable[Machine]] = {SubjectKind.SEANCE: (Machine.SEANCE,)}
_TOLD = {
    "tu": "dépassée par un niveau plus haut, non dite",
    "recapitulatif": "dite dans un récapitulatif",
}


def event_label(event: str, kind: SubjectKind | None = None) -> str:
    """The words of an act, whichever way it is done; its code when it has none. Of whatever machine
    it is, unless the ``kind`` of its subject says which: one chases services, and people."""
    for machine in _MACHINES.get(kind, Machine):
        label = PROCEDURE.label(machine, event)
        if label is not None:
            return label
    return OTHER_ACTS.get(event, event)


@cache
def act_choices() -> Mapping[str, str]:
    """Every act that an entry may tell, in the order of their words: code → words."""
    nodes = (event for node in PROCEDURE.all_nodes() for event in node.by_event)
    births = (event for births in PROCEDURE.births.values() for event in births)
    known = {event: event_label(event) for event in (*nodes, *births, *OTHER_ACTS)}
    return dict(sorted(known.items(), key=lambda one: alphabetical(one[1])))


def subject_words(subject: Subject) -> str:
    """« dossier n° 12 », « séance n° 3 »."""
    return f"{_KINDS[subject.kind]} {numbered(subject.id)}"


def rule_label(code: str) -> str:
    """The words of a rule; its code when the procedure no longer has it."""
    procedure = BY_CODE.get(code)
    return code if procedure is None else procedure.label


def act_label(entry: JournalEntry) -> str:
    """« Déposer la saisine », « Refusé : inscrire au tableau »."""
    label = entry.words or event_label(entry.event, entry.subject.kind)
    return colon("Refusé", f"{label[0].lower()}{label[1:]}") if entry.refused else label


def by(entry: JournalEntry, offices: Words) -> str:
    """« Lucie Martel, BOP », « planificateur »."""
    role = role_words(entry.role, offices)
    return role if entry.actor == role else f"{entry.actor}, {role}"


def role_words(code: str, offices: Words) -> str:
    """« BOP », « responsable de service », as the département calls its own; whatever else bears
    a role, by its code."""
    return offices.role(Role(code)) if code in set(Role) else code


def act_words(entry: JournalEntry, tz: tzinfo) -> str:
    """What is to know of the entry besides its act: its day when it is another than that of its
    entry, from, to, what was chosen, motive, rule, reasons."""
    return " · ".join(_parts(entry, tz))


def _parts(entry: JournalEntry, tz: tzinfo) -> Iterator[str]:
    body = entry.body
    day = entry.occurred.astimezone(tz).date()
    if day != entry.known.astimezone(tz).date():
        yield f"fait le {day_of_month(day)}"
    if entry.refused:
        yield ", ".join(dict.fromkeys(str(code) for code in body.get("refus", ())))
    if entry.after is not None and entry.after != entry.before:
        before = "" if entry.before is None else f"{_state(entry.before)} "
        yield f"{before}→ {_state(entry.after)}"
    yield from _chosen(entry)
    yield from _letter(entry)
    if entry.event == "escalade":
        rule = str(body.get("regle", "")).partition("@")[0]
        yield f"{rule_label(rule)} ({rule})"
        yield LEVELS.get(str(body.get("niveau")), str(body.get("niveau")))
        if (said := _TOLD.get(str(body.get("issue")))) is not None:
            yield said
    if entry.event == "prendre_escalade":
        rule = str(body.get("regle", ""))
        yield f"{rule_label(rule)} ({rule})"
        yield LEVELS.get(str(body.get("niveau")), str(body.get("niveau")))
    if entry.event == "recalcul":
        yield from recount_words(body)
    if body.get("corrige") is not None:
        label = entry.undone or event_label(str(body.get("evenement")))
        yield f"{quoted(label)}, entrée n° {body['corrige']}"
    if body.get("suivant") is not None:
        yield f"ouvre le dossier n° {body['suivant']}"
    if body.get("precedent") is not None:
        yield f"suite du dossier n° {body['precedent']}"
    if entry.personal is not None:
        labels = _labels_of(entry.event)
        for name, value in entry.personal.items():
            if isinstance(value, str):
                yield colon(labels.get(name, name), value)
    elif entry.erased:
        yield "données personnelles effacées"


def _chosen(entry: JournalEntry) -> Iterator[str]:
    """« issue du recours : rejeté »: what the form chose among a few answers."""
    given = entry.body.get("valeurs", {})
    for field in choices_of(entry.event):
        code = given.get(field.name)
        if isinstance(code, str):
            label = _ARTICLE.sub("", field.label)
            yield colon(label, choice_words(field.name, code))
    if isinstance(kept := given.get("arbitrage"), str):
        rank = given.get("rang_seance")
        yield from () if rank is None else (f"rang {rank}",)
        yield reasons.told(reasons.read(kept))


def _letter(entry: JournalEntry) -> Iterator[str]:
    """« lettre n° 12, Réorientation refusée »: the letter that the act made, or is about."""
    given = entry.body.get("valeurs", {})
    number, model = given.get("lettre"), given.get("modele")
    if isinstance(number, int):
        yield f"lettre {numbered(number)}" + (f", {_letter_name(model)}" if model else "")
    if isinstance(replaced := given.get("remplace"), int):
        yield f"annule la {numbered(replaced)}"


def _letter_name(code: str) -> str:
    """A letter that was withdrawn since is told by its code."""
    found = MODELS.get(code)
    return code if found is None else found.label


@cache
def choices_of(event: str) -> tuple[Field, ...]:
    """The fields of an act that take one of a few answers, each name once."""
    found = {one.name: one for one in _fields_of(event) if one.kind is Kind.CHOIX}
    return tuple(found.values())


@cache
def _labels_of(event: str) -> Mapping[str, str]:
    """What each field of an act is called, without its article."""
    return {one.name: _ARTICLE.sub("", one.label) for one in _fields_of(event)}


def _fields_of(event: str) -> Iterator[Field]:
    for node in PROCEDURE.all_nodes():
        for exit in node.by_event.get(event, ()):
            yield from exit.asks
    for births in PROCEDURE.births.values():
        if event in births:
            yield from births[event].asks


def recount_words(body: Mapping[str, Any]) -> Iterator[str]:
    """A deadline counted again: its rule, its dates before and after, why."""
    rule = str(body.get("regle", "")).partition("@")[0]
    yield f"{rule_label(rule)} ({rule})"
    nature = str(body.get("nature"))
    before, after = (_day(body.get(name)) for name in ("avant", "apres"))
    if nature == "alerte":
        yield f"prochaine alerte{NBSP}: {before} → {after}"
    elif before != after:
        yield f"{before} → {after}"
    else:
        yield NATURE_WORDS.get(nature, nature)
    yield ", ".join(WHY.get(code, code) for code in body.get("pourquoi", ()))


_ARTICLE = re.compile(r"^(?:l’|la |le |les )")


def _day(instant: object) -> str:
    if instant is None:
        return "aucune"
    return day_of_month(datetime.fromisoformat(str(instant)).date())


def _state(code: str) -> str:
    state = PROCEDURE.states.get(code)
    return code if state is None else state.label
