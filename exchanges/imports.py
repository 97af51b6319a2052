"""The import of webRSA's files: code lists first, then people, a batch at a time.

Good lines are taken, each bad one is told with its number, field and reason. The same file twice
does nothing, and so does a person whose record has not changed. A trial does everything and rolls
it back: what it says is exactly what the import would do.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from exchanges.counter import Counter
from exchanges.reconciliation import Differences, Reading, reconcile
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow, flow_of
from exchanges.webrsa.people import PeopleFile, read_people
from exchanges.webrsa.person import Allocataire, BadLine, PersonRecord
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.referentiel import Referentiel, Structure, read_referentiel
from exchanges.webrsa.stored import lines_of, referentiel_of
from rules.actors import WEBRSA
from rules.situation import Act
from workflow import files, gaps, people, referential
from workflow.referential import ServiceLine
from workflow.store import Store, Tx

_BATCH = 200
_RIGHTS_LIST, _ROLES_LIST, _TITLES_LIST = "etatdos", "rolepers", "civilite"
_ROLES = frozenset({"DEM", "CJT"})

Progress = Callable[[int], None]


class _TrialOver(Exception):
    """Rolls a trial back."""


def import_files(
    store: Store,
    counter: Counter,
    paths: Sequence[Path],
    *,
    now: datetime,
    trial: bool = False,
    progress: Progress | None = None,
) -> Iterator[FileReport]:
    """Imports each file, code lists first, then people from the oldest, and yields its report.

    ``progress`` receives increments, in people. Raises UnreadableFile: nothing of that file was
    written, those before it were.
    """
    for path in _in_order(paths):
        if flow_of(path) is Flow.REFERENTIEL:
            yield _import_referentiel(store, counter, path, now=now, trial=trial)
        else:
            yield _import_people(store, counter, path, now=now, trial=trial, progress=progress)


def _in_order(paths: Sequence[Path]) -> list[Path]:
    flows = {path: flow_of(path) for path in paths}
    unknown = [path for path, flow in flows.items() if flow is Flow.CHANGES]
    if unknown:
        raise UnreadableFile(unknown[0], "c’est un fichier envoyé à webRSA, pas un fichier reçu")
    first = [path for path in paths if flows[path] is Flow.REFERENTIEL]
    people_files = [path for path in paths if flows[path] is not Flow.REFERENTIEL]
    return [*sorted(first, key=_stamp), *sorted(people_files, key=_stamp)]


def _stamp(path: Path) -> str:
    """Files bear their instant at the end of their name: oldest first."""
    return path.stem[-19:]


def _import_referentiel(
    store: Store, counter: Counter, path: Path, *, now: datetime, trial: bool
) -> FileReport:
    read = read_referentiel(path)
    report = FileReport(path=path, flow=Flow.REFERENTIEL.value)
    with _batch(store, trial) as tx:
        report.already = files.imported_at(tx, read.sha256)
        if report.already is None:
            for liste, lines in lines_of(read):
                report.total += len(lines)
                referential.keep_lines(tx, liste, lines)
            referential.keep_services(tx, _services(read, counter))
            _remember(tx, read.sha256, report, read.ali_id, read.generated_at, now)
    return report


def _services(read: Referentiel, counter: Counter) -> Iterator[ServiceLine]:
    for structure in read.structures.values():
        leaf = read.types.get(structure.type_orient)
        root = read.root_of(structure.type_orient)
        labels = [kind.libelle for kind in (leaf, root) if kind is not None]
        yield ServiceLine(
            id=structure.identifiant,
            label=structure.libelle,
            genre=counter.genre_of(structure.identifiant, *labels),
            type_orientation=structure.type_orient,
            circonscriptions=_places(structure, read, counter),
            address=" ".join(
                part for part in (structure.adresse, structure.code_postal, structure.ville) if part
            ),
            telephone=structure.telephone,
            email=structure.email,
            active=structure.actif,
        )


def _places(structure: Structure, read: Referentiel, counter: Counter) -> frozenset[str]:
    """The circonscriptions of a structure: those configured, else those of the communes that the
    file gives when it knows them all, else everywhere."""
    said = counter.places.get(structure.identifiant)
    if said is not None:
        return said
    communes = [read.zones.get(zone) for zone in structure.zones]
    codes = {None if c is None else counter.territory.of_insee(c.code_insee) for c in communes}
    return frozenset() if None in codes else frozenset(code for code in codes if code)


def _import_people(
    store: Store,
    counter: Counter,
    path: Path,
    *,
    now: datetime,
    trial: bool,
    progress: Progress | None,
) -> FileReport:
    report = FileReport(path=path, flow=Flow.PEOPLE.value)
    with store.read() as connection:
        lists = referential.load_lines(connection)
    if not lists:
        raise UnreadableFile(path, "ses codes sont inconnus : importez d’abord le référentiel")
    header = read_people(path)
    report.total = header.count
    with store.glance() as tx:
        report.already = files.imported_at(tx, header.sha256)
    if report.already is not None:
        return report
    codes = referentiel_of(
        lists,
        ali_id=header.ali_id,
        ali_label=header.ali_label,
        generated_at=header.generated_at,
    )
    file = replace(header, referentiel=codes)
    counting = _Counting(counter, codes, file, now, report)
    records = file.records()
    while batch := list(islice(records, _BATCH)):
        with _batch(store, trial) as tx:
            for record in batch:
                counting.take(tx, record)
        if progress is not None:
            progress(len(batch))
    with _batch(store, trial) as tx:
        if file.stock:
            counting.list_absent(tx)
        _remember(tx, file.sha256, report, file.ali_id, file.generated_at, now)
    return report


class _Counting:
    """One people file at the counter: each record taken, and counted once."""

    def __init__(
        self,
        counter: Counter,
        codes: Referentiel,
        file: PeopleFile,
        now: datetime,
        report: FileReport,
    ) -> None:
        self._counter, self._codes, self._file, self._now = counter, codes, file, now
        self._report = report
        self._batch = f"import-{file.sha256[:12]}"
        self._titles = {
            line.identifiant: line.libelle for line in codes.lists.get(_TITLES_LIST, ())
        }
        ali = codes.ali
        communes = None if ali is None else _places(ali, codes, counter)
        self._fallback = next(iter(communes)) if communes and len(communes) == 1 else None

    def take(self, tx: Tx, record: PersonRecord | BadLine) -> None:
        """One line of the file, in the open transaction."""
        report = self._report
        if isinstance(record, BadLine):
            report.bad.append(record)
            report.people["refusee"] += 1
            return
        report.warnings.extend((record.position, problem) for problem in record.warnings)
        known = people.find(tx, record.id_personne)
        digest = _digest(record)
        if known is not None and known.digest == digest:
            people.seen(tx, known.id, self._file.ali_id, self._file.generated_at)
            gaps.settle(tx, known.id, "absent_du_stock", self._now)
            report.people["inchangee"] += 1
            return
        if record.allocataire is None:
            self._take_partial(tx, record, known)
            return
        aside = self._aside(record.allocataire, known=known is not None)
        if aside is not None:
            report.aside[aside] += 1
            report.people["hors_perimetre"] += 1
            return
        self._take_whole(tx, record, record.allocataire, known, digest)

    def _aside(self, person: Allocataire, *, known: bool) -> str | None:
        """Why a person is not of the procedure, None when they are."""
        if self._codes.code(_ROLES_LIST, person.role_personne) not in _ROLES:
            return "ni demandeur ni conjoint"
        right = self._right(person)
        if right is None:
            return "état du droit sans suite ici"
        if known:
            return None
        if right == "ferme":
            return "droit fermé"
        return "non soumis aux droits et devoirs" if person.soumis_droits_devoirs is False else None

    def _right(self, person: Allocataire) -> str | None:
        code = self._codes.code(_RIGHTS_LIST, person.etat_droit)
        return None if code is None else self._counter.rights.get(code)

    def _take_partial(self, tx: Tx, record: PersonRecord, known: people.KnownPerson | None) -> None:
        """A diff says nothing of who the person is: only known people can be followed."""
        if known is None:
            self._report.aside["inconnue, sans identité dans le fichier"] += 1
            self._report.people["hors_perimetre"] += 1
            return
        last = people.last_dossier(tx, known.id)
        right = "ferme" if last is None or not last.open else last.droit
        place = None if last is None else last.circonscription
        self._reconcile(tx, record, known.id, right, place)
        people.seen(tx, known.id, self._file.ali_id, self._file.generated_at)
        self._report.people["mise_a_jour"] += 1

    def _take_whole(
        self,
        tx: Tx,
        record: PersonRecord,
        person: Allocataire,
        known: people.KnownPerson | None,
        digest: str,
    ) -> None:
        right = self._right(person)
        assert right is not None
        place = self._counter.territory.of_commune(person.ville)
        said = {
            **self._identity(record, person),
            "circonscription": place or self._fallback,
            "droit": right,
            "import_digest": digest,
        }
        if known is None:
            personne_id = people.register(tx, record.id_personne, said)
            self._report.people["nouvelle"] += 1
        else:
            personne_id = known.id
            act = Act(event="importer", actor=WEBRSA, occurred=self._now, known=self._now)
            people.update(tx, known, said, act, self._batch)
            self._report.people["mise_a_jour"] += 1
        people.seen(tx, personne_id, self._file.ali_id, self._file.generated_at)
        unplaced: Differences = {}
        if place is None:
            unplaced["commune_inconnue"] = (None, {"ali": self._file.ali_id})
        self._reconcile(tx, record, personne_id, right, place or self._fallback, unplaced)

    def _reconcile(
        self,
        tx: Tx,
        record: PersonRecord,
        personne_id: int,
        right: str,
        place: str | None,
        found: Differences | None = None,
    ) -> None:
        reading = Reading(
            record=record,
            referentiel=self._codes,
            counter=self._counter,
            now=self._now,
            generated=self._file.generated_at,
            batch=self._batch,
            circonscription=place,
            right=right,
            personne_id=personne_id,
        )
        reading.gaps.update(found or {})
        reconcile(tx, reading)
        if reading.born is not None:
            self._report.births[reading.born] += 1
        self._report.acts.update(reading.acts)
        gaps.reconcile(tx, personne_id, reading.gaps, file=self._file.path.name, now=self._now)
        self._report.gaps.update(reading.gaps.keys())

    def _identity(self, record: PersonRecord, person: Allocataire) -> dict[str, object]:
        contact = record.modes_contact
        return {
            "civilite": None if person.civilite is None else self._titles.get(person.civilite),
            "nom": person.nom,
            "prenom": person.prenom,
            "date_naissance": person.date_naissance.isoformat(),
            "numero_caf": person.numero_caf,
            "numero_demande_rsa": person.numero_demande_rsa,
            "role": self._codes.code(_ROLES_LIST, person.role_personne),
            "adresse": person.adresse or None,
            "code_postal": person.code_postal,
            "ville": person.ville,
            "telephone": None if contact is None else contact.telephone_1 or contact.telephone_2,
            "email": None if contact is None else contact.email,
        }

    def list_absent(self, tx: Tx) -> None:
        """Whoever stood in this ALI's last stock and not in this one is listed: leaving one file
        is no exit, the person may be in another ALI's."""
        for personne_id, dossier_id in people.not_seen_since(
            tx, self._file.ali_id, self._file.generated_at
        ):
            absent = {"absent_du_stock": (dossier_id, {"ali": self._file.ali_id})}
            new = gaps.reconcile(tx, personne_id, absent, file=self._file.path.name, now=self._now)
            self._report.gaps["absent_du_stock"] += new


def _digest(record: PersonRecord) -> str:
    """What the record says of the person, wherever it stands in whatever file."""
    said = astuple(replace(record, position=0, line=0, warnings=()))
    text = json.dumps(said, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _remember(
    tx: Tx, sha256: str, report: FileReport, ali_id: int, generated: datetime, now: datetime
) -> None:
    files.remember(
        tx,
        sha256=sha256,
        name=report.path.name,
        flow=report.flow,
        ali_id=ali_id,
        generated=generated,
        now=now,
        report=report.as_dict(),
    )


@contextmanager
def _batch(store: Store, trial: bool) -> Iterator[Tx]:
    """A transaction that a trial rolls back."""
    try:
        with store.write() as tx:
            yield tx
            if trial:
                raise _TrialOver
    except _TrialOver:
        pass
