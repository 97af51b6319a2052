"""``lettre``: the letters, one by one."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.errors import NotWhole
from entrypoints.cli.french import group
from entrypoints.cli.letters import batch, post, produce, specimen
from entrypoints.cli.letters.choices import (
    Number,
    OfBatch,
    OfDossier,
    OfSeance,
    act,
    day,
    follow,
    followed,
)
from entrypoints.cli.letters.produce import put
from entrypoints.cli.letters.sheet import show
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms.letters import letter as form
from entrypoints.words.letters import about_words, model_words, standing_words
from rules.fields import GREATEST
from rules.letters.kinds import Standing
from rules.refusals import Refused
from rules.wording import NBSP, colon, numbered
from workflow.letters import reprints
from workflow.organisations import hours
from workflow.reading import letters

app = group("Les lettres : produire, poster, suivre, réimprimer.")
app.command("attendues")(batch.attendues)
app.command("produire")(produce.produire)
app.command("lot")(batch.lot)
app.command("envoyee")(post.envoyee)
app.command("recue")(post.recue)
app.command("retour")(post.retour)
app.command("corriger")(post.corriger)
app.command("apercu")(specimen.apercu)
app.command("modeles")(specimen.modeles)


@app.command()
def lister(
    ctx: typer.Context,
    dossier: OfDossier = None,
    seance: OfSeance = None,
    lot: OfBatch = None,
    etat: Annotated[
        Standing | None, typer.Option("--etat", metavar="CODE", help="Dans cet état.")
    ] = None,
    du: Annotated[
        str | None, typer.Option("--du", metavar="DATE", help="Produites depuis ce jour.")
    ] = None,
    au: Annotated[
        str | None, typer.Option("--au", metavar="DATE", help="Produites jusqu’à ce jour.")
    ] = None,
    limite: options.Most = 50,
    apres: Annotated[
        int,
        typer.Option(
            "--apres", metavar="N", min=0, max=GREATEST, help="Les lettres qui suivent ce numéro."
        ),
    ] = 0,
    en_json: options.AsJson = False,
) -> None:
    """Liste les lettres, avec ce qu’elles sont devenues."""
    assembly = assembly_of(ctx)
    found = followed(
        assembly,
        dossier=dossier,
        seance=seance,
        batch=lot,
        since=day(du),
        until=day(au),
        unsent=None if etat is None or etat is Standing.ANNULEE else etat in _BEFORE_IT_LEAVES,
        after=apres,
        most=None if etat is not None else limite + 1,
    )
    kept = [one for one in found if etat in (None, one.standing)]
    shown, more = kept[:limite], len(kept) > limite
    last = shown[-1].line.letter.id if more else None
    if en_json:
        forms = [form(one.line, one.standing, assembly.calendar) for one in shown]
        display.as_json({"lettres": forms, "suite": last})
        return
    display.listing(
        ("N°", "À qui, pour quoi", "Modèle, lot", "Où elle en est"),
        [
            (
                str(one.line.letter.id),
                display.pair(
                    one.line.name,
                    about_words(one.line.letter),
                ),
                display.pair(
                    model_words(one.line.letter.kind),
                    f"lot {numbered(one.line.batch)}" if one.line.batch else None,
                ),
                standing_words(one.line, one.standing),
            )
            for one in shown
        ],
        empty="Aucune lettre.",
        fixed=("N°",),
        right=("N°",),
    )
    if more:
        display.say(f"La suite{NBSP}: --apres {last}")


_BEFORE_IT_LEAVES = frozenset(
    {Standing.A_ENVOYER, Standing.PERIMEE, Standing.SANS_OBJET, Standing.ARRETEE}
)


@app.command()
def voir(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Montre une lettre : ce qu’elle dit, ses dates, jusqu’à quand la décision se conteste."""
    assembly = assembly_of(ctx)
    line = letters.letter(assembly.store, assembly.calendar.tz, numero)
    (seen,) = follow(assembly, [line])
    if en_json:
        display.as_json(form(line, seen.standing, assembly.calendar))
    else:
        show(line, seen.standing, now=clock.now(), calendar=assembly.calendar)


@app.command()
def reimprimer(
    ctx: typer.Context,
    numero: Number,
    vers: Annotated[
        Path, typer.Option("--vers", metavar="FICHIER", dir_okay=False, help="Où l’écrire.")
    ],
    role: options.InRole,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Réécrit une lettre, à l’octet près, après l’avoir comparée à son empreinte ; c’est noté."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    try:
        again = reprints.reprint(assembly.store, act(assembly, by), numero)
    except reprints.AlteredLetter as error:
        raise NotWhole(str(error)) from error
    put(vers, again.content)
    if en_json:
        display.as_json({"lettre": numero, "fichier": str(vers), "sha256": again.sha256})
    else:
        display.say(f"{colon(f'Lettre {numbered(numero)}', str(vers))}")


@app.command()
def horaires(
    ctx: typer.Context,
    service: Annotated[
        int, typer.Argument(metavar="SERVICE", min=1, max=GREATEST, help="Le service (webRSA).")
    ],
    texte: Annotated[
        str, typer.Option("--texte", metavar="TEXTE", help="Ses horaires d’ouverture, en clair.")
    ],
    role: options.InRole,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Dit les horaires d’un service, que les lettres donnent et que webRSA ne connaît pas.

    Exemple : reorientation lettre horaires 12 --role bop
    --texte "du lundi au vendredi, de 9 h à 12 h et de 13 h 30 à 17 h"
    """
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=None)
    try:
        hours.say(assembly.store, act(assembly, by), service, texte)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"service": service, "horaires": texte.strip()})
    else:
        display.say(f"{colon(f'Horaires du service {numbered(service)}', texte.strip())}")
