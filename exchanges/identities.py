"""Who a person of a file is, and how they are reached, as the registry keeps it."""

from collections.abc import Mapping

from exchanges.webrsa.person import Allocataire, PersonRecord
from exchanges.webrsa.referentiel import Referentiel

ROLES_LIST, _TITLES_LIST = "rolepers", "civilite"
_FAMILIES_LIST, _LEVELS_LIST = "sitfam", "dsp_nivetu"


class Identities:
    """The identities of one file. ``stock``: what a record does not hold, the person has not."""

    def __init__(self, codes: Referentiel, *, stock: bool) -> None:
        self._codes, self._stock = codes, stock

    def of(
        self,
        record: PersonRecord,
        person: Allocataire,
        before: Mapping[str, object] | None = None,
    ) -> dict[str, object]:
        """The columns that name and reach the person, and tell their situation; ``before``, those
        they had."""
        level = self._label(_LEVELS_LIST, record.niveau_etude)
        return {
            "civilite": self._label(_TITLES_LIST, person.civilite),
            "nom": person.nom,
            "prenom": person.prenom,
            "date_naissance": person.date_naissance.isoformat(),
            "numero_caf": person.numero_caf,
            "numero_demande_rsa": person.numero_demande_rsa,
            "role": self._codes.code(ROLES_LIST, person.role_personne),
            "adresse": person.adresse or None,
            "code_postal": person.code_postal,
            "ville": person.ville,
            "situation_familiale": self._label(_FAMILIES_LIST, person.situation_familiale),
            "enfants": person.nb_enfants_foyer,
            # A table may have told it of somebody whose questionnaire webRSA does not have.
            "niveau_etude": level or (before or {}).get("niveau_etude"),
            "demande_le": person.date_demande_rsa.isoformat(),
            **self._contact(record, before or {}),
        }

    def _label(self, name: str, code: int | None) -> str | None:
        line = None if code is None else self._codes.line(name, code)
        return None if line is None else line.libelle

    def _contact(self, record: PersonRecord, before: Mapping[str, object]) -> dict[str, object]:
        """A diff without contacts leaves those that the person had."""
        contact = record.modes_contact
        if contact is not None:
            telephone = contact.telephone_1 or contact.telephone_2
            return {"telephone": telephone, "email": contact.email}
        kept = {} if self._stock or "modes_contact" in record.present else before
        return {name: kept.get(name) for name in ("telephone", "email")}
