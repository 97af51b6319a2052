"""``saisine`` and ``synthese``: the fiches of a dossier, or of a whole séance (S0 C.1, C.3)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, leaving, options
from entrypoints.cli.errors import BadUsage, NotFound
from entrypoints.cli.french import group
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.forms.registry import Json
from exchanges.documents.fiche_words import Words
from exchanges.export import Exported, export_changes
from rules.access.grants import Right
from rules.actors import Actor, Role
from rules.fields import GREATEST
from rules.wording import NBSP, colon, day_of_month, numbered, quantity, quoted
from workflow.reading import fiches, seances
from workflow.reading.fiche import Fiche

saisine = group("Les fiches de saisine : le formulaire, ou le fichier webRSA des ALI.")
synthese = group("Les fiches de synthèse que l’EP a sous les yeux, nominatives ou anonymisées.")

FAVOURABLE = ("favorable",)
"""Only a favourable avis opens a saisine."""

SeanceNumber = Annotated[
    int | None, typer.Argument(metavar="[SEANCE]", min=1, max=GREATEST, help="La séance.")
]
DossierNumber = Annotated[
    int | None,
    typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="Ce dossier seulement."),
]


@saisine.command("produire")
def produire_saisines(
    ctx: typer.Context,
    numero: SeanceNumber = None,
    dossier: DossierNumber = None,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FICHIER", dir_okay=False, help="Les fiches, en un PDF."),
    ] = None,
    toutes: Annotated[
        bool, typer.Option("--toutes", help="Aussi celles des ALI, qui ont le fichier webRSA.")
    ] = False,
    webrsa: Annotated[
        Path | None,
        typer.Option(
            "--webrsa",
            metavar="DIR",
            file_okay=False,
            help="Écrit aussi le fichier webRSA de chaque ALI, de ce qui est déposé.",
        ),
    ] = None,
    role: options.TakenAs = Capacity.BOP,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit les saisines que les avis favorables d’une séance ouvrent, ou celle d’un dossier.

    Une ALI a le fichier webRSA ; les autres services ont la fiche, à envoyer par courriel.

    Exemple : reorientation saisine produire 12 --pdf saisines.pdf --webrsa sortants
    """
    assembly = assembly_of(ctx)
    if pdf is None and webrsa is None:
        raise BadUsage(f"Dites quoi écrire{NBSP}: --pdf ou --webrsa.")
    found, about, day = _asked(assembly, numero, dossier, states=FAVOURABLE)
    by_file = [one for one in found if _has_file(one)]
    on_paper = found if toutes or dossier is not None else [o for o in found if o not in by_file]
    if pdf is not None and on_paper:
        _write_saisines(assembly, pdf, on_paper, about, day)
    by = options.actor(assembly, role, name=acteur, service=None, territory=None)
    on_pages = len(on_paper) if pdf is not None else 0
    leaving.note(assembly, by, Right.EXPORT_DOSSIERS, on_pages, seance=numero, dossier=dossier)
    exported = [] if webrsa is None else _export(assembly, by_file, webrsa, by)
    for ali, done in exported:
        leaving.note(assembly, by, Right.EXPORT_DOSSIERS, len(done.sent), service=ali)
    to_deposit = [one.dossier_id for one in found if one.asked and one.asked.channel is None]
    if en_json:
        display.as_json(
            {
                "seance": numero,
                "fichier": None if pdf is None or not on_paper else str(pdf),
                "fiches": [one.dossier_id for one in on_paper],
                "fichiers_webrsa": [_exported_form(number, done) for number, done in exported],
                "par_fichier": [one.dossier_id for one in by_file],
                "a_deposer": to_deposit,
            }
        )
        return
    if pdf is not None:
        count = quantity(len(on_paper), "fiche de saisine", "fiches de saisine")
        display.say(colon(quoted(str(pdf)), count) if on_paper else "Aucune fiche à écrire.")
    for _, done in exported:
        display.say(str(done))
    if by_file and webrsa is None and dossier is None:
        display.say(
            f"{quantity(len(by_file), 'saisine va', 'saisines vont')} par le fichier webRSA de"
            f" l’ALI, qui porte ce qu’elle a déposé{NBSP}: --webrsa DIR"
        )
    if to_deposit:
        numbers = ", ".join(str(number) for number in to_deposit)
        display.say(colon("Saisine à déposer par le service, dossiers", numbers))


