"""``procedure valeurs``: what may be typed in the fields of acts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.options import assembly_of
from entrypoints.words.choices import WORDS
from rules.fields import Field, Kind
from rules.offers import FORMS as OFFER_FORMS
from rules.wording import NBSP, quoted
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import codes
from workflow.reading.codes import Value

PLACES, KINDS = "circonscription", "genre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The values of a field, for the acts that take them."""

    label: str
    acts: tuple[str, ...]
    values: tuple[Value, ...]


def valeurs(
    ctx: typer.Context,
    champ: Annotated[
        str | None, typer.Argument(metavar="[CHAMP]", help="Le champ ; sinon, la liste des champs.")
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Dit quelles valeurs les champs des actes acceptent : motifs, types, référents, services…

    Exemple : reorientation procedure valeurs motif_code
    """
    fields = dict(sorted(_listed().items()))
    if champ is None:
        _show_fields(fields, en_json)
        return
    name = options.one_of(
        champ, list(fields), lambda: f"Le champ {quoted(champ)} n’a pas de liste de valeurs"
    )
    accepted = list(_accepted(assembly_of(ctx), name, fields[name]))
    if en_json:
        display.as_json(
            {
                "champ": name,
                "valeurs": [
                    {
                        "actes": list(one.acts),
                        "choix": [{"valeur": v.value, "libelle": v.label} for v in one.values],
                    }
                    for one in accepted
                ],
            }
        )
        return
    for one in accepted:
        display.title(name, f"{one.label} · {', '.join(one.acts)}")
        if any(value.label for value in one.values) or not one.values:
            display.listing(
                ("Valeur", "Libellé"),
                [(value.value, value.label) for value in one.values],
                empty="Aucune valeur : aucun fichier de référentiel n’a encore été importé.",
                fixed=("Valeur",),
            )
        else:
            display.indented(", ".join(value.value for value in one.values))


def _show_fields(fields: Mapping[str, Mapping[Field, tuple[str, ...]]], en_json: bool) -> None:
    labels = {
        name: " ; ".join(dict.fromkeys(field.label for field in forms))
        for name, forms in fields.items()
    }
    if en_json:
        display.as_json(
            {"champs": [{"champ": name, "libelle": label} for name, label in labels.items()]}
        )
        return
    display.listing(("Champ", "Ce qu’il dit"), labels.items(), empty="", fixed=("Champ",))
    display.say(f"Les valeurs d’un champ{NBSP}: reorientation procedure valeurs CHAMP")


def _listed() -> dict[str, dict[Field, tuple[str, ...]]]:
    """Every field that takes one of a list of values, with the acts that ask for it."""
    found: dict[str, dict[Field, tuple[str, ...]]] = {}
    for event, field in _asked():
        if (
            field.choices
            or field.kind is Kind.SERVICE
            or field.name in {*codes.LISTS, PLACES, KINDS}
        ):
            acts = found.setdefault(field.name, {})
            acts[field] = tuple(dict.fromkeys((*acts.get(field, ()), event)))
    return found


def _asked() -> Iterator[tuple[str, Field]]:
    for machine in Machine:
        for event, birth in PROCEDURE.births[machine].items():
            yield from ((event, field) for field in birth.asks)
    for node in PROCEDURE.all_nodes():
        for exit in node.exits:
            yield from ((exit.event, field) for field in exit.asks)
    for event, form in OFFER_FORMS.items():
        yield from ((event, field) for field in form)


def _accepted(
    assembly: Assembly, name: str, forms: Mapping[Field, tuple[str, ...]]
) -> Iterator[Accepted]:
    """The values, once for each list: two acts may give the same name to different choices."""
    store = assembly.store
    by_choices: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    for field, acts in forms.items():
        label, known = by_choices.get(field.choices, (field.label, ()))
        by_choices[field.choices] = label, tuple(dict.fromkeys((*known, *acts)))
    for choices, (label, acts) in by_choices.items():
        if choices:
            words = WORDS.get(name, {})
            values = [Value(value=one, label=words.get(one, "")) for one in choices]
        elif name in codes.LISTS:
            values = codes.of_list(store, codes.LISTS[name])
        elif name == PLACES:
            values = codes.of_circonscriptions(store)
        elif name == KINDS:
            labels = {kind.code: kind.label for kind in assembly.rulebook.kinds}
            values = [Value(value=code, label=label) for code, label in labels.items()]
        else:
            values = codes.of_services(store)
        yield Accepted(label=label, acts=acts, values=tuple(values))
