"""``/seances/{number}/tableau/lignes/{line}``: a line whole: what every service said of it, what
may be written of it, its files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks.seances.opening import Number, Opened, open_seance
from entrypoints.web.forms.posted import FormOf, go
from entrypoints.web.pages.seances.grid import choices, kept, marks, open_cells
from entrypoints.web.pages.seances.saving import heading_of
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Closed, Here, Visit
from exchanges.tableau.columns import BY_KEY, REMARK, Form
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import GREATEST
from rules.pieces import Sort
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts import pieces
from workflow.acts.pieces import Brought
from workflow.reading.tableau import Tableau, TableauLine, open_to

router = APIRouter(prefix="/seances/{number}/tableau/lignes/{line}")

Line = Annotated[int, Path(ge=1, le=GREATEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A cell of the line, as a field: ``control`` is list, lines or text."""

    name: str
    label: str
    control: str
    words: str
    choices: tuple[str, ...]
    hint: str


@router.get("")
def show(visit: Here, number: Number, line: Line) -> Response:
    """The line, as far as it is open to them."""
    found, shown, one = _open(visit, number, line)
    return _page(visit, found, shown, one)


@router.post("/pieces")
def join(visit: Here, number: Number, line: Line, form: FormOf) -> Response:
    """A file joined to the line: the services of the séance see it."""
    found, shown, one = _open(visit, number, line)
    uploaded = form.files.get("fichier")
    if uploaded is None:
        missing = Refusal(
            code="fichier_manquant",
            sentence="Choisissez le fichier à joindre.",
            remedy="",
            field="fichier",
        )
        return _page(visit, found, shown, one, (missing,))
    sort = Sort.PRESAISINE if form.get("sorte") == Sort.PRESAISINE.value else Sort.AUTRE
    try:
        done = pieces.join(
            visit.store,
            visit.rulebook,
            visit.assembly.settings.pieces,
            Act(event=pieces.JOIN, actor=visit.actor, occurred=visit.now, known=visit.now),
            one.dossier_id,
            Brought(name=uploaded.name, content=uploaded.content, sort=sort),
            line=line,
        )
    except Refused as refused:
        return _page(visit, found, shown, one, refused.refusals)
    said = "Cette pièce était déjà jointe." if done.repeated else "La pièce est jointe à la ligne."
    return go(visit, f"/seances/{number}/tableau/lignes/{line}", said)


def _open(visit: Visit, number: int, line: int) -> tuple[Opened, Tableau, TableauLine]:
    """Opens the séance, then its line. Raises Closed."""
    found = open_seance(visit, number)
    shown = open_to(visit.store, visit.rulebook, number, visit.bearer)
    one = next((each for each in shown.lines if each.id == line), None)
    if one is None:
        raise Closed((OUTSIDE,))
    visit.open(Right.LIGNE, line, about=Subject(SubjectKind.DOSSIER, one.dossier_id))
    return found, shown, one


def _page(
    visit: Visit,
    found: Opened,
    shown: Tableau,
    one: TableauLine,
    refusals: Sequence[Refusal] = (),
) -> Response:
    cells, keys = kept(shown, one), open_cells(visit, found, shown, one)
    return page(
        visit,
        "seances/line.html",
        status=422 if refusals else 200,
        found=found,
        line=one,
        asked=list(_asked(visit, shown, one, cells, keys)),
        seen=marks(cells, keys),
        late=shown.late_words(one),
        opens_dossier=visit.sees(Right.DOSSIER, one.dossier_id),
        joins=visit.may(Right.PIECE) and found.mine in (None, one.service_id),
        refusals=refusals,
    )


def _asked(
    visit: Visit,
    shown: Tableau,
    line: TableauLine,
    cells: Mapping[str, str],
    keys: frozenset[str],
) -> Iterator[Asked]:
    """The cells that may be written, in the order of the tableau."""
    for key in cells:
        if key not in keys:
            continue
        kind, _, service = key.partition(":")
        label = heading_of(key)
        if service:
            label = f"{label} de {shown.sitting[int(service)]}"
        day = key in BY_KEY and BY_KEY[key].form is Form.DAY
        words = cells[key]
        yield Asked(
            name=f"{line.id}.{key}",
            label=label,
            control="lines" if kind == REMARK else "list" if choices(key) else "text",
            words=words_of(visit).typed_day(words) if day and words else words,
            choices=choices(key),
            hint="jj/mm/aaaa" if day else "",
        )
