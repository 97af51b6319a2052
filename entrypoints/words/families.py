"""What the acts on a dossier are for: the families under which a long list of them is read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

OF_THE_STAGE = "L’étape"
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "Le rendez-vous et le contact": (
        *("fixer_rdv_orientation", "tenir_rdv_orientation", "constater_sans_rdv"),
        *("fixer_rdv", "deplacer_rdv", "honorer_rdv", "manquer_rdv", "relancer"),
        *("demander_contact", "etablir_contact", "tenter_contact"),
    ),
    "L’accompagnement et le contrat": (
        *("designer_referent", "finir_referent", "reaffecter", "point_parcours"),
        *("signer_contrat", "reactiver_contrat", "reviser_contrat", "engager_recherche"),
        *("constater_situation", "finir_situation", "publier_liste"),
    ),
    "Le diagnostic et le partage d’informations": (
        *("constater_diagnostic", "faire_diagnostic_conjoint", "partager_diagnostic"),
        *("recueillir_accord_partage", "retirer_accord_partage"),
    ),
    "Le souhait de la personne": ("exprimer_souhait", "repondre_souhait"),
    "Le droit au RSA": (
        *("constater_demande_complete", "constater_droits", "constater_flux"),
        *("suspendre_droit", "reprendre_droit", "fermer_droit"),
    ),
    "France Travail": (
        *("constater_inscription_a_faire", "constater_inscription_ft", "constater_suivi_ft"),
    ),
    "Le courrier": (
        *("envoyer_courrier", "presenter_courrier", "recevoir_courrier"),
        *("constater_pli_non_retire", "constater_npai", "retrouver_adresse"),
    ),
    "Le recours": ("recevoir_recours", "repondre_recours"),
    "La personne et son territoire": (
        *("demenager_intra", "attribuer_secteur", "redecouper", "muter"),
        *("deceder", "declarer_doublon"),
    ),
    "Les délais": (
        *("suspendre_delai", "reprendre_delai", "prolonger_delai"),
        *("fixer_echeance", "rendre_delai_au_calcul"),
    ),
    "La séance": ("renoncer_ligne",),
    "webRSA": (
        *("exporter_saisine", "exporter_orientation", "remplacer"),
        "constater_transfert",
    ),
}
"""What may be done at whatever stage, by what it is about, in the order of its use."""

_FAMILY = {event: name for name, events in FAMILIES.items() for event in events}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Generic[T]):
    """Acts that are about one thing. ``name``: that thing, as a heading."""

    name: str
    acts: tuple[T, ...]


def by_family(acts: Iterable[T], event_of: Callable[[T], str]) -> list[Family[T]]:
    """The acts under their families: those of the stage first, the others in the order of their
    use; in each, in the order in which they came."""
    found: dict[str, list[T]] = {name: [] for name in (OF_THE_STAGE, *FAMILIES)}
    for one in acts:
        found[_FAMILY.get(event_of(one), OF_THE_STAGE)].append(one)
    return [Family(name=name, acts=tuple(held)) for name, held in found.items() if held]
