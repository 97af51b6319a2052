"""The columns of the tableau commun, and what each says of a line.

What a cell says is a text: days are 2026-04-09, choices are their words. The same text is what the
file had when it left, what the registry has now, what somebody typed: they can be compared.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from exchanges.tables.headings import folded
from rules.seances.kinds import Nature
from rules.wording import numbered
from states.ligne import MOYEN, REPONSE
from workflow.reading.line_facts import Told
from workflow.reading.tableau import Tableau, TableauLine

NATURES: Mapping[str, str] = {
    Nature.REORIENTATION: "réorientation",
    Nature.SOUTIEN: "soutien technique",
    Nature.ACCOMPAGNEMENT_GLOBAL: "accompagnement global",
}
MEANS: Mapping[str, str] = {
    "entretien": "entretien",
    "telephone": "téléphone",
    "courriel": "courriel",
    "courrier": "courrier",
    "sms": "SMS",
}
YES, NO = "oui", "non"
NOT_SHARED = (
    "le service qui présente la ligne ne l’a pas encore partagée : les autres n’y répondent pas"
)

ANSWER, REMARK = "reponse", "remarque"
LONGEST = 32_000
"""Characters of a cell; a sheet holds 32,767."""

_OF_A_SERVICE = re.compile(r"(reponse|remarque).* numero ([0-9]{1,15})")


class Form(Enum):
    """How a cell is written, read and chosen from."""

    TEXT = auto()
    """Words, or a number that is a name."""
    DAY = auto()
    ONE_OF = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. ``list`` names the list that its words are chosen from; ``width`` in characters."""

    key: str
    heading: str
    width: float
    form: Form = Form.TEXT
    list: str | None = None

    @property
    def service(self) -> int | None:
        """The service whose answer or remark it holds."""
        _, of, number = self.key.partition(":")
        return int(number) if of else None


KEY = Column(key="cle", heading="Clé", width=4)
LINE = Column(key="ligne", heading="Ligne", width=7)
WHO = (
    Column(key="dossier", heading="Dossier", width=9),
    Column(key="nom", heading="Nom", width=16),
    Column(key="prenom", heading="Prénom", width=14),
    Column(key="naissance", heading="Date de naissance", width=12, form=Form.DAY),
    Column(key="numero_rsa", heading="N° de demande RSA", width=14),
)
"""Who a line is about: what tells the lines apart, and whom a line typed at the bottom names."""

WHAT = (
    Column(key="service", heading="Présentée par", width=20),
    Column(key="nature", heading="Objet", width=14, form=Form.ONE_OF, list="objets"),
    Column(key="demandee", heading="Demandé le", width=12, form=Form.DAY),
    Column(key="motif", heading="Motif", width=22, form=Form.ONE_OF, list="motifs"),
    Column(key="souhaite", heading="Service souhaité", width=22, form=Form.ONE_OF, list="services"),
    Column(key="consultee", heading="Personne consultée le", width=12, form=Form.DAY),
    Column(
        key="accord", heading="Accord de la personne", width=10, form=Form.ONE_OF, list="oui_non"
    ),
    Column(key="urgente", heading="Urgente", width=9),
    Column(key="invites", heading="Invités", width=8),
    Column(key="priorite", heading="Priorité du service", width=9),
)
PREVENUE = (
    Column(key="prevenue_le", heading="Personne prévenue le", width=12, form=Form.DAY),
    Column(key="prevenue_par", heading="Prévenue par", width=16),
    Column(
        key="prevenue_moyen",
        heading="Prévenue par quel moyen",
        width=12,
        form=Form.ONE_OF,
        list="moyens",
    ),
)
LAST = (
    Column(
        key="collegiale", heading="Examen collégial demandé", width=11, form=Form.ONE_OF, list="oui"
    ),
    Column(key="tenante", heading="Ajoutée séance tenante, pourquoi", width=22),
    Column(key="hors_delai", heading="Hors délai", width=22),
    Column(key="pieces", heading="Pièces jointes", width=18),
)
_FIXED = (KEY, LINE, *WHO, *WHAT, *PREVENUE, *LAST)
_BY_FOLD = {folded(one.heading): one for one in _FIXED}
BY_KEY = {one.key: one for one in _FIXED}

TYPED_AT_THE_BOTTOM = frozenset(
    {
        *(one.key for one in WHO),
        *("nature", "motif", "souhaite", "consultee", "accord", "priorite", "tenante"),
        *(one.key for one in PREVENUE),
    }
)
"""What somebody may say of a line that the tableau does not have yet."""


def of_service(number: int, name: str) -> tuple[Column, Column]:
    """The answer of a service that sits, and its remark."""
    answer = Column(
        key=f"{ANSWER}:{number}",
        heading=f"Réponse – {name} ({numbered(number)})",
        width=13,
        form=Form.ONE_OF,
        list="reponses",
    )
    remark = Column(
        key=f"{REMARK}:{number}", heading=f"Remarque – {name} ({numbered(number)})", width=26
    )
    return answer, remark


