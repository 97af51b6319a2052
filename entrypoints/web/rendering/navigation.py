"""What the bar at the top of each page proposes, for each role; the first entry is its home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.access.bearers import Bearer, Guest
from rules.actors import Genre, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link of the bar. ``aside``: folded under « Plus »."""

    label: str
    path: str
    aside: bool = False


DAY = Entry(label="Ma journée", path="/journee")
DOSSIERS = Entry(label="Dossiers", path="/dossiers")
SEANCES = Entry(label="Séances", path="/seances")
MINUTES = Entry(label="Comptes rendus", path="/comptes-rendus")
EP = Entry(label="EP", path="/ep")
LISTS = Entry(label="Listes du mois", path="/listes")
DIAGNOSES = Entry(label="Entretiens diag", path="/listes/diagnostics")
SERVICES = Entry(label="Services", path="/services")
PLACES = Entry(label="Mes circonscriptions", path="/circonscriptions")
RECEIVED = Entry(label="Courrier reçu", path="/courrier")
LETTERS = Entry(label="Lettres", path="/lettres")
GAPS = Entry(label="Écarts webRSA", path="/ecarts")
APPEALS = Entry(label="Recours", path="/recours", aside=True)
IMPORTS = Entry(label="Imports", path="/imports")
FIGURES = Entry(label="Chiffres", path="/chiffres")
ESCALATIONS = Entry(label="Escalades", path="/escalades")
JOURNAL = Entry(label="Journal", path="/journal")
AGENTS = Entry(label="Agents", path="/parametres/agents")
SETTINGS = Entry(label="Paramétrage", path="/parametres")
HEALTH = Entry(label="Santé", path="/parametres/sante")


def _aside(*entries: Entry) -> tuple[Entry, ...]:
    return tuple(Entry(label=one.label, path=one.path, aside=True) for one in entries)


_BARS: Mapping[Role, Sequence[Entry]] = {
    Role.REFERENT: (DAY, DOSSIERS, SEANCES, LISTS, SERVICES),
    Role.RESPONSABLE_SERVICE: (
        *(DAY, ESCALATIONS, DOSSIERS, SEANCES, SERVICES),
        *_aside(LISTS, FIGURES, AGENTS),
    ),
    Role.BAT: (
        *(PLACES, DAY, DOSSIERS, SEANCES, MINUTES, SERVICES),
        *_aside(ESCALATIONS, LISTS, FIGURES, SETTINGS),
    ),
    Role.BOP: (
        *(DAY, RECEIVED, DOSSIERS, EP, LETTERS, GAPS),
        *(APPEALS, *_aside(SEANCES, IMPORTS, LISTS, ESCALATIONS, FIGURES, SERVICES, AGENTS)),
        *_aside(SETTINGS),
    ),
    Role.EP: (EP, DAY, DOSSIERS, SERVICES),
    Role.PRESIDENT: (EP, DAY, DOSSIERS, SERVICES),
    Role.MANAGER: (
        *(FIGURES, ESCALATIONS, DOSSIERS, SEANCES, JOURNAL),
        *_aside(LISTS, SERVICES, GAPS, AGENTS, SETTINGS),
    ),
    Role.ADMINISTRATEUR: (IMPORTS, AGENTS, HEALTH, SETTINGS, *_aside(SERVICES)),
}
_ALI: Sequence[Entry] = (DAY, DIAGNOSES, DOSSIERS, SEANCES, LISTS, SERVICES)


def entries(bearer: Bearer) -> Sequence[Entry]:
    """The bar of whoever visits; nothing for a guest, and for who may act as nothing."""
    if bearer is None or isinstance(bearer, Guest):
        return ()
    if bearer.role is Role.REFERENT and bearer.genre is Genre.ALI:
        return _ALI
    return _BARS.get(bearer.role, ())


def current(bearer: Bearer, path: str) -> str:
    """The entry under which a page is: the one whose address begins the most of its own."""
    under = [one.path for one in entries(bearer) if f"{path}/".startswith(f"{one.path}/")]
    return max(under, key=len, default="")


def home(bearer: Bearer) -> str:
    """Where the day begins; where one chooses a capacity, as long as there is none."""
    found = entries(bearer)
    return found[0].path if found else "/qualite"
