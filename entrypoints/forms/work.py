"""What there is to do, what went up, what is counted, in JSON."""

from entrypoints.forms.registry import Forms, Json
from workflow.reading.escalations import EscalationLine
from workflow.reading.figures import Kept, Load
from workflow.reading.workload import Task


def task(forms: Forms, one: Task) -> Json:
    """Something to do: of a dossier, or of a séance."""
    return {
        "echeance": one.deadline,
        "regle": one.rule,
        "sujet": {"genre": one.subject.kind.value, "id": one.subject.id},
        "dossier": one.dossier,
        "etat": one.state,
        "nom": one.nom,
        "prenom": one.prenom,
        "service": one.service,
        "seance": one.seance,
        "genre": one.genre,
        "date_seance": forms.instant(one.held),
        "circonscription": one.circonscription,
        "terme": forms.instant(one.due),
        "statut": one.status.value,
        "nee_en_retard": one.born_late,
    }


def escalation(forms: Forms, one: EscalationLine) -> Json:
    """A deadline that went up, and who has it in hand."""
    return {
        "echeance": forms.deadline(one.deadline),
        "niveau": one.level.value,
        "depuis": forms.instant(one.since),
        "etat": one.standing.value,
        "prise_par": one.taken_by,
        "prise_le": forms.instant(one.taken),
    }


def kept(one: Kept, target: int | None) -> Json:
    """How many deadlines of a rule were judged, and of these met in time."""
    return {
        "regle": one.rule,
        "jugees": one.judged,
        "dans_le_delai": one.in_time,
        "cible": target,
    }


def load(forms: Forms, one: Load) -> Json:
    """A séance to come and its open lines."""
    return {
        "seance": one.id,
        "genre": one.genre,
        "circonscription": one.circonscription,
        "date_seance": forms.instant(one.held),
        "lignes": one.lines,
    }
