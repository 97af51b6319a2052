"""C.1: the saisine and its three channels."""

from rules.actors import Genre, Role
from rules.guards.temps import local_day
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import day_of_month
from rules.words import Office, Topic

_ARRIVALS = frozenset({"saisine_deposee", "saisine_autre_canal"})
"""The facts that tell by which ``canal`` the saisine came."""


def canal_permis(situation: Situation, act: Act) -> Refusal | None:
    """« le canal est ouvert à l’auteur » S0 C.1: only an ALI has the XML; the BOP registers the
    form that it received by mail (DOMAIN.md §0.7)."""
    canal = situation.values.get("canal")
    if canal == "xml" and act.actor.genre is not Genre.ALI:
        return Refusal(
            code="canal_reserve_ali",
            sentence=f"Le fichier XML de webRSA n’est ouvert qu’{situation.words.to(Office.ALI)}.",
            remedy="Saisissez dans webRSA, ou envoyez le formulaire"
            f" {situation.words.to(Office.BOP)}.",
            source="webRSA, fichiers d’échange",
            field="canal",
        )
    if canal in ("xml", "webrsa") and act.actor.role is Role.BOP:
        return Refusal(
            code="canal_du_service",
            sentence=f"{situation.words.at_the_head(Office.BOP)} n’enregistre que le formulaire"
            " reçu par courriel.",
            remedy="Choisissez le canal « mail ».",
            source=situation.words.text(Topic.SAISINE),
            field="canal",
        )
    return None


def canal_nouveau(situation: Situation, act: Act) -> Refusal | None:
    """« la saisine n’est pas déjà arrivée par ce canal » S0 C.1, « et/ou »: the same saisine by
    two channels is one, by the same channel twice it is a repetition (DOMAIN.md §0.7)."""
    canal, first = situation.values.get("canal"), situation.last("saisine_deposee")
    if canal is None or first is None:
        return None
    since = situation.facts[situation.facts.index(first) :]
    arrived = (fact for fact in since if fact.code in _ARRIVALS and fact.data["canal"] == canal)
    if (again := next(arrived, None)) is None:
        return None
    return Refusal(
        code="saisine_deja_recue",
        sentence="Cette saisine est déjà arrivée par ce canal, le"
        f" {day_of_month(local_day(again.occurred, act))}.",
        remedy="Il n’y a rien à enregistrer de plus ; si le numéro est faux, corrigez l’acte qui"
        " l’a dit.",
        source=situation.words.text(Topic.SAISINE),
        field="canal",
    )


def numero_webrsa_donne(situation: Situation, act: Act) -> Refusal | None:
    """« saisie dans webRSA : le numéro est donné » S0 C.1, « saisi le…, n°… »."""
    return _asked_by_webrsa(situation, "numero_webrsa", "le numéro de la saisine dans webRSA")


def date_de_saisie_donnee(situation: Situation, act: Act) -> Refusal | None:
    """« saisie dans webRSA : la date de saisie est donnée » S0 C.1, « saisi le…, n°… »."""
    return _asked_by_webrsa(situation, "saisie_le", "la date de saisie dans webRSA")


def _asked_by_webrsa(situation: Situation, field: str, label: str) -> Refusal | None:
    values = situation.values
    if values.get("canal") != "webrsa" or field in values:
        return None
    return Refusal(
        code="champ_manquant",
        sentence=f"Il manque : {label}.",
        remedy=f"Indiquez « {field} ».",
        source=situation.words.text(Topic.SAISINE),
        to_enter=True,
        field=field,
    )


def avis_accueil_pour_le_fichier(situation: Situation, act: Act) -> Refusal | None:
    """« saisine par fichier : l’avis du service d’accueil est connu » webRSA's file requires
    ``accord_referent``."""
    demande = situation.demande
    if situation.values.get("canal") != "xml" or demande is None:
        return None
    if demande.accord_accueil is not None:
        return None
    return Refusal(
        code="avis_accueil_inconnu",
        sentence="Le fichier de webRSA demande l’avis du service d’accueil, qui n’est pas connu.",
        remedy="Recueillez l’avis du service d’accueil.",
        source="webRSA, accord_referent",
    )


def saisine_complete(situation: Situation, act: Act) -> Refusal | None:
    """« la saisine dit le service souhaité, la consultation de la personne et l’avis du service
    d’accueil » S0 C.1; webRSA asks for all of them (DOMAIN.md §4.8)."""
    demande = situation.demande
    if demande is None:
        return None
    consulted = demande.consulted is not None or demande.consultation_impossible
    missing = [
        words
        for known, words in (
            (demande.service_souhaite is not None, "le service souhaité"),
            (consulted, "la consultation de la personne"),
            (demande.accord_accueil is not None, "l’avis du service d’accueil"),
        )
        if not known
    ]
    if not missing:
        return None
    return Refusal(
        code="saisine_incomplete",
        sentence=f"Il manque à la saisine : {', '.join(missing)}.",
        remedy="Demandez la pièce au service : « demander_piece ».",
        source=situation.words.text(Topic.SAISINE),
    )


def saisine_unique(situation: Situation, act: Act) -> Refusal | None:
    """« aucune autre demande en cours n’est la même, ou le BOP l’a vérifié » the same number in
    webRSA, or the same allocataire under two records."""
    if situation.twin is None or situation.values.get("doublon_ecarte") is True:
        return None
    return Refusal(
        code="saisine_en_double",
        sentence="Une autre demande en cours porte le même numéro de webRSA, ou concerne le même"
        f" allocataire : celle du dossier n° {situation.twin}.",
        remedy="Déclarez celle-ci en double, ou « doublon_ecarte » si vous avez vérifié que non.",
        source=situation.words.text(Topic.SAISINE),
        field="doublon_ecarte",
    )
