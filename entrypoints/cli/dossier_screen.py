"""The screen of one dossier."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from entrypoints.cli import display, message_screen
from entrypoints.cli.dossier_head import show_head
from entrypoints.cli.journal_screen import show_chain
from entrypoints.cli.letters.sheet import Followed, show_letters
from entrypoints.words.acts import role_words, rule_label
from entrypoints.words.times import dated, standing
from rules.actors import Who
from rules.days.calendar import Calendar
from rules.rulebook import Rulebook
from rules.wording import NBSP, colon, quantity
from rules.words import Words
from states.decision import Way
from states.graph import Node, by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.dossiers import DossierSheet
from workflow.reading.journal import JournalEntry

_SOMEBODY_ELSE = "acteur_non_autorise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the screen shows. ``ways`` is None when no role was asked for; ``earlier`` counts the
    entries of the journal that are left out."""

    dossier: DossierSheet
    deadlines: Sequence[DeadlineLine]
    role: str | None
    service: int | None
    ways: Iterable[tuple[Machine, tuple[Way, ...]]] | None
    entries: Sequence[JournalEntry]
    earlier: int
    messages: message_screen.Told
    letters: Sequence[Followed]


def show(sheet: Sheet, *, now: datetime, rulebook: Rulebook) -> None:
    """The whole screen."""
    calendar = rulebook.calendar
    show_head(sheet.dossier, rulebook)
    _deadlines(sheet.deadlines, now, calendar)
    if sheet.ways is None:
        _acts(sheet.dossier, rulebook.words)
    else:
        _ways(sheet, rulebook.words)
    _journal(sheet, rulebook.words, now, calendar)
    show_letters(sheet.letters, now, calendar)
    message_screen.show_of_subject(sheet.messages, message_screen.SHOWN, now, calendar)


def _deadlines(lines: Sequence[DeadlineLine], now: datetime, calendar: Calendar) -> None:
    display.section("Échéances")
    display.listing(
        ("N°", "Où en est-on, date", "Délai, règle"),
        [
            (
                str(line.id),
                display.pair(standing(line, now, calendar), dated(line, now, calendar)),
                display.pair(rule_label(line.rule), line.rule),
            )
            for line in lines
        ],
        empty="Aucune échéance ne court.",
        fixed=("N°",),
        right=("N°",),
    )


def _acts(dossier: DossierSheet, words: Words) -> None:
    """What the page offers, whoever may take it, then what can strike at any time."""
    own = list(_offered(node.own for node in _nodes(dossier)))
    common = list(_offered(node.common for node in _nodes(dossier)))
    display.section("Actes prévus ici")
    display.listing(
        ("Code", "Acte", "Qui"),
        [(exit.event, exit.label, _who(exit, words)) for exit in own],
        empty="Aucun.",
        fixed=("Code",),
    )
    if common:
        codes = ", ".join(exit.event for exit in common)
        display.say(f"{colon('À tout moment', codes)}.")
        display.say(f"{colon('Ce qu’un rôle peut faire maintenant', '--role ROLE [--service N]')}")


def _nodes(dossier: DossierSheet) -> list[Node]:
    nodes = [PROCEDURE.node(Machine.DOSSIER, dossier.state)]
    return nodes + [PROCEDURE.node(Machine.PASSAGE, line.state) for line in dossier.lines]


def _offered(groups: Iterable[Sequence[Exit]]) -> Iterator[Exit]:
    """Each act once."""
    seen: set[str] = set()
    for exit in (exit for exits in groups for exit in exits):
        if by_hand(exit) and exit.event not in seen:
            seen.add(exit.event)
            yield exit


def _who(exit: Exit, words: Words) -> str:
    return ", ".join(words.who(one) for one in exit.who if one is not Who.ENTRAINE)


def _ways(sheet: Sheet, words: Words) -> None:
    capacity = role_words(sheet.role or "", words)
    capacity += f", service n° {sheet.service}" if sheet.service else ""
    ways = [way for _, found in sheet.ways or () for way in found]
    open_ways = [way for way in ways if way.possible or way.to_enter]
    others = [way for way in ways if way not in open_ways]
    elsewhere = [w for w in others if any(r.code == _SOMEBODY_ELSE for r in w.refusals)]
    blocked = [way for way in others if way not in elsewhere]
    display.section(f"Peut être fait maintenant ({capacity})")
    display.listing(
        ("Code", "Acte", "Champs"),
        [(way.exit.event, way.exit.label, _fields(way.exit)) for way in open_ways],
        empty="Rien.",
        fixed=("Code",),
    )
    if any(way.exit.asks for way in open_ways):
        command = "reorientation procedure valeurs CHAMP"
        display.say(f"{colon('Les valeurs qu’un champ accepte', command)}")
    if blocked:
        display.section("N’est pas possible maintenant")
        for way in blocked:
            display.say(f"{way.exit.label} ({way.exit.event})")
            for refusal in way.refusals:
                if not refusal.to_enter:
                    display.indented(" ".join((refusal.sentence, refusal.remedy)).strip())
    if elsewhere:
        display.section("Revient à d’autres")
        own = {exit.event for node in _nodes(sheet.dossier) for exit in node.own}
        display.listing(
            ("Code", "Acte", "Qui"),
            [
                (way.exit.event, way.exit.label, _who(way.exit, words))
                for way in elsewhere
                if way.exit.event in own
            ],
            empty="Aucun acte propre à cette étape.",
            fixed=("Code",),
        )
        common = [way.exit.event for way in elsewhere if way.exit.event not in own]
        if common:
            display.say(f"{colon('À tout moment', ', '.join(common))}.")


def _fields(exit: Exit) -> str:
    return ", ".join(f.name if f.required else f"({f.name})" for f in exit.asks)


def _journal(sheet: Sheet, offices: Words, now: datetime, calendar: Calendar) -> None:
    show_chain(sheet.entries, offices, now, calendar)
    if sheet.earlier > 0:
        before = quantity(sheet.earlier, "entrée précède", "entrées précèdent")
        display.say(f"{before}{NBSP}: --tout les montre.")
