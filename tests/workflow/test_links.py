"""Links to one séance: they expire, are revoked, and every use of them is written down."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from tests.workflow.build import (
    ALI,
    ALI_ELSEWHERE,
    BAT,
    BOP,
    FRANCE_TRAVAIL,
    World,
    execute,
    paris,
)
from tests.workflow.test_guests import PARTNER, brought
from tests.workflow.test_guests import seance as instance
from workflow.database import tokens
from workflow.reading import links as reading
from workflow.seances.participants import links
from workflow.seances.participants.links import Made, Opened, UnknownLink
from workflow.tables.seats import Lien, LienOuvert
from workflow.tables.trail import JournalRow

seance = instance


def made(
    world: World,
    number: int,
    *,
    service: int | None = None,
    guest: int | None = None,
    until: datetime | None = None,
) -> Made:
    """A link to that séance."""
    act = world.asked(links.CREATE, BAT, {})
    return links.create(
        world.store, world.rulebook, act, number, service=service, guest=guest, until=until
    )


def opened(world: World, token: str) -> Opened:
    """What a token opens, now."""
    return links.open_link(world.store, world.rulebook, token, world.now)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def test_a_token_never_begins_as_an_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-coupe", "-encore", "entier-"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: next(drawn))

    assert tokens.draw() == "entier-"


def test_a_link_opens_its_seance_for_its_service_until_the_day_after(
    world: World, seance: int
) -> None:
    link = made(world, seance, service=ALI)
    world.until("2026-04-10 23:59")
    found = opened(world, link.token)
    world.until("2026-04-11 00:00")
    with pytest.raises(Refused, match="Ce lien ne s’ouvre plus depuis le") as over:
        opened(world, link.token)

    assert (found.seance_id, found.service_id, found.guest_id) == (seance, ALI, None)
    assert codes(over) == ["lien_expire"]


def test_only_the_hash_of_a_token_is_kept(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)

    everything = str([world.rows(model) for model in (Lien, LienOuvert, JournalRow)])
    assert len(link.token) >= 43
    assert link.token not in everything
    assert world.row(Lien, link.link_id)["token_hash"] != link.token


def test_the_end_of_a_link_follows_its_seance(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")
    world.until("2026-04-17 12:00")

    assert opened(world, link.token).expires.day == 18


def test_a_link_opens_no_longer_than_its_rule_once_its_seance_came_forward(
    world: World, seance: int
) -> None:
    link = made(world, seance, service=ALI, until=paris("2026-04-09 18:00"))
    world.convene(seance, "deplacer", date_seance="2026-03-12", heure="14:00")
    world.until("2026-03-13 23:59")
    found = opened(world, link.token)
    world.until("2026-03-14 00:00")
    with pytest.raises(Refused) as refused:
        opened(world, link.token)

    assert found.expires == paris("2026-03-14 00:00")
    assert codes(refused) == ["lien_expire"]


def test_a_link_never_opens_later_than_was_chosen_even_if_its_seance_moves(
    world: World, seance: int
) -> None:
    link = made(world, seance, service=ALI, until=paris("2026-04-09 18:00"))
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")

    assert opened(world, link.token).expires == paris("2026-04-09 18:00")


def test_a_link_of_a_service_that_sits_no_more_opens_nothing(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)
    execute(
        world.store,
        f"DELETE FROM seance_service WHERE seance_id = {seance} AND service_id = {ALI}",
    )

    with pytest.raises(Refused) as refused:
        opened(world, link.token)
    assert codes(refused) == listed(world, seance) == ["lien_sans_objet"]


def listed(world: World, seance: int) -> list[str]:
    """Why each link of the séance does not open, in the list of them; « ouvert » when it does."""
    found = reading.listing(world.store, world.rulebook, seance, world.now)
    return ["ouvert" if one.closed is None else one.closed.code for one in found]


def test_the_list_says_of_each_link_what_whoever_has_it_is_told(world: World, seance: int) -> None:
    made(world, seance, service=ALI)
    gone = made(world, seance, service=FRANCE_TRAVAIL)
    links.revoke(world.store, world.rulebook, world.asked(links.REVOKE, BAT, {}), gone.link_id)
    before = listed(world, seance)
    world.convene(seance, "annuler", motif="neige")

    assert before == ["ouvert", "lien_revoque"]
    assert listed(world, seance) == ["seance_annulee", "lien_revoque"]


def test_the_departement_says_for_how_many_days_links_open(world: World, seance: int) -> None:
    longer = [
        replace(kind, link_days=7) if kind.code == "instance" else kind
        for kind in world.rulebook.kinds
    ]
    world.rulebook = replace(world.rulebook, kinds=Kinds.of(longer))

    assert made(world, seance, service=ALI).expires.isoformat() == "2026-04-17T00:00:00+02:00"


def test_a_link_that_was_revoked_opens_nothing(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)
    act = world.asked(links.REVOKE, BAT, {})
    links.revoke(world.store, world.rulebook, act, link.link_id)

    with pytest.raises(Refused) as refused:
        opened(world, link.token)
    with pytest.raises(Refused) as again:
        links.revoke(world.store, world.rulebook, act, link.link_id)
    with pytest.raises(UnknownLink, match="n° 99"):
        links.revoke(world.store, world.rulebook, act, 99)
    assert codes(refused) == codes(again) == ["lien_revoque"]


def test_a_token_that_is_cut_or_made_up_opens_nothing(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)
    for token in (link.token[:-1], "", "x" * 43):
        with pytest.raises(Refused) as refused:
            opened(world, token)
        assert codes(refused) == ["lien_inconnu"]

    assert world.rows(LienOuvert) == []


def test_every_use_is_written_down_and_counted(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)
    opened(world, link.token)
    opened(world, link.token)
    world.until("2026-05-01")
    with pytest.raises(Refused):
        opened(world, link.token)

    (line,) = reading.listing(world.store, world.rulebook, seance, world.now)
    assert [row["answer"] for row in world.rows(LienOuvert)] == ["ouvert", "ouvert", "lien_expire"]
    assert (line.uses, line.refused) == (2, 1)
    assert line.closed is not None
    assert line.closed.code == "lien_expire"


def test_making_and_revoking_are_written_in_the_chain_of_the_seance(
    world: World, seance: int
) -> None:
    link = made(world, seance, service=ALI)
    act = world.asked(links.REVOKE, BAT, {})
    links.revoke(world.store, world.rulebook, act, link.link_id)

    acts = [row for row in world.rows(JournalRow, kind="seance") if "lien" in row["act"]]
    assert [row["act"] for row in acts] == ["creer_lien", "revoquer_lien"]
    assert json.loads(acts[0]["body"])["service"] == ALI
    assert len({row["version"] for row in acts}) == 1
    assert world.flaws() == []


def test_a_link_is_for_one_who_sits_or_is_invited_and_not_for_longer(
    world: World, seance: int
) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", BAT, **PARTNER)
    act = world.asked(links.CREATE, BAT, {})
    wrong: dict[str, dict[str, Any]] = {
        "lien_pour_qui": {},
        "service_absent": {"service": ALI_ELSEWHERE},
        "invite_inconnu": {"guest": 99},
    }
    found = {}
    for code, whom in wrong.items():
        with pytest.raises(Refused) as refused:
            made(world, seance, **whom)
        found[code] = codes(refused)
    with pytest.raises(Refused) as too_long:
        links.create(
            world.store,
            world.rulebook,
            act,
            seance,
            service=ALI,
            until=world.now.replace(year=2027),
        )
    other = world.asked(links.CREATE, BOP, {})
    with pytest.raises(Refused) as not_theirs:
        links.create(world.store, world.rulebook, other, seance, service=ALI)

    assert found == {code: [code] for code in wrong}
    assert codes(too_long) == ["lien_trop_long"]
    assert codes(not_theirs) == ["coordination_d_un_autre"]
    assert made(world, seance, guest=1).link_id == 1


def test_a_guest_who_need_not_come_any_more_opens_nothing(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", BAT, **PARTNER)
    link = made(world, seance, guest=1)
    first = opened(world, link.token)
    world.act(dossier, "decommander", BAT, invite=1)

    with pytest.raises(Refused) as refused:
        opened(world, link.token)

    assert first.guest_id == 1
    assert codes(refused) == listed(world, seance) == ["lien_sans_objet"]


def test_a_link_to_a_seance_that_was_cancelled_opens_nothing(world: World, seance: int) -> None:
    link = made(world, seance, service=ALI)
    world.convene(seance, "annuler", motif="neige")

    with pytest.raises(Refused, match="n’aura pas lieu"):
        opened(world, link.token)
    with pytest.raises(Refused, match="n’aura pas lieu"):
        made(world, seance, service=ALI)
