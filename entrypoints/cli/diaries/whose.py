"""Whose diary is asked for: a circonscription, a service, a member, an agent."""

from entrypoints.assembly import Assembly
from entrypoints.cli import options
from entrypoints.cli.errors import BadUsage
from rules.subjects import Subject, SubjectKind
from rules.wording import NBSP
from workflow.organisations import offices


def whose(
    assembly: Assembly,
    *,
    circonscription: str | None,
    service: int | None,
    membre: int | None,
    agent: int | None,
) -> Subject:
    """The one that was named. Raises BadUsage unless it is one, and one only."""
    found = maybe(
        assembly, circonscription=circonscription, service=service, membre=membre, agent=agent
    )
    if found is None:
        raise BadUsage(
            f"Dites de qui est l’agenda{NBSP}: une circonscription, un service, un membre ou un"
            " agent."
        )
    return found


def maybe(
    assembly: Assembly,
    *,
    circonscription: str | None,
    service: int | None,
    membre: int | None,
    agent: int | None,
) -> Subject | None:
    """The one that was named, None when nobody was. Raises BadUsage."""
    numbers = {
        SubjectKind.CIRCONSCRIPTION: _number_of(assembly, circonscription),
        SubjectKind.SERVICE: service,
        SubjectKind.MEMBRE: membre,
        SubjectKind.AGENT: agent,
    }
    named = [Subject(kind, number) for kind, number in numbers.items() if number is not None]
    if len(named) > 1:
        raise BadUsage(
            "Un agenda est celui d’une circonscription, d’un service, d’un membre ou d’un"
            f" agent{NBSP}: un seul à la fois."
        )
    return named[0] if named else None


def _number_of(assembly: Assembly, code: str | None) -> int | None:
    """Raises BadUsage when no circonscription has that code."""
    place = options.place_among(assembly, code)
    if place is None:
        return None
    with assembly.store.glance() as tx:
        found = offices.circonscription(tx, place)
    assert found is not None  # the assembly installs those of the configuration
    return found.id
