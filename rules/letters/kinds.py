"""The letters, how they leave and come back. Codes are stored: never renamed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.subjects import Subject, SubjectKind


class Kind(StrEnum):
    """A letter to the allocataire; its words are the model of the same code."""

    ORIENTATION = "orientation"
    ORIENTATION_FRANCE_TRAVAIL = "orientation_france_travail"
    ORIENTATION_ALGORITHME = "orientation_algorithme"
    ORIENTATION_CORRIGEE = "orientation_corrigee"
    REORIENTATION_ACCEPTEE = "reorientation_acceptee"
    REORIENTATION_ACCEPTEE_FRANCE_TRAVAIL = "reorientation_acceptee_france_travail"
    REORIENTATION_REFUSEE = "reorientation_refusee"
    REORIENTATION_REPORTEE = "reorientation_reportee"
    REORIENTATION_ANNULEE = "reorientation_annulee"
    CONVOCATION = "convocation"
    INFORMATION_PASSAGE = "information_passage"
    INVITATION = "invitation"


class SeanceLetter(StrEnum):
    """A letter to one who attends a séance, a member or a partner; its words are the model of the
    same code."""

    CONVOCATION_MEMBRE = "convocation_membre"
    ORDRE_DU_JOUR = "ordre_du_jour"
    CONFIRMATION_PARTENAIRE = "confirmation_partenaire"


DECISIONS = frozenset(
    {
        *(Kind.ORIENTATION, Kind.ORIENTATION_FRANCE_TRAVAIL, Kind.ORIENTATION_ALGORITHME),
        *(Kind.ORIENTATION_CORRIGEE, Kind.REORIENTATION_ACCEPTEE),
        *(Kind.REORIENTATION_ACCEPTEE_FRANCE_TRAVAIL, Kind.REORIENTATION_REFUSEE),
    }
)
"""The letters of a decision, that may be contested; the others inform."""


class Channel(StrEnum):
    """How a letter leaves."""

    POSTAL = "postal"
    SUIVI = "suivi"
    RECOMMANDE = "recommande"
    REMISE = "remise"
    ELECTRONIQUE = "electronique"


CHANNEL_LABELS = {
    Channel.POSTAL: "lettre simple",
    Channel.SUIVI: "lettre suivie",
    Channel.RECOMMANDE: "recommandé avec accusé de réception",
    Channel.REMISE: "remise en main propre",
    Channel.ELECTRONIQUE: "courriel ou espace personnel",
}


class Return(StrEnum):
    """Why a letter came back."""

    NPAI = "npai"
    NON_RECLAME = "non_reclame"
    REFUSE = "refuse"


RETURN_LABELS = {
    Return.NPAI: "n’habite pas à l’adresse indiquée",
    Return.NON_RECLAME: "non réclamé",
    Return.REFUSE: "refusé par la personne",
}

NEVER_TAKEN = frozenset({Return.NON_RECLAME, Return.REFUSE})
"""Returns after which the decision was notified all the same, on the day of the first
presentation (CE, 24 avril 2012, n° 341146; 10 février 1975, n° 90811)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter as guards see it. ``entry`` is the entry of its subject's chain that it tells of,
    ``line`` the line of a séance that it is about; ``made`` and ``produced`` the instant and the
    local day at which it was made, ``sent``, ``presented``, ``received``, ``returned`` the days of
    the post. Of no dossier, it is to one who attends the séance: a ``member``, or a partner who is
    its ``guest``."""

    id: int
    dossier_id: int | None
    kind: str
    entry: int
    line: int | None
    annulled: bool
    made: datetime
    produced: date
    seance_id: int | None = None
    member: int | None = None
    guest: int | None = None
    sent: date | None = None
    presented: date | None = None
    received: date | None = None
    returned: date | None = None
    reason: str | None = None

    @property
    def subject(self) -> Subject:
        """In whose chain its making is told."""
        if self.dossier_id is not None:
            return Subject(SubjectKind.DOSSIER, self.dossier_id)
        assert self.seance_id is not None  # it is of one or of the other
        return Subject(SubjectKind.SEANCE, self.seance_id)

    @property
    def decides(self) -> bool:
        """Whether it is the letter of a decision."""
        return self.kind in DECISIONS

    @property
    def notified(self) -> date | None:
        """The day from which a decision may be contested: of its reception, or of its first
        presentation when nobody took it; never of its sending, which proves nothing."""
        if self.received is not None:
            return self.received
        return self.presented if self.reason in NEVER_TAKEN else None


class Standing(StrEnum):
    """Where a letter is."""

    A_ENVOYER = "a_envoyer"
    PERIMEE = "perimee"
    SANS_OBJET = "sans_objet"
    ARRETEE = "arretee"
    ENVOYEE = "envoyee"
    PRESENTEE = "presentee"
    RECUE = "recue"
    REVENUE = "revenue"
    ANNULEE = "annulee"


STANDING_LABELS = {
    Standing.A_ENVOYER: "à envoyer",
    Standing.PERIMEE: "à refaire : ce qu’elle dit a changé",
    Standing.SANS_OBJET: "sans objet : plus rien ne l’appelle",
    Standing.ARRETEE: "arrêtée : la personne est décédée",
    Standing.ENVOYEE: "envoyée",
    Standing.PRESENTEE: "présentée",
    Standing.RECUE: "reçue",
    Standing.REVENUE: "revenue",
    Standing.ANNULEE: "annulée",
}


def standing(letter: LetterView, *, called: bool, changed: bool, dead: bool) -> Standing:
    """Where it is. ``called``: its subject still calls for it; ``changed``: it would say something
    else if it were made now; ``dead``: the person is. The last three only matter before it left."""
    if letter.annulled:
        return Standing.ANNULEE
    if letter.returned is not None:
        return Standing.REVENUE
    if letter.received is not None:
        return Standing.RECUE
    if letter.presented is not None:
        return Standing.PRESENTEE
    if letter.sent is not None:
        return Standing.ENVOYEE
    if dead:
        return Standing.ARRETEE
    if not called:
        return Standing.SANS_OBJET
    return Standing.PERIMEE if changed else Standing.A_ENVOYER
