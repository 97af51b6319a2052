"""The form of any act of the procedure, drawn from the fields that its page asks for.

What an act asks is data (``rules.fields.Field``): there is one form for all, and a new act has its
page the day it is written. What is typed comes back as it was when the act is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from entrypoints.web.forms.posted import Posted
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.choices import choice_words
from entrypoints.words.times import short_instant
from rules.fields import Field, Kind
from rules.refusals import Refusal
from rules.situation import Act
from states.decision import Way
from states.procedure import PROCEDURE
from workflow.acts.receipts import KeyTaken
from workflow.reading import codes, seances
from workflow.reading.seances import SeanceLine

_ARTICLES = ("le ", "la ", "les ", "l’")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field as the page asks it. ``control`` is what draws it: text, lines, day, hour, yes_no,
    radios, boxes, list, number, mail; ``choices`` are its answers, ``typed`` what was answered,
    ``wrong`` why that will not do."""

    name: str
    label: str
    control: str
    required: bool
    choices: Sequence[Choice] = ()
    typed: str = ""
    hint: str = ""
    wrong: tuple[Refusal, ...] = ()

    @property
    def answer(self) -> str:
        """What was answered, in words."""
        chosen = self.typed.split(",") if self.control == "boxes" else (self.typed,)
        return ", ".join(self._label(one) for one in chosen)

    def _label(self, typed: str) -> str:
        return next((one.label for one in self.choices if one.value == typed), typed)


_CONTROLS = {
    Kind.DATE: "day",
    Kind.HEURE: "hour",
    Kind.OUI_NON: "yes_no",
    Kind.ENTIER: "number",
    Kind.COURRIEL: "mail",
}
_HINTS = {
    Kind.DATE: "jj/mm/aaaa",
    Kind.HEURE: "par exemple 9 h 30",
    Kind.LIGNES: "des numéros, par exemple 12,15",
    Kind.RANGS: "des lignes et leur rang, par exemple 12=1,15=2",
    Kind.HEURES: "des numéros et une heure pour chacun, par exemple 12=10:15",
}
_MOST_RADIOS = 5
_ON_ONE_LINE = frozenset(
    {
        *("nom", "qualite", "remplacant", "par", "recueilli_par", "porteur"),
        *("organisme", "titre", "document", "libelle", "operateur", "adresse"),
    }
)
"""The personal texts that name somebody or something: the others are sentences."""
_PLACE = "circonscription"
AHEAD = timedelta(days=183)
"""How far the séances that a field proposes lie."""


