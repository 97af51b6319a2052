"""The differences between webRSA and here, listed until a later file or somebody settles them."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_into, update_by_id
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import Gap

NATURES = {
    "decision_webrsa": "Réorientation décidée dans webRSA avant d’être saisie ici",
    "autre_service": "webRSA oriente vers un autre service que celui qui est demandé ici",
    "service_different": "Même rang dans webRSA et ici, mais pas le même service",
    "rang_en_avance": "Orientation décidée ici, pas encore connue de webRSA",
    "remplace": "webRSA porte un rang plus récent : le dossier d’ici a été remplacé",
    "acte_refuse": "webRSA dit une chose que la procédure refuse ici",
    "clos_ici": "Dossier clos ici, droit ouvert dans webRSA",
    "commune_inconnue": "Commune d’aucune circonscription connue",
    "secteur_a_attribuer": "Secteur à attribuer : rien ne dit duquel est la personne",
    "absent_du_stock": "Absent du fichier complet de son ALI",
}
"""Stored codes with what they say: never renamed."""

Found = Mapping[str, tuple[int | None, Mapping[str, object]]]
"""Differences found: nature → the dossier concerned, the detail in codes and numbers."""

_GAP = table(Gap)
_INSERT = insert_into(
    Gap, "personne_id", "dossier_id", "nature", "detail", "file", "found_at", "settled_at"
)
# What somebody settled is known: it is another difference that would be listed.
_KNOWN = Statement(
    select(_GAP.c.id, _GAP.c.nature, _GAP.c.detail, _GAP.c.settled_at).where(
        _GAP.c.personne_id == bindparam("personne_id"),
        or_(_GAP.c.settled_at.is_(None), _GAP.c.settled_by.is_not(None)),
    )
)
_SETTLE = update_by_id(Gap, "settled_at")


def reconcile(
    tx: Tx, personne_id: int, found: Found, *, among: Collection[str], file: str, now: datetime
) -> list[str]:
    """Compares the differences found with those of the natures ``among`` that are still open: new
    ones are listed, those that are gone are settled; what somebody settled is not listed again. The
    natures that are new."""
    still = set()
    for gap_id, nature, detail, settled in tx.all(_KNOWN, {"personne_id": personne_id}):
        if nature in found and json.loads(detail) == dict(found[nature][1]):
            still.add(nature)
        elif settled is None and (nature in found or nature in among):
            tx.write(_SETTLE, {"of_id": gap_id, "settled_at": to_micros(now)})
    new = {nature: found[nature] for nature in found if nature not in still}
    add(tx, personne_id, new, file=file, now=now)
    return list(new)


def add(tx: Tx, personne_id: int, found: Found, *, file: str, now: datetime) -> None:
    """Lists the differences found for a person who has none yet."""
    for nature, (dossier_id, detail) in found.items():
        tx.write(
            _INSERT,
            {
                "personne_id": personne_id,
                "dossier_id": dossier_id,
                "nature": nature,
                "detail": json.dumps(dict(detail), ensure_ascii=False),
                "file": file,
                "found_at": to_micros(now),
                "settled_at": None,
            },
        )
