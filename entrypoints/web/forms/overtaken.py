"""What others recorded while a form was being filled in: who, which acts, when; and, field by
field, what they say where it is not what was typed.

Nothing is chosen for anybody: what overlaps is asked, the recorded value first; what they filled in
and was left empty here is taken over. That is of acts that say one and the same thing: of another
guest, another participant, there is only to know who did what, and the form stays as it was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entrypoints.web.forms.acts import Question
from entrypoints.web.visitors.visits import Visit
from rules.actors import Role
from rules.agents import AWAY, HABILITATED, PREFERRED
from rules.fields import Field, read
from rules.subjects import Subject, SubjectKind
from rules.wording import day_of_month, listed
from workflow.reading import journal
from workflow.reading.journal import JournalEntry

_MOST = 50
_ONESELF = "vous"
_ELIDED = tuple("AEIOUHÀÂÉÈÊËÎÏÔÖÙÛÜŒ")

_ADDS = frozenset(
    {
        *("inviter", "ajouter_point", "accueillir", HABILITATED, AWAY),
        *("tenter_contact", "relancer", "exprimer_souhait"),
    }
)
"""The acts that add one more: what two of them say never overlaps, whoever comes second adds
theirs."""
_NAMES = frozenset(
    {
        *("participant", "invite", "point", "ligne", "lettre"),
        *("habilitation", "absence", "regle", "ouverture"),
    }
)
"""The fields that name what an act is about: two acts overlap only when these say the same, and
none of them is ever chosen for anybody."""
_NAMES_IN: Mapping[str, frozenset[str]] = {
    "service": frozenset(
        {
            *("repondre", "communiquer_besoins", "transmettre_tableau", "partager_tableau"),
            *("fixer_echeance", "prolonger_delai", "rendre_delai_au_calcul"),
            *("suspendre_delai", "reprendre_delai"),
        }
    ),
    "canal": frozenset({PREFERRED}),
}
"""The fields that do so in these acts and are elsewhere what is said: the service that answers is
one, that to which somebody is oriented the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that both filled in, otherwise: in words (``theirs``, ``ours``), and as the form
    takes it back (``recorded``, ``typed``). ``by``: who recorded theirs. ``text``: it is free text,
    which is not chosen but rewritten, in the form."""

    name: str
    label: str
    by: str
    theirs: str
    ours: str
    recorded: str
    typed: str
    text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """``acts``: what was recorded meanwhile, as far as it is open to whoever looks, oldest first;
    ``by``: by whom. ``same``: whether one of them is the very act that was tried. ``taken``: the
    labels of the fields that were taken over, ``givers``: from whom. ``questions``: what the form
    still asks below."""

    acts: Sequence[JournalEntry]
    by: Sequence[str]
    same: bool = False
    clashes: Sequence[Clash] = ()
    taken: Sequence[str] = ()
    givers: Sequence[str] = ()
    questions: Sequence[Question] = ()

    @property
    def who_has(self) -> str:
        """« Karim Toumi et le planificateur ont », « Vous et Karim Toumi avez » (from another
        page), as a sentence begins."""
        words = _have(self.by)
        return f"{words[:1].upper()}{words[1:]}"

    @property
    def that_they_have(self) -> str:
        """« qu’Odile Fontaine a », « que vous avez »: those whose fields were taken over."""
        words = _have(self.givers)
        return f"qu’{words}" if words.startswith(_ELIDED) else f"que {words}"

    @property
    def left(self) -> str | None:
        """The state that the subject is no longer in; None when it has not moved."""
        moves = [one for one in self.acts if one.after is not None and one.after != one.before]
        return None if not moves or moves[0].before == moves[-1].after else moves[0].before

    @property
    def asked_again(self) -> frozenset[str]:
        """The fields that are asked beside what was recorded, no longer in the form."""
        return frozenset(one.name for one in self.clashes if not one.text)


def since(visit: Visit, subject: Subject, seen: int) -> Overtaken:
    """What was recorded of a subject since the version that was seen."""
    # What follows an act without changing the form (an alert, a refusal) bears its version.
    first = {one.version: one for one in _told(visit, subject) if one.version > seen}
    acts = [first[version] for version in sorted(first)]
    return Overtaken(acts=acts, by=tuple(dict.fromkeys(author(visit, one) for one in acts)))


def compared(
    visit: Visit,
    subject: Subject,
    seen: int,
    *,
    fields: Sequence[Field],
    questions: Sequence[Question],
    events: frozenset[str],
    whole: bool = False,
) -> Overtaken:
    """The same, beside what was typed in the form of one of these acts, as its ``questions`` bear
    it. ``whole``: each act says again what was said before, changed or not."""
    found = since(visit, subject, seen)
    known = {field.name: field for field in fields}
    typed = {question.name: question.typed for question in questions}
    alike = [one for one in found.acts if one.event in events and _overlaps(one, known, typed)]
    before = _said_before(visit, subject, seen, events) if whole else {}
    theirs = {
        name: (author(visit, one), value)
        for one in alike
        for name, value in _said(one).items()
        if name in known and not (name in before and before[name] == value)
    }
    clashes, left = list[Clash](), list[Question]()
    taken, givers = list[str](), dict[str, None]()
    for question in questions:
        who, told = theirs.get(question.name, ("", None))
        recorded = "" if told is None else as_typed(known[question.name], told)
        if recorded in ("", as_typed(known[question.name], question.typed)):
            left.append(question)
        elif not question.typed:
            taken.append(question.label)
            givers[who] = None
            left.append(replace(question, typed=recorded))
        else:
            clashes.append(
                Clash(
                    name=question.name,
                    label=question.label,
                    by=who,
                    theirs=_in_words(known[question.name], question, recorded),
                    ours=_in_words(known[question.name], question, question.typed),
                    recorded=recorded,
                    typed=question.typed,
                    text=question.control == "lines",
                )
            )
            left += [question] if question.control == "lines" else []
    return replace(
        found,
        same=bool(alike),
        clashes=clashes,
        taken=taken,
        givers=tuple(givers),
        questions=left,
    )


def as_typed(field: Field, told: object) -> str:
    """A value as the form of its field takes it back, from the journal or from what was typed in
    another way: « 07/05/2026 », « oui », « 12,15 »."""
    if isinstance(told, list | tuple):
        told = ",".join(
            "=".join(str(part) for part in one) if isinstance(one, list | tuple) else str(one)
            for one in told
        )
    values, _ = read((field,), {field.name: str(told)})
    match values.get(field.name):
        case None:
            return str(told)
        case bool() as yes:
            return "oui" if yes else "non"
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case _:
            return str(told).strip()


def author(visit: Visit, entry: JournalEntry) -> str:
    """« Karim Toumi », « vous », « le planificateur »."""
    if visit.signed is not None and entry.actor == visit.signed.name:
        return _ONESELF
    return f"le {entry.actor}" if entry.role == Role.SYSTEME else entry.actor


def _overlaps(entry: JournalEntry, known: Mapping[str, Field], typed: Mapping[str, str]) -> bool:
    """Whether the act that was recorded says again what the one that is typed says: it adds
    nothing, and both are about the same."""
    said = _said(entry)
    return entry.event not in _ADDS and all(
        as_typed(field, said.get(name, "")) == as_typed(field, typed.get(name, ""))
        for name, field in known.items()
        if name in _NAMES or entry.event in _NAMES_IN.get(name, ())
    )


def _have(people: Sequence[str]) -> str:
    """« vous et Karim Toumi avez »: whoever reads comes first."""
    if _ONESELF in people:
        others = [one for one in people if one != _ONESELF]
        return f"{listed([_ONESELF, *others])} avez"
    words = listed(people) if people else "quelqu’un d’autre"
    return f"{words} {'ont' if len(people) > 1 else 'a'}"


def _told(visit: Visit, subject: Subject) -> list[JournalEntry]:
    """What was done of it, as far as it is open to whoever looks, newest first."""
    entries = (
        journal.of_dossier(visit.store, subject.id, reader=visit.bearer, most=_MOST)
        if subject.kind is SubjectKind.DOSSIER
        else journal.entries(visit.store, subject=subject, most=_MOST)
    )
    return [one for one in entries if not one.refused]


def _said_before(
    visit: Visit, subject: Subject, seen: int, events: frozenset[str]
) -> Mapping[str, object]:
    told = (one for one in _told(visit, subject) if one.version <= seen and one.event in events)
    last = next(told, None)
    return {} if last is None else _said(last)


def _said(entry: JournalEntry) -> Mapping[str, object]:
    """What the form of an entry said, personal texts included as long as they are there."""
    return {**entry.body.get("valeurs", {}), **(entry.personal or {})}


def _in_words(field: Field, question: Question, text: str) -> str:
    """The label of an answer, a day in full; else the text."""
    value = read((field,), {field.name: text})[0].get(field.name)
    return day_of_month(value) if isinstance(value, date) else replace(question, typed=text).answer
