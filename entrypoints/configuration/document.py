"""The YAML of the configuration as plain values, each with the line it stands on.

Only what a configuration needs of YAML: groups of keys, lists, texts, whole numbers, true, false,
null. Anchors, tags and several documents are refused, so that nothing in a file can run, or grow.
As in YAML 1.2, ``23:59``, ``oui`` and ``2025-01-01`` are texts, and so is ``01``.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from entrypoints.configuration.problems import BadConfig, Problem, Steps, shown
from rules.wording import NBSP, numbered, quoted

LARGEST = 1 << 20
"""The largest file read, in bytes."""

DEEPEST = 12
MOST_VALUES = 20_000

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_NAMES = ("code", "nom", "libelle", "identifiant", "role", "du")

_QUOTE_IT = "mettez ce texte entre guillemets"
_CAUSES = (
    ("mapping values are not allowed", f"deux-points ou retrait inattendu{NBSP}; {_QUOTE_IT}."),
    (
        "escape",
        f"{quoted(chr(92))} inattendu entre guillemets{NBSP}; employez des apostrophes.",
    ),
    ("quoted scalar", "guillemets ouverts et jamais fermés."),
    ("flow", "virgule ou fermeture manquante dans une liste ou un groupe entre accolades."),
    ("block", "retrait différent de celui des lignes qui précèdent."),
    ("could not find expected ':'", "deux-points manquant après une clé."),
    ("cannot start any token", f"caractère inattendu{NBSP}; {_QUOTE_IT}."),
)


@dataclass(slots=True)
class Document:
    """The values of a file, with what was found wrong in it (``problems``) and what is only worth
    knowing (``warnings``). ``lines`` gives the line (from 1) of each key or item by its steps."""

    data: dict[str, object]
    lines: dict[Steps, int] = field(repr=False)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def refuse(self, steps: Steps, sentence: str) -> None:
        """Notes a problem about the value at those steps."""
        self.problems.append(self.problem(steps, sentence))

    def warn(self, steps: Steps, sentence: str) -> None:
        """Notes a warning about the value at those steps."""
        self.warnings.append(self.problem(steps, sentence))

    def line_of(self, steps: Steps) -> int:
        """The line of a value or, when it is not in the file, of the nearest group around it."""
        for length in range(len(steps), 0, -1):
            if (line := self.lines.get(steps[:length])) is not None:
                return line
        return 1

    def where(self, steps: Steps) -> str:
        """« regles › D1-TABLEAU-BAT › delai »: an item is named by its code, else by its rank."""
        names: list[str] = []
        value: object = self.data
        for step in steps:
            if isinstance(value, dict):
                value = value.get(str(step))
                names.append(_plain(step))
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
                names.append(_item_name(value, step))
        return " › ".join(names)

    def problem(self, steps: Steps, sentence: str) -> Problem:
        """A problem about the value at those steps."""
        return Problem(line=self.line_of(steps), where=self.where(steps), sentence=sentence)


def read(path: Path) -> Document:
    """The values of the file, with the keys written twice among its problems.

    Raises ``BadConfig`` when there is nothing to check: no file, not text, not YAML, or YAML that
    goes beyond what a configuration needs.
    """
    text = _text(path)
    builder = _Builder(path)
    try:
        builder.feed(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise _bad(path, line, _cause(text, line, error)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _bad(path, line, "caractère interdit dans un fichier YAML.") from error
    if not isinstance(builder.root, dict):
        raise _bad(path, 1, "le fichier doit être un groupe de clés.")
    document = Document(data=builder.root, lines=builder.lines)
    for steps, sentence in builder.twice:
        document.refuse(steps, sentence)
    return document


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise _bad(path, None, f"le fichier {shown(path)} n’existe pas.") from error
    except OSError as error:
        raise _bad(path, None, f"le fichier {shown(path)} ne peut pas être lu.") from error
    if len(content) > LARGEST:
        raise _bad(path, None, f"le fichier dépasse {LARGEST >> 20}{NBSP}Mio.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _bad(path, line, "le fichier n’est pas un texte en UTF-8.") from error


class _Builder:
    """Turns the parser's events into values, noting lines. Keeps its own stack, so that a file
    nested without end is refused rather than followed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root: object = None
        self.lines: dict[Steps, int] = {}
        self.twice: list[tuple[Steps, str]] = []
        self._steps: list[str | int] = []
        self._groups: list[dict[str, object] | list[object]] = []
        self._key: tuple[str, int] | None = None

    def feed(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            self._refuse(event)
            if len(self.lines) > MOST_VALUES:
                raise self._bad(event, f"plus de {MOST_VALUES} valeurs.")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._bad(event, "le fichier ne doit contenir qu’un document.")
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._groups.pop()
                if self._steps:
                    self._steps.pop()

    def _refuse(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._bad(event, "les ancres et les renvois (& et *) ne sont pas admis.")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) is not None:
            raise self._bad(event, "les étiquettes (! et !!) ne sont pas admises.")

    def _open(self, event: yaml.Event) -> None:
        if self._awaits_key():
            raise self._bad(event, "une clé est un mot, ni une liste ni un groupe.")
        if len(self._groups) >= DEEPEST:
            raise self._bad(event, f"plus de {DEEPEST} niveaux d’emboîtement.")
        group: dict[str, object] | list[object] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        step = self._place(group, event)
        if self._groups:
            self._steps.append(step)
        self._groups.append(group)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._awaits_key():
            self._key = (event.value, _line(event))
        else:
            plain = event.style is None or event.style == ""
            self._place(_value(event.value) if plain else event.value, event)

    def _awaits_key(self) -> bool:
        return bool(self._groups) and isinstance(self._groups[-1], dict) and self._key is None

    def _place(self, value: object, event: yaml.Event) -> str | int:
        """Puts a value where it goes; says by which step."""
        if not self._groups:
            self.root = value
            return ""
        group = self._groups[-1]
        if isinstance(group, list):
            group.append(value)
            position = len(group) - 1
            self.lines[(*self._steps, position)] = _line(event)
            return position
        assert self._key is not None  # a value of a group always follows its key
        (key, line), self._key = self._key, None
        steps = (*self._steps, key)
        if key in group:
            first = self.lines[steps]
            sentence = f"la clé est écrite deux fois, lignes {first} et {line}."
            self.twice.append((steps, sentence))
        group[key] = value
        self.lines[steps] = line
        return key

    def _bad(self, event: yaml.Event, sentence: str) -> BadConfig:
        return _bad(self.path, _line(event), sentence)


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


def _value(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def _plain(step: object) -> str:
    text = str(step)
    return text if text.isprintable() and 0 < len(text) <= 60 else shown(text[:60])


def _item_name(item: object, position: int) -> str:
    if isinstance(item, dict):
        for name in _NAMES:
            if isinstance(item.get(name), str | int):
                return _plain(item[name])
    return numbered(position + 1)


def _cause(text: str, line: int, error: yaml.MarkedYAMLError) -> str:
    lines = text.split("\n")
    for number in (line - 1, line - 2):
        start = lines[number] if 0 <= number < len(lines) else ""
        if "\t" in start[: len(start) - len(start.lstrip())]:
            return f"tabulation en début de ligne{NBSP}: YAML ne veut que des espaces."
    said = f"{error.context} {error.problem}"
    for words, sentence in _CAUSES:
        if words in said:
            return sentence
    return "ce n’est pas du YAML bien écrit."


def _bad(path: Path, line: int | None, sentence: str) -> BadConfig:
    return BadConfig(path, [Problem(line=line, where="", sentence=sentence)])


def once(
    seen: dict[Hashable, int], key: Hashable, steps: tuple[str | int, ...], document: Document
) -> None:
    """Refuses what was seen already, with the line where it was."""
    if key in seen:
        document.refuse(steps, f"déjà écrit ligne{NBSP}{seen[key]}.")
    else:
        seen[key] = document.line_of(steps)
