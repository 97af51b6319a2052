"""What the address of the journal asks: of whom, by whom, which act, when."""

from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.web.rendering.addresses import Query
from entrypoints.web.visitors.visits import Visit
from entrypoints.words.acts import act_choices
from rules.fields import GREATEST, parse_date
from rules.refusals import Refusal
from rules.wording import day_of_month, numbered, quoted
from workflow.reading import journal_search
from workflow.reading.journal_search import PersonLine, Sought

MOST_NAMED = 20
"""People that a name may be that of, as they are shown to be chosen among."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for. ``named``: those whom the words may be of, to be chosen among;
    ``person``: the one that it is about; ``refusals``: why nothing is looked for."""

    sought: Sought
    named: Sequence[PersonLine] = ()
    person: PersonLine | None = None
    refusals: tuple[Refusal, ...] = ()


def asked(visit: Visit, query: Query) -> Asked:
    """What the address asks; somebody named is looked up in the territory."""
    words, known = query.get("qui").strip(), number_of(query.get("personne"))
    if known is not None and not words:
        person = journal_search.person(visit.store, visit.bearer, known)
        if person is None:
            return Asked(sought=_sought(query, None), refusals=(_nobody(numbered(known)),))
        return Asked(sought=_sought(query, person), person=person)
    if not words:
        return Asked(sought=_sought(query, None))
    found = journal_search.people(visit.store, visit.bearer, words, most=MOST_NAMED)
    if not found:
        return Asked(sought=_sought(query, None), refusals=(_nobody(quoted(words)),))
    if len(found) > 1:
        return Asked(sought=_sought(query, None), named=found)
    return Asked(sought=_sought(query, found[0]), person=found[0])


def told(wanted: Asked) -> list[str]:
    """What is looked for, in words, for a file or a sheet of paper."""
    sought, words = wanted.sought, []
    if wanted.person is not None:
        words.append(f"{wanted.person.prenom} {wanted.person.nom}")
    if sought.dossier is not None:
        words.append(f"dossier {numbered(sought.dossier)}")
    if sought.seance is not None:
        words.append(f"séance {numbered(sought.seance)}")
    if sought.actor is not None:
        words.append(f"par {sought.actor}")
    if sought.act is not None:
        words.append(quoted(act_choices().get(sought.act, sought.act)))
    if sought.first is not None:
        words.append(f"depuis le {day_of_month(sought.first)}")
    if sought.last is not None:
        words.append(f"jusqu’au {day_of_month(sought.last)}")
    if sought.refusals_only:
        words.append("refus seulement")
    return words


def number_of(text: str) -> int | None:
    """A number that a thing of the registry may bear; None for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    return number if number is not None and number <= GREATEST else None


def _sought(query: Query, person: PersonLine | None) -> Sought:
    act = query.get("acte")
    return Sought(
        personne=None if person is None else person.id,
        dossier=number_of(query.get("dossier")),
        seance=number_of(query.get("seance")),
        actor=query.get("agent") or None,
        act=act if act in act_choices() else None,
        first=parse_date(query.get("du")),
        last=parse_date(query.get("au")),
        refusals_only=query.get("refus") == "oui",
    )


def _nobody(who: str) -> Refusal:
    return Refusal(
        code="personne_inconnue",
        sentence=f"Personne n’est trouvé dans votre territoire pour {who}.",
        remedy="Essayez un autre mot de son nom, son matricule ou son téléphone.",
        field="qui",
    )
