"""A territory redrawn on Wednesday 1 April 2026: the maps, and people who live there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.redrawing import due
from rules.refusals import Refused
from rules.territory import Circonscription, Commune, Territory
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    CHAIN,
    ELSEWHERE,
    HERE,
    World,
    insert,
)
from workflow.tables import subjects
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier, Offre, Personne, Service
from workflow.tables.trail import JournalRow
from workflow.territory import following
from workflow.territory.followed import Followed

NORTH, SOUTH, ALL = "93-14", "93-15", "93-20"
DAY = date(2026, 4, 1)
EVE = date(2026, 3, 31)
BOBIGNY = Commune(name="Bobigny", insee="93008")
NOISY = Commune(name="Noisy-le-Sec", insee="93053")
STAINS = Commune(name="Stains", insee="93072")


def place(code: str, *communes: Commune, **period: date) -> Circonscription:
    """A circonscription of these communes."""
    return Circonscription(code=code, label=f"Nom de {code}", communes=communes, **period)


SPLIT = Territory(
    circonscriptions=(
        place(HERE, BOBIGNY, NOISY, valid_to=EVE),
        place(ELSEWHERE, STAINS),
        place(NORTH, BOBIGNY, valid_from=DAY),
        place(SOUTH, NOISY, valid_from=DAY),
    )
)
MERGE = Territory(
    circonscriptions=(
        place(HERE, BOBIGNY, NOISY, valid_to=EVE),
        place(ELSEWHERE, STAINS, valid_to=EVE),
        place(ALL, BOBIGNY, NOISY, STAINS, valid_from=DAY),
    )
)
PASSED = Territory(
    circonscriptions=(
        place(HERE, BOBIGNY, NOISY, valid_to=EVE),
        place(ELSEWHERE, STAINS, valid_to=EVE),
        place(HERE, BOBIGNY, valid_from=DAY),
        place(ELSEWHERE, STAINS, NOISY, valid_from=DAY),
    )
)


def drawn(world: World, territory: Territory) -> World:
    """The world on that map, past and to come."""
    world.rulebook = replace(world.rulebook, territory=territory)
    for code in territory.codes:
        if code not in (HERE, ELSEWHERE):
            insert(world.store, subjects.Circonscription, code=code, libelle=code, **CHAIN)
    return world


def follow(world: World, *, again: bool = False) -> Followed:
    """The only redrawing, followed now."""
    (redrawing,) = due(world.rulebook.territory, world.rulebook.local_day(world.now))
    done = following.follow(
        world.store, world.rulebook, redrawing, now=world.now, by="essai", again=again
    )
    assert done is not None
    return done


def living(world: World, ville: str | None, code: str = HERE, **more: Any) -> int:
    """A dossier accompanied there."""
    person = world.person(code, ville)
    return world.dossier(circonscription=code, personne=person, **more)


def requested(world: World, ville: str | None, code: str = HERE) -> int:
    """A dossier whose request waits for an ICL-I."""
    return asking(world, living(world, ville, code))


def asking(world: World, dossier: int) -> int:
    """The same, the person asking for a réorientation today."""
    journeys.presaisine(world, dossier)
    world.act(dossier, "consulter", AGENT_ALI, date=f"{world.now:%Y-%m-%d}", accord="oui")
    return dossier


def places(world: World) -> list[str]:
    """Where the dossiers are, by number."""
    return [row["circonscription"] for row in world.rows(Dossier)]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Why."""
    return [refusal.code for refusal in refused.value.refusals]


def everything(world: World) -> Sequence[object]:
    """What a second look must leave alone."""
    rows = (world.rows(model) for model in (Dossier, Personne, Service, Offre, JournalRow, Outbox))
    return list(rows)
