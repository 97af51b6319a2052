"""``lettre produire``: one letter, of a dossier or to one who attends a séance."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.letters.choices import act
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.words.letters import model_words
from exchanges.webrsa.writer import placed
from rules.fields import GREATEST
from rules.letters.kinds import Kind, SeanceLetter
from rules.refusals import Refused
from rules.situation import Act
from rules.wording import NBSP, numbered, quoted
from workflow.letters import attendees, production
from workflow.letters.attendees import WantedThere
from workflow.letters.making import Produced
from workflow.letters.production import Wanted
from workflow.reading import letters, seances

Into = Annotated[
    Path | None,
    typer.Option("--vers", metavar="FICHIER", dir_okay=False, help="Écrit aussi le PDF là."),
]


def produire(
    ctx: typer.Context,
    role: options.InRole,
    dossier: Annotated[
        int | None,
        typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="Pour ce dossier."),
    ] = None,
    seance: Annotated[
        int | None,
        typer.Option(
            "--seance", metavar="N", min=1, max=GREATEST, help="À qui assiste à cette séance."
        ),
    ] = None,
    membre: Annotated[
        int | None,
        typer.Option("--membre", metavar="N", min=1, max=GREATEST, help="À ce membre."),
    ] = None,
    invite: Annotated[
        int | None,
        typer.Option("--invite", metavar="N", min=1, max=GREATEST, help="À ce partenaire."),
    ] = None,
    modele: Annotated[
        str | None,
        typer.Option("--modele", metavar="CODE", help="Cette lettre ; sinon, celle qui manque."),
    ] = None,
    ligne: Annotated[
        int | None,
        typer.Option("--ligne", metavar="N", min=1, max=GREATEST, help="Pour cette ligne."),
    ] = None,
    vers: Into = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Produit la lettre qu’appelle un dossier ou une séance ; une autre est refusée, et pourquoi.

    Exemples : reorientation lettre produire --dossier 9 --role bop ; reorientation lettre produire
    --seance 12 --modele convocation_membre --membre 4 --role bat
    """
    assembly = assembly_of(ctx)
    wanted = _wanted(dossier, seance, membre, invite, ligne, modele)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    try:
        done = _produced(assembly, act(assembly, by), wanted)
    except Refused as refused:
        refuse(refused, en_json)
    if vers is not None:
        _write(assembly, done.letter, vers)
    if en_json:
        display.as_json(
            {
                "lettre": done.letter,
                "modele": done.kind,
                "dossier": dossier,
                "seance": seance,
                "deja_produite": done.repeated,
                "remplace": done.replaces,
                "fichier": None if vers is None else str(vers),
            }
        )
        return
    became = "était déjà produite" if done.repeated else "est produite"
    display.say(f"La lettre {numbered(done.letter)} {quoted(model_words(done.kind))} {became}.")
    if done.replaces is not None:
        display.say(
            f"Elle remplace la lettre {numbered(done.replaces)}, annulée{NBSP}: ce qu’elle disait a"
            " changé."
        )


def _wanted(
    dossier: int | None,
    seance: int | None,
    member: int | None,
    guest: int | None,
    line: int | None,
    model: str | None,
) -> Wanted | WantedThere:
    """The letter that is asked for. Raises BadUsage."""
    if (dossier is None) == (seance is None):
        raise BadUsage(f"Dites pour qui{NBSP}: --dossier N, ou --seance N.")
    known: type[Kind] | type[SeanceLetter] = Kind if seance is None else SeanceLetter
    if model is not None and model not in set(known):
        codes = ", ".join(known)
        raise BadUsage(f"Ici, --modele est l’un de{NBSP}: {codes} (lu{NBSP}: {model}).")
    if seance is not None:
        if line is not None or (member is not None and guest is not None):
            raise BadUsage("Pour une séance, dites à qui : --membre N, ou --invite N.")
        kind = None if model is None else SeanceLetter(model)
        return WantedThere(seance_id=seance, kind=kind, member=member, guest=guest)
    if member is not None or guest is not None:
        raise BadUsage(
            "La lettre d’un dossier va à la personne : --membre et --invite sont d’une séance."
        )
    assert dossier is not None  # one of the two is said
    return Wanted(dossier_id=dossier, kind=None if model is None else Kind(model), line=line)


def _produced(assembly: Assembly, asked: Act, wanted: Wanted | WantedThere) -> Produced:
    store, rulebook, press = assembly.store, assembly.rulebook, assembly.press
    if isinstance(wanted, WantedThere):
        seances.seance(store, wanted.seance_id)  # says so when it does not exist
        return attendees.produce(store, rulebook, press, asked, wanted)
    return production.produce(store, rulebook, press, asked, wanted)


def _write(assembly: Assembly, number: int, path: Path) -> None:
    put(path, letters.content(assembly.store, number))


def put(path: Path, content: bytes) -> None:
    """Writes a new file. Raises BadUsage when one bears that name."""
    if path.exists():
        raise BadUsage(f"Le fichier {path.name} existe déjà : choisissez un autre nom.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        draft.write_bytes(content)
