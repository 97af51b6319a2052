"""The séance: which one a line may join, and when it may sit, rise and give its results."""

from datetime import date

from rules.actors import Role
from rules.guards.temps import local_day
from rules.guards.territoire import missing
from rules.refusals import Refusal
from rules.seances.kinds import BODY_LABELS, Body
from rules.situation import Act, SeanceView, Situation
from rules.wording import day_of_month
from rules.words import Topic

_OPEN_TO_LINES = frozenset({"programmee", "preparee"})
_TO_ADD_TO = frozenset({"arretee", "ouverte"})
_SITTING = frozenset({"ouverte", "tenue", "restituee", "close"})
_OPEN_LINES = frozenset({"inscrit", "retenu"})


_COORDINATED = {
    Body.CONCERTATION: Topic.TRANSMISSION,
    Body.DECISION: Topic.EP,
    Body.APPUI: Topic.APPUI,
}
_OF_A_PLACE = {Body.CONCERTATION: Topic.INSTANCES, Body.APPUI: Topic.APPUI}
_ZONES = "webRSA, zones des EP"
"""The text that a refusal rests on is that of what the séance does."""


def _text_of_place(situation: Situation, body: Body) -> str:
    topic = _OF_A_PLACE.get(body)
    return _ZONES if topic is None else situation.words.text(topic)


def _named(situation: Situation) -> SeanceView | None:
    """The séance that the act names, when it exists."""
    seance, number = situation.seance, situation.values.get("seance")
    return seance if seance is not None and seance.id == number else None


def seance_connue(situation: Situation, act: Act) -> Refusal | None:
    """« la séance choisie existe »"""
    if "seance" not in situation.values or _named(situation) is not None:
        return None
    return Refusal(
        code="seance_inconnue",
        sentence=f"La séance n° {situation.values['seance']} n’existe pas.",
        remedy="Choisissez une séance du programme.",
        field="seance",
    )


def seance_icl(situation: Situation, act: Act) -> Refusal | None:
    """« la séance choisie est une instance de concertation » S0 A.2: the ICL-I."""
    return _of_body(situation, Body.CONCERTATION, Topic.TABLEAU)


def seance_ep(situation: Situation, act: Act) -> Refusal | None:
    """« la séance choisie est une EP » S0 C.3."""
    return _of_body(situation, Body.DECISION, Topic.EP)


def _of_body(situation: Situation, body: Body, topic: Topic) -> Refusal | None:
    seance, kind = _named(situation), situation.kind
    if seance is None or kind is None or kind.body is body:
        return None
    wanted = BODY_LABELS[body]
    return Refusal(
        code="seance_d_un_autre_genre",
        sentence=f"La séance n° {seance.id} n’est pas {wanted}.",
        remedy=f"Choisissez {wanted}.",
        source=situation.words.text(topic),
        field="seance",
    )


def seance_competente(situation: Situation, act: Act) -> Refusal | None:
    """« la séance choisie est celle de la circonscription de la personne, ou de celle qui prend sa
    suite d’ici là » note 2024-045; webRSA, zones of the EP. A séance of the whole département takes
    everybody, unless its kind is held for some circonscriptions."""
    seance, dossier, kind = _named(situation), situation.dossier, situation.kind
    if seance is None or dossier is None:
        return None
    here, day, territory = dossier.circonscription, local_day(seance.held, act), situation.territory
    if seance.circonscription is not None:
        over = missing(territory, seance.circonscription, day, "seance")
        if over is not None:
            return over
        its = f"la circonscription {territory.name_of(seance.circonscription)}"
        competent = {seance.circonscription}
    elif kind is not None and kind.circonscriptions is not None:
        competent = set(kind.circonscriptions)
        its = f"plusieurs circonscriptions : {', '.join(map(territory.name_of, sorted(competent)))}"
    else:
        return None
    if here is not None and territory.succeeding({here}, day) & competent:
        return None
    home = (
        f"de la circonscription {territory.name_of(here)}"
        if here
        else "d’une circonscription inconnue"
    )
    return Refusal(
        code="seance_incompetente",
        sentence=f"La séance n° {seance.id} est celle de {its} ; la personne relève {home}.",
        remedy="Choisissez une séance de la circonscription de la personne.",
        source=_text_of_place(situation, Body.CONCERTATION if kind is None else kind.body),
        field="seance",
    )


def seance_non_arretee(situation: Situation, act: Act) -> Refusal | None:
    """« l’ordre du jour de la séance choisie n’est pas arrêté » S0 A.4."""
    seance = _named(situation)
    if seance is None or seance.state in _OPEN_TO_LINES:
        return None
    return Refusal(
        code="seance_arretee",
        sentence=f"L’ordre du jour de la séance n° {seance.id} n’est plus ouvert.",
        remedy="Inscrivez la ligne séance tenante, avec son motif, ou choisissez une séance"
        " suivante."
        if seance.state in _TO_ADD_TO
        else "Choisissez une séance suivante.",
        source=situation.words.text(Topic.TRANSMISSION),
        field="seance",
    )


def seance_arretee_ou_ouverte(situation: Situation, act: Act) -> Refusal | None:
    """« l’ordre du jour de la séance choisie est arrêté, et la séance n’est pas levée » S0 B.1:
    before, a line is inscribed at the tableau; after, at the next séance."""
    seance = _named(situation)
    if seance is None or seance.state in _TO_ADD_TO:
        return None
    if seance.state in _OPEN_TO_LINES:
        return Refusal(
            code="tableau_ouvert",
            sentence=f"L’ordre du jour de la séance n° {seance.id} n’est pas arrêté.",
            remedy="Inscrivez la ligne au tableau, comme les autres.",
            source=situation.words.text(Topic.TABLEAU),
            field="seance",
        )
    return Refusal(
        code="seance_levee",
        sentence=f"La séance n° {seance.id} ne prend plus aucune ligne.",
        remedy="Choisissez une séance suivante.",
        source=situation.words.text(Topic.EXAMEN),
        field="seance",
    )


