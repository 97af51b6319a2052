"""What commands have in common: their options, who acts, what is typed."""

import getpass
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

import typer

from entrypoints import clock, silence
from entrypoints.assembly import Assembly
from entrypoints.cli.errors import BadUsage, NotFound
from rules.actors import Actor, Genre, Role
from rules.fields import GREATEST
from rules.guards.competence import pour_son_service
from rules.situation import Act
from rules.wording import NBSP, colon, local_instant, quoted
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import dossiers

MOST = 10_000


class Capacity(StrEnum):
    """The roles that a person may act under; imports and the scheduler are no person."""

    REFERENT = Role.REFERENT.value
    RESPONSABLE_SERVICE = Role.RESPONSABLE_SERVICE.value
    BAT = Role.BAT.value
    BOP = Role.BOP.value
    EP = Role.EP.value
    PRESIDENT = Role.PRESIDENT.value
    MANAGER = Role.MANAGER.value
    ADMINISTRATEUR = Role.ADMINISTRATEUR.value


_OF_A_SERVICE = frozenset({Capacity.REFERENT, Capacity.RESPONSABLE_SERVICE})

AsJson = Annotated[bool, typer.Option("--json", help="Répond en JSON, pour un programme.")]
Most = Annotated[
    int,
    typer.Option("--limite", metavar="N", min=1, max=MOST, help="Au plus N lignes."),
]
InRole = Annotated[Capacity, typer.Option("--role", help="Le rôle sous lequel on agit.")]
TakenAs = Annotated[
    Capacity, typer.Option("--role", help="Le rôle sous lequel on prend le fichier.")
]
AskedRole = Annotated[
    Capacity | None, typer.Option("--role", help="Montre ce que ce rôle peut faire.")
]
Who = Annotated[
    str | None,
    typer.Option("--acteur", metavar="NOM", help="Qui agit ; sinon, le compte de l’ordinateur."),
]
OfService = Annotated[
    int | None,
    typer.Option(
        "--service",
        metavar="N",
        min=1,
        max=GREATEST,
        help="Le service de l’agent (numéro dans webRSA).",
    ),
]
Territory = Annotated[
    str | None,
    typer.Option(
        "--territoire",
        metavar="CODES",
        help="Les circonscriptions de l’agent, séparées par des virgules ; sinon, toutes.",
    ),
]
Happened = Annotated[
    str | None,
    typer.Option(
        "--le",
        metavar="DATE",
        help="Quand cela s’est passé (2026-05-07, 07/05/2026, 2026-05-07T17:00) ; sinon, "
        "maintenant.",
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option("--champ", metavar="NOM=VALEUR", help="Un champ de l’acte ; à répéter."),
]
Version = Annotated[
    int | None,
    typer.Option(
        "--version",
        metavar="N",
        min=0,
        max=GREATEST,
        help="La version lue : l’acte est refusé si quelqu’un a changé le sujet depuis.",
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--cle",
        metavar="CLE",
        help="Une clé unique : le même acte envoyé deux fois n’est fait qu’une.",
    ),
]


def assembly_of(ctx: typer.Context) -> Assembly:
    """What the command works with."""
    found = ctx.obj
    assert isinstance(found, Assembly)
    return found


def watched(ctx: typer.Context) -> Assembly:
    """The same, for a command that shows deadlines: it warns when nobody sweeps them any more."""
    assembly = assembly_of(ctx)
    last = silence.since(assembly.store, clock.now())
    if last is not None:
        when = local_instant(last.astimezone(assembly.calendar.tz))
        assembly.warn(
            f"Attention{NBSP}: aucun balayage depuis le {when}, aucune alerte ne part{NBSP}; "
            f"relancez {quoted('servir')}, ou faites {quoted('tic')}."
        )
    elif silence.from_the_start(assembly.store):
        assembly.warn(
            f"Attention{NBSP}: des échéances courent et aucun balayage n’a encore eu lieu, aucune "
            f"alerte ne part{NBSP}; lancez {quoted('servir')}, ou faites {quoted('tic')}."
        )
    return assembly


def actor(
    assembly: Assembly,
    role: Capacity,
    *,
    name: str | None,
    service: int | None,
    territory: str | None,
) -> Actor:
    """Who acts; the genre is that of their service. Raises BadUsage, NotFound."""
    if service is None and role in _OF_A_SERVICE:
        raise BadUsage(f"Le rôle {quoted(role)} agit pour un service{NBSP}: donnez --service.")
    genre = None
    if service is not None:
        found = dossiers.services(assembly.store, [service])
        if not found:
            raise NotFound(f"Le service n° {service} n’existe pas.")
        genre = None if found[0].genre is None else Genre(found[0].genre)
    return Actor(
        name=name or account(),
        role=Role(role.value),
        service_id=service,
        genre=genre,
        circonscriptions=None if territory is None else _territory(assembly, territory),
    )


def act(
    assembly: Assembly,
    event: str,
    by: Actor,
    *,
    happened: str | None,
    fields: Sequence[str] | None,
) -> Act:
    """The act as typed. A day alone is noon of that day, or now when it is today. The service that
    an agent may only act for is theirs: it need not be typed again.

    Raises BadUsage, UnreadableInstant.
    """
    known = clock.now()
    data = form(fields)
    if by.service_id is not None and for_own_service(event):
        data.setdefault("service", by.service_id)
    return Act(
        event=event,
        actor=by,
        occurred=known if happened is None else _occurred(assembly, happened, known),
        known=known,
        data=data,
    )


def for_own_service(event: str) -> bool:
    """Whether the act's field ``service`` can only be the service of the agent who acts."""
    return any(
        pour_son_service in exit.guards
        for node in PROCEDURE.all_nodes()
        for exit in node.by_event.get(event, ())
    )


def form(fields: Sequence[str] | None) -> dict[str, object]:
    """The fields typed as « nom=valeur ». Raises BadUsage."""
    data: dict[str, object] = {}
    for one in fields or ():
        name, equals, value = one.partition("=")
        name = name.strip()
        if not equals or not name:
            raise BadUsage(f"{quoted(one)} n’est pas un champ{NBSP}: écrivez --champ nom=valeur.")
        if name in data:
            raise BadUsage(f"Le champ {quoted(name)} est donné deux fois.")
        data[name] = value
    return data


def event_among(machines: Iterable[Machine], text: str) -> str:
    """The act of that code. Raises BadUsage with the nearest one."""
    known = {
        event
        for machine in machines
        for node in PROCEDURE.nodes[machine].values()
        for event in node.by_event
    }
    known.update(event for machine in machines for event in PROCEDURE.births[machine])
    of = "d’une séance" if Machine.SEANCE in machines else "de la procédure"
    return one_of(text, sorted(known), lambda: f"{quoted(text)} n’est pas un acte {of}")


def one_of(
    text: str,
    known: Sequence[str],
    sentence: Callable[[], str],
    *,
    listing: str = "procedure dessiner --format tableau",
) -> str:
    """The text when it is one of the known. Raises BadUsage: the sentence, which has no full stop,
    then the nearest, or all of them when they are few, else the command that lists them."""
    if text in known:
        return text
    close = get_close_matches(text, known, n=1)
    if close:
        hint = f"Vouliez-vous dire {quoted(close[0])}{NBSP}?"
    elif len(known) <= 40:
        hint = f"{colon('Choix', ', '.join(known))}."
    else:
        hint = f"« reorientation {listing} » en donne la liste."
    raise BadUsage(f"{sentence()}. {hint}")


def state_among(machine: Machine, text: str | None) -> str | None:
    """The state of that code. Raises BadUsage with the nearest one."""
    if text is None:
        return None
    return one_of(
        text, list(PROCEDURE.nodes[machine]), lambda: f"L’état {quoted(text)} n’existe pas"
    )


def place_among(assembly: Assembly, text: str | None) -> str | None:
    """The circonscription of that code. Raises BadUsage."""
    if text is None:
        return None
    codes = assembly.settings.territory.codes
    return one_of(text, codes, lambda: f"La circonscription {quoted(text)} n’existe pas")


def instant(assembly: Assembly, text: str | None, *, alone: time = time(0)) -> datetime | None:
    """An instant typed; a day alone is taken at the hour ``alone``. Raises UnreadableInstant."""
    return None if text is None else clock.read_instant(text, assembly.calendar.tz, alone=alone)


def _territory(assembly: Assembly, text: str) -> frozenset[str]:
    codes = [place_among(assembly, code.strip()) for code in text.split(",")]
    return frozenset(code for code in codes if code is not None)


def _occurred(assembly: Assembly, text: str, known: datetime) -> datetime:
    tz = assembly.calendar.tz
    noon, midnight = clock.read_instant(text, tz, alone=time(12)), clock.read_instant(text, tz)
    day_alone = noon != midnight
    return known if day_alone and noon.date() == known.astimezone(tz).date() else noon


def account() -> str:
    """The account of the computer, under which somebody acts who gave no name. Raises BadUsage."""
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise BadUsage("Le compte de l’ordinateur est inconnu : donnez --acteur NOM.") from error
