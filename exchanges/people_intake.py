"""The people of a file taken in: what becomes of each, beside what is known of them here."""

import hashlib
from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchanges import places
from exchanges.counter import Counter
from exchanges.identities import ROLES_LIST, Identities
from exchanges.reading import Gaps, Reading
from exchanges.reconciliation import look_again, reconcile
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.people import PeopleFile
from exchanges.webrsa.person import Allocataire, BadLine, PersonRecord
from exchanges.webrsa.referentiel import Referentiel
from rules.actors import WEBRSA
from rules.profiles import Person
from rules.situation import Act
from workflow.acts import rows
from workflow.acts.admissions import Surroundings
from workflow.database.store import Tx
from workflow.files import gaps
from workflow.people import from_tables, register
from workflow.people.matching import KnownPeople, clues_of
from workflow.people.register import KnownPerson, LastDossier, Seen

_RIGHTS_LIST = "etatdos"
_ROLES = frozenset({"DEM", "CJT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Some lines being taken in one transaction. ``known`` are the people among them who were
    already there, locked, by number in webRSA; ``last`` their newest dossiers, by our key."""

    tx: Tx
    report: FileReport
    known: dict[int, KnownPerson]
    last: dict[int, LastDossier]
    around: Surroundings


class Intake:
    """One people file being taken in, a batch at a time: each record is counted once."""

    def __init__(
        self,
        counter: Counter,
        file: PeopleFile,
        codes: Referentiel,
        now: datetime,
        unnamed: KnownPeople,
    ) -> None:
        self.file, self._unnamed = file, unnamed
        self._counter, self._codes, self._now = counter, codes, now
        self._seen = Seen(ali_id=file.ali_id, generated=file.generated_at)
        self._mark = f"import-{file.sha256[:12]}"
        self._identities = Identities(codes, stock=file.stock)
        self._today = counter.rulebook.local_day(now)
        self._fallback = places.only_place(codes, counter, self._today)

    def take(self, lines: Sequence[PersonRecord | BadLine], tx: Tx) -> FileReport:
        """What becomes of some lines of the file, in the open transaction."""
        numbers = {line.id_personne for line in lines if line.id_personne is not None}
        known = register.hold_of_webrsa(tx, numbers)
        new = len(numbers) - len(known)
        if new:
            register.reserve(tx, new)
            rows.reserve_dossiers(tx, new)
        batch = _Batch(
            tx=tx,
            report=FileReport(path=self.file.path, flow=Flow.PEOPLE.value),
            known=known,
            last=register.last_dossiers(tx, [one.id for one in known.values()]),
            around=Surroundings(tx, _services(lines) if new else ()),
        )
        for line in lines:
            self._take_one(batch, line)
        return batch.report

    def _take_one(self, batch: _Batch, record: PersonRecord | BadLine) -> None:
        report = batch.report
        if isinstance(record, BadLine):
            report.bad.append(record)
            report.people["refusee"] += 1
            self._still_there(batch, record.id_personne)
            return
        report.warnings.extend((record.position, problem) for problem in record.warnings)
        known = batch.known.get(record.id_personne)
        if known is None and self._unnamed:
            known = self._brought_by_a_table(batch, record)
        aside = self._aside(record, known)
        if aside is not None:
            report.aside[aside] += 1
            report.people["hors_perimetre"] += 1
            self._still_there(batch, record.id_personne)
        elif known is None:
            self._take_new(batch, record)
        else:
            self._take_known(batch, record, known)

    def _brought_by_a_table(self, batch: _Batch, record: PersonRecord) -> KnownPerson | None:
        """Somebody whom webRSA names now and whom a table had brought before."""
        person = record.allocataire
        if person is None:
            return None
        tx, number = batch.tx, record.id_personne
        match = self._unnamed.match(tx, clues_of(self._identities.of(record, person)))
        if match.personne_id is None:
            return None
        from_tables.name_in_webrsa(tx, match.personne_id, number, self._now)
        batch.known.update(register.hold_of_webrsa(tx, (number,)))
        batch.last.update(register.last_dossiers(tx, (match.personne_id,)))
        return batch.known[number]

    def _still_there(self, batch: _Batch, webrsa_id: int | None) -> None:
        """A line that is not taken still says that its person has not left the file."""
        known = None if webrsa_id is None else batch.known.get(webrsa_id)
        if known is not None and not self._older(known):
            register.stamp(batch.tx, known.id, self._seen)

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

    def _take_new(self, batch: _Batch, record: PersonRecord) -> None:
        person = record.allocataire
        assert person is not None
        right = self._right(person)
        place = self._counter.place_of(person.ville, self._today)
        sector = places.sector(record, None, batch.around, self._counter, self._today)
        assert right is not None
        said = {
            **self._identities.of(record, person),
            "circonscription": place or sector or self._fallback,
            "droit": right,
            "import_digest": _digest(record, right, place),
        }
        tx = batch.tx
        personne_id = register.register(tx, record.id_personne, said, self._seen)
        newcomer = register.described(said)
        reading = self._reading(batch, record, personne_id, right, place, newcomer)
        reconcile(tx, reading)
        gaps.add(tx, personne_id, reading.gaps, file=self.file.path.name, now=self._now)
        self._finish(batch, reading, "nouvelle", reading.gaps)

    def _take_known(self, batch: _Batch, record: PersonRecord, known: KnownPerson) -> None:
        tx, person, last = batch.tx, record.allocataire, batch.last.get(known.id)
        right = None if person is None else self._right(person)
        place = None
        if person is not None:
            place = places.place_of_known(person, known, last, self._counter, self._today)
        if right is None:
            right = "ferme" if last is None or not last.open else last.droit
        reading = self._reading(batch, record, known.id, right, place)
        digest = _digest(record, right, place)
        if known.digest == digest and not reading.places:
            register.stamp(tx, known.id, self._seen)
            new = self._compare(tx, reading, look_again(reading))
            self._finish(batch, reading, "inchangee", new)
            return
        if person is None:
            register.stamp(tx, known.id, self._seen)
        else:
            said = {
                **self._identities.of(record, person, known.identity),
                "circonscription": reading.circonscription,
                "droit": right,
                "import_digest": digest,
            }
            act = Act(event="importer", actor=WEBRSA, occurred=self._now, known=self._now)
            register.update(tx, known, said, self._seen, act, self._mark)
        reconcile(tx, reading)
        new = self._compare(tx, reading, reading.settles)
        self._finish(batch, reading, "mise_a_jour", new)

    def _reading(
        self,
        batch: _Batch,
        record: PersonRecord,
        personne_id: int,
        right: str,
        place: str | None,
        newcomer: Person | None = None,
    ) -> Reading:
        """The record beside what is known here, nothing of a ``newcomer``. Somebody whose commune
        is in no circonscription stays in theirs; else they are taken in the sector of their
        service; a new person, in that of the ALI."""
        last = batch.last.get(personne_id)
        before = None if last is None else last.circonscription
        here = (
            place or before or places.sector(record, last, batch.around, self._counter, self._today)
        )
        if last is None:
            here = here or self._fallback
        unplaced: Gaps = {}
        if place is None and record.allocataire is not None:
            nature = places.unplaced(here, self._counter, self._today)
            unplaced = {} if nature is None else {nature: (None, {"ali": self.file.ali_id})}
        return Reading(
            record=record,
            stock=self.file.stock,
            referentiel=self._codes,
            counter=self._counter,
            now=self._now,
            generated=self.file.generated_at,
            batch=self._mark,
            around=batch.around,
            circonscription=here,
            right=right,
            personne_id=personne_id,
            last=last,
            newcomer=newcomer,
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

    def _finish(
        self, batch: _Batch, reading: Reading, fate: str, new_gaps: Gaps | list[str]
    ) -> None:
        if reading.unfinished:
            register.forget_record(batch.tx, reading.personne_id)
        report = batch.report
        report.people[fate] += 1
        if reading.born is not None:
            report.births[reading.born] += 1
        report.acts.update(reading.acts)
        report.gaps.update(list(new_gaps))

    def list_absent(self, tx: Tx) -> Tally[str]:
        """Whoever stood in this ALI's last file and not in this stock is listed: leaving one file
        is no exit, the person may be in another ALI's. The natures of differences newly listed."""
        told: Tally[str] = Tally()
        if self.file.stock:
            for personne_id, dossier_id in register.not_seen_since(tx, self._seen):
                absent: Gaps = {"absent_du_stock": (dossier_id, {"ali": self.file.ali_id})}
                name = self.file.path.name
                told.update(
                    gaps.reconcile(tx, personne_id, absent, among=(), file=name, now=self._now)
                )
        return told


def _services(lines: Sequence[PersonRecord | BadLine]) -> frozenset[int]:
    """The services to which these people are oriented."""
    current = (one.current_orientation for one in lines if isinstance(one, PersonRecord))
    return frozenset(one.structure_referente for one in current if one is not None)


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
        record.niveau_etude,
        (right, place),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
