"""``seance resultats``: the results of a séance typed in a table, after a room without network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances.resultat import FAILED
from entrypoints.cli.seances.seance_acts import Number
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.acts import event_label
from exchanges.result_table.intake import Typed, give_results
from exchanges.result_table.template import write_blank
from exchanges.tables.reader import Format
from rules.situation import Act
from rules.wording import NBSP, colon, quantity, quoted
from states.procedure import PROCEDURE


def resultats(
    ctx: typer.Context,
    numero: Number,
    fichier: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FICHIER]", dir_okay=False, help="La table remplie : CSV, XLSX ou ODS."
        ),
    ] = None,
    modele: Annotated[
        Path | None,
        typer.Option(
            "--modele", metavar="FICHIER", dir_okay=False, help="Écrit la table à remplir."
        ),
    ] = None,
    role: Annotated[
        options.Capacity | None, typer.Option("--role", help="Le rôle sous lequel on agit.")
    ] = None,
    essai: Annotated[
        bool, typer.Option("--essai", help="Montre ce qui serait fait, sans rien écrire.")
    ] = False,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    en_json: options.AsJson = False,
) -> None:
    """Saisit d’un coup les résultats d’une séance, chacun le sien, depuis une table.

    Une ligne refusée n’arrête pas les autres. La même table donnée deux fois ne refait rien.

    Exemple : reorientation seance resultats 12 --modele resultats.xlsx
    puis : reorientation seance resultats 12 resultats.xlsx --role referent --service 1
    """
    assembly = assembly_of(ctx)
    if (fichier is None) is (modele is None):
        raise BadUsage("Donnez la table remplie, ou --modele pour la table à remplir.")
    if modele is not None:
        suffix = modele.suffix.lower().removeprefix(".")
        known = [one.value for one in Format]
        options.one_of(suffix, known, lambda: f"{quoted(suffix)} n’est pas un format de table")
        count = write_blank(
            modele, Format(suffix), assembly.store, assembly.rulebook, numero, now=clock.now()
        )
        if en_json:
            display.as_json({"seance": numero, "fichier": str(modele), "lignes_a_remplir": count})
        else:
            told = quantity(count, "ligne à remplir", "lignes à remplir")
            nothing = "aucune ligne n’attend de résultat"
            display.say(colon(quoted(str(modele)), told if count else nothing))
        return
    if role is None:
        raise BadUsage(f"Dites sous quel rôle{NBSP}: --role.")
    assert fichier is not None  # one of the two is given
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act: Act = options.act(assembly, "", by, happened=le, fields=None)
    with display.progress("Résultats") as bar:
        typed = list(
            give_results(
                assembly.store,
                assembly.rulebook,
                act,
                fichier,
                numero,
                rehearsed=essai,
                progress=bar.advance,
            )
        )
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {"seance": numero, "essai": essai, "lignes": [_form(forms, one) for one in typed]}
        )
    else:
        _show(typed, essai=essai)
    if any(one.refused for one in typed):
        raise typer.Exit(Code.REFUSED)


def _show(typed: Sequence[Typed], *, essai: bool) -> None:
    display.title("Résultats de la table", "essai, rien n’est écrit" if essai else "")
    display.listing(
        ("Fichier", "Ligne", "Résultat", ""),
        [
            (
                str(one.asked.at),
                "" if one.asked.line is None else str(one.asked.line),
                _act(one),
                _told(one, essai=essai),
            )
            for one in typed
        ],
        empty="La table n’a aucune ligne.",
        fixed=("Fichier", "Ligne"),
        right=("Fichier", "Ligne"),
    )
    done = sum(1 for one in typed if not one.refused and not one.asked.already)
    words = ("résultat serait enregistré", "résultats seraient enregistrés")
    if not essai:
        words = ("résultat enregistré", "résultats enregistrés")
    display.say(f"{quantity(done, *words)}.")


def _act(one: Typed) -> str:
    """The words of the result: of the exit that was taken, once it was."""
    outcome = None if one.given is None else one.given.outcome
    if outcome is not None and outcome.words is not None:
        return outcome.words
    return "" if one.asked.event is None else event_label(one.asked.event)


def _told(one: Typed, *, essai: bool) -> str:
    if one.refusals:
        return " ".join(f"{refusal.sentence} {refusal.remedy}" for refusal in one.refusals)
    if one.given is not None and one.given.stale is not None:
        return str(one.given.stale)
    if one.given is not None and one.given.failed:
        return FAILED
    if one.asked.already:
        return "rien à saisir" if one.asked.event is None else "déjà enregistré"
    if one.given is not None and one.given.outcome is not None:
        return PROCEDURE.states[one.given.outcome.state].label
    return "serait enregistré" if essai else ""


def _form(forms: Forms, one: Typed) -> Json:
    given = one.given
    return {
        "ligne_du_fichier": one.asked.at,
        "ligne": one.asked.line,
        "acte": one.asked.event,
        "deja_fait": one.asked.already,
        "fait": None
        if given is None or given.outcome is None
        else act_forms.outcome(forms, given.outcome),
        "refus": [act_forms.refusal(refusal) for refusal in one.refusals],
        "perime": None if given is None or given.stale is None else str(given.stale),
        "echec": given is not None and given.failed,
    }
