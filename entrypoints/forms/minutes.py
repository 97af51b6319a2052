"""What is written of a séance, in JSON."""

from datetime import tzinfo

from entrypoints.forms.registry import Json
from exchanges.documents.minutes import PrintedMinutes, change_words
from rules.seances.minutes import Examined, Grant, Ruling
from workflow.seances.outcomes.minutes import File


def minutes_form(minutes: PrintedMinutes, *, to_send_again: bool) -> Json:
    """A version, or the draft (``envoye_le`` null)."""
    one = minutes.content
    return {
        "seance": one.seance,
        "document": one.document,
        "version": minutes.number,
        "envoye_le": None if one.sent is None else one.sent.isoformat(),
        "a_renvoyer": to_send_again,
        "changements": list(minutes.corrections),
        "participants": [
            {
                "nom": who.name,
                "fonction": who.function,
                "service": who.service,
                "presence": who.standing,
                "arrivee": who.arrived,
                "depart": who.left,
            }
            for who in one.attendees
        ],
        "presences_relevees": one.signed,
        "quorum": one.quorum,
        "bilan": [{"etat": state, "lignes": n} for state, n in one.totals.items()],
        "lignes": [_line_form(line) for line in one.lines],
        "points": [{"titre": point.title, "conclusion": point.told} for point in one.points],
        "textes": dict(one.parts),
    }


def versions_form(file: File, tz: tzinfo) -> Json:
    """The versions that were sent, and what the next one would change."""
    return {
        "seance": file.draft.seance,
        "document": file.draft.document,
        "versions": [
            {
                "version": one.number,
                "envoye_le": one.sent.astimezone(tz).isoformat(timespec="seconds"),
                "empreinte": one.sha256,
                "modele": one.model,
            }
            for one in file.versions
        ],
        "a_renvoyer": file.to_send_again,
        "changements": [change_words(one) for one in file.corrected],
    }


def _line_form(line: Examined) -> Json:
    again = line.next_held
    return {
        "ligne": line.line,
        "rang_seance": line.rank,
        "dossier": line.dossier,
        "nom": line.nom,
        "prenom": line.prenom,
        "nature": line.nature,
        "service": line.service,
        "service_souhaite": line.wished,
        "etat": line.state,
        "methode": line.method,
        "issue": line.issue,
        "accord_accueil": line.accord_accueil,
        "precisions": [{"champ": name, "texte": words} for name, words in line.told.items()],
        "prochaine_seance": None if again is None else again.isoformat(timespec="seconds"),
        "remarque": line.remark,
        "accorde": None if line.granted is None else _grant_form(line.granted),
        "decision_attendue": line.to_rule,
        "decision": None if line.ruling is None else _ruling_form(line.ruling),
    }


def _grant_form(granted: Grant) -> Json:
    return {"type_orientation": granted.type_orientation, "service": granted.service}


def _ruling_form(ruling: Ruling) -> Json:
    granted = None if ruling.granted is None else _grant_form(ruling.granted)
    return {
        "acte": ruling.act,
        "jour": ruling.day.isoformat(),
        "accorde": granted,
        "motif": ruling.motive,
    }
