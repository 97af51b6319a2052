"""The calendar of the file put in use by a manager, with a motive; every open deadline that it
changes is counted again. The pages and the API put it in use alike."""

from collections.abc import Mapping

from entrypoints.configuration.settings import Settings
from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress
from entrypoints.web.desks.settings.calendars import BROKEN, File
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.passages import passage_words
from rules import fields
from rules.fields import Field
from rules.passages import APPLY, FORM, not_allowed
from rules.refusals import Refusal, Refused
from workflow.recalculation import application
from workflow.recalculation.calendar_use import digests

PASSAGE = "passage_calendrier"
_THEN = "/parametres/calendriers/passages/"

_RESTART = Refusal(
    code="regles_a_relire",
    sentence="Le fichier change aussi des règles, que cette application n’a pas encore lues.",
    remedy="Relancez-la d’abord (« servir »), puis revenez ici.",
)
_NOTHING = Refusal(
    code="calendrier_deja_en_vigueur",
    sentence="Le calendrier et les règles du fichier sont déjà en vigueur.",
    remedy="Il n’y a rien à faire.",
)


def asked(file: File) -> tuple[Field, ...]:
    """A motive; none to go on with what was interrupted, which has its own."""
    return () if file.resumes else FORM


def shut(visit: Visit, file: File) -> tuple[Refusal, ...]:
    """Why nothing may be put in use now."""
    refusal = not_allowed(visit.actor)
    if refusal is not None:
        return (refusal,)
    if file.settings is None:
        return (BROKEN,)
    if _other_rules(visit, file.settings):
        return (_RESTART,)
    return () if file.pending else (_NOTHING,)


def _other_rules(visit: Visit, settings: Settings) -> bool:
    """Whether the file has rules that this process does not follow: it would go on by its own."""
    return digests(settings.rulebook) != digests(visit.assembly.configured.rulebook)


def begin(visit: Visit, file: File, typed: Mapping[str, str], *, key: str = "") -> int:
    """Puts it in use: the errand; what is interrupted goes on when it is asked again. Raises
    Refused."""
    values, refusals = fields.read(
        asked(file), {name: said for name, said in typed.items() if said}
    )
    refusals = [*shut(visit, file), *refusals]
    if refusals and not errands.is_begun(visit, PASSAGE, key):
        raise Refused(APPLY, tuple(refusals))
    store, actor, now = visit.store, visit.actor, visit.now
    settings, motive = file.settings, str(values.get("motif", "")).strip()

    def work(progress: Progress) -> Mapping[str, object]:
        def reach(done: int, total: int) -> None:
            progress.total = total
            progress.reach(done)

        assert settings is not None  # else it is shut
        done = application.apply(
            store, settings.rulebook, actor=actor, motive=motive, now=now, progress=reach
        )
        return {"dit": passage_words(done), "en_panne": bool(done and done.failed)}

    return errands.begin(visit, PASSAGE, work, then=_THEN, key=key)
