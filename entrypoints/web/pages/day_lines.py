"""A row of the day in words: what there is to do, by when, and the button that does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from entrypoints.web.desks.seances.levels import level_of
from entrypoints.web.pages.seances.sheet import ON_ITS_PAGE
from entrypoints.web.pages.seances.situations import gives_results
from entrypoints.web.pages.seances.tableau import SENDS
from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.acts import rule_label
from entrypoints.words.marks import Mark, Shape, mark_at
from entrypoints.words.rules import LACKS
from rules.actors import Who
from rules.deadlines.derivation import Status
from rules.deadlines.wants import Want
from rules.delays.account import counted_from
from rules.offers import GENRES
from rules.procedures.catalogue import BY_CODE
from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from rules.wording import colon, listed
from states.page import Exit, Machine
from states.steps import Step
from workflow.reading import offers
from workflow.reading.day_rows import Row
from workflow.reading.offers import OfferLine
from workflow.reading.workload import Task

_INFINITIVES = ("er", "ir", "re")
_PAGES: Mapping[str, tuple[str, str]] = {
    "programme_publie": ("le programme", "/parametres/programme"),
    "icl_tenue": ("les séances", "/seances"),
    "instance_tenue": ("les séances", "/seances"),
    "liste_diagnostic_produite": ("la liste", "/listes/diagnostics"),
}
"""Where the facts that no act upon a dossier or a séance writes are brought about: what is opened,
and its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """``label`` is read, ``rest`` told to who cannot see the row. ``does``: whether it does what
    the row says, rather than open what it is about."""

    label: str
    rest: str
    path: str
    does: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A deadline that the same act meets, in words."""

    deadline: int
    words: str
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row as it is shown: whom it is about (``name``, whose page is ``path``), or which
    ``offer``; what there is to do (``words``), of which ``delay`` when that says more, then in a
    word from what its date is counted or what stands in the way (``told``); ``also`` the further
    deadlines of the same act; ``what`` it has come to and ``where``."""

    task: Task
    name: str
    path: str
    offer: OfferLine | None
    mark: Mark | None
    words: str
    delay: str | None
    told: str
    also: Sequence[Told]
    what: str
    where: str
    act: Exit | None
    button: Button

    @property
    def tone(self) -> str:
        """How it looks: as its mark."""
        return "" if self.mark is None else f"is-{self.mark.shape.value}"


def lines_of(visit: Visit, rows: Sequence[Row], words: Words, back: str) -> list[Line]:
    """The rows in words. ``back``: where their acts return."""
    subjects = [row.task.subject for row in rows]
    named = {one.id for one in subjects if one.kind is SubjectKind.OFFRE}
    known = offers.among(visit.store, named) if named else {}
    return [
        _line(visit, row, known.get(one.id) if one.kind is SubjectKind.OFFRE else None, words, back)
        for row, one in zip(rows, subjects, strict=True)
    ]


def _line(visit: Visit, row: Row, offer: OfferLine | None, words: Words, back: str) -> Line:
    task = row.task
    name, path = _about(visit, task, offer, words)
    said, delay = _words(row), rule_label(task.rule)
    note = _note(visit, row)
    told = (_counted(visit, task, words) if note is None or row.early else None, note)
    what, where = _standing(visit, task, offer, words)
    return Line(
        task=task,
        name=name,
        path=path,
        offer=offer,
        mark=_mark(task, words),
        words=said,
        delay=None if delay == said else delay,
        told=", ".join(one for one in told if one),
        also=[_told(one, words) for one in row.others],
        what=what,
        where=where,
        act=row.act if task.dossier is not None else None,
        button=_button(visit, row, name, path, back),
    )


def _about(visit: Visit, task: Task, offer: OfferLine | None, words: Words) -> tuple[str, str]:
    if offer is not None:
        return offer.libelle, f"/services/offres/{offer.id}/mettre-a-jour"
    if task.dossier is not None:
        return words.person(task.nom or "", task.prenom or ""), f"/dossiers/{task.dossier}"
    if task.seance is not None and task.held is not None:
        kind = visit.rulebook.label_of(task.genre or "", task.circonscription)
        return f"{kind} du {words.day(task.held)}", f"/seances/{task.seance}"
    place = visit.places.get(task.circonscription or "", task.service or "tout le département")
    return place, f"/echeances/{task.deadline}"


def _standing(visit: Visit, task: Task, offer: OfferLine | None, words: Words) -> tuple[str, str]:
    """What it has come to, or what is offered; who follows it, or where it is."""
    if offer is not None:
        where = visit.places.get(offer.circonscription or "", "tout le département")
        return GENRES[offer.genre], where
    state = task.state or task.standing
    where = task.service or visit.places.get(task.circonscription or "", "")
    return "" if state is None else words.state(state), where


