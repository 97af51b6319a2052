"""A form that was sent before, and again with something else in it: what it did the first time.

A browser that goes back shows the form as it was, under the same key: the key stands for one act.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.refusals import Refusal
from rules.subjects import Subject, SubjectKind
from rules.wording import quoted
from workflow.acts.receipts import KeyTaken
from workflow.reading import journal
from workflow.reading.journal import JournalEntry

_MOST = 20
_PAGES: Mapping[SubjectKind, tuple[Right, str]] = {
    SubjectKind.DOSSIER: (Right.DOSSIER, "/dossiers/{}"),
    SubjectKind.SEANCE: (Right.SEANCE, "/seances/{}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBefore(Refusal):
    """Said on a page of a key that was taken: ``done`` is what the form did then, in words,
    ``there`` the page of what it did it to, as far as they are found and open."""

    done: str = ""
    there: str = ""


def sent_before(visit: Visit, say: Words, shown: Mapping[str, object]) -> dict[str, object]:
    """The refusals that a page shows, the one of a key that was taken said of its form."""
    refusals = shown.get("refusals")
    if not isinstance(refusals, Iterable) or isinstance(refusals, str):
        return {}
    told = list(refusals)
    if not any(isinstance(one, KeyTaken) for one in told):
        return {}
    return {
        "refusals": [_said(visit, say, one) if isinstance(one, KeyTaken) else one for one in told]
    }


def _said(visit: Visit, say: Words, taken: KeyTaken) -> SentBefore:
    entry = None if taken.at is None else _done(visit, taken.at)
    return SentBefore(
        code="formulaire_deja_envoye",
        sentence="Ce formulaire a déjà été envoyé, avec autre chose dedans.",
        remedy="Si c’est un autre acte, enregistrez-le ci-dessous.",
        done="" if entry is None else f"{quoted(say.entry(entry))} {say.at(entry.known)}",
        there="" if entry is None else _page_of(visit, entry.subject),
    )


def _done(visit: Visit, at: datetime) -> JournalEntry | None:
    """What they recorded at that instant: the key of a form is its owner's."""
    found = journal.entries(
        visit.store,
        actor=visit.actor.name,
        since=at,
        until=at + timedelta(microseconds=1),
        most=_MOST,
    )
    theirs = (one for one in found if one.role == visit.actor.role and not one.refused)
    return next(theirs, None)


def _page_of(visit: Visit, subject: Subject) -> str:
    right, path = _PAGES.get(subject.kind, (None, ""))
    return path.format(subject.id) if right is not None and visit.sees(right, subject.id) else ""
