"""The facts of a person's path: only what cannot have happened is refused, and why it cannot."""

from datetime import date

from rules.actors import WEBRSA
from rules.beginnings import beginning
from rules.facts import Fact
from rules.guards.temps import local_day
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import day_of_month


def rendez_vous_a_venir(situation: Situation, act: Act) -> Refusal | None:
    """« le rendez-vous n’est pas fixé à un jour déjà passé » S1, indicator 2: the day on which it
    is made and the day for which it is made are two dates."""
    day = situation.values.get("date_rdv")
    if not isinstance(day, date) or day >= situation.today:
        return None
    return Refusal(
        code="rendez_vous_deja_passe",
        sentence=f"Un rendez-vous du {day_of_month(day)} ne peut avoir été fixé le"
        f" {day_of_month(situation.today)}, après qu’il a eu lieu.",
        remedy="Indiquez « date », le jour où il a été fixé ; un rendez-vous passé s’enregistre"
        " honoré ou manqué.",
        source="S1, indicateur 2",
        field="date_rdv",
    )


def de_cet_accompagnement(situation: Situation, act: Act) -> Refusal | None:
    """« rien n’est antérieur à l’orientation dont c’est l’accompagnement » S1, indicators 2 and 3b:
    both are counted from it. A rendez-vous is judged by its own day: it may have been made before.
    webRSA dates the orientations and the contracts that it tells, its word is a fact."""
    begun = None
    if situation.dossier is not None and act.actor != WEBRSA:
        begun = beginning(situation.facts, situation.dossier.id)
    if begun is None:
        return None
    named = situation.values.get("date_rdv")
    day = named if isinstance(named, date) else situation.today
    first = local_day(begun, act)
    if day >= first:
        return None
    return Refusal(
        code="avant_l_orientation",
        sentence=f"Ce dossier commence le {day_of_month(first)} : le {day_of_month(day)} n’est pas"
        " de cet accompagnement.",
        remedy="Corrigez la date. Ce qui est d’une orientation antérieure reste au dossier de"
        " celle-ci ; un contrat plus ancien qui reprend s’enregistre réactivé.",
        source="S1, indicateurs 2 et 3b",
        field="date_rdv" if named is not None else None,
    )


def flux_nouveau(situation: Situation, act: Act) -> Refusal | None:
    """« aucun flux n’est déjà enregistré à ce jour » one entry into the RSA, counted once."""
    if all(local_day(fact.occurred, act) != situation.today for fact in _own(situation, _FLOW)):
        return None
    return Refusal(
        code="flux_deja_enregistre",
        sentence=f"La transmission du {day_of_month(situation.today)} est déjà enregistrée.",
        remedy="Il n’y a rien à ajouter.",
        source="S1, indicateur 1b",
    )


def droits_apres_la_demande(situation: Situation, act: Act) -> Refusal | None:
    """« les droits ne sont pas notifiés avant que la demande soit complète » S1, indicator 1a. A
    claim that nobody told may be older than those that are known: none is wanted."""
    claims = [local_day(fact.occurred, act) for fact in situation.find("demande_complete")]
    if not claims or min(claims) <= situation.today:
        return None
    return Refusal(
        code="droits_avant_la_demande",
        sentence=f"La première demande complète connue est du {day_of_month(min(claims))} : ses"
        f" droits ne peuvent avoir été notifiés le {day_of_month(situation.today)}.",
        remedy="Corrigez la date, ou enregistrez d’abord la demande à laquelle la notification"
        " répond.",
        source="S1, indicateur 1a",
    )


def pas_encore_inscrite(situation: Situation, act: Act) -> Refusal | None:
    """« la personne n’est pas déjà inscrite à France Travail » S1, indicator 2: the exception is
    for a first inscription."""
    known = [local_day(fact.occurred, act) for fact in situation.find("inscription_ft")]
    if not known or min(known) >= situation.today:
        return None
    return Refusal(
        code="inscription_deja_faite",
        sentence=f"La personne est inscrite à France Travail depuis le {day_of_month(min(known))} :"
        " une première inscription n’est plus nécessaire.",
        remedy="Vérifiez la date de l’inscription.",
        source="S1, indicateur 2",
    )


def sans_rendez_vous(situation: Situation, act: Act) -> Refusal | None:
    """« aucun premier rendez-vous n’est fixé ni honoré » S1, indicator 2, « sans 1er rdv »."""
    if not any(
        local_day(fact.occurred, act) <= situation.today
        for code in ("rdv_fixe", "rdv_honore")
        for fact in _own(situation, code)
    ):
        return None
    return Refusal(
        code="rendez_vous_deja_fixe",
        sentence="Un premier rendez-vous est déjà fixé ou honoré dans ce dossier.",
        remedy="Il n’y a rien à enregistrer.",
        source="S1, indicateur 2",
    )


def diagnostic_anterieur(situation: Situation, act: Act) -> Refusal | None:
    """« le diagnostic n’est pas partagé avant d’avoir été réalisé » S1, indicator 4."""
    done = [local_day(fact.occurred, act) for fact in _own(situation, "diagnostic_realise")]
    if not done or min(done) <= situation.today:
        return None
    return Refusal(
        code="partage_avant_diagnostic",
        sentence=f"Le diagnostic est du {day_of_month(min(done))} : il n’a pu être partagé le"
        f" {day_of_month(situation.today)}.",
        remedy="Corrigez la date du partage.",
        source="S1, indicateur 4",
    )


def situation_en_cours(situation: Situation, act: Act) -> Refusal | None:
    """« une situation de l’article D262-65-2-1 est en cours » there is nothing to end otherwise."""
    running = False
    for fact in situation.facts:
        if local_day(fact.occurred, act) > situation.today or not _of_dossier(situation, fact):
            continue
        if fact.code in ("situation_empechement", "situation_empechement_finie"):
            running = fact.code == "situation_empechement"
    if running:
        return None
    return Refusal(
        code="aucune_situation",
        sentence=f"Aucune situation n’est en cours le {day_of_month(situation.today)}.",
        remedy="Enregistrez d’abord la situation constatée.",
        source="CASF D262-65-2-1",
    )


_FLOW = "flux_transmis"


def _own(situation: Situation, code: str) -> list[Fact]:
    return [fact for fact in situation.find(code) if _of_dossier(situation, fact)]


def _of_dossier(situation: Situation, fact: Fact) -> bool:
    return situation.dossier is not None and fact.subject.id == situation.dossier.id
