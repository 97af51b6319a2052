"""What each office does with its day, well or late, as people do."""

from datetime import date, timedelta

from entrypoints.demo import desks, letters, seances
from entrypoints.demo.cast import BAT, BOP, PRESIDENT
from entrypoints.demo.stage import Stage
from rules.actors import Actor, Genre
from rules.letters.kinds import Channel
from workflow.acts.recording import Outcome
from workflow.reading.standings import Standing

_WEEKS_AHEAD = timedelta(days=45)
_TABLE_DAYS = 8
"""From how many days before a séance on services fill its tableau in."""
_INSCRIBES_ON = (0, 3)
"""The BOP inscribes in the EP on Mondays and Thursdays."""
_ASKED, _ASKED_BEFORE_SUMMER = 0.005, 0.009
"""On a given day, how likely somebody is to be asked a réorientation for."""
_SUMMER, _KEPT_BACK = date(2026, 6, 15), 2
"""From when on each looks again at who they follow before they leave, and the president keeps the
last decisions for later; how many."""
_FILED_SINCE = date(2026, 5, 1)
"""Since when the forms that are mailed are joined to their dossiers."""


def bop(stage: Stage) -> None:
    """Orients, says saisines receivable, inscribes to the EP, sends letters."""
    waiting = [one for one in stage.standing("a_orienter", days=3) if one.droit == "ouvert"]
    for one in waiting[:2]:
        _orient(stage, one)
    for one in stage.standing("signale", days=4):
        wished = stage.other_service(one)
        if wished is not None and stage.chance.random() < 0.8:
            stage.act(
                one.dossier_id,
                "accepter_correction",
                BOP,
                service=wished.id,
                type_orientation=wished.type_orientation,
            )
        else:
            stage.act(one.dossier_id, "rejeter_signalement", BOP, motif="orientation confirmée")
    for one in stage.standing("saisine_recue", days=2):
        lacking = one.dossier_id in stage.lacking or stage.turn(one.dossier_id) % 9 == 0
        if lacking and one.dossier_id not in stage.completed:
            stage.completed.add(one.dossier_id)
            stage.act(one.dossier_id, "demander_piece", BOP, piece="fiche de saisine signée")
        elif stage.act(one.dossier_id, "declarer_recevable", BOP) is None:
            stage.unheard.add(one.dossier_id)
            stage.act(one.dossier_id, "demander_piece", BOP, piece="avis du service d’accueil")
    seance = stage.next_seance("ep", None)
    complete = [one.dossier_id for one in stage.standing("attente_ep", days=1)]
    if seance is not None and stage.today.weekday() in _INSCRIBES_ON:
        desks.inscribe(stage, seance.id, complete)
    for one in stage.standing("a_notifier", days=2):
        if stage.chance.random() < 0.5:
            letters.send(stage, one.dossier_id, "notifier", Channel.POSTAL)
    for one in stage.standing("refus_a_notifier", days=2):
        letters.send(stage, one.dossier_id, "notifier_refus", Channel.RECOMMANDE)
    letters.collect(stage)


def alis(stage: Stage) -> None:
    """Diagnose a few people a day; validate the orientation the day after."""
    for one in stage.standing("diagnostic_realise", days=1):
        ali = _ali(stage, one)
        stage.act(
            one.dossier_id,
            "partager_diagnostic",
            ali,
            date=stage.today,
            organisme="service référent",
        )
        wished = stage.other_service(one)
        if wished is not None and stage.chance.random() < 0.5:
            stage.act(
                one.dossier_id,
                "orienter",
                ali,
                service=wished.id,
                type_orientation=wished.type_orientation,
            )
        else:
            stage.act(one.dossier_id, "maintenir", ali)
    for one in list(stage.standing("diagnostic_attendu", days=2))[:3]:
        ali = _ali(stage, one)
        stage.designate(one.dossier_id, ali)
        if stage.turn(one.dossier_id) % 17 == 0 and one.dossier_id not in stage.missed:
            stage.missed.add(one.dossier_id)
            stage.act(one.dossier_id, "constater_absence", ali, date=stage.today)
            stage.tell(f"dossier {one.dossier_id} : absence à l’entretien de diagnostic")
        else:
            stage.act(one.dossier_id, "realiser_diagnostic", ali, date=stage.today, organisme="ALI")
    for one in stage.standing("diagnostic_absence", days=8):
        ali = _ali(stage, one)
        stage.act(one.dossier_id, "relancer", ali, nature="courrier")
        stage.act(
            one.dossier_id, "fixer_nouveau_rdv", ali, date_rdv=stage.today + timedelta(days=7)
        )


