"""Facts of which only the day is told: their order within it does not depend on who told first.

A person misses a rendez-vous and is called the same day: the call comes after the absence,
whichever is entered first. What the dossier itself saw happen that day, at its hour, comes before.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from rules.facts import Fact

IN_A_DAY = (
    *("demande_complete", "droits_notifies", "flux_transmis"),
    *("orientation_validee", "orientation_notifiee"),
    *("inscription_ft_a_faire", "inscription_ft", "connu_ft", "contact_demande"),
    *("referent_designe", "rdv_orientation_fixe", "rdv_orientation_tenu"),
    # Who missed a rendez-vous is chased, then given another; a new one is kept, or missed, later.
    *("rdv_manque", "relance", "rdv_fixe", "rdv_deplace", "contact_tente", "contact_etabli"),
    *("rdv_honore", "diagnostic_realise", "diagnostic_partage", "accompagnement_commence"),
    *("situation_empechement", "contrat_signe", "contrat_reactive", "contrat_revise"),
    *("situation_empechement_finie", "diagnostic_conjoint", "recherche_emploi_engagee"),
    *("point_parcours", "souhait_exprime", "souhait_entendu"),
    *("recours_recu", "recours_repondu", "referent_fini"),
)
"""Codes in the order in which they happen when they happen on one day."""

_LAST = len(IN_A_DAY)
_PLACES = {code: place for place, code in enumerate(IN_A_DAY)}
_STEP = timedelta(milliseconds=1)


def instant_of(
    codes: Iterable[str], day: date, told: datetime, known: Sequence[Fact], tz: tzinfo
) -> datetime:
    """The instant of an act of that day which writes facts of these codes, ``told`` at an instant.

    On the day itself, when it is told, and before what was told of that day (its data give the
    ``date``) and comes after it in the order of the day. On a
    day that is over, noon, or after what the dossier saw happen at its hour; then in that order.
    """
    place = min((_PLACES.get(code, _LAST) for code in codes), default=_LAST)
    of_day = [fact for fact in known if fact.occurred.astimezone(tz).date() == day]
    if day == told.astimezone(tz).date():
        after = [
            fact.occurred - _STEP
            for fact in of_day
            if "date" in fact.data and _PLACES.get(fact.code, -1) > place
        ]
        return min([told, *after]).astimezone(tz)
    seen = [fact.occurred for fact in of_day if fact.known.astimezone(tz).date() == day]
    noon = datetime.combine(day, time(12), tzinfo=tz)
    return max([noon, *seen]).astimezone(tz) + place * _STEP
