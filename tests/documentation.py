"""What of the documentation is drawn from the code: tables and pictures, never written by hand."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import typer

from entrypoints.cli.commands import app
from entrypoints.configuration.settings import Settings, load
from entrypoints.words.rules import counted, told
from rules.access.grants import GRANTS, LABELS, LOGGED, OF_A_LINK, Right
from rules.access.grounds import Ground
from rules.actors import Actor, Genre, Role, Who, may
from rules.days.calendar import Unit
from rules.deadlines.rule import Duty, Level, Rule
from rules.procedures.catalogue import CATALOGUE
from rules.wording import quantity
from states.drawing import dot, tables
from states.overview import overview
from states.page import Birth, Exit, Machine
from states.procedure import PROCEDURE

PROJECT = Path(__file__).resolve().parent.parent
REWRITE = "REECRIRE_LA_DOCUMENTATION"

UNITS = {
    Unit.JOUR_OUVRE: ("jour ouvré", "jours ouvrés"),
    Unit.JOUR_OUVRABLE: ("jour ouvrable", "jours ouvrables"),
    Unit.JOUR_CALENDAIRE: ("jour calendaire", "jours calendaires"),
    Unit.JOUR_FRANC: ("jour franc", "jours francs"),
    Unit.SEMAINE: ("semaine", "semaines"),
    Unit.MOIS: ("mois", "mois"),
    Unit.HEURE: ("heure", "heures"),
    Unit.HEURE_OUVREE: ("heure ouvrée", "heures ouvrées"),
}
DUTIES = {
    Duty.SERVICE: "le service",
    Duty.COORDINATION: "la coordination de la séance",
    Duty.BOP: "le BOP",
    Duty.BAT: "le BAT",
    Duty.PRESIDENT: "le président du conseil départemental",
}
LEVELS = {
    Level.RAPPEL: "rappel",
    Level.NIVEAU_1: "niveau 1",
    Level.NIVEAU_2: "niveau 2",
    Level.NIVEAU_3: "niveau 3",
}
ORIGINS = {"document": "document", "loi": "loi", "defaut": "par défaut, à nous"}


def settings() -> Settings:
    """The configuration that the project ships."""
    return load(PROJECT / "config.yaml", {})


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def states_and_acts() -> str:
    """Every state with its exits."""
    return tables(PROCEDURE, CATALOGUE, settings().rulebook.words)


def delays() -> str:
    """Every rule of delay: both its sides, one line a period."""
    rulebook = settings().rulebook
    return table(
        (
            "Délai",
            "Attendu de",
            "Compté",
            "S’ouvre quand",
            "Est tenu quand",
            "Tombe quand",
            "Texte",
        ),
        (
            (
                f"{procedure.label} (`{procedure.code}`)",
                DUTIES[procedure.duty],
                _counted(rule),
                _facts(procedure.opens),
                _facts(procedure.closes),
                _facts(procedure.cancels),
                f"{rule.source} ({ORIGINS[rule.origin]}){_period(rule)}",
            )
            for procedure in CATALOGUE
            for rule in rulebook.rules.get(procedure.code, ())
        ),
    )


def ladders() -> str:
    """Every ladder in use, with the rules that follow it."""
    followers: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for versions in settings().rulebook.rules.values():
        rungs = tuple(
            (
                _offset(rung.offset, rung.unit),
                "" if rung.hour is None else f"{rung.hour:%H:%M}",
                LEVELS[rung.level],
            )
            for rung in versions[-1].ladder
        )
        followers.setdefault(rungs, []).append(versions[-1].code)
    return table(
        ("Alertes, autour de l’échéance", "Délais qui la suivent"),
        (
            (
                " ; ".join(
                    f"{level} {when}{f' à {hour}' if hour else ''}" for when, hour, level in rungs
                ),
                ", ".join(f"`{code}`" for code in codes),
            )
            for rungs, codes in followers.items()
        ),
    )


def concerned() -> str:
    """Whom each rule concerns, when it is not everybody."""
    return table(
        ("Délai", "Concerne, si", "Sauf si", "Laissé à une autre règle, si"),
        (
            (
                f"`{procedure.code}`",
                " ; ".join(condition.says for condition in procedure.when),
                " ; ".join(condition.says for condition in procedure.unless),
                " ; ".join(f"{one.when.says} (`{one.rule}`)" for one in procedure.exempts),
            )
            for procedure in CATALOGUE
            if procedure.conditions
        ),
    )


def openings() -> str:
    """Everything that may be opened, by whom, on which grounds, and whether it is logged."""
    return table(
        ("Ce qui s’ouvre", "À qui", "Tracé"),
        (
            (f"{LABELS[right]} (`{right}`)", _openers(right), "oui" if right in LOGGED else "")
            for right in Right
        ),
    )


def _openers(right: Right) -> str:
    """The roles that open it, those of the same grounds together; then whoever bears a link."""
    words = settings().rulebook.words
    same: dict[tuple[Ground, ...], list[str]] = {}
    for role, grounds in GRANTS[right].items():
        same.setdefault(grounds, []).append(words.role(role))
    lines = [(_together(roles), grounds) for grounds, roles in same.items()]
    if right in OF_A_LINK:
        lines.append(("qui a un lien", OF_A_LINK[right]))
    return "<br>".join(f"{who} : {' ; '.join(grounds)}" for who, grounds in lines)


def _together(roles: list[str]) -> str:
    words = settings().rulebook.words
    everybody = [words.role(role) for role in GRANTS[Right.PARAMETRES]]
    return "tous les rôles" if roles == everybody else ", ".join(roles)


def holders() -> str:
    """Every capacity that an act names, with the roles that hold it."""
    words = settings().rulebook.words
    return table(
        ("Qualité", "Rôles qui la tiennent"),
        ((words.who(who), ", ".join(_holders(who)) or "personne, à la main") for who in Who),
    )


def _holders(who: Who) -> Iterator[str]:
    for role in Role:
        actor = Actor(name="", role=role, service_id=1, genre=Genre.ALI)
        by_machine = role in (Role.IMPORT, Role.SYSTEME)
        if not by_machine and may(actor, who, service_id=1, circonscription=None):
            yield settings().rulebook.words.role(role)


RIGHTS: Mapping[str, Callable[[], str]] = {"ouvertures": openings, "qualites": holders}
"""What stands between the markers of that name in docs/habilitations.md."""

GENERATED: Mapping[str, Callable[[], str]] = {
    "etats": states_and_acts,
    "delais": delays,
    "echelles": ladders,
    "concernes": concerned,
}
"""What stands between the markers of that name in docs/procedure.md."""


def picture(drawing: str) -> str:
    """A drawing laid out as SVG by graphviz-pure."""
    programme = Path(sys.executable).with_name("graphviz-pure")
    done = subprocess.run(
        [programme, "-Tsvg"], input=drawing.encode(), capture_output=True, check=True
    )
    return done.stdout.decode()


PICTURES: Mapping[str, Callable[[], str]] = {
    "docs/images/etapes.svg": lambda: picture(overview(PROCEDURE)),
    "docs/images/dossier.svg": lambda: picture(dot(PROCEDURE, Machine.DOSSIER, CATALOGUE)),
    "docs/images/passage.svg": lambda: picture(dot(PROCEDURE, Machine.PASSAGE, CATALOGUE)),
    "docs/images/seance.svg": lambda: picture(dot(PROCEDURE, Machine.SEANCE, CATALOGUE)),
}


def between(name: str, text: str) -> tuple[int, int]:
    """Where a generated part begins and ends. Raises ValueError when a marker is missing."""
    first, last = f"<!-- généré : {name} -->\n", f"<!-- fin : {name} -->"
    return text.index(first) + len(first), text.index(last)


def committed_documents() -> Iterator[Path]:
    """README.md, CHANGELOG.md and the pages of docs/."""
    yield PROJECT / "README.md"
    yield PROJECT / "CHANGELOG.md"
    yield from sorted((PROJECT / "docs").rglob("*.md"))


def headings(text: str) -> set[str]:
    """The anchors that a page offers, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def rows_below(page: Path, title: str) -> list[list[str]]:
    """The rows of the tables of a second-level section, heads left out."""
    section = page.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = []
    lines = section.splitlines()
    for number, line in enumerate(lines):
        head = number + 1 < len(lines) and lines[number + 1].startswith("|---")
        if line.startswith("| ") and not head:
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def commands_with_options() -> dict[str, set[str]]:
    """Every command, « dossier agir » or « tic », with its options."""
    found: dict[str, set[str]] = {}
    root = typer.main.get_command(app)
    todo: list[tuple[tuple[str, ...], object]] = [((), root)]
    while todo:
        names, command = todo.pop()
        below = getattr(command, "commands", None)
        if below is not None:
            todo += [((*names, name), one) for name, one in below.items()]
            continue
        params = getattr(command, "params", [])
        found[" ".join(names)] = {opt for one in params for opt in one.opts}
    return found


