"""Six months, day by day: the files of a beginning, then the days of the agents."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from entrypoints.configuration.settings import Settings
from entrypoints.counter import counter_of
from entrypoints.demo import (
    agents,
    cast,
    desks,
    events,
    mailboxes,
    morning,
    offers,
    papers,
    seances,
    under_way,
)
from entrypoints.demo.accounts import open_accounts
from entrypoints.demo.cast import BAT, BOP
from entrypoints.demo.stage import Stage
from entrypoints.letterpress import HousePress
from entrypoints.post import send_due
from exchanges.export import AliUnread, export_changes
from exchanges.monthly_lists import produce_diagnostics, produce_orientations
from exchanges.webrsa.sample.files import write_samples
from notifications.channels.folders import EmlFolder, PrintFolder
from rules.actors import Actor, Genre
from rules.days.calendar import Unit
from rules.situation import Act
from rules.telling import MAIL, PAPER
from workflow.database.store import Store
from workflow.organisations import referential
from workflow.reading import dossiers
from workflow.recalculation import calendar_use, reconciliation, snapshots
from workflow.seances.yearly import generation, yearly_programme
from workflow.seances.yearly.generation import Wish

BEGINNING = date(2026, 1, 5)
MONTHS = 6
PEOPLE, ALIS, SEED = 200, 2, 93


def play(
    store: Store, settings: Settings, folder: Path, progress: Callable[[int], None] | None = None
) -> Stage:
    """Plays everything into an empty registry. ``progress`` receives worked days, one by one.

    Files that come in are written to ``folder/entrees``, messages to ``folder/sorties``.
    """
    zone = settings.rulebook.calendar.tz
    stage = Stage(
        store=store,
        settings=settings,
        press=None
        if settings.letters is None
        else HousePress(store, settings.rulebook, settings.letters),
        counter=counter_of(settings),
        folder=folder,
        chance=Random(SEED),
        now=datetime.combine(BEGINNING, time(6), tzinfo=zone),
    )
    snapshots.keep(store, settings.rulebook, stage.now)
    calendar_use.first(store, settings.rulebook, stage.now)
    samples = _begin(stage)
    for day in days():
        stage.now = datetime.combine(day, time(8), tzinfo=zone)
        stage.tick()
        if stage.rulebook.calendar.is_worked(day, Unit.JOUR_OUVRE):
            _work(stage, samples)
            if progress is not None:
                progress(1)
    stage.at(19)
    stage.tick()
    post(stage, stage.now)
    _export(stage)
    papers.print_papers(stage)
    stage.now = datetime.combine(_first_worked_after(stage), time(3), tzinfo=zone)
    reconciliation.reconcile(store, stage.rulebook, now=stage.now, by="demo")
    stage.at(8)
    stage.tick()
    stage.look()
    stage.at(8, 40)
    morning.begin(stage)
    return stage


def days() -> list[date]:
    """The days of the demo, week-ends included: the scheduler does not rest."""
    return [BEGINNING + timedelta(days=n) for n in range(MONTHS * 30 + 1)]


def worked_days(settings: Settings) -> int:
    """How many of them are worked: the length of the progress bar."""
    calendar = settings.rulebook.calendar
    return sum(calendar.is_worked(day, Unit.JOUR_OUVRE) for day in days())


def _begin(stage: Stage) -> list[Path]:
    """webRSA's first files, and the programme of the year."""
    entries = stage.folder / "entrees"
    entries.mkdir(parents=True, exist_ok=True)
    samples = write_samples(entries, people=PEOPLE, seed=SEED, alis=ALIS, at=stage.now)
    with stage.store.write() as tx:
        referential.install_circonscriptions(tx, stage.settings.territory.labels.items())
    stage.receive(*samples)
    known = dossiers.services(stage.store)
    stage.names = cast.referents(known)
    stage.accounts = list(open_accounts(stage.gate, known, stage.now))
    stage.look()
    with stage.store.read() as connection:
        lists = referential.load_lines(connection)
    stage.motive = next(line.identifiant for line in lists["reorientation_motifs"] if line.active)
    stage.referents = {
        int(str(line.extra["structurereferente_id"])): line.identifiant
        for line in lists["referents"]
        if line.active
    }
    places = sorted({one.circonscription for one in stage.dossiers if one.circonscription})
    for place in places:
        _programme(stage, BAT, place)
    _programme(stage, BOP, None)
    seances.elect(stage)
    published = Act(event=yearly_programme.PUBLISH, actor=BAT, occurred=stage.now, known=stage.now)
    for place in places:
        yearly_programme.publish(
            stage.store, stage.rulebook, published, BEGINNING.year, circonscription=place
        )
    return samples


