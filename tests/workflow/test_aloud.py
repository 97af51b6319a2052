"""Who has no address of mail, and whom no letter tells: the coordination is asked to tell them."""

import json
from typing import Any

import pytest

from rules.letters.kinds import Channel, Kind
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import AGENT_ALI, BAT, World
from tests.workflow.letterpress import made, told
from tests.workflow.seated import attendance, join, join_by_mail, leave, with_kind
from tests.workflow.test_guests import brought
from workflow.letters.news import Sent
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage

WITHOUT_MAIL: dict[str, Any] = {"qui": "partenaire", "nom": "Sans Adresse"}


@pytest.fixture
def seance(world: World) -> int:
    """An instance of Grenoble whose tableau is open."""
    with_kind(world, KIND_GRENOBLE)
    number = world.seance("2026-04-09", genre="instance")
    world.convene(number, "preparer")
    return number


def asked(world: World) -> list[tuple[str, str, int]]:
    """What the coordination is asked to say: the news, to whom, their number."""
    rows = world.rows(Outbox, occasion="personne_a_prevenir")
    assert {row["recipient"] for row in rows} <= {"role:bat:93-01"}
    said = [json.loads(row["data"]) for row in rows]
    return [(one["nouvelle"], one["qui"], one["numero"]) for one in said]


def invited(world: World, seance: int, **guest: Any) -> tuple[int, int]:
    """A line of the séance and its guest, a partner whose coming is confirmed."""
    dossier = brought(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, **(guest or WITHOUT_MAIL))
    (one,) = (each for each in attendance(world, seance).guests if each.dossier_id == dossier)
    world.act(dossier, "confirmer_invites", BAT)
    return dossier, one.id


def test_a_partner_without_mail_who_need_not_come_any_more_is_told_aloud(
    world: World, seance: int
) -> None:
    dossier, guest = invited(world, seance)
    world.act(dossier, "decommander", AGENT_ALI, invite=guest)

    (row,) = world.rows(Outbox, occasion="personne_a_prevenir")
    assert asked(world) == [("invitation_annulee", "partenaire", guest)]
    assert (row["kind"], row["subject_id"]) == ("dossier", dossier)
    assert "Adresse" not in row["data"]


@pytest.mark.parametrize("event", ["annuler", "reporter"])
def test_a_seance_that_is_given_up_leaves_no_partner_untold(
    world: World, seance: int, event: str
) -> None:
    _, silent = invited(world, seance)
    dossier, written = invited(world, seance, qui="partenaire", nom="Ana", courriel="ana@udaf.fr")
    world.act(dossier, "inviter", AGENT_ALI, qui="partenaire", nom="Jamais Confirmée")
    other = world.seance("2026-05-12", genre="instance")
    successor: dict[str, Any] = {"seance_remplacante": other} if event == "reporter" else {}
    world.convene(seance, event, motif="neige", **successor)

    (mail,) = world.rows(Outbox, occasion="invitation_annulee")
    assert mail["recipient"] == f"invite:{written}"
    assert asked(world) == [("invitation_annulee", "partenaire", silent)]


def test_a_line_that_is_withdrawn_leaves_its_partner_told_aloud(world: World, seance: int) -> None:
    dossier, guest = invited(world, seance)
    world.act(dossier, "retirer_ligne", AGENT_ALI, motif="SECRET")

    assert asked(world) == [("invitation_annulee", "partenaire", guest)]


def test_an_allocataire_is_told_aloud_once_the_letter_that_invites_them_left(
    world: World, seance: int
) -> None:
    guests = list[int]()
    for posted in (True, False):
        dossier = brought(world, seance)
        world.act(dossier, "accorder_venue", BAT, accord="oui")
        world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
        (line,) = world.rows(Passage, dossier_id=dossier)
        letter = made(world, dossier, Kind.INVITATION, BAT, line["id"]).letter
        if posted:
            told(world, letter, Sent(day=world.now.date(), channel=Channel.POSTAL))
        guests.append(attendance(world, seance).guests[-1].id)
    world.convene(seance, "annuler", motif="neige")

    assert asked(world) == [("invitation_annulee", "allocataire", guests[0])]


def test_members_without_mail_are_told_aloud_in_one_mail_and_the_others_by_theirs(
    world: World,
) -> None:
    silent = [join(world, genre="icl", siege="acco_glo", nom=name) for name in ("Un", "Deux")]
    written = join_by_mail(world, genre="icl", siege="acco_glo", nom="Trois")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    world.convene(seance, "annuler", motif="neige")

    rows = world.rows(Outbox, occasion="personne_a_prevenir")
    members = [
        row["recipient"]
        for row in world.rows(Outbox, occasion="seance_annulee")
        if row["recipient"].startswith("membre:")
    ]
    assert asked(world) == [("seance_annulee", "membre", member) for member in silent]
    assert {row["digest"] for row in rows} == {f"a-prevenir-{seance}"}
    assert members == [f"membre:{written}"]


def test_a_member_without_mail_whom_the_new_day_does_not_await_is_told_aloud(
    world: World,
) -> None:
    ending = join(world, genre="icl", siege="acco_glo", au="2026-04-10")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    world.convene(seance, "deplacer", date_seance="2026-05-21", heure="10:00")

    assert asked(world) == [("seance_deplacee", "membre", ending)]


def test_a_member_without_mail_whom_a_second_convocation_no_longer_calls_is_told_aloud(
    world: World,
) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    leave(world, member, "2026-04-08")
    world.convene(seance, "convoquer")

    assert asked(world) == [("convocation_annulee", "membre", member)]
