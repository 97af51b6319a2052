"""Whom a row typed at the bottom of a tableau names: recognised, or told why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from exchanges.tableau.columns import number_of
from workflow.database.store import Store
from workflow.people import matching
from workflow.people.matching import Clues, KnownDossier, KnownPeople, Match

_CLUELESS = (
    "personne n’y est nommé : donnez le numéro du dossier, celui de la demande de RSA, ou le nom, "
    "le prénom et la date de naissance"
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why nobody was recognised: ``key`` is the column that says wrong."""

    reason: str
    key: str | None = None


class People:
    """Everybody in the registry, read once a row needs them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: KnownPeople | None = None

    def open_dossier(self, cells: Mapping[str, str]) -> KnownDossier | Unknown:
        """The open dossier of whom the cells name."""
        number = number_of(cells.get("dossier", ""))
        if number and not (number.isascii() and number.isdigit() and len(number) < 16):
            return Unknown("un numéro de dossier est attendu", "dossier")
        clues = Clues(
            dossier=int(number) if number else None,
            numero_demande_rsa=cells.get("numero_rsa") or None,
            nom=cells.get("nom") or None,
            prenom=cells.get("prenom") or None,
            date_naissance=cells.get("naissance") or None,
        )
        with self._store.glance() as tx:
            if self._known is None:
                self._known = KnownPeople.load(tx)
            match = self._known.match(tx, clues)
            if match.personne_id is None:
                return _unknown(match, by_dossier=bool(number))
            dossiers = matching.dossiers_of(tx, match.personne_id)
        live = next((one for one in reversed(dossiers) if one.closed is None), None)
        return live or Unknown("cette personne n’a plus de dossier ouvert")

    def name_of(self, dossier: KnownDossier) -> str:
        """Whose dossier it is, as the registry names them."""
        with self._store.glance() as tx:
            return matching.name_of(tx, dossier.id)


def _unknown(match: Match, *, by_dossier: bool) -> Unknown:
    if match.no_dossier:
        return Unknown("aucun dossier ne porte ce numéro", "dossier")
    if match.against is not None:
        key = "dossier" if by_dossier else "numero_rsa"
        return Unknown("ce numéro est celui de quelqu’un d’autre : vérifiez-le", key)
    if match.candidates:
        return Unknown("plusieurs personnes y répondent : donnez le numéro du dossier")
    return Unknown(_CLUELESS if match.clueless else "cette personne n’est pas connue ici")
