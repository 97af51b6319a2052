"""What the registry shows, in JSON; the keys are described in docs/commandes.md.

Instants are ISO 8601 in the local time of the département, with their offset.
"""

from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

from exchanges.reports import FileReport
from rules.delays.account import Account
from rules.seances.waiting import WaitingLine
from rules.subjects import Subject
from states.procedure import PROCEDURE
from workflow.reading.answers import Answer
from workflow.reading.deadlines import DeadlineLine, FiredRung
from workflow.reading.dossier_list import DossierLine
from workflow.reading.dossiers import DossierSheet
from workflow.reading.gaps import GapLine
from workflow.reading.journal import JournalEntry
from workflow.reading.line_facts import Told
from workflow.reading.messages import DeliveryLine
from workflow.reading.seances import SeanceLine, TableLine

Json = dict[str, Any]


class Forms:
    """The forms of one département: ``tz`` is its local time."""

    def __init__(self, tz: tzinfo) -> None:
        self._tz = tz

    def instant(self, moment: datetime | None) -> str | None:
        """An instant, local."""
        if moment is None:
            return None
        return moment.astimezone(self._tz).isoformat(timespec="seconds")

    def file_report(self, report: FileReport) -> Json:
        """What ``importer`` says of a file, with the values that it set aside."""
        return {
            **report.as_dict(),
            "deja_importe_le": self.instant(report.already),
            "valeurs_ecartees": [
                {"numero": position, "champ": p.field, "valeur": p.value_shown, "raison": p.reason}
                for position, p in report.warnings
            ],
        }

    def dossier_line(self, line: DossierLine) -> Json:
        """A dossier of ``dossier lister``."""
        return {
            "dossier": line.id,
            "nom": line.nom,
            "prenom": line.prenom,
            "etat": line.state,
            "rang": line.rank,
            "service": line.service,
            "circonscription": line.circonscription,
            "clos_le": self.instant(line.closed),
            "prochaine_echeance": self.instant(line.due),
            "en_retard": line.late,
        }

    def dossier(self, sheet: DossierSheet) -> Json:
        """What ``dossier voir`` shows of the dossier itself."""
        service, demande = sheet.service, sheet.demande
        return {
            "dossier": sheet.id,
            "version": sheet.version,
            "etat": sheet.state,
            "sens": PROCEDURE.states[sheet.state].meaning,
            "etat_precedent": sheet.previous_state,
            "personne": {"id": sheet.person.id, **_but_id(asdict(sheet.person))},
            "rang": sheet.rank,
            "origine": sheet.origine,
            "type_orientation": sheet.type_orientation,
            "droit": sheet.droit,
            "service": None
            if service is None
            else {"id": service.id, "libelle": service.label, "genre": service.genre},
            "circonscription": sheet.circonscription,
            "ne_le": self.instant(sheet.born),
            "clos_le": self.instant(sheet.closed),
            "dossier_precedent": sheet.previous_id,
            "dossier_suivant": sheet.next_id,
            "demande": None
            if demande is None
            else {
                "id": demande.id,
                "ouverte_le": self.instant(demande.opened),
                "motif": demande.motif,
                "service_souhaite": demande.service_souhaite,
                "consultation": demande.consulted,
                "consultation_impossible": demande.consultation_impossible,
                "accord_allocataire": demande.accord_allocataire,
                "accord_accueil": demande.accord_accueil,
                "urgente": demande.urgent,
                "numero_webrsa": demande.numero_webrsa,
            },
            "lignes": [
                {
                    "ligne": line.id,
                    "nature": line.nature,
                    "etat": line.state,
                    "seance": line.seance_id,
                    "genre": line.genre,
                    "date_seance": self.instant(line.held),
                    "etat_seance": line.seance_state,
                    "reponses": [self.answer(one) for one in line.answers],
                    "prevenue": self.told(line.told),
                }
                for line in sheet.lines
            ],
            "lignes_a_reinscrire": [self.waiting(line) for line in sheet.waiting],
            "foyer": [
                {
                    "dossier": one.dossier_id,
                    "role": one.role,
                    "etat": one.state,
                    "droit": one.droit,
                    "droit_different": one.differs,
                }
                for one in sheet.foyer
            ],
            "partage": {
                "accords": [
                    {"portee": scope, "donne_le": self.instant(given)}
                    for scope, given in sheet.sharing.scopes
                ],
                "retire_le": self.instant(sheet.sharing.withdrawn),
            },
        }

    def waiting(self, line: WaitingLine) -> Json:
        """A line that left its séance unexamined and stands in no other."""
        said = {"ligne": line.line, "nature": line.nature, "seance": line.seance}
        return {**said, "genre": line.genre, "depuis": self.instant(line.since)}

    def answer(self, one: Answer) -> Json:
        """What a service answered of the person of a line."""
        return {
            "service": one.service_id,
            "libelle": one.service,
            "reponse": one.answer,
            "anomalie": one.anomaly,
            "repondu_le": self.instant(one.at),
            "remarque": one.remark,
        }

    def told(self, told: Told | None) -> Json | None:
        """« Personne prévenue le… par… »."""
        if told is None:
            return None
        return {"le": told.day.isoformat(), "par": told.by, "moyen": told.means}

    def deadline(self, line: DeadlineLine) -> Json:
        """A deadline."""
        return {
            "echeance": line.id,
            "regle": line.rule,
            "version_regle": line.rule_version,
            "sujet": _subject(line.subject),
            "concerne": line.whose,
            "dossier": line.dossier_id,
            "seance": line.seance_id,
            "ouverte_le": self.instant(line.opened),
            "ancre": self.instant(line.anchor),
            "terme": self.instant(line.due),
            "prochaine_alerte": self.instant(line.next_rung),
            "statut": line.status.value,
            "nee_en_retard": line.born_late,
            "generation": line.generation,
            "close_le": self.instant(line.closed),
            "tenue_dans_le_delai": line.met_in_time,
            "ajustement": None if line.adjusted is None else line.adjusted.value,
            "ouverture": line.opening,
        }

    def account(self, account: Account) -> Json:
        """The day-by-day account of a date."""
        return {
            "phrase": account.sentence,
            "terme": self.instant(account.due),
            "report": account.rolled,
            "jours": [
                {
                    "jour": line.day.isoformat(),
                    "compte": line.counted,
                    "numero": line.rank,
                    "minutes": line.minutes,
                    "raison": line.reason,
                }
                for line in account.lines
            ],
        }

    def rung(self, rung: FiredRung) -> Json:
        """An alert that fired."""
        return {
            "niveau": rung.level,
            "prevue": self.instant(rung.due),
            "envoyee": self.instant(rung.fired),
            "issue": rung.outcome,
        }

    def entry(self, entry: JournalEntry) -> Json:
        """An entry of the journal. ``contenu`` is the hashed text, ``personnel`` what stands
        beside it."""
        return {
            "sujet": _subject(entry.subject),
            "numero": entry.seq,
            "acte": entry.event,
            "refus": entry.refused,
            "survenu_le": self.instant(entry.occurred),
            "su_le": self.instant(entry.known),
            "acteur": entry.actor,
            "role": entry.role,
            "service": entry.service_id,
            "de": entry.before,
            "vers": entry.after,
            "version": entry.version,
            "formulaire": dict(entry.body.get("valeurs", {})),
            "contenu": entry.body,
            "personnel": entry.personal,
            "efface": entry.erased,
        }

    def seance(self, line: SeanceLine) -> Json:
        """A séance."""
        return {
            "seance": line.id,
            "version": line.version,
            "genre": line.genre,
            "circonscription": line.circonscription,
            "date_seance": self.instant(line.held),
            "lieu": line.place,
            "etat": line.state,
            "remplacee_par": line.replaced_by,
            "a_la_suite_de": line.after,
            "suivie_de": line.followed_by,
            "nombre_lignes": line.lines,
        }

    def table_line(self, line: TableLine) -> Json:
        """A line of a séance's tableau."""
        return {
            "ligne": line.id,
            "dossier": line.dossier_id,
            "nom": line.nom,
            "prenom": line.prenom,
            "nature": line.nature,
            "etat": line.state,
            "issue": line.issue,
            "methode": line.methode,
            "ouverte": line.open,
            "service": line.service,
            "reponses": [self.answer(one) for one in line.answers],
        }

    def delivery(self, line: DeliveryLine) -> Json:
        """A message on its way to somebody."""
        return {
            "message": line.message,
            "envoi": line.id,
            "sujet": _subject(line.subject),
            "occasion": line.occasion,
            "destinataire": line.recipient,
            "agent": line.agent,
            "nom": line.name,
            "adresse": line.address,
            "canal": line.channel,
            "statut": line.state,
            "recapitulatif": line.digest,
            "ecrit_le": self.instant(line.created),
            "part_a_compter_du": self.instant(line.due),
            "envoye_le": self.instant(line.sent),
            "essais": line.attempts,
            "erreur": line.error,
        }

    def gap(self, line: GapLine) -> Json:
        """A difference between webRSA and here."""
        return {
            "ecart": line.id,
            "personne": line.personne_id,
            "nom": line.nom,
            "prenom": line.prenom,
            "dossier": line.dossier_id,
            "nature": line.nature,
            "detail": dict(line.detail),
            "fichier": line.file,
            "constate_le": self.instant(line.found),
            "regle_le": self.instant(line.settled),
        }


def _subject(subject: Subject) -> Json:
    return {"genre": subject.kind.value, "id": subject.id}


def _but_id(person: Json) -> Json:
    return {name: value for name, value in person.items() if name != "id"}
