"""``/api/calendriers``: the year by the calendar in use; another one tried, put in use."""

from datetime import date
from enum import StrEnum

from fastapi import APIRouter, Depends, Response

from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.trials import Change, Written
from entrypoints.forms.registry import Forms, Json
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.calendars import Calendars
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.protocol.acting import written
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.days import AsYear
from entrypoints.web.api.protocol.following import followed
from entrypoints.web.api.protocol.parameters import Key
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.settings import calendar_passages, calendar_trials
from entrypoints.web.desks.settings.calendars import BROKEN, SpecialDay, file_of, special
from rules.access.grants import Right
from rules.refusals import Refused
from workflow.recalculation import calendar_use
from workflow.recalculation.calendar_use import InUse

router = APIRouter(prefix="/calendriers", route_class=Operation, tags=["Calendriers"])

_MOST_PASSAGES = 12


class CalendarTrial(StrEnum):
    """What of the calendar may be tried; « fichier »: the configuration as it stands."""

    FERMETURE = Change.CLOSE.value
    DEMI_JOURNEE = Change.SHORTEN.value
    REOUVERTURE = Change.OPEN.value
    PENTECOTE = Change.PENTECOST.value
    FICHIER = Change.AS_WRITTEN.value


@router.get("", response_model=Calendars, summary="Le calendrier d’une année")
def show(visit: Here, annee: AsYear = None) -> Json:
    """Les jours qui ne sont pas ouvrés, ou pas entiers, et ce qui les rend tels ; ce que dit le
    fichier de configuration, et s’il est en vigueur ; les derniers passages."""
    visit.enter(Right.CALENDRIER)
    calendar, forms = visit.rulebook.calendar, forms_of(visit)
    year = annee or visit.rulebook.local_day(visit.now).year
    first, last = date(year, 1, 1), date(year, 12, 31)
    file = file_of(visit)
    return {
        "annee": year,
        "calendrier": calendar.version,
        "jours_ouvres": calendar.count(first, last) + calendar.is_worked(first),
        "jours": [_day(one) for one in special(calendar, year, file.rows)],
        "fichier": {
            "lisible": not file.broken,
            "en_attente": file.pending,
            "interrompu": file.resumes,
            "lignes": [_row(one) for one in file.rows],
        },
        "passages": [
            _passage(forms, one) for one in calendar_use.history(visit.store, _MOST_PASSAGES)
        ],
    }


@router.post(
    "/essais/{changement}",
    response_model=Errand,
    status_code=202,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer un autre calendrier",
)
def attempt(
    visit: Here, response: Response, changement: CalendarTrial, fields: Fields, key: Key = None
) -> Json:
    """Quelles échéances bougeraient, de celles qui sont ouvertes à qui demande ; rien n’est écrit.
    « du », « au » et « libelle » ferment des jours ; « le », « jusqu_a » et « libelle » en ferment
    un plus tôt ; « ligne » est le code de celle qui serait retirée ; les autres n’ont pas de
    champ."""
    visit.enter(Right.ESSAI_CALENDRIER)
    change = Change(changement.value)
    try:
        number = calendar_trials.begin(visit, change, written(fields), key=key or "")
    except BadConfig as bad:
        raise Refused(calendar_trials.TRIAL, (BROKEN,)) from bad
    return followed(visit, response, number)


@router.post(
    "/passages",
    response_model=Errand,
    status_code=202,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Mettre en vigueur le calendrier du fichier",
)
def apply(visit: Here, response: Response, fields: Fields, key: Key = None) -> Json:
    """Avec un « motif », par un manager de tout le département ; chaque échéance ouverte qu’il
    change est recomptée. Ce qui a été interrompu se reprend de la même façon, sans motif."""
    visit.enter(Right.ESSAI_CALENDRIER)
    number = calendar_passages.begin(visit, file_of(visit), written(fields), key=key or "")
    return followed(visit, response, number)


def _day(one: SpecialDay) -> Json:
    return {
        "jour": one.day.isoformat(),
        "genre": one.what,
        "libelle": one.label,
        "loi": one.law or None,
        "ligne": one.choice or None,
    }


def _row(one: Written) -> Json:
    return {
        "ligne": one.code,
        "du": one.first.isoformat(),
        "au": one.last.isoformat(),
        "libelle": one.label,
        "jusqu_a": None if one.until is None else one.until.isoformat("minutes"),
    }


def _passage(forms: Forms, one: InUse) -> Json:
    return {
        "calendrier": one.version,
        "depuis_le": forms.instant(one.since),
        "par": one.actor,
        "motif": one.motive,
        "applique_le": forms.instant(one.applied),
        "recomptees": one.changed,
    }
