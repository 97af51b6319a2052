"""``/seances/{number}/resultats``: the results of a séance typed afterwards, each line its own,
many at once: chosen, looked at, recorded, told line by line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import Number, Opened, open_seance
from entrypoints.web.forms.acts import Choice, act_of, questions
from entrypoints.web.forms.conflicts import all_told
from entrypoints.web.forms.posted import FormOf, Posted, found_again, new_key
from entrypoints.web.pages.seances import situations
from entrypoints.web.pages.seances.situations import COLLEGIAL, WAITS
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST, Field
from rules.seances.kinds import Nature
from rules.situation import Act
from states.forms import ACCORD_ACCUEIL, SUPPLEANCE
from states.passage import ISSUE_GLOBALE, METHODE
from workflow.reading import tableau
from workflow.reading.tableau import TableauLine
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Awaited, Given

router = APIRouter(prefix="/seances/{number}/resultats")

RESULT, WORDS, WELCOME, ISSUE = "resultat-", "mots-", "accueil-", "issue-"
_BY_NATURE: Mapping[str, str] = {
    Nature.SOUTIEN: "rendre_soutien",
    Nature.ACCOMPAGNEMENT_GLOBAL: "rendre_accompagnement_global",
}
_IN_WORDS: Mapping[str, str] = {
    "rendre_favorable": "motif_refus_accueil",
    "rendre_desaccord": "raisons",
    "ajourner": "motif",
    "rendre_soutien": "preconisations",
}
"""Where the words of the line go, by its result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A result that was typed of a line: the act and its form, at the version that was shown."""

    line: TableauLine
    event: str
    version: int
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What would become of a line, or became of it."""

    typed: Typed
    given: Given
    label: str

    @property
    def left(self) -> bool:
        """Whether nothing is recorded of it."""
        return self.given.left


@router.get("")
def show(visit: Here, number: Number) -> Response:
    """The lines that wait for a result, and what each may be given."""
    found = open_seance(visit, number)
    if found.decides:
        return page(visit, "seances/otherwise.html", found=found)
    return _page(visit, found, typed=found_again(visit) or {})


@router.post("")
def preview(visit: Here, number: Number, form: FormOf) -> Response:
    """What would come of what was typed, nothing being written; or the form again."""
    found = _open(visit, number)
    asked = _typed(visit, number, form)
    if not asked or form.get("aller") == "revenir":
        return _page(visit, found, typed=form.values, nothing=form.get("aller") != "revenir")
    judged = [_judge(visit, one) for one in asked]
    return page(
        visit,
        "seances/results_check.html",
        found=found,
        told=judged,
        able=sum(not one.left for one in judged),
        fields=[(name, value) for name, value in form.values.items() if name != "aller"],
        number=situations.number_of,
        recorded=False,
        key=new_key(),
    )


@router.post("/enregistrer")
def record(visit: Here, number: Number, form: FormOf) -> Response:
    """Records them, each dossier by itself; done once whatever the number of clicks."""
    found = _open(visit, number)
    told = [
        Told(typed=one, given=given, label=situations.label_of(one.event))
        for one in _typed(visit, number, form)
        for given in all_told(
            visit,
            results.give(
                visit.store, visit.rulebook, one.act, [_awaited(one)], key=form.key or None
            ),
        )
    ]
    return page(
        visit,
        "seances/results_check.html",
        found=found,
        told=told,
        able=sum(not one.left for one in told),
        fields=[],
        number=situations.number_of,
        recorded=True,
        key="",
    )


def _open(visit: Visit, number: int) -> Opened:
    """The séance, when services examine its lines. Raises Closed for an EP, which decides on its
    own page."""
    found = open_seance(visit, number)
    if found.decides:
        raise Closed((OUTSIDE,))
    return found


def _lines(visit: Visit, number: int) -> list[TableauLine]:
    found = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)
    return situations.on_agenda(found)


def _page(
    visit: Visit, found: Opened, *, typed: Mapping[str, str], nothing: bool = False
) -> Response:
    lines = [one for one in _lines(visit, found.id) if one.state == WAITS]
    examination = situations.examination(visit, found.kind, lines[0]) if lines else None
    issues = questions(visit, [ISSUE_GLOBALE])[0].choices
    return page(
        visit,
        "seances/results.html",
        status=422 if nothing else 200,
        found=found,
        lines=lines,
        results={one.id: _results(one) for one in lines},
        issues=issues,
        globale=_BY_NATURE[Nature.ACCOMPAGNEMENT_GLOBAL],
        shut=() if examination is None else examination.shut,
        deputises=situations.deputises(visit),
        number=situations.number_of,
        typed=typed,
        nothing=nothing,
        key=new_key(),
    )


def _results(line: TableauLine) -> list[Choice]:
    """What the line may be given, by what it asks for."""
    own = _BY_NATURE.get(line.nature)
    events = [own] if own else ["rendre_favorable", "rendre_desaccord"]
    return [
        Choice(value=event, label=situations.label_of(event)) for event in (*events, "ajourner")
    ]


def _typed(visit: Visit, number: int, form: Posted) -> list[Typed]:
    """What the form says of each line, in their order; what is no result of the line is nothing."""
    found = []
    for line in _lines(visit, number):
        event, _, version = form.get(f"{RESULT}{line.id}").partition(".")
        known = {one.value for one in _results(line)}
        if event not in known or not version.isdecimal() or int(version) > GREATEST:
            continue
        fields = situations.exit_of(event).asks
        told = {**_answers(line, event, form), **_deputy(visit, form)}
        one = replace(form, several={name: (value,) for name, value in told.items()})
        act = act_of(visit, event, one, only=[field for field in fields if _is_asked(field, told)])
        found.append(Typed(line=line, event=event, version=int(version), act=act))
    return found


def _answers(line: TableauLine, event: str, form: Posted) -> dict[str, str]:
    told = {
        METHODE.name: COLLEGIAL,
        ACCORD_ACCUEIL.name: form.get(f"{WELCOME}{line.id}"),
        ISSUE_GLOBALE.name: form.get(f"{ISSUE}{line.id}"),
    }
    words = _IN_WORDS.get(event)
    return told if words is None else {**told, words: form.get(f"{WORDS}{line.id}")}


def _deputy(visit: Visit, form: Posted) -> dict[str, str]:
    said = form.get(SUPPLEANCE.name)
    return {SUPPLEANCE.name: said} if said and situations.deputises(visit) else {}


def _is_asked(field: Field, told: Mapping[str, str]) -> bool:
    return bool(told.get(field.name))


def _judge(visit: Visit, one: Typed) -> Told:
    would = results.preview(visit.store, visit.rulebook, one.act, [_awaited(one)])
    (given,) = all_told(visit, would)
    return Told(typed=one, given=given, label=situations.label_of(one.event))


def _awaited(one: Typed) -> Awaited:
    return tableau.awaited(one.line, version=one.version)
