"""The gate of the accounts, as the configuration has it."""

from entrypoints.assembly import Assembly
from workflow.accounts.gate import Gate
from workflow.accounts.hashing import Hashing


def gate_of(assembly: Assembly) -> Gate:
    """What logs in, follows a session and keeps accounts."""
    settings = assembly.settings
    return Gate(
        store=assembly.store,
        rulebook=settings.rulebook,
        lasting=settings.lasting,
        hashing=Hashing(settings.cost),
    )
