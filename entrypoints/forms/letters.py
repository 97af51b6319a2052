"""Letters in JSON."""

from datetime import date

from entrypoints.forms.registry import Forms, Json
from rules.days.calendar import Calendar
from rules.letters.kinds import Standing
from rules.letters.remedies import remedy
from workflow.reading.letters import LetterLine


def letter(line: LetterLine, standing: Standing, calendar: Calendar) -> Json:
    """A letter of ``lettre lister`` and of ``lettre voir``."""
    forms, one = Forms(calendar.tz), line.letter
    opened = remedy(one, calendar)
    return {
        "lettre": one.id,
        "dossier": one.dossier_id,
        "membre": one.member,
        "invite": one.guest,
        "nom": line.nom,
        "prenom": line.prenom,
        "modele": one.kind,
        "etat": standing.value,
        "ligne": one.line,
        "seance": one.seance_id,
        "decidee_le": line.decided.isoformat(),
        "produite_le": forms.instant(line.produced),
        "par": line.by,
        "imprimee_le": forms.instant(line.printed),
        "lot": line.batch,
        "canal": line.channel,
        "suivi": line.tracking,
        "envoyee_le": _iso(one.sent),
        "presentee_le": _iso(one.presented),
        "recue_le": _iso(one.received),
        "revenue_le": _iso(one.returned),
        "retour": one.reason,
        "sha256": line.sha256,
        "recours": None
        if opened is None
        else {"notifiee_le": opened.notified.isoformat(), "jusqu_au": opened.until.isoformat()},
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
