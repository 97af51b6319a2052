"""The files that leave with messages, made of what the registry has: the counter's documents, under
the password agreed with whoever receives them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from entrypoints import seat_letters
from entrypoints.configuration.joined import How
from entrypoints.configuration.settings import Settings
from entrypoints.letterpress import HousePress
from notifications.channels.contract import Enclosure, UnmadeFile
from notifications.enclosures import Enclosed
from rules.actors import Role
from rules.refusals import Refused
from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.post.outbox import Message
from workflow.reading import fiches, minutes, seances
from workflow.reading.yearly import seances_of

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SETTING = {"compte_rendu_corrige": "compte_rendu"}
"""An occasion that is set with another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """A file that may be joined: what it is called in a mail and on a disk; ``make`` writes it."""

    label: str
    name: str
    media: str
    nominative: bool
    make: Callable[[Path], object]


class HouseClerk:
    """See ``notifications.enclosures.Clerk``. What bears names leaves under the password agreed
    with its recipient, or not at all; past the size that mails may have, nothing is joined."""

    def __init__(self, store: Store, rulebook: Rulebook, settings: Settings, now: datetime) -> None:
        self._store = store
        self._rulebook = rulebook
        self._settings = settings
        self._now = now

    def enclosed(self, message: Message) -> Enclosed:
        """See Clerk. Who comes from outside, and members, who have no password, get none."""
        how = self._settings.joined.how.get(_SETTING.get(message.occasion, message.occasion))
        if how in (None, How.NON) or not message.recipient.startswith(("service:", "role:")):
            return Enclosed()
        password = self._settings.joined.password(message.recipient)
        made, kept = list[tuple[_Paper, Enclosure]](), list[str]()
        for paper in self._papers(message):
            if paper.nominative and (how is How.LIEN or password is None):
                kept.append(paper.label)
            else:
                made.append((paper, _made(paper, password)))
        while made and sum(len(one.content) for _, one in made) > self._settings.joined.largest:
            heaviest = max(made, key=lambda one: len(one[1].content))
            made.remove(heaviest)
            kept.append(heaviest[0].label)
        return Enclosed(
            files=tuple(file for _, file in made),
            clear=tuple(paper.label for paper, _ in made if not paper.nominative),
            sealed=tuple(paper.label for paper, _ in made if paper.nominative),
            kept=tuple(kept),
        )

    def letter(self, message: Message) -> Enclosure:
        """See Clerk."""
        if self._settings.letters is None:
            raise UnmadeFile("La configuration ne dit pas qui écrit les lettres.", code=0)
        press = HousePress(self._store, self._rulebook, self._settings.letters)
        content = seat_letters.printed(self._store, self._rulebook, press, message, self._now)
        return Enclosure(name="lettre.pdf", media=PDF, content=content)

    def _papers(self, message: Message) -> Iterator[_Paper]:
        number = message.subject.id
        match message.occasion:
            case "tableau_ouvert":
                yield self._tableau(number, _viewer(message))
                yield self._blank_fiche()
                yield from self._programme(number)
            case "compte_rendu" | "compte_rendu_corrige":
                yield from self._minutes(number, message.data.get("numero"))
                yield self._tableau(number, _viewer(message))
            case "saisine_deposee":
                yield self._fiche(number)

    def _tableau(self, seance: int, viewer: int | None) -> _Paper:
        def make(path: Path) -> object:
            from exchanges.tableau.export import export_tableau

            return export_tableau(
                self._store, self._rulebook, path, seance, viewer=viewer, now=self._now
            )

        return _Paper(
            label=f"le tableau de la séance {seance}",
            name=f"tableau-seance-{seance}.xlsx",
            media=XLSX,
            nominative=True,
            make=make,
        )

    def _minutes(self, seance: int, version: object) -> Iterator[_Paper]:
        """The version that was sent, as it was: a retry says the same."""
        from exchanges.documents.minutes import printed

        if not isinstance(version, int):
            return
        file = minutes.of_seance(self._store, self._rulebook, seance)
        found = printed(file, self._settings.departement_name, version)
        if found is None:
            return

        def make(path: Path) -> object:
            from exchanges.documents.minutes_page import write_minutes

            return write_minutes(path, found)

        yield _Paper(
            label=f"le {found.title.lower()}, version {version}",
            name=f"{found.title.lower().replace(' ', '-')}-seance-{seance}-v{version}.pdf",
            media=PDF,
            nominative=True,
            make=make,
        )

    def _fiche(self, dossier: int) -> _Paper:
        def make(path: Path) -> object:
            from exchanges.documents.fiche_words import Words
            from exchanges.documents.fiches import saisines
            from exchanges.documents.fiches_page import write_fiches

            bound = saisines(
                Words(rulebook=self._rulebook, day=self._rulebook.local_day(self._now)),
                [fiches.of_dossier(self._store, dossier)],
                about=f"Dossier n° {dossier}",
                departement=self._settings.departement_name,
                bop=self._bop,
            )
            return write_fiches(path, bound)

        return _Paper(
            label=f"la fiche de saisine du dossier {dossier}",
            name=f"saisine-dossier-{dossier}.pdf",
            media=PDF,
            nominative=True,
            make=make,
        )

    def _blank_fiche(self) -> _Paper:
        def make(path: Path) -> object:
            from exchanges.documents.blank_fiche import blank_saisine
            from exchanges.documents.fiches_page import write_fiches

            bound = blank_saisine(
                self._rulebook,
                departement=self._settings.departement_name,
                bop=self._bop,
                day=self._rulebook.local_day(self._now),
            )
            return write_fiches(path, bound)

        return _Paper(
            label="la fiche de saisine à remplir",
            name="fiche-de-saisine.pdf",
            media=PDF,
            nominative=False,
            make=make,
        )

    def _programme(self, number: int) -> Iterator[_Paper]:
        """The programme of the séance's year, there: none when it is the whole programme."""
        seance, _, _ = seances.seance(self._store, number)
        year = self._rulebook.local_day(seance.held).year
        place = seance.circonscription
        found = seances_of(self._store, self._rulebook, year, circonscription=place)

        def make(path: Path) -> object:
            from exchanges.documents.poster import write_poster
            from exchanges.documents.programme import printed_year

            settings = self._settings
            return write_poster(
                path,
                printed_year(
                    found,
                    year=year,
                    rulebook=self._rulebook,
                    territory=settings.territory,
                    departement=settings.departement_name,
                    code=settings.departement,
                    circonscription=place,
                ),
            )

        if found:
            yield _Paper(
                label=f"le programme de {year}",
                name=f"programme-{year}.pdf",
                media=PDF,
                nominative=False,
                make=make,
            )

    @property
    def _bop(self) -> str:
        return ", ".join(self._settings.addresses.of_role(Role.BOP))


def _viewer(message: Message) -> int | None:
    """The service that sees; None: an office, which sees everything."""
    kind, _, rest = message.recipient.partition(":")
    return int(rest) if kind == "service" else None


def _made(paper: _Paper, password: str | None) -> Enclosure:
    """The file, under the password when it bears names: they are never on a disk but for the time
    that it takes, where nobody else may read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / paper.name
        try:
            paper.make(path)
        except Refused as refused:
            raise UnmadeFile(
                f"Un fichier de ce message est refusé ({refused.event}).", code=0
            ) from None
        content = path.read_bytes()
    if paper.nominative:
        assert password is not None
        content = _sealed(paper.media, content, password)
    return Enclosure(name=paper.name, media=paper.media, content=content)


def _sealed(media: str, content: bytes, password: str) -> bytes:
    if media == PDF:
        from exchanges.documents.sealing import seal_pdf

        return seal_pdf(content, password)
    from exchanges.tableau.sealing import seal

    return seal(content, password)
