"""The offer of accompagnement, in JSON."""

from entrypoints.forms.registry import Forms, Json
from workflow.reading.offers import OfferLine


def offer(forms: Forms, line: OfferLine) -> Json:
    """An offer."""
    return {
        "offre": line.id,
        "version": line.version,
        "libelle": line.libelle,
        "operateur": line.operator,
        "service": line.service_id,
        "genre": line.genre,
        "circonscription": line.circonscription,
        "capacite": line.capacite,
        "places": line.places,
        "contingent": line.contingent,
        "publiee_le": forms.instant(line.published),
        "mise_a_jour_le": forms.instant(line.updated),
        "retiree_le": forms.instant(line.withdrawn),
    }
