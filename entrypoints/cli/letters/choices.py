"""What the commands of letters have in common: the press, their options."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from entrypoints import clock
from entrypoints.assembly import Assembly
from entrypoints.cli.letters.sheet import Followed
from entrypoints.letterpress import HousePress
from rules.actors import Actor
from rules.fields import GREATEST
from rules.letters.kinds import CHANNEL_LABELS, Channel
from rules.situation import Act
from workflow.letters import standings
from workflow.reading import letters
from workflow.reading.letters import LetterLine

Number = Annotated[
    int,
    typer.Argument(metavar="LETTRE", min=1, max=GREATEST, help="Le numéro : « Nos réf. »."),
]
Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="[LETTRE]…", min=1, max=GREATEST, help="Les numéros des lettres."),
]
OfDossier = Annotated[
    int | None, typer.Option("--dossier", metavar="N", min=1, max=GREATEST, help="De ce dossier.")
]
OfSeance = Annotated[
    int | None,
    typer.Option("--seance", metavar="N", min=1, max=GREATEST, help="De cette séance."),
]
OfBatch = Annotated[
    int | None, typer.Option("--lot", metavar="N", min=1, max=GREATEST, help="De ce lot.")
]
_HOW = ", ".join(f"{one.value} ({words})" for one, words in CHANNEL_LABELS.items())
By = Annotated[Channel, typer.Option("--canal", help=f"Comment elle est partie : {_HOW}.")]
Day = Annotated[str, typer.Option("--le", metavar="DATE", help="Le jour, par exemple 2026-05-07.")]


class Order(StrEnum):
    """In which order letters are put into envelopes."""

    ADRESSE = "adresse"
    ORDRE_DU_JOUR = "ordre-du-jour"


def act(assembly: Assembly, by: Actor) -> Act:
    """Who acts and when it is told; the command says which act."""
    now = clock.now().astimezone(assembly.calendar.tz)
    return Act(event="", actor=by, occurred=now, known=now)


def followed(assembly: Assembly, **asked: Any) -> list[Followed]:
    """The letters that ``workflow.reading.letters.letters`` finds, with where each is; a
    département that writes none here still reads its own."""
    return follow(assembly, letters.letters(assembly.store, assembly.calendar.tz, **asked))


def follow(assembly: Assembly, found: Sequence[LetterLine]) -> list[Followed]:
    """The same letters, with where each is."""
    press = press_at_hand(assembly)
    with assembly.store.glance() as tx:
        seen = [one.letter for one in found]
        stands = standings.of_letters(tx, assembly.rulebook, press, seen, clock.now())
    return [Followed(line=one, standing=stands[one.letter.id]) for one in found]


def press_at_hand(assembly: Assembly) -> HousePress | None:
    """The press, where the configuration says who writes."""
    return None if assembly.settings.letters is None else assembly.press


def day(text: str | None) -> date | None:
    """A day typed. Raises UnreadableInstant."""
    return None if text is None else clock.read_day(text)
