"""What the configuration still says of a circonscription that is over, and of none of those that
took its communes: worth knowing before the day comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from entrypoints.configuration.document import Document
from entrypoints.configuration.form import ConfigForm
from entrypoints.configuration.problems import Steps
from rules.territory import Territory
from rules.wording import day_of_month, listed

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A circonscription that the file names: ``about`` says what of (rows about the same thing
    share it), until when, and where it is written."""

    about: object
    code: str
    until: date | None
    steps: Steps


def warn_of_ended(form: ConfigForm, territory: Territory, document: Document) -> None:
    """Warns where a circonscription is named that ends before what is said of it does."""
    for every in (_programmes(form), _kinds(form), _roles(form)):
        named = list(every)
        for one in named:
            periods = territory.periods(one.code)
            last = max((each.valid_to or date.max for each in periods), default=date.max)
            if last == date.max or (one.until is not None and one.until <= last):
                continue
            after = last + _ONE
            told = {
                each.code
                for each in named
                if each.about == one.about and (each.until or date.max) >= after
            }
            if left := [code for code in territory.successors(one.code, after) if code not in told]:
                document.warn(one.steps, _words(one.code, last, left))


def _words(code: str, last: date, left: list[str]) -> str:
    take = "prend" if len(left) == 1 else "prennent"
    return (
        f"la circonscription {code} s’arrête le {day_of_month(last)}, et rien n’est dit ici de "
        f"{listed(left)}, qui {take} ses communes."
    )


def _programmes(form: ConfigForm) -> Iterator[_Named]:
    for position, row in enumerate(form.programmes):
        steps: Steps = ("programmes", position, "circonscriptions")
        yield from _each(row.genre, row.circonscriptions or (), row.au, steps)


def _kinds(form: ConfigForm) -> Iterator[_Named]:
    for position, row in enumerate(form.seances):
        steps: Steps = ("seances", position, "circonscriptions")
        yield from _each(row.genre, row.circonscriptions or (), row.au, steps)


def _roles(form: ConfigForm) -> Iterator[_Named]:
    for position, row in enumerate(form.destinataires.roles):
        steps: Steps = ("destinataires", "roles", position, "circonscription")
        if row.circonscription is not None:
            yield _Named(about=row.role, code=row.circonscription, until=None, steps=steps)


def _each(
    about: object, codes: Iterable[str], until: date | None, steps: Steps
) -> Iterator[_Named]:
    for rank, code in enumerate(codes):
        yield _Named(about=about, code=code, until=until, steps=(*steps, rank))
