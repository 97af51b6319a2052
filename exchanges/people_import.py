"""A people file of webRSA taken in, a batch at a time: each person told once by what became of
them."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from exchanges.counter import Counter
from exchanges.identities import ROLES_LIST, Identities
from exchanges.reading import Gaps, Reading
from exchanges.reconciliation import look_again, reconcile
from exchanges.referential_import import places_of
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.people import PeopleFile, read_people
from exchanges.webrsa.person import Allocataire, BadLine, PersonRecord
from exchanges.webrsa.problems import UnreadableFile, refuse_future
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.stored import referentiel_of
from rules.actors import WEBRSA
from rules.situation import Act
from workflow import files, gaps, people, referential
from workflow.people import KnownPerson, LastDossier, Seen
from workflow.store import Tx

_BATCH = 200
_RIGHTS_LIST = "etatdos"
_ROLES = frozenset({"DEM", "CJT"})


def import_people(
    write: Callable[[], AbstractContextManager[Tx]],
    counter: Counter,
    path: Path,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> FileReport:
    """Takes every person of the file that can be taken. ``progress`` receives increments.

    Raises UnreadableFile before anything is written.
    """
    report = FileReport(path=path, flow=Flow.PEOPLE.value)
    with write() as tx:
        lists = referential.lines_in(tx)
    if not lists:
        raise UnreadableFile(path, "ses codes sont inconnus : importez d’abord le référentiel")
    header = read_people(path)
    refuse_future(path, header.generated_at, now)
    report.total = header.count
    with write() as tx:
        report.already = files.imported_at(tx, header.sha256)
    if report.already is not None:
        return report
    codes = referentiel_of(
        lists,
        ali_id=header.ali_id,
        ali_label=header.ali_label,
        generated_at=header.generated_at,
    )
    intake = _Intake(counter, replace(header, referentiel=codes), codes, now, report)
    records = intake.file.records()
    while batch := list(islice(records, _BATCH)):
        with write() as tx:
            people.hold_of_webrsa(tx, (one.id_personne for one in batch if one.id_personne))
            for record in batch:
                intake.take(tx, record)
        if progress is not None:
            progress(len(batch))
    with write() as tx:
        if header.stock:
            intake.list_absent(tx)
        files.remember(
            tx,
            sha256=header.sha256,
            name=path.name,
            flow=report.flow,
            ali_id=header.ali_id,
            generated=header.generated_at,
            now=now,
            report=report.as_dict(),
        )
    return report


class _Intake:
    """One people file being taken in: each record in turn, counted once in the report."""

    def __init__(
        self,
        counter: Counter,
        file: PeopleFile,
        codes: Referentiel,
        now: datetime,
        report: FileReport,
    ) -> None:
        self.file = file
        self._counter, self._codes, self._now, self._report = counter, codes, now, report
        self._seen = Seen(ali_id=file.ali_id, generated=file.generated_at)
        self._batch = f"import-{file.sha256[:12]}"
        self._identities = Identities(codes, stock=file.stock)
        places = frozenset() if codes.ali is None else places_of(codes.ali, codes, counter)
        self._fallback = next(iter(places)) if len(places) == 1 else None

    def take(self, tx: Tx, record: PersonRecord | BadLine) -> None:
        """One line of the file, in the open transaction."""
        if isinstance(record, BadLine):
            self._report.bad.append(record)
            self._count("refusee")
            self._still_there(tx, record.id_personne)
            return
        self._report.warnings.extend((record.position, problem) for problem in record.warnings)
        known = people.find(tx, record.id_personne)
        aside = self._aside(record, known)
        if aside is not None:
            self._report.aside[aside] += 1
            self._count("hors_perimetre")
            self._still_there(tx, record.id_personne)
        elif known is None:
            self._take_new(tx, record)
        else:
            self._take_known(tx, record, known)

    def _count(self, fate: str) -> None:
        self._report.people[fate] += 1

    def _still_there(self, tx: Tx, webrsa_id: int | None) -> None:
        """A line that is not taken still says that its person has not left the file."""
        known = None if webrsa_id is None else people.find(tx, webrsa_id)
        if known is not None and not self._older(known):
            people.stamp(tx, known.id, self._seen)

    def _older(self, known: KnownPerson) -> bool:
        return known.seen is not None and known.seen > self.file.generated_at

    def _aside(self, record: PersonRecord, known: KnownPerson | None) -> str | None:
        """Why a record is not followed, None when it is."""
        person = record.allocataire
        if person is None:
            # A diff says nothing of who the person is: only known people can be followed.
            if known is None:
                return "inconnue, sans identité dans le fichier"
        elif self._codes.code(ROLES_LIST, person.role_personne) not in _ROLES:
            return "ni demandeur ni conjoint"
        if known is not None:
            return "déjà lue dans un fichier plus récent" if self._older(known) else None
        assert person is not None
        right = self._right(person)
        if right is None:
            return "état du droit sans suite ici"
        if right == "ferme":
            return "droit fermé"
        return "non soumis aux droits et devoirs" if person.soumis_droits_devoirs is False else None

    def _right(self, person: Allocataire) -> str | None:
        """ouvert, suspendu or ferme; None when webRSA's code tells none of them."""
        code = self._codes.code(_RIGHTS_LIST, person.etat_droit)
        return None if code is None else self._counter.rights.get(code)

    def _take_new(self, tx: Tx, record: PersonRecord) -> None:
        person = record.allocataire
        assert person is not None
        right, place = self._right(person), self._place(person)
        assert right is not None
        said = {
            **self._identities.of(record, person),
            "circonscription": place or self._fallback,
            "droit": right,
            "import_digest": _digest(record, right, place),
        }
        personne_id = people.register(tx, record.id_personne, said, self._seen)
        reading = self._reading(record, personne_id, None, right, place)
        reconcile(tx, reading)
        gaps.add(tx, personne_id, reading.gaps, file=self.file.path.name, now=self._now)
        self._finish(tx, reading, "nouvelle", reading.gaps)

    def _take_known(self, tx: Tx, record: PersonRecord, known: KnownPerson) -> None:
        person = record.allocataire
        last = people.last_dossier(tx, known.id)
        right = None if person is None else self._right(person)
        place = None if person is None else self._place(person)
        if right is None:
            right = "ferme" if last is None or not last.open else last.droit
        reading = self._reading(record, known.id, last, right, place)
        digest = _digest(record, right, place)
        if known.digest == digest:
            people.stamp(tx, known.id, self._seen)
            new = self._compare(tx, reading, look_again(reading))
            self._finish(tx, reading, "inchangee", new)
            return
        if person is None:
            people.stamp(tx, known.id, self._seen)
        else:
            said = {
                **self._identities.of(record, person, known.identity),
                "circonscription": reading.circonscription,
                "droit": right,
                "import_digest": digest,
            }
            act = Act(event="importer", actor=WEBRSA, occurred=self._now, known=self._now)
            people.update(tx, known, said, self._seen, act, self._batch)
        reconcile(tx, reading)
        new = self._compare(tx, reading, reading.settles)
        self._finish(tx, reading, "mise_a_jour", new)

    def _place(self, person: Allocataire) -> str | None:
        return self._counter.territory.of_commune(person.ville)

    def _reading(
        self,
        record: PersonRecord,
        personne_id: int,
        last: LastDossier | None,
        right: str,
        place: str | None,
    ) -> Reading:
        """The record beside what is known here. Somebody whose commune is in no circonscription
        stays in theirs; a new person is taken in that of the ALI."""
        before = self._fallback if last is None else last.circonscription
        unplaced: Gaps = {}
        if place is None and record.allocataire is not None:
            unplaced["commune_inconnue"] = (None, {"ali": self.file.ali_id})
        return Reading(
            record=record,
            stock=self.file.stock,
            referentiel=self._codes,
            counter=self._counter,
            now=self._now,
            generated=self.file.generated_at,
            batch=self._batch,
            circonscription=place or before,
            right=right,
            personne_id=personne_id,
            last=last,
            gaps=unplaced,
        )

    def _compare(self, tx: Tx, reading: Reading, among: frozenset[str]) -> list[str]:
        return gaps.reconcile(
            tx,
            reading.personne_id,
            reading.gaps,
            among=among,
            file=self.file.path.name,
            now=self._now,
        )

    def _finish(self, tx: Tx, reading: Reading, fate: str, new_gaps: Gaps | list[str]) -> None:
        if reading.unfinished:
            people.forget_record(tx, reading.personne_id)
        self._count(fate)
        if reading.born is not None:
            self._report.births[reading.born] += 1
        self._report.acts.update(reading.acts)
        self._report.gaps.update(list(new_gaps))

    def list_absent(self, tx: Tx) -> None:
        """Whoever stood in this ALI's last file and not in this stock is listed: leaving one file
        is no exit, the person may be in another ALI's."""
        for personne_id, dossier_id in people.not_seen_since(tx, self._seen):
            absent: Gaps = {"absent_du_stock": (dossier_id, {"ali": self.file.ali_id})}
            new = gaps.reconcile(
                tx, personne_id, absent, among=(), file=self.file.path.name, now=self._now
            )
            self._report.gaps.update(new)


def _digest(record: PersonRecord, right: str, place: str | None) -> str:
    """What the record says of the person and how it is read here, wherever it stands in whatever
    file: the same digest, nothing new."""
    said = (
        sorted(record.present),
        record.allocataire,
        record.referents_parcours,
        record.modes_contact,
        record.orientations,
        record.cers,
        (right, place),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
