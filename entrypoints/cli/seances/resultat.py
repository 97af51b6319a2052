"""``seance resultat``: the same result for many lines, the list of an ICL-I or a whole EP."""

from collections.abc import Sequence
from typing import Annotated

import typer

from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.options import assembly_of
from entrypoints.cli.seances import not_awaited
from entrypoints.cli.seances.not_awaited import NotAwaited
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.dossiers import NATURES
from entrypoints.words.times import line_words
from rules.fields import GREATEST
from rules.seances.kinds import SeanceKind
from rules.wording import NBSP, colon, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts.recording import Outcome
from workflow.reading import agendas
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Given

Number = Annotated[
    int, typer.Argument(metavar="SEANCE", min=1, max=GREATEST, help="Le numéro de la séance.")
]
FAILED = "pas enregistré, recommencez"
"""What is said of a line that the database did not take."""


def resultat(
    ctx: typer.Context,
    numero: Number,
    acte: Annotated[
        str,
        typer.Argument(
            metavar="RESULTAT",
            help="Le code du résultat : rendre_favorable, ajourner, accepter, refuser…",
        ),
    ],
    role: options.InRole,
    lignes: Annotated[
        list[int] | None,
        typer.Option(
            "--ligne", metavar="N", min=1, max=GREATEST, help="Cette ligne ; l’option se répète."
        ),
    ] = None,
    toutes: Annotated[
        bool,
        typer.Option("--toutes", help="Toutes celles à qui ce résultat peut être donné."),
    ] = False,
    champ: options.Fields = None,
    essai: Annotated[
        bool, typer.Option("--essai", help="Montre ce qui serait fait, sans rien écrire.")
    ] = False,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Donne le même résultat à plusieurs lignes, chaque dossier ayant sa propre entrée.

    Une ligne refusée, ou qui n’attend pas de résultat, n’arrête pas les autres. Un dossier qui a
    changé depuis la lecture est dit, et n’est pas décidé.
    """
    if bool(lignes) == toutes:
        raise BadUsage("Dites quelles lignes : --ligne N, autant de fois qu’il faut, ou --toutes.")
    assembly = assembly_of(ctx)
    event = options.event_among((Machine.PASSAGE,), acte)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, event, by, happened=le, fields=champ)
    waiting = results.awaited(assembly.store, numero)
    chosen = [line for line in waiting if lignes is None or line.passage_id in lignes]
    others = set(lignes or ()) - {line.passage_id for line in waiting}
    missed = not_awaited.lines(assembly.store, numero, event, sorted(others))
    judged = list(results.preview(assembly.store, assembly.rulebook, act, chosen))
    if toutes:
        left = [one for one in judged if one.left]
        chosen = [one.line for one in judged if one not in left]
    else:
        left = []
    if essai:
        given = [one for one in judged if one not in left]
    else:
        with display.progress("Résultats", total=len(chosen)) as bar:
            given = []
            for one in results.give(assembly.store, assembly.rulebook, act, chosen, key=cle):
                given.append(one)
                bar.advance(1)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "seance": numero,
                "acte": event,
                "essai": essai,
                "lignes": [
                    *(_form(forms, one) for one in given),
                    *(_missed_form(one) for one in missed),
                ],
                "laissees": [_form(forms, one) for one in left],
            }
        )
    else:
        kind = agendas.agenda(assembly.store, assembly.rulebook, numero).kind
        _show(kind, event, given, left, essai=essai)
        not_awaited.show(missed)
    if any(one.left for one in given) or not all(one.already for one in missed):
        raise typer.Exit(Code.REFUSED)


def _show(
    kind: SeanceKind, event: str, given: Sequence[Given], left: Sequence[Given], *, essai: bool
) -> None:
    label = PROCEDURE.label(Machine.PASSAGE, event) or event
    display.title(label, "essai, rien n’est écrit" if essai else "")
    display.listing(
        ("N°", "Dossier", "Personne", "Service demandé", "Résultat"),
        [_row(kind, one, essai=essai) for one in given],
        empty="Aucune ligne n’attend ce résultat.",
        fixed=("N°", "Dossier"),
        right=("N°", "Dossier"),
    )
    if left:
        display.section(colon("Laissées", quantity(len(left), "ligne", "lignes")))
        for one in left:
            display.indented(f"Ligne n° {one.line.passage_id}{NBSP}: {_why(one)}")


def _row(kind: SeanceKind, one: Given, *, essai: bool) -> tuple[str, ...]:
    line = one.line
    if one.outcome is not None:
        told = _became(kind, one.outcome)
        told = f"{told} (déjà fait)" if one.outcome.repeated else told
    elif one.left:
        told = _why(one)
    else:
        told = "serait enregistré"
    return (
        str(line.passage_id),
        str(line.dossier_id),
        f"{line.nom} {line.prenom}",
        line.wished or NATURES[line.nature],
        told,
    )


def _became(kind: SeanceKind, done: Outcome) -> str:
    """Where the dossier stands; its line, in the words of the séance, when nothing else moved."""
    machines = [machine for machine, *_ in done.moves]
    if machines == [Machine.PASSAGE.value]:
        return line_words(kind, done.moves[0][3])
    return PROCEDURE.states[done.state].label


def _why(one: Given) -> str:
    if one.failed:
        return FAILED
    if one.stale is not None:
        return str(one.stale)
    return " ".join(refusal.sentence for refusal in one.refusals)


def _form(forms: Forms, one: Given) -> Json:
    return {
        "ligne": one.line.passage_id,
        "dossier": one.line.dossier_id,
        "fait": None if one.outcome is None else act_forms.outcome(forms, one.outcome),
        "refus": [act_forms.refusal(refusal) for refusal in one.refusals],
        "perime": None if one.stale is None else str(one.stale),
        "echec": one.failed,
        "deja_fait": one.outcome is not None and one.outcome.repeated,
    }


def _missed_form(one: NotAwaited) -> Json:
    return {
        "ligne": one.number,
        "dossier": one.dossier,
        **not_awaited.told(one),
        "echec": False,
        "deja_fait": one.already,
    }
