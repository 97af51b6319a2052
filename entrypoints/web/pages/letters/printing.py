"""``/lettres/apercu``, ``/lettres/imprimer``, ``/lettres/lots/{number}/depart``: letters together.

Each is work that may last: it is done by an errand, whose result has its own page.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response

from entrypoints.assembly import NoLetterhead
from entrypoints.web import errands
from entrypoints.web.errands import Progress
from entrypoints.web.pages.letters import posting
from entrypoints.web.pages.letters.listing import Number, batch_page
from entrypoints.web.posted import FormOf, new_key
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here, Visit
from entrypoints.words.letters import model_words
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from workflow.letters import batches
from workflow.letters.batches import Batch, Left
from workflow.letters.making import PRODUCE
from workflow.reading import letter_list

router = APIRouter(prefix="/lettres")

PREVIEW, PRINT, LEAVE = "apercu_lettres", "lettres", "depart_lettres"
_THEN = "/lettres/resultats/"


@router.post("/apercu")
def preview(visit: Here, form: FormOf) -> Response:
    """What would be printed, and what would be left out, each with its reasons; nothing is kept."""
    return _begin(visit, PREVIEW, _made(visit, kept=False))


@router.post("/imprimer")
def print_them(visit: Here, form: FormOf) -> Response:
    """Makes the letters that are missed; those that were made and still say the same are taken as
    they are, so that asking twice makes one batch."""
    return _begin(visit, PRINT, _made(visit, kept=True))


@router.post("/lots/{number}/depart")
def leave(visit: Here, number: Number, form: FormOf) -> Response:
    """The letters of a batch left that day: for a decision, that notifies it."""
    visit.enter(Right.LETTRE)
    posting.check_posts(visit)
    waiting = letter_list.of_batch(visit.store, number, reader=visit.bearer)
    if not waiting:
        raise Closed((OUTSIDE,))
    try:
        news = posting.read_news("envoi", form.values)
    except Refused as refused:
        return batch_page(visit, number, typed=form.values, refusals=refused.refusals)
    with visit.store.glance() as tx:
        leaving = [one for one in batches.waiting(tx, number) if one in set(waiting)]

    def work(progress: Progress) -> Mapping[str, object]:
        progress.total = len(leaving)
        left: list[object] = []
        for letter in leaving:
            try:
                posting.tell(visit, letter, news)
            except Refused as refused:
                left.append({"lettre": letter, "raisons": _reasons(refused.refusals)})
            progress.advance(1)
        return {"lot": number, "lettres": len(leaving) - len(left), "ecartees": left}

    return _begin(visit, LEAVE, work)


@router.get("/resultats/{number}")
def result(visit: Here, number: Number) -> Response:
    """What came of it; of a preview, what would."""
    visit.enter(Right.LETTRE)
    found = errands.own(visit, number)
    if found.kind not in {PREVIEW, PRINT, LEAVE} or found.outcome is None:
        raise Closed((OUTSIDE,))
    told = found.outcome
    numbers = [one["dossier"] for one in told["ecartees"] if one.get("dossier")]
    return page(
        visit,
        "letters/result.html",
        kind=found.kind,
        at=found.ended,
        told=told,
        names=letter_list.names(visit.store, numbers, reader=visit.bearer),
        model=model_words,
        key=new_key(),
    )


def _begin(visit: Visit, kind: str, work: Callable[[Progress], Mapping[str, object]]) -> Response:
    visit.enter(Right.LETTRE)
    posting.check_posts(visit)
    return errands.run(visit, kind, work, then=_THEN)


def _made(visit: Visit, *, kept: bool) -> Callable[[Progress], Mapping[str, object]]:
    act = posting.act_of(visit)

    def work(progress: Progress) -> Mapping[str, object]:
        try:
            press = visit.assembly.press
        except NoLetterhead as error:
            raise Refused(PRODUCE, (Refusal(code="sans_entete", sentence=str(error)),)) from error
        store, rulebook = visit.store, visit.rulebook
        awaited = batches.missing(store, rulebook, act.known, reader=visit.bearer)
        progress.total = len(awaited)
        done = batches.make(
            store, rulebook, press, act, awaited, kept=kept, progress=progress.reach
        )
        return _told(done)

    return work


def _told(done: Batch) -> Mapping[str, object]:
    """What the result keeps: counts and numbers, no name."""
    return {
        "lot": done.number,
        "lettres": len(done.letters),
        "nouvelles": sum(not one.repeated for one in done.letters),
        "sortes": dict(Counter(one.kind for one in done.letters).most_common()),
        "ecartees": [_left(one) for one in done.left],
    }


def _left(one: Left) -> Mapping[str, object]:
    return {
        "dossier": one.awaited.dossier_id,
        "seance": one.awaited.seance_id,
        "modele": one.awaited.call.kind.value,
        "raisons": _reasons(one.refusals),
    }


def _reasons(refusals: tuple[Refusal, ...]) -> list[str]:
    return [" ".join((one.sentence, one.remedy)).strip() for one in refusals]
