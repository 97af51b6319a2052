"""The changes of one export, each checked as webRSA will check it, and its dossier marked."""

from collections.abc import Iterator
from datetime import datetime

from exchanges.webrsa.changes import (
    OrientationChange,
    Rejection,
    ReorientationRequest,
    check_change,
)
from exchanges.webrsa.referentiel import Referentiel
from rules.actors import Actor
from rules.refusals import Refused
from rules.rulebook import Rulebook
from workflow.database.store import Tx
from workflow.files import exports
from workflow.files.exports import ChangeKind, Outgoing, Request

_UNKNOWN = 0
"""No line of webRSA's lists bears it."""

_ORIGINS = {ChangeKind.ORIENTATION: "entdiag", ChangeKind.SAISINE: "reorientation"}
_STATUSES = {ChangeKind.ORIENTATION: "Orienté", ChangeKind.SAISINE: "En attente"}
"""webRSA writes an orientation valid at once, and waits for the EP for a request."""


class Parcel:
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
            " accord ou son refus : envoyez le formulaire.",
        )
    elif request.accord_allocataire is None:
        yield Rejection(
            code="accord_inconnu",
            sentence="L’accord de la personne n’est pas renseigné : consultez-la.",
        )
