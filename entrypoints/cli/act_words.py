"""What an entry of the journal tells, in words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rules.offers import LABELS as OFFER_ACTS
from rules.procedures.catalogue import BY_CODE
from rules.subjects import Subject, SubjectKind
from rules.wording import NBSP, colon, day_of_month, numbered, quoted
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading.journal import JournalEntry

OTHER_ACTS = {
    "corriger": "Corriger l’acte précédent",
    "recompter_delais": "Dates changées par une séance",
    "escalade": "Alerte",
    "recalcul": "Échéance recalculée",
    "cycle_mois": "Début du mois",
    "cycle_annee": "Début de l’année",
    "publier_programme": "Publier le programme annuel des ICL-I",
    **OFFER_ACTS,
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
_TOLD = {
    "tu": "dépassée par un niveau plus haut, non dite",
    "recapitulatif": "dite dans un récapitulatif",
}


def event_label(event: str) -> str:
    """The words of an act, whatever machine it is of; its code when it has none."""
    for machine in Machine:
        label = PROCEDURE.label(machine, event)
        if label is not None:
            return label
    return OTHER_ACTS.get(event, event)


def subject_words(subject: Subject) -> str:
    """« dossier n° 12 », « séance n° 3 »."""
    return f"{_KINDS[subject.kind]} {numbered(subject.id)}"


def rule_label(code: str) -> str:
    """The words of a rule; its code when the procedure no longer has it."""
    procedure = BY_CODE.get(code)
    return code if procedure is None else procedure.label


def act_label(entry: JournalEntry) -> str:
    """« Déposer la saisine », « Refusé : inscrire au tableau »."""
    label = event_label(entry.event)
    return colon("Refusé", f"{label[0].lower()}{label[1:]}") if entry.refused else label


def act_words(entry: JournalEntry) -> str:
    """What is to know of the entry besides its act: from, to, motive, rule, reasons."""
    return " · ".join(_parts(entry))


def _parts(entry: JournalEntry) -> Iterator[str]:
    body = entry.body
    if entry.refused:
        yield ", ".join(dict.fromkeys(str(code) for code in body.get("refus", ())))
    if entry.after is not None and entry.after != entry.before:
        before = "" if entry.before is None else f"{_state(entry.before)} "
        yield f"{before}→ {_state(entry.after)}"
    if entry.event == "escalade":
        rule = str(body.get("regle", "")).partition("@")[0]
        yield f"{rule_label(rule)} ({rule})"
        yield LEVELS.get(str(body.get("niveau")), str(body.get("niveau")))
        if (said := _TOLD.get(str(body.get("issue")))) is not None:
            yield said
    if entry.event == "recalcul":
        yield from recount_words(body)
    if body.get("corrige") is not None:
        yield f"{quoted(event_label(str(body.get('evenement'))))}, entrée n° {body['corrige']}"
    if body.get("suivant") is not None:
        yield f"ouvre le dossier n° {body['suivant']}"
    if body.get("precedent") is not None:
        yield f"suite du dossier n° {body['precedent']}"
    if entry.personal is not None:
        for name, value in entry.personal.items():
            if isinstance(value, str):
                yield colon(name, value)
    elif entry.erased:
        yield "données personnelles effacées"


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


def _day(instant: object) -> str:
    if instant is None:
        return "aucune"
    return day_of_month(datetime.fromisoformat(str(instant)).date())


def _state(code: str) -> str:
    state = PROCEDURE.states.get(code)
    return code if state is None else state.label
