"""Who is told what an act brings about. The words are the messenger's; here only the addresses."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum, auto

from rules.actors import Actor, Role
from rules.deadlines.rule import Duty
from workflow.post import outbox


class To(Enum):
    """An addressee, resolved against the dossier at the moment of the act."""

    SERVICE = auto()
    """The service référent at the time of the act."""
    FORMER_SERVICE = auto()
    """The service référent of the preceding dossier."""
    NEXT_SERVICE = auto()
    """That of the dossier to which the act gives birth."""
    BOP = auto()
    BAT = auto()


ADDRESSEES: Mapping[str, tuple[To, ...]] = {
    "complement_demande": (To.SERVICE,),
    "signalement_recu": (To.BOP,),
    "signalement_rejete": (To.SERVICE,),
    "demande_retiree": (To.BAT,),
    "demande_maintenue": (To.SERVICE,),
    "demande_reroutee": (To.SERVICE, To.BAT),
    "demande_sans_objet": (To.SERVICE,),
    "saisine_accusee": (To.SERVICE,),
    "saisine_deposee": (To.BOP,),
    "piece_demandee": (To.SERVICE,),
    "reorientation_decidee": (To.SERVICE,),
    "nouvelle_orientation": (To.NEXT_SERVICE,),
    "demande_refusee": (To.SERVICE,),
    "orientation_notifiee": (To.SERVICE, To.FORMER_SERVICE),
    "refus_notifie": (To.SERVICE,),
    "souhait_exprime": (To.SERVICE,),
    "recours_recu": (To.BOP,),
    "courriers_arretes": (To.BOP,),
    "ligne_reportee": (To.SERVICE,),
    "ligne_retiree": (To.BAT,),
    "ligne_abandonnee": (To.BAT,),
    "venue_appreciee": (To.SERVICE,),
    # The initial service confirms who the person is, the BAT holds the tableau.
    "personne_inconnue": (To.SERVICE, To.BAT),
    # Of each other dossier of the foyer: only the BOP and webRSA write there what the right is.
    "droit_du_foyer": (To.BOP,),
}

OF_THE_NEXT = frozenset({"nouvelle_orientation"})
"""What is told of the dossier to which the act gives birth."""

PUT_OFF = "ligne_reportee"
"""Told once it is known which séance takes the line, or that none does."""

SEANCE_NOTICES = frozenset(
    {
        "seance_deplacee",
        "seance_annulee",
        "seance_reportee",
        "tableau_ouvert",
        "ordre_du_jour_arrete",
        "compte_rendu",
        "compte_rendu_corrige",
    }
)


def is_told(occasion: str, values: Mapping[str, object], actor: Actor) -> bool:
    """Whether the act tells that occasion: a fiche de saisine goes to the box of the BOP when a
    service deposits it by mail, not by webRSA, and not when the BOP says that it came."""
    if occasion != "saisine_deposee":
        return True
    return values["canal"] == "mail" and actor.role is not Role.BOP


def details(
    occasion: str, values: Mapping[str, object], occurred: datetime, *, service: object
) -> Mapping[str, object]:
    """What an occasion says besides the reference: an acknowledgement says how and when, an
    anomaly which service answered. ``service`` is the service référent."""
    match occasion:
        case "saisine_accusee":
            return {"canal": values["canal"], "recue_le": occurred.isoformat()}
        case "venue_appreciee":
            return {"accord": int(bool(values["accord"]))}
        case "personne_inconnue":
            return {"repondant": "initial" if values["service"] == service else "souhaite"}
        case _:
            return {}


def addresses(
    occasion: str,
    *,
    service: object,
    former_service: object,
    circonscription: object,
    next_service: object = None,
) -> Iterator[str]:
    """The house addresses of an occasion about a dossier; none for a service that is not known."""
    for addressee in ADDRESSEES[occasion]:
        match addressee:
            case To.SERVICE if service is not None:
                yield f"service:{service}"
            case To.FORMER_SERVICE if former_service is not None:
                yield f"service:{former_service}"
            case To.NEXT_SERVICE if next_service is not None:
                yield f"service:{next_service}"
            case To.BOP:
                yield outbox.office(Role.BOP, circonscription)
            case To.BAT:
                yield outbox.office(Role.BAT, circonscription)


_OFFICES = {
    Duty.BAT: Role.BAT,
    Duty.BOP: Role.BOP,
    Duty.PRESIDENT: Role.PRESIDENT,
    Duty.SERVICE: Role.BOP,  # nobody follows the person yet
    Duty.COORDINATION: Role.BAT,  # the séance is gone
}


def awaited(
    duty: Duty,
    *,
    service: object,
    circonscription: object,
    coordination: Role | None = None,
) -> str:
    """The house address of who is awaited under a rule; ``coordination``: who coordinates the
    séance that it is about."""
    if duty is Duty.SERVICE and service is not None:
        return f"service:{service}"
    office = _OFFICES[duty]
    if duty is Duty.COORDINATION and coordination is not None:
        office = coordination
    return outbox.office(office, circonscription)
