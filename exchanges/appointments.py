"""What an ALI told webRSA, taken in here too: rendez-vous fixed, held, missed, contracts signed.

webRSA's own people files have none of the rendez-vous, and of contracts no day of signature.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from exchanges.appointment_facts import Surroundings, Telling
from exchanges.counter import Counter
from exchanges.reports import FileReport
from exchanges.telling import Answer, NotTaken, Senders, Teller, senders_of
from exchanges.webrsa.appointments import Appointment, PersonTold, ToldFile, read_told
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem, UnreadableFile, refuse_future
from exchanges.webrsa.referentiel import Referentiel, Structure
from exchanges.webrsa.stored import referentiel_of, structure_of
from workflow.database.store import Transact, Tx
from workflow.files import received, told_appointments
from workflow.organisations import referential
from workflow.people import matching, register
from workflow.trail import facts

_BATCH = 200
_STATUSES = "rdv_statut"
_GROUPS = {"contrat_signe": "liste_cers/cer"}
_DIAGNOSING = "diagnostic"


def import_appointments(
    transact: Transact,
    counter: Counter,
    path: Path,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> FileReport:
    """Takes every rendez-vous and contract that can be taken. Raises UnreadableFile before anything
    is written."""
    told = read_told(path)
    if not told.telling:
        reason = "c’est un fichier envoyé à webRSA, sans rendez-vous ni contrat à lire ici"
        raise UnreadableFile(path, reason)
    refuse_future(path, told.generated_at, now)
    report = FileReport(path=path, flow=Flow.CHANGES.value, total=told.count)
    lists = transact(referential.lines_in)
    if not lists:
        raise UnreadableFile(path, "ses codes sont inconnus : importez d’abord le référentiel")
    report.already = transact(lambda tx: received.imported_at(tx, told.sha256))
    if report.already is not None:
        return report
    codes = referentiel_of(lists, ali_id=told.ali_id, ali_label="", generated_at=told.generated_at)
    ali = structure_of(lists, told.ali_id)
    structure = None if ali is None else codes.structures.get(ali)
    if structure is None:
        raise UnreadableFile(path, "son ALI est inconnue : importez d’abord son référentiel")
    senders = transact(
        lambda tx: senders_of(tx, structure.libelle, [structure.identifiant]),
    )
    intake = _Intake(counter, told, codes, structure, senders, now)
    records = told.people()
    while batch := list(islice(records, _BATCH)):
        report.add(transact(partial(intake.take, batch)))
        if progress is not None:
            progress(len(batch))

    def finish(tx: Tx) -> None:
        received.remember(
            tx,
            sha256=told.sha256,
            name=path.name,
            flow=report.flow,
            ali_id=told.ali_id,
            generated=told.generated_at,
            now=now,
            report=report.as_dict(),
        )

    transact(finish)
    return report


class _Intake:
    """One file being taken in, a batch at a time: each person is counted once."""

    def __init__(
        self,
        counter: Counter,
        told: ToldFile,
        codes: Referentiel,
        ali: Structure,
        senders: Senders,
        now: datetime,
    ) -> None:
        self._counter, self._told, self._codes = counter, told, codes
        self._ali = ali.identifiant
        self._teller = Teller(
            rulebook=counter.rulebook,
            now=now,
            batch=f"import-{told.sha256[:12]}",
            senders=senders,
        )

    def take(self, records: Sequence[PersonTold | BadLine], tx: Tx) -> FileReport:
        """What becomes of some people of the file, in the open transaction."""
        report = FileReport(path=self._told.path, flow=Flow.CHANGES.value)
        register.hold_of_webrsa(tx, (one.id_personne for one in records if one.id_personne))
        for record in records:
            if isinstance(record, BadLine):
                report.bad.append(record)
                report.people["refusee"] += 1
            else:
                self._take(tx, record, report)
        return report

    def _take(self, tx: Tx, record: PersonTold, report: FileReport) -> None:
        known = register.find(tx, record.id_personne)
        if known is None:
            report.aside["inconnue ici"] += 1
            report.people["hors_perimetre"] += 1
            return
        telling = self._telling(tx, record, known.id, report)
        answer = Answer()
        if telling is not None:
            answer = self._teller.tell(tx, known.id, telling.entries)
            self._remember(tx, known.id, telling, answer)
            report.known.update(telling.known)
            report.aside.update(telling.aside)
        report.acts.update(answer.acts)
        report.known.update(answer.known)
        if answer.refused:
            report.bad.append(_bad(record, answer.refused))
        report.people[_fate(answer)] += 1

    def _telling(
        self, tx: Tx, record: PersonTold, personne_id: int, report: FileReport
    ) -> Telling | None:
        """The facts of their newest dossier that the file tells and nobody knew; None when they
        have no dossier. What is older belongs to a dossier that is closed."""
        dossiers = matching.dossiers_of(tx, personne_id)
        if not dossiers:
            return None
        last = dossiers[-1]
        own = {last.service_id}
        if last.state.startswith(_DIAGNOSING):
            own.add(self._ali)
        telling = Telling(
            around=Surroundings(
                facts=facts.of_personne(tx, personne_id),
                dossiers=dossiers,
                before=told_appointments.of_person(tx, personne_id, self._told.ali_id),
                written=self._told.generated_at,
                tz=self._counter.rulebook.calendar.tz,
            )
        )
        for one in record.appointments:
            if one.structure in own:
                telling.appointment(one, self._status(one, record.position, report))
            else:
                telling.aside["rendez-vous d’un autre service"] += 1
        for contract in record.contracts:
            telling.contract(contract)
        return telling

    def _remember(self, tx: Tx, personne_id: int, telling: Telling, answer: Answer) -> None:
        """Each as it was taken in: what was refused is told again by the next file."""
        refused = [one.entry for one in answer.refused]
        taken = []
        for told, entries in telling.appointments:
            lost = {one.code for one in entries if one in refused}
            if lost <= {told.ended}:
                taken.append(replace(told, ended=None) if lost else told)
        told_appointments.remember(tx, personne_id, self._told.ali_id, taken)

    def _status(self, one: Appointment, position: int, report: FileReport) -> str | None:
        """prevu, honore, manque or deplace; None when webRSA's word is not one that is read."""
        line = self._codes.line(_STATUSES, one.status)
        found = None if line is None else self._counter.appointment(line.libelle)
        if found is None:
            problem = Problem(
                field="liste_rendez_vous/rendez_vous/id_statut_rdv",
                value_shown=str(one.status),
                reason="statut de rendez-vous non lu ici : complétez « statuts_rdv »",
            )
            report.warnings.append((position, problem))
        return found


def _fate(answer: Answer) -> str:
    if answer.acts:
        return "mise_a_jour"
    return "refusee" if answer.refused else "inchangee"


def _bad(record: PersonTold, refused: Sequence[NotTaken]) -> BadLine:
    return BadLine(
        position=record.position,
        line=record.line,
        id_personne=record.id_personne,
        problems=tuple(
            Problem(
                field=_GROUPS.get(one.entry.code, "liste_rendez_vous/rendez_vous"),
                value_shown=f"{one.entry.day:%d/%m/%Y}",
                reason=one.reason,
            )
            for one in refused
        ),
    )
