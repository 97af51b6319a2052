"""Who sits in a séance and who is invited for its lines, on a screen."""

from entrypoints.cli import display
from entrypoints.words.attendance import answer_words, guest_words, presence_words, quorum_words
from rules.seances.guests import WHOM_LABELS
from rules.wording import NBSP, colon
from workflow.reading.participants import Attendance

HELD = frozenset({"tenue", "restituee", "close"})
"""The states of a séance that was held."""


def show_attendance(attendance: Attendance) -> None:
    """Who sits, what they answered, who was there, and how the quorum stands; nothing of a séance
    for which nobody was convoked yet and nobody is invited."""
    if attendance.attendees:
        display.section("Participants")
        display.listing(
            ("N°", "Siège", "Personne, service", "Réponse", "Présence"),
            [
                (
                    str(one.id),
                    one.function,
                    display.pair(one.name or one.service, one.service if one.name else None),
                    answer_words(one),
                    presence_words(one),
                )
                for one in attendance.attendees
            ],
            empty="",
            fixed=("N°",),
            right=("N°",),
        )
    if attendance.vacant:
        display.say(colon("Sans personne", ", ".join(attendance.vacant)) + ".")
    quorum = quorum_words(attendance)
    if quorum is not None:
        display.say(quorum)
    if attendance.guests:
        display.section("Invités")
        display.listing(
            ("N°", "Ligne", "Qui", "Personne", "Venue"),
            [
                (
                    str(one.id),
                    str(one.line),
                    WHOM_LABELS[one.whom],
                    display.pair(one.name, one.title),
                    guest_words(one),
                )
                for one in attendance.guests
            ],
            empty="",
            fixed=("N°", "Ligne"),
            right=("N°", "Ligne"),
        )


def show_unsigned() -> None:
    """Of a séance that was held, that nobody noted who came."""
    display.say(
        f"Présences non relevées{NBSP}: personne n’est noté présent, et le compte rendu le dira."
        " Notez-les par « emarger »."
    )
