"""The project's own files, as the house rules read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOMS = (
    *("rules", "states", "workflow", "typesetting"),
    *("exchanges", "notifications", "entrypoints"),
)


def room_modules(root: Path) -> list[str]:
    """Every Python file of the rooms, relative to the root."""
    return python_files(root, ROOMS)


def committed_files(root: Path) -> list[str]:
    """Files that git holds or would add, relative to the root; outside a checkout, the visible."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in found if not _is_private(path))
    # A file deleted but not yet staged is still listed.
    return sorted(name for name in set(listed.stdout.split("\0")) if (root / name).is_file())


def committed_lines(root: Path) -> Iterator[tuple[str, int, str]]:
    """(path, line number from 1, text) of the committed text files."""
    for path in committed_files(root):
        content = (root / path).read_bytes()
        if b"\0" in content:
            continue
        for line, text in enumerate(content.decode(errors="replace").splitlines(), start=1):
            yield path, line, text


def _is_private(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def python_files(root: Path, folders: tuple[str, ...]) -> list[str]:
    """Every Python file of the folders, relative to the root; a missing folder has none."""
    return sorted(
        path.relative_to(root).as_posix()
        for folder in folders
        for path in (root / folder).rglob("*.py")
    )


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """(dotted module, line) of every import, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """(name, line) of the calls of a bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.lineno


def names_used(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """(full dotted name, line) of what is used of the imported modules, whatever its alias.

    A mere mention counts: `default_factory=datetime.now` reads the clock as a call does.
    """
    aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                aliases[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, *others = _dotted(node)
            if first in aliases:
                yield ".".join([aliases[first], *others]), node.lineno


def _dotted(node: ast.expr) -> list[str]:
    """The parts of `a.b.c`; the first is empty when it is no name, as in `f().c`."""
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    return [node.id if isinstance(node, ast.Name) else ""]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")
