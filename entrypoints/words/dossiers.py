"""The words of a dossier: rights, natures of lines, places in a foyer."""

NATURES = {
    "reorientation": "réorientation",
    "soutien": "soutien technique",
    "accompagnement_global": "accompagnement global",
}
DROITS = {"ouvert": "ouvert", "suspendu": "suspendu", "ferme": "fermé"}
MEMBERS = {"DEM": "demandeur ou demandeuse", "CJT": "conjoint ou conjointe"}
"""By webRSA's code of a person's place in the foyer."""
SCOPES = {
    "services_de_l_icl": "les services de la séance",
    "service_d_accueil": "le service d’accueil",
    "diagnostic": "le diagnostic",
}
