"""``lettre apercu|modeles``: which letters there are, and what each looks like."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly, NoLetterhead
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, NotFound
from entrypoints.cli.options import assembly_of
from exchanges.webrsa.writer import placed
from notifications.letters import specimens
from notifications.letters.letterhead import Letterhead
from notifications.letters.library import library, page_of
from notifications.letters.models import MODELS, Audience, Model, model
from notifications.letters.printing import Sheet, print_many
from notifications.letters.wording import fields
from rules.fields import GREATEST
from rules.wording import NBSP, colon, numbered, quantity, quoted
from workflow.reading import addressed, convoked
from workflow.reading.letter_facts import LetterFacts

_TO_WHOM = {
    Audience.ALLOCATAIRE: "à la personne",
    Audience.MEMBRE: "aux membres",
    Audience.PARTENAIRE: "aux partenaires",
}


def apercu(
    ctx: typer.Context,
    modele: Annotated[str, typer.Argument(metavar="MODELE", help="Voir « lettre modeles ».")],
    dossier: Annotated[
        int | None,
        typer.Option(
            "--dossier", metavar="N", min=1, max=GREATEST, help="Avec ce que dit ce dossier."
        ),
    ] = None,
    seance: Annotated[
        int | None,
        typer.Option(
            "--seance",
            metavar="N",
            min=1,
            max=GREATEST,
            help="À tous les membres, ou partenaires, de cette séance.",
        ),
    ] = None,
    vers: Annotated[
        Path | None,
        typer.Option("--vers", metavar="FICHIER", dir_okay=False, help="Sinon, apercu-MODELE.pdf."),
    ] = None,
    remplacer: Annotated[
        bool, typer.Option("--remplacer", help="Prend la place d’un fichier de ce nom.")
    ] = False,
    en_json: options.AsJson = False,
) -> None:
    """Montre un courrier en PDF : inventé, ou d’un vrai dossier. Rien n’est enregistré.

    Exemple : reorientation lettre apercu reorientation_acceptee --vers modele.pdf
    """
    assembly = assembly_of(ctx)
    asked = model(modele)
    path = Path(f"apercu-{asked.code}.pdf") if vers is None else vers
    if path.exists() and not remplacer:
        raise BadUsage(f"{quoted(path.name)} existe déjà{NBSP}: un autre nom, ou --remplacer.")
    head = _letterhead(assembly)
    day = specimens.DAY if dossier is None and seance is None else _today(assembly)
    sources = library(head).sources(asked.code)
    told = _facts(assembly, asked, dossier, seance)
    written = print_many(
        [Sheet(sources=sources, fields=fields(asked, one, head, day=day)) for one in told]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        draft.write_bytes(written)
    if en_json:
        display.as_json(
            {
                "modele": asked.code,
                "dossier": dossier,
                "seance": seance,
                "courriers": len(told),
                "version": sources.digest,
                "fichier": str(path),
            }
        )
        return
    display.say(colon(quoted(str(path)), quantity(len(told), "courrier", "courriers")))


def modeles(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Liste les courriers, à qui ils vont, et d’où vient leur page."""
    head = _letterhead(assembly_of(ctx))
    pages = library(head)
    rows = [(one, page_of(one.code) in pages.own) for one in MODELS.values()]
    if en_json:
        display.as_json(
            {
                "modeles": [
                    {
                        "modele": one.code,
                        "libelle": one.label,
                        "a": one.to.value,
                        "acte": one.act.value,
                        "du_departement": own,
                        "version": pages.sources(one.code).digest,
                    }
                    for one, own in rows
                ]
            }
        )
        return
    display.listing(
        ("Modèle", "Courrier", "À qui", "Page"),
        [
            (
                one.code,
                one.label,
                _TO_WHOM[one.to],
                "du département" if own else "de l’application",
            )
            for one, own in rows
        ],
        empty="",
        fixed=("Modèle",),
    )


def _letterhead(assembly: Assembly) -> Letterhead:
    head = assembly.configured.letters
    if head is None:
        raise NoLetterhead
    return head


def _today(assembly: Assembly) -> date:
    return assembly.rulebook.local_day(clock.now())


def _facts(
    assembly: Assembly, asked: Model, dossier: int | None, seance: int | None
) -> Sequence[LetterFacts]:
    """Of whom the letters are. Raises BadUsage, UnknownDossier, UnknownSeance, NotFound."""
    if dossier is not None:
        if seance is not None or asked.to is not Audience.ALLOCATAIRE:
            raise BadUsage(f"Un dossier n’a que les courriers {_TO_WHOM[Audience.ALLOCATAIRE]}.")
        return [addressed.of_dossier(assembly.store, assembly.rulebook, dossier)]
    if seance is None:
        return [specimens.whole(asked)]
    if asked.to is Audience.ALLOCATAIRE:
        raise BadUsage(f"Ce courrier va {_TO_WHOM[asked.to]}{NBSP}: donnez --dossier.")
    read = convoked.members if asked.to is Audience.MEMBRE else convoked.partners
    found = read(assembly.store, assembly.rulebook, seance)
    if not found:
        raise NotFound(f"La séance {numbered(seance)} n’attend personne de nommé.")
    return found
