"""The models of letters, as data: to whom, what kind of act, what each may print and must know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Audience(StrEnum):
    """Whom a letter is for."""

    ALLOCATAIRE = "allocataire"
    MEMBRE = "membre"
    PARTENAIRE = "partenaire"


class Act(StrEnum):
    """The type of act that a letter is: who signs it and how it is contested hang on it."""

    ORIENTATION = "orientation"
    REORIENTATION = "reorientation"
    REFUS = "refus"
    REPORT = "report"
    ANNULATION = "annulation"
    CONVOCATION = "convocation"
    INFORMATION = "information"
    SEANCE = "seance"


class Part(StrEnum):
    """What a model may print beside what every letter bears: a key of its fields."""

    SERVICE = "service"
    ANCIEN_SERVICE = "ancien_service"
    SERVICE_SOUHAITE = "service_souhaite"
    DECISION = "decision"
    SEANCE = "seance"
    PROCHAINE_SEANCE = "prochaine_seance"
    ALGORITHME = "algorithme"
    FRANCE_TRAVAIL = "france_travail"
    SOUHAIT = "souhait"
    SIEGE = "siege"
    ORDRE_DU_JOUR = "ordre_du_jour"
    DIAGNOSTIC = "diagnostic"


class Need(StrEnum):
    """A fact without which a letter would tell nothing; its value ends « il manque »."""

    ADRESSE = "l’adresse de la personne"
    SERVICE = "le service référent"
    COORDONNEES = "l’adresse et le téléphone du service référent"
    DECISION = "la date de la décision"
    MOTIF = "le motif de la décision (CRPA, article L. 211-2)"
    SEANCE = "la séance"
    LIEU = "le lieu de la séance"
    ALGORITHME = "la mention sur l’algorithme (« courriers », « algorithme »)"
    SIEGE = "le siège dans la séance"
    ORDRE_DU_JOUR = "un ordre du jour qui ait au moins une ligne"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A letter of ours. ``code`` names its page and is stored: never renamed."""

    code: str
    label: str
    to: Audience
    act: Act
    parts: tuple[Part, ...]
    needs: tuple[Need, ...]


_WISH = (Part.SOUHAIT,)
_ORIENTED = (Need.ADRESSE, Need.SERVICE, Need.COORDONNEES)
_DECIDED = (Need.ADRESSE, Need.DECISION)
_CALLED = (Need.ADRESSE, Need.SEANCE)


def _told(
    code: str,
    label: str,
    act: Act,
    parts: tuple[Part, ...],
    needs: tuple[Need, ...],
    to: Audience = Audience.ALLOCATAIRE,
) -> Model:
    return Model(code=code, label=label, to=to, act=act, parts=parts, needs=needs)


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        model.code: model
        for model in (
            _told(
                "orientation",
                "Orientation validée",
                Act.ORIENTATION,
                (Part.SERVICE, Part.DIAGNOSTIC, *_WISH),
                _ORIENTED,
            ),
            _told(
                "orientation_algorithme",
                "Orientation proposée par un algorithme",
                Act.ORIENTATION,
                (Part.SERVICE, Part.ALGORITHME, Part.FRANCE_TRAVAIL, *_WISH),
                (*_ORIENTED, Need.ALGORITHME),
            ),
            _told(
                "orientation_corrigee",
                "Orientation corrigée",
                Act.ORIENTATION,
                (Part.SERVICE, Part.ANCIEN_SERVICE, Part.FRANCE_TRAVAIL, *_WISH),
                _ORIENTED,
            ),
            _told(
                "orientation_france_travail",
                "Orientation vers France Travail",
                Act.ORIENTATION,
                (Part.SERVICE, Part.FRANCE_TRAVAIL, *_WISH),
                (Need.ADRESSE, Need.SERVICE),
            ),
            _told(
                "reorientation_acceptee",
                "Réorientation acceptée",
                Act.REORIENTATION,
                (Part.SERVICE, Part.ANCIEN_SERVICE, Part.DECISION, *_WISH),
                (*_ORIENTED, Need.DECISION),
            ),
            _told(
                "reorientation_acceptee_france_travail",
                "Réorientation acceptée vers France Travail",
                Act.REORIENTATION,
                (
                    *(Part.SERVICE, Part.ANCIEN_SERVICE, Part.DECISION, Part.FRANCE_TRAVAIL),
                    *_WISH,
                ),
                (*_DECIDED, Need.SERVICE),
            ),
            _told(
                "reorientation_refusee",
                "Réorientation refusée",
                Act.REFUS,
                (Part.SERVICE, Part.SERVICE_SOUHAITE, Part.DECISION, *_WISH),
                (*_DECIDED, Need.MOTIF),
            ),
            _told(
                "reorientation_reportee",
                "Examen reporté à une autre séance",
                Act.REPORT,
                (Part.SERVICE, Part.SERVICE_SOUHAITE, Part.SEANCE, Part.PROCHAINE_SEANCE),
                _CALLED,
            ),
            _told(
                "reorientation_annulee",
                "Demande de réorientation annulée",
                Act.ANNULATION,
                (Part.SERVICE, Part.SERVICE_SOUHAITE, Part.DECISION, *_WISH),
                (*_DECIDED, Need.MOTIF),
            ),
            _told(
                "convocation",
                "Convocation devant l’équipe pluridisciplinaire",
                Act.CONVOCATION,
                (Part.SERVICE, Part.SERVICE_SOUHAITE, Part.SEANCE),
                (*_CALLED, Need.LIEU),
            ),
            _told(
                "information_passage",
                "Information du passage en instance",
                Act.INFORMATION,
                (Part.SERVICE, Part.SEANCE, *_WISH),
                _CALLED,
            ),
            _told(
                "invitation",
                "Invitation à la séance, pour la partie qui concerne la personne",
                Act.INFORMATION,
                (Part.SERVICE, Part.SEANCE),
                (*_CALLED, Need.LIEU),
            ),
            _told(
                "convocation_membre",
                "Convocation d’un membre",
                Act.SEANCE,
                (Part.SEANCE, Part.SIEGE),
                (Need.SEANCE, Need.SIEGE),
                Audience.MEMBRE,
            ),
            _told(
                "ordre_du_jour",
                "Ordre du jour",
                Act.SEANCE,
                (Part.SEANCE, Part.ORDRE_DU_JOUR),
                (Need.SEANCE, Need.ORDRE_DU_JOUR),
                Audience.MEMBRE,
            ),
            _told(
                "confirmation_partenaire",
                "Confirmation à un partenaire extérieur",
                Act.SEANCE,
                (Part.SEANCE,),
                (Need.SEANCE,),
                Audience.PARTENAIRE,
            ),
        )
    }
)


OF_A_SEANCE = frozenset(model.act for model in MODELS.values() if Need.SEANCE in model.needs)
"""The acts whose letters are of a séance: its kind may have a signatory of its own for them."""


class UnknownModel(LookupError):
    """No model of letter bears that code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            f"Aucun modèle de courrier « {code} ». Les modèles sont : {', '.join(MODELS)}."
        )


def model(code: str) -> Model:
    """The model of that code. Raises UnknownModel."""
    try:
        return MODELS[code]
    except KeyError:
        raise UnknownModel(code) from None
