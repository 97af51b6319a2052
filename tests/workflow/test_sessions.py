"""A session: who it is, in which capacity, until when; and how it ends."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.accounts.acts import LOCKED, REVOKED
from rules.actors import Genre, Role
from rules.agents import CHANGED, ENDED, HABILITATED
from rules.refusals import Refused
from tests.workflow.accounts import ADMINISTRATOR, OTHER_PASSWORD, PASSWORD, Office
from tests.workflow.build import ALI, FRANCE_TRAVAIL, World
from tests.workflow.staff import say
from workflow.accounts.choosing import change_password
from workflow.accounts.sessions import Signed, choose, log_out, revoke_own, session_of
from workflow.tables.accounts import AccountSession

REFERENT = {"role": "referent", "service": ALI, "circonscription": "93-01"}
BOP = {"role": "bop"}
GAPS = st.lists(st.integers(0, 50).map(lambda n: timedelta(minutes=n)), max_size=30)


@pytest.fixture
def office(world: World) -> Office:
    """The accounts of the world."""
    return Office(world=world)


def signed(office: Office, token: str) -> Signed:
    """Who bears the token, now."""
    return session_of(office.gate, token, office.world.now)


def over(office: Office, token: str) -> Sequence[str]:
    """Why the token opens nothing."""
    with pytest.raises(Refused) as caught:
        signed(office, token)
    return [one.code for one in caught.value.refusals]


def test_a_session_is_its_agent_in_what_they_are_habilitated_for(office: Office) -> None:
    agent = office.opened("Durand", REFERENT)
    found = signed(office, office.enter("Durand").token)

    assert (found.agent, found.name) == (agent, "Durand")
    assert found.actor is not None
    assert found.actors == (found.actor,)
    assert found.actor.role is Role.REFERENT
    assert found.actor.service_id == ALI
    assert found.actor.genre is Genre.ALI
    assert found.actor.circonscriptions == frozenset({"93-01"})


def test_whoever_has_several_capacities_chooses_and_the_session_remembers(office: Office) -> None:
    office.opened("Durand", REFERENT, BOP)
    token = office.enter("Durand").token
    assert signed(office, token).actor is None
    choose(office.gate, token, Role.BOP, None, office.world.now)
    found = signed(office, token)

    assert found.actor is not None
    assert found.actor.role is Role.BOP
    assert [one.role for one in found.actors] == [Role.REFERENT, Role.BOP]


@pytest.mark.parametrize(
    ("role", "service"), [(Role.MANAGER, None), (Role.REFERENT, FRANCE_TRAVAIL), (Role.BOP, ALI)]
)
def test_a_capacity_that_is_not_theirs_is_refused(
    office: Office, role: Role, service: int | None
) -> None:
    office.opened("Durand", REFERENT, BOP)
    token = office.enter("Durand").token
    with pytest.raises(Refused) as caught:
        choose(office.gate, token, role, service, office.world.now)

    assert [one.code for one in caught.value.refusals] == ["qualite_non_habilitee"]
    assert signed(office, token).actor is None


def test_a_habilitation_that_ends_cuts_at_once_and_the_next_is_not_taken_in_its_place(
    office: Office,
) -> None:
    agent = office.opened("Durand", REFERENT)
    made = say(office.world, HABILITATED, agent, role="bop", du="2026-01-01").made
    token = office.enter("Durand").token
    choose(office.gate, token, Role.BOP, None, office.world.now)
    say(office.world, ENDED, agent, habilitation=made, au="2026-03-01")
    found = signed(office, token)

    assert [one.role for one in found.actors] == [Role.REFERENT]
    assert found.actor is None


def test_whoever_is_habilitated_for_nothing_comes_in_and_may_act_as_nothing(
    office: Office,
) -> None:
    office.opened("Durand", {"role": "bop", "du": "2026-04-01"})
    found = signed(office, office.enter("Durand").token)

    assert found.actors == ()
    assert found.actor is None


def test_a_session_closes_by_itself_after_half_an_hour_of_nothing(office: Office) -> None:
    office.opened("Durand", BOP)
    token = office.enter("Durand").token
    office.world.now += timedelta(minutes=29)
    assert signed(office, token).closes == office.world.now + timedelta(minutes=30)
    office.world.now += timedelta(minutes=30)

    assert over(office, token) == ["session_expiree"]


def test_a_session_that_is_used_closes_after_twelve_hours_all_the_same(office: Office) -> None:
    office.opened("Durand", BOP)
    token, opened = office.enter("Durand").token, office.world.now
    for _ in range(35):
        office.world.now += timedelta(minutes=20)
        assert signed(office, token).closes <= opened + timedelta(hours=12)
    office.world.now += timedelta(minutes=20)

    assert over(office, token) == ["session_expiree"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GAPS)
def test_whatever_the_pace_a_session_is_open_as_long_as_its_two_limits_allow(
    office: Office, gaps: list[timedelta]
) -> None:
    if not office.world.rows(AccountSession):
        office.opened("Durand", BOP)
    token, opened = office.enter("Durand").token, office.world.now
    for gap in gaps:
        office.world.now += gap
        since = office.world.now - opened
        if gap >= office.lasting.idle or since >= office.lasting.lifetime:
            assert over(office, token) == ["session_expiree"]
            break
        told = signed(office, token).closes
        assert told - office.world.now > office.lasting.idle - timedelta(minutes=1) or (
            told == opened + office.lasting.lifetime
        )


def test_shorter_durations_are_those_of_the_sessions_that_are_open(office: Office) -> None:
    office.opened("Durand", BOP)
    token = office.enter("Durand").token
    office.world.now += timedelta(minutes=10)
    office.lasting_otherwise(idle=timedelta(minutes=10))

    assert over(office, token) == ["session_expiree"]


def test_a_page_writes_when_the_session_was_last_seen_once_a_minute_at_most(
    office: Office,
) -> None:
    office.opened("Durand", BOP)
    token = office.enter("Durand").token
    before = office.world.rows(AccountSession)
    office.world.now += timedelta(seconds=59)
    signed(office, token)
    assert office.world.rows(AccountSession) == before
    office.world.now += timedelta(seconds=1)
    signed(office, token)

    assert office.world.rows(AccountSession) != before


def test_leaving_closes_that_session_alone_and_leaving_twice_is_nothing(office: Office) -> None:
    office.opened("Durand", BOP)
    one, other = office.enter("Durand").token, office.enter("Durand").token
    log_out(office.gate, one, office.world.now)
    log_out(office.gate, one, office.world.now)
    log_out(office.gate, "inventé", office.world.now)

    assert over(office, one) == ["session_fermee"]
    assert signed(office, other)
    assert over(office, "inventé") == ["session_fermee"]


def test_an_agent_closes_their_other_sessions_never_those_of_another(office: Office) -> None:
    office.opened("Durand", BOP)
    office.opened("Autre", BOP)
    mine, elsewhere = office.enter("Durand"), office.enter("Durand")
    others = office.enter("Autre")
    revoke_own(office.gate, mine.token, elsewhere.session, office.world.now)
    with pytest.raises(Refused):
        revoke_own(office.gate, mine.token, others.session, office.world.now)

    assert over(office, elsewhere.token) == ["session_fermee"]
    assert signed(office, others.token)


def test_an_administrator_closes_one_session_of_an_agent_or_all(office: Office) -> None:
    agent = office.opened("Durand", BOP)
    office.opened("Autre", BOP)
    entries = [office.enter("Durand") for _ in range(3)]
    others = office.enter("Autre")
    office.keep(REVOKED, agent, session=entries[0].session)
    assert over(office, entries[0].token) == ["session_fermee"]
    assert signed(office, entries[1].token)
    with pytest.raises(Refused) as caught:
        office.keep(REVOKED, agent, session=others.session)
    assert [one.code for one in caught.value.refusals] == ["session_inconnue"]

    assert office.keep(REVOKED, agent).closed == 2
    assert over(office, entries[2].token) == ["session_fermee"]
    assert signed(office, others.token)
    rows = office.world.rows(AccountSession, account_id=1)
    assert {row["ended_by"] for row in rows} == {ADMINISTRATOR.name}


def test_a_locked_account_and_an_agent_who_left_have_no_session_any_more(office: Office) -> None:
    locked, left = office.opened("Durand", BOP), office.opened("Parti", BOP)
    one, other = office.enter("Durand").token, office.enter("Parti").token
    office.keep(LOCKED, locked, motif="vol")
    say(office.world, CHANGED, left, actif=False)

    assert over(office, one) == ["session_fermee"]
    assert over(office, other) == ["session_fermee"]


def test_another_password_closes_the_other_sessions_and_not_this_one(office: Office) -> None:
    office.opened("Durand", BOP)
    here, elsewhere = office.enter("Durand").token, office.enter("Durand").token
    change_password(office.gate, here, PASSWORD, OTHER_PASSWORD, office.world.now)

    assert signed(office, here)
    assert over(office, elsewhere) == ["session_fermee"]
    assert office.enter("Durand", OTHER_PASSWORD)
    with pytest.raises(Refused):
        office.enter("Durand", PASSWORD)
    assert office.world.flaws() == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("autre", OTHER_PASSWORD, "mot_de_passe_inexact"),
        (PASSWORD, "court", "mot_de_passe_court"),
        (PASSWORD, PASSWORD, "mot_de_passe_inchange"),
        (PASSWORD, "vive durand et ses tulipes", "mot_de_passe_personnel"),
    ],
)
def test_another_password_is_refused_with_its_reason_and_nothing_changes(
    office: Office, old: str, new: str, code: str
) -> None:
    office.opened("Durand", BOP)
    token = office.enter("Durand").token
    with pytest.raises(Refused) as caught:
        change_password(office.gate, token, old, new, office.world.now)

    assert [one.code for one in caught.value.refusals] == [code]
    assert office.enter("Durand", PASSWORD)


def test_a_session_that_was_taken_does_not_let_its_password_be_guessed(office: Office) -> None:
    office.opened("Durand", BOP)
    token = office.enter("Durand").token
    for old in ["autre"] * 5 + [PASSWORD]:
        with pytest.raises(Refused) as caught:
            change_password(office.gate, token, old, OTHER_PASSWORD, office.world.now)
        assert [one.code for one in caught.value.refusals] == ["mot_de_passe_inexact"]

    office.world.now += timedelta(minutes=1)
    change_password(office.gate, token, PASSWORD, OTHER_PASSWORD, office.world.now)
