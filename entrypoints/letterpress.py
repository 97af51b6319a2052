"""The press of the house: what the registry knows, in the words and pages of the département."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from notifications.letters.letterhead import Letterhead
from notifications.letters.library import Library, library
from notifications.letters.models import model
from notifications.letters.printing import Sheet, Sources, print_letter, print_many
from notifications.letters.wording import MissingFacts, fields
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from typesetting.press import edition
from workflow.database.canonical import decode, encode
from workflow.database.store import Store
from workflow.letters.press import Composed, Order, Unwritable
from workflow.reading import addressed, convoked
from workflow.reading.letter_facts import LetterFacts, References


class HousePress:
    """Composes from the registry, prints with the pages that the letter was composed with."""

    def __init__(self, store: Store, rulebook: Rulebook, letterhead: Letterhead) -> None:
        self._store = store
        self._rulebook = rulebook
        self._letterhead = letterhead
        self._sources: dict[str, str] = {}

    @cached_property
    def _library(self) -> Library:
        return library(self._letterhead)

    def compose(self, order: Order) -> Composed:
        """See Press."""
        known = self._known(order)
        numbers = known.references or References()
        known = replace(known, references=replace(numbers, letter=order.letter))
        try:
            said = fields(model(order.model), known, self._letterhead, day=order.day)
        except MissingFacts as missing:
            raise Unwritable(_incomplete(missing)) from missing
        # As it is kept, so that it can be compared with what is.
        return Composed(fields=decode(encode(said)), source=self._source(order.model))

    def print(self, composed: Composed) -> bytes:
        """See Press."""
        return print_letter(_sources(composed.source), dict(composed.fields))

    def print_all(self, letters: Sequence[Composed]) -> bytes:
        """See Press."""
        pages = {one.source: _sources(one.source) for one in letters}
        return print_many(
            [Sheet(sources=pages[one.source], fields=dict(one.fields)) for one in letters]
        )

    def _known(self, order: Order) -> LetterFacts:
        """What the registry has of it. Raises Unwritable."""
        store, rulebook = self._store, self._rulebook
        if order.dossier_id is not None:
            return addressed.of_dossier(store, rulebook, order.dossier_id, line=order.line)
        found = None
        if order.seance_id is not None and order.member is not None:
            found = convoked.member(store, rulebook, order.seance_id, order.member)
        elif order.seance_id is not None and order.guest is not None:
            found = convoked.partner(store, rulebook, order.seance_id, order.guest)
        if found is None:
            raise Unwritable(_NOT_AWAITED)
        return found

    def _source(self, code: str) -> str:
        if code not in self._sources:
            self._sources[code] = _text(self._library.sources(code))
        return self._sources[code]


def _text(sources: Sources) -> str:
    """The pages as one text: what a later release needs to print the same letter."""
    return encode(
        {
            "modele": sources.model,
            "presse": edition(),
            "fichiers": {
                name: _written(name, sources.files[name]) for name in sorted(sources.files)
            },
        }
    )


def _sources(text: str) -> Sources:
    told = decode(text)
    files = {name: _read(name, content) for name, content in told["fichiers"].items()}
    return Sources(model=told["modele"], files=files)


def _written(name: str, content: bytes) -> str:
    return content.decode() if name.endswith(".typ") else b64encode(content).decode()


def _read(name: str, content: str) -> bytes:
    return content.encode() if name.endswith(".typ") else b64decode(content)


def _incomplete(missing: MissingFacts) -> Refusal:
    return Refusal(
        code="lettre_incomplete",
        sentence=str(missing),
        remedy="Complétez le dossier, le service ou la configuration.",
    )


_NOT_AWAITED = Refusal(
    code="non_attendu",
    sentence="Cette personne n’est plus attendue à la séance.",
    remedy="Il n’y a rien à lui écrire.",
)
