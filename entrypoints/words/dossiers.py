"""The words of a dossier: rights, natures of lines, places in a foyer."""

NATURES = {
    "reorientation": "réorientation",
    "soutien": "soutien technique",
    "accompagnement_global": "accompagnement global",
}
DROITS = {"ouvert": "ouvert", "suspendu": "suspendu", "ferme": "fermé"}
ISSUES = {
    "acceptee": "acceptée",
    "refusee": "refusée",
    "maintenue": "maintenue dans son service",
    "retiree": "retirée",
    "annulee": "annulée",
    "doublon": "en double",
    "sans_objet": "sans objet",
}
"""What became of a request (``Demande.issue``)."""
MEMBERS = {"DEM": "demandeur ou demandeuse", "CJT": "conjoint ou conjointe"}
"""By webRSA's code of a person's place in the foyer."""
SCOPES = {
    "services_de_l_icl": "les services de la séance",
    "service_d_accueil": "le service d’accueil",
    "diagnostic": "le diagnostic",
}
