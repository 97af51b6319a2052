"""A difference with webRSA in words: what is told here, what there, what to do."""

from collections.abc import Mapping

from rules.wording import colon
from states.procedure import PROCEDURE
from workflow.reading.gaps import GapLine

NEXT: Mapping[str, str] = {
    "decision_webrsa": "Rien : la demande est acceptée ici aussi.",
    "autre_service": "Prévenir le service : la demande est close, sans objet.",
    "service_different": "Comparer, puis corriger là où c’est faux.",
    "rang_en_avance": "Exporter l’orientation, ou la saisir dans webRSA.",
    "remplace": "Vérifier que le remplacement est voulu.",
    "clos_ici": "Vérifier, puis prévenir qui tient webRSA.",
    "acte_refuse": "Lire les motifs du refus, puis corriger la cause.",
    "commune_inconnue": "Compléter la circonscription, ou l’adresse dans webRSA.",
    "secteur_a_attribuer": "Attribuer un secteur à la personne.",
    "absent_du_stock": "Vérifier où est la personne.",
}
"""What is done of each nature: by whoever tells it, here or in webRSA."""

_LABELS = {
    "rang": "rang",
    "service": "service",
    "etat": "étape",
    "service_souhaite": "service demandé",
    "acte": "acte",
    "refus": "refus",
    "commune": "commune",
    "ali": "ALI",
}
_THERE = frozenset({"acte", "refus", "commune", "ali"})
"""What the details say of webRSA without saying so."""


def side(line: GapLine, services: Mapping[object, str], *, webrsa: bool) -> list[str]:
    """What the difference says of webRSA, or of here: « rang : 2 », « service : ALI Bobigny »."""
    told = []
    for name, value in line.detail.items():
        bare, there = name.removesuffix("_ici").removesuffix("_webrsa"), name.endswith("_webrsa")
        if (there or bare in _THERE) is not webrsa or value is None:
            continue
        told.append(colon(_LABELS.get(bare, bare.replace("_", " ")), _said(bare, value, services)))
    return told


def _said(name: str, value: object, services: Mapping[object, str]) -> str:
    if name.startswith("service"):
        return services.get(value, str(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    known = PROCEDURE.states.get(str(value))
    return str(value) if known is None else known.label
