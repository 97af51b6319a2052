"""The tableau commun and the files joined to its lines, in JSON."""

from entrypoints.forms.registry import Forms, Json
from exchanges.tableau.reports import TableauReport
from rules.seances.lateness import spelled
from workflow.reading.line_facts import Motivated
from workflow.reading.pieces import PieceLine
from workflow.reading.tableau import Tableau, TableauLine


def tableau(forms: Forms, shown: Tableau, viewer: int | None) -> Json:
    """The tableau of a séance."""
    return {
        "seance": shown.seance_id,
        "version": shown.version,
        "genre": shown.genre,
        "circonscription": shown.circonscription,
        "date_seance": forms.instant(shown.held),
        "lieu": shown.place,
        "etat": shown.state,
        "vu_par": viewer,
        "services": [
            {"service": number, "libelle": name, "a_partage": number in shown.shared}
            for number, name in shown.sitting.items()
        ],
        "pas_encore_partagees": shown.hidden,
        "lignes": [line(forms, shown, one) for one in shown.lines],
    }


def line(forms: Forms, shown: Tableau, one: TableauLine) -> Json:
    """A line of it."""
    return {
        "ligne": one.id,
        "dossier": one.dossier_id,
        "version": one.version,
        "rang": one.rank,
        "etat": one.state,
        "nom": one.nom,
        "prenom": one.prenom,
        "date_naissance": None if one.born is None else one.born.isoformat(),
        "numero_demande_rsa": one.numero_demande_rsa,
        "ville": one.ville,
        "service": one.service_id,
        "libelle_service": one.service,
        "nature": one.nature,
        "demandee_le": one.asked.isoformat(),
        "motif_code": one.motive_code,
        "motif": one.motive,
        "service_souhaite": one.wished_id,
        "libelle_service_souhaite": one.wished,
        "consultee_le": None if one.consulted is None else one.consulted.isoformat(),
        "accord_allocataire": one.accord,
        "accord_accueil": one.welcome,
        "priorite": one.priority,
        "urgente": one.urgent,
        "invites": one.guests,
        "methode": one.methode,
        "issue": one.issue,
        "inscrite_le": forms.instant(one.inscribed),
        "reponses": [forms.answer(each) for each in one.answers],
        "prevenue": forms.told(one.told),
        "hors_delai": [
            {"code": spelled([each]), "phrase": each.told(shown.sitting)} for each in one.late
        ],
        "gardee": _motivated(forms, one.admitted),
        "seance_tenante": _motivated(forms, one.added),
        "pieces": [piece(forms, each) for each in one.pieces],
    }


def _motivated(forms: Forms, one: Motivated | None) -> Json | None:
    if one is None:
        return None
    return {
        "par": one.by,
        "role": one.role,
        "service": one.service_id,
        "le": forms.instant(one.at),
        "motif": one.motive,
    }


def piece(forms: Forms, one: PieceLine) -> Json:
    """A file: what is told of it, never its bytes."""
    gone = one.removed
    return {
        "piece": one.id,
        "dossier": one.dossier_id,
        "ligne": one.line,
        "sorte": one.sort,
        "nom": one.name,
        "type": one.media_type,
        "taille": one.size,
        "sha256": one.sha256,
        "service": one.service_id,
        "par": one.by,
        "jointe_le": forms.instant(one.at),
        "retiree_le": None if gone is None else forms.instant(gone.at),
        "retiree_par": None if gone is None else gone.by,
        "motif_retrait": None if gone is None else gone.motive,
    }


def report(forms: Forms, done: TableauReport) -> Json:
    """What became of a tableau that came back."""
    return {
        "fichier": str(done.path),
        "seance": done.seance,
        "service": done.viewer,
        "exporte_le": forms.instant(done.exported),
        "essai": done.trial,
        "notes": list(done.notes),
        "changements": [
            {
                "cellule": one.where,
                "ligne": one.line,
                "personne": one.who,
                "colonne": one.heading,
                "avant": one.before,
                "apres": one.after,
            }
            for one in done.changes
        ],
        "conflits": [
            {
                "cellule": one.where,
                "ligne": one.line,
                "personne": one.who,
                "colonne": one.heading,
                "a_l_export": one.exported,
                "ici": one.now,
                "dans_le_fichier": one.typed,
            }
            for one in done.conflicts
        ],
        "refus": [
            {
                "cellule": one.where,
                "ligne": one.line,
                "personne": one.who,
                "colonne": one.heading,
                "raison": one.reason,
            }
            for one in done.refused
        ],
        "inscrites": [
            {
                "rangee": one.row,
                "personne": one.who,
                "dossier": one.dossier,
                "nature": one.nature,
                "ligne": one.line,
            }
            for one in done.inscribed
        ],
        "inchangees": done.unchanged,
    }
