"""A map, what a redrawing moves and what followed it, on a screen."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from entrypoints.cli import display
from entrypoints.cli.territoire_forms import by_line, by_place, by_rule, by_state
from entrypoints.words.acts import rule_label
from entrypoints.words.times import short_instant
from rules.redrawing import Redrawing
from rules.rulebook import Rulebook
from rules.seances.kinds import NATURE_LABELS, Nature
from rules.territory import Circonscription, Territory
from rules.wording import NBSP, colon, day_of_month, long_date, numbered, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.seances.yearly.meetings import name_of
from workflow.territory.beside import StrayOffer
from workflow.territory.followed import Followed
from workflow.territory.forecast import Forecast
from workflow.territory.habilitations import Held
from workflow.territory.members import Seated

NOWHERE = "à la main"


def show_map(territory: Territory, day: date) -> None:
    """The circonscriptions of that day, then when the map changes next."""
    display.title("Territoire", long_date(day))
    display.listing(
        ("Code", "Circonscription", "Communes", "Période"),
        [
            (one.code, one.label, ", ".join(each.name for each in one.communes), _period(one))
            for one in territory.on(day)
        ],
        empty="Aucune circonscription ce jour-là.",
        fixed=("Code", "Période"),
    )
    after = next((one for one in territory.redrawings if one > day), None)
    if after is not None:
        command = f"territoire simuler --jour {after}"
        display.say("", f"La carte change le {long_date(after)}{NBSP}: {command}")


def _period(one: Circonscription) -> str | None:
    ends = (("depuis le", one.valid_from), ("jusqu’au", one.valid_to))
    return ", ".join(f"{word} {day_of_month(day)}" for word, day in ends if day is not None) or None


def show_forecast(rulebook: Rulebook, found: Forecast, today: date, most: int) -> None:
    """What moves, then what it leaves to do."""
    redrawing, past = found.redrawing, found.redrawing.day <= today
    display.title(
        "Ce qui reste du redécoupage" if past else "Redécoupage", long_date(redrawing.day)
    )
    _show_communes(redrawing)
    display.sheet(
        [
            ("Personnes", _unless_none(found.people)),
            ("Dossiers ouverts", _unless_none(len(found.dossiers))),
            ("Demandes en cours, ancienneté gardée", _unless_none(len(found.requests))),
            ("Services dont la liste s’allonge", _unless_none(len(found.services))),
            ("Membres de séances qui suivent", _unless_none(_going(found.members))),
            ("Habilitations d’agents qui suivent", _unless_none(_going(found.habilitations))),
        ]
    )
    _show_dossiers(found)
    _show_dates(found)
    _show_what_is_left(rulebook, found, most)
    if not past:
        display.say("", "Rien n’a été enregistré.")


def _show_communes(redrawing: Redrawing) -> None:
    display.listing(
        ("Commune", "De", "Vers"),
        [(one.name, one.before, one.after or "aucune") for one in redrawing.passings],
        empty="Aucune commune ne change de circonscription.",
        fixed=("De", "Vers"),
    )


def _show_dossiers(found: Forecast) -> None:
    if not found.dossiers:
        return
    display.section("Dossiers")
    display.listing(
        ("De", "Vers", "Dossiers"),
        [(before, after or NOWHERE, str(n)) for (before, after), n in by_place(found.dossiers)],
        empty="",
        right=("Dossiers",),
    )
    display.listing(
        ("Étape", "Dossiers"),
        [(PROCEDURE.states[state].label, str(n)) for state, n in by_state(found)],
        empty="",
        right=("Dossiers",),
    )
    if found.lines:
        display.listing(
            ("Lignes", "Où", "Libérées", "Gardées"),
            [
                (
                    NATURE_LABELS[Nature(nature)],
                    PROCEDURE.node(Machine.PASSAGE, state).state.label,
                    str(freed) if freed else None,
                    str(kept) if kept else None,
                )
                for nature, state, freed, kept in by_line(found)
            ],
            empty="",
            right=("Libérées", "Gardées"),
        )


def _show_dates(found: Forecast) -> None:
    if not found.dates:
        return
    display.section("Échéances qui changent de date")
    display.listing(
        ("Délai", "Déplacées", "Sans date"),
        [
            (f"{rule_label(rule)} ({rule})", _unless_none(moved), _unless_none(lost))
            for rule, moved, lost in by_rule(found)
        ],
        empty="",
        right=("Déplacées", "Sans date"),
    )
    if any(one.after is None for one in found.dates):
        display.say("Sans date : aucune séance n’est encore au programme là où va le dossier.")


def _show_what_is_left(rulebook: Rulebook, found: Forecast, most: int) -> None:
    left = list(_left(rulebook, found, most))
    if left:
        display.section("À faire")
        for words in left:
            display.say(f"– {words}")


def _left(rulebook: Rulebook, found: Forecast, most: int) -> Iterator[str]:
    for one in found.seances:
        name = name_of(rulebook, one.genre, one.circonscription)
        when = short_instant(one.held, one.held, rulebook.calendar)
        lines = f" ({quantity(one.lines, 'ligne', 'lignes')})" if one.lines else ""
        yield f"annuler ou reprendre ailleurs {name} {numbered(one.id)}, {when}{lines}"
    for offer in found.offers:
        if offer.after is None:
            yield _offer_words(offer)
    deputised = {one.deputy_of for one in found.members}
    for member in found.members:
        if member.after is None and member.deputy_of is None:
            yield _member_words(rulebook, member, with_deputies=member.id in deputised)
    for held in found.habilitations:
        if held.after is None:
            yield _held_words(held)
    yield from _numbers(
        "placer à la main, leur commune ne disant pas où",
        [one.dossier_id for one in found.unplaced],
        most,
    )
    yield from _numbers(
        "saisir le résultat d’une séance passée, pour que suivent",
        [one.dossier_id for one in found.waiting],
        most,
    )
    for dossier, refusals in found.refused[:most]:
        yield f"dossier {dossier}{NBSP}: {' '.join(one.sentence for one in refusals)}"


def _offer_words(offer: StrayOffer) -> str:
    return (
        f"retirer l’offre {numbered(offer.offer_id)} de {offer.before}, et la publier là où elle "
        "se tient"
    )


def _member_words(rulebook: Rulebook, one: Seated, *, with_deputies: bool) -> str:
    name, whom = name_of(rulebook, one.genre, one.before), f"le membre {numbered(one.id)}"
    return (
        f"dire où {'siègent' if with_deputies else 'siège'} {whom}"
        f"{' et ses suppléants' if with_deputies else ''} ({name}, siège « {one.seat} »)"
        f"{NBSP}: « membre ajouter » là, « membre retirer » ici"
    )


def _held_words(one: Held) -> str:
    return (
        f"dire où exerce l’agent {numbered(one.agent_id)} (rôle « {one.role} », {one.before},"
        f" habilitation {numbered(one.id)}){NBSP}: « agent habiliter » là, ou « agent"
        " deshabiliter » ici"
    )


def _going(found: Iterable[Seated | Held]) -> int:
    return sum(one.after is not None for one in found)


def _numbers(words: str, dossiers: Sequence[int], most: int) -> Iterator[str]:
    if dossiers:
        more = f" et {len(dossiers) - most} autres" if len(dossiers) > most else ""
        yield colon(words, f"dossiers {', '.join(map(str, dossiers[:most]))}{more}")


def show_followed(done: Followed) -> None:
    """How many followed, and who is left."""
    display.title("Redécoupage", long_date(done.redrawing.day))
    display.sheet(
        [
            ("Dossiers qui ont suivi", str(len(done.moved))),
            ("Personnes", _unless_none(done.people)),
            ("Services", _unless_none(done.services)),
            ("Offres", _unless_none(done.offers)),
            ("Membres de séances", _unless_none(done.members)),
            ("Habilitations d’agents", _unless_none(done.habilitations)),
            ("En attente d’un résultat", _unless_none(len(done.waiting))),
            ("À rattacher à la main", _unless_none(len(done.unplaced))),
            ("Refusés", _unless_none(len(done.refused))),
            ("Membres à placer", _unless_none(len(done.unseated))),
            ("Agents à placer", _unless_none(len({one.agent_id for one in done.unassigned}))),
        ]
    )
    if any((done.waiting, done.unplaced, done.refused, done.unseated, done.unassigned)):
        command = f"territoire simuler --jour {done.redrawing.day}"
        display.say(f"Le détail{NBSP}: {command}")


def _unless_none(count: int) -> str | None:
    return str(count) if count else None
