"""``agent``: who works on the procedure, as what, when they are away, how they are told."""

from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import agent_screen, display, options
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.outcome_screen import if_repeated
from entrypoints.cli.refused import refuse
from entrypoints.forms.agents import agent as agent_form
from entrypoints.post import chosen_by_agents
from rules import agents as said
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.wording import NBSP, numbered
from workflow.agents.commands import AgentCommand, UnknownAgent, perform
from workflow.reading import agents

app = group("Les agents : leurs habilitations, leurs absences, comment ils sont prévenus.")

Number = Annotated[
    int, typer.Argument(metavar="AGENT", min=1, max=GREATEST, help="Le numéro de l’agent.")
]


def _fields(words: str) -> object:
    return typer.Option("--champ", metavar="NOM=VALEUR", help=f"{words} ; à répéter.")


@app.command()
def creer(
    ctx: typer.Context,
    role: options.InRole,
    champ: Annotated[list[str] | None, _fields("nom, courriel")] = None,
    acteur: options.Who = None,
    service: options.OfService = None,
    territoire: options.Territory = None,
    le: options.Happened = None,
    cle: options.Key = None,
    en_json: options.AsJson = False,
) -> None:
    """Crée un agent : son nom, son adresse de courriel."""
    assembly = assembly_of(ctx)
    by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
    act = options.act(assembly, said.CREATED, by, happened=le, fields=champ)
    _perform(ctx, AgentCommand(act=act, key=cle), en_json)


def _add(name: str, event: str, what: str, asked: str) -> None:
    """A command for an act on an agent who is there: they differ by their form alone."""

    def command(
        ctx: typer.Context,
        numero: Number,
        role: options.InRole,
        champ: Annotated[list[str] | None, _fields(asked)] = None,
        acteur: options.Who = None,
        service: options.OfService = None,
        territoire: options.Territory = None,
        le: options.Happened = None,
        version: options.Version = None,
        cle: options.Key = None,
        en_json: options.AsJson = False,
    ) -> None:
        assembly = assembly_of(ctx)
        by = options.actor(assembly, role, name=acteur, service=service, territory=territoire)
        command = AgentCommand(
            act=options.act(assembly, event, by, happened=le, fields=champ),
            agent_id=numero,
            channels=chosen_by_agents(assembly.settings),
            expected_version=version,
            key=cle,
        )
        _perform(ctx, command, en_json)

    command.__doc__ = what
    app.command(name)(command)


_add(
    "modifier",
    said.CHANGED,
    "Modifie le nom, l’adresse, ou dit si l’agent est en fonction.",
    "nom, courriel, actif",
)
_add(
    "habiliter",
    said.HABILITATED,
    "Habilite un agent à un rôle, pour un service ou une circonscription, entre deux jours.",
    "role, service, circonscription, du, au, recoit",
)
_add("deshabiliter", said.ENDED, "Met fin à une habilitation, à une date.", "habilitation, au")
_add(
    "absence",
    said.AWAY,
    "Note une absence, et qui est prévenu à sa place.",
    "du, au, suppleant (numéro d’un agent)",
)
_add("retour", said.BACK, "Écourte une absence, ou l’annule : son dernier jour.", "absence, au")
_add(
    "preference",
    said.PREFERRED,
    "Règle par quel canal un agent est prévenu, aussitôt ou en récapitulatif.",
    "canal, rythme (immediat, quotidien, hebdomadaire, jamais)",
)


@app.command()
def lister(
    ctx: typer.Context,
    role: Annotated[
        options.Capacity | None, typer.Option("--role", help="Habilités à ce rôle.")
    ] = None,
    service: Annotated[
        int | None,
        typer.Option("--service", metavar="N", min=1, max=GREATEST, help="Pour ce service."),
    ] = None,
    circonscription: Annotated[
        str | None,
        typer.Option("--circonscription", metavar="CODE", help="Pour cette circonscription."),
    ] = None,
    le: Annotated[
        str | None,
        typer.Option(
            "--au", metavar="DATE", help="Tels qu’ils sont ce jour-là ; sinon, aujourd’hui."
        ),
    ] = None,
    tous: Annotated[
        bool, typer.Option("--tous", help="Avec ceux qui ne sont plus, ou pas encore, habilités.")
    ] = False,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les agents en fonction, chacun avec ce à quoi il est habilité."""
    assembly = assembly_of(ctx)
    today = clock.now().astimezone(assembly.calendar.tz).date()
    day = today if le is None else clock.read_day(le)
    wanted = agents.Wanted(
        role=None if role is None else role.value,
        service=service,
        circonscription=options.place_among(assembly, circonscription),
        day=None if tous else day,
    )
    found = agents.listing(assembly.store, wanted, most=limite + 1)
    shown = found[:limite]
    if en_json:
        display.as_json(
            {"agents": [agent_form(one) for one in shown], "tronque": len(found) > limite}
        )
        return
    agent_screen.show_list(shown, assembly.rulebook.words, day)
    display.counted(len(shown), "agent", "agents", more=len(found) > limite, limit=limite)


@app.command()
def voir(ctx: typer.Context, numero: Number, en_json: options.AsJson = False) -> None:
    """Montre un agent : habilitations, absences, comment il est prévenu."""
    assembly = assembly_of(ctx)
    found = agents.agent(assembly.store, numero)
    if found is None:
        raise UnknownAgent(numero)
    if en_json:
        display.as_json(agent_form(found))
        return
    today = clock.now().astimezone(assembly.calendar.tz).date()
    agent_screen.show(found, assembly.rulebook.words, today)


def _perform(ctx: typer.Context, command: AgentCommand, en_json: bool) -> None:
    assembly = assembly_of(ctx)
    try:
        done = perform(assembly.store, assembly.rulebook, command)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(
            {
                "agent": done.agent_id,
                "version": done.version,
                "numero": done.made,
                "deja_fait": done.repeated,
            }
        )
        return
    if_repeated(done)
    label = said.LABELS[command.act.event]
    what = f"Agent {numbered(done.agent_id)} (version {done.version})"
    made = "" if done.made is None else f", {_MADE[command.act.event]} {numbered(done.made)}"
    display.say(f"Fait{NBSP}: {label}. {what}{made}.")


_MADE = {said.HABILITATED: "habilitation", said.AWAY: "absence"}
