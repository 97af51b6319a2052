"""``compte``: the first administrator, invitations, resets, locks, sessions.

A password is typed where nobody sees it, or read from the standard input; never an argument, which
the machine shows to whoever asks what runs on it.
"""

import getpass
import sys
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.cli import display, options
from entrypoints.cli.accounts import screen
from entrypoints.cli.acting import Acting, spread
from entrypoints.cli.errors import BadUsage
from entrypoints.cli.french import group
from entrypoints.cli.options import assembly_of
from entrypoints.cli.refused import refuse
from entrypoints.forms.registry import Forms
from entrypoints.gate import gate_of
from entrypoints.words.times import full_instant
from rules.accounts import acts
from rules.actors import Actor, Role
from rules.fields import GREATEST
from rules.refusals import Refused
from rules.situation import Act
from rules.wording import NBSP, colon, numbered, quantity
from workflow.accounts import keeping
from workflow.accounts.choosing import use_link
from workflow.accounts.keeping import Kept
from workflow.agents.commands import UnknownAgent
from workflow.reading import accounts, agents

app = group("Les comptes des agents : inviter, réinitialiser, verrouiller, fermer des sessions.")

Agent = Annotated[
    int, typer.Argument(metavar="AGENT", min=1, max=GREATEST, help="Le numéro de l’agent.")
]
Motive = Annotated[str | None, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.")]


@app.command("premier-administrateur")
def premier_administrateur(
    ctx: typer.Context,
    nom: Annotated[str, typer.Option("--nom", metavar="NOM", help="Son nom.")],
    courriel: Annotated[
        str, typer.Option("--courriel", metavar="ADRESSE", help="Son adresse de courriel.")
    ],
    acteur: options.Who = None,
    en_json: options.AsJson = False,
) -> None:
    """Crée le premier administrateur, tant qu’aucun n’est en fonction. Le mot de passe est demandé,
    ou lu sur l’entrée standard."""
    assembly = assembly_of(ctx)
    now = clock.now()
    act = Act(
        event=acts.FIRST,
        actor=Actor(name=acteur or options.account(), role=Role.ADMINISTRATEUR),
        occurred=now,
        known=now,
        data={"nom": nom, "courriel": courriel},
    )
    password = _new_password()
    try:
        done = keeping.first_administrator(gate_of(assembly), act, password)
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json(screen.kept_form(Forms(assembly.calendar.tz), done))
        return
    display.say(
        f"Fait{NBSP}: l’agent {numbered(done.agent)} administre l’application. Il se connecte avec "
        "son courriel et ce mot de passe."
    )


@app.command()
@spread
def inviter(ctx: typer.Context, agent: Agent, said: Acting) -> None:
    """Donne un lien par lequel un agent choisit son premier mot de passe."""
    _keep(ctx, acts.INVITED, agent, said)


@app.command()
@spread
def reinitialiser(ctx: typer.Context, agent: Agent, said: Acting) -> None:
    """Donne un lien par lequel un agent choisit un nouveau mot de passe."""
    _keep(ctx, acts.RESET, agent, said)


@app.command()
@spread
def verrouiller(ctx: typer.Context, agent: Agent, said: Acting, motif: Motive = None) -> None:
    """Ferme un compte : ses sessions et ses liens aussi."""
    _keep(ctx, acts.LOCKED, agent, said, motif=motif)


@app.command()
@spread
def deverrouiller(ctx: typer.Context, agent: Agent, said: Acting, motif: Motive = None) -> None:
    """Rouvre un compte verrouillé."""
    _keep(ctx, acts.UNLOCKED, agent, said, motif=motif)


@app.command()
@spread
def revoquer(
    ctx: typer.Context,
    agent: Agent,
    said: Acting,
    session: Annotated[
        int | None,
        typer.Option(
            "--session", metavar="N", min=1, max=GREATEST, help="Celle-là ; sinon, toutes."
        ),
    ] = None,
) -> None:
    """Ferme les sessions d’un agent, toutes ou une."""
    _keep(ctx, acts.REVOKED, agent, said, session=session)


@app.command()
def ouvrir(
    ctx: typer.Context,
    jeton: Annotated[str, typer.Argument(metavar="JETON", help="Le secret du lien reçu.")],
    en_json: options.AsJson = False,
) -> None:
    """Choisit un mot de passe par un lien, comme le fait son destinataire. Le mot de passe est
    demandé, ou lu sur l’entrée standard."""
    assembly = assembly_of(ctx)
    password = _new_password()
    try:
        agent = use_link(gate_of(assembly), jeton, password, clock.now())
    except Refused as refused:
        refuse(refused, en_json)
    if en_json:
        display.as_json({"agent": agent})
    else:
        display.say(f"Fait{NBSP}: l’agent {numbered(agent)} a choisi son mot de passe.")


@app.command()
def lister(ctx: typer.Context, limite: options.Most = 50, en_json: options.AsJson = False) -> None:
    """Liste les comptes : qui en a un, depuis quand, qui est verrouillé."""
    assembly = assembly_of(ctx)
    now = clock.now()
    found = accounts.listing(assembly.store, now, most=limite + 1)
    shown = found[:limite]
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "comptes": [screen.account_form(forms, one) for one in shown],
                "tronque": len(found) > limite,
            }
        )
        return
    screen.show_accounts(shown, now, assembly.calendar)
    display.counted(len(shown), "compte", "comptes", more=len(found) > limite, limit=limite)


