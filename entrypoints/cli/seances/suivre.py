"""``seance suivre``: a second window on a séance while it is held."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli import display, options
from entrypoints.cli.seances.seance_acts import Number
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import act_label, act_words, subject_words
from rules.wording import colon, hour_of
from workflow.reading import journal, seances
from workflow.reading.journal import JournalEntry

_HELD = "ouverte"
_PAUSE = 1.0


def suivre(
    ctx: typer.Context,
    numero: Number,
    depuis: Annotated[
        str | None,
        typer.Option("--depuis", metavar="INSTANT", help="Dit d’abord ce qui s’est fait depuis."),
    ] = None,
    chaque: Annotated[
        float, typer.Option("--chaque", metavar="S", min=0.1, help="Regarde toutes les S secondes.")
    ] = _PAUSE,
    en_json: options.AsJson = False,
) -> None:
    """Montre les actes de la séance et de ses lignes à mesure qu’ils sont saisis.

    Sans nom ni texte libre : l’écran peut être projeté. Finit quand la séance n’est plus ouverte.
    """
    assembly = options.assembly_of(ctx)
    since = options.instant(assembly, depuis) or clock.now()
    forms = Forms(assembly.calendar.tz)
    for entry in _as_they_come(assembly, numero, since, pause=chaque):
        if en_json:
            display.as_line(forms.entry(entry))
        else:
            display.say(_words(entry, assembly))
        sys.stdout.flush()  # whoever reads is waiting for it


def _as_they_come(
    assembly: Assembly, seance_id: int, since: datetime, *, pause: float
) -> Iterator[JournalEntry]:
    """Each entry once, without what is personal; as long as the séance is held."""
    seen: set[tuple[object, int]] = set()
    while True:
        seance, _, _ = seances.seance(assembly.store, seance_id)
        for entry in journal.of_seance(assembly.store, seance_id, since):
            if (entry.subject, entry.seq) not in seen:
                seen.add((entry.subject, entry.seq))
                yield replace(entry, personal=None, erased=False)
        if seance.state != _HELD:
            return
        time.sleep(pause)


def _words(entry: JournalEntry, assembly: Assembly) -> str:
    """« 10 h 05 · Dossier n° 12 : Rendre un avis favorable · Retenue → Avis favorable »."""
    hour = hour_of(entry.known.astimezone(assembly.calendar.tz).time())
    of = subject_words(entry.subject)
    told = colon(f"{of[0].upper()}{of[1:]}", act_label(entry))
    return " · ".join(part for part in (hour, told, act_words(entry, assembly.calendar.tz)) if part)
