"""The timeline of a dossier: what is told the guests of its lines is on it, though a séance tells
it."""

from rules.letters.kinds import SeanceLetter
from rules.subjects import Subject, SubjectKind
from tests.situations import KIND_GRENOBLE
from tests.workflow.build import AGENT_ALI, BAT, World
from tests.workflow.letterpress import made_there
from tests.workflow.seated import with_kind
from tests.workflow.test_aloud import invited
from workflow.database.store import Tx
from workflow.post import deliveries, outbox
from workflow.post.deliveries import NewDelivery
from workflow.reading import letters, messages
from workflow.reading.messages import Asked


def instance(world: World, day: str = "2026-04-09") -> int:
    """An instance of Grenoble whose tableau is open."""
    with_kind(world, KIND_GRENOBLE)
    number = world.seance(day, genre="instance")
    world.convene(number, "preparer")
    return number


def to_guests(world: World, dossier: int) -> list[tuple[str, str, str]]:
    """What the timeline says was told to guests: occasion, to whom, where it stands."""
    of_it = Asked(subject=Subject(SubjectKind.DOSSIER, dossier))
    found = messages.listing(world.store, of_it)
    return [
        (one.occasion, one.recipient, one.state)
        for one in found
        if one.recipient.startswith("invite:")
    ]


def looked_up(world: World) -> None:
    """The messenger looked up whoever is told of every message that waits."""

    def work(tx: Tx) -> None:
        waiting = outbox.to_route(tx, now=world.now, most=100)
        deliveries.write(tx, map(_by_mail, waiting))
        outbox.routed(tx, waiting, world.now)

    def _by_mail(message: outbox.Message) -> NewDelivery:
        return NewDelivery(
            message=message,
            who="ana@udaf.fr",
            agent=None,
            address="ana@udaf.fr",
            channel="courriel",
            at=world.now,
            digest=None,
        )

    with world.store.write() as tx:
        work(tx)


def test_what_is_told_the_guests_of_a_line_is_on_the_timeline_of_its_dossier_alone(
    world: World,
) -> None:
    seance = instance(world)
    dossier, guest = invited(world, seance, qui="partenaire", nom="Ana", courriel="ana@udaf.fr")
    other, _ = invited(world, seance, qui="partenaire", nom="Zoé", courriel="zoe@udaf.fr")
    confirmed = ("invitation_partenaire", f"invite:{guest}", "a_envoyer")
    waiting = to_guests(world, dossier)
    looked_up(world)

    assert waiting == to_guests(world, dossier) == [confirmed]
    assert [recipient for _, recipient, _ in to_guests(world, other)] != [f"invite:{guest}"]
    world.wait(days=1)
    world.act(dossier, "decommander", AGENT_ALI, invite=guest)
    put_off = ("invitation_annulee", f"invite:{guest}", "a_envoyer")
    assert to_guests(world, dossier) == [put_off, confirmed]


def test_a_seance_that_moves_is_told_on_the_timeline_of_each_line_that_invites(
    world: World,
) -> None:
    seance = instance(world)
    dossier, guest = invited(world, seance, qui="partenaire", nom="Ana", courriel="ana@udaf.fr")
    world.convene(seance, "deplacer", date_seance="2026-05-12", heure="10:00")

    assert [one for one in to_guests(world, dossier) if one[1] == f"invite:{guest}"] == [
        ("invitation_partenaire", f"invite:{guest}", "a_envoyer")
    ] * 2


def test_the_letter_to_a_guest_is_among_those_of_the_dossier_that_invites_them(
    world: World,
) -> None:
    seance = instance(world)
    dossier, guest = invited(world, seance)
    other, _ = invited(world, seance)
    made = made_there(world, seance, SeanceLetter.CONFIRMATION_PARTENAIRE, BAT, guest=guest)

    tz = world.rulebook.calendar.tz
    assert [one.letter.id for one in letters.letters(world.store, tz, dossier=dossier)] == [
        made.letter
    ]
    assert letters.letters(world.store, tz, dossier=other) == []
