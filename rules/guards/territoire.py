"""The territory: which circonscriptions there are on a day, and when a dossier may follow them."""

from datetime import date, timedelta

from rules.actors import Role
from rules.guards.temps import local_day
from rules.refusals import Refusal
from rules.situation import Act, SeanceView, Situation
from rules.territory import Territory
from rules.wording import day_of_month


def circonscription_du_jour(situation: Situation, act: Act) -> Refusal | None:
    """« la circonscription existe le jour de la séance » a territory may be redrawn at a date."""
    day, seance = situation.values.get("date_seance"), situation.seance
    code = situation.values.get("circonscription") if seance is None else seance.circonscription
    if not isinstance(day, date) or code is None:
        return None
    return missing(situation.territory, str(code), day, "date_seance")


def circonscription_actuelle(situation: Situation, act: Act) -> Refusal | None:
    """« la circonscription choisie existe aujourd’hui »"""
    code = situation.values.get("circonscription")
    if code is None:
        return None
    return missing(situation.territory, str(code), local_day(act.known, act), "circonscription")


def autre_circonscription(situation: Situation, act: Act) -> Refusal | None:
    """« le dossier n’est pas déjà dans la circonscription choisie » of one that is over, that it is
    over says enough."""
    code, dossier = situation.values.get("circonscription"), situation.dossier
    if dossier is None or code is None or code != dossier.circonscription:
        return None
    if not situation.territory.exists(str(code), local_day(act.known, act)):
        return None
    return Refusal(
        code="circonscription_inchangee",
        sentence="Le dossier est déjà dans la circonscription"
        f" {situation.territory.name_of(str(code))}.",
        remedy="Il n’y a rien à faire, ou choisissez une autre circonscription.",
        field="circonscription",
    )


def secteur_a_attribuer(situation: Situation, act: Act) -> Refusal | None:
    """« le dossier n’est encore d’aucune circonscription, ou son secteur n’est plus de ceux du
    service référent » S2: otherwise, a change is a move of the person or a redrawing."""
    dossier, service = situation.dossier, situation.service
    if dossier is None or dossier.circonscription is None:
        return None
    day = local_day(act.known, act)
    if service is not None and situation.territory.left(
        dossier.circonscription, service.circonscriptions, day
    ):
        return None
    return Refusal(
        code="secteur_attribue",
        sentence="Le dossier est déjà de la circonscription"
        f" {situation.territory.name_of(dossier.circonscription)}.",
        remedy="Si l’attribution est fausse, corrigez-la ; si la personne a déménagé,"
        " enregistrez son déménagement.",
        field="circonscription",
    )


def secteur_du_service(situation: Situation, act: Act) -> Refusal | None:
    """« le secteur choisi est de ceux du service référent » S2: the sector of a person is that of
    their service. A service without circonscription serves them all; a file says where the person
    lives, whatever their service."""
    code, service = situation.values.get("circonscription"), situation.service
    if code is None or service is None or act.actor.role is Role.IMPORT:
        return None
    if not service.circonscriptions or code in service.circonscriptions:
        return None
    named, its = situation.territory.name_of, sorted(service.circonscriptions)
    return Refusal(
        code="secteur_hors_service",
        sentence=f"Le service « {service.label} » n’est pas de la circonscription"
        f" {named(str(code))}.",
        remedy=f"Choisissez l’une des siennes : {', '.join(map(named, its))}.",
        field="circonscription",
    )


def ligne_sans_resultat_attendu(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne n’attend pas le résultat d’une séance déjà tenue » it gives its avis first."""
    seance = situation.seance
    if situation.passage is None or seance is None:
        return None
    held = local_day(seance.held, act)
    return _result_awaited(seance, held) if held < local_day(act.known, act) else None


def _result_awaited(seance: SeanceView, held: date) -> Refusal:
    return Refusal(
        code="resultat_attendu",
        sentence=f"La ligne est dans la séance n° {seance.id} du {day_of_month(held)}, dont le"
        " résultat n’est pas saisi.",
        remedy="Saisissez d’abord son résultat : le dossier suivra ensuite.",
    )


def ligne_libre_de_suivre(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne n’attend pas le résultat d’une séance d’avant le redécoupage » the séance that
    examined the request gives its avis first; a line already inscribed where the dossier does not
    go is put off by whoever knows why it is there."""
    seance, dossier = situation.seance, situation.dossier
    if situation.passage is None or seance is None or dossier is None:
        return None
    day = situation.values.get("date")
    held, here = local_day(seance.held, act), seance.circonscription
    if here == dossier.circonscription and held < (day if isinstance(day, date) else held):
        return _result_awaited(seance, held)
    to = situation.values.get("circonscription")
    if to is None or here in (None, to, dossier.circonscription):
        return None
    named = situation.territory.name_of
    return Refusal(
        code="ligne_ailleurs",
        sentence=f"La ligne est dans la séance n° {seance.id}, de la circonscription"
        f" {named(str(here))}, et le dossier passe à la circonscription {named(str(to))}.",
        remedy="Reportez d’abord la ligne : le dossier suivra ensuite.",
    )


def missing(territory: Territory, code: str, day: date, field: str) -> Refusal | None:
    """Why nothing is held there on that day: the circonscription is over, or not there yet."""
    if territory.exists(code, day):
        return None
    told = territory.periods(code)
    ends = [one.valid_to for one in told if one.valid_to is not None and one.valid_to < day]
    if not ends:
        begins = min(one.valid_from for one in told if one.valid_from is not None)
        return Refusal(
            code="circonscription_a_venir",
            sentence=f"La circonscription {territory.name_of(code)} ne commence que le"
            f" {day_of_month(begins)}.",
            remedy="Choisissez un jour à partir de cette date, ou une autre circonscription.",
            field=field,
        )
    last = max(ends)
    heirs = territory.successors(code, last + timedelta(days=1))
    named = ", ".join(map(territory.name_of, heirs))
    return Refusal(
        code="circonscription_arretee",
        sentence=f"La circonscription {territory.name_of(code)} s’arrête le {day_of_month(last)}"
        + (f" ; ses communes passent à : {named}." if heirs else "."),
        remedy="Choisissez l’une d’elles, ou un autre jour."
        if len(heirs) > 1
        else "Choisissez celle qui prend sa suite, ou un autre jour.",
        field=field,
    )
