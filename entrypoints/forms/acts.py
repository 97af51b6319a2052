"""Acts in JSON: what may be done, what was, why not."""

from collections.abc import Iterable, Sequence

from entrypoints.forms.agenda import agenda
from entrypoints.forms.registry import Forms, Json
from rules.fields import Field
from rules.refusals import Refusal
from states.decision import Way
from states.page import Machine
from workflow.acts.commands import StaleDossier
from workflow.acts.recording import Outcome
from workflow.deadlines.writing import Change
from workflow.seances.commands import SeanceOutcome, StaleSeance


def ways(found: Iterable[tuple[Machine, tuple[Way, ...]]]) -> list[Json]:
    """What may happen next, with the reasons why not."""
    return [
        {
            "machine": machine.value,
            "acte": way.exit.event,
            "libelle": way.exit.label,
            "vers": way.target,
            "possible": way.possible or way.to_enter,
            "champs": [asked(field) for field in way.exit.asks],
            "refus": [refusal(one) for one in way.refusals if not one.to_enter],
        }
        for machine, ways_of in found
        for way in ways_of
    ]


def asked(field: Field) -> Json:
    """A field that an act asks for."""
    return {
        "nom": field.name,
        "libelle": field.label,
        "genre": field.kind.value,
        "obligatoire": field.required,
        "choix": list(field.choices),
    }


def tried(refusals: Sequence[Refusal]) -> Json:
    """What an act that was tried would meet now."""
    return {"possible": not refusals, "refus": [refusal(one) for one in refusals]}


def refusal(one: Refusal) -> Json:
    """One reason why an act is not possible."""
    return {
        "code": one.code,
        "phrase": one.sentence,
        "que_faire": one.remedy,
        "source": one.source,
        "champ": one.field,
    }


def conflict(stale: StaleDossier | StaleSeance) -> Json:
    """What somebody else did since the version that was read, as far as the reader may know it."""
    done = stale.meanwhile if isinstance(stale, StaleDossier) else stale
    return {
        "acte": None if done is None else done.act,
        "par": None if done is None else done.by,
        "le": None if done is None else done.at.isoformat(timespec="seconds"),
        "version_lue": stale.seen,
        "version": stale.found,
    }


def outcome(forms: Forms, done: Outcome) -> Json:
    """What an act on a dossier brought about."""
    return {
        "dossier": done.dossier_id,
        "version": done.version,
        "numero": done.seq,
        "etat": done.state,
        "mouvements": [
            {"machine": machine, "acte": event, "de": source or None, "vers": target}
            for machine, event, source, target in done.moves
        ],
        "dossier_suivant": done.next_dossier,
        "ligne": done.passage_id,
        "echeances": [_change(forms, change) for change in done.changes],
        "messages": done.messages,
        "deja_fait": done.repeated,
    }


def seance_outcome(forms: Forms, done: SeanceOutcome) -> Json:
    """What an act on a séance brought about."""
    return {
        "seance": done.seance_id,
        "version": done.version,
        "etat": done.state,
        "lignes": [outcome(forms, line) for line in done.lines],
        "non_reinscrits": [
            {"dossier": dossier, "refus": [refusal(one) for one in reasons]}
            for dossier, reasons in done.refused
        ],
        "messages": done.messages,
        "convocations": done.convocations,
        "echeances_deplacees": done.moved,
        "echeances_fixees_inchangees": done.by_hand,
        "echeances": [
            {
                "regle": date.rule,
                "seance": date.seance_id,
                "service": date.service_id,
                "dossier": date.dossier_id,
                "statut": date.status.value,
                "avant": forms.instant(date.before),
                "apres": forms.instant(date.after),
                "fixee": date.by_hand,
            }
            for date in done.dates
        ],
        "ordre_du_jour": None if done.agenda is None else agenda(done.agenda),
        "seance_suivante": done.following,
        "date_seance_suivante": forms.instant(done.following_held),
        "deja_fait": done.repeated,
    }


def _change(forms: Forms, change: Change) -> Json:
    """What became of a deadline, under the names that ``Forms.deadline`` gives."""
    return {
        "regle": change.rule,
        "version_regle": change.version,
        "statut": change.status.value,
        "terme": forms.instant(change.due),
    }
