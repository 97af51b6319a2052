"""What an ALI told webRSA, taken in here too: rendez-vous fixed, held, missed, contracts signed.

webRSA's own people files have none of the rendez-vous, and of contracts no day of signature.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from exchanges.counter import Counter
from exchanges.reports import FileReport
from exchanges.telling import Answer, NotTaken, Teller, senders_of
from exchanges.webrsa.appointments import Appointment, PersonTold, ToldFile, read_told
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem, UnreadableFile, refuse_future
from exchanges.webrsa.referentiel import Referentiel, Structure
from exchanges.webrsa.stored import referentiel_of, structure_of
from rules.facts import Fact
from workflow.acts.fact_entry import Entry
from workflow.database.store import Tx
from workflow.files import received
from workflow.organisations import referential
from workflow.people import matching, register
from workflow.trail import facts

_BATCH = 200
_STATUSES = "rdv_statut"
_AFTER = {"honore": "rdv_honore", "manque": "rdv_manque"}
_GROUPS = {"contrat_signe": "liste_cers/cer"}
_DIAGNOSING = "diagnostic"


def import_appointments(
    write: Callable[[], AbstractContextManager[Tx]],
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
    with write() as tx:
        lists = referential.lines_in(tx)
        report.already = received.imported_at(tx, told.sha256)
    if not lists:
        raise UnreadableFile(path, "ses codes sont inconnus : importez d’abord le référentiel")
    if report.already is not None:
        return report
    codes = referentiel_of(lists, ali_id=told.ali_id, ali_label="", generated_at=told.generated_at)
    ali = structure_of(lists, told.ali_id)
    structure = None if ali is None else codes.structures.get(ali)
    if structure is None:
        raise UnreadableFile(path, "son ALI est inconnue : importez d’abord son référentiel")
    with write() as tx:
        intake = _Intake(tx, counter, told, codes, structure, now, report)
    records = told.people()
    while batch := list(islice(records, _BATCH)):
        with write() as tx:
            register.hold_of_webrsa(tx, (one.id_personne for one in batch if one.id_personne))
            for record in batch:
                intake.take(tx, record)
        if progress is not None:
            progress(len(batch))
    with write() as tx:
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
    return report


class _Intake:
    """One file being taken in: each person in turn, counted once."""

    def __init__(
        self,
        tx: Tx,
        counter: Counter,
        told: ToldFile,
        codes: Referentiel,
        ali: Structure,
        now: datetime,
        report: FileReport,
    ) -> None:
        self._counter, self._codes, self._report = counter, codes, report
        self._ali = ali.identifiant
        self._tz = counter.rulebook.calendar.tz
        self._written = told.generated_at.astimezone(self._tz).date()
        self._teller = Teller(
            rulebook=counter.rulebook,
            now=now,
            batch=f"import-{told.sha256[:12]}",
            senders=senders_of(tx, ali.libelle, [ali.identifiant]),
        )

    def take(self, tx: Tx, record: PersonTold | BadLine) -> None:
        """One person of the file, in the open transaction."""
        if isinstance(record, BadLine):
            self._report.bad.append(record)
            self._report.people["refusee"] += 1
            return
        known = register.find(tx, record.id_personne)
        if known is None:
            self._aside("inconnue ici")
            return
        entries = list(self._entries(tx, record, known.id))
        answer = self._teller.tell(tx, known.id, entries)
        self._report.acts.update(answer.acts)
        self._report.known.update(answer.known)
        if answer.refused:
            self._report.bad.append(_bad(record, answer.refused))
        self._report.people[_fate(answer)] += 1

    def _aside(self, why: str) -> None:
        self._report.aside[why] += 1
        self._report.people["hors_perimetre"] += 1

    def _entries(self, tx: Tx, record: PersonTold, personne_id: int) -> Iterator[Entry]:
        """The facts of this dossier that the file tells and nobody knew. What is older belongs to
        a dossier that is closed."""
        dossiers = matching.dossiers_of(tx, personne_id)
        if not dossiers:
            return
        last = dossiers[-1]
        known = facts.of_personne(tx, personne_id)
        own = {last.service_id}
        if last.state.startswith(_DIAGNOSING):
            own.add(self._ali)
        for one in record.appointments:
            if one.structure not in own:
                self._report.aside["rendez-vous d’un autre service"] += 1
            elif self._teller.earlier(one.day, dossiers) is None:
                yield from self._appointment(one, known, record.position)
        for contract in record.contracts:
            days = (contract.signed, contract.begins)
            if any(self._has(known, "contrat_signe", day) for day in days):
                self._report.known["contrat_signe"] += 1
            elif self._teller.earlier(contract.signed, dossiers) is None:
                yield Entry(code="contrat_signe", day=contract.signed, values={"nature": "cer"})

    def _appointment(
        self, one: Appointment, known: Sequence[Fact], position: int
    ) -> Iterator[Entry]:
        """The file does not say when a rendez-vous was fixed: at the latest the day that it was
        written, and never after the rendez-vous."""
        status = self._status(one, position)
        if any(_is_for(fact, one.day) for fact in known):
            self._report.known["rdv_fixe"] += 1
        else:
            fixed = min(one.day, self._written)
            yield Entry(code="rdv_fixe", day=fixed, values={"date_rdv": one.day})
        code = _AFTER.get(status or "")
        if code is not None and one.day <= self._written:
            yield Entry(code=code, day=one.day, values={})

    def _status(self, one: Appointment, position: int) -> str | None:
        """prevu, honore, manque or deplace; None when webRSA's word is not one that is read."""
        line = self._codes.line(_STATUSES, one.status)
        found = None if line is None else self._counter.appointment(line.libelle)
        if found is None:
            problem = Problem(
                field="liste_rendez_vous/rendez_vous/id_statut_rdv",
                value_shown=str(one.status),
                reason="statut de rendez-vous non lu ici : complétez « statuts_rdv »",
            )
            self._report.warnings.append((position, problem))
        return found

    def _has(self, known: Sequence[Fact], code: str, day: date) -> bool:
        return any(
            fact.code == code and fact.occurred.astimezone(self._tz).date() == day for fact in known
        )


def _is_for(fact: Fact, day: date) -> bool:
    return fact.code == "rdv_fixe" and fact.data.get("date_rdv") == day.isoformat()


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
