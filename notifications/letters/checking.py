"""Pages tried before they serve: every field that they name, then every letter that they print."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from notifications.letters import specimens
from notifications.letters.letterhead import Letterhead
from notifications.letters.library import PAGE, Library, page_of
from notifications.letters.models import MODELS, Model
from notifications.letters.paths import Reach, reaches
from notifications.letters.printing import FRAME, LAYOUT, print_letter
from notifications.letters.wording import fields
from rules.wording import NBSP, quoted
from typesetting.press import PACKAGE, Unprintable

_DEFINES = {
    name: re.compile(rf"^#let {name}\(\s*[\w-]+\s*\)\s*=", re.MULTILINE)
    for name in ("objet", "corps")
}
_BROUGHT_IN = re.compile(r"\b(?:import|include)\s+\"(?P<what>[^\"]+)\"")
_SAID = (
    (r'dictionary does not contain key "(?P<what>.+)"', "le champ {what} n’existe pas."),
    (r"unknown variable: (?P<what>.+)", "{what} n’est défini nulle part."),
    (
        rf"{PACKAGE} (?P<what>.+)",
        "{what} viendrait du réseau : un courrier ne se sert que des fichiers de son dossier.",
    ),
    (r"unclosed delimiter", "une parenthèse, un crochet ou une accolade n’est pas refermé."),
    (r"unexpected closing .+", "une parenthèse, un crochet ou une accolade n’est pas ouvert."),
    (r"unclosed string", "des guillemets ne sont pas refermés."),
    (r"file not found.*", "ce fichier n’est pas dans le dossier des modèles."),
    (r"path .+ would escape the project root", "ce fichier est hors du dossier des modèles."),
    (
        r".*missing alt text.*",
        "une image ou une formule n’a pas de texte de remplacement (« alt »).",
    ),
    (r".*heading must be.*|.*skipped.*heading.*", "les titres sautent un niveau."),
)
"""What typst says most, in French; its own words otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a page. ``line`` counts from 1, None when it is the whole file."""

    file: str
    line: int | None
    sentence: str

    @property
    def place(self) -> str:
        """« orientation.typ, ligne 12 »."""
        return self.file if self.line is None else f"{self.file}, ligne {self.line}"


def faults(library: Library, letterhead: Letterhead) -> list[Fault]:
    """All that is wrong in the pages, in the order of their names. Every page is read whole, then
    printed twice: with all that it can tell, and with the least."""
    read = list(_read(library))
    told = {fault.place for fault in read}
    printed = [one for one in _printed(library, letterhead) if one.place not in told]
    found = dict.fromkeys((*read, *printed))
    return sorted(found, key=lambda fault: (fault.file, fault.line or 0))


def _read(library: Library) -> Iterator[Fault]:
    models = {page_of(code): model for code, model in MODELS.items()}
    anything = _anything()
    for name in sorted(name for name in library.files if name.endswith(PAGE)):
        text = library.text(name)
        model = models.get(name)
        if model is not None:
            yield from _undefined(name, text)
        elif name != LAYOUT and not _is_brought_in(library, name):
            yield Fault(
                file=name,
                line=None,
                sentence="aucun modèle ne porte ce nom, et aucun ne s’en sert. Les modèles sont "
                f"{', '.join(MODELS)}.",
            )
        known = anything if model is None else specimens.shape(model)
        for reach in reaches(text):
            if (unknown := reach.unknown_in(known)) is not None:
                yield _unknown(name, reach, unknown, model)


def _undefined(name: str, text: str) -> Iterator[Fault]:
    for defined, pattern in _DEFINES.items():
        if not pattern.search(text):
            sentence = f"la page doit définir {quoted(f'#let {defined}(champs) = …')}."
            yield Fault(file=name, line=None, sentence=sentence)


def _is_brought_in(library: Library, name: str) -> bool:
    return any(
        found["what"] == name
        for page in library.files
        if page.endswith(PAGE)
        for found in _BROUGHT_IN.finditer(library.text(page))
    )


def _unknown(name: str, reach: Reach, unknown: str, model: Model | None) -> Fault:
    whose = "aucun courrier" if model is None else f"le courrier {quoted(model.code)}"
    return Fault(
        file=name,
        line=reach.line,
        sentence=f"le champ {quoted(unknown)} n’existe pas{NBSP}: {whose} ne l’a pas."
        if model is None
        else f"le champ {quoted(unknown)} n’existe pas dans {whose}.",
    )


def _anything() -> Mapping[str, object]:
    """The fields of all the models together: what a page that they share may use."""
    shapes = [specimens.shape(model) for model in MODELS.values()]
    return {key: value for one in shapes for key, value in one.items() if value is not None}


def _printed(library: Library, letterhead: Letterhead) -> Iterator[Fault]:
    """What typst refuses. The least has no logo: its picture stays among the files, unused."""
    full = replace(letterhead, algorithm=letterhead.algorithm or specimens.HEAD.algorithm)
    least = specimens.sparse(letterhead)
    for code, model in MODELS.items():
        sources = library.sources(code)
        for facts, head in ((specimens.whole(model), full), (specimens.bare(model), least)):
            try:
                print_letter(sources, fields(model, facts, head, day=specimens.DAY))
            except Unprintable as error:
                yield _refused(code, error)


def _refused(code: str, error: Unprintable) -> Fault:
    """Of what fails between two pages, the model's own is told."""
    file, line = error.file, error.line
    if file is None or file == FRAME:
        file, line = page_of(code), None
    return Fault(file=file.rpartition("/")[2], line=line, sentence=_in_french(error.reason))


def _in_french(reason: str) -> str:
    for pattern, sentence in _SAID:
        if found := re.fullmatch(pattern, reason):
            return sentence.format(what=quoted(found.groupdict().get("what", "")))
    return f"la mise en page échoue (typst : {reason})."
