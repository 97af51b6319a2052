"""The table of what each role may open, and on which grounds. What has no line is open to nobody.

DOMAIN.md §1.2, §4.6, §8.4: need to know, each service its own until it shares, managers consult
within their territory, whoever administers the application reads no dossier.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from rules.access.grounds import Ground
from rules.actors import Role


class Right(StrEnum):
    """Something that may be opened. The code is written in the access log: never renamed."""

    DOSSIER = "voir_dossier"
    PERSONNE = "voir_personne"
    DEMANDE = "voir_demande"
    SEANCE = "voir_seance"
    LIGNE = "voir_ligne"
    LETTRE = "voir_lettre"
    MESSAGE = "voir_message"
    PIECE = "voir_piece"
    COURRIER_RECU = "voir_courrier_recu"
    ECART = "voir_ecart"
    ESCALADE = "voir_escalade"
    LISTE_DU_MOIS = "voir_liste_du_mois"
    CHIFFRES = "voir_chiffres"
    JOURNAL = "voir_journal"
    VERIFICATION = "verifier_journal"
    CONSULTATIONS = "voir_consultations"
    OFFRE = "voir_offre"
    PROGRAMME = "voir_programme"
    CALENDRIER = "voir_calendrier"
    ESSAI_CALENDRIER = "essayer_calendrier"
    PARAMETRES = "voir_parametres"
    AGENTS = "voir_agents"
    COMPTES = "tenir_comptes"
    SANTE = "voir_sante"
    IMPORTS = "importer"
    EXPORT_DOSSIERS = "exporter_dossiers"
    EXPORT_TABLEAU = "exporter_tableau"
    EXPORT_LISTES = "exporter_listes"
    EXPORT_CHIFFRES = "exporter_chiffres"
    EXPORT_JOURNAL = "exporter_journal"


LABELS: Mapping[Right, str] = {
    Right.DOSSIER: "un dossier : où il en est, ses échéances, ses faits, sa frise",
    Right.PERSONNE: "l’identité et les coordonnées d’une personne",
    Right.DEMANDE: "une demande, une saisine, leurs brouillons",
    Right.SEANCE: "une séance : qui y siège, son ordre du jour, son compte rendu",
    Right.LIGNE: "une ligne du tableau commun",
    Right.LETTRE: "une lettre",
    Right.MESSAGE: "un message envoyé",
    Right.PIECE: "une pièce jointe",
    Right.COURRIER_RECU: "le registre du courrier reçu",
    Right.ECART: "les écarts avec webRSA",
    Right.ESCALADE: "les escalades",
    Right.LISTE_DU_MOIS: "les listes du mois",
    Right.CHIFFRES: "les chiffres",
    Right.JOURNAL: "le journal",
    Right.VERIFICATION: "la vérification du journal, sans son contenu",
    Right.CONSULTATIONS: "qui a consulté ou exporté quoi",
    Right.OFFRE: "l’offre d’accompagnement",
    Right.PROGRAMME: "le programme des séances",
    Right.CALENDRIER: "les calendriers",
    Right.ESSAI_CALENDRIER: "l’essai d’un autre calendrier : les échéances qui bougeraient",
    Right.PARAMETRES: "les règles, leurs sources, le dessin de la procédure",
    Right.AGENTS: "les agents et leurs habilitations",
    Right.COMPTES: "les comptes : inviter, réinitialiser, verrouiller, fermer les sessions",
    Right.SANTE: "la santé de l’application : balayages, files, messages perdus",
    Right.IMPORTS: "importer un fichier",
    Right.EXPORT_DOSSIERS: "exporter des dossiers",
    Right.EXPORT_TABLEAU: "exporter un tableau commun",
    Right.EXPORT_LISTES: "exporter une liste du mois",
    Right.EXPORT_CHIFFRES: "exporter les chiffres",
    Right.EXPORT_JOURNAL: "exporter le journal",
}

Grounds = tuple[Ground, ...]
Line = Mapping[Role, Grounds]

LOGGED = frozenset(
    {
        *(Right.DOSSIER, Right.PERSONNE, Right.DEMANDE, Right.LETTRE, Right.PIECE),
        *(Right.SEANCE, Right.LIGNE, Right.JOURNAL, Right.CONSULTATIONS),
        *(Right.EXPORT_DOSSIERS, Right.EXPORT_TABLEAU, Right.EXPORT_LISTES),
        *(Right.EXPORT_CHIFFRES, Right.EXPORT_JOURNAL),
    }
)
"""What the access log keeps: whatever names somebody, and whatever leaves as a file."""

_REF, _RESP, _BAT, _BOP = Role.REFERENT, Role.RESPONSABLE_SERVICE, Role.BAT, Role.BOP
_EP, _PRESIDENT, _MANAGER, _ADMIN = Role.EP, Role.PRESIDENT, Role.MANAGER, Role.ADMINISTRATEUR

_ALL: Grounds = (Ground.EVERYWHERE,)
_HERE: Grounds = (Ground.TERRITORY,)
_OWN: Grounds = (Ground.FOLLOWED,)
_SHARED: Grounds = (Ground.FOLLOWED, Ground.SHOWN)
_PEOPLE: Grounds = (Ground.FOLLOWED, Ground.SHOWN, Ground.UNFOLLOWED, Ground.DIAGNOSIS)
_EXAMINED: Grounds = (Ground.BEFORE_EP,)
_ONCE_SHARED: Grounds = (Ground.SHARED,)


def _for(services: Grounds, offices: Mapping[Role, Grounds]) -> Line:
    """The référents of a service and whoever heads it have the same sight of people."""
    return {_REF: services, _RESP: services, **offices}


_TERRITORIAL: Line = {_BAT: _HERE, _BOP: _HERE, _PRESIDENT: _HERE, _MANAGER: _HERE}
_ABOUT_A_PERSON: Line = {**_TERRITORIAL, _EP: _EXAMINED}
_NO_DRAFT: Line = {**dict.fromkeys(_TERRITORIAL, _ONCE_SHARED), _EP: _EXAMINED}
_OFFICES: Line = dict.fromkeys((_BAT, _BOP, _EP, _PRESIDENT, _MANAGER, _ADMIN), _ALL)

GRANTS: Mapping[Right, Line] = MappingProxyType(
    {
        Right.DOSSIER: _for(_PEOPLE, _ABOUT_A_PERSON),
        Right.PERSONNE: _for(_PEOPLE, _ABOUT_A_PERSON),
        Right.DEMANDE: _for(_SHARED, _NO_DRAFT),
        Right.SEANCE: _for((Ground.SHOWN,), {**_TERRITORIAL, _EP: _EXAMINED}),
        # Whoever prepares the séance sees a line as soon as it is entered in its tableau.
        Right.LIGNE: _for(_SHARED, {**_NO_DRAFT, _BAT: _HERE, _BOP: (*_ONCE_SHARED, *_EXAMINED)}),
        Right.LETTRE: _for(_OWN, {_BOP: _HERE, _PRESIDENT: _HERE, _MANAGER: _HERE, _EP: _EXAMINED}),
        Right.MESSAGE: _for(_OWN, {_BAT: _HERE, _BOP: _HERE, _MANAGER: _HERE}),
        Right.PIECE: _for(_SHARED, _ABOUT_A_PERSON),
        Right.COURRIER_RECU: {_BOP: _ALL},
        Right.ECART: {_BOP: _HERE, _MANAGER: _HERE},
        Right.ESCALADE: {_RESP: _OWN, _BAT: _HERE, _BOP: _HERE, _MANAGER: _HERE},
        Right.LISTE_DU_MOIS: _for(_OWN, {_BAT: _HERE, _BOP: _HERE, _MANAGER: _HERE}),
        Right.CHIFFRES: {_RESP: _OWN, _BAT: _HERE, _BOP: _HERE, _MANAGER: _HERE},
        Right.JOURNAL: {_MANAGER: _HERE},
        Right.VERIFICATION: {_MANAGER: _ALL, _ADMIN: _ALL},
        Right.CONSULTATIONS: {_MANAGER: _HERE, _ADMIN: _ALL},
        Right.OFFRE: _for(_ALL, _OFFICES),
        Right.PROGRAMME: _for(_ALL, _OFFICES),
        Right.CALENDRIER: _for(_ALL, _OFFICES),
        # The administrator, who writes the configuration, has numbers: dossiers stay closed.
        Right.ESSAI_CALENDRIER: {_BAT: _HERE, _BOP: _HERE, _MANAGER: _HERE, _ADMIN: _ALL},
        Right.PARAMETRES: _for(_ALL, _OFFICES),
        Right.AGENTS: {_RESP: _OWN, _BOP: _ALL, _MANAGER: _ALL, _ADMIN: _ALL},
        Right.COMPTES: {_ADMIN: _ALL},
        Right.SANTE: {_BOP: _ALL, _MANAGER: _ALL, _ADMIN: _ALL},
        Right.IMPORTS: {_BOP: _ALL, _ADMIN: _ALL},
        Right.EXPORT_DOSSIERS: {_RESP: _OWN, _BAT: _HERE, _BOP: _HERE, _MANAGER: _HERE},
        Right.EXPORT_TABLEAU: _for((Ground.SHOWN,), {_BAT: _HERE, _BOP: _HERE, _EP: _EXAMINED}),
        Right.EXPORT_LISTES: _for(_OWN, {_BOP: _HERE}),
        Right.EXPORT_CHIFFRES: {_BOP: _HERE, _MANAGER: _HERE},
        Right.EXPORT_JOURNAL: {_MANAGER: _HERE},
    }
)

OF_A_LINK: Mapping[Right, Grounds] = MappingProxyType(
    {Right.SEANCE: (Ground.LINK,), Right.LIGNE: (Ground.LINK,)}
)
"""What whoever bears a link to a séance may open."""
