"""``echeance suspendre|reprendre|prolonger|fixer|rendre``: what is changed in one deadline.

Each is the act of the dossier or of the séance that the deadline is of, for that deadline alone.
"""

from collections.abc import Mapping
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.acting import ActingUpon, spread
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import show_outcome, show_seance_outcome
from entrypoints.cli.refused import refuse
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.times import dated, standing
from rules.deadlines.adjustments import DATE_MOTIVES
from rules.delays.suspensions import MOTIVES
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.subjects import SubjectKind
from rules.wording import colon, numbered, quoted
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.recording import Outcome
from workflow.reading import deadlines
from workflow.reading.deadlines import DeadlineLine
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, SeanceOutcome

Number = Annotated[
    int, typer.Argument(metavar="ECHEANCE", min=1, max=GREATEST, help="Le numéro de l’échéance.")
]
Motive = Annotated[
    str, typer.Option("--motif", metavar="CODE", help=f"La raison : {', '.join(MOTIVES)}.")
]
DateMotive = Annotated[
    str, typer.Option("--motif", metavar="CODE", help=f"La raison : {', '.join(DATE_MOTIVES)}.")
]
Words = Annotated[
    str | None,
    typer.Option("--precision", metavar="TEXTE", help="Le motif en clair, gardé à part."),
]


@spread
def suspendre(
    ctx: typer.Context,
    numero: Number,
    du: Annotated[
        str, typer.Option("--du", metavar="DATE", help="Le premier jour qui ne compte pas.")
    ],
    motif: Motive,
    au: Annotated[
        str | None,
        typer.Option("--au", metavar="DATE", help="Le dernier jour qui ne compte pas, si connu."),
    ] = None,
    precision: Words = None,
    *,
    said: ActingUpon,
) -> None:
    """Suspend une échéance : les jours suspendus ne comptent pas, comme des jours fériés.

    Sans --au, elle n’a plus de date jusqu’à « echeance reprendre ».
    """
    form = {"du": _day(du), "au": _day(au), "nature": _motive(motif, MOTIVES), "motif": precision}
    _change(ctx, numero, "suspendre_delai", form, said)


@spread
def reprendre(
    ctx: typer.Context,
    numero: Number,
    date: Annotated[
        str, typer.Option("--date", metavar="DATE", help="Le premier jour qui compte de nouveau.")
    ],
    *,
    said: ActingUpon,
) -> None:
    """Reprend une échéance suspendue."""
    _change(ctx, numero, "reprendre_delai", {"date": _day(date)}, said)


@spread
def prolonger(
    ctx: typer.Context,
    numero: Number,
    de: Annotated[
        int,
        typer.Option(
            "--de", metavar="N", min=1, max=GREATEST, help="Combien d’unités, dans celle du délai."
        ),
    ],
    motif: Motive,
    precision: Words = None,
    *,
    said: ActingUpon,
) -> None:
    """Prolonge une échéance, autant que sa règle le permet.

    Exemple : reorientation echeance prolonger 12 --de 5 --motif tiers_attendu --role bop
    """
    form = {"n": de, "nature": _motive(motif, MOTIVES), "motif": precision}
    _change(ctx, numero, "prolonger_delai", form, said)


@spread
def fixer(
    ctx: typer.Context,
    numero: Number,
    date: Annotated[str, typer.Argument(metavar="DATE", help="Le dernier jour du délai.")],
    motif: DateMotive,
    precision: Words = None,
    *,
    said: ActingUpon,
) -> None:
    """Fixe la date d’une échéance à la main, quoi que dise le compte ; réservé au président."""
    form = {"le": _day(date), "nature": _motive(motif, DATE_MOTIVES), "motif": precision}
    _change(ctx, numero, "fixer_echeance", form, said)


@spread
def rendre(
    ctx: typer.Context,
    numero: Number,
    precision: Words = None,
    *,
    said: ActingUpon,
) -> None:
    """Rend au calcul une échéance dont la date était fixée à la main."""
    _change(ctx, numero, "rendre_delai_au_calcul", {"motif": precision}, said)


def _day(text: str | None) -> str | None:
    return None if text is None else clock.read_day(text).isoformat()


def _motive(text: str, motives: Mapping[str, str]) -> str:
    return options.one_of(text, list(motives), lambda: f"La raison {quoted(text)} n’existe pas")


def _change(
    ctx: typer.Context, numero: int, event: str, form: Mapping[str, object], said: ActingUpon
) -> None:
    """Carries the act out and shows what the deadline has become."""
    assembly = assembly_of(ctx)
    line, _ = deadlines.deadline(assembly.store, numero)
    on_seance = line.subject.kind is SubjectKind.SEANCE
    whole = {
        "regle": line.rule,
        "ouverture": line.opening,
        "service": line.child if on_seance else None,
        **form,
    }
    act = said.act(assembly, event, whole)
    try:
        if on_seance:
            done: Outcome | SeanceOutcome = conduct.perform(
                assembly.store,
                assembly.rulebook,
                SeanceCommand(
                    act=act,
                    seance_id=line.subject.id,
                    expected_version=said.version,
                    key=said.cle,
                ),
            )
        else:
            done = commands.perform(
                assembly.store,
                assembly.rulebook,
                Command(
                    dossier_id=_dossier(ctx, line),
                    act=act,
                    expected_version=said.version,
                    key=said.cle,
                ),
            )
    except Refused as refused:
        refuse(refused, said.en_json)
    now_is = deadlines.current(assembly.store, line.lineage)
    _told(assembly, done, event, now_is, en_json=said.en_json)


def _dossier(ctx: typer.Context, line: DeadlineLine) -> int:
    """The dossier where the act is told: that of the deadline, or one of its person. Raises
    BadUsage for a deadline of neither."""
    dossier = deadlines.dossier_of(assembly_of(ctx).store, line)
    if dossier is None:
        raise BadUsage(
            f"L’échéance {numbered(line.id)} n’est ni d’une personne ni d’une séance : sa date ne"
            " se change pas."
        )
    return dossier


def _told(
    assembly: Assembly,
    done: Outcome | SeanceOutcome,
    event: str,
    now_is: DeadlineLine,
    *,
    en_json: bool,
) -> None:
    now, calendar = clock.now(), assembly.calendar
    if en_json:
        forms = Forms(calendar.tz)
        if isinstance(done, SeanceOutcome):
            answer: Json = act_forms.seance_outcome(forms, done)
        else:
            answer = act_forms.outcome(forms, done)
        display.as_json({**answer, "echeance": forms.deadline(now_is)})
        return
    if isinstance(done, SeanceOutcome):
        show_seance_outcome(done, event, now=now, calendar=calendar)
    else:
        show_outcome(done, event, now=now, calendar=calendar)
    words = ", ".join(
        part for part in (standing(now_is, now, calendar), dated(now_is, now, calendar)) if part
    )
    display.say(f"{colon(f'Échéance {numbered(now_is.id)}', words)}.")