def columns(sitting: Mapping[int, str]) -> Sequence[Column]:
    """Every column of the tableau of a séance where these services sit, in order."""
    answers = [one for number, name in sitting.items() for one in of_service(number, name)]
    return (KEY, LINE, *WHO, *WHAT, *PREVENUE, *answers, *LAST)


def recognised(heading: str) -> Column | None:
    """The column of a heading, whatever its case, accents and punctuation."""
    fold = folded(heading)
    if (known := _BY_FOLD.get(fold)) is not None:
        return known
    if (service := _OF_A_SERVICE.fullmatch(fold)) is None:
        return None
    kind, number = service.groups()
    found = of_service(int(number), "")
    return found[0] if kind == ANSWER else found[1]


def texts(tableau: Tableau, line: TableauLine) -> dict[str, str]:
    """What each column but the key says of the line, by key; empty when it says nothing."""
    return {key: on_one_line(words) for key, words in kept(tableau, line).items()}


def kept(tableau: Tableau, line: TableauLine) -> dict[str, str]:
    """The same as the registry has it: whole, and on the lines that it was typed on."""
    said = {
        "ligne": str(line.id),
        "dossier": str(line.dossier_id),
        "nom": line.nom,
        "prenom": line.prenom,
        "naissance": "" if line.born is None else line.born.isoformat(),
        "numero_rsa": line.numero_demande_rsa or "",
        "service": line.service or "",
        "nature": NATURES[line.nature],
        "demandee": line.asked.isoformat(),
        "motif": chosen(line.motive_code, line.motive),
        "souhaite": chosen(line.wished_id, line.wished),
        "consultee": "" if line.consulted is None else line.consulted.isoformat(),
        "accord": _yes_or_no(line.accord),
        "urgente": YES if line.urgent else "",
        "invites": str(line.guests) if line.guests else "",
        "priorite": "" if line.priority is None else str(line.priority),
        "collegiale": YES if line.collegial_asked else "",
        "tenante": "" if line.added is None else line.added.motive or YES,
        "hors_delai": " ; ".join(tableau.late_words(line)),
        "pieces": " ; ".join(one.name for one in line.pieces),
        **_told(line.told),
    }
    for number in tableau.sitting:
        given = line.answer_of(number)
        said[f"{ANSWER}:{number}"] = "" if given is None else given.answer
        said[f"{REMARK}:{number}"] = "" if given is None else given.remark or ""
    return said


def fillable(tableau: Tableau, line: TableauLine, viewer: int | None) -> Iterator[str]:
    """The keys of the cells of a line that the file is for: a service tells of its own lines, and
    answers for those of the others; whoever coordinates types what services told otherwise."""
    if viewer in (None, line.service_id):
        yield "priorite"
        yield from (one.key for one in PREVENUE)
    for number in _answering(tableau, line, viewer):
        if tableau.sight.shows(line.service_id, number):
            yield from (f"{ANSWER}:{number}", f"{REMARK}:{number}")
    if viewer is not None:
        yield "collegiale"


def withheld(tableau: Tableau, line: TableauLine, viewer: int | None) -> Iterator[tuple[str, str]]:
    """The cells that will be for it once their service sees the line, by key, and why not yet."""
    for number in _answering(tableau, line, viewer):
        if not tableau.sight.shows(line.service_id, number):
            yield from ((f"{ANSWER}:{number}", NOT_SHARED), (f"{REMARK}:{number}", NOT_SHARED))


def _answering(tableau: Tableau, line: TableauLine, viewer: int | None) -> Iterator[int]:
    """The services whose answer about the line the file is for."""
    for number in tableau.sitting:
        if viewer in (None, number) and number != line.service_id:
            yield number


def chosen(number: int | None, words: str | None) -> str:
    """« Mobilité (n° 3) »: what is chosen from a list bears its number."""
    return "" if number is None else f"{words} ({numbered(number)})"


def number_of(words: str) -> str:
    """The number of what was chosen from a list, or that somebody typed alone; the words when they
    have none."""
    found = re.search(r"\(\s*n[°º]\s*(\d+)\s*\)\s*$", words)
    return found.group(1) if found else words


def choices(column: Column) -> Mapping[str, str]:
    """The words that may be chosen, by what they mean; none where they come from a longer list."""
    match column.list:
        case "reponses":
            return {one: one for one in REPONSE.choices}
        case "moyens":
            return {one: MEANS[one] for one in MOYEN.choices}
        case "objets":
            return NATURES
        case "oui_non":
            return {YES: YES, NO: NO}
        case "oui":
            return {YES: YES}
        case _:
            return {}


def on_one_line(words: str) -> str:
    """The words as a cell is compared: no two spaces, no end of line, nothing that a sheet would
    spell otherwise, and no more of them than it holds."""
    shown = "".join(letter if letter.isprintable() else " " for letter in words)
    return unicodedata.normalize("NFC", " ".join(shown.split()))[:LONGEST]


def _told(told: Told | None) -> dict[str, str]:
    if told is None:
        return {one.key: "" for one in PREVENUE}
    return {
        "prevenue_le": told.day.isoformat(),
        "prevenue_par": told.by or "",
        "prevenue_moyen": MEANS[told.means],
    }


def _yes_or_no(said: bool | None) -> str:
    return "" if said is None else YES if said else NO
