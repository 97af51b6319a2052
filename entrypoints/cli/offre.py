"""``offre``: the offer of accompagnement, published, kept up to date, seen by all."""

from dataclasses import replace
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.french import group
from entrypoints.cli.json_forms import Forms
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from entrypoints.cli.words import short_instant
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
def publier(
    ctx: typer.Context,
    role: options.InRole,
    champ: Given = None,
    acteur: options.Who = None,
    service: options.OfService = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Publie une offre : qui la tient, de quel type, pour combien de personnes."""
    act = _act(ctx, PUBLISHED, role, champ, acteur, service, le)
    if service is not None and not {"service", "operateur"} & (act.data or {}).keys():
        act = replace(act, data={**(act.data or {}), "service": service})
    _perform(ctx, OfferCommand(act=act, key=cle), en_json)


@app.command("mettre-a-jour")
def mettre_a_jour(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    champ: Given = None,
    acteur: options.Who = None,
    service: options.OfService = None,
    le: options.Happened = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Met une offre à jour ; sans champ, confirme ce qui en est dit."""
    act = _act(ctx, UPDATED, role, champ, acteur, service, le)
    command = OfferCommand(act=act, offer_id=numero, expected_version=version, key=cle)
    _perform(ctx, command, en_json)


@app.command()
def retirer(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    acteur: options.Who = None,
    service: options.OfService = None,
    le: options.Happened = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Retire une offre."""
    act = _act(ctx, WITHDRAWN, role, None, acteur, service, le)
    command = OfferCommand(act=act, offer_id=numero, expected_version=version, key=cle)
    _perform(ctx, command, en_json)


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
    if en_json:
        forms = Forms(tz)
        display.as_json(
            {
                "offres": [_as_json(line, forms) for line in shown],
                "tronque": len(found) > limite,
                "part": {
                    "au": stock.day.isoformat(),
                    "visibles": stock.visible,
                    "a_jour": stock.current,
                    "part": stock.share,
                },
            }
        )
        return
    display.listing(
        ("N°", "Offre, opérateur", "Type", "Circ.", "Places", "À jour du"),
        [
            (
                str(line.id),
                display.pair(line.libelle, line.operator),
                GENRES[line.genre],
                line.circonscription or "toutes",
                _places(line),
                short_instant(line.updated, now, assembly.calendar)
                if line.withdrawn is None
                else f"retirée le {day_of_month(line.withdrawn.astimezone(tz).date())}",
            )
            for line in shown
        ],
        empty="Aucune offre.",
        fixed=("N°", "Circ."),
        right=("N°",),
    )
    if len(found) > limite:
        display.say(f"Il y en a d’autres{NBSP}: --limite {limite * 2}")
    display.say(_told(stock))


def _act(
    ctx: typer.Context,
    event: str,
    role: options.Capacity,
    given: list[str] | None,
    name: str | None,
    service: int | None,
    happened: str | None,
) -> Act:
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=name, service=service, territory=None)
    return options.act(assembly, event, by, happened=happened, fields=given)


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


def _as_json(line: OfferLine, forms: Forms) -> dict[str, object]:
    return {
        "offre": line.id,
        "version": line.version,
        "libelle": line.libelle,
        "operateur": line.operator,
        "service": line.service_id,
        "genre": line.genre,
        "circonscription": line.circonscription,
        "capacite": line.capacite,
        "places": line.places,
        "contingent": line.contingent,
        "publiee_le": forms.instant(line.published),
        "mise_a_jour_le": forms.instant(line.updated),
        "retiree_le": forms.instant(line.withdrawn),
    }
