"""``ep``: saisines put on the agenda of the EP, and decisions taken after it, many at once."""

from collections.abc import Sequence
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage, Code
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.cli.seances import not_awaited
from entrypoints.cli.seances.not_awaited import NotAwaited
from entrypoints.cli.seances.seance_acts import Number
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.times import short_instant
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.seances.kinds import BODY_LABELS, Body
from rules.wording import NBSP, colon, numbered, quantity, quoted
from rules.words import Topic
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import agendas
from workflow.seances.outcomes import decisions
from workflow.seances.outcomes.decisions import ACCEPT, FOLLOWS, REFUSE, Decided, ToDecide
from workflow.seances.tableau import enrolment
from workflow.seances.tableau.enrolment import ENROL, Enrolled

app = group(
    "L’équipe pluridisciplinaire : les saisines qui l’attendent, les décisions qui suivent."
)

_AVIS = {"accepte": "favorable", "refuse": "défavorable"}

Dossiers = Annotated[
    list[int] | None,
    typer.Option(
        "--dossier", metavar="N", min=1, max=GREATEST, help="Ce dossier ; l’option se répète."
    ),
]
Trial = Annotated[
    bool, typer.Option("--essai", help="Montre ce qui serait fait, sans rien écrire.")
]


@app.command()
def inscrire(
    ctx: typer.Context,
    role: options.InRole,
    dossier: Dossiers = None,
    essai: Trial = False,
    acteur: options.Who = None,
    territoire: options.Territory = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Inscrit chaque saisine recevable à la prochaine EP compétente qui a de la place.

    Les urgentes d’abord, puis les demandes les plus anciennes ; celle qui ne peut être inscrite dit
    pourquoi et n’arrête pas les autres. Avec --dossier, un refus fait échouer la commande.
    """
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=None, territory=territoire)
    act = options.act(assembly, ENROL, by, happened=None, fields=None)
    found = enrolment.waiting(assembly.store, dossier)
    others = set(dossier or ()) - {one.dossier_id for one in found}
    missed = not_awaited.dossiers(sorted(others), "d’EP")
    with display.progress("Inscriptions", total=len(found)) as bar:
        done = []
        for one in enrolment.enrol(
            assembly.store, assembly.rulebook, act, found, key=cle, trial=essai
        ):
            done.append(one)
            bar.advance(1)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        forms_of = [*(_enrolled(forms, one) for one in done), *map(_not_to_enrol, missed)]
        display.as_json({"essai": essai, "saisines": forms_of})
    else:
        _show_enrolled(ctx, done, essai=essai)
        not_awaited.show(missed)
    if missed or (dossier and any(one.left for one in done)):
        raise typer.Exit(Code.REFUSED)


@app.command()
def decider(
    ctx: typer.Context,
    numero: Number,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help=f"{ACCEPT} ou {REFUSE}.")],
    role: options.InRole,
    dossier: Dossiers = None,
    tous: Annotated[
        bool, typer.Option("--tous", help="Tous ceux dont l’EP a rendu cet avis.")
    ] = False,
    champ: options.Fields = None,
    essai: Trial = False,
    acteur: options.Who = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Prend la même décision sur les dossiers d’une EP, aux termes de l’avis rendu.

    Avec --tous, seuls sont décidés ceux dont l’avis va dans ce sens ; les autres sont laissés, et
    nommés. Un refus n’arrête pas les autres.
    """
    if bool(dossier) == tous:
        raise BadUsage("Dites quels dossiers : --dossier N, autant de fois qu’il faut, ou --tous.")
    assembly = assembly_of(ctx)
    event = options.one_of(
        decision, list(FOLLOWS), lambda: f"{quoted(decision)} n’est pas une décision"
    )
    by = options.actor(assembly, role, name=acteur, service=None, territory=None)
    act = options.act(assembly, event, by, happened=le, fields=champ)
    _check_decides(assembly, numero, event, en_json)
    waiting = decisions.awaited(assembly.store, numero)
    chosen = [one for one in waiting if _is_chosen(one, dossier, event)]
    left = [] if dossier else [one for one in waiting if one not in chosen]
    others = set(dossier or ()) - {one.dossier_id for one in waiting}
    missed = not_awaited.dossiers(sorted(others), f"de décision après la séance {numbered(numero)}")
    with display.progress("Décisions", total=len(chosen)) as bar:
        done = []
        for one in decisions.decide(
            assembly.store, assembly.rulebook, act, chosen, key=cle, trial=essai
        ):
            done.append(one)
            bar.advance(1)
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "seance": numero,
                "acte": event,
                "essai": essai,
                "decisions": [
                    *(_decided(forms, one) for one in done),
                    *map(_not_to_decide, missed),
                ],
                "laissees": [one.dossier_id for one in left],
            }
        )
    else:
        _show_decided(event, done, left, essai=essai)
        not_awaited.show(missed)
    if missed or any(one.refusals or one.stale for one in done):
        raise typer.Exit(Code.REFUSED)


