"""``seance completude`` and ``seance relancer``: what is still awaited, and from whom."""

from typing import Annotated

import typer

from entrypoints.cli import display, options
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.cli.seances import completude_screen, to_inscribe_screen
from entrypoints.forms import completeness as completeness_forms
from entrypoints.forms.registry import Forms
from rules.fields import GREATEST
from rules.refusals import Refused
from workflow.reading import agendas, completeness, participants, to_inscribe
from workflow.seances.tableau import chase

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]


def completude(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Dit ce que la séance attend encore : service par service, qui n’a pas répondu à sa
    convocation, et les lignes à réinscrire qu’elle pourrait prendre."""
    assembly = options.watched(ctx)
    found = completeness.of_seance(assembly.store, assembly.rulebook, numero)
    silent = participants.silent(assembly.store, assembly.rulebook, numero)
    waiting = to_inscribe.of_seance(assembly.store, assembly.rulebook, numero)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        told = completeness_forms.form(forms, numero, found, silent)
        display.as_json({**told, "a_reinscrire": to_inscribe_screen.form(forms, waiting)})
    else:
        role = agendas.agenda(assembly.store, assembly.rulebook, numero).kind.coordinator
        completude_screen.show(numero, role, found, silent, assembly.calendar)
        to_inscribe_screen.show(numero, waiting, assembly.calendar)


def relancer(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    services: Annotated[
        list[int] | None,
        typer.Option(
            "--service-relance",
            metavar="N",
            min=1,
            max=GREATEST,
            help="Ce service seulement, et ceux qu’il envoie ; l’option se répète. Sinon, tous ceux"
            " qui sont attendus.",
        ),
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Relance en une fois les services que la séance attend encore, et qui n’a pas répondu à sa
    convocation ; personne ne l’est deux fois le même jour."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, chase.CHASE, by, happened=None, fields=None)
    found = completeness.of_seance(assembly.store, assembly.rulebook, numero)
    silent = participants.silent(assembly.store, assembly.rulebook, numero)
    asked = [one.owing for one in found if services is None or one.service_id in services]
    invited = [one.id for one in silent if services is None or one.service_id in services]
    try:
        done = chase.chase(
            assembly.store,
            assembly.rulebook,
            act,
            numero,
            [one for one in asked if one is not None],
            invited=invited,
            key=cle,
        )
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(completeness_forms.chased_form(Forms(assembly.calendar.tz), done))
    else:
        completude_screen.show_chased(done, found, silent, assembly.calendar)
