"""``/api/ep``: the séances of the EP, and the saisines that wait for one."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms.registry import Forms, Json
from entrypoints.web.api.answers.ep import EnrolledAll, EpSeances, ToEnrol, WaitingList
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Key
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.api.seances.outcomes import issue
from entrypoints.web.forms.conflicts import all_told
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from workflow.reading import before_ep, ep_seances
from workflow.seances.tableau import enrolment
from workflow.seances.tableau.enrolment import ENROL, Enrolled

router = APIRouter(prefix="/ep", route_class=Operation, tags=["EP"])

_NOT_THEIRS = Refusal(
    code="acteur_non_autorise",
    sentence="Inscrire à l’ordre du jour d’une EP n’est pas ouvert à votre rôle.",
    remedy="Demandez-le au bureau de l’orientation.",
)


@router.get("/seances", response_model=EpSeances, summary="Lister les EP")
def held(visit: Here) -> Json:
    """Celles qui viennent, et celles où il reste à décider ; les décisions se prennent par
    /api/seances/{numero}/decisions."""
    visit.enter(Right.SEANCE)
    today = visit.now.replace(hour=0, minute=0, second=0, microsecond=0)
    forms = forms_of(visit)
    return {
        "seances": [
            {
                "seance": one.id,
                "genre": one.genre,
                "circonscription": one.circonscription,
                "date_seance": forms.instant(one.held),
                "etat": one.state,
                "lignes": one.lines,
                "avis_a_rendre": one.to_advise,
                "decisions_a_prendre": one.to_rule,
            }
            for one in ep_seances.seances(visit.store, visit.bearer, since=today)
        ]
    }


@router.get("/saisines", response_model=WaitingList, summary="Les saisines qui attendent une EP")
def waiting(visit: Here, response: Response, limite: Limit = 50, apres: Cursor = None) -> Json:
    """Dans leur tour : les urgentes, puis les plus anciennes."""
    visit.enter(Right.DOSSIER)
    found = before_ep.waiting(visit.store, visit.bearer, after=apres, most=limite)
    forms = forms_of(visit)
    return {
        "saisines": [
            {
                "dossier": one.dossier_id,
                "version": one.version,
                "nom": one.nom,
                "prenom": one.prenom,
                "circonscription": one.circonscription,
                "demandee_le": forms.instant(one.requested),
                "urgente": one.urgent,
            }
            for one in found.waiting
        ],
        "suite": linked(visit, response, found.following),
    }


@router.post(
    "/inscriptions",
    response_model=EnrolledAll,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Inscrire des saisines à l’EP",
)
def enrol(visit: Here, told: ToEnrol, key: Key = None) -> Json:
    """Chacune à la prochaine EP compétente qui a de la place ; une qui est refusée laisse les
    autres."""
    return _enrolled(visit, told, key, trial=False)


@router.post(
    "/inscriptions/essai",
    response_model=EnrolledAll,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer d’inscrire des saisines à l’EP, sans rien écrire",
)
def try_it(visit: Here, told: ToEnrol) -> Json:
    """À quelle EP chacune irait."""
    return _enrolled(visit, told, None, trial=True)


def _enrolled(visit: Visit, told: ToEnrol, key: str | None, *, trial: bool) -> Json:
    visit.enter(Right.DOSSIER)
    if not enrolment.may_enrol(visit.bearer):
        raise Refused(ENROL, (_NOT_THEIRS,))
    asked = enrolment.waiting(visit.store, told.dossiers, reader=visit.bearer)
    done = enrolment.enrol(
        visit.store, visit.rulebook, act_of(visit, ENROL, None), asked, key=key, trial=trial
    )
    forms = forms_of(visit)
    there = {one.dossier_id for one in asked}
    return {
        "inscriptions": [_told(forms, one) for one in all_told(visit, done)],
        "n_attendent_plus": [one for one in told.dossiers or () if one not in there],
    }


def _told(forms: Forms, one: Enrolled) -> Json:
    return {
        "dossier": one.waiting.dossier_id,
        "seance": one.seance_id,
        "date_seance": forms.instant(one.held),
        "issue": issue(one.outcome, one.refusals, one.stale),
        "refus": [forms_of_acts.refusal(each) for each in one.refusals],
        "conflit": None if one.stale is None else forms_of_acts.conflict(one.stale),
    }
