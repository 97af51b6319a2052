"""The export to webRSA: one ALI-WebRSA file of what an ALI has to tell, and the marks of it.

The marks and the file belong to one transaction: they are written, the file takes its place, then
the commit. A machine that stops between the last two leaves a file that nothing here knows of, and
the next export writes the same changes again under the same numbers (``id_ali``). webRSA takes
both files without harm: it amends the orientation of that number, and refuses a second request
(``dossier_ep_en_cours``).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exchanges.parcel import Parcel
from exchanges.webrsa.changes import (
    OrientationChange,
    Rejection,
    write_changes,
)
from exchanges.webrsa.filenames import FileName, Flow
from exchanges.webrsa.stored import ali_of, referentiel_of
from rules.actors import Actor
from rules.rulebook import Rulebook
from workflow.database.store import Store, Tx
from workflow.files import exports
from workflow.organisations import referential
from workflow.organisations.referential import StoredLine
from workflow.people import register


class AliUnread(LookupError):
    """The ALI's number in the headers is in its referential file, which was never read."""

    def __init__(self, service_id: int) -> None:
        self.service_id = service_id
        super().__init__(
            f"Le numéro d’échange de l’ALI (service n° {service_id}) n’est pas connu : importez"
            " d’abord son fichier de référentiel."
        )


class AlreadyThere(FileExistsError):
    """webRSA takes one file of an ALI and an instant, and no file is ever written over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"Le fichier « {path.name} » existe déjà : recommencez dans une seconde.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export did. ``path`` None: nothing to send, no file. ``sent``: the dossiers in the
    file. ``rejected``: those held back, each with every reason; they wait for the next export."""

    path: Path | None
    sent: tuple[int, ...]
    rejected: tuple[tuple[int, tuple[Rejection, ...]], ...]

    def __str__(self) -> str:
        held = f" ; {len(self.rejected)} à corriger avant l’envoi" if self.rejected else ""
        if self.path is None:
            return f"Rien à envoyer{held}."
        plural = "s" if len(self.sent) > 1 else ""
        return f"{len(self.sent)} changement{plural} dans « {self.path.name} »{held}."


def export_changes(
    store: Store,
    rulebook: Rulebook,
    *,
    ali: int,
    folder: Path,
    now: datetime,
    actor: Actor,
    progress: Callable[[int], None] | None = None,
) -> Exported:
    """Writes what the ALI (a service) has to tell webRSA and marks it as sent; twice, the second
    time finds nothing. What webRSA would refuse is held back with the name of its error.

    ``progress`` receives how many changes were looked at in all. Raises NotAnAli, AliUnread,
    AlreadyThere and InvalidFile: nothing is written then.
    """
    with store.read() as connection:
        lists = referential.load_lines(connection)
    made = _File(lists, rulebook, ali=ali, folder=folder, now=now, actor=actor, progress=progress)
    try:
        parcel = store.attempt(made.make)
    except BaseException:
        made.take_away()
        raise
    for one, refused in parcel.refused:
        with store.write() as tx:
            exports.journal_refusal(tx, one, refused, actor=actor, now=now)
    return Exported(path=made.path, sent=tuple(parcel.sent), rejected=tuple(parcel.rejected))


class _File:
    """The file being made, in a transaction that may be given up and done again."""

    def __init__(
        self,
        lists: Mapping[str, Sequence[StoredLine]],
        rulebook: Rulebook,
        *,
        ali: int,
        folder: Path,
        now: datetime,
        actor: Actor,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.path: Path | None = None
        self._lists, self._rulebook, self._ali = lists, rulebook, ali
        self._folder, self._now, self._actor = folder, now, actor
        self._progress = progress

    def make(self, tx: Tx) -> "Parcel":
        """Marks what can leave, and puts the file in its place when something does."""
        self.take_away()
        now, actor = self._now, self._actor
        chain = exports.lock_ali(tx, self._ali)
        header = ali_of(self._lists, self._ali)
        if header is None:
            raise AliUnread(self._ali)
        number = header.identifiant
        codes = referentiel_of(self._lists, ali_id=number, ali_label=header.label, generated_at=now)
        path = self._folder / str(FileName(flow=Flow.CHANGES, ali_id=number, stock=False, at=now))
        parcel = Parcel(self._rulebook, codes, file=path.name, actor=actor, now=now)
        outgoing = exports.outgoing(tx, self._ali)
        register.hold_of_dossiers(tx, (one.dossier_id for one in outgoing))
        for done, one in enumerate(outgoing, start=1):
            parcel.take(tx, one)
            if self._progress is not None:
                self._progress(done)
        if parcel.changes:
            _place(path, number, parcel.changes, now)
            self.path = path
            exports.journal_file(
                tx,
                chain,
                actor=actor,
                now=now,
                file=path.name,
                sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                dossiers=parcel.sent,
            )
        return parcel

    def take_away(self) -> None:
        """The file of a transaction that was given up leaves with it."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
            self.path = None


def _place(path: Path, number: int, changes: Sequence[OrientationChange], now: datetime) -> None:
    if path.exists():
        raise AlreadyThere(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_changes(path, ali_id=number, generated_at=now, stock=False, changes=changes)
