"""The lists of the month as files: one spreadsheet for each service that has somebody on it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exchanges.printed_lists import Column, Form, PrintedList, write_list
from rules.actors import Actor
from rules.days.months import Month
from rules.rulebook import Rulebook
from rules.wording import local_instant, quantity
from workflow.database.store import Store
from workflow.files import monthly_lists
from workflow.files.monthly_lists import FrozenList, ListKind

_LONGEST_SLUG = 40

_PERSON = (
    Column(key="nom", heading="Nom", width=20),
    Column(key="prenom", heading="Prénom", width=16),
    Column(key="date_naissance", heading="Né(e) le", width=12, form=Form.DATE),
    Column(key="numero_caf", heading="N° CAF", width=12),
    Column(key="commune", heading="Commune", width=20),
    Column(key="telephone", heading="Téléphone", width=14),
)
_COLUMNS = {
    ListKind.ORIENTATIONS: (
        *_PERSON,
        Column(key="origine", heading="Origine de l’orientation", width=18),
        Column(key="validee", heading="Orientation validée le", width=13, form=Form.DATE),
        Column(key="ancien_service", heading="Ancien service référent", width=28),
        Column(
            key="rdv_avant",
            heading="Premier rendez-vous à fixer au plus tard le",
            width=17,
            form=Form.DATE,
        ),
    ),
    ListKind.DIAGNOSTICS: (
        *_PERSON,
        Column(key="situation", heading="Situation", width=24),
        Column(key="depuis", heading="En attente depuis le", width=13, form=Form.DATE),
        Column(key="avant", heading="Date limite", width=13, form=Form.DATE),
    ),
}
_TITLES = {
    ListKind.ORIENTATIONS: "Liste d’orientations",
    ListKind.DIAGNOSTICS: "Entretiens de diagnostic",
}
_FILES = {
    ListKind.ORIENTATIONS: "liste-orientations",
    ListKind.DIAGNOSTICS: "liste-entretiens-diag",
}
_TABS = {ListKind.ORIENTATIONS: "Orientations", ListKind.DIAGNOSTICS: "Entretiens diag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """A list that was produced. ``path`` None: nobody is on it, no file. ``repeated``: it had been
    frozen before, and the file is the same."""

    service_id: int
    service: str
    people: int
    path: Path | None
    sha256: str
    repeated: bool

    def __str__(self) -> str:
        if self.path is None:
            return f"{self.service} : personne sur la liste."
        again = ", déjà produite" if self.repeated else ""
        count = quantity(self.people, "personne", "personnes")
        return f"{self.service} : {count} dans « {self.path.name} »{again}."


def produce_orientations(
    store: Store,
    rulebook: Rulebook,
    *,
    month: str,
    folder: Path,
    now: datetime,
    actor: Actor,
    service: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Produced, ...]:
    """The list of the month (AAAA-MM) of a service, of every service when none is named.

    Each is frozen in a transaction of its own, then written: after a crash the same call writes
    what is missing. ``progress`` receives increments, in services. Raises BadMonth, MonthNotBegun,
    UnknownService and Refused.
    """
    asked = Month.parse(month)

    def freeze(number: int) -> FrozenList:
        return monthly_lists.orientations(
            store, rulebook, service=number, month=asked, now=now, actor=actor
        )

    kind = ListKind.ORIENTATIONS
    return _produce(store, rulebook, kind, freeze, folder=folder, only=service, progress=progress)


def produce_diagnostics(
    store: Store,
    rulebook: Rulebook,
    *,
    month: str,
    folder: Path,
    now: datetime,
    actor: Actor,
    ali: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Produced, ...]:
    """The list « Entretiens diag » of the month, of an ALI or of each, like
    ``produce_orientations``. Raises MonthOver too."""
    asked = Month.parse(month)

    def freeze(number: int) -> FrozenList:
        return monthly_lists.diagnostics(
            store, rulebook, ali=number, month=asked, now=now, actor=actor
        )

    kind = ListKind.DIAGNOSTICS
    return _produce(store, rulebook, kind, freeze, folder=folder, only=ali, progress=progress)


def _produce(
    store: Store,
    rulebook: Rulebook,
    kind: ListKind,
    freeze: Callable[[int], FrozenList],
    *,
    folder: Path,
    only: int | None,
    progress: Callable[[int], None] | None,
) -> tuple[Produced, ...]:
    numbers = monthly_lists.services(store, kind) if only is None else [only]
    produced = []
    for number in numbers:
        frozen = freeze(number)
        path = None
        if frozen.people:
            path = write_frozen(folder, frozen, rulebook)
        produced.append(
            Produced(
                service_id=number,
                service=frozen.service,
                people=len(frozen.people),
                path=path,
                sha256=frozen.sha256,
                repeated=frozen.repeated,
            )
        )
        if progress is not None:
            progress(1)
    return tuple(produced)


def write_frozen(folder: Path, frozen: FrozenList, rulebook: Rulebook) -> Path:
    """A list as a spreadsheet in that folder: the same list, the same file."""
    return write_list(folder / _file_name(frozen), _printed(frozen, rulebook))


def _printed(frozen: FrozenList, rulebook: Rulebook) -> PrintedList:
    local = frozen.produced.astimezone(rulebook.calendar.tz)
    count = quantity(len(frozen.people), "personne", "personnes")
    return PrintedList(
        title=f"{_TITLES[frozen.kind]} — {frozen.month.label}",
        subtitle=frozen.service,
        note=f"{count}. Liste produite le {local_instant(local)}. Données personnelles : à"
        " l’usage du seul service destinataire.",
        tab=f"{_TABS[frozen.kind]} {frozen.month}",
        produced=frozen.produced,
        columns=_COLUMNS[frozen.kind],
        lines=frozen.people,
        mark="Données personnelles",
    )


def _file_name(frozen: FrozenList) -> str:
    name = f"{_FILES[frozen.kind]}_{frozen.month}_{frozen.service_id}_{_slug(frozen.service)}"
    return f"{name.rstrip('_')}.xlsx"


def _slug(label: str) -> str:
    """A label as every file system takes it: letters without accent, digits, hyphens."""
    bare = unicodedata.normalize("NFKD", label.casefold())
    letters = (c for c in bare if not unicodedata.combining(c))
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in letters)
    return "-".join(kept.split())[:_LONGEST_SLUG].rstrip("-")