def questions(
    visit: Visit,
    fields: Iterable[Field],
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    options: Mapping[str, Sequence[Choice]] | None = None,
) -> list[Question]:
    """The questions of a form, with what was ``typed`` and why it was refused. ``options``: the
    answers of fields whose page knows them better (the séances where the line may be entered)."""
    said = typed or {}
    return [
        _question(
            visit,
            field,
            said.get(field.name, ""),
            tuple(one for one in refusals if one.field == field.name),
            (options or {}).get(field.name),
        )
        for field in fields
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the exits of an act ask for, whatever the state; ``known``: whether there is such an
    act."""

    all: tuple[Field, ...]
    known: bool


@cache
def fields_of(event: str) -> Fields:
    """The fields of an act, each name once."""
    exits = [exit for node in PROCEDURE.all_nodes() for exit in node.by_event.get(event, ())]
    births = [of[event] for of in PROCEDURE.births.values() if event in of]
    forms = [way.asks for way in exits] + [way.asks for way in births]
    found = {field.name: field for asks in forms for field in asks}
    return Fields(all=tuple(found.values()), known=bool(exits or births))


def act_of(visit: Visit, event: str, form: Posted | None, *, only: Iterable[Field] = ()) -> Act:
    """The act that was posted, with the fields that it asks for (``only``); without a form, the
    question of what would be possible."""
    data: dict[str, object] | None = None
    if form is not None:
        data = {name: words for name, words in typed_in(form, only).items() if words}
    return Act(event=event, actor=visit.actor, occurred=visit.now, known=visit.now, data=data)


def typed_in(form: Posted, fields: Iterable[Field]) -> dict[str, str]:
    """What was typed in each of these fields: the boxes that were ticked, together."""
    return {
        field.name: ",".join(form.all(field.name))
        if field.kind is Kind.LIGNES
        else form.get(field.name)
        for field in fields
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act as its page asks for it: its words, its fields, and why it is not possible whatever
    is typed."""

    label: str
    fields: Sequence[Field]
    shut: Sequence[Refusal] = ()


def asked_among(ways: Iterable[Way], event: str) -> Asked | None:
    """The act as one of these exits offers it; None when none does."""
    way = next((one for one in ways if one.exit.event == event), None)
    if way is None:
        return None
    return Asked(label=way.exit.label, fields=way.exit.asks, shut=elsewhere(way.refusals))


def gone(
    label: str, fields: Sequence[Field], subject: str, refusals: Sequence[Refusal] = ()
) -> Asked:
    """The act that its ``subject``, « la séance », no longer knows where it stands: why it was
    refused; when nothing says it, or only that its form was sent before, that it is overtaken."""
    reasons = elsewhere(refusals)
    if reasons and not any(isinstance(one, KeyTaken) for one in reasons):
        return Asked(label=label, fields=fields, shut=reasons)
    overtaken = Refusal(
        code="acte_depasse",
        sentence=f"Cet acte n’est plus de l’étape où {subject} est maintenant.",
        remedy=f"Relisez {subject}, puis faites l’acte que l’étape attend.",
    )
    return Asked(label=label, fields=fields, shut=(overtaken,))


def elsewhere(refusals: Iterable[Refusal]) -> list[Refusal]:
    """The reasons that no field of the form can answer."""
    return [one for one in refusals if one.field is None and not one.to_enter]


def _question(
    visit: Visit,
    field: Field,
    typed: str,
    wrong: tuple[Refusal, ...],
    options: Sequence[Choice] | None,
) -> Question:
    choices = _choices(visit, field) if options is None else options
    return Question(
        name=field.name,
        label=_capitalised(field.label),
        control=_control(field, choices),
        required=field.required,
        choices=choices,
        typed=typed,
        hint=_HINTS.get(field.kind, ""),
        wrong=wrong,
    )


def _control(field: Field, choices: Sequence[Choice]) -> str:
    if choices and field.kind is Kind.LIGNES:
        return "boxes"
    if choices:
        return "radios" if len(choices) <= _MOST_RADIOS else "list"
    if field.kind is Kind.TEXTE and field.personal and field.name not in _ON_ONE_LINE:
        return "lines"
    return _CONTROLS.get(field.kind, "text")


def _choices(visit: Visit, field: Field) -> list[Choice]:
    if field.kind is Kind.CHOIX:
        return [Choice(value=one, label=choice_words(field.name, one)) for one in field.choices]
    if field.kind is Kind.SERVICE:
        return [Choice(value=one.value, label=one.label) for one in codes.of_services(visit.store)]
    if field.kind is Kind.SEANCE:
        coming = seances.opened(visit.store, visit.bearer, since=visit.now, until=visit.now + AHEAD)
        places = visit.places
        return [
            Choice(value=str(one.id), label=_named(visit, one, places)) for one in coming.values()
        ]
    if field.kind is Kind.CODE and field.name == _PLACE:
        places = visit.places
        return [Choice(value=code, label=label) for code, label in places.items()]
    if field.name in codes.LISTS:
        found = codes.of_list(visit.store, codes.LISTS[field.name])
        return [Choice(value=one.value, label=one.label or one.value) for one in found]
    return []


def _named(visit: Visit, one: SeanceLine, places: Mapping[str, str]) -> str:
    """« ICL-I, jeu. 7 mai, 9 h 30, Bobigny »."""
    kind = visit.rulebook.label_of(one.genre)
    held = short_instant(one.held, visit.now, visit.rulebook.calendar)
    return f"{kind}, {held}" + (f", {places[one.circonscription]}" if one.circonscription else "")


def _capitalised(label: str) -> str:
    """« le motif » asks « Motif »: a label is a title, not the end of a sentence."""
    for article in _ARTICLES:
        if label.startswith(article):
            label = label.removeprefix(article)
            break
    return label[:1].upper() + label[1:]
