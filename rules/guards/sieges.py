"""Who sits in a séance: what an invitation may be answered, and the quorum."""

from collections.abc import Sequence

from rules.refusals import Refusal
from rules.seances.seats import Answer, Participant, Seat
from rules.situation import Act, Situation
from rules.wording import all_numbered, colon, numbered
from rules.words import Topic


def participant_attendu(situation: Situation, act: Act) -> Refusal | None:
    """« qui répond est attendu à la séance »"""
    number = situation.values.get("participant")
    if number is None or _answering(situation) is not None:
        return None
    return unknown(number, "participant")


def pour_ses_invites(situation: Situation, act: Act) -> Refusal | None:
    """« un service répond pour les siens ; qui coordonne, pour tous »"""
    kind, one = situation.kind, _answering(situation)
    if kind is None or one is None or act.actor.role in kind.coordinators:
        return None
    if act.actor.service_id is not None and act.actor.service_id == one.service:
        return None
    return Refusal(
        code="reponse_d_un_autre",
        sentence="Cette personne n’est pas de votre service.",
        remedy=f"Demandez-le à son service ; la séance est coordonnée par {kind.coordinated_by}.",
    )


def siege_en_personne(situation: Situation, act: Act) -> Refusal | None:
    """« un siège tenu en personne n’a pas de remplaçant » S2: « on demande au référent rSa désigné
    qui suit et connaît le dossier d’être présent (pas de représentativité) »."""
    if situation.values.get("reponse") != Answer.REMPLACE:
        return None
    one = _answering(situation)
    seat = None if one is None else _seat(situation, one)
    if seat is None or not seat.in_person:
        return None
    return Refusal(
        code="siege_en_personne",
        sentence=f"« {seat.label} » vient en personne : personne ne peut prendre sa place.",
        remedy="Faites-lui confirmer sa venue, ou reportez ses lignes à une autre séance.",
        source=situation.words.text(Topic.PRESENCE),
        field="reponse",
    )


def remplacant_dit(situation: Situation, act: Act) -> Refusal | None:
    """« qui est remplacé dit par qui, et lui seul » webRSA (§4.2): « remplacé par »."""
    named = [name for name in ("suppleant", "remplacant") if name in situation.values]
    answer = situation.values.get("reponse")
    if answer == Answer.REMPLACE and not named:
        return Refusal(
            code="remplacant_manquant",
            sentence="Il manque : qui vient à sa place.",
            remedy="Indiquez « suppleant », ou « remplacant » et son nom.",
            to_enter=True,
            field="suppleant",
        )
    if len(named) == 2 or (named and answer is not None and answer != Answer.REMPLACE):
        return Refusal(
            code="remplacant_de_trop",
            sentence="Un remplaçant se dit avec la réponse « remplace », et un seul.",
            remedy=f"Retirez « {named[-1]} ».",
            field=named[-1],
        )
    return None


def suppleant_du_membre(situation: Situation, act: Act) -> Refusal | None:
    """« le suppléant est celui du membre, ce jour-là »"""
    number, one = situation.values.get("suppleant"), _answering(situation)
    if not isinstance(number, int) or one is None or number in one.deputies:
        return None
    known = ", ".join(numbered(deputy) for deputy in sorted(one.deputies))
    return Refusal(
        code="suppleant_inconnu",
        sentence=f"Le membre {numbered(number)} n’est pas son suppléant le jour de la séance.",
        remedy=f"{colon('Choisissez', known)}, ou donnez un nom par « remplacant »."
        if known
        else "Donnez un nom par « remplacant », ou ajoutez d’abord ce suppléant.",
        field="suppleant",
    )


def siege_du_genre(situation: Situation, act: Act) -> Refusal | None:
    """« le siège est de ceux de ce genre de séance »"""
    code, kind = situation.values.get("siege"), situation.kind
    if code is None or kind is None or kind.seat(str(code)) is not None:
        return None
    known = ", ".join(f"« {seat.code} »" for seat in kind.seats) or "aucun"
    return Refusal(
        code="siege_inconnu",
        sentence=f"« {kind.label} » n’a pas de siège « {code} ».",
        remedy=f"{colon('Choix', known)}.",
        field="siege",
    )


