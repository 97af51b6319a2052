"""A letter printed again: the bytes that were, once they were found to be those of its digest."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC

from sqlalchemy import bindparam, select

from rules.situation import Act
from rules.wording import numbered
from workflow.acts import letters
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.letters import shelf
from workflow.letters.posting import UnknownLetter
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.tableau import FileContent
from workflow.trail import journal
from workflow.trail.journal import Entry

REPRINT = "reimprimer_lettre"

_LETTER, _CONTENT = table(Letter), table(FileContent)
_KEPT = Statement(
    select(_LETTER.c.sha256, _CONTENT.c.content)
    .outerjoin_from(_LETTER, _CONTENT, _CONTENT.c.sha256 == _LETTER.c.sha256)
    .where(_LETTER.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """The letter's bytes, and their digest."""

    content: bytes
    sha256: str


class AlteredLetter(Exception):
    """What is kept of a letter is not what was printed."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"La lettre {numbered(number)} n’est plus celle qui a été imprimée : son empreinte"
            " n’est pas celle du journal. Restaurez la base, puis faites « journal verifier »."
        )


def reprint(store: Store, act: Act, number: int) -> Reprint:
    """Gives the letter again, and notes it. Raises UnknownLetter, AlteredLetter."""
    act = replace(act, event=REPRINT)

    def work(tx: Tx) -> Reprint:
        row, letter = tx.one(_KEPT, {"id": number}), letters.of_number(tx, number, UTC)
        if row is None or letter is None:
            raise UnknownLetter(number)
        sha256, kept = row
        content = b"" if kept is None else bytes(kept)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise AlteredLetter(number)
        chain = journal.lock(tx, letter.subject)
        entry = Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"valeurs": {"lettre": number, "sha256": sha256}},
            changes=False,
        )
        journal.append(tx, chain, entry)
        shelf.mark_printed(tx, number, act.known)
        return Reprint(content=content, sha256=sha256)

    return store.attempt(work)