def referents(stage: Stage) -> None:
    """Fix and hold first rendez-vous, sign contracts, open and carry requests."""
    for one in stage.standing("notifie", days=3):
        _welcome(stage, one)
    likely = _ASKED_BEFORE_SUMMER if stage.today >= _SUMMER else _ASKED
    for one in list(stage.standing("accompagnement", days=5)):
        if one.droit == "ouvert" and stage.chance.random() < likely:
            _ask_for_reorientation(stage, one)
    for one in stage.standing("accompagnement", days=100):
        if stage.chance.random() < 0.05:
            stage.act(one.dossier_id, "point_parcours", stage.referent(one), date=stage.today)
    for one in stage.standing("presaisine", "a_reinscrire", days=1):
        seance = stage.next_seance("icl", one.circonscription)
        if seance is not None and stage.chance.random() < 0.6:
            stage.act(one.dossier_id, "inscrire", stage.referent(one), seance=seance.id)
    for one in stage.standing("saisine_a_faire", days=2):
        if stage.late.get(one.dossier_id, stage.today) > stage.today:
            continue
        if _deposit(stage, one) is None:
            referent = stage.referent(one)
            stage.act(one.dossier_id, "recueillir_avis_accueil", referent, accord_accueil="oui")
    for one in stage.standing("saisine_incomplete", days=3):
        referent = stage.referent(one)
        if one.dossier_id in stage.unheard:
            stage.unheard.discard(one.dossier_id)
            stage.act(one.dossier_id, "recueillir_avis_accueil", referent, accord_accueil="oui")
        stage.act(one.dossier_id, "completer_saisine", referent)


def bat(stage: Stage) -> None:
    """Prepares the séances, holds them, sends the compte rendu back; settles disagreements."""
    for seance in stage.programme(stage.now + _WEEKS_AHEAD):
        days = (seance.held.date() - stage.today).days
        coordinator = BAT if seance.genre == "icl" else BOP
        if seance.state == "programmee" and days <= 20:
            stage.seance("preparer", coordinator, seance.id)
        elif seance.state == "preparee":
            seances.gather(stage, seance.id, coordinator, days)
            if seance.genre == "icl" and 2 <= days <= _TABLE_DAYS:
                seances.send_tables(stage, seance)
        elif seance.state == "arretee" and days <= 0:
            seances.hold(stage, seance, coordinator)
        elif seance.state == "tenue" and days <= -3:
            suites = "Les fiches de saisine sont attendues au bureau sous cinq jours."
            stage.seance("completer_compte_rendu", coordinator, seance.id, suites=suites)
            stage.seance("restituer", coordinator, seance.id)
    for one in stage.standing("desaccord", days=3):
        if stage.turn(one.dossier_id) % 2:
            stage.act(one.dossier_id, "poursuivre_en_ep", BAT)
        else:
            stage.act(one.dossier_id, "maintenir_service", BAT, motif="service initial confirmé")


def president(stage: Stage) -> None:
    """Decides upon the avis of the EP."""
    awaited = list(stage.standing("attente_decision", days=2))
    kept_back = _KEPT_BACK if stage.today >= _SUMMER else 0
    for one in awaited[: max(0, len(awaited) - kept_back)]:
        if stage.turn(one.dossier_id) % 7 == 0:
            stage.act(
                one.dossier_id, "decider_refuser", PRESIDENT, motif="accompagnement à poursuivre"
            )
        else:
            stage.act(one.dossier_id, "decider_accepter", PRESIDENT, **stage.decided(one))


