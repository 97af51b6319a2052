"""A diary (« agenda ») in words, before it is a calendar or a screen. It names nobody: a dossier is
told by its number."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from exchanges.documents.programme import Printed, printed
from rules.days.calendar import Unit
from rules.delays.delay import shift
from rules.rulebook import Rulebook
from rules.situation import SeanceView
from rules.subjects import SubjectKind
from rules.territory import Territory
from rules.wording import local_instant, long_date, numbered
from workflow.deadlines.ladders import rung_instants
from workflow.reading.diaries import Awaited, Diary
from workflow.reading.yearly import YearlySeance

_END_OF_DAY = time(23, 59)
_MORNING = time(9)
"""When somebody is reminded of what is due the day after, where the ladder reminds of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSeance:
    """A séance of a diary. ``tentative``: it is on the programme, and nobody prepares it yet.
    ``revision`` counts its moves, its confirmation, its end; ``revised``: when the last was known.
    """

    told: Printed
    coordination: str
    tentative: bool
    revision: int
    revised: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDeadline:
    """An open deadline: what is to be done, of which dossier or séance (``about``, None when whose
    diary it is says it), local instant and words (« le jeudi 12 mars 2026 », its end when
    ``all_day``), the text that wants it. ``reminders``: when whoever is awaited is reminded."""

    lineage: str
    revision: int
    revised: datetime
    rule: str
    label: str
    about: str | None
    dossier: int | None
    seance: int | None
    due: datetime
    all_day: bool
    when: str
    source: str
    reminders: tuple[datetime, ...]

    @property
    def title(self) -> str:
        """« Signer le contrat – dossier n° 12 »."""
        return self.label if self.about is None else f"{self.label} – {self.about}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDiary:
    """A diary. ``code`` is the département's, ``zone`` where it is read."""

    name: str
    code: str
    zone: ZoneInfo
    seances: tuple[PrintedSeance, ...]
    deadlines: tuple[PrintedDeadline, ...]

    @property
    def title(self) -> str:
        """« Agenda – 93-01 Bobigny–Noisy-le-Sec »."""
        return f"Agenda – {self.name}"


def printed_diary(
    diary: Diary, *, rulebook: Rulebook, territory: Territory, code: str
) -> PrintedDiary:
    """The diary in words."""
    return PrintedDiary(
        name=diary.name,
        code=code,
        zone=rulebook.calendar.tz,
        seances=tuple(_seance(one, rulebook, territory) for one in diary.seances),
        deadlines=tuple(_deadline(one, rulebook) for one in diary.awaited),
    )


def _seance(one: YearlySeance, rulebook: Rulebook, territory: Territory) -> PrintedSeance:
    view = SeanceView(
        id=one.id,
        genre=one.genre,
        circonscription=one.circonscription,
        held=one.held,
        state=one.state,
    )
    confirmed = one.confirmed
    return PrintedSeance(
        told=printed(one, rulebook, territory.labels),
        coordination=rulebook.kind_held(view).coordination,
        tentative=confirmed is None and not one.given_up,
        revision=one.revision + (confirmed is not None),
        revised=one.revised if confirmed is None else max(one.revised, confirmed),
    )


def _deadline(one: Awaited, rulebook: Rulebook) -> PrintedDeadline:
    due = one.due.astimezone(rulebook.calendar.tz)
    all_day = due.time() >= _END_OF_DAY
    return PrintedDeadline(
        lineage=one.lineage,
        revision=one.generation - 1,
        revised=one.recorded,
        rule=one.rule.code,
        label=one.rule.procedure.label,
        about=_about(one, rulebook),
        dossier=one.dossier,
        seance=None if one.seance is None else one.seance.id,
        due=due,
        all_day=all_day,
        when=long_date(due) if all_day else local_instant(due),
        source=one.rule.source,
        reminders=_reminders(one, rulebook),
    )


def _about(one: Awaited, rulebook: Rulebook) -> str | None:
    """« dossier n° 12 », « séance n° 3, ICL-I 93-01 »; never whom it is about."""
    if one.dossier is not None:
        return f"dossier {numbered(one.dossier)}"
    if one.seance is not None:
        label = rulebook.label_of(one.seance.genre, one.seance.circonscription)
        name = " ".join(filter(None, (label, one.seance.circonscription)))
        return f"séance {numbered(one.seance.id)}, {name}"
    if one.subject.kind is SubjectKind.OFFRE:
        return f"offre {numbered(one.subject.id)}"
    return None


def _reminders(one: Awaited, rulebook: Rulebook) -> tuple[datetime, ...]:
    """Those that the ladder of the rule gives before the date; else one, the working day before."""
    before = [at for at in rung_instants(rulebook, one.rule, one.due) if at < one.due]
    if not before:
        before = [shift(one.due, -1, Unit.JOUR_OUVRE, _MORNING, rulebook.calendar)]
    return tuple(dict.fromkeys(before))
