"""``seance point``: the points of an agenda that are about nobody."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from entrypoints.cli import display
from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances.seance_acts import Number, asked, carry_out
from entrypoints.forms.registry import Json
from rules.fields import GREATEST
from rules.seances.points import STANDING_LABELS, Point
from rules.wording import lasting
from workflow.reading.points import points_of

app = group("Les points sans personne de l’ordre du jour d’une séance.")

PointNumber = Annotated[
    int, typer.Argument(metavar="POINT", min=1, max=GREATEST, help="Le numéro du point.")
]
Motive = Annotated[
    str | None,
    typer.Option("--motif", metavar="TEXTE", help="Pourquoi, l’ordre du jour étant arrêté."),
]


@app.command()
@spread
def ajouter(
    ctx: typer.Context,
    numero: Number,
    titre: Annotated[str, typer.Option("--titre", metavar="TEXTE", help="Ce dont il s’agit.")],
    porteur: Annotated[str, typer.Option("--porteur", metavar="TEXTE", help="Qui l’apporte.")],
    minutes: Annotated[
        int | None, typer.Option("--minutes", metavar="N", min=1, max=1440, help="Sa durée.")
    ] = None,
    document: Annotated[
        str | None,
        typer.Option("--document", metavar="TEXTE", help="La référence de son document."),
    ] = None,
    motif: Motive = None,
    *,
    said: ActingUpon,
) -> None:
    """Ajoute un point à l’ordre du jour ; sa durée compte dans celle de la séance."""
    data = {
        "titre": titre,
        "porteur": porteur,
        "minutes": minutes,
        "document": document,
        "motif": motif,
    }
    _act(ctx, numero, "ajouter_point", data, said)


@app.command()
@spread
def retirer(
    ctx: typer.Context,
    numero: Number,
    point: PointNumber,
    motif: Motive = None,
    *,
    said: ActingUpon,
) -> None:
    """Retire un point qui n’est pas encore traité."""
    data = {"point": point, "motif": motif}
    _act(ctx, numero, "retirer_point", data, said)


@app.command()
@spread
def ordonner(
    ctx: typer.Context,
    numero: Number,
    points: Annotated[
        list[int],
        typer.Argument(
            metavar="POINT…", min=1, max=GREATEST, help="Les premiers points, dans l’ordre voulu."
        ),
    ],
    *,
    said: ActingUpon,
) -> None:
    """Change l’ordre des points ; ceux qui ne sont pas nommés viennent ensuite."""
    data = {"ordre": ",".join(map(str, points))}
    _act(ctx, numero, "ordonner_points", data, said)


@app.command()
@spread
def traiter(
    ctx: typer.Context,
    numero: Number,
    point: PointNumber,
    conclusion: Annotated[
        str, typer.Option("--conclusion", metavar="TEXTE", help="Ce qui en est retenu.")
    ],
    *,
    said: ActingUpon,
) -> None:
    """Note ce qui est retenu d’un point, ou le corrige."""
    data = {"point": point, "conclusion": conclusion}
    _act(ctx, numero, "traiter_point", data, said)


def _act(
    ctx: typer.Context, numero: int, event: str, data: Mapping[str, object], said: ActingUpon
) -> None:
    carry_out(ctx, asked(ctx, numero, event, data, said), en_json=said.en_json)
    if not said.en_json:
        show_points(points_of(assembly_of(ctx).store, numero))


def show_points(points: Sequence[Point]) -> None:
    """The points in their order, with what was concluded; nothing where there is none."""
    if not points:
        return
    display.section("Points sans personne")
    display.listing(
        ("N°", "Durée", "Point", "Où en est-on"),
        [
            (
                str(point.id),
                None if point.minutes is None else lasting(point.minutes),
                display.pair(point.title, _brought(point)),
                display.pair(STANDING_LABELS[point.standing], point.conclusion),
            )
            for point in points
        ],
        empty="",
        fixed=("N°", "Durée"),
        right=("N°",),
    )


def points_form(points: Sequence[Point]) -> list[Json]:
    """The same in JSON."""
    return [
        {
            "point": point.id,
            "titre": point.title,
            "porteur": point.bearer,
            "minutes": point.minutes,
            "document": point.document,
            "etat": point.standing.value,
            "conclusion": point.conclusion,
        }
        for point in points
    ]


def _brought(point: Point) -> str:
    """« service social, document 12 »."""
    if point.document is None:
        return point.bearer
    return f"{point.bearer}, document {point.document}"
