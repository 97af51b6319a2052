"""What the pages do, the API does: of each address of a page, the operation that does the same, or
why a program has no use for it."""

from collections.abc import Mapping

from tests.web.addresses import routes
from tests.web.api.test_generated import operations
from tests.web.served import Served

BROWSER = "ce qu’un navigateur garde pour son écran"
SIGNS = "entrer, sortir, choisir sa qualité : /api/session"
SECRET = "un lien ouvre sa page à qui le porte, sans session"
TEXT = "un texte à lire"
BOX = "la même lecture, rangée pour l’œil : {}"
ONESELF = "ce que chacun règle pour soi ; /api/agents le règle pour les autres"

DONE: Mapping[str, str] = {
    "GET /journee": "get /api/journee",
    "GET /dossiers": "get /api/dossiers",
    "GET /dossiers/{number}": "get /api/dossiers/{numero}",
    "GET /dossiers/{number}/actes/{event}": "get /api/dossiers/{numero}/actes",
    "POST /dossiers/{number}/actes/{event}": "post /api/dossiers/{numero}/actes/{acte}",
    "POST /dossiers/{number}/correction": "post /api/dossiers/{numero}/corrections",
    "GET /personnes/nouvelle": "post /api/personnes/semblables",
    "POST /personnes/nouvelle": "post /api/personnes",
    "GET /dossiers/{number}/pieces": "get /api/dossiers/{numero}/pieces",
    "POST /dossiers/{number}/pieces": "post /api/dossiers/{numero}/pieces",
    "GET /pieces/{number}": "get /api/pieces/{numero}/contenu",
    "GET /pieces/{number}/retrait": "get /api/dossiers/{numero}/pieces",
    "POST /pieces/{number}/retrait": "post /api/pieces/{numero}/retrait",
    "GET /echeances/{number}": "get /api/echeances/{numero}",
    "GET /services": "get /api/services",
    "GET /services/offres/publier": "get /api/offres",
    "POST /services/offres/publier": "post /api/offres",
    "GET /services/offres/{number}/{what}": "get /api/offres",
    "POST /services/offres/{number}/{what}": "post /api/offres/{numero}/actes/{acte}",
    "GET /services/{number}/horaires": "get /api/services",
    "POST /services/{number}/horaires": "put /api/services/{numero}/horaires",
    "GET /escalades": "get /api/escalades",
    "POST /escalades/{number}/prendre": "put /api/escalades/{numero}/prise",
    "GET /listes": "get /api/listes",
    "GET /listes/orientations": "get /api/listes",
    "GET /listes/diagnostics": "get /api/listes",
    "POST /listes/figer": "post /api/listes/gel",
    "GET /listes/figees/{number}": "get /api/travaux/{numero}",
    "GET /listes/{number}": "get /api/listes/{numero}",
    "GET /listes/{number}/liste.xlsx": "get /api/listes/{numero}/contenu",
    "GET /courrier": "get /api/saisines",
    "GET /courrier/formulaire": "get /api/dossiers",
    "GET /courrier/formulaire/{number}": "get /api/dossiers/{numero}/actes",
    "POST /courrier/formulaire/{number}": "post /api/dossiers/{numero}/saisines",
    "GET /recours": "get /api/recours",
    "GET /imports": "get /api/imports",
    "POST /imports": "post /api/imports",
    "GET /imports/{number}": "get /api/imports/{numero}",
    "POST /imports/{number}/essai": "post /api/imports/{numero}/essai",
    "POST /imports/{number}/importer": "post /api/imports/{numero}/import",
    "POST /imports/{number}/abandon": "delete /api/imports/{numero}",
    "GET /imports/resultats/{number}": "get /api/travaux/{numero}",
    "GET /imports/resultats/{number}/lignes.xlsx": "get /api/travaux/{numero}",
    "GET /ecarts": "get /api/ecarts",
    "GET /ecarts/{number}/regler": "get /api/ecarts",
    "POST /ecarts/{number}/regler": "post /api/ecarts/{numero}/reglement",
    "GET /travaux/{number}": "get /api/travaux/{numero}",
    "GET /lots": "get /api/lots",
    "POST /lots": "post /api/lots",
    "GET /lots/{number}": "get /api/lots/{numero}/actes",
    "GET /lots/{number}/actes/{event}": "get /api/lots/{numero}/actes",
    "POST /lots/{number}/actes/{event}": "post /api/lots/{numero}/actes/{acte}/apercu",
    "GET /lots/{number}/apercu": "get /api/lots/{numero}",
    "POST /lots/{number}/apercu": "get /api/lots/{numero}",
    "POST /lots/{number}/faire": "post /api/lots/{numero}/faire",
    "GET /lots/{number}/issue": "get /api/lots/{numero}",
    "POST /lots/{number}/recommencer": "post /api/lots/{numero}/reprise",
    "POST /lots/{number}/csv": "get /api/lots/{numero}",
    "GET /lettres": "get /api/lettres",
    "GET /lettres/lots/{number}": "get /api/lettres",
    "POST /lettres/apercu": "post /api/lettres/apercu",
    "POST /lettres/imprimer": "post /api/lettres/impression",
    "POST /lettres/lots/{number}/depart": "post /api/lettres/lots/{numero}/depart",
    "GET /lettres/resultats/{number}": "get /api/travaux/{numero}",
    "GET /lettres/retour": "get /api/lettres/{numero}",
    "POST /lettres/retour": "post /api/lettres/{numero}/nouvelles/{nouvelle}",
    "GET /lettres/{number}": "get /api/lettres/{numero}",
    "GET /lettres/{number}/lettre.pdf": "get /api/lettres/{numero}/contenu",
    "GET /lettres/{number}/{what}": "get /api/lettres/{numero}",
    "POST /lettres/{number}/{what}": "post /api/lettres/{numero}/nouvelles/{nouvelle}",
    "GET /journal": "get /api/journal",
    "GET /journal/consultations": "get /api/consultations",
    "GET /journal/verification": "post /api/journal/verification",
    "POST /journal/verification": "post /api/journal/verification",
    "GET /journal/verification/{number}": "get /api/travaux/{numero}",
    "GET /chiffres": "get /api/chiffres",
    "GET /seances": "get /api/seances",
    "GET /seances/programmer": "get /api/seances",
    "POST /seances/programmer": "post /api/seances",
    "GET /seances/{number}": "get /api/seances/{numero}",
    "GET /seances/{number}/actes/{event}": "get /api/seances/{numero}/actes",
    "POST /seances/{number}/actes/{event}/apercu": "post /api/seances/{numero}/actes/{acte}/essai",
    "POST /seances/{number}/actes/{event}": "post /api/seances/{numero}/actes/{acte}",
    "GET /seances/{number}/tableau": "get /api/seances/{numero}/lignes",
    "POST /seances/{number}/tableau": "post /api/lignes/{numero}/actes/{acte}",
    "GET /seances/{number}/tableau/lignes/{line}": "get /api/lignes/{numero}",
    "POST /seances/{number}/tableau/lignes/{line}/pieces": "post /api/dossiers/{numero}/pieces",
    "GET /seances/{number}/relancer": "get /api/seances/{numero}/completude",
    "POST /seances/{number}/relancer": "post /api/seances/{numero}/relances",
    "GET /circonscriptions": "get /api/seances",
    "GET /circonscriptions/relancer": "get /api/seances/{numero}/completude",
    "POST /circonscriptions/relancer": "post /api/seances/{numero}/relances",
    "GET /seances/{number}/participants": "get /api/seances/{numero}/participants",
    "GET /seances/{number}/participants/presences": "get /api/seances/{numero}/participants",
    "POST /seances/{number}/participants/presences": "post /api/seances/{numero}/actes/{acte}",
    "GET /seances/{number}/participants/convoquer": "post /api/seances/{numero}/actes/{acte}/essai",
    "POST /seances/{number}/participants/convoquer": "post /api/seances/{numero}/actes/{acte}",
    "GET /seances/{number}/liens": "get /api/seances/{numero}/liens",
    "POST /seances/{number}/liens": "post /api/seances/{numero}/liens",
    "POST /seances/{number}/liens/{link}/revoquer": (
        "post /api/seances/{numero}/liens/{lien}/revocation"
    ),
    "GET /ep": "get /api/ep/saisines",
    "POST /ep/inscriptions": "post /api/ep/inscriptions/essai",
    "POST /ep/inscriptions/enregistrer": "post /api/ep/inscriptions",
    "GET /seances/{number}/decisions": "get /api/seances/{numero}/decisions",
    "POST /seances/{number}/decisions": "post /api/seances/{numero}/decisions/essai",
    "POST /seances/{number}/decisions/enregistrer": "post /api/seances/{numero}/decisions",
    "GET /seances/{number}/direct/liste": "get /api/seances/{numero}/lignes",
    "POST /seances/{number}/direct/liste": "post /api/seances/{numero}/resultats",
    "GET /seances/{number}/direct": "get /api/seances/{numero}/ordre-du-jour",
    "POST /seances/{number}/direct": "post /api/lignes/{numero}/actes/{acte}",
    "GET /seances/{number}/ordre-du-jour": "get /api/seances/{numero}/ordre-du-jour",
    "POST /seances/{number}/ordre-du-jour": "post /api/seances/{numero}/actes/{acte}/essai",
    "POST /seances/{number}/ordre-du-jour/arreter": "post /api/seances/{numero}/actes/{acte}",
    "GET /comptes-rendus": "get /api/comptes-rendus",
    "GET /seances/{number}/compte-rendu": "get /api/seances/{numero}/compte-rendu",
    "POST /seances/{number}/compte-rendu": "post /api/seances/{numero}/actes/{acte}",
    "GET /seances/{number}/compte-rendu/envoi": "post /api/seances/{numero}/actes/{acte}/essai",
    "POST /seances/{number}/compte-rendu/envoi": "post /api/seances/{numero}/actes/{acte}",
    "GET /seances/{number}/compte-rendu.pdf": "get /api/seances/{numero}/compte-rendu/contenu",
    "GET /seances/{number}/compte-rendu.xlsx": "get /api/seances/{numero}/compte-rendu/contenu",
    "GET /seances/{number}/resultats": "get /api/seances/{numero}/lignes",
    "POST /seances/{number}/resultats": "post /api/seances/{numero}/resultats/essai",
    "POST /seances/{number}/resultats/enregistrer": "post /api/seances/{numero}/resultats",
    "GET /parametres/regles": "get /api/regles",
    "GET /parametres/agents": "get /api/agents",
    "GET /parametres/agents/creer": "get /api/agents",
    "POST /parametres/agents/creer": "post /api/agents",
    "GET /parametres/agents/{number}": "get /api/agents/{numero}",
    "GET /parametres/agents/{number}/{what}": "get /api/agents/{numero}",
    "POST /parametres/agents/{number}/{what}": "post /api/agents/{numero}/actes/{acte}",
    "POST /parametres/agents/{number}/compte/{what}": "post /api/agents/{numero}/compte/{acte}",
    "GET /imports/fichiers/{sha256}": "get /api/imports/fichiers/{sha256}",
    "GET /lettres/lots/{number}/lettres.pdf": "get /api/lettres/lots/{numero}/contenu",
    "GET /lettres/lots/{number}/envois.xlsx": "get /api/lettres/lots/{numero}/envois",
    "POST /lettres/{number}/reimpression": "post /api/lettres/{numero}/reimpression",
    "GET /seances/{number}/syntheses.pdf": "get /api/seances/{numero}/syntheses",
    "GET /seances/{number}/tableau/ajouter": "get /api/dossiers",
    "POST /seances/{number}/tableau/ajouter": "post /api/seances/{numero}/lignes",
    "GET /seances/{number}/tableau/coller": "get /api/seances/{numero}/lignes",
    "POST /seances/{number}/tableau/coller": "post /api/seances/{numero}/tableau/reprise/essai",
    "GET /seances/{number}/tableau/fichier": "get /api/seances/{numero}/lignes",
    "POST /seances/{number}/tableau/fichier/exporter": "post /api/seances/{numero}/tableau/export",
    "POST /seances/{number}/tableau/fichier/reprendre": (
        "post /api/seances/{numero}/tableau/reprise"
    ),
    "GET /seances/generer": "post /api/programme/essai",
    "POST /seances/generer": "post /api/programme",
    "GET /seances/programme/{kind}": "get /api/programme/contenu",
    "GET /parametres/programme": "get /api/programme",
    "GET /parametres/procedure": "get /api/procedure",
    "GET /parametres/procedure/{machine}.svg": "get /api/procedure/dessins/{dessin}",
    "GET /parametres/qui-peut-quoi": "get /api/habilitations",
    "GET /parametres/sante": "get /api/sante",
    "GET /parametres/sante/messages/{number}/{what}": "get /api/sante",
    "POST /parametres/sante/messages/{number}/{what}": (
        "post /api/sante/messages/{numero}/actes/{acte}"
    ),
    "GET /parametres/calendriers": "get /api/calendriers",
    "GET /parametres/calendriers/essayer/{what}": "get /api/calendriers",
    "POST /parametres/calendriers/essayer/{what}": "post /api/calendriers/essais/{changement}",
    "GET /parametres/calendriers/essais/{number}": "get /api/travaux/{numero}",
    "GET /parametres/calendriers/appliquer": "get /api/calendriers",
    "POST /parametres/calendriers/appliquer": "post /api/calendriers/passages",
    "GET /parametres/calendriers/passages/{number}": "get /api/travaux/{numero}",
}
"""A page → the operation that reads the same, or does the same."""

