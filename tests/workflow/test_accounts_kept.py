"""Accounts as an administrator keeps them: invited, reset, locked; the first of all."""

import json
from datetime import timedelta
from typing import Any

import pytest

from rules.accounts import acts
from rules.accounts.acts import INVITED, LOCKED, RESET, REVOKED, UNLOCKED
from rules.actors import Actor, Role
from rules.agents import CHANGED, CREATED, ENDED, HABILITATED
from rules.refusals import Refused
from tests.workflow.accounts import OTHER_PASSWORD, PASSWORD, Office
from tests.workflow.build import BOP as BOP_ACTOR
from tests.workflow.build import World
from tests.workflow.staff import MANAGER, hire, say
from workflow.accounts.choosing import use_link
from workflow.agents.commands import UnknownAgent
from workflow.reading import accounts, agents
from workflow.tables.accounts import Account, AccountLink
from workflow.tables.trail import JournalRow

BOP = {"role": "bop"}
ADMIN = Actor(name="Mme Admin", role=Role.ADMINISTRATEUR)


@pytest.fixture
def office(world: World) -> Office:
    """The accounts of the world."""
    return Office(world=world)


def why(office: Office, event: str, agent: int, **data: Any) -> list[str]:
    """Why an administrator may not do it."""
    with pytest.raises(Refused) as caught:
        office.keep(event, agent, **data)
    return [one.code for one in caught.value.refusals]


def use(office: Office, token: str | None, password: str = OTHER_PASSWORD) -> list[str]:
    """Why the link does not let a password be chosen; nothing: it was."""
    assert token is not None
    try:
        use_link(office.gate, token, password, office.world.now)
    except Refused as refused:
        return [one.code for one in refused.refusals]
    return []


def test_an_invitation_lets_its_agent_choose_a_password_once(office: Office) -> None:
    agent = hire(office.world, "Durand", BOP)
    token = office.keep(INVITED, agent).token

    assert token is not None
    assert use(office, token, PASSWORD) == []
    assert office.enter("Durand").agent == agent
    assert use(office, token) == ["lien_ferme"]
    assert token not in str(office.world.rows(AccountLink))


def test_a_password_that_will_not_do_leaves_the_link_open(office: Office) -> None:
    token = office.keep(INVITED, hire(office.world, "Durand", BOP)).token

    assert use(office, token, "durand93") == ["mot_de_passe_court", "mot_de_passe_personnel"]
    assert use(office, token, PASSWORD) == []


@pytest.mark.parametrize(("event", "lasts"), [(INVITED, 7 * 24), (RESET, 24)])
def test_a_link_opens_until_its_instant_and_not_after(
    office: Office, event: str, lasts: int
) -> None:
    agent = hire(office.world, "Durand", BOP) if event == INVITED else office.opened("Durand", BOP)
    kept = office.keep(event, agent)
    assert kept.expires == office.world.now + timedelta(hours=lasts)
    office.world.now = kept.expires
    assert use(office, kept.token) == ["lien_ferme"]
    office.world.now -= timedelta(seconds=1)

    assert use(office, kept.token) == []


def test_a_new_link_closes_those_of_before(office: Office) -> None:
    agent = hire(office.world, "Durand", BOP)
    old, new = office.keep(INVITED, agent).token, office.keep(INVITED, agent).token

    assert use(office, old) == ["lien_ferme"]
    assert use(office, new) == []


def test_a_reset_changes_nothing_until_its_link_is_used_then_closes_every_session(
    office: Office,
) -> None:
    agent = office.opened("Durand", BOP)
    token = office.keep(RESET, agent).token
    assert office.enter("Durand", PASSWORD)
    for _ in range(5):
        with pytest.raises(Refused):
            office.enter("Durand", "autre")
    assert use(office, token) == []

    assert office.enter("Durand", OTHER_PASSWORD).failures == 0
    (line,) = accounts.listing(office.world.store, office.world.now)
    assert line.chosen == office.world.now
    first, *_ = reversed(accounts.sessions(office.world.store, agent))
    assert first.ended_by == "Durand"


def test_what_an_account_is_not_ready_for_is_refused(office: Office) -> None:
    agent = hire(office.world, "Durand", BOP)
    assert why(office, RESET, agent) == ["sans_compte"]
    assert why(office, LOCKED, agent, motif="x") == ["sans_compte"]
    office.keep(INVITED, agent)
    assert why(office, RESET, agent) == ["compte_jamais_ouvert"]
    assert why(office, UNLOCKED, agent, motif="x") == ["non_verrouille"]
    assert why(office, LOCKED, agent) == ["champ_manquant"]
    office.keep(LOCKED, agent, motif="x")
    assert why(office, LOCKED, agent, motif="x") == ["deja_verrouille"]
    opened = office.opened("Autre", BOP)
    assert why(office, INVITED, opened) == ["compte_deja_ouvert"]
    say(office.world, CHANGED, opened, actif=False)

    assert why(office, RESET, opened) == ["agent_inactif"]
    with pytest.raises(UnknownAgent):
        office.keep(INVITED, 99)


