"""``lettre lot``: the letters of a séance, or all those to send, in one file with their list."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock, mailing
from entrypoints.cli import display, leaving, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.letters.choices import OfSeance, Order, act
from entrypoints.cli.options import assembly_of
from entrypoints.forms import acts as act_forms
from entrypoints.words.letters import model_words
from exchanges.tables.reader import Format
from rules.access.grants import Right
from rules.wording import NBSP, numbered, quantity, quoted
from workflow.letters import batches
from workflow.letters.batches import Batch, Left
from workflow.letters.standings import Awaited


def lot(
    ctx: typer.Context,
    role: options.InRole,
    seance: OfSeance = None,
    a_envoyer: Annotated[
        bool, typer.Option("--a-envoyer", help="Toutes celles qui sont à envoyer.")
    ] = False,
    vers: Annotated[
        Path, typer.Option("--vers", metavar="DIR", file_okay=False, help="Où écrire le lot.")
    ] = Path("lettres"),
    ordre: Annotated[
        Order, typer.Option("--ordre", help="L’ordre des lettres : adresse, ou ordre-du-jour.")
    ] = Order.ADRESSE,
    liste: Annotated[
        Format, typer.Option("--liste", help="Le format de la liste des envois.")
    ] = Format.XLSX,
    essai: Annotated[bool, typer.Option("--essai", help="Dit ce qui serait fait.")] = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Produit les lettres d’une séance, ou toutes celles à envoyer, avec la liste des envois.

    Chacune est faite une fois : refait, le lot reprend celles qui n’ont pas changé. Une lettre
    refusée n’arrête pas les autres.

    Exemple : reorientation lettre lot --seance 12 --vers courrier --role bop
    """
    assembly = assembly_of(ctx)
    if (seance is None) != a_envoyer:
        raise BadUsage(f"Dites lesquelles{NBSP}: --seance N, ou --a-envoyer.")
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    awaited = batches.missing(assembly.store, assembly.rulebook, clock.now(), seance)
    with display.progress("Lettres", len(awaited)) as bar:
        done = batches.make(
            assembly.store,
            assembly.rulebook,
            assembly.press,
            act(assembly, by),
            awaited,
            seance=seance,
            kept=not essai,
            progress=bar.reach,
        )
    written: Sequence[Path] = ()
    if done.number is not None:
        numbers = [one.letter for one in done.letters]
        found = mailing.ordered(assembly, numbers, agenda=ordre is Order.ORDRE_DU_JOUR)
        written = mailing.write(assembly, vers, done.number, found, liste)
        leaving.note(assembly, by, Right.LETTRE, len(found), seance=seance)
    if en_json:
        display.as_json(_form(done, written))
    else:
        _show(done, written, tried=essai)
    if done.left:
        raise typer.Exit(Code.REFUSED)


def attendues(ctx: typer.Context, seance: OfSeance = None, en_json: options.AsJson = False) -> None:
    """Liste les lettres qui manquent : à produire, ou produites et à envoyer."""
    assembly = assembly_of(ctx)
    found = batches.missing(assembly.store, assembly.rulebook, clock.now(), seance)
    if en_json:
        display.as_json(
            {
                "attendues": [
                    {
                        **_whose(one),
                        "ligne": one.line,
                        "lettre": None if one.letter is None else one.letter.id,
                    }
                    for one in found
                ]
            }
        )
        return
    display.listing(
        ("Pour", "Lettre", "Où elle en est"),
        [
            (
                _whose_words(one),
                model_words(one.call.kind),
                "à produire"
                if one.letter is None
                else f"produite, {numbered(one.letter.id)}, à envoyer",
            )
            for one in found
        ],
        empty="Aucune lettre ne manque.",
        fixed=("Pour",),
    )


def _whose(one: Awaited) -> dict[str, object]:
    return {
        "dossier": one.dossier_id,
        "seance": one.seance_id,
        "membre": one.call.member,
        "invite": one.call.guest,
        "modele": one.call.kind.value,
    }


def _whose_words(one: Awaited) -> str:
    """« dossier n° 12 », « séance n° 3, membre n° 4 »."""
    if one.dossier_id is not None:
        return f"dossier {numbered(one.dossier_id)}"
    call = one.call
    whom = (
        f"invité {numbered(call.guest or 0)}"
        if call.member is None
        else f"membre {numbered(call.member)}"
    )
    return f"séance {numbered(one.seance_id or 0)}, {whom}"


def _form(done: Batch, written: Sequence[Path]) -> dict[str, object]:
    return {
        "lot": done.number,
        "lettres": [
            {
                "lettre": one.letter,
                "modele": one.kind,
                "deja_produite": one.repeated,
                "remplace": one.replaces,
            }
            for one in done.letters
        ],
        "refusees": [
            {
                **_whose(one.awaited),
                "refus": [act_forms.refusal(refusal) for refusal in one.refusals],
            }
            for one in done.left
        ],
        "fichiers": [str(path) for path in written],
    }


def _show(done: Batch, written: Sequence[Path], *, tried: bool) -> None:
    new = sum(not one.repeated for one in done.letters)
    count = quantity(len(done.letters), "lettre", "lettres")
    if tried:
        display.say(f"Essai{NBSP}: {count}, dont {new} à produire. Rien n’est enregistré.")
    elif done.number is None:
        display.say("Aucune lettre à envoyer.")
    else:
        display.say(f"Lot {numbered(done.number)}{NBSP}: {count}, dont {new} produites maintenant.")
    for path in written:
        display.say(str(path))
    for one in done.left:
        _show_left(one)


def _show_left(one: Left) -> None:
    words = _whose_words(one.awaited)
    kind = quoted(model_words(one.awaited.call.kind))
    display.say(f"{words[0].upper()}{words[1:]}, {kind}{NBSP}:")
    for refusal in one.refusals:
        display.indented(" ".join((refusal.sentence, refusal.remedy)).strip())
