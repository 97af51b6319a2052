"""One person of a people file, as it stands in the file; codes are not resolved."""

from dataclasses import dataclass
from datetime import date, datetime

from exchanges.webrsa.problems import Problem

GROUPS = (
    "allocataire",
    "referents_parcours",
    "modes_contact",
    "orientations",
    "cers",
    "dsp",
)
"""What a file may hold of one person; the members of `PersonRecord.present`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocataire:
    """Who the person is. Codes are the `identifiant` of a line of the referential.

    The file's NIR is never read (CNIL); `numero_caf` is text, as written.
    """

    civilite: int | None
    nom: str
    prenom: str
    numero_caf: str
    date_naissance: date
    numero_voie: str | None
    type_voie: str | None
    nom_voie: str | None
    complement_adresse: str | None
    code_postal: str
    ville: str
    date_demande_rsa: date
    numero_demande_rsa: str
    etat_droit: int
    soumis_droits_devoirs: bool | None
    role_personne: int
    nb_enfants_foyer: int
    situation_familiale: int

    @property
    def adresse(self) -> str:
        """Number, kind and name of the way, on one line; empty when the file gives none."""
        parts = (self.numero_voie, self.type_voie, self.nom_voie)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferentParcours:
    """A designation; open while `date_fin` is None."""

    id_structure_referente: int
    id_referent: int | None
    date_debut: date
    date_fin: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModesContact:
    telephone_1: str | None
    modif_telephone_1: datetime | None
    telephone_2: str | None
    modif_telephone_2: datetime | None
    email: str | None
    modif_email: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """One orientation (one *rang*) as webRSA holds it; `rang` is None until it is `Orienté`."""

    id_orient_webrsa: int
    id_orient_ali: int | None
    date_orient: date
    origine: int
    statut: int
    type_orient: int
    rang: int | None
    structure_referente: int
    tag_entretien_diag: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cer:
    """A contrat d'engagement réciproque."""

    id_cer_webrsa: int
    id_cer_ali: int | None
    structure_referente: int
    statut: int
    rang: int | None
    date_debut: date | None
    date_fin: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """One person of the file, every field checked.

    `position` is the 1-based number of the dossier in the file, `line` its line. `present` names
    the groups that the file holds for this person (`GROUPS`): in a diff an absent group means
    unchanged, so its field (None or empty) says nothing. `warnings` are codes that the referential
    knows but calls inactive: an old orientation to a closed structure is still a fact.
    """

    id_personne: int
    position: int
    line: int
    present: frozenset[str]
    allocataire: Allocataire | None
    referents_parcours: tuple[ReferentParcours, ...]
    modes_contact: ModesContact | None
    orientations: tuple[Orientation, ...]
    cers: tuple[Cer, ...]
    niveau_etude: int | None
    warnings: tuple[Problem, ...] = ()

    @property
    def current_orientation(self) -> Orientation | None:
        """The orientation of the highest rang, or None."""
        ranked = [o for o in self.orientations if o.rang is not None]
        return max(ranked, key=lambda o: o.rang or 0, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A person that cannot be taken, with every fault found; the others go on."""

    position: int
    line: int
    id_personne: int | None
    problems: tuple[Problem, ...]
