"""The words of the capacities in which people of a service act, beside the name of their role."""

from collections.abc import Mapping

from rules.actors import Who

CAPACITY_WORDS: Mapping[Who, str] = {
    Who.SERVICE_REFERENT: "de son service",
    Who.ALI_TERRITOIRE: "pour qui fait les diagnostics, dans son territoire",
    Who.SERVICE_TERRITOIRE: "dans son territoire",
}
"""The office of a role is a capacity by itself: it has no more words."""
