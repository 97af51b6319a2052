"""The conditions of the rules, each with its name, its sentence and its source."""

from datetime import date
from functools import partial

from rules.actors import Genre
from rules.deadlines.conditions import Condition, Opening
from rules.facts import Fact
from rules.fields import parse_date
from rules.letters.kinds import Channel
from rules.seances.kinds import Body

# Origins of an orientation that was corrected after a diagnostic or a signalement (S0).
CORRECTED_ORIGINS = frozenset({"diagnostic", "signalement"})

_CONTACT = "contact_etabli"
_KNOWN_TO_FT = "connu_ft"
_ORIENTED = ("orientation_validee", "orientation_notifiee", "accompagnement_commence")
_FLOW = "flux_transmis"
_ACCOMPANIED = "accompagnement_commence"


def _corrected(opening: Opening) -> bool:
    return opening.fact.data.get("origine") in CORRECTED_ORIGINS


def _first_appointment(opening: Opening) -> bool:
    honoured = opening.of_dossier("rdv_honore")
    return not any(fact.occurred <= opening.fact.occurred for fact in honoured)


def _first_effective_contact(opening: Opening) -> bool:
    return opening.fact.code != _CONTACT or _of_kind(Genre.FRANCE_TRAVAIL.value, opening)


def _registered(opening: Opening) -> bool:
    return opening.fact.data.get("canal") == Channel.RECOMMANDE


def _initial(opening: Opening) -> bool:
    return opening.fact.data.get("nature") == "initiale"


def _new_entrant(opening: Opening) -> bool:
    return not any(opening.before(*_ORIENTED))


def _orientation_awaited(opening: Opening) -> bool:
    return opening.fact.code != _FLOW or _new_entrant(opening)


def _without_referent(opening: Opening) -> bool:
    if opening.fact.code == _FLOW:
        return not any(opening.before(_FLOW, "referent_designe", *_ORIENTED))
    return not any(opening.before(_ACCOMPANIED))


def _first_appointment_awaited(opening: Opening) -> bool:
    begun = opening.of_dossier(_ACCOMPANIED)
    return all(fact.seq != opening.fact.seq for fact in begun)


def _registration_needed(opening: Opening) -> bool:
    return any(opening.of_dossier("inscription_ft_a_faire"))


def _known_to_france_travail(opening: Opening) -> bool:
    known = any(opening.of_dossier(_KNOWN_TO_FT))
    return known and _of_kind(Genre.FRANCE_TRAVAIL.value, opening)


def _last_contact_is_old(opening: Opening) -> bool:
    last = _last_contact(opening)
    return last is None or opening.older_than_threshold(last)


def _last_contact(opening: Opening) -> date | None:
    """The day of the last contact that France Travail had by then; None when nobody knows it."""
    days = []
    for fact in opening.of_dossier(_CONTACT, _KNOWN_TO_FT):
        told = fact.data.get("dernier_contact")
        if fact.code == _KNOWN_TO_FT:
            days.append(parse_date(str(told)))
        else:
            days.append(fact.occurred.astimezone(opening.calendar.tz).date())
    by_then = opening.fact.occurred.astimezone(opening.calendar.tz).date()
    return max((day for day in days if day is not None and day <= by_then), default=None)


def _hindered(opening: Opening) -> bool:
    """Whether a situation lasts when the contract is signed, or begins while it runs."""
    running = False
    for fact in opening.of_dossier("situation_empechement", "situation_empechement_finie"):
        begins = fact.code == "situation_empechement"
        after = fact.occurred > opening.fact.occurred
        running = begins or (after and running)
    return running


def _of_kind(genre: str, opening: Opening) -> bool:
    """Whether the service of the dossier, or the séance, was of that kind when it happened."""
    return opening.fact.data.get("genre") == genre


def _of_body(bodies: frozenset[Body], opening: Opening) -> bool:
    """Whether that is what the séance does. Facts from before the kinds of séance only say whether
    it was an EP."""
    data = opening.fact.data
    before = Body.DECISION if data.get("genre") == "ep" else Body.CONCERTATION
    return data.get("instance", before) in bodies


