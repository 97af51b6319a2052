"""The code lists between webRSA's files and the registry, which keeps the last of each line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from exchanges.webrsa.referentiel import CodeLine, Referentiel
from workflow.organisations.referential import StoredLine

ALI_LIST = "ali"
"""The list, ours, of the ALI whose files were read: by the number that their headers bear."""

_LABELS = {
    "civilite": "Civilité",
    "etatdos": "État du droit RSA",
    "rolepers": "Rôle dans le foyer",
    "sitfam": "Situation familiale",
    "structuresreferentes": "Structures référentes",
    "referents": "Référents",
    "orient_origine": "Origine de l’orientation",
    "orient_statut": "Statut de l’orientation",
    "typesorients": "Types d’orientation",
    "cer_statut": "Position du CER",
    "dsp_nivetu": "Niveau d’étude",
    "diplome_max": "Diplôme le plus élevé",
}
"""The lists whose codes a people file bears, as webRSA calls them in a sentence."""

_DATES = frozenset({"date_cloture"})
_STRUCTURE = "structure"


def lines_of(referentiel: Referentiel) -> Iterator[tuple[str, list[StoredLine]]]:
    """The lists of a file as the registry keeps them."""
    for name, lines in referentiel.lists.items():
        yield (
            name,
            [
                StoredLine(
                    identifiant=line.identifiant,
                    code=line.code,
                    label=line.libelle,
                    active=line.actif,
                    extra={key: _plain(value) for key, value in line.extra.items()},
                )
                for line in lines
            ],
        )
    if referentiel.ali is not None:
        yield (
            ALI_LIST,
            [
                StoredLine(
                    identifiant=referentiel.ali_id,
                    code=None,
                    label=referentiel.ali_label,
                    active=True,
                    extra={_STRUCTURE: referentiel.ali.identifiant},
                )
            ],
        )


def ali_of(lists: Mapping[str, Sequence[StoredLine]], structure: int) -> StoredLine | None:
    """The ALI that is this structure: its number and label in the headers of the files. None as
    long as no referential of that ALI was read."""
    known = lists.get(ALI_LIST, ())
    return next((line for line in known if line.extra[_STRUCTURE] == structure), None)


def structure_of(lists: Mapping[str, Sequence[StoredLine]], ali_id: int) -> int | None:
    """The structure of the ALI that bears this number in the headers of the files."""
    found = (line for line in lists.get(ALI_LIST, ()) if line.identifiant == ali_id)
    line = next(found, None)
    return None if line is None else int(str(line.extra[_STRUCTURE]))


def referentiel_of(
    lists: Mapping[str, Sequence[StoredLine]],
    *,
    ali_id: int,
    ali_label: str,
    generated_at: datetime,
) -> Referentiel:
    """The lists that the registry keeps, as seen by one ALI."""
    return Referentiel(
        generated_at=generated_at,
        ali_id=ali_id,
        ali_label=ali_label,
        stock=True,
        sha256="",
        lists={
            name: tuple(_line(one) for one in lines)
            for name, lines in lists.items()
            if name != ALI_LIST
        },
        labels=_LABELS,
    )


def _line(stored: StoredLine) -> CodeLine:
    return CodeLine(
        identifiant=stored.identifiant,
        libelle=stored.label,
        code=stored.code,
        actif=stored.active,
        extra={key: _typed(key, value) for key, value in stored.extra.items()},
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _typed(key: str, value: object) -> object:
    return date.fromisoformat(str(value)) if key in _DATES and value is not None else value
