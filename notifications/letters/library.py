"""The pages of letters: ours, and those of the département, which take the place of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from notifications.letters.letterhead import Letterhead
from notifications.letters.models import MODELS
from notifications.letters.printing import LAYOUT, Sources
from rules.wording import quoted

PAGE = ".typ"
_TAKEN = (PAGE, ".svg", ".png", ".jpg", ".jpeg")
_OURS = Path(__file__).with_name("pages")
_LARGEST = 1 << 20


class UnreadablePages(ValueError):
    """A file of the département's folder cannot be taken."""

    def __init__(self, file: str, why: str) -> None:
        self.file = file
        self.why = why
        super().__init__(f"Modèles de courriers, {quoted(file)} : {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Every page and picture by its name. ``own``: the names that are the département's."""

    files: Mapping[str, bytes]
    own: frozenset[str]

    def sources(self, code: str) -> Sources:
        """What prints the letters of a model: its page, the layout, and whatever is no model."""
        others = {page_of(other) for other in MODELS if other != code}
        return Sources(
            model=code,
            files={name: content for name, content in self.files.items() if name not in others},
        )

    def text(self, name: str) -> str:
        """A page as text."""
        return self.files[name].decode()


def page_of(code: str) -> str:
    """The name of a model's page."""
    return f"{code}{PAGE}"


def library(letterhead: Letterhead) -> Library:
    """The pages with which a département writes. Raises UnreadablePages."""
    theirs = {} if letterhead.templates is None else dict(_of_folder(letterhead.templates))
    logo = letterhead.logo
    pictures = {} if logo is None else {logo.name: logo.content}
    return Library(files={**_ours(), **theirs, **pictures}, own=frozenset(theirs))


@cache
def _ours() -> Mapping[str, bytes]:
    return {name: (_OURS / name).read_bytes() for name in (LAYOUT, *map(page_of, MODELS))}


def _of_folder(folder: Path) -> list[tuple[str, bytes]]:
    """Its pages and pictures. A link that leads out of the folder is refused."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _TAKEN)
        return [(path.name, _content(folder, path)) for path in found]
    except OSError as error:
        raise UnreadablePages(folder.name, "le dossier ne peut pas être lu.") from error


def _content(folder: Path, path: Path) -> bytes:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UnreadablePages(path.name, "ce lien mène hors du dossier.")
    content = path.read_bytes()
    if len(content) > _LARGEST:
        raise UnreadablePages(path.name, f"ce fichier dépasse {_LARGEST >> 20} Mio.")
    if path.suffix.lower() == PAGE:
        try:
            content.decode()
        except UnicodeDecodeError as error:
            raise UnreadablePages(path.name, "ce n’est pas un texte en UTF-8.") from error
    return content