@synthese.command("produire")
def produire_syntheses(
    ctx: typer.Context,
    pdf: Annotated[
        Path, typer.Option("--pdf", metavar="FICHIER", dir_okay=False, help="Le PDF à écrire.")
    ],
    numero: SeanceNumber = None,
    dossier: DossierNumber = None,
    anonyme: Annotated[
        bool,
        typer.Option("--anonyme", help="Sans identité, coordonnées, numéro ni texte libre."),
    ] = False,
    role: options.TakenAs = Capacity.BOP,
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Écrit la fiche de synthèse d’un dossier, ou de toutes les lignes d’une séance, dans l’ordre.

    Exemple : reorientation synthese produire 14 --anonyme --pdf fiches.pdf
    """
    from exchanges.documents.fiches import syntheses
    from exchanges.documents.fiches_page import write_fiches

    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=None)
    found, about, day = _asked(assembly, numero, dossier)
    words = Words(rulebook=assembly.rulebook, day=day)
    name = assembly.settings.departement_name
    write_fiches(pdf, syntheses(words, found, about=about, departement=name, nameless=anonyme))
    named = 0 if anonyme else len(found)
    leaving.note(assembly, by, Right.EXPORT_DOSSIERS, named, seance=numero, dossier=dossier)
    if en_json:
        display.as_json(
            {
                "seance": numero,
                "fichier": str(pdf),
                "fiches": [one.dossier_id for one in found],
                "anonyme": anonyme,
            }
        )
        return
    display.say(
        colon(quoted(str(pdf)), quantity(len(found), "fiche de synthèse", "fiches de synthèse"))
    )


def _asked(
    assembly: Assembly, seance: int | None, dossier: int | None, *, states: Sequence[str] = ()
) -> tuple[list[Fiche], str, date]:
    """The fiches, what they are of, and the day that they are made for. Raises BadUsage, NotFound
    when the séance has none."""
    if (seance is None) is (dossier is None):
        raise BadUsage(f"Dites de quoi{NBSP}: le numéro d’une séance, ou --dossier N.")
    rulebook = assembly.rulebook
    if dossier is not None:
        one = fiches.of_dossier(assembly.store, dossier)
        return [one], f"Dossier {numbered(dossier)}", rulebook.local_day(clock.now())
    assert seance is not None  # one of the two is given
    held, _, _ = seances.seance(assembly.store, seance)
    found = fiches.of_seance(assembly.store, seance, states=states)
    if not found:
        what = "d’avis favorable" if states else "de demande de réorientation"
        raise NotFound(f"La séance {numbered(seance)} n’a pas {what}.")
    day = rulebook.local_day(held.held)
    label = rulebook.label_of(held.genre)
    where = "" if held.circonscription is None else f" {held.circonscription}"
    return found, f"{label}{where} du {day_of_month(day)}", day


def _has_file(fiche: Fiche) -> bool:
    return fiche.service is not None and fiche.service.has_file


def _write_saisines(
    assembly: Assembly, path: Path, found: Sequence[Fiche], about: str, day: date
) -> None:
    from exchanges.documents.fiches import saisines
    from exchanges.documents.fiches_page import write_fiches

    settings = assembly.settings
    bound = saisines(
        Words(rulebook=assembly.rulebook, day=day),
        found,
        about=about,
        departement=settings.departement_name,
        bop=", ".join(settings.addresses.of_role(Role.BOP)),
    )
    write_fiches(path, bound)


def _export(
    assembly: Assembly, by_file: Sequence[Fiche], folder: Path, by: Actor
) -> list[tuple[int, Exported]]:
    """The file of each ALI that is concerned: all that it has to send, this séance's and other."""
    numbers = sorted({one.service.id for one in by_file if one.service is not None})
    return [
        (
            ali,
            export_changes(
                assembly.store,
                assembly.rulebook,
                ali=ali,
                folder=folder,
                now=clock.now(),
                actor=by,
            ),
        )
        for ali in numbers
    ]


def _exported_form(ali: int, done: Exported) -> Json:
    return {
        "ali": ali,
        "fichier": None if done.path is None else str(done.path),
        "dossiers": list(done.sent),
        "retenus": [number for number, _ in done.rejected],
    }