def _check_decides(assembly: Assembly, number: int, event: str, en_json: bool) -> None:
    """Only an EP is followed by decisions: another séance is told the command of its own."""
    body = agendas.agenda(assembly.store, assembly.rulebook, number).kind.body
    if body is Body.DECISION:
        return
    refusal = Refusal(
        code="seance_d_un_autre_genre",
        sentence=f"La séance {numbered(number)} est {BODY_LABELS[body]}, pas une EP{NBSP}: aucune"
        " décision ne la suit.",
        remedy=f"Donnez ses résultats par « seance resultat {number} ».",
        source=assembly.rulebook.words.text(Topic.EP),
    )
    refuse(Refused(event, (refusal,)), en_json)


def _is_chosen(one: ToDecide, asked: Sequence[int] | None, event: str) -> bool:
    """Whether it was asked for; with all of them, whether the avis goes the same way."""
    return one.dossier_id in asked if asked else one.avis == FOLLOWS[event]


def _show_enrolled(ctx: typer.Context, done: Sequence[Enrolled], *, essai: bool) -> None:
    calendar, now = assembly_of(ctx).calendar, clock.now()
    display.title("Inscription en EP", "essai, rien n’est écrit" if essai else "")
    display.listing(
        ("Dossier", "Personne", "Circ.", "Demande", "Résultat"),
        [
            (
                str(one.waiting.dossier_id),
                f"{one.waiting.nom} {one.waiting.prenom}",
                one.waiting.circonscription,
                display.pair(
                    f"{one.waiting.requested.astimezone(calendar.tz):%d/%m/%Y}",
                    "urgente" if one.waiting.urgent else None,
                ),
                _why(one)
                if one.left or one.held is None
                else f"séance n° {one.seance_id}, {short_instant(one.held, now, calendar)}",
            )
            for one in done
        ],
        empty="Aucune saisine n’attend d’EP.",
        fixed=("Dossier", "Circ."),
        right=("Dossier",),
    )
    left = sum(one.left for one in done)
    if left:
        display.say(f"{quantity(left, 'saisine attend', 'saisines attendent')} encore.")


def _show_decided(
    event: str, done: Sequence[Decided], left: Sequence[ToDecide], *, essai: bool
) -> None:
    label = PROCEDURE.label(Machine.DOSSIER, event) or event
    display.title(label, "essai, rien n’est écrit" if essai else "")
    display.listing(
        ("Dossier", "Personne", "Avis de l’EP", "Service demandé", "Résultat"),
        [
            (
                str(one.one.dossier_id),
                f"{one.one.nom} {one.one.prenom}",
                _AVIS[one.one.avis],
                one.one.wished,
                _result(one),
            )
            for one in done
        ],
        empty="Aucun dossier n’attend cette décision.",
        fixed=("Dossier",),
        right=("Dossier",),
    )
    if left:
        display.section(colon("Laissés", quantity(len(left), "dossier", "dossiers")))
        for one in left:
            display.indented(f"Dossier n° {one.dossier_id}{NBSP}: avis {_AVIS[one.avis]} de l’EP.")


def _result(one: Decided) -> str:
    if one.outcome is not None:
        told = PROCEDURE.states[one.outcome.state].label
        return f"{told} (déjà fait)" if one.outcome.repeated else told
    return _why(one) if one.refusals or one.stale else "serait enregistré"


def _why(one: Enrolled | Decided) -> str:
    if one.stale is not None:
        return str(one.stale)
    return " ".join(refusal.sentence for refusal in one.refusals)


def _enrolled(forms: Forms, one: Enrolled) -> Json:
    return {
        "dossier": one.waiting.dossier_id,
        "circonscription": one.waiting.circonscription,
        "urgente": one.waiting.urgent,
        "seance": one.seance_id,
        "date_seance": forms.instant(one.held),
        **_outcome(forms, one),
    }


def _not_to_enrol(one: NotAwaited) -> Json:
    nowhere = {"circonscription": None, "urgente": None, "seance": None, "date_seance": None}
    return {"dossier": one.number, **nowhere, **not_awaited.told(one)}


def _not_to_decide(one: NotAwaited) -> Json:
    return {"dossier": one.number, "avis": None, **not_awaited.told(one)}


def _decided(forms: Forms, one: Decided) -> Json:
    return {"dossier": one.one.dossier_id, "avis": one.one.avis, **_outcome(forms, one)}


def _outcome(forms: Forms, one: Enrolled | Decided) -> Json:
    return {
        "fait": None if one.outcome is None else act_forms.outcome(forms, one.outcome),
        "refus": [act_forms.refusal(refusal) for refusal in one.refusals],
        "perime": None if one.stale is None else str(one.stale),
    }
