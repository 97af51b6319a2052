"""Who keeps whom among the agents, against tables written by hand."""

from datetime import date

import pytest

from rules.actors import Actor, Role
from rules.agents import AWAY, BACK, CHANGED, CREATED, ENDED, HABILITATED, PREFERRED, Habilitation
from rules.keepers import Keeping, given, objections, reaches, works_within

HERE, ELSEWHERE = "93-01", "93-02"
MINE, OTHER = 1, 2
ME, SOMEBODY = 11, 12

GIVEN = {
    Role.ADMINISTRATEUR: "referent responsable_service bat bop ep president manager administrateur",
    Role.BOP: "referent responsable_service bat bop",
    Role.RESPONSABLE_SERVICE: "referent responsable_service",
}


def keeper(role: Role, *places: str, agent: int | None = ME) -> Actor:
    """Somebody in that role, limited to these circonscriptions if there are any."""
    return Actor(
        name="qui tient",
        role=role,
        service_id=MINE if role in (Role.REFERENT, Role.RESPONSABLE_SERVICE) else None,
        circonscriptions=frozenset(places) or None,
        agent=agent,
    )


def held(role: Role, place: str | None = None, service: int | None = None) -> Habilitation:
    """A habilitation."""
    return Habilitation(
        id=1, role=role, service=service, circonscription=place, start=date(2026, 1, 1), end=None
    )


def of(role: Role) -> Habilitation:
    """That role, everywhere, in the keeper's own service when it is of one."""
    own = MINE if role in (Role.REFERENT, Role.RESPONSABLE_SERVICE) else None
    return held(role, service=own)


def codes(
    event: str,
    actor: Actor,
    about: Habilitation | None = None,
    *had: Habilitation,
    agent: int | None = SOMEBODY,
    works_in: tuple[str, ...] = (),
    in_office: bool = False,
) -> list[str]:
    """The codes of what is objected."""
    keeping = Keeping(
        event=event,
        actor=actor,
        agent=agent,
        held=had,
        about=about,
        works_in=works_in,
        in_office=in_office,
    )
    return [one.code for one in objections(keeping)]


KEPT_ROLES = [role for role in Role if role.value in GIVEN[Role.ADMINISTRATEUR].split()]


@pytest.mark.parametrize("event", [HABILITATED, ENDED])
@pytest.mark.parametrize("role", KEPT_ROLES)
def test_each_keeper_gives_and_takes_back_their_roles_and_no_other(role: Role, event: str) -> None:
    found = [one for one in KEPT_ROLES if codes(event, keeper(role), of(one)) == []]

    assert [one.value for one in found] == GIVEN.get(role, "").split()
    assert [one.value for one in given(keeper(role))] == GIVEN.get(role, "").split()


@pytest.mark.parametrize("asked", [Role.EP, Role.PRESIDENT, Role.MANAGER, Role.ADMINISTRATEUR])
@pytest.mark.parametrize("role", [Role.BOP, Role.MANAGER, Role.RESPONSABLE_SERVICE])
def test_whoever_decides_or_looks_over_comes_from_the_administrator_alone(
    role: Role, asked: Role
) -> None:
    for event in (HABILITATED, ENDED):
        assert codes(event, keeper(role), of(asked)) == ["administrateur_seul"]
    for has in (Role.EP, Role.PRESIDENT, Role.MANAGER, Role.ADMINISTRATEUR):
        assert codes(CHANGED, keeper(role), None, held(has)) == ["administrateur_seul"]


@pytest.mark.parametrize("event", [CREATED, CHANGED, HABILITATED, ENDED, AWAY, BACK, PREFERRED])
def test_a_manager_keeps_nobody(event: str) -> None:
    agent = None if event == CREATED else SOMEBODY
    found = codes(event, keeper(Role.MANAGER), None, held(Role.BAT), agent=agent)

    assert found == ["acteur_non_autorise"]


@pytest.mark.parametrize("event", [HABILITATED, ENDED])
@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.BOP, Role.RESPONSABLE_SERVICE])
def test_nobody_gives_extends_or_takes_back_their_own(role: Role, event: str) -> None:
    assert codes(event, keeper(role), of(role), agent=ME) == ["habilitation_de_soi"]
    assert codes(event, keeper(role), of(role), agent=SOMEBODY) == []