def _deposit(stage: Stage, one: Standing) -> Outcome | None:
    """Only an ALI has a file for webRSA; the others mail the form, which the BOP enters the day
    after."""
    if one.genre is Genre.ALI:
        done = stage.act(one.dossier_id, "deposer_saisine", stage.referent(one), canal="xml")
    else:
        came = stage.rulebook.calendar.subtract(stage.today, 1)
        done = stage.act(one.dossier_id, "deposer_saisine", BOP, on=came, canal="mail")
        if done is not None and stage.today >= _FILED_SINCE:
            desks.join_form(stage, BOP, one.dossier_id)
    return done


def _orient(stage: Stage, one: Standing) -> None:
    wished = stage.other_service(one)
    if wished is not None:
        stage.act(
            one.dossier_id,
            "orienter",
            BOP,
            service=wished.id,
            type_orientation=wished.type_orientation,
            origine="algorithme",
        )


def _welcome(stage: Stage, one: Standing) -> None:
    """The first rendez-vous; France Travail and service social may find the orientation wrong."""
    referent = stage.referent(one)
    if stage.chance.random() < 0.55:
        return
    stage.act(one.dossier_id, "fixer_rdv", referent, date_rdv=stage.today + timedelta(days=3))
    if stage.turn(one.dossier_id) % 23 == 0 and one.dossier_id not in stage.missed:
        stage.missed.add(one.dossier_id)
        stage.act(one.dossier_id, "manquer_rdv", referent, date=stage.today)
        stage.act(one.dossier_id, "relancer", referent, nature="appel")
        return
    stage.act(one.dossier_id, "honorer_rdv", referent, date=stage.today)
    wished = stage.other_service(one)
    first = one.rank == 1 and one.genre in (Genre.FRANCE_TRAVAIL, Genre.SERVICE_SOCIAL)
    if first and wished is not None and stage.turn(one.dossier_id) % 11 == 0:
        stage.act(
            one.dossier_id,
            "signaler_inappropriee",
            referent,
            motif="freins sociaux",
            service=wished.id,
        )
        return
    stage.act(one.dossier_id, "prendre_en_charge", referent)
    stage.designate(one.dossier_id, referent)
    stage.act(one.dossier_id, "signer_contrat", referent, nature="cer", date=stage.today)


def _ask_for_reorientation(stage: Stage, one: Standing) -> None:
    wished = stage.other_service(one)
    if wished is None:
        return
    referent = stage.referent(one)
    if stage.turn(one.dossier_id) % 5 == 0:
        stage.act(
            one.dossier_id,
            "exprimer_souhait",
            referent,
            date=stage.today,
            canal="entretien",
            recueilli_par="service référent",
            paroles="souhaite changer de service",
        )
    stage.designate(one.dossier_id, referent)
    opened = stage.act(
        one.dossier_id,
        "ouvrir_reorientation",
        referent,
        motif_code=stage.motive,
        service_souhaite=wished.id,
        urgent="oui" if stage.turn(one.dossier_id) % 6 == 0 else "non",
    )
    if opened is None:
        return
    if stage.turn(one.dossier_id) % 8 == 0:
        stage.act(
            one.dossier_id,
            "constater_consultation_impossible",
            referent,
            tentatives="deux appels et un courrier sans réponse",
        )
    else:
        accord = "non" if stage.turn(one.dossier_id) % 10 == 3 else "oui"
        stage.act(one.dossier_id, "consulter", referent, date=stage.today, accord=accord)


def _ali(stage: Stage, one: Standing) -> Actor:
    """The ALI that diagnoses: the dossier's service, else one of the circonscription."""
    if one.genre is Genre.ALI:
        return stage.referent(one)
    here = (
        service
        for service in stage.services
        if service.genre is Genre.ALI and one.circonscription in service.circonscriptions
    )
    ali = next(here, None)
    return stage.referent(one) if ali is None else stage.agent_of(ali.id, ali.genre)
