"""The guests of a line: declared, agreed to, confirmed, and the minutes that they take."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.guests import Whom
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import AGENT_ALI, BAT, BOP, World
from tests.workflow.seated import attendance, with_kind
from workflow.reading import agendas
from workflow.tables.post import Outbox
from workflow.tables.seats import Invite
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow

PARTNER: dict[str, Any] = {
    "qui": "partenaire",
    "nom": "Ana Tuteur",
    "qualite": "UDAF",
    "courriel": "a@udaf.fr",
}


@pytest.fixture
def seance(world: World) -> int:
    """An instance of Grenoble whose tableau is open."""
    with_kind(world, KIND_GRENOBLE)
    number = world.seance("2026-04-09", genre="instance")
    world.convene(number, "preparer")
    return number


def brought(world: World, seance: int) -> int:
    """A dossier that its service brings to the séance."""
    dossier = world.dossier()
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    return dossier


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def minutes(world: World, seance: int) -> int | None:
    """What the lines of the séance take."""
    return agendas.agenda(world.store, world.rulebook, seance).agenda.demand.minutes


def test_a_guest_makes_the_line_longer_until_they_need_not_come(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    alone = minutes(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    with_one = minutes(world, seance)
    (guest,) = attendance(world, seance).guests
    world.act(dossier, "decommander", AGENT_ALI, invite=guest.id)

    assert (alone, with_one, minutes(world, seance)) == (30, 45, 30)
    assert (guest.whom, guest.name, guest.title) == (Whom.PARTENAIRE, "Ana Tuteur", "UDAF")
    assert attendance(world, seance).guests == ()


def test_the_name_of_a_guest_stays_beside_the_hashed_entry(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)

    (entry,) = world.rows(JournalRow, act="inviter")
    assert "Ana" not in entry["body"]
    assert "a@udaf.fr" in entry["personal"]
    assert world.flaws() == []


def test_the_allocataire_comes_only_once_the_coordination_agreed(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    with pytest.raises(Refused) as not_asked:
        world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
    with pytest.raises(Refused) as not_theirs:
        world.act(dossier, "accorder_venue", BOP, accord="oui")
    world.act(dossier, "accorder_venue", BAT, accord="non", motif="trop tôt")
    with pytest.raises(Refused) as not_agreed:
        world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
    world.act(dossier, "accorder_venue", BAT, accord="oui")
    world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
    with pytest.raises(Refused) as twice:
        world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
    with pytest.raises(Refused) as taken_back:
        world.act(dossier, "accorder_venue", BAT, accord="non")

    assert codes(not_asked) == ["venue_sans_accord"]
    assert codes(not_theirs) == ["coordination_d_un_autre"]
    assert codes(not_agreed) == ["venue_refusee"]
    assert codes(twice) == codes(taken_back) == ["allocataire_deja_invite"]
    told = [json.loads(row["data"]) for row in world.rows(Outbox, occasion="venue_appreciee")]
    assert [one["accord"] for one in told] == [0, 1]
    assert minutes(world, seance) == 45


def test_a_partner_is_named_and_has_an_address_that_can_be_read(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    with pytest.raises(Refused) as nobody:
        world.act(dossier, "inviter", AGENT_ALI, qui="partenaire")
    with pytest.raises(Refused) as wrong:
        world.act(dossier, "inviter", AGENT_ALI, **{**PARTNER, "courriel": "ana"})

    assert codes(nobody) == ["invite_sans_nom"]
    assert [one.field for one in wrong.value.refusals] == ["courriel"]


def test_nobody_is_invited_twice_and_who_invited_them_first_is_told(
    world: World, seance: int
) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    world.act(dossier, "accorder_venue", BAT, accord="oui")
    world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
    world.wait(days=1)
    with pytest.raises(Refused) as partner:
        world.act(dossier, "inviter", BAT, **{**PARTNER, "nom": "TUTEUR, Ana"})
    with pytest.raises(Refused) as person:
        world.act(dossier, "inviter", BAT, qui="allocataire")
    world.act(dossier, "inviter", BAT, qui="partenaire", nom="Ana Tutrice")
    (first, *_) = attendance(world, seance).guests
    world.act(dossier, "decommander", AGENT_ALI, invite=first.id)
    world.act(dossier, "inviter", BAT, **PARTNER)

    assert (codes(partner), codes(person)) == (
        ["partenaire_deja_invite"],
        ["allocataire_deja_invite"],
    )
    for refused in (partner, person):
        sentence = refused.value.refusals[0].sentence.replace("\N{NO-BREAK SPACE}", " ")
        assert "pour cette ligne (le 2 mars 2026, par agent 1)" in sentence


def test_a_partner_who_need_not_come_any_more_is_not_told_that_the_seance_moved(
    world: World, seance: int
) -> None:
    dossier = brought(world, seance)
    for name in ("Un", "Deux"):
        world.act(dossier, "inviter", AGENT_ALI, **{**PARTNER, "nom": name})
    first, second = (one.id for one in attendance(world, seance).guests)
    world.act(dossier, "confirmer_invites", BAT)
    world.act(dossier, "decommander", AGENT_ALI, invite=first)
    before = len(world.rows(Outbox))
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")

    told = [row["recipient"] for row in world.rows(Outbox)[before:]]
    assert f"invite:{second}" in told
    assert f"invite:{first}" not in told


def test_partners_are_confirmed_once_and_told_of_what_changes(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    world.act(dossier, "inviter", AGENT_ALI, qui="partenaire", nom="Sans adresse")
    guest, silent = (one.id for one in attendance(world, seance).guests)
    world.act(dossier, "confirmer_invites", BAT)
    with pytest.raises(Refused) as again:
        world.act(dossier, "confirmer_invites", BAT)
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")
    world.act(dossier, "decommander", AGENT_ALI, invite=guest)

    written = [
        (row["occasion"], row["recipient"], json.loads(row["data"])["nouvelle_date"][:10])
        for row in world.rows(Outbox)
        if row["recipient"].startswith("invite:")
    ]
    assert codes(again) == ["rien_a_confirmer"]
    assert world.row(Invite, silent)["confirmed_for"] == seance
    assert written == [
        ("invitation_partenaire", f"invite:{guest}", "2026-04-09"),
        # On paper: no letter takes it back.
        ("invitation_partenaire", f"invite:{silent}", "2026-04-09"),
        ("invitation_partenaire", f"invite:{guest}", "2026-04-16"),
        ("invitation_partenaire", f"invite:{silent}", "2026-04-16"),
        ("invitation_annulee", f"invite:{guest}", "2026-04-16"),
    ]


def test_guests_follow_a_line_that_is_put_off_and_are_confirmed_again(
    world: World, seance: int
) -> None:
    following = world.seance("2026-05-12", genre="instance")
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    world.act(dossier, "confirmer_invites", BAT)

    world.convene(seance, "reporter", motif="neige", seance_remplacante=following)

    (guest,) = attendance(world, following).guests
    (cancelled,) = world.rows(Outbox, occasion="invitation_annulee")
    assert (guest.name, guest.confirmed) == ("Ana Tuteur", False)
    assert cancelled["recipient"] == f"invite:{guest.id}"
    assert minutes(world, following) == 45
    world.act(dossier, "confirmer_invites", BAT)
    assert attendance(world, following).guests[0].confirmed


def test_a_correction_takes_the_guest_back_and_gives_one_back(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    world.correct(dossier)
    after_one = attendance(world, seance).guests
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    (guest,) = attendance(world, seance).guests
    world.act(dossier, "decommander", AGENT_ALI, invite=guest.id)
    world.correct(dossier)

    assert after_one == ()
    assert [one.id for one in attendance(world, seance).guests] == [guest.id]


def test_a_guest_who_came_is_on_the_sheet_of_that_seance(world: World, seance: int) -> None:
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **PARTNER)
    (guest,) = attendance(world, seance).guests
    world.convene(seance, "arreter")
    world.now = world.held(seance)

    world.convene(seance, "emarger", invites=str(guest.id))

    assert attendance(world, seance).guests == (replace(guest, present=True),)


def test_a_guest_of_another_line_is_not_put_off_from_this_one(world: World, seance: int) -> None:
    one, other = brought(world, seance), brought(world, seance)
    world.act(one, "inviter", AGENT_ALI, **PARTNER)
    (guest,) = attendance(world, seance).guests

    with pytest.raises(Refused) as refused:
        world.act(other, "decommander", AGENT_ALI, invite=guest.id)

    assert codes(refused) == ["invite_inconnu"]
    assert {row["state"] for row in world.rows(Passage)} == {"inscrit"}
