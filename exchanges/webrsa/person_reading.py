"""From a `dossier` element to a `PersonRecord`, or to a `BadLine` that says every fault."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lxml import etree

from exchanges.webrsa import formats
from exchanges.webrsa.person import (
    GROUPS,
    Allocataire,
    BadLine,
    Cer,
    ModesContact,
    Orientation,
    PersonRecord,
    ReferentParcours,
)
from exchanges.webrsa.problems import Problem
from exchanges.webrsa.reader import read_values
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.safe_xml import line_of

_SKIPPED = frozenset({"nir"})
"""The CNIL asks tools like this one to do without it."""

_CODES: Mapping[str, Mapping[str, str]] = {
    "allocataire": {
        "civilite": "civilite",
        "etat_droit": "etatdos",
        "role_personne": "rolepers",
        "situation_familiale": "sitfam",
    },
    "referents_parcours": {
        "id_structure_referente": "structuresreferentes",
        "id_referent": "referents",
    },
    "orientations": {
        "origine_orient": "orient_origine",
        "statut_orient": "orient_statut",
        "type_orient": "typesorients",
        "structure_referente": "structuresreferentes",
    },
    "cers": {"structure_referente": "structuresreferentes", "statut": "cer_statut"},
    "dsp": {"niveau_etude": "dsp_nivetu", "diplome_plus_eleve": "diplome_max"},
}
"""Which list of the referential each code of each group is taken from."""

_PERIODS: Mapping[str, tuple[str, str]] = {
    "referents_parcours": ("date_debut_designation", "date_fin_designation"),
    "cers": ("date_debut", "date_fin"),
}

_NAMES = ("nom", "prenom", "numero_demande_rsa")
"""Texts that the schema lets be empty and that say who the person is."""


class PersonReader:
    """Reads the dossiers of one file; remembers who was seen, to refuse a person twice.

    `known_at` is the day of the file: nobody is born, and nobody asked, after it.
    """

    def __init__(self, referentiel: Referentiel | None, *, known_at: date) -> None:
        self._referentiel = referentiel
        self._known_at = known_at
        self._spec = formats.people().children["dossiers"].children["dossier"]
        self._seen: dict[int, int] = {}

    def read(self, dossier: etree._Element, position: int) -> PersonRecord | BadLine:
        line = line_of(dossier)
        problems: list[Problem] = []
        warnings: list[Problem] = []
        values = read_values(dossier, self._spec, problems, skip=_SKIPPED)
        self._check_identity(values, position, problems)
        for group, where, fields in _groups(values):
            self._check_codes(group, where, fields, problems, warnings)
            _check_period(group, where, fields, warnings)
        if problems:
            return BadLine(
                position=position,
                line=line,
                id_personne=values.get("id_personne"),
                problems=tuple(problems),
            )
        return _record(values, position, line, tuple(warnings))

    def _check_identity(
        self, values: Mapping[str, Any], position: int, problems: list[Problem]
    ) -> None:
        person = values.get("id_personne")
        if person is not None:
            first = self._seen.setdefault(person, position)
            if first != position:
                reason = f"personne déjà présente dans ce fichier, au dossier n° {first}"
                problems.append(Problem(field="id_personne", value_shown=None, reason=reason))
        allocataire = values.get("allocataire", {})
        problems.extend(
            _about(f"allocataire/{name}", None, "valeur vide")
            for name in _NAMES
            if allocataire.get(name) == ""
        )
        for name in ("date_naissance", "date_demande_rsa"):
            day = allocataire.get(name)
            if day is not None and day > self._known_at:
                problems.append(
                    _about(f"allocataire/{name}", day, "date postérieure à celle du fichier")
                )
        postcode = allocataire.get("code_postal")
        if postcode is not None and len(postcode) > 5:
            problems.append(
                _about("allocataire/code_postal", postcode, "un code postal a cinq chiffres")
            )

    def _check_codes(
        self,
        group: str,
        where: str,
        fields: Mapping[str, Any],
        problems: list[Problem],
        warnings: list[Problem],
    ) -> None:
        lists = self._referentiel
        for name, list_name in _CODES.get(group, {}).items():
            code = fields.get(name)
            if lists is None or code is None or not lists.holds(list_name):
                continue
            known = lists.line(list_name, code)
            label = lists.labels.get(list_name, list_name)
            if known is None:
                reason = f"code inconnu de la liste « {label} » du référentiel"
                problems.append(_about(f"{where}/{name}", code, reason))
            elif not known.actif:
                reason = f"code désactivé dans la liste « {label} » du référentiel"
                warnings.append(_about(f"{where}/{name}", code, reason))


def _groups(values: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Each group, or each of its members when it repeats: its name, its path, its fields."""
    for group in GROUPS:
        content = values.get(group)
        if content is None:
            continue
        if group == "dsp":
            yield group, "dsp/niveau_etude", content.get("niveau_etude", {})
            continue
        repeated = next((name for name, value in content.items() if isinstance(value, list)), None)
        if repeated is None:
            yield group, group, content
            continue
        for number, fields in enumerate(content[repeated], start=1):
            yield group, f"{group}/{repeated}[{number}]", fields


