"""``seance generer``, ``publier-programme`` and ``programme``: the séances of a year."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code, NotFound
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from entrypoints.cli.seances.programme_screen import show_proposal
from entrypoints.forms.programme import proposal_form
from exchanges.documents.programme import PrintedYear, printed_year
from rules.refusals import Refused
from rules.wording import NBSP, colon, quantity, quoted
from workflow.reading.yearly import seances_of
from workflow.seances.yearly import generation, yearly_programme
from workflow.seances.yearly.generation import Proposal, Standing, Wish

Year = Annotated[
    int, typer.Argument(metavar="ANNEE", min=1990, max=2070, help="L’année du programme.")
]
Place = Annotated[
    str | None,
    typer.Option("--circonscription", metavar="CODE", help="Sinon, toutes celles de l’agent."),
]
Genre = Annotated[
    str | None, typer.Option("--genre", metavar="CODE", help="Le genre de séance : icl, ep…")
]


def _file(kind: str) -> Any:
    return typer.Option(
        f"--{kind}", metavar="FICHIER", dir_okay=False, help=f"Le fichier {kind.upper()} à écrire."
    )


def generer(
    ctx: typer.Context,
    annee: Year,
    role: options.InRole,
    genre: Genre = None,
    circonscription: Place = None,
    essai: Annotated[
        bool, typer.Option("--essai", help="Montre l’année proposée, sans rien enregistrer.")
    ] = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    en_json: options.AsJson = False,
) -> None:
    """Programme les séances de l’année d’après les règles de la configuration, en un seul acte.

    Ce qui est déjà au programme n’y est pas mis deux fois, même déplacé ou annulé depuis.

    Exemple : reorientation seance generer 2027 --role bat --essai
    """
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, generation.GENERATE, by, happened=le, fields=None)
    wish = Wish(
        year=annee,
        genre=_kind_among(assembly, genre),
        circonscription=options.place_among(assembly, circonscription),
    )
    store, rulebook = assembly.store, assembly.rulebook
    try:
        if essai:
            done = generation.propose(store, rulebook, act, wish)
        else:
            with display.progress("Séances") as bar:
                done = generation.generate(store, rulebook, act, wish, bar.of)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"essai": essai, **proposal_form(store, rulebook, done)})
    else:
        show_proposal(assembly, done)
        _say_what_next(done, role)
    if any(one.forbidden for one in done.proposed):
        raise typer.Exit(Code.REFUSED)


def _say_what_next(done: Proposal, role: Capacity) -> None:
    forbidden = sum(one.forbidden for one in done.proposed)
    if forbidden:
        display.say(
            f"{quantity(forbidden, 'séance ne peut', 'séances ne peuvent')} pas être"
            f" créée{'s' if forbidden > 1 else ''} ainsi{NBSP}: programmez-la d’abord à la main un"
            " autre jour de son mois, ou changez la règle."
        )
    elif done.count(Standing.A_CREER):
        display.say("Rien n’est enregistré. Sans --essai, ces séances seront créées.")
    elif done.count(Standing.CREEE):
        display.say(f"Pour le dire publié{NBSP}: seance publier-programme {done.year} --role bat")


def publier_programme(
    ctx: typer.Context,
    annee: Year,
    role: options.InRole,
    circonscription: Place = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Dit que le programme annuel des séances est publié, une fois ses séances programmées."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, yearly_programme.PUBLISH, by, happened=le, fields=None)
    try:
        done = yearly_programme.publish(
            assembly.store,
            assembly.rulebook,
            act,
            annee,
            circonscription=options.place_among(assembly, circonscription),
            key=cle,
        )
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        counted = [{"circonscription": code, "seances": n} for code, n in done.seances]
        display.as_json({"annee": annee, "programme": counted, "deja_fait": done.repeated})
        return
    if_repeated(done)
    display.say(f"Le programme {annee} est publié.")
    for code, n in done.seances:
        display.say(colon(code, quantity(n, "séance", "séances")))


def programme(
    ctx: typer.Context,
    annee: Year,
    pdf: Annotated[Path | None, _file("pdf")] = None,
    xlsx: Annotated[Path | None, _file("xlsx")] = None,
    ics: Annotated[Path | None, _file("ics")] = None,
    genre: Genre = None,
    circonscription: Annotated[
        str | None,
        typer.Option(
            "--circonscription",
            metavar="CODE",
            help="Celles de cette circonscription et de tout le département.",
        ),
    ] = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit le programme de l’année : à afficher, à trier, à suivre dans son agenda.

    Exemple : reorientation seance programme 2027 --pdf programme.pdf --ics programme.ics
    """
    assembly = assembly_of(ctx)
    asked = {name: path for name, path in (("pdf", pdf), ("xlsx", xlsx), ("ics", ics)) if path}
    if not asked:
        raise BadUsage(f"Dites quoi écrire{NBSP}: --pdf, --xlsx ou --ics.")
    year = _year(
        assembly,
        annee,
        _kind_among(assembly, genre),
        options.place_among(assembly, circonscription),
    )
    with display.progress("Documents", len(asked)) as bar:
        for name, path in asked.items():
            _writer(name)(path, year)
            bar.advance(1)
    if en_json:
        files = {name: str(path) for name, path in asked.items()}
        display.as_json({"annee": annee, "seances": len(year.seances), "fichiers": files})
        return
    for path in asked.values():
        display.say(colon(quoted(str(path)), quantity(len(year.seances), "séance", "séances")))


def _year(
    assembly: Assembly, year: int, genre: str | None, circonscription: str | None
) -> PrintedYear:
    """Raises NotFound when there is nothing to publish."""
    found = seances_of(
        assembly.store, assembly.rulebook, year, genre=genre, circonscription=circonscription
    )
    if not found:
        raise NotFound(
            f"Aucune séance n’est au programme de {year}. Programmez-les{NBSP}: seance generer"
            f" {year} --role bat"
        )
    settings = assembly.settings
    return printed_year(
        found,
        year=year,
        rulebook=assembly.rulebook,
        territory=settings.territory,
        departement=settings.departement_name,
        code=settings.departement,
        circonscription=circonscription,
    )


def _writer(name: str) -> Callable[[Path, PrintedYear], Path]:
    """What writes a file of that kind. Each library takes a tenth of a second to come in, that the
    other commands do not wait for."""
    match name:
        case "pdf":
            from exchanges.documents.poster import write_poster as write
        case "xlsx":
            from exchanges.documents.programme_sheet import write_sheet as write
        case _:
            from exchanges.documents.programme_calendar import write_feed as write
    return write


def _kind_among(assembly: Assembly, text: str | None) -> str | None:
    """The kind of that code. Raises BadUsage."""
    if text is None:
        return None
    known = list(assembly.rulebook.kinds.by_code)
    return options.one_of(text, known, lambda: f"Le genre de séance {quoted(text)} n’existe pas")