def _programme(stage: Stage, actor: Actor, place: str | None) -> None:
    """The year that the programmes of the configuration want of what the actor coordinates."""
    act = Act(event=generation.GENERATE, actor=actor, occurred=stage.now, known=stage.now)
    wish = Wish(year=BEGINNING.year, circonscription=place)
    generation.generate(stage.store, stage.rulebook, act, wish)


def _work(stage: Stage, samples: list[Path]) -> None:
    """A worked day: the post, the offices one after the other, then what leaves."""
    stage.at(8, 30)
    new_month = stage.month != stage.today.month
    if new_month and stage.today.month > BEGINNING.month:
        events.diff_of_webrsa(stage, samples, month=stage.today.month)
    stage.look()
    stage.at(9)
    if new_month:
        stage.month = stage.today.month
        _lists(stage)
    for office in (agents.bat, agents.alis, agents.referents, agents.bop, agents.president):
        office(stage)
    stage.look()
    under_way.newcomers(stage)
    for day, event in _FROM.items():
        if day <= stage.today and day not in stage.happened and event(stage):
            stage.happened.add(day)
    stage.at(18)
    post(stage, stage.now)


# Each happens once, the first day from then on when it can.
_FROM: dict[date, Callable[[Stage], bool]] = {
    date(2026, 1, 12): offers.publish,
    date(2026, 1, 20): events.table_of_france_travail,
    date(2026, 2, 3): events.technical_support,
    date(2026, 2, 24): events.returned_letter,
    date(2026, 3, 5): events.move_during_request,
    date(2026, 3, 10): under_way.gap_settled,
    date(2026, 4, 7): events.postpone_next_seance,
    date(2026, 4, 8): offers.update_in_spring,
    date(2026, 4, 13): under_way.recours,
    date(2026, 5, 11): events.full_mailbox,
    date(2026, 5, 12): under_way.forgotten_saisine,
    date(2026, 5, 13): desks.send_again,
    date(2026, 5, 18): under_way.recours_answered,
    date(2026, 5, 19): events.death,
    date(2026, 6, 8): under_way.supplementary_seance,
    date(2026, 6, 12): under_way.late_saisines,
    date(2026, 6, 15): desks.keep_filters,
    date(2026, 6, 18): under_way.recours,
    date(2026, 6, 19): under_way.supplement_is_complete,
    date(2026, 6, 22): desks.take_in_hand,
    date(2026, 6, 25): desks.go_on_leave,
    date(2026, 6, 29): offers.update_in_summer,
    date(2026, 6, 30): under_way.recours,
    date(2026, 7, 1): desks.invite_by_link,
    date(2026, 7, 2): events.full_mailbox,
    date(2026, 7, 3): desks.open_dossiers,
}


def _lists(stage: Stage) -> None:
    """The first worked day of the month: both lists, frozen."""
    folder = stage.folder / "sorties" / "listes"
    month = f"{stage.today:%Y-%m}"
    made = [
        one
        for produce in (produce_orientations, produce_diagnostics)
        for one in produce(
            stage.store, stage.rulebook, month=month, folder=folder, now=stage.now, actor=BOP
        )
    ]
    people = sum(one.people for one in made)
    if people:
        stage.tell(f"listes du mois produites : {len(made)} services, {people} personnes")


def _export(stage: Stage) -> None:
    """What each ALI has to tell webRSA leaves in its file."""
    for service in stage.services:
        if service.genre is not Genre.ALI:
            continue
        stage.now += timedelta(seconds=1)
        try:
            done = export_changes(
                stage.store,
                stage.rulebook,
                ali=service.id,
                folder=stage.folder / "sorties",
                now=stage.now,
                actor=BOP,
            )
        except AliUnread:
            continue
        if done.sent or done.rejected:
            stage.tell(f"export vers webRSA : {done}")


def _first_worked_after(stage: Stage) -> date:
    return stage.rulebook.calendar.next_worked(stage.today + timedelta(days=1))


def morning_after(stage: Stage) -> datetime:
    """Ten past nine on the first worked day that follows the six months."""
    return datetime.combine(stage.today, time(9, 10), tzinfo=stage.rulebook.calendar.tz)


def post(stage: Stage, now: datetime) -> None:
    """What is due leaves to the folder of the demonstration, and to nobody."""
    leaving = stage.folder / "sorties"
    send_due(
        stage.store,
        stage.settings,
        now=now,
        channels={
            MAIL: mailboxes.Mailboxes(EmlFolder(leaving / "courriels"), stage.full),
            PAPER: PrintFolder(leaving / "a-poster"),
        },
    )
