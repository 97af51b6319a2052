"""``echeance prendre``: an escalation that somebody has in hand, by name."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display
from entrypoints.cli.acting import Acting, spread
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import rule_label
from entrypoints.words.times import dated, standing
from rules.escalations import TAKE
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import colon, numbered
from workflow.agents.escalations import take
from workflow.reading import deadlines


@spread
def prendre(
    ctx: typer.Context,
    numero: Annotated[
        int,
        typer.Argument(metavar="ECHEANCE", min=1, max=GREATEST, help="Le numéro de l’échéance."),
    ],
    *,
    said: Acting,
) -> None:
    """Prend en main une échéance qui est montée : c’est dit au journal, l’échéance ne bouge pas.

    Elle se ferme quand l’acte attendu est fait.

    Exemple : reorientation echeance prendre 12 --role manager
    """
    assembly = assembly_of(ctx)
    line, _ = deadlines.deadline(assembly.store, numero)
    try:
        done = take(
            assembly.store, assembly.rulebook, said.act(assembly, TAKE), numero, key=said.cle
        )
    except Refused as refused:
        refuse(refused, said.en_json)
    if said.en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "numero": done.seq,
                "echeance": forms.deadline(line),
                "deja_fait": done.repeated,
            }
        )
        return
    if_repeated(done)
    now, calendar = clock.now(), assembly.calendar
    words = [rule_label(line.rule), standing(line, now, calendar), dated(line, now, calendar)]
    display.say("Vous avez cette escalade en main. Elle se ferme quand l’acte attendu est fait.")
    told = ", ".join(part for part in words if part)
    display.say(f"{colon(f'Échéance {numbered(numero)}', told)}.")