def _words(row: Row) -> str:
    """The act; where it is theirs to choose, what they choose of; where it is nobody’s act or
    somebody else’s, the delay."""
    if row.act is not None:
        return row.act.label
    chosen = row.step.rule if row.step is not None and row.theirs else row.task.rule
    return rule_label(chosen)


def _note(visit: Visit, row: Row) -> str | None:
    task, found = row.task, row.step
    if row.early:
        return "séance à venir"
    if row.lacks is not None and (row.act is None or task.dossier is None):
        return LACKS.get(row.lacks)
    if found is None or row.theirs or found.rule in {one.rule for one in row.others}:
        return None
    if not found.ahead:
        return f"À faire par {_who(visit, found)}"
    label = rule_label(found.rule) if found.chooses else found.exits[0].label
    return colon("D’abord", f"{label[0].lower()}{label[1:]}")


def _who(visit: Visit, found: Step) -> str:
    people = (one for one in found.exits[0].who if one not in {Who.IMPORT, Who.SYSTEME})
    return listed([visit.rulebook.words.who(one) for one in people], "ou")


def _button(visit: Visit, row: Row, name: str, path: str, back: str) -> Button:
    if row.task.subject.kind is SubjectKind.OFFRE:
        return Button(label="Mettre à jour", rest=colon("", name), path=path)
    if row.task.dossier is None and row.task.seance is None:
        return _elsewhere(row.task, name, path)
    if row.theirs:
        found = _of_a_line(visit, row, name) or _of_an_act(row, name, path, back)
        if found is not None:
            return found
    return Button(label="Ouvrir", rest=f" {name}", path=path, does=False)


def _of_an_act(row: Row, name: str, path: str, back: str) -> Button | None:
    """To the form of the act, to its page where it has one, to the dossier where it is a choice."""
    if row.act is None:
        chooses = row.step is not None and row.step.chooses
        return Button(label="Décider", rest=colon("", name), path=path) if chooses else None
    event, label = row.act.event, row.act.label
    verb = _verb(label)
    rest = colon(label.removeprefix(verb), name)
    to = f"actes/{event}"
    if row.task.dossier is None:
        to = "tableau" if event in SENDS else ON_ITS_PAGE.get(event, to)
    return Button(label=verb, rest=rest, path=f"{path}/{to}?retour={quote(back)}")


def _of_a_line(visit: Visit, row: Row, name: str) -> Button | None:
    """To where the results of the séance are written, when these are what is awaited."""
    task, found = row.task, row.step
    if found is not None and found.machine is Machine.PASSAGE:
        decides = Who.EP in found.exits[0].who
    elif row.lacks is Want.RESULTATS and row.act is None:
        kind = visit.rulebook.kinds.otherwise(task.genre or "")
        decides = kind.body is Body.DECISION
    else:
        return None
    rest, seance = colon("", name), f"/seances/{row.seance}"
    if decides and level_of(visit) is not None:
        return Button(label="Décider", rest=rest, path=f"{seance}/decisions")
    if gives_results(visit):
        return Button(label="Saisir", rest=colon(" le résultat", name), path=f"{seance}/resultats")
    return Button(label="Ouvrir", rest=rest, path=seance, does=False)


def _elsewhere(task: Task, name: str, path: str) -> Button:
    """To the page where what closes the rule is brought about."""
    procedure = BY_CODE.get(task.rule)
    closes = () if procedure is None else sorted(procedure.closes)
    for fact in closes:
        if fact in _PAGES:
            opened, page = _PAGES[fact]
            return Button(label="Ouvrir", rest=colon(f" {opened}", name), path=page)
    return Button(label="Ouvrir", rest=f" {name}", path=path, does=False)


def _verb(label: str) -> str:
    """The verb of an act, what there is to do being told beside; its whole label when it does not
    begin by one."""
    verb = label.split(" ", 1)[0]
    return verb if verb.endswith(_INFINITIVES) else label


def _told(task: Task, words: Words) -> Told:
    return Told(deadline=task.deadline, words=rule_label(task.rule), mark=_mark(task, words))


def _counted(visit: Visit, task: Task, words: Words) -> str | None:
    rule = visit.rulebook.version_for(task.rule, task.rule_version, task.opened)
    if rule is None or task.anchor is None:
        return None
    return counted_from(rule.delay, words.day(task.anchor))


def _mark(task: Task, words: Words) -> Mark | None:
    if task.status is Status.SUSPENDUE:
        return Mark(shape=Shape.SUSPENDUE, words="suspendu")
    mark = mark_at(task.due, words.now, words.calendar, words.near)
    if mark is not None and task.born_late and mark.shape is Shape.RETARD:
        return replace(mark, shape=Shape.TARDIVE, words="en retard à l’arrivée")
    return mark
