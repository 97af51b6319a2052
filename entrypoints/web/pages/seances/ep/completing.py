"""What the decisions of an EP still want once they are ticked: a motive, a type of orientation."""

from collections.abc import Mapping
from dataclasses import replace

from entrypoints.web.desks.seances.deciding import Ticked
from entrypoints.web.desks.seances.levels import Level
from entrypoints.web.forms.posted import Posted
from rules.refusals import Refusal
from rules.wording import NBSP


def motive_of(form: Posted, one: Ticked) -> str:
    """Its own motive, else that of its group; empty when neither is given."""
    return form.get(f"motif-propre-{one.passage_id}") or form.get(f"motif-{one.event}")


def typed(level: Level, kept: Mapping[int, Ticked], form: Posted) -> dict[int, Ticked]:
    """Those that grant something without saying of which type get the one that was chosen."""
    told = form.get("type_orientation")
    chosen = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None
    return {
        number: replace(one, type_orientation=chosen) if _untyped(level, one) else one
        for number, one in kept.items()
    }


def _untyped(level: Level, one: Ticked) -> bool:
    choice = level.choice(one.event)
    return choice is not None and bool(choice.grants) and one.type_orientation is None


def missing(level: Level, kept: Mapping[int, Ticked], form: Posted) -> list[Refusal]:
    """What is still to be given: the type of what is granted, the motive of each group."""
    found = []
    if any(_untyped(level, one) for one in kept.values()):
        found.append(
            Refusal(
                code="type_manquant",
                sentence="Choisissez le type d’orientation.",
                to_enter=True,
                field="type_orientation",
            )
        )
    for choice in level.choices:
        of_choice = [one for one in kept.values() if one.event == choice.event]
        if choice.motive and not all(motive_of(form, one) for one in of_choice):
            which = choice.one if len(of_choice) == 1 else choice.several
            found.append(
                Refusal(
                    code="motif_manquant",
                    sentence=f"Donnez le motif{NBSP}: {len(of_choice)}{NBSP}{which}.",
                    to_enter=True,
                    field=f"motif-{choice.event}",
                )
            )
    return found
