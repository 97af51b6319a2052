"""The export to webRSA: one ALI-WebRSA file of what an ALI has to tell, and the marks of it.

The marks and the file belong to one transaction: they are written, the file takes its place, then
the commit. A machine that stops between the last two leaves a file that nothing here knows of, and
the next export writes the same changes again under the same numbers (``id_ali``). webRSA takes
both files without harm: it amends the orientation of that number, and refuses a second request
(``dossier_ep_en_cours``).
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exchanges.webrsa.changes import (
    OrientationChange,
    Rejection,
    ReorientationRequest,
    check_change,
    write_changes,
)
from exchanges.webrsa.filenames import FileName, Flow
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.stored import ali_of, referentiel_of
from rules.actors import Actor
from rules.refusals import Refused
from rules.rulebook import Rulebook
from workflow.database.store import Store, Tx
from workflow.files import exports
from workflow.files.exports import ChangeKind, Outgoing, Request
from workflow.organisations import referential
from workflow.people import register

_UNKNOWN = 0
"""No line of webRSA's lists bears it."""

_ORIGINS = {ChangeKind.ORIENTATION: "entdiag", ChangeKind.SAISINE: "reorientation"}
_STATUSES = {ChangeKind.ORIENTATION: "Orienté", ChangeKind.SAISINE: "En attente"}
"""webRSA writes an orientation valid at once, and waits for the EP for a request."""


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

    ``progress`` receives increments, in changes. Raises NotAnAli, AliUnread, AlreadyThere and
    InvalidFile: nothing is written then.
    """
    with store.read() as connection:
        lists = referential.load_lines(connection)
    written: Path | None = None
    try:
        with store.write() as tx:
            chain = exports.lock_ali(tx, ali)
            header = ali_of(lists, ali)
            if header is None:
                raise AliUnread(ali)
            number = header.identifiant
            codes = referentiel_of(lists, ali_id=number, ali_label=header.label, generated_at=now)
            path = folder / str(FileName(flow=Flow.CHANGES, ali_id=number, stock=False, at=now))
            parcel = _Parcel(rulebook, codes, file=path.name, actor=actor, now=now)
            outgoing = exports.outgoing(tx, ali)
            register.hold_of_dossiers(tx, (one.dossier_id for one in outgoing))
            for one in outgoing:
                parcel.take(tx, one)
                if progress is not None:
                    progress(1)
            if parcel.changes:
                _place(path, number, parcel.changes, now)
                written = path
                exports.journal_file(
                    tx,
                    chain,
                    actor=actor,
                    now=now,
                    file=path.name,
                    sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                    dossiers=parcel.sent,
                )
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise
    for one, refused in parcel.refused:
        with store.write() as tx:
            exports.journal_refusal(tx, one, refused, actor=actor, now=now)
    return Exported(path=written, sent=tuple(parcel.sent), rejected=tuple(parcel.rejected))


def _place(path: Path, number: int, changes: Sequence[OrientationChange], now: datetime) -> None:
    if path.exists():
        raise AlreadyThere(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_changes(path, ali_id=number, generated_at=now, stock=False, changes=changes)


class _Parcel:
    """The changes of one file, each checked, and its dossier marked, before it is taken."""

    def __init__(
        self, rulebook: Rulebook, codes: Referentiel, *, file: str, actor: Actor, now: datetime
    ) -> None:
        self._rulebook, self._codes = rulebook, codes
        self._file, self._actor, self._now = file, actor, now
        self.changes: list[OrientationChange] = []
        self.sent: list[int] = []
        self.rejected: list[tuple[int, tuple[Rejection, ...]]] = []
        self.refused: list[tuple[Outgoing, Refused]] = []

    def take(self, tx: Tx, one: Outgoing) -> None:
        """One change: in the file, or held back with its reasons."""
        change = _change(one, self._codes, self._rulebook)
        reasons = self._reasons(one, change) or self._mark(tx, one)
        if reasons:
            self.rejected.append((one.dossier_id, reasons))
        else:
            self.changes.append(change)
            self.sent.append(one.dossier_id)

    def _reasons(self, one: Outgoing, change: OrientationChange) -> tuple[Rejection, ...]:
        """Why webRSA would refuse it; for what is missing here, in our own words."""
        found = check_change(
            change,
            self._codes,
            ali_id=self._codes.ali_id,
            known_person=one.webrsa_id is not None,
            has_orientation=one.oriented,
            open_ep=one.in_webrsa,
        )
        reasons = {reason.code: reason for reason in (*found, *_missing(one, change))}
        if any(other.person_id == change.person_id for other in self.changes):
            reasons[_TWICE.code] = _TWICE
        return tuple(reasons.values())

    def _mark(self, tx: Tx, one: Outgoing) -> tuple[Rejection, ...]:
        """Marks the dossier; why the procedure refuses it, nothing being written then."""
        try:
            exports.mark(tx, self._rulebook, one, actor=self._actor, now=self._now, file=self._file)
        except Refused as refused:
            self.refused.append((one, refused))
            return tuple(
                Rejection(code=refusal.code, sentence=refusal.sentence)
                for refusal in refused.refusals
            )
        return ()


def _change(one: Outgoing, codes: Referentiel, rulebook: Rulebook) -> OrientationChange:
    origin = codes.by_code("orient_origine_utilisable_ALI", _ORIGINS[one.kind])
    status = codes.by_code("orient_statut", _STATUSES[one.kind])
    request = one.request
    return OrientationChange(
        person_id=one.webrsa_id or _UNKNOWN,
        id_ali=one.number,
        id_referent=one.referent or _UNKNOWN,
        date_demande=rulebook.local_day(one.occurred),
        id_origine=_UNKNOWN if origin is None else origin.identifiant,
        reorientation=None if request is None else _request(request),
        id_type_orientation=one.type_orientation or _UNKNOWN,
        id_structure_accueil=one.service or _UNKNOWN,
        id_referent_accueil=None,
        id_statut=_UNKNOWN if status is None else status.identifiant,
        id_webrsa=one.amends,
    )


def _request(request: Request) -> ReorientationRequest | None:
    if request.motif is None:
        return None
    return ReorientationRequest(
        id_motif=request.motif,
        accord_referent=bool(request.accord_accueil),
        motif_refus=None if request.accord_accueil else request.motif_refus,
        accord_allocataire=bool(request.accord_allocataire),
        urgence=request.urgent,
    )


_TWICE = Rejection(
    code="deux_changements",
    sentence="Un autre changement de la même personne part dans ce fichier, et webRSA n’en prend"
    " qu’un à la fois : celui-ci partira avec le prochain.",
)

_ABSENT = {
    "person_id": (
        "personne_inconnue",
        "La personne n’a pas de numéro webRSA : elle n’est pas venue d’un fichier.",
    ),
    "id_referent": (
        "referent_inconnu",
        "Aucune personne référente de l’ALI n’est désignée : confiez-lui le dossier.",
    ),
    "id_origine": (
        "origine_inconnue",
        "Le référentiel importé ne donne pas cette origine aux ALI.",
    ),
    "id_type_orientation": (
        "type_orient_inconnu",
        "Le service d’accueil n’a pas de type d’orientation connu.",
    ),
    "id_structure_accueil": (
        "struct_accueil_inconnue",
        "Le service d’accueil n’est pas connu.",
    ),
    "id_statut": (
        "statut_inconnu",
        "Le référentiel importé n’a pas le statut qu’il faut à ce changement.",
    ),
}
"""webRSA's error name and our sentence, by what the change lacks."""


def _missing(one: Outgoing, change: OrientationChange) -> Iterator[Rejection]:
    """What the file must say and nobody said here."""
    for field, (code, sentence) in _ABSENT.items():
        if getattr(change, field) == _UNKNOWN:
            yield Rejection(code=code, sentence=sentence)
    request = one.request
    if request is None:
        return
    if request.motif is None:
        yield Rejection(
            code="motif_reorient_obligatoire",
            sentence="La demande n’a pas de motif de la liste de webRSA.",
        )
    if request.accord_accueil is None:
        yield Rejection(
            code="avis_accueil_inconnu",
            sentence="L’avis du service d’accueil n’est pas connu : recueillez-le.",
        )
    if request.accord_allocataire is None and request.unreachable:
        yield Rejection(
            code="consultation_impossible",
            sentence="La personne n’a pas pu être consultée, et le fichier ne sait dire que son"
            " accord ou son refus : envoyez le formulaire au BOP.",
        )
    elif request.accord_allocataire is None:
        yield Rejection(
            code="accord_inconnu",
            sentence="L’accord de la personne n’est pas renseigné : consultez-la.",
        )
