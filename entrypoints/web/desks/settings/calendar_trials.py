"""What another calendar would move, counted without writing anything: the count of « calendrier
simuler », as far as whoever asks may see it. The pages and the API ask for it alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from entrypoints.configuration import trials
from entrypoints.configuration.trials import Change, Tried
from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.passages import why_words
from workflow.reading import moved_deadlines
from workflow.reading.moved_deadlines import Effect, Moves, effect_of, moves_for, seen_by
from workflow.recalculation.forecast import Forecast, forecast
from workflow.recalculation.movements import Movement
from workflow.recalculation.reasons import Reasons

TRIAL = "essai_calendrier"
_THEN = "/parametres/calendriers/essais/"
_MOST = 1_000
"""How many deadlines a trial keeps to be looked at; the command gives them all."""


def begin(visit: Visit, change: Change, typed: Mapping[str, str], *, key: str = "") -> int:
    """Counts it: the errand. Raises Refused, BadConfig when the file itself is not to be read."""
    assembly, bearer, now = visit.assembly, visit.bearer, visit.now
    tried = trials.tried(assembly.config, assembly.environ, change, typed)

    def work(progress: Progress) -> Mapping[str, object]:
        def reach(done: int, total: int) -> None:
            progress.total = total
            progress.reach(done)

        found = forecast(assembly.store, tried.settings.rulebook, now=now, progress=reach)
        moves = moves_for(assembly.store, bearer, found.movements, now)
        listed = seen_by(assembly.store, bearer, moves.movements)[:_MOST]
        return _outcome(change, tried, found, moves, listed)

    return errands.begin(visit, TRIAL, work, then=_THEN, key=key)


def _outcome(
    change: Change, tried: Tried, found: Forecast, moves: Moves, listed: Sequence[Movement]
) -> dict[str, object]:
    """What the errand keeps: numbers and days, no name; of those that they see, which."""
    edit = tried.edit
    return {
        "essai": change.value,
        "ligne": None
        if edit is None
        else {"verb": edit.verb.value, "line": edit.line, "text": edit.text},
        "differences": [
            [None if one.day is None else one.day.isoformat(), one.before, one.after]
            for one in found.differences
        ],
        "examinees": found.examined,
        "bougent": len(moves.movements),
        "dossiers": moves.dossiers,
        "seances": moves.seances,
        "alertes": moves.alerts,
        "effets": {one.value: moves.count(one) for one in Effect},
        "par_regle": [
            [rule, *(effects.get(one, 0) for one in Effect)]
            for rule, effects in moves.by_rule.items()
        ],
        "echeances": [_kept(one, found.reasons, moves.now) for one in listed],
    }


def _kept(one: Movement, reasons: Reasons, now: datetime) -> dict[str, object]:
    opened = moved_deadlines.opened_by(one)
    return {
        "echeance": one.id,
        "regle": one.rule,
        "sujet": [one.subject.kind.value, one.subject.id],
        "dossier": one.dossier_id,
        "avant": None if one.before is None else one.before.isoformat(),
        "apres": None if one.after is None else one.after.isoformat(),
        "nature": one.nature.value,
        "effet": effect_of(one, now).value,
        "pourquoi": why_words(one, reasons),
        "ouvre": [opened.right.value, opened.number],
    }