def quorum_atteint(situation: Situation, act: Act) -> Refusal | None:
    """« le quorum est atteint, s’il en faut un » webRSA (§4.2); R262-70: the président's choice,
    said with each kind of séance."""
    kind = situation.kind
    stands = None if kind is None else kind.quorum_of(situation.participants)
    if stands is None or stands.reached:
        return None
    return Refusal(
        code="quorum_manquant",
        sentence=f"{colon('Le quorum n’est pas atteint', stands.sentence)}.",
        remedy="Appelez un suppléant et émargez qui est là (« emarger »), ou constatez que le"
        " quorum manque : « constater_quorum_manquant ».",
        source="§4.2",
    )


def quorum_manque(situation: Situation, act: Act) -> Refusal | None:
    """« le quorum manque vraiment, là où il en faut un »"""
    kind = situation.kind
    staying = [one for one in situation.participants if one.left is None]
    stands = None if kind is None else kind.quorum_of(staying)
    if stands is None or not stands.reached:
        return None
    return Refusal(
        code="quorum_atteint",
        sentence=f"{colon('Le quorum est atteint', stands.sentence)}.",
        remedy="Émargez les départs (« emarger »), ou reportez la séance : « reporter ».",
        source="§4.2",
    )


def prescripteur_present(situation: Situation, act: Act) -> Refusal | None:
    """« qui présente la ligne est venu en personne, là où c’est demandé » S2: « pas de
    représentativité »; otherwise the line waits for another date."""
    seat = None if situation.kind is None else situation.kind.prescriber
    if seat is None or not seat.in_person or situation.dossier is None:
        return None
    service, referent = situation.dossier.service_id, situation.dossier.referent
    theirs = [
        one
        for one in situation.participants
        if one.seat == seat.code and one.presents(service, referent)
    ]
    if any(one.came for one in theirs):
        return None
    said = any(one.presence is not None for one in theirs)
    awaited = _presenting(service, referent, theirs)
    return Refusal(
        code="prescripteur_absent" if said else "prescripteur_non_emarge",
        sentence=f"« {seat.label} » n’est pas là, et vient en personne ({awaited}) : la ligne ne"
        " peut être examinée."
        if said
        else f"« {seat.label} » vient en personne ({awaited}), et sa présence n’est pas émargée.",
        remedy="Reportez la ligne à une autre séance : « reporter »."
        if said
        else "Émargez sa présence (« emarger », « accueillir »), ou reportez la ligne :"
        " « reporter ».",
        source=situation.words.text(Topic.PRESENCE),
    )


def _presenting(service: int | None, referent: int | None, theirs: Sequence[Participant]) -> str:
    """Who presents the line: « référent n° 12 du service n° 2035, participant n° 4 »."""
    of = "" if service is None else f" du service {numbered(service)}"
    who = f"référent{of}" if referent is None else f"référent {numbered(referent)}{of}"
    if not theirs:
        return f"{who}, pas encore attendu"
    return f"{who}, {all_numbered('participant', 'participants', [one.id for one in theirs])}"


def _answering(situation: Situation) -> Participant | None:
    number = situation.values.get("participant")
    return next((one for one in situation.participants if one.id == number), None)


def _seat(situation: Situation, one: Participant) -> Seat | None:
    return None if situation.kind is None else situation.kind.seat(one.seat)


def unknown(number: object, field: str) -> Refusal:
    """Nobody of that number is awaited there."""
    return Refusal(
        code="participant_inconnu",
        sentence=f"Le participant n° {number} n’est pas attendu à cette séance.",
        remedy="« seance voir » donne les numéros ; qui vient sans être attendu se note par"
        " « accueillir ».",
        field=field,
    )
