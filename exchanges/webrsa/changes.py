"""What an ALI tells webRSA: the `ALI-WebRSA` files, checked as webRSA checks them, then written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from exchanges.webrsa.referentiel import Referentiel


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorientationRequest:
    """The C.1 part of a change; both accords are those of a dated consultation."""

    id_motif: int
    accord_referent: bool
    motif_refus: str | None
    accord_allocataire: bool
    urgence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationChange:
    """One `changement_orientation`. Codes are identifiants of the referential.

    `id_ali` is our own number of the change; `id_referent` the référent of the ALI who asks;
    `reorientation` is needed when the origin is `reorientation`, and not written otherwise.
    """

    person_id: int
    id_ali: int
    id_referent: int
    date_demande: date
    id_origine: int
    reorientation: ReorientationRequest | None
    id_type_orientation: int
    id_structure_accueil: int
    id_referent_accueil: int | None
    id_statut: int
    id_webrsa: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What webRSA would answer: its own error name, and the French sentence for our operator."""

    code: str
    sentence: str


def check_change(
    change: OrientationChange,
    referentiel: Referentiel,
    *,
    ali_id: int,
    known_person: bool,
    has_orientation: bool,
    open_ep: bool,
) -> tuple[Rejection, ...]:
    """Why webRSA would refuse this change, every reason; empty when it would take it."""
    raise NotImplementedError


def write_changes(
    path: Path,
    *,
    ali_id: int,
    generated_at: datetime,
    stock: bool,
    changes: Iterable[OrientationChange],
) -> Path:
    """Write the file of one ALI; it appears at `path` only when whole and valid."""
    raise NotImplementedError