def test_locking_closes_the_links_and_unlocking_does_not_open_them_again(office: Office) -> None:
    agent = office.opened("Durand", BOP)
    token = office.keep(RESET, agent).token
    office.keep(LOCKED, agent, motif="x")
    assert use(office, token) == ["lien_ferme"]
    fresh = office.keep(RESET, agent).token
    assert use(office, fresh) == ["compte_verrouille"]
    office.keep(UNLOCKED, agent, motif="x")

    assert use(office, token) == ["lien_ferme"]
    assert use(office, fresh) == []


@pytest.mark.parametrize("event", acts.FORMS)
@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATEUR])
def test_accounts_are_kept_by_administrators_alone(office: Office, event: str, role: Role) -> None:
    agent = office.opened("Durand", BOP)
    with pytest.raises(Refused) as caught:
        office.keep(event, agent, Actor(name="x", role=role), **_form(event))

    assert "acteur_non_autorise" in [one.code for one in caught.value.refusals]
    (refusal,) = office.world.rows(JournalRow, kind="agent", subject_id=agent, act="refus")
    assert event in refusal["body"]


def _form(event: str) -> dict[str, object]:
    return {"motif": "x"} if event in (LOCKED, UNLOCKED) else {}


def test_each_act_is_in_the_agents_chain_without_its_motive_or_its_secret(office: Office) -> None:
    agent = office.opened("Durand", BOP)
    version = agents.agent(office.world.store, agent)
    token = office.keep(RESET, agent).token
    office.keep(LOCKED, agent, motif="soupçon de vol")
    office.keep(REVOKED, agent)
    rows = office.world.rows(JournalRow, kind="agent", subject_id=agent)

    assert [row["act"] for row in rows][2:] == [INVITED, acts.OPENED, RESET, LOCKED, REVOKED]
    assert token is not None
    assert not any(token in row["body"] or "soupçon" in row["body"] for row in rows)
    assert json.loads(rows[-2]["personal"])["motif"] == "soupçon de vol"
    assert rows[3]["role"] == "titulaire"
    assert agents.agent(office.world.store, agent) == version  # no form of theirs became stale
    assert office.world.flaws() == []


def test_the_first_administrator_is_an_agent_with_a_password_and_logs_in(office: Office) -> None:
    done = office.first()
    line = agents.agent(office.world.store, done.agent)
    assert line is not None

    assert [(one.role, one.end) for one in line.habilitations] == [("administrateur", None)]
    assert office.enter("Claude").agent == done.agent
    (entry,) = office.world.rows(JournalRow, kind="agent")
    assert "Morel" not in entry["body"]
    assert office.world.flaws() == []


def test_there_is_a_first_administrator_as_long_as_none_is_in_office(office: Office) -> None:
    first = office.first().agent
    with pytest.raises(Refused) as caught:
        office.first(courriel="autre@cd93.example")
    assert [one.code for one in caught.value.refusals] == ["administrateur_deja_la"]
    assert len(office.world.rows(Account)) == 1
    made = agents.agent(office.world.store, first)
    assert made is not None
    say(
        office.world,
        ENDED,
        first,
        actor=ADMIN,
        habilitation=made.habilitations[0].id,
        au=str(office.world.now.date()),
    )
    office.world.wait(days=1)

    assert office.first().agent == first


def test_a_weak_password_makes_no_administrator(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        office.first(nom="", courriel="quatre.chevaux@cd93.example")

    codes = [one.code for one in caught.value.refusals]
    assert codes == ["champ_manquant", "mot_de_passe_personnel"]
    assert office.world.rows(Account) == []


@pytest.mark.parametrize("actor", [MANAGER, BOP_ACTOR])
def test_an_administrator_is_made_changed_and_unmade_by_another_alone(
    office: Office, actor: Actor
) -> None:
    world, agent = office.world, office.first().agent
    other = hire(world, "Durand", BOP)
    habilitation: dict[str, Any] = {"role": "administrateur", "du": "2026-03-02"}
    asked: list[tuple[str, int, dict[str, Any]]] = [
        (HABILITATED, other, habilitation),
        (ENDED, agent, {"habilitation": 1, "au": "2026-03-03"}),
        (CHANGED, agent, {"courriel": "x@x.example"}),
    ]
    for event, number, data in asked:
        with pytest.raises(Refused) as caught:
            say(world, event, number, actor=actor, **data)
        assert [one.code for one in caught.value.refusals] == ["administrateur_seul"]

    say(world, HABILITATED, other, actor=ADMIN, **habilitation)
    say(world, CREATED, actor=ADMIN, nom="Neuf", courriel="neuf@cd93.example")


def test_a_list_says_who_is_invited_open_or_locked(office: Office) -> None:
    hire(office.world, "Sanscompte", BOP)
    office.keep(INVITED, hire(office.world, "Attendu", BOP))
    agent = office.opened("Durand", BOP)
    office.enter("Durand")
    office.keep(LOCKED, agent, motif="x")
    waiting, locked = accounts.listing(office.world.store, office.world.now)

    assert (waiting.name, waiting.chosen, waiting.seen) == ("Attendu", None, None)
    assert waiting.invited == office.world.now + timedelta(days=7)
    assert (locked.name, locked.invited, locked.locked) == ("Durand", None, office.world.now)
    assert locked.locked_by == "Mme Admin"
    assert locked.seen == office.world.now
    later = office.world.now + timedelta(days=7)
    assert accounts.listing(office.world.store, later)[0].invited is None
