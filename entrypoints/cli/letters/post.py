"""``lettre envoyee|recue|retour``: what the post did with letters."""

from collections.abc import Sequence
from typing import Annotated

import typer

from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.letters.choices import (
    By,
    Day,
    Number,
    Numbers,
    OfBatch,
    act,
    day,
    press_at_hand,
)
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms import acts as act_forms
from rules.actors import Actor
from rules.letters.kinds import Return
from rules.refusals import Refused
from rules.wording import NBSP, all_numbered, numbered, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.letters import batches, posting
from workflow.letters.news import Arrived, News, Returned, Sent
from workflow.letters.posting import Told


def envoyee(
    ctx: typer.Context,
    le: Day,
    canal: By,
    role: options.InRole,
    numeros: Numbers = None,
    lot: OfBatch = None,
    suivi: Annotated[
        str | None,
        typer.Option("--suivi", metavar="NUMERO", help="Le numéro de suivi d’une lettre seule."),
    ] = None,
    deja_partie: Annotated[
        bool,
        typer.Option("--deja-partie", help="Elle est partie, même si ce qu’elle dit a changé."),
    ] = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Enregistre le départ de lettres ; pour une décision, c’est sa notification.

    Exemples : reorientation lettre envoyee 12 --le 2026-05-07 --canal recommande --suivi 1A234
    --role bop ; reorientation lettre envoyee --lot 3 --le 2026-05-07 --canal postal --role bop
    """
    assembly = assembly_of(ctx)
    if (lot is None) == (not numeros):
        raise BadUsage(f"Dites quelles lettres{NBSP}: leurs numéros, ou --lot.")
    letters = list(dict.fromkeys(numeros or ())) if lot is None else _of_batch(assembly, lot)
    if suivi is not None and len(letters) != 1:
        raise BadUsage("Un numéro de suivi est celui d’une seule lettre.")
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    sent_on = day(le)
    assert sent_on is not None  # the option is asked for
    news = Sent(day=sent_on, channel=canal, tracking=suivi, gone=deja_partie)
    _tell_all(assembly, by, letters, news, en_json)


def recue(
    ctx: typer.Context,
    numero: Number,
    role: options.InRole,
    le: Annotated[
        str | None, typer.Option("--le", metavar="DATE", help="Le jour de sa réception.")
    ] = None,
    presentee: Annotated[
        str | None,
        typer.Option("--presentee", metavar="DATE", help="Le jour de sa première présentation."),
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Enregistre qu’une lettre a été présentée, ou reçue : de la réception court le recours."""
    assembly = assembly_of(ctx)
    if le is None and presentee is None:
        raise BadUsage(f"Dites quand{NBSP}: --le pour la réception, --presentee avant elle.")
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    _tell(assembly, by, numero, Arrived(presented=day(presentee), received=day(le)), en_json)


def retour(
    ctx: typer.Context,
    numero: Number,
    motif: Annotated[Return, typer.Option("--motif", help="Pourquoi elle est revenue.")],
    le: Day,
    role: options.InRole,
    presentee: Annotated[
        str | None,
        typer.Option("--presentee", metavar="DATE", help="Le jour de sa première présentation."),
    ] = None,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Enregistre le retour d’une lettre. NPAI rouvre la recherche de l’adresse ; non réclamée ou
    refusée, elle vaut notification à sa première présentation."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    back = day(le)
    assert back is not None  # the option is asked for
    news = Returned(day=back, reason=motif, presented=day(presentee))
    _tell(assembly, by, numero, news, en_json)


def corriger(
    ctx: typer.Context,
    numero: Number,
    motif: Annotated[
        str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi la date était fausse.")
    ],
    role: options.InRole,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    en_json: options.AsJson = False,
) -> None:
    """Reprend la dernière nouvelle d’une lettre à un membre ou à un partenaire.

    Celle d’un dossier est un acte du dossier : « dossier corriger ».
    """
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    asked = act(assembly, by)
    try:
        done = posting.take_back(assembly.store, assembly.rulebook, asked, numero, motif)
    except Refused as refused:
        refuse(refused, en_json)
    _answer(numero, done, en_json)


def _told(assembly: Assembly, by: Actor, letter: int, news: News) -> Told:
    press = press_at_hand(assembly)
    return posting.tell(assembly.store, assembly.rulebook, press, act(assembly, by), letter, news)


def _of_batch(assembly: Assembly, lot: int) -> list[int]:
    with assembly.store.glance() as tx:
        return list(batches.waiting(tx, lot))


def _tell(assembly: Assembly, by: Actor, letter: int, news: News, en_json: bool) -> None:
    try:
        done = _told(assembly, by, letter, news)
    except Refused as refused:
        refuse(refused, en_json)
    _answer(letter, done, en_json)


def _answer(letter: int, done: Told, en_json: bool) -> None:
    if en_json:
        display.as_json({"lettre": letter, **_outcome(done)})
        return
    machine = Machine.SEANCE if done.dossier_id is None else Machine.DOSSIER
    label = PROCEDURE.node(machine, done.state).state.label
    whose = (
        f"Séance n° {done.seance_id}"
        if done.dossier_id is None
        else f"Dossier n° {done.dossier_id}"
    )
    display.say(f"Lettre {numbered(letter)} : c’est noté. {whose} : {label}.")


def _tell_all(
    assembly: Assembly, by: Actor, letters: Sequence[int], news: News, en_json: bool
) -> None:
    """Each in its own transaction: one that is refused does not stop the others."""
    told, left = list[tuple[int, Told]](), list[tuple[int, Refused]]()
    with display.progress("Lettres", len(letters)) as bar:
        for letter in letters:
            try:
                told.append((letter, _told(assembly, by, letter, news)))
            except Refused as refused:
                left.append((letter, refused))
            bar.advance(1)
    if en_json:
        display.as_json(
            {
                "envoyees": [{"lettre": one, **_outcome(done)} for one, done in told],
                "refusees": [
                    {"lettre": one, "refus": [act_forms.refusal(r) for r in why.refusals]}
                    for one, why in left
                ],
            }
        )
    else:
        display.say(f"{quantity(len(told), 'lettre envoyée', 'lettres envoyées')}.")
        for one, why in left:
            display.say(f"Pas la {all_numbered('lettre', 'lettres', [one])} :")
            for refusal in why.refusals:
                display.indented(" ".join((refusal.sentence, refusal.remedy)).strip())
    if left:
        raise typer.Exit(Code.REFUSED)


def _outcome(done: Told) -> dict[str, object]:
    return {"dossier": done.dossier_id, "seance": done.seance_id, "etat": done.state}
