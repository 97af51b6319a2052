"""``fait``: enter one fact by hand, list those that are known, say which may be entered."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.french import group
from entrypoints.cli.options import Capacity, assembly_of
from entrypoints.cli.outcome_screen import show_outcome
from entrypoints.cli.refused import refuse
from entrypoints.forms import acts as act_forms
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import event_label
from entrypoints.words.times import short_day
from exchanges.tables.template import accepted
from rules.actors import Actor, Who
from rules.days.months import Month
from rules.facts import FACTS, entering
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import NBSP, colon, long_date, quantity, quoted
from states.page import Exit
from states.procedure import PROCEDURE
from workflow.acts import commands, fact_entry
from workflow.acts.commands import Command
from workflow.acts.fact_entry import AmbiguousFact, Entry, FactForm
from workflow.reading import dossiers, facts
from workflow.reading.dossiers import DossierSheet
from workflow.reading.facts import FactLine

app = group("Les faits : en saisir un, lister ceux qui sont connus, dire lesquels se saisissent.")

Number = Annotated[
    int, typer.Argument(metavar="DOSSIER", min=1, max=GREATEST, help="Le numéro du dossier.")
]
_NOT_SHOWN = frozenset({"service_referent", "genre", "origine", "seance"})
"""What every fact bears of its dossier."""


@app.command()
def saisir(
    ctx: typer.Context,
    numero: Number,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Le fait ; « fait codes » les donne.")
    ],
    valeurs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CHAMP=VALEUR]…", help="Ce que le fait dit de plus."),
    ] = None,
    le: Annotated[
        str | None,
        typer.Option(
            "--le",
            metavar="DATE",
            help="Le jour où c’est arrivé (2026-05-07, 07/05/2026) ; sinon, aujourd’hui.",
        ),
    ] = None,
    role: Annotated[
        Capacity | None,
        typer.Option(
            "--role",
            help="Le rôle sous lequel on agit ; sinon, le service référent de la personne quand "
            "l’acte est le sien, ou le bureau de l’orientation.",
        ),
    ] = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    acteur: options.Who = None,
    version: options.Version = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Enregistre un fait à sa date ; déjà connu, il n’est pas enregistré deux fois.

    Exemple : reorientation fait saisir 12 rdv_fixe date_rdv=2026-05-20 --le 2026-05-07
    """
    assembly = assembly_of(ctx)
    known, tz = clock.now(), assembly.calendar.tz
    form = _form(code)
    day = known.astimezone(tz).date() if le is None else clock.read_instant(le, tz).date()
    entry = Entry(code=form.code, day=day, values=options.form(valeurs))
    sheet = dossiers.dossier(assembly.store, numero)
    exit = _exit(sheet, entry)
    by = _actor(assembly, exit, sheet, role, acteur, service, territoire)
    command = Command(
        dossier_id=numero,
        act=fact_entry.act_of(exit, entry, by, known=known, tz=tz),
        expected_version=version,
        key=cle,
    )
    if cle is None and _already(assembly, numero, entry):
        _told_already(entry, sheet, en_json)
        return
    try:
        done = commands.perform(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {
                **act_forms.outcome(Forms(tz), done),
                "fait": entry.code,
                "jour": day.isoformat(),
                "connu": False,
            }
        )
    else:
        show_outcome(done, exit.event, now=known, calendar=assembly.calendar)


