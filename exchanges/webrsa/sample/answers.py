"""What webRSA would send later: a diff file made from the files sent before and what happened."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from exchanges.webrsa import formats
from exchanges.webrsa.filenames import FileName, Flow
from exchanges.webrsa.people import Orientation, PersonRecord, read_people
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.sample.parcours import Values
from exchanges.webrsa.writer import placed, write_records


@dataclass(frozen=True, slots=True, kw_only=True)
class NextOrientation:
    """A new rang that webRSA wrote; `origine` is a code of `orient_origine`."""

    structure: int
    date_orient: date
    origine: str = "reorientation"
    tag_entretien_diag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What happened to one person since the files that were sent; None is nothing.

    `etat_droit` is a code of `etatdos` (`5` closed, `2` open again); `moved_to` the new postcode
    and commune; `tag` sets or removes « Entretien diag » on the last orientation.
    """

    id_personne: int
    orientation: NextOrientation | None = None
    etat_droit: str | None = None
    moved_to: tuple[str, str] | None = None
    tag: bool | None = None


class UnknownPerson(LookupError):
    """A change about someone who is in none of the earlier files."""

    def __init__(self, id_personne: int) -> None:
        self.id_personne = id_personne
        super().__init__(f"La personne n° {id_personne} n’est dans aucun des fichiers de départ.")


class UnknownCode(LookupError):
    """A change that uses a code or a structure that the referential does not have."""

    def __init__(self, list_name: str, code: str | int) -> None:
        self.list_name = list_name
        self.code = code
        super().__init__(f"La liste « {list_name} » du référentiel n’a pas de ligne « {code} ».")


def write_diff(
    folder: Path,
    *,
    referentiel: Referentiel,
    earlier: Sequence[Path],
    at: datetime,
    changes: Iterable[PersonChange],
) -> Path:
    """Write the diff of the ALI of `referentiel`; it holds only the groups that changed.

    `earlier` are the people files sent before, oldest first, of this ALI or of the one that the
    person left. `at` bears its zone. Raises `UnknownPerson`, `UnknownCode`.
    """
    wanted = {change.id_personne: change for change in changes}
    known: dict[int, Values] = {}
    for path in earlier:
        for record in read_people(path).records():
            if isinstance(record, PersonRecord) and record.id_personne in wanted:
                known.setdefault(record.id_personne, {}).update(_known_of(record))
    for number in wanted:
        if number not in known:
            raise UnknownPerson(number)
    path = folder / str(FileName(flow=Flow.PEOPLE, ali_id=referentiel.ali_id, stock=False, at=at))
    header = {
        "date_generation": at,
        "id_structure_ali": referentiel.ali_id,
        "libelle_ali": referentiel.ali_label,
        "fichier_stock": False,
    }
    dossiers = [_changed(known[one], change, referentiel) for one, change in wanted.items()]
    with placed(path) as draft:
        write_records(draft, formats.people(), header, dossiers)
    return path


def _known_of(record: PersonRecord) -> Values:
    found: Values = {}
    if record.allocataire is not None:
        found["allocataire"] = asdict(record.allocataire)
    if "orientations" in record.present:
        found["orientations"] = [_orientation(one) for one in record.orientations]
    return found


def _orientation(one: Orientation) -> Values:
    return {
        "id_orient_webrsa": one.id_orient_webrsa,
        "id_orient_ali": one.id_orient_ali,
        "date_orient": one.date_orient,
        "origine_orient": one.origine,
        "statut_orient": one.statut,
        "type_orient": one.type_orient,
        "rang_orient": one.rang,
        "structure_referente": one.structure_referente,
        "tag_entretien_diag": one.tag_entretien_diag,
    }


def _changed(known: Values, change: PersonChange, referentiel: Referentiel) -> Values:
    dossier: Values = {"id_personne": change.id_personne}
    if change.etat_droit is not None:
        known["allocataire"]["etat_droit"] = _id(referentiel, "etatdos", change.etat_droit)
    if change.moved_to is not None:
        known["allocataire"]["code_postal"], known["allocataire"]["ville"] = change.moved_to
    if change.etat_droit is not None or change.moved_to is not None:
        dossier["allocataire"] = known["allocataire"]
    orientations: list[Values] = known.get("orientations", [])
    if change.orientation is not None:
        orientations.append(
            _next(change.id_personne, change.orientation, orientations, referentiel)
        )
    if change.tag is not None and orientations:
        orientations[-1]["tag_entretien_diag"] = change.tag
    if change.orientation is not None or change.tag is not None:
        dossier["orientations"] = {"orientation": orientations}
    return dossier


def _next(
    person: int, wanted: NextOrientation, orientations: list[Values], referentiel: Referentiel
) -> Values:
    structure = referentiel.structures.get(wanted.structure)
    if structure is None:
        raise UnknownCode("structuresreferentes", wanted.structure)
    rang = max((one["rang_orient"] or 0 for one in orientations), default=0) + 1
    return {
        "id_orient_webrsa": 10_000_000 + 10 * person + rang,
        "date_orient": wanted.date_orient,
        "origine_orient": _id(referentiel, "orient_origine", wanted.origine),
        "statut_orient": _id(referentiel, "orient_statut", "Orienté"),
        "type_orient": structure.type_orient,
        "rang_orient": rang,
        "structure_referente": structure.identifiant,
        "tag_entretien_diag": wanted.tag_entretien_diag,
    }


def _id(referentiel: Referentiel, list_name: str, code: str) -> int:
    line = referentiel.by_code(list_name, code)
    if line is None:
        raise UnknownCode(list_name, code)
    return line.identifiant
