"""Who waits to be inscribed again in a séance, on a screen and as --json."""

from collections.abc import Sequence

from entrypoints.cli import display
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.dossiers import NATURES
from rules.days.calendar import Calendar
from rules.wording import NBSP, colon, day_of_month, numbered, quantity
from workflow.reading.to_inscribe import ToInscribe


def show(seance: int, found: Sequence[ToInscribe], calendar: Calendar) -> None:
    """Those that the séance could take, and how each is inscribed; nothing when nobody waits."""
    if not found:
        return
    waiting = quantity(len(found), "ligne attend", "lignes attendent")
    display.section(colon("À réinscrire", f"{waiting} une séance comme celle-ci"))
    display.listing(
        ("Dossier", "Objet, service", "Ligne", "Séance quittée", "Depuis"),
        [
            (
                str(one.dossier_id),
                display.pair(NATURES[one.nature], one.service),
                "–" if one.line is None else str(one.line),
                "–" if one.left is None else numbered(one.left),
                day_of_month(one.since.astimezone(calendar.tz).date()),
            )
            for one in found
        ],
        empty="",
        fixed=("Dossier", "Ligne"),
        right=("Dossier", "Ligne"),
    )
    acts = " ou ".join(sorted({one.event for one in found}))
    display.say(f"Les inscrire{NBSP}: dossier agir DOSSIER {acts} --champ seance={seance}")


def form(forms: Forms, found: Sequence[ToInscribe]) -> list[Json]:
    """The same for a program."""
    return [
        {
            "dossier": one.dossier_id,
            "ligne": one.line,
            "nature": one.nature,
            "service": one.service_id,
            "circonscription": one.circonscription,
            "seance_quittee": one.left,
            "depuis": forms.instant(one.since),
            "acte": one.event,
        }
        for one in found
    ]
