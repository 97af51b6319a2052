"""What each office does with its day, well or late, as people do."""

from datetime import timedelta

from entrypoints.demo.stage import BAT, BOP, EP, PRESIDENT, Stage, agent_of
from rules.actors import Actor, Genre
from workflow import standings
from workflow.standings import Line, SeanceStanding, Standing

_WEEKS_AHEAD = timedelta(days=45)


def bop(stage: Stage) -> None:
    """Orients, says saisines receivable, inscribes to the EP, sends letters."""
    for one in list(stage.standing("a_orienter", days=3))[:2]:
        _orient(stage, one)
    for one in stage.standing("signale", days=4):
        wished = _other_service(stage, one)
        if wished is not None and stage.chance.random() < 0.8:
            stage.act(
                one.dossier_id,
                "accepter_correction",
                BOP,
                service=wished.service_id,
                type_orientation=wished.type_orientation,
            )
        else:
            stage.act(one.dossier_id, "rejeter_signalement", BOP, motif="orientation confirmée")
    for one in stage.standing("saisine_recue", days=2):
        if one.dossier_id % 9 == 0 and stage.worked_since(one.since) == 2:
            stage.act(one.dossier_id, "demander_piece", BOP, piece="fiche de saisine signée")
        else:
            stage.act(one.dossier_id, "declarer_recevable", BOP)
    for one in stage.standing("attente_ep", days=1):
        seance = _next_seance(stage, "ep", None)
        if seance is not None:
            stage.act(one.dossier_id, "inscrire_ep", BOP, seance=seance.id)
    for one in stage.standing("a_notifier", days=2):
        if stage.chance.random() < 0.5:
            stage.act(one.dossier_id, "notifier", BOP, date=stage.today, canal="postal")
    for one in stage.standing("refus_a_notifier", days=2):
        stage.act(one.dossier_id, "notifier_refus", BOP, date=stage.today, canal="recommande")


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
        wished = _other_service(stage, one)
        if wished is not None and stage.chance.random() < 0.5:
            stage.act(
                one.dossier_id,
                "orienter",
                ali,
                service=wished.service_id,
                type_orientation=wished.type_orientation,
            )
        else:
            stage.act(one.dossier_id, "maintenir", ali)
    for one in list(stage.standing("diagnostic_attendu", days=2))[:3]:
        ali = _ali(stage, one)
        if one.dossier_id % 17 == 0 and not _already_missed(stage, one):
            stage.act(one.dossier_id, "constater_absence", ali, date=stage.today)
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
    for one in list(stage.standing("accompagnement", days=5)):
        if one.droit == "ouvert" and stage.chance.random() < 0.012:
            _ask_for_reorientation(stage, one)
    for one in stage.standing("presaisine", "a_reinscrire", days=1):
        seance = _next_seance(stage, "icl", one.circonscription)
        if seance is not None and stage.chance.random() < 0.6:
            stage.act(one.dossier_id, "inscrire", stage.referent(one), seance=seance.id)
    for one in stage.standing("saisine_a_faire", days=2):
        canal = "xml" if one.genre is Genre.ALI else "mail"
        stage.act(one.dossier_id, "deposer_saisine", stage.referent(one), canal=canal)
    for one in stage.standing("saisine_incomplete", days=3):
        stage.act(one.dossier_id, "completer_saisine", stage.referent(one))


def bat(stage: Stage) -> None:
    """Prepares the séances, holds them, sends the compte rendu back; settles disagreements."""
    for seance in stage.programme(stage.now + _WEEKS_AHEAD):
        days = (seance.held.date() - stage.today).days
        coordinator = BAT if seance.genre == "icl" else BOP
        if seance.state == "programmee" and days <= 20:
            stage.seance("preparer", coordinator, seance.id)
        elif seance.state == "preparee" and seance.genre == "icl" and 2 <= days <= 6:
            _send_tables(stage, seance)
        elif seance.state == "arretee" and days <= 0:
            _hold(stage, seance, coordinator)
        elif seance.state == "tenue" and days <= -3:
            stage.seance("restituer", coordinator, seance.id)
    for one in stage.standing("desaccord", days=3):
        if one.dossier_id % 2:
            stage.act(one.dossier_id, "poursuivre_en_ep", BAT)
        else:
            stage.act(one.dossier_id, "maintenir_service", BAT, motif="service initial confirmé")


def president(stage: Stage) -> None:
    """Decides upon the avis of the EP."""
    for one in stage.standing("attente_decision", days=2):
        if one.dossier_id % 7 == 0:
            stage.act(
                one.dossier_id, "decider_refuser", PRESIDENT, motif="accompagnement à poursuivre"
            )
        else:
            stage.act(
                one.dossier_id,
                "decider_accepter",
                PRESIDENT,
                type_orientation=_type_of(stage, one.service_souhaite),
            )


def _orient(stage: Stage, one: Standing) -> None:
    wished = _other_service(stage, one)
    if wished is not None:
        stage.act(
            one.dossier_id,
            "orienter",
            BOP,
            service=wished.service_id,
            type_orientation=wished.type_orientation,
            origine="algorithme",
        )


