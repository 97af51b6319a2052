"""A press for the tests of the registry: it prints what it reads, as text, and may lack a fact."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.configuration.settings import load
from entrypoints.letterpress import HousePress
from rules.actors import Actor
from rules.letters.kinds import Kind, SeanceLetter
from rules.refusals import Refusal
from tests.entrypoints.configs import SHIPPED
from tests.workflow.build import BAT, BOP, World, execute
from workflow.letters import attendees, posting, production
from workflow.letters.attendees import WantedThere
from workflow.letters.making import PRODUCE, Produced
from workflow.letters.news import News
from workflow.letters.press import Composed, Order, Unwritable
from workflow.letters.press import Press as AnyPress
from workflow.letters.production import Wanted
from workflow.reading import letters
from workflow.reading.letters import LetterLine
from workflow.tables.subjects import Dossier, Personne, Seance


@dataclass(slots=True)
class Press:
    """Prints the address of the person and the service of the dossier."""

    world: World
    pages: str = "page 1"

    def compose(self, order: Order) -> Composed:
        if order.dossier_id is None:
            return self._to_attendee(order)
        dossier = self.world.row(Dossier, order.dossier_id)
        person = self.world.row(Personne, dossier["personne_id"])
        if person["adresse"] is None:
            raise Unwritable(Refusal(code="lettre_incomplete", sentence="Il manque : l’adresse."))
        said = {
            "modele": order.model,
            "lettre": order.letter,
            "jour": order.day.isoformat(),
            "adresse": person["adresse"],
            "service": dossier["service_id"],
        }
        return Composed(fields=said, source=self.pages)

    def _to_attendee(self, order: Order) -> Composed:
        assert order.seance_id is not None
        seance = self.world.row(Seance, order.seance_id)
        said = {
            "modele": order.model,
            "lettre": order.letter,
            "jour": order.day.isoformat(),
            "date": seance["held_at"],
            "lieu": seance["lieu"],
            "membre": order.member,
            "invite": order.guest,
        }
        return Composed(fields=said, source=self.pages)

    def print(self, composed: Composed) -> bytes:
        return self.print_all([composed])

    def print_all(self, letters: Sequence[Composed]) -> bytes:
        return json.dumps([[one.source, one.fields] for one in letters]).encode()


def shipped(world: World) -> HousePress:
    """The true press, with the letters of the shipped configuration."""
    letterhead = load(SHIPPED, {}).letters
    assert letterhead is not None
    return HousePress(world.store, world.rulebook, letterhead)


def made(
    world: World,
    dossier: int,
    kind: Kind | None = None,
    actor: Actor = BOP,
    line: int | None = None,
    press: AnyPress | None = None,
) -> Produced:
    """The letter of the dossier, made now."""
    act = world.asked(PRODUCE, actor, {})
    wanted = Wanted(dossier_id=dossier, kind=kind, line=line)
    return production.produce(world.store, world.rulebook, press or Press(world), act, wanted)


def made_there(
    world: World,
    seance: int,
    kind: SeanceLetter | None = None,
    actor: Actor = BAT,
    member: int | None = None,
    guest: int | None = None,
) -> Produced:
    """The letter to one who attends the séance, made now."""
    act = world.asked(PRODUCE, actor, {})
    wanted = WantedThere(seance_id=seance, kind=kind, member=member, guest=guest)
    return attendees.produce(world.store, world.rulebook, Press(world), act, wanted)


def told(
    world: World,
    letter: int,
    news: News,
    actor: Actor = BOP,
    press: AnyPress | None = None,
) -> None:
    """What the post did with it, told now."""
    act = world.asked("", actor, {})
    posting.tell(world.store, world.rulebook, press or Press(world), act, letter, news)


def shown(world: World, letter: int) -> LetterLine:
    """The letter as screens show it."""
    return letters.letter(world.store, world.rulebook.calendar.tz, letter)


def moved(world: World, dossier: int, address: str) -> None:
    """webRSA told another address of the person."""
    who = f"SELECT personne_id FROM dossier WHERE id = {dossier}"
    execute(world.store, f"UPDATE personne SET adresse = '{address}' WHERE id = ({who})")
