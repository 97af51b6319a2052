"""``/lettres/{number}``: a letter, where it is, what the post did with it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.desks.downloads import PDF, download
from entrypoints.web.desks.letters import posting, printing
from entrypoints.web.desks.letters.standing import standing
from entrypoints.web.forms import acts
from entrypoints.web.forms.posted import FormOf, go, new_key
from entrypoints.web.pages.letters.listing import Number
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors.visits import Closed, Here, Visit
from entrypoints.words.letters import model_words, recours_words, standing_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.fields import Field, Kind, read
from rules.letters.kinds import CHANNEL_LABELS, Channel
from rules.refusals import Refusal, Refused
from rules.wording import numbered
from workflow.reading import letters

router = APIRouter(prefix="/lettres")

_NUMBER = Field(name="lettre", label="le numéro de la lettre : « Nos réf. »", kind=Kind.ENTIER)
What = Annotated[str, Path(max_length=20)]


@router.get("/retour")
def ask_return(visit: Here) -> Response:
    """A letter came back: its number is read on it, or scanned."""
    visit.enter(Right.LETTRE)
    return _return_page(visit, {"date": posting.today(visit)})


@router.post("/retour")
def returned(visit: Here, form: FormOf) -> Response:
    """Notes the return, then asks for the next one."""
    visit.enter(Right.LETTRE)
    typed = form.values
    values, refusals = read([_NUMBER], {"lettre": typed.get("lettre")})
    if refusals:
        return _return_page(visit, typed, refusals)
    number = int(str(values["lettre"]))
    if not visit.sees(Right.LETTRE, number):
        return _return_page(visit, typed, [_unknown(number)])
    visit.open(Right.LETTRE, number)
    try:
        told = posting.tell(visit, number, posting.read_news("retour", typed))
    except Refused as refused:
        return _return_page(visit, typed, refused.refusals)
    said = f"Retour de la lettre {numbered(number)} noté."
    return go(visit, "/lettres/retour", said, more=_where(visit, told.state, told.dossier_id))


@router.get("/{number}")
def show(visit: Here, number: Number) -> Response:
    """A letter: to whom, what, when; what may be told of it."""
    visit.open(Right.LETTRE, number)
    return _sheet(visit, number)


@router.get("/{number}/lettre.pdf")
def pdf(visit: Here, number: Number) -> Response:
    """The letter as it was printed."""
    visit.open(Right.LETTRE, number, lines=1)
    content = letters.content(visit.store, number)
    return download(content, f"lettre-{number}.pdf", PDF, inline=True)


@router.post("/{number}/reimpression")
def reprint(visit: Here, number: Number, form: FormOf) -> Response:
    """The letter again, once found to be what was printed; it is noted in its journal."""
    try:
        content = printing.reprint(visit, number)
    except Refused as altered:
        return _sheet(visit, number, altered.refusals)
    return download(content, f"lettre-{number}.pdf", PDF)


@router.get("/{number}/{what}")
def ask(visit: Here, number: Number, what: What) -> Response:
    """The form of a news of the letter."""
    _open(visit, number, what)
    return _form(visit, number, what, {"date": posting.today(visit)} if what == "envoi" else {})


@router.post("/{number}/{what}")
def tell(visit: Here, number: Number, what: What, form: FormOf) -> Response:
    """Notes it: in its dossier, or in its séance."""
    _open(visit, number, what)
    try:
        told = posting.tell(visit, number, posting.read_news(what, form.values))
    except Refused as refused:
        return _form(visit, number, what, form.values, refused.refusals)
    return go(
        visit,
        form.back or f"/lettres/{number}",
        f"Lettre {numbered(number)} : c’est noté.",
        more=_where(visit, told.state, told.dossier_id),
    )


def _open(visit: Visit, number: int, what: str) -> None:
    """The letter, for a news of that kind. Raises Closed."""
    visit.open(Right.LETTRE, number)
    if what not in posting.FIELDS:
        raise Closed((OUTSIDE,))


def _sheet(visit: Visit, number: int, refusals: Sequence[Refusal] = ()) -> Response:
    line = letters.letter(visit.store, visit.rulebook.calendar.tz, number)
    one = line.letter
    waits = one.sent is None and not one.annulled
    news = {
        "envoi": waits and posting.may_post(visit),
        "reception": one.sent is not None and one.received is None and posting.may_follow(visit),
        "retour": one.sent is not None and one.returned is None and posting.may_follow(visit),
    }
    return page(
        visit,
        "letters/sheet.html",
        status=409 if refusals else 200,
        line=line,
        title=model_words(one.kind),
        where=standing_words(line, standing(visit, [line])[one.id]),
        remedy=recours_words(one, visit.now, visit.rulebook.calendar),
        channel=None if line.channel is None else CHANNEL_LABELS[Channel(line.channel)],
        news=[(what, posting.TITLES[what]) for what, possible in news.items() if possible],
        reprints=posting.may_post(visit),
        refusals=refusals,
    )


def _form(
    visit: Visit,
    number: int,
    what: str,
    typed: Mapping[str, str],
    refusals: Sequence[Refusal] = (),
) -> Response:
    line = letters.letter(visit.store, visit.rulebook.calendar.tz, number)
    fields = posting.FIELDS[what]
    return page(
        visit,
        "letters/news.html",
        status=422 if refusals else 200,
        line=line,
        what=what,
        title=posting.TITLES[what],
        letter=model_words(line.letter.kind),
        questions=acts.questions(
            visit, fields, typed=typed, refusals=refusals, options=posting.OPTIONS
        ),
        refusals=refusals,
        key=new_key(),
    )


def _return_page(
    visit: Visit, typed: Mapping[str, str], refusals: Sequence[Refusal] = ()
) -> Response:
    fields = (_NUMBER, *posting.FIELDS["retour"])
    return page(
        visit,
        "letters/return.html",
        status=422 if refusals else 200,
        questions=acts.questions(
            visit, fields, typed=typed, refusals=refusals, options=posting.OPTIONS
        ),
        refusals=refusals,
        key=new_key(),
    )


def _where(visit: Visit, state: str, dossier: int | None) -> str:
    of = "La séance" if dossier is None else f"Le dossier {numbered(dossier)}"
    return f"{of} : {words_of(visit).state(state)}."


def _unknown(number: int) -> Refusal:
    return Refusal(
        code=OUTSIDE.code,
        sentence=f"Aucune lettre de votre périmètre ne porte le {numbered(number)}.",
        remedy="Vérifiez le numéro : il suit « Nos réf. ».",
        field="lettre",
    )
