"""The séances that are held together in the configuration: one in another, one after another."""

from collections.abc import Sequence
from typing import Protocol

from entrypoints.configuration.document import Document
from entrypoints.configuration.problems import Steps, does_not_exist
from rules.wording import quoted


class Described(Protocol):
    """What a kind of séance says of its neighbours (``SeanceForm``)."""

    @property
    def genre(self) -> str: ...
    @property
    def avec(self) -> str | None: ...
    @property
    def a_la_suite(self) -> str | None: ...
    @property
    def par_circonscription(self) -> bool: ...


def check(rows: Sequence[Described], row: Described, place: Steps, document: Document) -> None:
    """Refuses an instance that would be both in the séance and after it, one that does not exist,
    one that is not held for the same people, and one that follows a séance that already follows."""
    following = row.a_la_suite
    if following is None:
        return
    steps = (*place, "a_la_suite")
    if row.avec is not None:
        document.refuse(steps, "« avec » et « a_la_suite » s’excluent : c’est l’un ou l’autre.")
    others = [other for other in rows if other.genre == following]
    if following == row.genre or not others:
        known = list(dict.fromkeys(one.genre for one in rows if one.genre != row.genre))
        document.refuse(steps, does_not_exist(following, known))
    for other in others:
        if other.par_circonscription != row.par_circonscription:
            document.refuse(
                steps, f"{quoted(following)} ne se tient pas pour les mêmes circonscriptions."
            )
        if other.a_la_suite is not None:
            document.refuse(steps, f"{quoted(following)} est elle-même suivie d’une autre séance.")
