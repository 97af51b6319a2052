"""Coming in: what is counted, what is told, who is let in when somebody else tries on."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from rules.accounts.acts import INVITED, LOCKED, UNLOCKED
from rules.agents import CHANGED
from rules.refusals import Refused
from tests.workflow.accounts import CHEAP, OTHER_PASSWORD, PASSWORD, Office
from tests.workflow.build import World
from tests.workflow.staff import hire, say
from workflow.accounts.choosing import change_password
from workflow.accounts.hashing import Hashing
from workflow.accounts.sessions import log_out, session_of
from workflow.tables.accounts import Account, AccountSession
from workflow.tables.post import Outbox

BOP = {"role": "bop"}


@pytest.fixture
def office(world: World) -> Office:
    """The accounts of the world, one of which is Durand's."""
    office = Office(world=world)
    office.opened("Durand", BOP)
    return office


def refused(office: Office, name: str = "Durand", password: str = "autre", **how: str) -> list[str]:
    """The codes of the reasons why they do not come in."""
    with pytest.raises(Refused) as caught:
        office.enter(name, password, **how)
    return [one.code for one in caught.value.refusals]


def fail(office: Office, times: int) -> None:
    """As many wrong passwords, each as soon as it is looked at."""
    for _ in range(times):
        assert refused(office) == ["connexion_refusee"]


def test_an_address_and_its_password_open_a_session_whatever_the_capitals(office: Office) -> None:
    entry = office.enter("DURAND", browser="Firefox, Linux")
    (row,) = office.world.rows(AccountSession)

    assert session_of(office.gate, entry.token, office.world.now).name == "Durand"
    assert row["browser"] == "Firefox, Linux"
    assert entry.token not in str(row)


def test_neither_the_password_nor_a_token_is_kept_as_it_is(office: Office) -> None:
    office.enter("Durand")
    (account,) = office.world.rows(Account)

    assert account["password_hash"].startswith("$argon2id$")
    assert PASSWORD not in str(account)
    assert office.world.flaws() == []


def test_what_is_refused_is_told_alike_whoever_asks(office: Office) -> None:
    hire(office.world, "Sanscompte", BOP)
    office.keep(INVITED, hire(office.world, "Invite", BOP))
    gone = office.opened("Parti", BOP)
    say(office.world, CHANGED, gone, actif=False)
    refusals = []
    for name, password in (
        ("Durand", "autre"),
        ("Personne", PASSWORD),
        ("Sanscompte", PASSWORD),
        ("Invite", PASSWORD),
        ("Parti", PASSWORD),
    ):
        with pytest.raises(Refused) as caught:
            office.enter(name, password)
        refusals.append(caught.value.refusals)

    assert set(refusals) == {refusals[0]}


def test_a_password_is_computed_even_where_there_is_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []
    matches = Hashing.matches

    def counted(self: Hashing, kept: str | None, password: str) -> bool:
        computed.append(kept)
        return matches(self, kept, password)

    monkeypatch.setattr(Hashing, "matches", counted)
    refused(office, "Personne")
    fail(office, 6)

    assert len(computed) == 7
    assert computed[0] is None
    assert computed[-1] is None  # it had to wait: the password was not looked at


def test_what_is_computed_for_nobody_costs_what_a_password_costs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    against = []
    verify = PasswordHasher.verify

    def seen(self: PasswordHasher, kept: str, password: str) -> bool:
        against.append(kept)
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", seen)
    refused(office, "Personne")
    refused(office)
    nobodys, durands = against

    assert nobodys != durands
    assert nobodys.rsplit("$", 2)[0] == durands.rsplit("$", 2)[0]


def test_nothing_matches_an_account_without_a_password(office: Office) -> None:
    assert not office.hashing.matches(None, "le mot de passe de personne")


def test_after_five_failures_even_the_right_password_waits_a_minute_then_two(
    office: Office,
) -> None:
    fail(office, 5)
    assert refused(office, password=PASSWORD) == ["connexion_refusee"]
    office.world.now += timedelta(seconds=59)
    assert refused(office, password=PASSWORD) == ["connexion_refusee"]
    office.world.now += timedelta(seconds=1)
    fail(office, 1)
    office.world.now += timedelta(seconds=119)
    assert refused(office, password=PASSWORD) == ["connexion_refusee"]
    office.world.now += timedelta(seconds=1)

    assert office.enter("Durand").failures == 6


def test_whoever_comes_in_is_told_what_failed_before_them_once(office: Office) -> None:
    fail(office, 3)
    last = office.world.now
    first, second = office.enter("Durand"), office.enter("Durand")

    assert (first.failures, first.failed) == (3, last)
    assert (second.failures, second.failed) == (0, None)


def test_a_browser_that_came_in_before_does_not_wait_for_what_strangers_did(
    office: Office,
) -> None:
    known = office.enter("Durand").token
    log_out(office.gate, known, office.world.now)
    fail(office, 5)

    assert refused(office, password=PASSWORD) == ["connexion_refusee"]
    assert office.enter("Durand", known=known).failures == 5


