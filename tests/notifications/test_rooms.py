"""What is told beside people: chat rooms and applications; and on paper, to those without mail."""

from datetime import timedelta
from typing import Any

import pytest

from notifications.channels.contract import ChannelUnavailable, Enclosure, UnmadeFile
from notifications.enclosures import AlreadyTold, Enclosed
from notifications.routing import Room
from rules.telling import MAIL, PAPER
from tests.notifications.post import NOW, Book, Box, rows, send, write
from tests.notifications.samples import DOSSIER, SPECIFIC
from tests.notifications.staff import BOP, hire
from workflow.database.store import Store
from workflow.post.outbox import Message

SALON = Room(code="salon", recipients=frozenset({"bop"}))
CARNET = Room(code="carnet", occasions=frozenset({"demande_retiree"}), apart=True)
CONVOCATION = SPECIFIC["convocation"][""]
PAGE = Enclosure(name="lettre.pdf", media="application/pdf", content=b"%PDF une lettre")


class Drawer:
    """A clerk who has one paper of each kind, until it breaks."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[str] = []

    def enclosed(self, message: Message) -> Enclosed:
        self.asked.append(message.recipient)
        if self.error is not None:
            raise self.error
        return Enclosed(
            files=(Enclosure(name="tableau.xlsx", media="application/x", content=b"chiffre"),),
            sealed=("le tableau",),
            kept=("le compte rendu",),
        )

    def letter(self, _message: Message) -> Enclosure:
        if self.error is not None:
            raise self.error
        return PAGE


def by(mail: Box, **others: Box) -> dict[str, Any]:
    return {"channels": {MAIL: mail, **others}}


def test_a_room_reads_what_is_told_to_its_office_once_beside_the_people(store: Store) -> None:
    write(store, "un", recipient="role:bop")
    write(store, "deux", recipient="role:bop", dossier=7)
    write(store, "deux_encore", recipient="role:bop:93-01", dossier=7)
    write(store, "autre", recipient="service:12")
    mail, salon = Box(), Box()
    send(store, mail, rooms=[SALON], **by(mail, salon=salon))

    assert len(mail.mails) == 4
    assert salon.keys == ["un", "deux"]
    assert {one.to for one in salon.parcels} == {"salon"}


def test_a_room_is_not_told_what_is_of_another_occasion_role_or_place(store: Store) -> None:
    here = Room(code="ici", occasions=frozenset({"recours_recu"}), places=frozenset({"Bobigny"}))
    write(store, "un", recipient="role:bop", occasion="recours_recu")
    write(store, "ailleurs", occasion="recours_recu", data={**DOSSIER, "circonscription": "Ivry"})
    write(store, "autre", recipient="role:bop")
    mail, box = Box(), Box()
    send(store, mail, rooms=[here], **by(mail, ici=box))

    assert box.keys == ["un"]


def test_an_application_is_told_each_thing_by_itself_and_a_room_as_a_digest(store: Store) -> None:
    write(store, *"abc", recipient="role:bop", digest="stock")
    mail, salon, carnet = Box(), Box(), Box()
    send(store, mail, rooms=[SALON, CARNET], **by(mail, salon=salon, carnet=carnet))

    assert [len(one.told) for one in salon.parcels] == [3]
    assert [len(one.told) for one in carnet.parcels] == [1, 1, 1]


def test_agents_who_read_a_room_are_told_there_together_once(store: Store) -> None:
    for name in ("ana", "ben"):
        hire(store, name, BOP, salon="immediat")
    write(store, "un", recipient="role:bop")
    mail, salon = Box(), Box()
    send(store, mail, rooms=[SALON], **by(mail, salon=salon))

    assert salon.keys == ["un"]


def test_a_room_that_is_down_keeps_nobody_waiting_and_is_told_later(store: Store) -> None:
    def down(_mail: object) -> None:
        raise ChannelUnavailable("Le salon ne répond pas.")

    write(store, "un", recipient="role:bop")
    mail, salon, again = Box(), Box(down), Box()
    done = send(store, mail, rooms=[SALON], **by(mail, salon=salon))
    later = send(store, mail, NOW + timedelta(minutes=2), rooms=[SALON], **by(mail, salon=again))

    assert (done.sent, done.later, later.sent) == (1, 1, 1)
    assert again.keys == ["un"]


def test_a_server_that_asks_to_be_left_alone_is_as_long(store: Store) -> None:
    def busy(_mail: object) -> None:
        raise ChannelUnavailable("Trop d’appels.", code=429, wait=timedelta(hours=2))

    write(store, "un")
    mail, carnet, early, late = Box(), Box(busy), Box(), Box()
    send(store, mail, rooms=[CARNET], **by(mail, carnet=carnet))
    send(store, mail, NOW + timedelta(minutes=119), rooms=[CARNET], **by(mail, carnet=early))
    send(store, mail, NOW + timedelta(minutes=120), rooms=[CARNET], **by(mail, carnet=late))

    assert early.mails == []
    assert late.keys == ["un"]


def test_a_message_to_a_room_that_was_closed_meanwhile_is_diverted(store: Store) -> None:
    def down(_mail: object) -> None:
        raise ChannelUnavailable("Le salon ne répond pas.")

    write(store, "un", recipient="role:bop")
    mail = Box()
    send(store, mail, rooms=[SALON], **by(mail, salon=Box(down)))
    done = send(store, mail, NOW + timedelta(hours=1), **by(mail, salon=Box()))

    assert (done.sent, done.dead) == (0, 0)
    assert len(mail.mails) == 1


def test_a_member_without_mail_is_convoked_on_paper_and_nobody_is_by_mail(store: Store) -> None:
    write(store, "m", occasion="convocation", recipient="membre:4", data=CONVOCATION)
    mail, paper = Box(), Box()
    send(store, mail, book=Book("membre:4"), clerk=Drawer(), **by(mail, **{PAPER: paper}))

    assert mail.mails == []
    assert [one.files for one in paper.parcels] == [(PAGE,)]
    assert rows(store)["m"][0] == "envoye"


def test_what_no_letter_tells_is_for_the_address_by_default(store: Store) -> None:
    write(store, "m", occasion="recours_recu", recipient="membre:4")
    mail, paper = Box(), Box()
    done = send(store, mail, book=Book("membre:4"), clerk=Drawer(), **by(mail, **{PAPER: paper}))

    assert paper.parcels == []
    assert done.dead == 1


def test_a_member_who_has_an_address_meanwhile_is_written_to_there(store: Store) -> None:
    write(store, "m", occasion="convocation", recipient="membre:4", data=CONVOCATION)
    mail, broken = Box(), Drawer(UnmadeFile("Pas encore.", code=0))
    send(store, mail, book=Book("membre:4"), clerk=broken, **by(mail, **{PAPER: Box()}))
    send(store, mail, NOW + timedelta(hours=1), **by(mail, **{PAPER: Box()}))

    assert mail.to == ["membre-4@rsa.example"]


def test_what_a_posted_letter_told_does_not_leave_again_and_does_not_die(store: Store) -> None:
    write(store, "m", occasion="convocation", recipient="membre:4", data=CONVOCATION)
    paper, clerk = Box(), Drawer(AlreadyTold())
    ways = by(Box(), **{PAPER: paper})
    done = send(store, Box(), book=Book("membre:4"), clerk=clerk, **ways)

    assert (done.sent, done.later, done.dead) == (0, 0, 0)
    assert paper.parcels == []
    assert rows(store)["m"][0] == "deja_dit"


def test_a_mail_says_what_is_joined_and_what_is_not(store: Store) -> None:
    write(store, "un")
    mail = Box()
    send(store, mail, clerk=Drawer(), **by(mail))
    (parcel,) = mail.parcels

    assert [file.name for file in parcel.files] == ["tableau.xlsx"]
    assert "chiffré avec le mot de passe convenu : le tableau." in parcel.text.body.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "À lire dans l’application" in parcel.text.body
    assert parcel.text.body.endswith("sous la référence indiquée.\n")


def test_neither_a_digest_nor_a_room_carries_a_file(store: Store) -> None:
    write(store, "a", "b", recipient="role:bop", digest="stock")
    mail, salon, clerk = Box(), Box(), Drawer()
    send(store, mail, rooms=[SALON], clerk=clerk, **by(mail, salon=salon))

    assert clerk.asked == []
    assert [one.files for one in (*mail.parcels, *salon.parcels)] == [(), ()]


@pytest.mark.parametrize("error", [UnmadeFile("Refusé.", code=0), RuntimeError("Durand")])
def test_a_file_that_cannot_be_made_holds_back_its_message_alone(
    error: Exception, store: Store
) -> None:
    class Half(Drawer):
        def enclosed(self, message: Message) -> Enclosed:
            self.error = error if message.recipient == "service:13" else None
            return super().enclosed(message)

    write(store, "un")
    write(store, "deux", recipient="service:13")
    write(store, "trois")
    mail = Box()
    done = send(store, mail, clerk=Half(), **by(mail))
    state, attempts, why = rows(store)["deux"]

    assert (done.sent, done.later, done.stopped) == (2, 1, None)
    assert (state, attempts) == ("a_envoyer", 1)
    assert "Durand" not in str(why)


def test_the_link_of_a_message_leads_where_it_is_about(store: Store) -> None:
    write(store, "un", dossier=42)
    mail = Box()
    send(store, mail, web="https://rsa.example", **by(mail))

    assert "https://rsa.example/dossiers/42" in mail.parcels[0].text.body
    assert mail.parcels[0].told[0].link == "https://rsa.example/dossiers/42"
