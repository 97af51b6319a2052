"""Letters printed: one alone, or all those of an EP in one file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from notifications.letters.wording import Fields
from typesetting.press import pages_of, printed_from

LAYOUT = "lettre.typ"
"""The page that all models share."""

FRAME = "impression.typ"
"""The page, made for each printing, that puts the letters one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The pages of a model as they stood: with the same fields, they print the same letter.
    ``files``: their content by name, the pictures among them; ``digest`` is their version."""

    model: str
    files: Mapping[str, bytes] = field(repr=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        seal = hashlib.sha256(self.model.encode())
        for name in sorted(self.files):
            for part in (name.encode(), self.files[name]):
                seal.update(len(part).to_bytes(8))
                seal.update(part)
        object.__setattr__(self, "digest", seal.hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A letter to print: what it says, and its pages."""

    sources: Sources
    fields: Fields


def print_letter(sources: Sources, fields: Fields) -> bytes:
    """The PDF of one letter. Raises ``Unprintable``."""
    return print_many([Sheet(sources=sources, fields=fields)])


def print_many(sheets: Sequence[Sheet], *, title: str | None = None) -> bytes:
    """One PDF of several letters, in order: each begins on the front of a sheet and counts its own
    pages. ``title`` is the file's; without it, that of the first letter. Raises ``Unprintable``."""
    printed = _printed(sheets, title, on_a_sheet=True)
    if pages_of(printed) <= 2 * len(sheets):
        return printed
    # One is longer than a sheet: its pages are to be counted, which composes all of them twice.
    return _printed(sheets, title, on_a_sheet=False)


def _printed(sheets: Sequence[Sheet], title: str | None, *, on_a_sheet: bool) -> bytes:
    models = {sheet.sources.digest: sheet.sources for sheet in sheets}
    ranks = {digest: rank for rank, digest in enumerate(models)}
    files = {
        f"{ranks[digest]}/{name}": content
        for digest, sources in models.items()
        for name, content in sources.files.items()
    }
    files[FRAME] = _frame(list(models.values())).encode()
    return printed_from(
        files,
        FRAME,
        data={
            "titre": title,
            "feuille": on_a_sheet,
            "lettres": [
                {"modele": ranks[sheet.sources.digest], "champs": sheet.fields} for sheet in sheets
            ],
        },
    )


def _frame(models: Sequence[Sources]) -> str:
    """The page that puts the letters one after the other."""
    imports = "\n".join(
        f'#import "{rank}/{LAYOUT}": lettre as lettre{rank}\n'
        f'#import "{rank}/{sources.model}.typ" as modele{rank}'
        for rank, sources in enumerate(models)
    )
    known = ", ".join(f"(lettre{rank}, modele{rank})" for rank in range(len(models)))
    return f"""{imports}
#let modeles = ({known},)
#let (titre, feuille, lettres) = json(bytes(sys.inputs.data))
#let premiere = lettres.first()
#let dernier = calc.max(..lettres.map(une => int(une.champs.jour.replace("-", ""))))
#set document(
  title: if titre != none {{ titre }} else {{
    let mots = (modeles.at(premiere.modele).last().objet)(premiere.champs).clusters()
    upper(mots.first()) + mots.slice(1).join()
  }},
  author: premiere.champs.expediteur.departement,
  date: datetime(
    year: calc.quo(dernier, 10000),
    month: calc.rem(calc.quo(dernier, 100), 100),
    day: calc.rem(dernier, 100),
  ),
)
#for (rang, une) in lettres.enumerate() {{
  if rang > 0 {{ pagebreak(to: "odd", weak: true) }}
  let (lettre, modele) = modeles.at(une.modele)
  lettre(une.champs, rang, (modele.objet)(une.champs), modele.corps, feuille)
}}
"""
