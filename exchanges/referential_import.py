"""A referential of webRSA taken in: its code lists, and the services that they describe."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from exchanges.counter import Counter
from exchanges.places import places_of
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.referentiel import Referentiel, read_referentiel
from exchanges.webrsa.stored import lines_of, referentiel_of
from workflow.database.store import Transact, Tx
from workflow.files import received
from workflow.organisations import referential
from workflow.organisations.referential import ServiceLine


def import_referential(
    transact: Transact,
    counter: Counter,
    path: Path,
    *,
    now: datetime,
) -> FileReport:
    """Keeps every line of the file, in one transaction. Raises UnreadableFile."""
    read = read_referentiel(path)

    def keep(tx: Tx) -> FileReport:
        report = FileReport(path=path, flow=Flow.REFERENTIEL.value)
        report.already = received.imported_at(tx, read.sha256)
        if report.already is None:
            for liste, lines in lines_of(read):
                report.total += len(lines)
                referential.keep_lines(tx, liste, lines)
            today = counter.rulebook.local_day(now)
            referential.keep_services(tx, _services(_every_list(tx, read), counter, today))
            received.remember(
                tx,
                sha256=read.sha256,
                name=path.name,
                flow=report.flow,
                ali_id=read.ali_id,
                generated=read.generated_at,
                now=now,
                report=report.as_dict(),
            )
        return report

    return transact(keep)


def _every_list(tx: Tx, read: Referentiel) -> Referentiel:
    """The lists of the file among all those known: a diff describes a structure by types and
    communes that it does not repeat."""
    return referentiel_of(
        referential.lines_in(tx),
        ali_id=read.ali_id,
        ali_label=read.ali_label,
        generated_at=read.generated_at,
    )


def _services(codes: Referentiel, counter: Counter, today: date) -> Iterator[ServiceLine]:
    for structure in codes.structures.values():
        leaf = codes.types.get(structure.type_orient)
        root = codes.root_of(structure.type_orient)
        labels = [kind.libelle for kind in (leaf, root) if kind is not None]
        yield ServiceLine(
            id=structure.identifiant,
            label=structure.libelle,
            genre=counter.genre_of(structure.identifiant, *labels),
            type_orientation=structure.type_orient,
            circonscriptions=places_of(structure, codes, counter, today),
            address=" ".join(
                part for part in (structure.adresse, structure.code_postal, structure.ville) if part
            ),
            telephone=structure.telephone,
            email=structure.email,
            active=structure.actif,
        )
