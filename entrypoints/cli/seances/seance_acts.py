"""The acts of a séance that have a command of their own; ``seance agir`` has them all."""

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import show_rehearsal, show_seance_outcome
from entrypoints.cli.refused import refuse
from entrypoints.cli.seances import to_inscribe_screen
from entrypoints.cli.seances.participants_screen import show_unsigned
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Forms
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.situation import Act
from states.page import Machine
from workflow.reading import dossiers, participants, to_inscribe
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.seances.tableau.agenda import ARBITRATE

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]
Rehearsed = Annotated[
    bool, typer.Option("--essai", help="Montre ce qui serait fait, sans rien enregistrer.")
]
_CLOSES = frozenset({"lever", "restituer", "clore"})
"""The acts by which a séance is over: who was there has to be known by then."""
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
    event, now, calendar = command.act.event, clock.now(), assembly.calendar
    signed = None
    if event in _CLOSES:
        attendance = participants.of_seance(assembly.store, assembly.rulebook, done.seance_id)
        signed = attendance.signed
    waiting = None
    if event == ARBITRATE:
        waiting = to_inscribe.of_seance(assembly.store, assembly.rulebook, done.seance_id)
    if en_json:
        forms = Forms(calendar.tz)
        told = act_forms.seance_outcome(forms, done)
        more = {} if waiting is None else {"a_reinscrire": to_inscribe_screen.form(forms, waiting)}
        display.as_json({"essai": essai, **told, "presences_relevees": signed, **more})
    elif essai:
        owed = {date.service_id for date in done.dates if date.service_id is not None}
        names = {one.id: one.label for one in dossiers.services(assembly.store, sorted(owed))}
        show_rehearsal(done, event, names, now=now, calendar=calendar)
    else:
        show_seance_outcome(done, event, now=now, calendar=calendar)
    if signed is False and not en_json:
        show_unsigned()
    if waiting and not en_json:
        to_inscribe_screen.show(done.seance_id, waiting, calendar)


@spread
def agir(
    ctx: typer.Context,
    numero: Number,
    acte: Annotated[str, typer.Argument(metavar="ACTE", help="Le code de l’acte.")],
    champ: options.Fields = None,
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Enregistre un acte de la séance, avec ce qu’il entraîne pour chaque ligne."""
    event = options.event_among((Machine.SEANCE,), acte)
    act = said.act(assembly_of(ctx), event, fields=champ)
    carry_out(ctx, _upon(numero, act, said), en_json=said.en_json, essai=essai)


@spread
def deplacer(
    ctx: typer.Context,
    numero: Number,
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="Son nouveau jour.")],
    heure: Annotated[
        str, typer.Option("--heure", metavar="HEURE", help="Son heure : 09:30, 9 h 30…")
    ],
    lieu: Annotated[
        str | None, typer.Option("--lieu", metavar="TEXTE", help="Son nouveau lieu, s’il change.")
    ] = None,
    motif: Annotated[
        str | None, typer.Option("--motif", metavar="TEXTE", help="Pour un jour non ouvré.")
    ] = None,
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Déplace la séance : elle garde ses lignes, ses échéances la suivent.

    Avec --essai, chaque échéance est montrée, avant et après.
    """
    data = {"date_seance": str(clock.read_day(date)), "heure": heure, "lieu": lieu, "motif": motif}
    command = asked(ctx, numero, "deplacer", data, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)


@spread
def annuler(
    ctx: typer.Context,
    numero: Number,
    motif: Motive,
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Annule la séance : chaque ligne est libérée, à inscrire de nouveau."""
    command = asked(ctx, numero, "annuler", {"motif": motif}, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)


@spread
def reporter(
    ctx: typer.Context,
    numero: Number,
    a: Annotated[
        int,
        typer.Option(
            "--a", metavar="SEANCE", min=1, max=GREATEST, help="La séance qui la remplace."
        ),
    ],
    motif: Motive,
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Reporte la séance à une autre, où ses lignes sont inscrites aussitôt."""
    data = {"motif": motif, "seance_remplacante": str(a)}
    command = asked(ctx, numero, "reporter", data, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)


@spread
def nommer_intervenant(
    ctx: typer.Context,
    numero: Number,
    nom: Annotated[str, typer.Option("--nom", metavar="TEXTE", help="Son nom.")],
    courriel: Annotated[str, typer.Option("--courriel", metavar="ADRESSE", help="Où lui écrire.")],
    essai: Rehearsed = False,
    *,
    said: ActingUpon,
) -> None:
    """Nomme qui vient d’extérieur à la séance, et le ou la convoque.

    Qui était nommé avant apprend n’être plus attendu.
    """
    data = {"nom": nom, "courriel": courriel}
    command = asked(ctx, numero, "nommer_intervenant", data, said)
    carry_out(ctx, command, en_json=said.en_json, essai=essai)


def _plain(event: str, what: str) -> Callable[..., None]:
    """The command of an act that asks nothing."""

    @spread
    def command(
        ctx: typer.Context,
        numero: Number,
        essai: Rehearsed = False,
        *,
        said: ActingUpon,
    ) -> None:
        carry_out(ctx, asked(ctx, numero, event, {}, said), en_json=said.en_json, essai=essai)

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


def asked(
    ctx: typer.Context, numero: int, event: str, data: Mapping[str, object], said: ActingUpon
) -> SeanceCommand:
    """The act of the séance, with what of these data is given."""
    return _upon(numero, said.act(assembly_of(ctx), event, data), said)


def _upon(numero: int, act: Act, said: ActingUpon) -> SeanceCommand:
    return SeanceCommand(act=act, seance_id=numero, expected_version=said.version, key=said.cle)
