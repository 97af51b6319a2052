"""Somebody put on the tableau of a séance: what is asked of their line, and the line itself. The
pages and the API inscribe alike."""

from collections.abc import Mapping

from entrypoints.web.desks.seances.opening import Opened
from entrypoints.web.visitors.visits import Visit
from exchanges.tableau import acts
from exchanges.tableau.acts import Wanted
from exchanges.tableau.columns import NATURES, PREVENUE, WHAT
from exchanges.tableau.performing import Performer
from rules.fields import Field, Kind, parse_date
from rules.refusals import Refusal, Refused
from workflow.reading.dossiers import DossierSheet

INSCRIBE = "inscrire"

_FIELDS = (
    Field(name="nature", label="l’objet", kind=Kind.CHOIX, choices=tuple(NATURES.values())),
    Field(name="motif", label="le motif", required=False),
    Field(name="souhaite", label="le service souhaité", required=False),
    Field(name="consultee", label="consultée le", kind=Kind.DATE, required=False),
    Field(name="accord", label="l’accord de la personne", kind=Kind.OUI_NON, required=False),
    Field(name="priorite", label="la priorité", kind=Kind.ENTIER, required=False),
    Field(name="prevenue_le", label="personne prévenue le", kind=Kind.DATE, required=False),
    Field(name="prevenue_par", label="prévenue par", required=False),
    Field(name="prevenue_moyen", label="prévenue par quel moyen", required=False),
)
_TENANTE = Field(name="tenante", label="pourquoi séance tenante", personal=True)
_SETTLED = frozenset({"arretee", "ouverte"})
_HEADINGS = {one.key: one.heading for one in (*WHAT, *PREVENUE)} | {"tenante": "Motif"}
_DAYS = frozenset(field.name for field in _FIELDS if field.kind is Kind.DATE)

_NO_NATURE = Refusal(
    code="champ_manquant",
    sentence="Choisissez l’objet de la ligne.",
    remedy="",
    field="nature",
)


def fields_of(found: Opened) -> tuple[Field, ...]:
    """What is asked of a line of that séance: once its agenda is settled, why it is added."""
    return (*_FIELDS, _TENANTE) if found.line.state in _SETTLED else _FIELDS


def inscribe(visit: Visit, found: Opened, sheet: DossierSheet, said: Mapping[str, str]) -> int:
    """The number of the line, with what it bears: all of it or none. Raises Refused, on the fields
    of the line."""
    cells = {
        field.name: _cell(field, said.get(field.name, "").strip()) for field in fields_of(found)
    }
    if not cells["nature"]:
        raise Refused(INSCRIBE, (_NO_NATURE,))
    wanted = acts.of_newcomer(
        {name: words for name, words in cells.items() if words},
        seance=found.id,
        settled=found.line.state,
        state=sheet.state,
    )
    performer = Performer(
        transact=visit.store.attempt, rulebook=visit.rulebook, by=visit.actor, now=visit.now
    )
    line, failed, refusals = performer.together(wanted, sheet.id)
    if failed is not None:
        raise Refused(INSCRIBE, tuple(_on_field(one, failed) for one in refusals))
    assert line is not None  # the acts of a newcomer end with their line
    return line


def _cell(field: Field, words: str) -> str:
    """What was typed, as the tableau has it."""
    day = parse_date(words) if field.name in _DAYS else None
    return words if day is None else day.isoformat()


def _on_field(refusal: Refusal, wanted: Wanted) -> Refusal:
    """The refusal on the field of the line, in its words."""
    headings = {key: _HEADINGS.get(key, key) for key in wanted.columns.values()}
    key, words = acts.told(refusal, wanted, headings)
    return Refusal(code=refusal.code, sentence=words, remedy="", source=refusal.source, field=key)