NOT_OF_PROGRAMS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("GET /", "GET /connexion", "POST /connexion", "POST /deconnexion"),
            *("GET /qualite", "POST /qualite"),
        ),
        SIGNS,
    ),
    **dict.fromkeys(
        ("GET /invite", "GET /invite/{secret}", "POST /invite", "GET /agenda/{secret}.ics"), SECRET
    ),
    **dict.fromkeys(("GET /compte/lien/{secret}", "POST /compte/lien/{secret}"), SECRET),
    **dict.fromkeys(
        ("GET /aide", "GET /accessibilite", "GET /donnees", "GET /api", "GET /parametres"), TEXT
    ),
    **dict.fromkeys(
        (
            *("GET /preferences", "POST /preferences/affichage", "GET /preferences/acces"),
            *("POST /preferences/acces", "POST /preferences/acces/sessions"),
            *("GET /dossiers/colonnes", "POST /dossiers/colonnes"),
            *("POST /dossiers/filtres", "GET /statique/{digest}/{name}"),
        ),
        BROWSER,
    ),
    **dict.fromkeys(
        (
            *("GET /preferences/messages", "POST /preferences/messages"),
            *("GET /preferences/absences", "POST /preferences/absences"),
            *("GET /preferences/absences/retour", "POST /preferences/absences/retour"),
            *("GET /preferences/agenda", "POST /preferences/agenda"),
            "POST /preferences/agenda/revoquer",
        ),
        ONESELF,
    ),
    **dict.fromkeys(
        ("GET /dossiers/export", "POST /dossiers/export"),
        BOX.format("/api/dossiers, page après page"),
    ),
    **dict.fromkeys(
        ("GET /journal/export", "POST /journal/export"),
        BOX.format("/api/journal, page après page"),
    ),
    "POST /chiffres/export": BOX.format("/api/chiffres"),
    "GET /dossiers/{number}/correction": BOX.format("/api/dossiers/{numero}/journal"),
    "GET /seances/{number}/decisions/issue/{errand}": BOX.format("la réponse de POST …/decisions"),
}
"""What a program has no use for, and why."""


def test_each_page_has_its_operation_or_a_reason_to_have_none(looked_at: Served) -> None:
    pages = {
        f"{method} {path}" for method in ("GET", "POST") for path in routes(looked_at.app, method)
    }
    told = [*DONE, *NOT_OF_PROGRAMS]

    assert set(told) - pages == set(), "ces pages n’existent plus"
    assert pages - set(told) == set(), "dites ce que l’API fait de ces pages"
    assert len(told) == len(set(told)), "une page est dite deux fois"


def test_what_does_the_same_is_an_operation() -> None:
    known = {f"{method} {path}" for method, path in operations()}

    assert set(DONE.values()) - known == set()
