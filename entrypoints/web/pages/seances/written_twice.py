"""The compte rendu that two people write at once: the texts of the other beside one's own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from entrypoints.web.forms.overtaken import Clash, Overtaken, author, since
from entrypoints.web.visitors.visits import Visit
from rules.seances.minutes import PART_LABELS, Part
from rules.subjects import Subject, SubjectKind
from workflow.reading import journal
from workflow.reading.journal import JournalEntry

REMARK = "remarque-"
"""What the name of a line's remark begins with, before the number of the line."""
_MOST = 200


def written_twice(
    visit: Visit, number: int, seen: int, event: str, typed: Mapping[str, str]
) -> tuple[Overtaken, Mapping[str, str]]:
    """What was recorded since, and what the form shows now: a text that was not touched here is the
    one of the other; one that both wrote stays as it was typed, theirs beside it."""
    subject = Subject(SubjectKind.SEANCE, number)
    found = since(visit, subject, seen)
    before = _texts(
        one
        for one in reversed(journal.entries(visit.store, subject=subject, act=event, most=_MOST))
        if one.version <= seen and not one.refused
    )
    clashes, taken, shown = list[Clash](), list[str](), dict(typed)
    written = [one for one in found.acts if one.event == event]
    wrote = {name: author(visit, one) for one in written for name in _texts([one])}
    givers = dict[str, None]()
    for name, theirs in _texts(written).items():
        ours = typed.get(name, "").strip()
        if ours == theirs:
            continue
        if ours in ("", before.get(name, "")):
            taken.append(_label(name))
            givers[wrote[name]] = None
            shown[name] = theirs
            continue
        clashes.append(
            Clash(
                name=name,
                label=_label(name),
                by=wrote[name],
                theirs=theirs,
                ours=ours,
                recorded=theirs,
                typed=ours,
                text=True,
            )
        )
    return replace(found, clashes=clashes, taken=taken, givers=tuple(givers)), shown


def _texts(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """The texts that these entries wrote, by the names of their fields, the last one of each."""
    texts: dict[str, str] = {}
    for one in entries:
        said = {**one.body.get("valeurs", {}), **(one.personal or {})}
        texts |= {part.value: str(said[part.value]) for part in Part if part.value in said}
        if "remarque" in said:
            texts[f"{REMARK}{said['ligne']}"] = str(said["remarque"])
    return texts


def _label(name: str) -> str:
    if name in set(Part):
        return PART_LABELS[Part(name)]
    return f"Remarque sur la ligne {name.removeprefix(REMARK)}"