@app.command()
def sessions(
    ctx: typer.Context,
    agent: Agent,
    limite: options.Most = 50,
    en_json: options.AsJson = False,
) -> None:
    """Liste les sessions d’un agent, la dernière ouverte d’abord."""
    assembly = assembly_of(ctx)
    now = clock.now()
    if agents.agent(assembly.store, agent) is None:
        raise UnknownAgent(agent)
    found = accounts.sessions(assembly.store, agent, most=limite + 1)
    shown, lasting = found[:limite], assembly.settings.lasting
    if en_json:
        forms = Forms(assembly.calendar.tz)
        display.as_json(
            {
                "sessions": [screen.session_form(forms, one, lasting, now) for one in shown],
                "tronque": len(found) > limite,
            }
        )
        return
    screen.show_sessions(shown, lasting, now, assembly.calendar)
    display.counted(len(shown), "session", "sessions", more=len(found) > limite, limit=limite)


def _keep(ctx: typer.Context, event: str, agent: int, said: Acting, **data: object) -> None:
    assembly = assembly_of(ctx)
    act = said.act(assembly, event, data)
    try:
        done = keeping.keep(gate_of(assembly), act, agent)
    except Refused as refused:
        refuse(refused, said.en_json)
    if said.en_json:
        display.as_json(screen.kept_form(Forms(assembly.calendar.tz), done))
        return
    display.say(f"Fait{NBSP}: {acts.LABELS[event]}. Agent {numbered(done.agent)}.")
    if done.closed:
        display.say(f"{quantity(done.closed, 'session fermée', 'sessions fermées')}.")
    _tell_link(ctx, done)


def _tell_link(ctx: typer.Context, done: Kept) -> None:
    if done.token is None or done.expires is None:
        return
    until = full_instant(done.expires, assembly_of(ctx).calendar)
    display.say(colon("Son lien, dit une seule fois, à lui remettre en main propre", ""))
    display.bare(done.token)
    display.say(f"Il sert une fois, jusqu’au {until}{NBSP}: « compte ouvrir JETON ».")


def _new_password() -> str:
    """Typed twice at a terminal, else the first line of the standard input. Raises BadUsage."""
    if not display.is_asked():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Mot de passe{NBSP}: ")
    if getpass.getpass(f"Encore une fois{NBSP}: ") != first:
        raise BadUsage("Les deux mots de passe ne sont pas les mêmes : rien n’est enregistré.")
    return first