corrected_orientation = Condition(
    # S0 1) and 2): only corrected orientations must appear in the next month's list.
    name="corrected_orientation",
    says="l’orientation a été corrigée (diagnostic, signalement)",
    holds=_corrected,
)
first_appointment = Condition(
    # S1 3a: an absence at the first rendez-vous, none having been honoured before.
    name="first_appointment",
    says="aucun rendez-vous n’a été honoré avant",
    holds=_first_appointment,
    looks_at=frozenset({"rdv_honore"}),
)
first_effective_contact = Condition(
    # S1 3b: « (1er contact effectif pour PE) ».
    name="first_effective_contact",
    says="c’est un rendez-vous, ou le contact effectif de France Travail",
    holds=_first_effective_contact,
)
service_is_ali = Condition(
    # S0 1): the monthly « Entretiens diag » concern the agences locales d'insertion.
    name="service_is_ali",
    says="le service fait les diagnostics",
    holds=partial(_of_kind, Genre.ALI.value),
)
service_is_france_travail = Condition(
    name="service_is_france_travail",
    says="le service référent est France Travail",
    holds=partial(_of_kind, Genre.FRANCE_TRAVAIL.value),
)
social_accompaniment = Condition(
    # CASF L262-31: the joint diagnostic is for who is in social accompaniment.
    name="social_accompaniment",
    says="l’accompagnement est social",
    holds=partial(_of_kind, Genre.SERVICE_SOCIAL.value),
)
seance_is_icl = Condition(
    # The shared tableau and its delays are the ICL-I's, not the EP's.
    name="seance_is_icl",
    says="les services s’y concertent",
    holds=partial(_of_body, frozenset({Body.CONCERTATION})),
)
seance_of_services = Condition(
    # S2: the tableau of an instance d'insertion comes back to its coordination too.
    name="seance_of_services",
    says="les services y siègent : ce n’est pas une EP",
    holds=partial(_of_body, frozenset({Body.CONCERTATION, Body.APPUI})),
)
seance_is_psychologue = Condition(
    # S2: the monthly half-day of a psychologist, shared by the sectors of Grenoble.
    name="seance_is_psychologue",
    says="la séance est celle d’un ou d’une psychologue",
    holds=partial(_of_kind, "psychologue"),
)

initial_claim = Condition(
    # S1 1a: « Distinguer les demandes initiales de RSA ou des demandes de révision (foyer) ».
    name="initial_claim",
    says="la demande de RSA est initiale",
    holds=_initial,
)
first_appointment_awaited = Condition(
    # The stock that webRSA says accompanied awaits no first rendez-vous.
    name="first_appointment_awaited",
    says="l’accompagnement ne commence pas avec l’orientation",
    holds=_first_appointment_awaited,
)
orientation_awaited = Condition(
    # A flux told of somebody who is oriented already opens no delay to orient them.
    name="orientation_awaited",
    says="la personne n’est pas encore orientée",
    holds=_orientation_awaited,
    looks_at=frozenset(_ORIENTED),
)
new_entrant = Condition(
    # S1 1b: « tous les nouveaux entrants »; the stock is shown apart. Somebody who left and whose
    # right opens again is a new entrant again.
    name="new_entrant",
    says="la personne est un nouvel entrant : ni orientée ni accompagnée auparavant",
    holds=_new_entrant,
    looks_at=frozenset(_ORIENTED),
)
without_referent = Condition(
    # S1 3: the flow counts once, for who had nobody; a référent who ends leaves alone who is not
    # accompanied by a service any more.
    name="without_referent",
    says="la personne n’a alors ni référent ni accompagnement",
    holds=_without_referent,
    looks_at=frozenset({"referent_designe", *_ORIENTED}),
)
registration_needed = Condition(
    # S1 2, first exception.
    name="registration_needed",
    says="une première inscription à France Travail est nécessaire",
    holds=_registration_needed,
    looks_at=frozenset({"inscription_ft_a_faire"}),
)
known_to_france_travail = Condition(
    # S1 2, second exception: « orienté vers Pôle Emploi et déjà connu de Pôle Emploi ».
    name="known_to_france_travail",
    says="la personne est orientée vers France Travail, qui la connaît déjà",
    holds=_known_to_france_travail,
    looks_at=frozenset({_KNOWN_TO_FT}),
)
last_contact_is_old = Condition(
    # S1 2, second exception: « sauf si son dernier point de contact remonte à plus de 3 mois ». A
    # contact whose date nobody knows is old: who asked for one is not forgotten.
    name="last_contact_is_old",
    says="son dernier contact est plus ancien que le seuil",
    holds=_last_contact_is_old,
    looks_at=frozenset({_KNOWN_TO_FT, _CONTACT}),
    threshold=True,
)
hindered = Condition(
    # CASF D262-65-2-1: santé, handicap, invalidité, logement, garde d'enfant, aidant.
    name="hindered",
    says="une situation de l’article D262-65-2-1 est constatée",
    holds=_hindered,
    looks_at=frozenset({"situation_empechement", "situation_empechement_finie"}),
)


registered_letter = Condition(
    # Only a registered letter gives news of itself: an acknowledgement, or the letter back.
    name="registered_letter",
    says="la lettre est partie en recommandé",
    holds=_registered,
)


def of_the_same_letter(opening: Fact, closing: Fact) -> bool:
    """What became of a letter is told of that one."""
    return opening.data.get("lettre") == closing.data.get("lettre")


def of_the_same_line(opening: Fact, closing: Fact) -> bool:
    """A line that waits is inscribed again, or given up: itself and no other."""
    return closing.data.get("ligne") == opening.data.get("ligne")


def shared_with_all(opening: Fact, closing: Fact) -> bool:
    """S1 4: « partagés entre acteurs concernés », measured to the last of them."""
    return not closing.data.get("reste_a_partager")


def is_ppae(opening: Fact, closing: Fact) -> bool:
    """S1 3b, note: the contract awaited is France Travail's."""
    return closing.data.get("nature") == "ppae"


def of_the_same_year(opening: Fact, closing: Fact) -> bool:
    """S0: the programme of a year is met by the programme of that year, whenever published."""
    return opening.data.get("annee") == closing.data.get("annee")
