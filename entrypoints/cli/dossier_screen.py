"""The screen of one dossier."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from entrypoints.cli import display
from entrypoints.cli.act_words import act_label, act_words, rule_label
from entrypoints.cli.words import full_instant, short_instant, standing
from rules.actors import GENRE_LABELS, Genre, Who
from rules.calendar import Calendar
from rules.wording import NBSP, colon, long_date, quantity
from states.decision import Way
from states.graph import Node, by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.dossiers import DemandeSheet, DossierSheet, Identity, LineSheet, ServiceLine
from workflow.reading.journal import JournalEntry

KINDS = {"icl": "ICL-I", "ep": "EP"}
NATURES = {
    "reorientation": "réorientation",
    "soutien": "soutien technique",
    "accompagnement_global": "accompagnement global",
}
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


def show(sheet: Sheet, *, now: datetime, calendar: Calendar) -> None:
    """The whole screen."""
    _head(sheet.dossier, calendar)
    _deadlines(sheet.deadlines, now, calendar)
    if sheet.ways is None:
        _acts(sheet.dossier)
    else:
        _ways(sheet)
    _journal(sheet, now, calendar)


def _head(dossier: DossierSheet, calendar: Calendar) -> None:
    state = PROCEDURE.states[dossier.state]
    display.title(f"Dossier n° {dossier.id} · {state.label}", f"version {dossier.version}")
    display.say(f"{state.meaning[0].upper()}{state.meaning[1:]}.")
    display.say("")
    display.sheet(
        [
            ("Personne", _person(dossier.person)),
            ("Orientation", _orientation(dossier)),
            ("Droit RSA", dossier.droit),
            ("Demande", _demande(dossier.demande, calendar)),
            *(("Ligne", _line(line, calendar)) for line in dossier.lines),
            ("Ouvert le", full_instant(dossier.born, calendar)),
            ("Clos le", None if dossier.closed is None else full_instant(dossier.closed, calendar)),
            ("Avant", f"dossier n° {dossier.previous_id}" if dossier.previous_id else None),
            ("Ensuite", f"dossier n° {dossier.next_id}" if dossier.next_id else None),
        ]
    )


def _person(person: Identity) -> str:
    born = long_date(date.fromisoformat(person.date_naissance)).split(" ", 1)[1]
    parts = [
        " ".join(word for word in (person.civilite, person.nom, person.prenom) if word),
        f"naissance le {born}",
        person.ville,
        f"n° {person.webrsa_id} dans webRSA" if person.webrsa_id else None,
        f"demande RSA n° {person.numero_demande_rsa}" if person.numero_demande_rsa else None,
        person.telephone,
        person.email,
    ]
    return " · ".join(part for part in parts if part)


def _orientation(dossier: DossierSheet) -> str:
    rank = None if dossier.rank is None else f"rang {dossier.rank}"
    place = dossier.circonscription and " ".join(
        part for part in (dossier.circonscription_label, f"({dossier.circonscription})") if part
    )
    parts = [rank, dossier.origine, dossier.type_orientation, service_words(dossier.service), place]
    return " · ".join(part for part in parts if part)


def service_words(service: ServiceLine | None) -> str | None:
    """« ALI Bobigny (agence locale d’insertion, n° 12) »."""
    if service is None:
        return None
    known = "" if service.genre is None else f"{GENRE_LABELS[Genre(service.genre)]}, "
    return f"{service.label} ({known}n° {service.id})"


def _demande(demande: DemandeSheet | None, calendar: Calendar) -> str | None:
    if demande is None:
        return None
    wished = f"vers {demande.service_souhaite}" if demande.service_souhaite else None
    consulted = None
    if demande.consultation_impossible:
        consulted = "consultation impossible"
    elif demande.consulted:
        consulted = f"consultation le {long_date(date.fromisoformat(demande.consulted))}"
    parts = [
        f"n° {demande.id}, ouverte le {full_instant(demande.opened, calendar)}",
        "urgente" if demande.urgent else None,
        wished,
        None if demande.motif is None else colon("motif", demande.motif),
        consulted,
        _agreement("accord de la personne", demande.accord_allocataire),
        _agreement("accord du service d’accueil", demande.accord_accueil),
        f"n° {demande.numero_webrsa} dans webRSA" if demande.numero_webrsa else None,
    ]
    return " · ".join(part for part in parts if part)


def _agreement(words: str, given: bool | None) -> str | None:
    return None if given is None else colon(words, "oui" if given else "non")


def _line(line: LineSheet, calendar: Calendar) -> str:
    kind = KINDS[line.genre]
    return (
        f"n° {line.id}, {NATURES[line.nature]} · {PROCEDURE.states[line.state].label} · "
        f"{kind} n° {line.seance_id} du {full_instant(line.held, calendar)} "
        f"({PROCEDURE.states[line.seance_state].label.lower()})"
    )


def _deadlines(lines: Sequence[DeadlineLine], now: datetime, calendar: Calendar) -> None:
    display.section("Échéances")
    display.listing(
        ("N°", "Où en est-on, terme", "Délai, règle"),
        [
            (
                str(line.id),
                display.pair(
                    standing(line, now, calendar),
                    None if line.due is None else short_instant(line.due, now, calendar),
                ),
                display.pair(rule_label(line.rule), line.rule),
            )
            for line in lines
        ],
        empty="Aucune échéance ne court.",
        fixed=("N°",),
        right=("N°",),
    )


def _acts(dossier: DossierSheet) -> None:
    """What the page offers, whoever may take it, then what can strike at any time."""
    own = list(_offered(node.own for node in _nodes(dossier)))
    common = list(_offered(node.common for node in _nodes(dossier)))
    display.section("Actes prévus ici")
    display.listing(
        ("Code", "Acte", "Qui"),
        [(exit.event, exit.label, _who(exit)) for exit in own],
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


def _who(exit: Exit) -> str:
    return ", ".join(who.value for who in exit.who if who is not Who.ENTRAINE)


def _ways(sheet: Sheet) -> None:
    capacity = f"{sheet.role}" + (f", service n° {sheet.service}" if sheet.service else "")
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
                (way.exit.event, way.exit.label, _who(way.exit))
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


def _journal(sheet: Sheet, now: datetime, calendar: Calendar) -> None:
    display.section("Journal")
    display.listing(
        ("N°", "Quand, qui", "Acte"),
        [
            (
                str(entry.seq),
                display.pair(
                    short_instant(entry.known, now, calendar), f"{entry.actor} ({entry.role})"
                ),
                display.pair(act_label(entry), act_words(entry)),
            )
            for entry in sheet.entries
        ],
        empty="Aucune entrée.",
        fixed=("N°",),
        right=("N°",),
    )
    if sheet.earlier > 0:
        before = quantity(sheet.earlier, "entrée précède", "entrées précèdent")
        display.say(f"{before}{NBSP}: --tout les montre.")
