"""What an ALI tells webRSA: the `ALI-WebRSA` files, checked as webRSA checks them, then written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from exchanges.webrsa import formats
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.schema import changes_schema, check_written
from exchanges.webrsa.writer import placed, write_records


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
    `reorientation` is needed when the origin is `reorientation`; webRSA ignores it otherwise.
    With `id_webrsa` the change amends an orientation that webRSA has already.
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


class TwoChanges(Exception):
    """One person twice in a file: webRSA would refuse the second for an open EP dossier."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        super().__init__(
            f"La personne n° {person_id} a deux changements d’orientation dans le même fichier : "
            "webRSA n’en prend qu’un à la fois."
        )


def check_change(
    change: OrientationChange,
    referentiel: Referentiel,
    *,
    ali_id: int,
    known_person: bool,
    has_orientation: bool,
    open_ep: bool,
) -> tuple[Rejection, ...]:
    """Why webRSA would refuse this change, every reason; empty when it would take it.

    `known_person`: webRSA knows the person; `has_orientation`: they have one already; `open_ep`:
    they have an open EP dossier. Stricter than webRSA in one thing: a code that the referential
    calls inactive counts as unknown.
    """
    structure = change.id_structure_accueil
    found = [
        *_unless(known_person, "personne_inconnue", change.person_id),
        *_check_asker(change, referentiel, ali_id),
        *_known(referentiel, "origine_inconnue", _ORIGINS, change.id_origine),
        *_check_type(change, referentiel),
        *_known(referentiel, "struct_accueil_inconnue", "structuresreferentes", structure),
        *_check_welcome(change, referentiel),
        *_known(referentiel, "statut_inconnu", "orient_statut", change.id_statut),
    ]
    if referentiel.code(_ORIGINS, change.id_origine) == "reorientation":
        found += _unless(has_orientation, "reorient_orient_obligatoire", change.person_id)
        found += _check_motive(change.reorientation, referentiel)
    amends = change.id_webrsa is not None
    found += _unless(amends or not open_ep, "dossier_ep_en_cours", change.person_id)
    return tuple(found)


_ORIGINS = "orient_origine_utilisable_ALI"

_SENTENCES = {
    "personne_inconnue": "La personne n° {} est inconnue de webRSA : vérifiez son numéro.",
    "referent_inconnu": "Le référent n° {} n’est pas dans le référentiel.",
    "referent_incoherent": "Le référent n° {} n’appartient pas à l’ALI qui fait la demande.",
    "origine_inconnue": "L’origine n° {} n’est pas de celles qu’une ALI peut utiliser.",
    "type_orient_inconnu": "Le type d’orientation n° {} n’est pas dans le référentiel.",
    "type_orient_parent": "Le type d’orientation n° {} est un regroupement : choisissez l’un des "
    "types qu’il contient.",
    "struct_accueil_inconnue": "La structure d’accueil n° {} n’est pas dans le référentiel.",
    "ref_accueil_inconnu": "Le référent d’accueil n° {} n’est pas dans le référentiel.",
    "ref_accueil_incoherent": "Le référent d’accueil n° {} n’est pas de la structure d’accueil.",
    "statut_inconnu": "Le statut d’orientation n° {} n’est pas dans le référentiel.",
    "reorient_orient_obligatoire": "La personne n° {} n’a pas encore d’orientation : une "
    "réorientation en suppose une.",
    "motif_reorient_obligatoire": "Une réorientation demande un motif et les accords recueillis.",
    "motif_reorient_inconnu": "Le motif de réorientation n° {} n’est pas dans le référentiel.",
    "dossier_ep_en_cours": "La personne n° {} a déjà un dossier en cours devant l’équipe "
    "pluridisciplinaire : attendez qu’il soit traité.",
}
"""By webRSA's own error name."""


def _unless(fine: bool, code: str, number: int | None) -> list[Rejection]:
    if fine:
        return []
    return [Rejection(code=code, sentence=_SENTENCES[code].format(number))]


