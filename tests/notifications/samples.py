"""A message of every occasion, in each of the forms that its data may take."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from notifications.occasions import OCCASIONS
from rules.subjects import Subject, SubjectKind
from workflow.post.outbox import NOWHERE, Message

PARIS = ZoneInfo("Europe/Paris")
CREATED = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
DOSSIER: dict[str, object] = {"reference": "dossier 42", "circonscription": "Bobigny"}
SEANCE: dict[str, object] = {"reference": "séance 12", "circonscription": "Bobigny"}
ECHEANCE: dict[str, object] = {
    "rule": "2-RDV",
    "label": "Fixer le premier rendez-vous d’accompagnement",
    "due": "2026-05-07T21:59:00+00:00",
    "late_days": None,
}
THE_7TH, THE_21ST = "2026-05-07T07:30:00+00:00", "2026-05-21T12:00:00+00:00"
ICL: dict[str, object] = {**SEANCE, "genre": "ICL-I", "ancienne_date": THE_7TH}
SAME_DATE: dict[str, object] = {**ICL, "nouvelle_date": THE_7TH}
LATE: dict[str, object] = {**SEANCE, "genre": "ICL-I", "date": THE_7TH}
OTHER_DATE: dict[str, object] = {**ICL, "nouvelle_date": THE_21ST}
ALOUD: dict[str, object] = {**SAME_DATE, "qui": "membre", "numero": 3, "seance": 12}
HERE: dict[str, object] = {"lieu": "Bobigny, salle 204", "ancien_lieu": "Bobigny, salle 204"}
ELSEWHERE: dict[str, object] = {**HERE, "lieu": "Noisy-le-Sec, grande salle"}
EP: dict[str, object] = {"reference": "séance 13", "genre": "EP", "ancienne_date": "2026-10-25"}

COUNTED = ("fichiers", "lignes", "nouvelles", "mises_a_jour", "actes", "ecarts")
MAY = "mai\N{NO-BREAK SPACE}2026"
MOVED: dict[str, object] = {
    "rule": "2-RDV",
    "label": "Fixer le premier rendez-vous d’accompagnement",
    "avant": "2026-05-07T21:59:00+00:00",
    "due": "2026-05-21T21:59:00+00:00",
}

SPECIFIC: dict[str, dict[str, dict[str, object]]] = {
    "echeance_rappel": {"": {**DOSSIER, **ECHEANCE}},
    "echeance_niveau_1": {
        "": {**DOSSIER, **ECHEANCE, "due": "2026-05-01T21:59:00+00:00", "late_days": 3},
        "avant_terme": {**DOSSIER, **ECHEANCE},
    },
    "echeance_niveau_2": {
        "": {
            **SEANCE,
            **ECHEANCE,
            "reference": "seance 12",
            "rule": "D3-COMPTE-RENDU",
            "label": "Renvoyer le tableau et le compte rendu",
            "due": "2026-05-01T07:30:00+00:00",
            "late_days": 1,
        }
    },
    "echeance_niveau_3": {
        "": {
            **DOSSIER,
            **ECHEANCE,
            "rule": "I-DECISION",
            "label": "Prendre la décision",
            "due": "2026-04-03T21:59:00+00:00",
            "late_days": 30,
        }
    },
    "echeance_panne": {
        "": {
            "reference": "personne 7",
            "rule": "L-RAPO",
            "label": "Répondre au recours administratif préalable",
            "error": "DatabaseUnreachable",
            "attempts": 5,
        }
    },
    "connexion_retardee": {
        "": {"reference": "agent 12", "nombre": 5, "le": "2026-05-04T06:50:00+00:00", "connu": 0},
        "connu": {
            "reference": "agent 12",
            "nombre": 5,
            "le": "2026-05-04T06:50:00+00:00",
            "connu": 1,
        },
    },
    "messages_perdus": {
        "": {"reference": "messages", "nombre": 3, "depuis": "2026-05-02"},
        "un_seul": {"reference": "messages", "nombre": 1, "depuis": "2026-05-04"},
    },
    "tic_absent": {"": {"reference": "planificateur", "depuis": "2026-05-04T06:00:00+00:00"}},
    "rapprochement_ecarts": {
        "": {
            "reference": "rapprochement",
            "jour": "2026-05-04",
            "nombre": 3,
            "echeances": 1200,
        },
        "un_seul": {"reference": "rapprochement", "jour": "2026-05-04", "nombre": 1},
    },
    "redecoupage_bloque": {
        "": {"reference": "circonscription 93-01", "jour": "2026-09-01", "nombre": 3}
    },
    "demande_reroutee": {
        "": {**DOSSIER, "acte": "demenager_intra", "etat": "a_reinscrire"},
        "devant_l_ep": {**DOSSIER, "acte": "demenager_intra", "etat": "attente_ep"},
        "redecoupage": {**DOSSIER, "acte": "redecouper", "etat": "a_reinscrire"},
        "secteur": {**DOSSIER, "acte": "attribuer_secteur", "etat": "a_reinscrire"},
        "transfert": {**DOSSIER, "acte": "constater_transfert", "etat": "presaisine"},
        "d_avant": DOSSIER,
    },
    "territoire_redecoupe": {
        "": {
            "reference": "circonscription 93-01",
            "jour": "2026-09-01",
            "arretee": 1,
            "creee": 0,
            "partis": 40,
            "arrives": 0,
            "en_attente": 2,
            "a_rattacher": 1,
            "membres": 3,
            "agents": 2,
            "suivantes": "93-14, 93-15",
        },
        "nouvelle": {
            "reference": "circonscription 93-14",
            "jour": "2026-09-01",
            "arretee": 0,
            "creee": 1,
            "partis": 0,
            "arrives": 25,
            "en_attente": 0,
            "a_rattacher": 0,
        },
        "redessinee": {
            "reference": "circonscription 93-02",
            "jour": "2026-09-01",
            "arretee": 0,
            "creee": 0,
            "partis": 3,
            "arrives": 0,
            "en_attente": 0,
            "a_rattacher": 0,
            "suivantes": "93-05",
        },
    },
    "relance_tableau": {
        "invites": {
            **SEANCE,
            "genre": "Demi-journée avec psychologue",
            "nouvelle_date": THE_7TH,
            "tableau": 0,
            "partage": 0,
            "besoins": 0,
            "reponses": 0,
            "ordre": 0,
            "invites": 2,
        },
        "": {
            **SEANCE,
            "genre": "ICL-I",
            "nouvelle_date": THE_7TH,
            "tableau": 1,
            "partage": 1,
            "reponses": 3,
        },
        "une_reponse": {
            **SEANCE,
            "genre": "Instance d’insertion",
            "nouvelle_date": THE_7TH,
            "tableau": 0,
            "partage": 0,
            "reponses": 1,
        },
        "besoins": {
            **SEANCE,
            "genre": "Demi-journée avec psychologue",
            "nouvelle_date": THE_7TH,
            "tableau": 0,
            "partage": 0,
            "besoins": 1,
            "reponses": 0,
        },
        "ordre": {
            **SEANCE,
            "genre": "Demi-journée avec psychologue",
            "nouvelle_date": THE_7TH,
            "tableau": 0,
            "partage": 0,
            "ordre": 2,
            "reponses": 0,
        },
    },
    "relance_convocation": {
        "": {
            **SEANCE,
            "genre": "EP",
            "nouvelle_date": THE_7TH,
            "lieu": "salle 3, 12 rue des Lilas",
            "fonction": "représentant des bénéficiaires",
            "en_personne": 0,
        },
        "en_personne": {
            **SEANCE,
            "genre": "Instance d’insertion",
            "nouvelle_date": THE_7TH,
            "fonction": "référent qui prescrit",
            "en_personne": 1,
        },
    },
    "nouveaux_sans_referent": {
        "": {"reference": "import", "nombre": 17, "jour": THE_7TH},
        "un_seul": {"reference": "import", "nombre": 1},
    },
    "import_termine": {
        "": {"reference": "import", "jour": THE_7TH, **dict.fromkeys(COUNTED, 12), "refusees": 0},
        "refus": {
            "reference": "import",
            "jour": THE_7TH,
            **dict.fromkeys(COUNTED, 120),
            "refusees": 1,
        },
    },
    "liste_du_mois": {
        liste: {"reference": "liste 2026-05", "liste": liste, "mois": MAY, "nombre": 17}
        for liste in ("orientations", "entretiens_diag")
    },
    "delai_change": {
        "": {**DOSSIER, **MOVED, "acte": "prolonger_delai"},
        "suspendu": {**DOSSIER, **MOVED, "acte": "suspendre_delai", "due": None},
        **{
            acte: {**DOSSIER, **MOVED, "acte": acte, "avant": None}
            for acte in ("reprendre_delai", "fixer_echeance", "rendre_delai_au_calcul")
        },
    },
    "calendrier_applique": {
        "": {"reference": "calendrier, passage 3", "jour": THE_7TH, "nombre": 12}
    },
    "demande_refusee": {
        "": DOSSIER,
        **{
            acte: {**DOSSIER, "acte": acte}
            for acte in ("refuser", "decider_refuser", "constater_refus_webrsa")
        },
    },
    "demande_sans_objet": {
        acte: {**DOSSIER, "acte": acte}
        for acte in ("fermer_droit", "muter", "deceder", "declarer_doublon", "remplacer")
    },
    "personne_inconnue": {
        repondant: {**DOSSIER, "acte": "repondre", "repondant": repondant}
        for repondant in ("initial", "souhaite")
    },
    "droit_du_foyer": {
        acte: {**DOSSIER, "acte": acte, "autre_dossier": 41}
        for acte in ("fermer_droit", "suspendre_droit", "reprendre_droit", "rouvrir")
    },
    "recours_recu": {"": DOSSIER, "hors_delai": {**DOSSIER, "hors_delai": 1}},
    "courriers_arretes": {
        acte: {**DOSSIER, "acte": acte, "lettres": "12, 15"}
        for acte in ("deceder", "fermer_droit", "muter")
    },
    "saisine_accusee": {
        "": {**DOSSIER, "acte": "deposer_saisine"},
        **{
            canal: {**DOSSIER, "canal": canal, "recue_le": "2026-05-01"}
            for canal in ("xml", "webrsa", "mail")
        },
    },
    "tableau_ouvert": {"": SAME_DATE, "lieu": {**SAME_DATE, **HERE}},
    "ordre_du_jour_arrete": {
        "": EP,
        "lieu": {**EP, **HERE},
        "compte": {**SAME_DATE, "situations": 7, "minutes": 225, "duree": 180},
        "permanence": {
            **SAME_DATE,
            "situations": 1,
            "minutes": 30,
            "duree": 180,
            "permanence": 60,
        },
    },
    "ordre_du_jour_depasse": {
        "": {
            **SEANCE,
            "genre": "ICL-I",
            "date": THE_7TH,
            "situations": 8,
            "minutes": 255,
            "duree": 180,
        }
    },
    "lignes_hors_delai": {
        "": {**LATE, "nombre": 3, "reportees": 0},
        "une": {**LATE, "nombre": 1, "reportees": 0},
        "reportees": {**LATE, "nombre": 3, "reportees": 3},
        "une_reportee": {**LATE, "nombre": 1, "reportees": 1},
        "partagees": {**LATE, "nombre": 3, "reportees": 1},
    },
    "ligne_souvent_reportee": {
        "": {**DOSSIER, "genre": "ICL-I", "date": THE_7TH, "nombre": 2},
    },
    "compte_rendu": {
        "": {**SAME_DATE, "numero": 1, "document": "compte_rendu"},
        "sans_genre": SEANCE,
        "proces_verbal": {**SAME_DATE, "genre": "EP", "numero": 1, "document": "proces_verbal"},
    },
    "compte_rendu_corrige": {
        "": {**SAME_DATE, "numero": 2, "document": "compte_rendu"},
        "sans_genre": SEANCE,
    },
    "compte_rendu_a_renvoyer": {
        "": {**SAME_DATE, "numero": 2, "document": "compte_rendu"},
        "sans_genre": SEANCE,
    },
    "seance_deplacee": {
        "": OTHER_DATE,
        "sans_date": EP,
        "date_et_lieu": {**OTHER_DATE, **ELSEWHERE},
        "lieu": {**SAME_DATE, **ELSEWHERE},
    },
    "seance_annulee": {
        "": SAME_DATE,
        "lieu": {**SAME_DATE, **HERE},
        "sans_situation": {**SAME_DATE, "situations": 0},
    },
    "venue_fixee": {
        "": {**SAME_DATE, **HERE, "genre": "Demi-journée psychologue", "situations": 3},
        "decommandee": {**SAME_DATE, "genre": "Demi-journée psychologue", "situations": 0},
    },
    "convocation": {
        "": {**SAME_DATE, **HERE, "fonction": "agence France Travail", "en_personne": 0},
        "en_personne": {**SAME_DATE, "fonction": "référent qui prescrit", "en_personne": 1},
        "deplacee": {**OTHER_DATE, **ELSEWHERE, "fonction": "CCAS", "en_personne": 0},
    },
    "invitation_partenaire": {
        "": {**SAME_DATE, "lieu": HERE["lieu"]},
        "deplacee": {**OTHER_DATE, "lieu": ELSEWHERE["lieu"]},
    },
    "invitation_annulee": {"": SAME_DATE},
    "intervenant_remplace": {
        "": {
            **SEANCE,
            "genre": "Demi-journée avec psychologue",
            "nouvelle_date": THE_7TH,
        },
    },
    "convocation_annulee": {
        "": {
            **SEANCE,
            "genre": "Instance",
            "nouvelle_date": THE_7TH,
            "fonction": "référent qui prescrit",
            "lieu": HERE["lieu"],
        },
        "siege": {**SAME_DATE, "lieu": HERE["lieu"]},
    },
    "personne_a_prevenir": {
        "": {**ALOUD, **DOSSIER, "nouvelle": "invitation_annulee", "qui": "partenaire"},
        "allocataire": {**ALOUD, **DOSSIER, "nouvelle": "invitation_annulee", "qui": "allocataire"},
        "convocation_annulee": {**ALOUD, "nouvelle": "convocation_annulee"},
        "seance_annulee": {**ALOUD, "nouvelle": "seance_annulee"},
        "seance_reportee": {**ALOUD, **OTHER_DATE, "nouvelle": "seance_reportee"},
        "seance_deplacee": {**ALOUD, **OTHER_DATE, "nouvelle": "seance_deplacee"},
        "lieu": {**ALOUD, "nouvelle": "seance_deplacee"},
        "compte_rendu": {**ALOUD, "nouvelle": "compte_rendu"},
        "compte_rendu_corrige": {**ALOUD, "nouvelle": "compte_rendu_corrige"},
    },
    "ligne_reportee": {
        "": DOSSIER,
        "ajournee": {**DOSSIER, "acte": "ajourner"},
        "reinscrite": {**DOSSIER, "nouvelle_date": SAME_DATE["nouvelle_date"]},
    },
    "venue_appreciee": {"": {**DOSSIER, "accord": 1}, "refusee": {**DOSSIER, "accord": 0}},
    "seance_reportee": {
        "": SAME_DATE,
        "date": OTHER_DATE,
        "date_et_lieu": {**OTHER_DATE, **ELSEWHERE},
    },
}

SAMPLES: dict[str, tuple[str, Mapping[str, object]]] = {
    "-".join(filter(None, (occasion, form))): (occasion, data)
    for occasion in OCCASIONS
    for form, data in SPECIFIC.get(occasion, {"": DOSSIER}).items()
}
"""Name of the snapshot → occasion, data."""


def message_of(occasion: str, data: Mapping[str, object]) -> Message:
    """A message to the service 12, about what its reference names."""
    kind, _, number = str(data["reference"]).replace("é", "e").partition(" ")
    known = kind in set(SubjectKind) and number.isdigit()
    return Message(
        id=1,
        subject=Subject(SubjectKind(kind), int(number)) if known else NOWHERE,
        occasion=occasion,
        recipient="service:12",
        data=data,
        message_id=f"<{occasion}-42@reorientation.local>",
        digest=None,
        created=CREATED,
    )
