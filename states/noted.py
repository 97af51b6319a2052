"""Which act notes a fact: for files of facts and for entry by hand. Drawn from the pages."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.actors import Who
from states.page import Exit, Machine
from states.procedure import PAGES

NOTED: Mapping[str, Exit] = MappingProxyType(
    {
        everywhere.exit.facts[0]: everywhere.exit
        for page in reversed(PAGES)
        if page.machine is Machine.DOSSIER
        for everywhere in page.everywhere
        if everywhere.exit.target is None
        and len(everywhere.exit.facts) == 1
        and not everywhere.exit.lot
        and everywhere.exit.who != (Who.ENTRAINE,)
    }
)
"""Fact code → the act that notes it of a person in any open state and moves nothing. Where two
pages have one (a référent designated), the first in the order of the pages."""
