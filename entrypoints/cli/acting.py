"""The options of a command by which somebody acts, written once.

A command that takes ``said: Acting`` under ``spread`` has them all, each under its own name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from inspect import Parameter, signature
from typing import Any

from entrypoints.assembly import Assembly
from entrypoints.cli import options
from rules.actors import Actor
from rules.situation import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts, when it happened, under which key, how it is answered; as typed."""

    role: options.InRole
    acteur: options.Who = None
    service: options.OfService = None
    territoire: options.Territory = None
    le: options.Happened = None
    cle: options.Key = None
    en_json: options.AsJson = False

    def actor(self, assembly: Assembly) -> Actor:
        """Who acts. Raises BadUsage, NotFound."""
        return options.actor(
            assembly,
            self.role,
            name=self.acteur,
            service=self.service,
            territory=self.territoire,
        )

    def act(
        self,
        assembly: Assembly,
        event: str,
        data: Mapping[str, object] | None = None,
        *,
        fields: Sequence[str] | None = None,
    ) -> Act:
        """The act, with these ``data``, whose None are not given, else with the ``fields`` typed as
        « nom=valeur ». Raises BadUsage, NotFound, UnreadableInstant."""
        by = self.actor(assembly)
        act = options.act(assembly, event, by, happened=self.le, fields=fields)
        if data is None:
            return act
        return replace(act, data={name: one for name, one in data.items() if one is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingUpon(Acting):
    """The same, upon something of which a version was read."""

    version: options.Version = None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command with each option of its ``Acting`` in the place of that one."""
    own = signature(command, eval_str=True).parameters
    name, kind = next(
        (one.name, one.annotation)
        for one in own.values()
        if isinstance(one.annotation, type) and issubclass(one.annotation, Acting)
    )
    said = signature(kind, eval_str=True).parameters

    @wraps(command)
    def typed(**given: Any) -> None:
        acting = kind(**{one: given.pop(one) for one in said})
        command(**given, **{name: acting})

    found = [
        part for one in own.values() for part in (said.values() if one.name == name else [one])
    ]
    named = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in found]
    typed.__signature__ = signature(command).replace(parameters=named)  # type: ignore[attr-defined]  # what typer reads
    return typed