def _welcome(stage: Stage, one: Standing) -> None:
    """The first rendez-vous; France Travail and service social may find the orientation wrong."""
    referent = stage.referent(one)
    if stage.chance.random() < 0.75:
        return
    stage.act(one.dossier_id, "fixer_rdv", referent, date_rdv=stage.today + timedelta(days=3))
    if one.dossier_id % 23 == 0:
        stage.act(one.dossier_id, "manquer_rdv", referent, date=stage.today)
        stage.act(one.dossier_id, "relancer", referent, nature="telephone")
        return
    stage.act(one.dossier_id, "honorer_rdv", referent, date=stage.today)
    wished = _other_service(stage, one)
    first = one.rank == 1 and one.genre in (Genre.FRANCE_TRAVAIL, Genre.SERVICE_SOCIAL)
    if first and wished is not None and one.dossier_id % 11 == 0:
        stage.act(
            one.dossier_id,
            "signaler_inappropriee",
            referent,
            motif="freins sociaux",
            service=wished.service_id,
        )
        return
    stage.act(one.dossier_id, "prendre_en_charge", referent)
    stage.act(one.dossier_id, "signer_contrat", referent, nature="cer", date=stage.today)


def _ask_for_reorientation(stage: Stage, one: Standing) -> None:
    wished = _other_service(stage, one)
    if wished is None:
        return
    referent = stage.referent(one)
    if one.dossier_id % 5 == 0:
        stage.act(
            one.dossier_id,
            "exprimer_souhait",
            referent,
            date=stage.today,
            canal="entretien",
            recueilli_par="service référent",
            paroles="souhaite changer de service",
        )
    opened = stage.act(
        one.dossier_id,
        "ouvrir_reorientation",
        referent,
        motif_code=_motive(stage),
        service_souhaite=wished.service_id,
        urgent="oui" if one.dossier_id % 6 == 0 else "non",
    )
    if opened is None:
        return
    if one.dossier_id % 8 == 0:
        stage.act(
            one.dossier_id,
            "constater_consultation_impossible",
            referent,
            tentatives="deux appels et un courrier sans réponse",
        )
    else:
        accord = "non" if one.dossier_id % 10 == 3 else "oui"
        stage.act(one.dossier_id, "consulter", referent, date=stage.today, accord=accord)


def _send_tables(stage: Stage, seance: SeanceStanding) -> None:
    """Each service sends the table, most of them in time."""
    for service_id, genre in sitting(stage, seance.id):
        sender = agent_of(service_id, genre)
        if stage.chance.random() < 0.45:
            stage.seance("transmettre_tableau", sender, seance.id, service=service_id)
            stage.seance("partager_tableau", sender, seance.id, service=service_id)


def _hold(stage: Stage, seance: SeanceStanding, coordinator: Actor) -> None:
    """The séance sits: consensual lines on list first, then the others one by one."""
    if stage.seance("ouvrir", coordinator, seance.id) is None:
        return
    for line in stage_lines(stage, seance.id):
        if seance.genre == "ep":
            _decide_in_ep(stage, line)
        elif line.nature == "reorientation":
            _give_avis(stage, line)
        else:
            stage.act(
                line.dossier_id,
                "rendre_soutien",
                BAT,
                passage_id=line.passage_id,
                preconisations="point avec le partenaire",
                suppleance="ALI absente",
            )
    stage.seance("lever", coordinator, seance.id)


def _give_avis(stage: Stage, line: Line) -> None:
    standing = next((one for one in stage.dossiers if one.dossier_id == line.dossier_id), None)
    ali = next(
        (
            agent_of(service_id, genre)
            for service_id, genre in sitting(stage, _seance_of(stage, line))
            if genre is Genre.ALI
        ),
        None,
    )
    if standing is None or ali is None:
        return
    turn = line.passage_id % 12
    if turn == 5:
        stage.act(
            line.dossier_id,
            "rendre_desaccord",
            ali,
            passage_id=line.passage_id,
            raisons="ALI : projet en cours ; service social : freins levés",
        )
        stage.tell(f"dossier {line.dossier_id} : désaccord des services en ICL-I")
    elif turn == 8:
        stage.act(
            line.dossier_id, "ajourner", ali, passage_id=line.passage_id, motif="référent absent"
        )
    else:
        stage.act(
            line.dossier_id,
            "rendre_favorable",
            ali,
            passage_id=line.passage_id,
            methode="liste" if turn % 2 else "collegiale",
            accord_accueil="oui",
        )


def _decide_in_ep(stage: Stage, line: Line) -> None:
    standing = next((one for one in stage.dossiers if one.dossier_id == line.dossier_id), None)
    if standing is None:
        return
    if line.passage_id % 13 == 4:
        stage.act(
            line.dossier_id,
            "refuser",
            EP,
            passage_id=line.passage_id,
            motif="parcours à consolider",
        )
    else:
        stage.act(
            line.dossier_id,
            "accepter",
            EP,
            passage_id=line.passage_id,
            type_orientation=_type_of(stage, standing.service_souhaite),
        )


def _already_missed(stage: Stage, one: Standing) -> bool:
    return stage.refused["absence"] > 0 or one.dossier_id in _MISSED


_MISSED: set[int] = set()


def stage_lines(stage: Stage, seance_id: int) -> list[Line]:
    with stage.store.read() as connection:
        return standings.open_lines(connection, seance_id)