def _known(referentiel: Referentiel, code: str, list_name: str, number: int) -> list[Rejection]:
    line = referentiel.line(list_name, number)
    if line is None or line.actif:
        return _unless(line is not None, code, number)
    sentence = f"« {line.libelle} » (n° {number}) n’est plus actif dans le référentiel."
    return [Rejection(code=code, sentence=sentence)]


def _check_asker(
    change: OrientationChange, referentiel: Referentiel, ali_id: int
) -> list[Rejection]:
    number = change.id_referent
    unknown = _known(referentiel, "referent_inconnu", "referents", number)
    if unknown:
        return unknown
    ali = referentiel.ali if ali_id == referentiel.ali_id else referentiel.structures.get(ali_id)
    theirs = ali is not None and referentiel.referents[number].structure == ali.identifiant
    return _unless(theirs, "referent_incoherent", number)


def _check_type(change: OrientationChange, referentiel: Referentiel) -> list[Rejection]:
    number = change.id_type_orientation
    unknown = _known(referentiel, "type_orient_inconnu", "typesorients", number)
    return unknown or _unless(referentiel.is_leaf(number), "type_orient_parent", number)


def _check_welcome(change: OrientationChange, referentiel: Referentiel) -> list[Rejection]:
    number = change.id_referent_accueil
    if number is None:
        return []
    unknown = _known(referentiel, "ref_accueil_inconnu", "referents", number)
    if unknown:
        return unknown
    there = referentiel.referents[number].structure == change.id_structure_accueil
    return _unless(there, "ref_accueil_incoherent", number)


def _check_motive(
    request: ReorientationRequest | None, referentiel: Referentiel
) -> list[Rejection]:
    if request is None:
        return _unless(False, "motif_reorient_obligatoire", None)
    return _known(referentiel, "motif_reorient_inconnu", "reorientation_motifs", request.id_motif)


def write_changes(
    path: Path,
    *,
    ali_id: int,
    generated_at: datetime,
    stock: bool,
    changes: Iterable[OrientationChange],
) -> Path:
    """Write the file of one ALI; it appears at `path` only when whole and valid.

    `generated_at` must bear its time zone; webRSA takes one file of an ALI and an instant once
    (`deja_traite`). The same arguments give the same bytes. Raises `TwoChanges`, and `InvalidFile`
    for a number that the format cannot hold (zero, negative).
    """
    header = {
        "date_generation": generated_at,
        "id_structure_ali": ali_id,
        "fichier_stock": stock,
    }
    with placed(path) as draft:
        write_records(draft, formats.changes(), header, _dossiers(changes))
        check_written(draft, changes_schema(), name=path.name)
    return path


def _dossiers(changes: Iterable[OrientationChange]) -> Iterator[dict[str, Any]]:
    seen: set[int] = set()
    for change in changes:
        if change.person_id in seen:
            raise TwoChanges(change.person_id)
        seen.add(change.person_id)
        yield {
            "id_personne": change.person_id,
            "liste_changements_orientation": {"changement_orientation": _values(change)},
        }


def _values(change: OrientationChange) -> dict[str, Any]:
    return {
        "id_webrsa": change.id_webrsa,
        "id_ali": change.id_ali,
        "id_referent": change.id_referent,
        "date_demande": change.date_demande,
        "id_origine": change.id_origine,
        "reorientation": change.reorientation and _request(change.reorientation),
        "id_type_orientation": change.id_type_orientation,
        "id_structure_referente_accueil": change.id_structure_accueil,
        "id_referent_accueil": change.id_referent_accueil,
        "id_statut": change.id_statut,
    }


def _request(request: ReorientationRequest) -> dict[str, Any]:
    return {
        "id_motif_reorientation": request.id_motif,
        "accord_referent": request.accord_referent,
        "motif_refus": request.motif_refus,
        "accord_allocataire": request.accord_allocataire,
        "urgence": request.urgence,
    }
