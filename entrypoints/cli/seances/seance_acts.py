"""The acts of a séance that have a command of their own; ``seance agir`` has them all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import act_forms, display, options
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import show_seance_outcome
from entrypoints.cli.refused import refuse
from rules.fields import GREATEST
from rules.refusals import Refused
from states.page import Machine
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]
Rehearsed = Annotated[
    bool, typer.Option("--essai", help="Montre ce qui serait fait, sans rien enregistrer.")
]
Motive = Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")]


def carry_out(
    ctx: typer.Context, command: SeanceCommand, *, en_json: bool, essai: bool = False
) -> None:
    """Performs the command, or rehearses it, and tells what came of it or why it was refused."""
    assembly = assembly_of(ctx)
    do = conduct.rehearse if essai else conduct.perform
    try:
        done = do(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"essai": essai, **act_forms.seance_outcome(forms, done)})
    else:
        show_seance_outcome(
            done, command.act.event, essai=essai, now=clock.now(), calendar=assembly.calendar
        )


def agir(
    ctx: typer.Context,
    numero: Number,
    acte: Annotated[str, typer.Argument(metavar="ACTE", help="Le code de l’acte.")],
    role: options.InRole,
    champ: options.Fields = None,
    essai: Rehearsed = False,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Enregistre un acte de la séance, avec ce qu’il entraîne pour chaque ligne."""
    assembly = assembly_of(ctx)
    event = options.event_among((Machine.SEANCE,), acte)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, event, by, happened=le, fields=champ)
    command = SeanceCommand(act=act, seance_id=numero, expected_version=version, key=cle)
    carry_out(ctx, command, en_json=en_json, essai=essai)


def deplacer(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="Son nouveau jour.")],
    heure: Annotated[str, typer.Option("--heure", metavar="HH:MM", help="Son heure.")],
    lieu: Annotated[
        str | None, typer.Option("--lieu", metavar="TEXTE", help="Son nouveau lieu, s’il change.")
    ] = None,
    motif: Annotated[
        str | None, typer.Option("--motif", metavar="TEXTE", help="Pour un jour non ouvré.")
    ] = None,
    essai: Rehearsed = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Déplace la séance : elle garde ses lignes, ses échéances la suivent.

    Avec --essai, chaque échéance est montrée, avant et après.
    """
    data = {"date_seance": str(clock.read_day(date)), "heure": heure, "lieu": lieu, "motif": motif}
    command = _command(ctx, numero, "deplacer", data, role, acteur, territoire, version, cle)
    carry_out(ctx, command, en_json=en_json, essai=essai)


def annuler(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    motif: Motive,
    essai: Rehearsed = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Annule la séance : chaque ligne est libérée, à inscrire de nouveau."""
    command = _command(
        ctx, numero, "annuler", {"motif": motif}, role, acteur, territoire, version, cle
    )
    carry_out(ctx, command, en_json=en_json, essai=essai)


def reporter(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    a: Annotated[
        int,
        typer.Option(
            "--a", metavar="SEANCE", min=1, max=GREATEST, help="La séance qui la remplace."
        ),
    ],
    motif: Motive,
    essai: Rehearsed = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Reporte la séance à une autre, où ses lignes sont inscrites aussitôt."""
    data = {"motif": motif, "seance_remplacante": str(a)}
    command = _command(ctx, numero, "reporter", data, role, acteur, territoire, version, cle)
    carry_out(ctx, command, en_json=en_json, essai=essai)


def _plain(event: str, what: str) -> Callable[..., None]:
    """The command of an act that asks nothing."""

    def command(
        ctx: typer.Context,
        numero: Number,
        role: options.InRole,
        essai: Rehearsed = False,
        acteur: options.Who = None,
        territoire: options.Territory = None,
        le: options.Happened = None,
        version: options.Version = None,
        cle: options.Key = None,
        en_json: options.AsJson = False,
    ) -> None:
        asked = _command(ctx, numero, event, {}, role, acteur, territoire, version, cle, le)
        carry_out(ctx, asked, en_json=en_json, essai=essai)

    command.__doc__ = what
    return command


PLAIN = {
    "preparer": _plain("preparer", "Ouvre le tableau aux services."),
    "arreter": _plain(
        "arreter", "Arrête l’ordre du jour, toutes les lignes tenant dans la séance."
    ),
    "ouvrir": _plain("ouvrir", "Ouvre la séance, le jour où elle se tient."),
    "lever": _plain("lever", "Lève la séance, tous les résultats étant saisis."),
    "restituer": _plain("restituer", "Renvoie le tableau et le compte rendu."),
    "cloturer": _plain("clore", "Clôt la séance, une fois le compte rendu renvoyé."),
}
"""The commands without a form, by their name."""


def _command(
    ctx: typer.Context,
    number: int,
    event: str,
    data: Mapping[str, str | None],
    role: options.Capacity,
    name: str | None,
    territory: str | None,
    version: int | None,
    key: str | None,
    happened: str | None = None,
) -> SeanceCommand:
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=name, service=None, territory=territory)
    act = options.act(assembly, event, by, happened=happened, fields=None)
    given = {field: value for field, value in data.items() if value is not None}
    return SeanceCommand(
        act=replace(act, data=given), seance_id=number, expected_version=version, key=key
    )