@app.command()
def lister(
    ctx: typer.Context,
    numero: Annotated[
        int | None,
        typer.Argument(
            metavar="[DOSSIER]", min=1, max=GREATEST, help="Le numéro du dossier ; sinon, tous."
        ),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="Ce fait seulement.")
    ] = None,
    depuis: Annotated[
        str | None,
        typer.Option("--depuis", metavar="DATE", help="Ceux qui sont connus depuis cette date."),
    ] = None,
    etats: Annotated[
        bool, typer.Option("--etats", help="Avec les entrées dans chaque étape.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les faits, les derniers d’abord : quand c’est arrivé, quand on l’a su."""
    assembly = assembly_of(ctx)
    found = facts.lines(
        assembly.store,
        dossier=numero,
        code=None if code is None else _fact_among(code),
        since=options.instant(assembly, depuis),
        states=etats,
        most=limite + 1,
    )
    shown, more = found[:limite], len(found) > limite
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json({"faits": [_as_json(one, forms) for one in shown], "tronque": more})
        return
    tz = assembly.calendar.tz
    today = clock.now().astimezone(tz).date()
    display.listing(
        ("Arrivé le", "Su le", "Sujet", "Fait", "Ce qu’il dit"),
        [
            (
                short_day(one.occurred.astimezone(tz).date(), today),
                short_day(one.known.astimezone(tz).date(), today),
                f"{one.subject.kind.value} {one.subject.id}",
                f"{_label(one.code)}{', corrigé' if one.annulled_by else ''}",
                _words(one.data),
            )
            for one in shown
        ],
        empty="Aucun fait.",
        fixed=("Arrivé le", "Su le"),
    )
    if more:
        display.say(f"… et d’autres{NBSP}: --limite en montre plus.")


@app.command()
def codes(ctx: typer.Context, en_json: options.AsJson = False) -> None:
    """Dit quels faits se saisissent, avec leurs champs, et lesquels se lisent dans un tableau."""
    found = list(fact_entry.forms().values())
    if en_json:
        display.as_json({"faits": [_form_as_json(form) for form in found]})
        return
    display.listing(
        ("Code", "Fait", "Champs (* : obligatoire)", "Tableau"),
        [
            (
                form.code,
                form.label,
                "\n".join(
                    f"{one.name}{'*' if one.required else ''} ({accepted(one)})"
                    for one in form.values
                ),
                "oui" if form.told else "non",
            )
            for form in found
        ],
        empty="",
        fixed=("Code",),
    )
    display.say(quantity(len(found), "fait", "faits"))


def _form(code: str) -> FactForm:
    known = fact_entry.forms()
    if code not in known and code in FACTS:
        raise BadUsage(
            f"Le fait {quoted(code)} ({FACTS[code]}) ne se saisit pas{NBSP}: la procédure "
            "l’écrit elle-même."
        )
    name = options.one_of(
        code,
        list(known),
        lambda: f"{quoted(code)} n’est pas un fait qui se saisit",
        listing="fait codes",
    )
    return known[name]


def _fact_among(code: str) -> str:
    known = [*FACTS, *(entering(state) for state in PROCEDURE.states)]
    return options.one_of(code, known, lambda: f"Le fait {quoted(code)} n’existe pas")


def _exit(sheet: DossierSheet, entry: Entry) -> Exit:
    """The act that enters the fact where the dossier stands; if none does, one that the machine
    will refuse with its reasons. Raises BadUsage."""
    try:
        found = fact_entry.way_in(sheet.state, entry.code, set(entry.values))
    except AmbiguousFact as error:
        raise BadUsage(str(error)) from error
    return found or fact_entry.any_way(entry.code)


def _actor(
    assembly: Assembly,
    exit: Exit,
    sheet: DossierSheet,
    role: Capacity | None,
    name: str | None,
    service: int | None,
    territory: str | None,
) -> Actor:
    """Who acts: as said or, when no role is, who holds the first capacity that may."""
    own = sheet.service if Who.SERVICE_REFERENT in exit.who else None
    if role is None and service is None and own is not None:
        role, service = Capacity.REFERENT, own.id
    if role is None:
        role = Capacity.BOP if service is None else Capacity.REFERENT
    return options.actor(assembly, role, name=name, service=service, territory=territory)


def _already(assembly: Assembly, dossier: int, entry: Entry) -> bool:
    """Whether the dossier knows the fact already."""
    tz = assembly.calendar.tz
    found = facts.known(assembly.store, dossier=dossier, code=entry.code)
    return fact_entry.already(found, entry, tz)


def _told_already(entry: Entry, sheet: DossierSheet, en_json: bool) -> None:
    if en_json:
        display.as_json(
            {
                "dossier": sheet.id,
                "version": sheet.version,
                "etat": sheet.state,
                "fait": entry.code,
                "jour": entry.day.isoformat(),
                "connu": True,
            }
        )
        return
    day = long_date(entry.day)
    display.say(f"Déjà connu, le {day}{NBSP}: {FACTS[entry.code]}. Rien n’a été refait.")


def _as_json(line: FactLine, forms: Forms) -> dict[str, Any]:
    return {
        "sujet": {"genre": line.subject.kind.value, "id": line.subject.id},
        "numero": line.seq,
        "code": line.code,
        "libelle": _label(line.code),
        "survenu_le": forms.instant(line.occurred),
        "su_le": forms.instant(line.known),
        "donnees": line.data,
        "corrige_par": line.annulled_by,
    }


def _form_as_json(form: FactForm) -> dict[str, Any]:
    return {
        "code": form.code,
        "libelle": form.label,
        "actes": [{"acte": act, "libelle": event_label(act)} for act in form.acts],
        "champs": [
            {
                "nom": one.name,
                "libelle": one.label,
                "genre": one.kind.value,
                "obligatoire": one.required,
                "choix": list(one.choices),
            }
            for one in form.values
        ],
        "tableau": form.told,
    }


def _label(code: str) -> str:
    if code in FACTS:
        return FACTS[code]
    state = PROCEDURE.states.get(code.partition(":")[2])
    return code if state is None else colon("Étape", state.label)


def _words(data: Mapping[str, Any]) -> str:
    """What the fact says of its own."""
    return ", ".join(
        colon(name, _value(value)) for name, value in data.items() if name not in _NOT_SHOWN
    )


def _value(value: object) -> str:
    text = str(value)
    for words in (_day, _month):
        with suppress(ValueError):
            return words(text)
    return text


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def _month(text: str) -> str:
    return Month.parse(text).label
