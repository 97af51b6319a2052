"""An ALI's hand: what it tells webRSA of rendez-vous and contracts, as the file that we read."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from exchanges.reports import FileReport
from exchanges.webrsa import formats
from exchanges.webrsa.values import PARIS
from exchanges.webrsa.writer import write_records
from tests.exchanges.office import ALI_HERE, IMPORTED, Office, at_eight

Values = dict[str, Any]
WRITTEN = "2026-02-16"


def code(office: Office, liste: str, label: str) -> int:
    return next(line.identifiant for line in office.codes.lists[liste] if line.libelle == label)


def meeting(
    office: Office,
    day: str,
    status: str = "Prévu",
    service: int | None = None,
    *,
    number: int | None = None,
) -> Values:
    """A rendez-vous that the ALI holds; its number there is that of its day when none is given."""
    return {
        "id_ali": number or 8_000 + date.fromisoformat(day).toordinal() % 900,
        "id_structurereferente": service or office.ali,
        "id_objet_rdv": office.codes.lists["rdv_objet"][0].identifiant,
        "thematiques": {"id_thematique_rdv": [office.codes.lists["rdv_thematique"][0].identifiant]},
        "id_statut_rdv": code(office, "rdv_statut", status),
        "date_rdv": date.fromisoformat(day),
        "heure_rdv": time(9, 30),
        "commentaire_rdv": "propos de la personne",
    }


def contract(office: Office, begins: str, signed: str) -> Values:
    """A CER that the ALI had signed."""
    first = office.codes.lists
    return {
        "id_ali": 51,
        "id_referent": first["referents"][0].identifiant,
        "inscrit_PE": False,
        "id_cmu": first["cmu"][0].identifiant,
        "id_cmu_c": first["cmu"][0].identifiant,
        "id_niveau_etude": first["cer_nivetu"][0].identifiant,
        "emploi_trouve": False,
        "mois_a_venir": "recherche",
        "id_duree_cer": first["cer_duree"][0].identifiant,
        "id_point_parcours": first["cer_pointparcours"][0].identifiant,
        "date_debut": date.fromisoformat(begins),
        "date_saisie": date.fromisoformat(signed),
        "date_signature": date.fromisoformat(signed),
    }


def told(
    number: int, *, meetings: tuple[Values, ...] = (), contracts: tuple[Values, ...] = ()
) -> Values:
    """What the file tells of somebody."""
    values: Values = {"id_personne": number}
    if meetings:
        values["liste_rendez_vous"] = {"rendez_vous": list(meetings)}
    if contracts:
        values["liste_cers"] = {"cer": list(contracts)}
    return values


def file(office: Office, *people: Values, day: str = WRITTEN) -> Path:
    """The file that the ALI wrote that day at six."""
    at = datetime.combine(date.fromisoformat(day), time(6), tzinfo=PARIS)
    path = office.folder / f"ali_{day}.xml"
    header = {"date_generation": at, "id_structure_ali": ALI_HERE, "fichier_stock": False}
    write_records(path, formats.changes(), header, people)
    return path


def take(office: Office, *people: Values, day: str = WRITTEN) -> FileReport:
    """The file imported at eight that day."""
    office.world.now = max(office.world.now, at_eight(day))
    (report,) = office.reports(file(office, *people, day=day))
    return report


def welcomed(office: Office) -> None:
    """Somebody whom webRSA orients to the ALI on 20 January."""
    office.stock(IMPORTED, office.person(1, office.orientation(office.ali, "2026-01-20")))
