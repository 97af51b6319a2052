"""The words of the choices of a form: a code says most by itself, less its accents."""

from collections.abc import Mapping

from entrypoints.words.dossiers import SCOPES
from rules.agents import NEVER
from rules.letters.kinds import RETURN_LABELS
from rules.offers import GENRES
from rules.procedures.catalogue import BY_CODE
from rules.telling import RHYTHM_LABELS
from workflow.people.listed import ORIGINS

WORDS: Mapping[str, Mapping[str, str]] = {
    "regle": {code: rule.label for code, rule in BY_CODE.items()},
    "origine": ORIGINS,
    "portee": SCOPES,
    "genre": GENRES,
    "rythme": {**{code.value: words for code, words in RHYTHM_LABELS.items()}, NEVER: "jamais"},
    "retour": {code.value: words for code, words in RETURN_LABELS.items()},
}
"""Field → code → words, of those that do not say it by themselves."""

_SPELLED = {
    "cer": "CER",
    "collegiale": "collégiale",
    "contrat_engagement": "contrat d’engagement",
    "contrat_revise": "contrat révisé",
    "date_imposee": "date imposée",
    "decline": "décline",
    "electronique": "électronique",
    "entree": "entrée",
    "invalidite": "invalidité",
    "personne_empechee": "personne empêchée",
    "ppae": "PPAE",
    "recommande": "recommandé",
    "rejete": "rejeté",
    "reorientation": "réorientation",
    "report_justifie": "report justifié",
    "revision": "révision",
    "sante": "santé",
    "service_ferme": "service fermé",
    "sms": "SMS",
    "telephone": "téléphone",
    "webrsa": "webRSA",
    "xml": "fichier XML",
}


def choice_words(field: str, code: str) -> str:
    """« rejeté », « contrat d’engagement », the label of a rule."""
    known = WORDS.get(field, {}).get(code)
    return known or _SPELLED.get(code, code.replace("_", " "))
