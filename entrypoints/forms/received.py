"""What came in, in JSON: the saisines that were received, the recours that are to be answered."""

from entrypoints.forms.registry import Forms, Json
from workflow.reading.appeals import Appeal
from workflow.reading.saisines import Received


def saisine(forms: Forms, one: Received) -> Json:
    """A saisine that waits."""
    return {
        "dossier": one.dossier,
        "nom": one.nom,
        "prenom": one.prenom,
        "numero_caf": one.matricule,
        "service": one.service,
        "etat": one.standing.value,
        "canal": one.channel,
        "numero_webrsa": one.number,
        "urgente": one.urgent,
        "recue_le": forms.instant(one.received),
        "entree_le": forms.instant(one.entered),
        "pieces": one.pieces,
        "double_possible": one.twin,
    }


def appeal(forms: Forms, one: Appeal) -> Json:
    """A recours, and what it contests."""
    contested = one.contested
    return {
        "echeance": forms.deadline(one.deadline),
        "dossier": one.dossier,
        "conteste": None
        if contested is None
        else {
            "lettre": contested.letter,
            "modele": contested.kind,
            "envoyee_le": contested.sent.isoformat(),
        },
    }
