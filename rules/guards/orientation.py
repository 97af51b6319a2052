"""The diagnostic of the ALI and the signalement of a wrong orientation."""

from rules.actors import Genre
from rules.guards.temps import local_day
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import day_of_month
from rules.words import Topic

_SIGNALLED_BY = frozenset({Genre.FRANCE_TRAVAIL, Genre.SERVICE_SOCIAL})
_OTHERWISE = "Passez par la réorientation."


def diagnostic_unique(situation: Situation, act: Act) -> Refusal | None:
    """« aucun diagnostic n’a déjà été fait pour cette orientation, ou le second est justifié »
    S1 indicator 4, « pas de doublons » (DOMAIN.md §0.16)."""
    dossier = situation.dossier
    if dossier is None or "justification" in situation.values:
        return None
    if not situation.has("diagnostic_realise", of_dossier=dossier.id):
        return None
    return Refusal(
        code="diagnostic_deja_fait",
        sentence="Un diagnostic a déjà été réalisé pour cette orientation.",
        remedy="Utilisez-le, ou justifiez le second.",
        source="S1, indicateur 4",
        to_enter=True,
        field="justification",
    )


def diagnostic_fait(situation: Situation, act: Act) -> Refusal | None:
    """« un diagnostic a été réalisé » there is nothing to share otherwise."""
    dossier = situation.dossier
    if dossier is None or situation.has("diagnostic_realise", of_dossier=dossier.id):
        return None
    return Refusal(
        code="diagnostic_absent",
        sentence="Aucun diagnostic n’a été réalisé dans ce dossier.",
        remedy="Enregistrez d’abord le diagnostic.",
        source="S1, indicateur 4",
    )


def relance_faite(situation: Situation, act: Act) -> Refusal | None:
    """« la personne a été relancée au moins une fois » after her absence (S1 3a)."""
    missed = situation.last("rdv_manque")
    if any(
        missed is None or fact.occurred >= missed.occurred for fact in situation.find("relance")
    ):
        return None
    return Refusal(
        code="relance_absente",
        sentence="La personne n’a pas été relancée depuis son absence.",
        remedy="Relancez-la avant de constater la carence.",
        source="S1, indicateur 3a",
    )


def signalement_ouvert(situation: Situation, act: Act) -> Refusal | None:
    """« c’est la première orientation, vers France Travail ou le service social » S0, branche 2;
    DOMAIN.md §0.12."""
    dossier = situation.dossier
    if dossier is None:
        return None
    # Decided here and not known to webRSA yet, a first orientation has no rang.
    if dossier.rank in (None, 1) and dossier.genre in _SIGNALLED_BY:
        return None
    return Refusal(
        code="signalement_impossible",
        sentence="Le signalement ne concerne qu’une première orientation vers France Travail ou"
        " le service social.",
        remedy=_OTHERWISE,
        source=situation.words.text(Topic.SIGNALEMENT),
    )


def premier_rendez_vous_recent(situation: Situation, act: Act) -> Refusal | None:
    """« le premier rendez-vous n’a pas encore eu lieu ou vient d’avoir lieu » S0, branche 2:
    « lors du 1er rdv »; how recent is the département's parameter."""
    dossier = situation.dossier
    if dossier is None:
        return None
    first = next((f for f in situation.find("rdv_honore") if f.subject.id == dossier.id), None)
    allowed = situation.parameters.jours_signalement
    if first is None or (situation.today - local_day(first.occurred, act)).days <= allowed:
        return None
    return Refusal(
        code="signalement_tardif",
        sentence=f"Le premier rendez-vous date du {day_of_month(local_day(first.occurred, act))} :"
        f" une orientation se signale dans les {allowed} jours.",
        remedy=_OTHERWISE,
        source=situation.words.text(Topic.SIGNALEMENT),
    )