def present_ou_coordinateur(situation: Situation, act: Act) -> Refusal | None:
    """« le service de l’agent siège dans la séance, ou l’agent la coordonne » S0 B.1."""
    own, sitting = act.actor.service_id, situation.sitting
    if own is None:
        return coordinateur(situation, act)
    if sitting is None or own in sitting:
        return None
    return Refusal(
        code="service_absent",
        sentence="Votre service ne siège pas dans cette séance.",
        remedy="Demandez-le à un service qui y siège, ou à qui la coordonne.",
        source=situation.words.text(Topic.EXAMEN),
    )


def repondant_siege(situation: Situation, act: Act) -> Refusal | None:
    """« le service qui répond siège dans la séance » S0 A.3."""
    service, sitting = situation.values.get("service"), situation.sitting
    if sitting is None or service is None or service in sitting:
        return None
    return Refusal(
        code="repondant_absent",
        sentence=f"Le service n° {service} ne siège pas dans cette séance : sa réponse n’y est pas"
        " attendue.",
        remedy="Répondez pour un service qui y siège.",
        source=situation.words.text(Topic.REPONSES),
        field="service",
    )


def seance_a_venir(situation: Situation, act: Act) -> Refusal | None:
    """« la séance choisie n’a pas encore eu lieu »"""
    seance = _named(situation)
    if seance is None or local_day(seance.held, act) >= situation.today:
        return None
    return Refusal(
        code="seance_passee",
        sentence=f"La séance n° {seance.id} était prévue le"
        f" {day_of_month(local_day(seance.held, act))}.",
        remedy="Choisissez une séance à venir.",
        field="seance",
    )


def nouvelle_date_a_venir(situation: Situation, act: Act) -> Refusal | None:
    """« la nouvelle date n’est pas passée » a séance that was held is not moved."""
    day = situation.values.get("date_seance")
    if not isinstance(day, date) or day >= situation.today:
        return None
    return Refusal(
        code="nouvelle_date_passee",
        sentence=f"Le {day_of_month(day)} est passé : une séance se déplace vers un jour à venir.",
        remedy="Choisissez un jour à venir.",
        field="date_seance",
    )


def coordinateur(situation: Situation, act: Act) -> Refusal | None:
    """« qui agit coordonne les séances de ce genre » S0 A.4, C.3: the BAT the ICL-I, the BOP
    and the secrétariat of the EP the EP; a choice of each kind of séance."""
    kind, role = situation.kind, act.actor.role
    if kind is None or role is Role.SYSTEME or role in kind.coordinators:
        return None
    return Refusal(
        code="coordination_d_un_autre",
        sentence=f"Cette séance est coordonnée par {kind.coordinated_by}.",
        remedy="Demandez-le au service qui coordonne la séance.",
        source=situation.words.text(_COORDINATED[kind.body]),
    )


def lieu_de_la_seance(situation: Situation, act: Act) -> Refusal | None:
    """« une séance de circonscription dit laquelle » note 2024-045: an ICL-I is the séance of one
    circonscription, an EP may be the whole département's."""
    kind = situation.kind
    if kind is None or not kind.territorial or "circonscription" in situation.values:
        return None
    return Refusal(
        code="circonscription_manquante",
        sentence=f"« {kind.label} » est celle d’une circonscription, et il n’y en a pas.",
        remedy="Indiquez « circonscription ».",
        source=_text_of_place(situation, kind.body),
        to_enter=True,
        field="circonscription",
    )


def jour_de_seance(situation: Situation, act: Act) -> Refusal | None:
    """« le jour de la séance est venu » results may be typed afterwards, never before."""
    seance = situation.seance
    if seance is None or situation.today >= local_day(seance.held, act):
        return None
    return Refusal(
        code="seance_pas_encore",
        sentence=f"La séance est prévue le {day_of_month(local_day(seance.held, act))}.",
        remedy="Ouvrez-la ce jour-là, ou déplacez-la d’abord.",
        source=situation.words.text(Topic.EXAMEN),
    )


def resultats_saisis(situation: Situation, act: Act) -> Refusal | None:
    """« chaque ligne retenue a son résultat » webRSA refuses to finish otherwise (§4.3)."""
    left = sum(1 for line in situation.passages if line.state in _OPEN_LINES)
    if left == 0:
        return None
    lines = "1 ligne est" if left == 1 else f"{left} lignes sont"
    return Refusal(
        code="resultats_manquants",
        sentence=f"{lines} encore sans résultat.",
        remedy="Saisissez chaque résultat, ajournez ou reportez la ligne.",
        source=situation.words.text(Topic.RESULTATS),
    )


def seance_commencee(situation: Situation, act: Act) -> Refusal | None:
    """« la séance est ouverte, ou s’est tenue » S0 B.1: no avis before the séance; a result that
    was corrected once it was over is given again."""
    seance = situation.seance
    if seance is None or seance.state in _SITTING:
        return None
    return Refusal(
        code="seance_non_ouverte",
        sentence="La séance n’est pas ouverte.",
        remedy="Ouvrez la séance le jour où elle se tient.",
        source=situation.words.text(Topic.EXAMEN),
    )