def shown_commands(text: str) -> Iterator[list[str]]:
    """The command lines of a page, in code blocks and between backquotes, word by word."""
    for line in re.findall(r"(?:^ *|`|^\$ )reorientation ([^`\n]+)", text, re.MULTILINE):
        yield [word for word in shlex.split(line) if word != "…"]


def fields_of(machines: Iterable[Machine], event: str) -> list[tuple[set[str], set[str]]]:
    """For each exit or birth of that act: the fields that it requires, and all those that it
    takes."""
    ways: list[Exit | Birth] = []
    for machine in machines:
        ways += [birth for birth in PROCEDURE.births[machine].values() if birth.event == event]
        for node in PROCEDURE.nodes[machine].values():
            ways += node.by_event.get(event, ())
    return [
        ({field.name for field in way.asks if field.required}, {field.name for field in way.asks})
        for way in ways
    ]


def _counted(rule: Rule) -> str:
    return counted(rule).replace("\N{NO-BREAK SPACE}", " ")


def _facts(codes: frozenset[str]) -> str:
    return " ; ".join(told(codes))


def _period(rule: Rule) -> str:
    since = "" if rule.valid_from is None else f" ; depuis le {rule.valid_from:%d/%m/%Y}"
    until = "" if rule.valid_to is None else f" ; jusqu’au {rule.valid_to:%d/%m/%Y}"
    return since + until


def _offset(offset: int, unit: Unit) -> str:
    if offset == 0:
        return "à l’échéance"
    count = quantity(abs(offset), *UNITS[unit]).replace("\N{NO-BREAK SPACE}", " ")
    return f"{count} {'avant' if offset < 0 else 'après'}"