def _check_period(
    group: str, where: str, fields: Mapping[str, Any], warnings: list[Problem]
) -> None:
    if group not in _PERIODS:
        return
    first, last = (fields.get(name) for name in _PERIODS[group])
    if first is not None and last is not None and last < first:
        warnings.append(_about(f"{where}/{_PERIODS[group][1]}", last, "la fin précède le début"))


def _about(field: str, value: object, reason: str) -> Problem:
    return Problem(field=field, value_shown=None if value is None else str(value), reason=reason)


def _record(
    values: Mapping[str, Any], position: int, line: int, warnings: tuple[Problem, ...]
) -> PersonRecord:
    who = values.get("allocataire")
    contact = values.get("modes_contact")
    designations = values.get("referents_parcours", {}).get("referent_parcours", ())
    return PersonRecord(
        id_personne=values["id_personne"],
        position=position,
        line=line,
        present=frozenset(group for group in GROUPS if group in values),
        allocataire=None if who is None else _allocataire(who),
        referents_parcours=tuple(
            ReferentParcours(
                id_structure_referente=one["id_structure_referente"],
                id_referent=one.get("id_referent"),
                date_debut=one["date_debut_designation"],
                date_fin=one.get("date_fin_designation"),
            )
            for one in designations
        ),
        modes_contact=None if contact is None else _contact(contact),
        orientations=tuple(
            _orientation(one) for one in values.get("orientations", {}).get("orientation", ())
        ),
        cers=tuple(_cer(one) for one in values.get("cers", {}).get("cer", ())),
        niveau_etude=values.get("dsp", {}).get("niveau_etude", {}).get("niveau_etude"),
        warnings=warnings,
    )


def _allocataire(values: Mapping[str, Any]) -> Allocataire:
    return Allocataire(
        civilite=values.get("civilite"),
        nom=values["nom"],
        prenom=values["prenom"],
        numero_caf=values["numero_caf"],
        date_naissance=values["date_naissance"],
        numero_voie=values.get("numero_voie") or None,
        type_voie=values.get("type_voie") or None,
        nom_voie=values.get("nom_voie") or None,
        complement_adresse=values.get("complement_adresse") or None,
        code_postal=values["code_postal"].zfill(5),
        ville=values["ville"],
        date_demande_rsa=values["date_demande_rsa"],
        numero_demande_rsa=values["numero_demande_rsa"],
        etat_droit=values["etat_droit"],
        soumis_droits_devoirs=values.get("soumis_droits_devoirs"),
        role_personne=values["role_personne"],
        nb_enfants_foyer=values["nb_enfants_foyer"],
        situation_familiale=values["situation_familiale"],
    )


def _contact(values: Mapping[str, Any]) -> ModesContact:
    return ModesContact(
        telephone_1=values.get("telephone_1") or None,
        modif_telephone_1=values.get("modif_telephone_1"),
        telephone_2=values.get("telephone_2") or None,
        modif_telephone_2=values.get("modif_telephone_2"),
        email=values.get("email") or None,
        modif_email=values.get("modif_email"),
    )


def _orientation(values: Mapping[str, Any]) -> Orientation:
    return Orientation(
        id_orient_webrsa=values["id_orient_webrsa"],
        id_orient_ali=values.get("id_orient_ali"),
        date_orient=values["date_orient"],
        origine=values["origine_orient"],
        statut=values["statut_orient"],
        type_orient=values["type_orient"],
        rang=values.get("rang_orient"),
        structure_referente=values["structure_referente"],
        tag_entretien_diag=values["tag_entretien_diag"],
    )


def _cer(values: Mapping[str, Any]) -> Cer:
    return Cer(
        id_cer_webrsa=values["id_cer_webrsa"],
        id_cer_ali=values.get("id_cer_ali"),
        structure_referente=values["structure_referente"],
        statut=values["statut"],
        rang=values.get("rang"),
        date_debut=values.get("date_debut"),
        date_fin=values.get("date_fin"),
    )
