"""``offre``: the offer of accompagnement, published, kept up to date, seen by all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.acting import Acting, ActingUpon, spread
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from entrypoints.forms.offers import offer
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.times import short_instant
from rules.days.calendar import Calendar
from rules.fields import GREATEST
from rules.offers import GENRES, LABELS, PUBLISHED, UPDATED, WITHDRAWN, Palette
from rules.refusals import Refused
from rules.situation import Act
from rules.wording import NBSP, day_of_month, numbered, quantity, quoted
from workflow.organisations.offers import OfferCommand, perform
from workflow.reading import offers
from workflow.reading.offers import OfferLine

app = group("L’offre d’accompagnement : publiée, tenue à jour, visible de tous.")

Number = Annotated[
    int, typer.Argument(metavar="OFFRE", min=1, max=GREATEST, help="Le numéro de l’offre.")
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--champ",
        metavar="NOM=VALEUR",
        help="capacite, places, contingent ; pour publier, aussi libelle, genre, service ou "
        "operateur, circonscription ; à répéter.",
    ),
]


@app.command()
@spread
def publier(
    ctx: typer.Context,
    champ: Given = None,
    *,
    said: Acting,
) -> None:
    """Publie une offre : qui la tient, de quel type, pour combien de personnes."""
    act = said.act(assembly_of(ctx), PUBLISHED, fields=champ)
    if said.service is not None and not {"service", "operateur"} & (act.data or {}).keys():
        act = replace(act, data={**(act.data or {}), "service": said.service})
    _perform(ctx, OfferCommand(act=act, key=said.cle), said.en_json)


@app.command("mettre-a-jour")
@spread
def mettre_a_jour(
    ctx: typer.Context,
    numero: Number,
    champ: Given = None,
    *,
    said: ActingUpon,
) -> None:
    """Met une offre à jour ; sans champ, confirme ce qui en est dit."""
    _upon(ctx, numero, said.act(assembly_of(ctx), UPDATED, fields=champ), said)


@app.command()
@spread
def retirer(
    ctx: typer.Context,
    numero: Number,
    *,
    said: ActingUpon,
) -> None:
    """Retire une offre."""
    _upon(ctx, numero, said.act(assembly_of(ctx), WITHDRAWN), said)


@app.command()
def lister(
    ctx: typer.Context,
    circonscription: Annotated[
        str | None,
        typer.Option(
            "--circonscription", metavar="CODE", help="Ouvertes dans cette circonscription."
        ),
    ] = None,
    genre: Annotated[
        str | None,
        typer.Option("--genre", metavar="TYPE", help=f"De ce type : {', '.join(GENRES)}."),
    ] = None,
    retirees: Annotated[
        bool, typer.Option("--retirees", help="Avec celles qui sont retirées.")
    ] = False,
    au: Annotated[
        str | None,
        typer.Option(
            "--au", metavar="DATE", help="La part à jour ce jour-là ; sinon, aujourd’hui."
        ),
    ] = None,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les offres, et dit la part qui est visible et à jour."""
    assembly = assembly_of(ctx)
    now, tz = clock.now(), assembly.calendar.tz
    place = options.place_among(assembly, circonscription)
    if genre is not None:
        options.one_of(genre, list(GENRES), lambda: f"Le type d’offre {quoted(genre)} n’existe pas")
    found = offers.listing(
        assembly.store, circonscription=place, genre=genre, withdrawn=retirees, most=limite + 1
    )
    shown = found[:limite]
    day = now.astimezone(tz).date() if au is None else clock.read_day(au)
    stock = offers.share(assembly.store, assembly.rulebook, day, place)
    more = len(found) > limite
    if en_json:
        display.as_json(_listed_as_json(shown, stock, Forms(tz), more=more))
        return
    _show_list(shown, now, assembly.calendar)
    if more:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")
    display.say(_told(stock))


def _listed_as_json(
    shown: Sequence[OfferLine], stock: Palette, forms: Forms, *, more: bool
) -> Json:
    return {
        "offres": [offer(forms, line) for line in shown],
        "tronque": more,
        "part": {
            "au": stock.day.isoformat(),
            "visibles": stock.visible,
            "a_jour": stock.current,
            "part": stock.share,
        },
    }


def _show_list(shown: Sequence[OfferLine], now: datetime, calendar: Calendar) -> None:
    display.listing(
        ("N°", "Offre, opérateur", "Type", "Circ.", "Places", "À jour du"),
        [
            (
                str(line.id),
                display.pair(line.libelle, line.operator),
                GENRES[line.genre],
                line.circonscription or "toutes",
                _places(line),
                _kept_up(line, now, calendar),
            )
            for line in shown
        ],
        empty="Aucune offre.",
        fixed=("N°", "Circ."),
        right=("N°",),
    )


def _kept_up(line: OfferLine, now: datetime, calendar: Calendar) -> str:
    if line.withdrawn is None:
        return short_instant(line.updated, now, calendar)
    return f"retirée le {day_of_month(line.withdrawn.astimezone(calendar.tz).date())}"


def _upon(ctx: typer.Context, numero: int, act: Act, said: ActingUpon) -> None:
    command = OfferCommand(act=act, offer_id=numero, expected_version=said.version, key=said.cle)
    _perform(ctx, command, said.en_json)


def _perform(ctx: typer.Context, command: OfferCommand, en_json: bool) -> None:
    assembly = assembly_of(ctx)
    try:
        done = perform(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {"offre": done.offer_id, "version": done.version, "deja_fait": done.repeated}
        )
        return
    if_repeated(done)
    label = LABELS[command.act.event]
    display.say(f"Fait{NBSP}: {label}. Offre {numbered(done.offer_id)} (version {done.version}).")


def _places(line: OfferLine) -> str:
    if line.places is None:
        return f"capacité {line.capacite}"
    return f"{line.places} sur {line.capacite}"


def _told(stock: Palette) -> str:
    if stock.share is None:
        return f"Aucune offre visible le {day_of_month(stock.day)}."
    return (
        f"Le {day_of_month(stock.day)}{NBSP}: {quantity(stock.visible, 'offre', 'offres')}, "
        f"{stock.current} à jour, soit {stock.share:.0f}{NBSP}%."
    )
