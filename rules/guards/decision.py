"""Who decides, here or in webRSA, and after which avis."""

from rules.parameters import Master
from rules.refusals import Refusal
from rules.situation import Act, Situation


def decision_ici(situation: Situation, act: Act) -> Refusal | None:
    """« les décisions d’EP se prennent dans cette application » a dated parameter, so that nobody
    types them twice (DOMAIN.md §0.3)."""
    if situation.parameters.maitre_decisions is Master.HERE:
        return None
    return Refusal(
        code="decision_dans_webrsa",
        sentence="Les décisions d’EP se prennent dans webRSA.",
        remedy="Importez le fichier de webRSA, la décision y sera lue ; un refus se constate.",
        source="Choix du département, maître des décisions",
    )


def decision_webrsa(situation: Situation, act: Act) -> Refusal | None:
    """« les décisions d’EP se prennent dans webRSA » its files tell the réorientations and never
    the refusals (DOMAIN.md §0.3)."""
    if situation.parameters.maitre_decisions is Master.WEBRSA:
        return None
    return Refusal(
        code="decision_prise_ici",
        sentence="Les décisions d’EP se prennent dans cette application.",
        remedy="Saisissez le résultat de la ligne ou la décision.",
        source="Choix du département, maître des décisions",
    )


def avis_ep_anterieur(situation: Situation, act: Act) -> Refusal | None:
    """« l’avis de l’EP, quand il est obligatoire, précède la décision » CASF L262-39."""
    dossier = situation.dossier
    if dossier is None or not situation.parameters.ep_obligatoire:
        return None
    since = situation.demande.opened if situation.demande is not None else None
    given = any(
        fact.subject.id == dossier.id
        and fact.occurred <= act.occurred
        and (since is None or fact.occurred >= since)
        for fact in situation.find("avis_ep_rendu")
    )
    if given:
        return None
    return Refusal(
        code="avis_ep_absent",
        sentence="L’équipe pluridisciplinaire n’a pas rendu d’avis avant cette décision.",
        remedy="Renvoyez la demande à l’EP.",
        source="CASF L262-39",
    )


def ep_au_programme(situation: Situation, act: Act) -> Refusal | None:
    """« le département soumet les réorientations à l’EP » otherwise there is none to go back to."""
    if situation.parameters.ep_obligatoire:
        return None
    return Refusal(
        code="ep_facultative",
        sentence="Le département ne soumet pas les réorientations à l’EP.",
        remedy="Décidez sans renvoyer la demande.",
        source="Choix du département, EP obligatoire",
    )
