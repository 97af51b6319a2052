"""What is written of a séance, in words, before it is a page, a spreadsheet or a screen."""

from dataclasses import dataclass
from datetime import time

from exchanges.documents.line_words import PRESIDENT, RULINGS
from rules.seances.minutes import (
    MODEL,
    PART_LABELS,
    Attendee,
    Change,
    Minutes,
    Part,
    Topic,
    changes,
)
from rules.seances.seats import Presence
from rules.wording import (
    NBSP,
    colon,
    day_of_month,
    hour_of,
    local_instant,
    numbered,
    quantity,
    quoted,
)
from workflow.seances.outcomes.minutes import File

TITLES = {"compte_rendu": "Compte rendu", "proces_verbal": "Procès-verbal"}
UNSIGNED = "Présences non relevées"
PRESENCES = {
    Presence.PRESENT.value: "présent·e",
    Presence.EXCUSE.value: "excusé·e",
    Presence.ABSENT.value: "absent·e",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMinutes:
    """A version as it is printed. ``number`` is the one it has, or that the draft will take;
    ``corrections``: what it says otherwise than the one before, in words."""

    content: Minutes
    number: int
    model: int
    departement: str
    corrections: tuple[str, ...]

    @property
    def title(self) -> str:
        """« Compte rendu », « Procès-verbal »."""
        return TITLES[self.content.document]

    @property
    def subtitle(self) -> str:
        """« ICL-I 93-01 Bobigny · jeudi 9 avril 2026 à 9 h 30 »."""
        one = self.content
        where = " ".join(part for part in (one.kind, one.circonscription, one.territory) if part)
        return f"{where} · {local_instant(one.held)}"

    @property
    def standing(self) -> str:
        """« Version 2, envoyée le 14 mai 2026 », « Version 1, projet »."""
        sent = self.content.sent
        told = "projet, pas encore envoyé" if sent is None else f"envoyée le {day_of_month(sent)}"
        return f"Version {self.number}, {told}"


def printed(file: File, departement: str, version: int | None = None) -> PrintedMinutes | None:
    """A version that was sent; without ``version``, the draft when there is something to send, else
    the last one. None when that version was never sent."""
    draft_asked = version is None and (file.to_send_again or not file.versions)
    before = file.versions[-1].content if file.versions else None
    if draft_asked:
        content, number, model = file.draft, file.next_number, MODEL
    else:
        number = len(file.versions) if version is None else version
        if not 1 <= number <= len(file.versions):
            return None
        one = file.versions[number - 1]
        content, model = one.content, one.model
        before = None if number == 1 else file.versions[number - 2].content
    corrected = () if before is None else changes(before, content)
    return PrintedMinutes(
        content=content,
        number=number,
        model=model,
        departement=departement,
        corrections=tuple(change_words(one) for one in corrected),
    )


def presence(who: Attendee) -> str:
    """« présent·e, arrivée à 10 h 15 »; nothing as long as nobody noted it."""
    if who.standing is None:
        return ""
    hours = [
        f"{word} à {hour_of(time.fromisoformat(hour))}"
        for word, hour in (("arrivée", who.arrived), ("départ", who.left))
        if hour is not None
    ]
    return ", ".join((PRESENCES[who.standing], *hours))


def without_quorum(one: Minutes) -> str | None:
    """Of a séance that decides and asks for no quorum, that it does not."""
    if one.quorum is None and one.document == "proces_verbal":
        return "aucun n’est fixé pour cette instance"
    return None


def numbers_words(one: Minutes) -> str:
    """What the numbers of the lines are, so that a missing one surprises nobody."""
    told = "Les numéros sont ceux de l’ordre du jour"
    if all(line.rank is not None for line in one.lines):
        return f"{told}."
    return f"{told}{NBSP}; une ligne ajoutée séance tenante n’en a pas."


def change_words(change: Change) -> str:
    """« Ligne n° 5 (dossier n° 12) : Désaccord, au lieu de Avis favorable »."""
    match change.topic:
        case Topic.TEXTE:
            return f"Texte {quoted(PART_LABELS[Part(change.part or '')])} revu"
        case Topic.DECISION if change.act is not None:
            return colon(_line_words(change), f"{PRESIDENT.lower()}, {RULINGS[change.act]}")
        case Topic.DECISION:
            return colon(
                _line_words(change), f"{PRESIDENT.lower()} annulée, une autre est attendue"
            )
        case Topic.PRESENCE:
            return "Présences revues"
        case Topic.POINTS:
            return "Points sans situation revus"
    line = _line_words(change)
    if change.topic is Topic.REMARQUE:
        return colon(line, "remarque revue")
    if change.gone:
        return colon(line, "retirée du compte rendu")
    said = change.after or "résultat annulé, un autre est attendu"
    if change.came:
        return colon(line, f"ajoutée, {said}")
    if change.before is None or change.before == change.after:
        return colon(line, said if change.before is None else f"{said}, précisions revues")
    return colon(line, f"{said}, au lieu de {quoted(change.before)}")


def _line_words(change: Change) -> str:
    return f"Ligne {numbered(change.line or 0)} (dossier {numbered(change.dossier or 0)})"


def invited(who: Attendee) -> str:
    """« Service 1 », « Mme Durand (Service 1) », « Mme Durand (élue) »."""
    aside = who.service or who.function or ""
    return aside if who.name is None else f"{who.name} ({aside})"


def totals_words(one: Minutes) -> str:
    """« 4 situations examinées : avis favorable, 2 ; désaccord, 2. »."""
    count = quantity(len(one.examined), "situation examinée", "situations examinées")
    if not one.examined:
        return "Aucune situation examinée."
    told = f"{NBSP}; ".join(f"{_plain(one, state)}, {n}" for state, n in one.totals.items())
    return f"{colon(count, told)}."


def _plain(one: Minutes, state: str) -> str:
    """« avis favorable », « sans résultat »."""
    name = one.called(state)
    return "sans résultat" if name is None else f"{name[0].lower()}{name[1:]}"
