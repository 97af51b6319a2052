"""``/dossiers/{number}/pieces`` and ``/pieces/{number}``: files joined, taken, taken away."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks.downloads import download
from entrypoints.web.forms.posted import FormOf, Posted, go, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.dossiers import NATURES
from entrypoints.words.pieces import SORTS, size_words
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.pieces import FileType, Sort
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.acts import pieces as acts
from workflow.acts.pieces import Brought, Joined
from workflow.reading import dossiers, pieces
from workflow.reading.pieces import PieceLine

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_LINE = re.compile("[0-9]{1,9}")
_NO_FILE = Refusal(
    code="champ_manquant",
    sentence="Choisissez le fichier à joindre.",
    to_enter=True,
    field="fichier",
)


@router.get("/dossiers/{number}/pieces")
def of_dossier(visit: Here, number: Number) -> Response:
    """The files that they open, those taken away included; a form to join another."""
    visit.open(Right.DOSSIER, number)
    visit.enter(Right.PIECE)
    return _listing(visit, number)


@router.post("/dossiers/{number}/pieces")
def join(visit: Here, number: Number, form: FormOf) -> Response:
    """Joins a file, once however often it is posted."""
    visit.open(Right.DOSSIER, number)
    visit.enter(Right.PIECE)
    try:
        done = _joined(visit, number, form)
    except Refused as refused:
        return _listing(visit, number, form.values, refused.refusals)
    return go(visit, form.back or f"/dossiers/{number}/pieces", _said(done))


@router.get("/pieces/{number}")
def take(visit: Here, number: Number) -> Response:
    """The file itself, to be kept: never opened by the browser as a page of ours."""
    found = _opened(visit, number)
    return download(pieces.content(visit.store, number), found.name, found.media_type)


@router.get("/pieces/{number}/retrait")
def ask_removal(visit: Here, number: Number) -> Response:
    """Why it is taken away."""
    return _removal(visit, _opened(visit, number))


@router.post("/pieces/{number}/retrait")
def remove(visit: Here, number: Number, form: FormOf) -> Response:
    """Takes it away; it stays in the registry, with its motive."""
    found = _opened(visit, number)
    act = _act(visit, acts.REMOVE, {"motif": form.get("motif")})
    try:
        dossier = acts.remove(visit.store, visit.rulebook, act, number)
    except Refused as refused:
        return _removal(visit, found, form.values, refused.refusals)
    return go(visit, f"/dossiers/{dossier}/pieces", f"Pièce {numbered(number)} retirée.")


def _opened(visit: Visit, number: int) -> PieceLine:
    """A file that they open; that they did is written under its dossier. Raises Closed."""
    about = None
    if visit.sees(Right.PIECE, number):
        about = Subject(SubjectKind.DOSSIER, pieces.piece(visit.store, number).dossier_id)
    visit.open(Right.PIECE, number, about=about)
    return pieces.piece(visit.store, number)


def _joined(visit: Visit, number: int, form: Posted) -> Joined:
    """Raises Refused."""
    file = form.files.get("fichier")
    if file is None:
        raise Refused(acts.JOIN, (_NO_FILE,))
    line = form.get("ligne")
    brought = Brought(
        # What comes before the name is the way to it on the agent's own computer.
        name=file.name.replace("\\", "/").rpartition("/")[2],
        content=file.content,
        sort=Sort.PRESAISINE if form.get("sorte") == Sort.PRESAISINE.value else Sort.AUTRE,
    )
    return acts.join(
        visit.store,
        visit.rulebook,
        visit.assembly.configured.pieces,
        _act(visit, acts.JOIN),
        number,
        brought,
        line=int(line) if _LINE.fullmatch(line) else None,
    )


def _act(visit: Visit, event: str, data: Mapping[str, object] | None = None) -> Act:
    return Act(event=event, actor=visit.actor, occurred=visit.now, known=visit.now, data=data)


def _said(done: Joined) -> str:
    piece = f"La pièce {numbered(done.piece)}"
    if done.qualified:
        return f"{piece}, déjà jointe, est maintenant la pré-saisine."
    return f"{piece} était déjà jointe." if done.repeated else f"{piece} est jointe."


def _listing(
    visit: Visit,
    number: int,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    limits = visit.assembly.configured.pieces
    return page(
        visit,
        "dossiers/pieces.html",
        status=422 if refusals else 200,
        dossier=dossiers.dossier(visit.store, number),
        pieces=pieces.of_dossier(visit.store, number, removed=True, reader=visit.bearer),
        sorts={code.value: words for code, words in SORTS.items()},
        natures=NATURES,
        size=size_words,
        largest=limits.largest,
        types=", ".join(one.value for one in FileType if one in limits.types),
        accept=",".join(f".{one.value}" for one in FileType if one in limits.types),
        typed=typed or {},
        refusals=refusals,
        key=new_key(),
    )


def _removal(
    visit: Visit,
    found: PieceLine,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    return page(
        visit,
        "dossiers/piece_removal.html",
        status=422 if refusals else 200,
        piece=found,
        dossier=dossiers.dossier(visit.store, found.dossier_id),
        typed=typed or {},
        refusals=refusals,
        key=new_key(),
    )