def test_a_known_browser_has_a_count_of_its_own_that_closes_too(office: Office) -> None:
    known = office.enter("Durand").token
    for _ in range(5):
        assert refused(office, known=known) == ["connexion_refusee"]

    assert refused(office, password=PASSWORD, known=known) == ["connexion_refusee"]
    assert office.enter("Durand").failures == 0
    office.world.now += timedelta(minutes=1)
    assert office.enter("Durand", known=known)


def test_a_browser_is_known_to_its_own_account_for_ninety_days_unless_it_was_revoked(
    office: Office,
) -> None:
    stranger = office.opened("Autre", BOP)
    others = office.enter("Autre").token
    known = office.enter("Durand").token
    fail(office, 5)
    assert refused(office, password=PASSWORD, known=others) == ["connexion_refusee"]
    assert refused(office, password=PASSWORD, known="inventé") == ["connexion_refusee"]
    office.keep(LOCKED, stranger, motif="perdu")
    office.keep(UNLOCKED, stranger, motif="retrouvé")
    for _ in range(5):
        refused(office, "Autre")
    assert refused(office, "Autre", PASSWORD, known=others) == ["connexion_refusee"]

    office.world.wait(days=90, hours=1)  # summer time began
    fail(office, 5)
    assert refused(office, password=PASSWORD, known=known) == ["connexion_refusee"]


def test_many_attempts_at_once_are_no_more_than_as_many_in_turn(office: Office) -> None:
    looked_at = []
    matches = Hashing.matches

    class Watched(Hashing):
        def matches(self, kept: str | None, password: str) -> bool:
            looked_at.append(kept is not None)
            return matches(self, kept, password)

    office.hashing = Watched(CHEAP)
    with ThreadPoolExecutor(4) as together:
        list(together.map(lambda _: refused(office), range(12)))

    assert sum(looked_at) == 5


def test_a_locked_account_says_so_to_whoever_knows_the_password_only(office: Office) -> None:
    office.keep(LOCKED, 1, motif="départ")

    assert refused(office) == ["connexion_refusee"]
    assert refused(office, password=PASSWORD) == ["compte_verrouille"]
    office.keep(UNLOCKED, 1, motif="retour")
    assert office.enter("Durand")


def test_a_password_is_kept_at_the_new_cost_at_the_next_login(office: Office) -> None:
    office.hashing = Hashing(replace(CHEAP, passes=2))
    office.enter("Durand")
    (account,) = office.world.rows(Account)

    assert "t=2" in account["password_hash"]
    assert office.enter("Durand")


def test_a_password_that_changed_meanwhile_opens_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = office.enter("Durand").token
    matches = Hashing.matches

    def meanwhile(self: Hashing, kept: str | None, password: str) -> bool:
        monkeypatch.setattr(Hashing, "matches", matches)
        change_password(office.gate, token, PASSWORD, OTHER_PASSWORD, office.world.now)
        return matches(self, kept, password)

    monkeypatch.setattr(Hashing, "matches", meanwhile)

    assert refused(office, password=PASSWORD) == ["connexion_refusee"]


def rung(office: Office) -> list[tuple[str, int, int]]:
    """The mails about logins that fail: to whom, how many, whether from a known browser."""
    rows = office.world.rows(Outbox, occasion="connexion_retardee")
    said = [json.loads(row["data"]) for row in rows]
    return [
        (row["recipient"], one["nombre"], one["connu"]) for row, one in zip(rows, said, strict=True)
    ]


def test_the_owner_is_told_once_when_failures_begin_to_close_the_door(office: Office) -> None:
    (account,) = office.world.rows(Account)
    owner = f"agent:{account['agent_id']}"
    fail(office, 4)
    before = rung(office)
    fail(office, 1)
    office.world.now += timedelta(minutes=2)
    fail(office, 1)

    assert before == []
    assert rung(office) == [(owner, 5, 0)]

    office.world.wait(hours=2)
    office.enter("Durand")
    fail(office, 5)

    assert rung(office) == [(owner, 5, 0)] * 2


def test_a_fifth_attempt_that_comes_in_rings_nothing(office: Office) -> None:
    fail(office, 4)
    office.enter("Durand")

    assert rung(office) == []


def test_failures_of_a_known_browser_ring_too_and_say_so(office: Office) -> None:
    entry = office.enter("Durand")
    for _ in range(5):
        refused(office, known=entry.token)

    assert [(one[1:]) for one in rung(office)] == [(5, 1)]


def test_what_the_mail_says_names_no_password_address_or_browser(office: Office) -> None:
    fail(office, 5)
    (row,) = office.world.rows(Outbox, occasion="connexion_retardee")

    assert set(json.loads(row["data"])) == {"reference", "nombre", "le", "connu"}
    assert (row["kind"], row["subject_id"]) == ("agent", int(row["recipient"].partition(":")[2]))
