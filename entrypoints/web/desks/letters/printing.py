"""Letters together: made, or looked at before they are; told gone. Work that may last, which the
pages and the API ask for alike."""

from collections import Counter
from collections.abc import Collection, Mapping

from entrypoints.assembly import NoLetterhead
from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress, Work
from entrypoints.web.desks.letters import posting
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from workflow.letters import batches, reprints
from workflow.letters.batches import Batch, Left
from workflow.letters.making import PRODUCE
from workflow.letters.news import News
from workflow.letters.reprints import REPRINT, AlteredLetter
from workflow.reading import letter_list

PREVIEW, PRINT, LEAVE = "apercu_lettres", "lettres", "depart_lettres"
KINDS = frozenset({PREVIEW, PRINT, LEAVE})
_THEN = "/lettres/resultats/"


def make(visit: Visit, *, kept: bool, key: str = "") -> int:
    """Makes the letters that are missed, or says what would be made when they are not to be
    ``kept``: the errand. Those that were made and still say the same are taken as they are, so that
    asking twice makes one batch. Raises Closed."""
    return _begin(visit, PRINT if kept else PREVIEW, _making(visit, kept=kept), key)


def waiting(visit: Visit, number: int) -> list[int]:
    """The letters of a batch, for whoever posts them. Raises Closed."""
    visit.enter(Right.LETTRE)
    posting.check_posts(visit)
    found = letter_list.of_batch(visit.store, number, reader=visit.bearer)
    if not found:
        raise Closed((OUTSIDE,))
    return found


def leave(visit: Visit, number: int, letters: Collection[int], news: News, *, key: str = "") -> int:
    """Those letters of a batch left, which for a decision notifies it: the errand."""
    with visit.store.glance() as tx:
        leaving = [one for one in batches.waiting(tx, number) if one in set(letters)]

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

    return _begin(visit, LEAVE, work, f"{number}-{key}" if key else "")


def reprint(visit: Visit, number: int) -> bytes:
    """The letter again, once found to be what was printed; it is noted in its journal. Raises
    Closed, Refused."""
    visit.open(Right.LETTRE, number, lines=1)
    posting.check_posts(visit)
    try:
        return reprints.reprint(visit.store, posting.act_of(visit), number).content
    except AlteredLetter as error:
        altered = Refusal(code="lettre_alteree", sentence=str(error))
        raise Refused(REPRINT, (altered,)) from error


def _begin(visit: Visit, kind: str, work: Work, key: str) -> int:
    visit.enter(Right.LETTRE)
    posting.check_posts(visit)
    return errands.begin(visit, kind, work, then=_THEN, key=key)


def _making(visit: Visit, *, kept: bool) -> Work:
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
