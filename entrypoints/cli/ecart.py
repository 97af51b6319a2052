"""``ecart``: what webRSA tells otherwise."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms.registry import Forms
from entrypoints.words.times import short_instant
from rules import gaps as rule
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import numbered, quoted
from workflow.files import settled_gaps
from workflow.files.gaps import NATURES
from workflow.reading import gaps
from workflow.reading.gaps import GapLine

app = group("Les écarts entre webRSA et ici.")


@app.command()
def lister(
    ctx: typer.Context,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="CODE", help="De cette nature.")
    ] = None,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier."),
    ] = None,
    regles: Annotated[
        bool, typer.Option("--regles", help="Avec ceux qui sont déjà réglés.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les écarts entre webRSA et ici, le plus ancien d’abord."""
    assembly = assembly_of(ctx)
    if nature is not None:
        options.one_of(nature, list(NATURES), lambda: f"La nature {quoted(nature)} n’existe pas")
    found = gaps.listing(
        assembly.store, nature=nature, dossier=dossier, settled=regles, most=limite + 1
    )
    shown, now, calendar = found[:limite], clock.now(), assembly.calendar
    if en_json:
        forms = Forms(calendar.tz)
        display.as_json(
            {"ecarts": [forms.gap(one) for one in shown], "tronque": len(found) > limite}
        )
        return
    display.listing(
        ("N°", "Personne", "Dossier", "Écart", "Constaté"),
        [
            (
                str(one.id),
                f"{one.nom} {one.prenom}",
                None if one.dossier_id is None else str(one.dossier_id),
                _gap(one),
                short_instant(one.found, now, calendar),
            )
            for one in shown
        ],
        empty="Aucun écart entre webRSA et ici.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )
    display.counted(len(shown), "écart", "écarts", more=len(found) > limite, limit=limite)


@app.command()
def regler(
    ctx: typer.Context,
    numero: Annotated[
        int, typer.Argument(metavar="ECART", min=1, max=GREATEST, help="Le numéro de l’écart.")
    ],
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")],
    role: options.InRole,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Règle un écart : ce qui est ici est gardé ; il ne revient que si webRSA dit autre chose."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, rule.SETTLE, by, happened=None, fields=[f"motif={motif}"])
    try:
        done = settled_gaps.settle(assembly.store, act, numero)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"ecart": done.gap, "numero": done.seq})
    else:
        display.say(f"Écart {numbered(numero)} réglé.")


def _gap(one: GapLine) -> str:
    words = NATURES.get(one.nature, one.nature)
    detail = ", ".join(f"{name} {value}" for name, value in one.detail.items())
    settled = " · réglé" if one.settled is not None else ""
    return f"{words}{f' ({detail})' if detail else ''}{settled}"