def test_nobody_says_of_themselves_that_they_leave_but_they_change_their_name() -> None:
    own = held(Role.BOP)
    leaves = codes(CHANGED, keeper(Role.BOP), None, own, agent=ME, in_office=True)

    assert leaves == ["habilitation_de_soi"]
    assert codes(CHANGED, keeper(Role.BOP), None, own, agent=ME) == []
    assert codes(CHANGED, keeper(Role.BOP), None, own, in_office=True) == []


def test_every_reason_is_told_to_whoever_makes_themselves_president() -> None:
    found = codes(HABILITATED, keeper(Role.BOP), held(Role.PRESIDENT), agent=ME)

    assert found == ["habilitation_de_soi", "administrateur_seul"]


def test_at_the_command_line_nothing_tells_who_somebody_is() -> None:
    nameless = keeper(Role.ADMINISTRATEUR, agent=None)

    assert codes(HABILITATED, nameless, held(Role.BOP), agent=ME) == []


@pytest.mark.parametrize("event", [HABILITATED, ENDED])
@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.BOP, Role.RESPONSABLE_SERVICE])
def test_nobody_gives_or_takes_back_wider_than_their_own_territory(role: Role, event: str) -> None:
    limited = keeper(role, HERE)
    found = [codes(event, limited, held(Role.REFERENT, place, MINE)) for place in (HERE, ELSEWHERE)]

    assert found == [[], ["hors_de_votre_territoire"]]
    assert codes(event, limited, held(Role.REFERENT, None, MINE)) == ["hors_de_votre_territoire"]
    assert codes(event, keeper(role), held(Role.REFERENT, None, MINE)) == []
    assert [reaches(limited, place) for place in (HERE, ELSEWHERE, None)] == [True, False, False]


def test_whoever_works_elsewhere_too_is_not_changed_from_here() -> None:
    limited, there = keeper(Role.BOP, HERE), held(Role.BAT, ELSEWHERE)

    assert codes(CHANGED, limited, None, held(Role.BAT, HERE)) == []
    assert codes(CHANGED, limited, None, held(Role.BAT, HERE), there) == [
        "hors_de_votre_territoire"
    ]
    assert codes(CREATED, limited, agent=None) == []


@pytest.mark.parametrize(
    ("works_in", "expected"),
    [((HERE,), []), ((ELSEWHERE,), ["service_d_ailleurs"]), ((), []), ((HERE, ELSEWHERE), [])],
)
def test_within_a_territory_only_services_that_work_there(
    works_in: tuple[str, ...], expected: list[str]
) -> None:
    asked, limited = held(Role.REFERENT, HERE, OTHER), keeper(Role.BOP, HERE)

    assert codes(HABILITATED, limited, asked, works_in=works_in) == expected
    assert codes(HABILITATED, keeper(Role.BOP), asked, works_in=works_in) == []
    assert codes(ENDED, limited, asked, works_in=works_in) == []
    assert works_within(limited, works_in) is (expected == [])
    assert works_within(keeper(Role.BOP), works_in)


def test_a_head_of_service_keeps_those_of_theirs() -> None:
    head, own, other = (
        keeper(Role.RESPONSABLE_SERVICE),
        held(Role.REFERENT, HERE, MINE),
        held(Role.REFERENT, HERE, OTHER),
    )
    refused = ["acteur_non_autorise"]

    assert codes(CREATED, head, agent=None) == []
    for event in (HABILITATED, ENDED):
        assert [codes(event, head, one) for one in (own, other)] == [[], refused]
        assert codes(event, head, held(Role.BAT, service=MINE)) == refused
    for event in (CHANGED, AWAY, BACK, PREFERRED):
        assert [codes(event, head, None, one) for one in (own, other)] == [[], refused]


@pytest.mark.parametrize("event", [AWAY, BACK, PREFERRED])
def test_absences_and_preferences_are_told_by_whoever_acts_in_the_same_capacity(event: str) -> None:
    bat = keeper(Role.BAT, HERE)
    found = [codes(event, bat, None, held(Role.BAT, place)) for place in (HERE, None, ELSEWHERE)]

    assert found == [[], [], ["acteur_non_autorise"]]
    assert codes(event, keeper(Role.MANAGER), None, held(Role.MANAGER), agent=ME) == []
    assert codes(CHANGED, bat, None, held(Role.BAT, HERE)) == ["acteur_non_autorise"]
