"""The words of the links to a séance: for whom each is, why it opens no more."""

from rules.seances.links import NOT_EXPECTED, NOT_HELD, REVOKED
from rules.wording import numbered
from workflow.reading.links import LinkLine


def bearer_words(one: LinkLine) -> str:
    """« France Travail Bobigny », « Ana Tuteur », « invité n° 7 »."""
    return one.service or one.name or f"invité {numbered(one.guest or 0)}"


def closed_words(one: LinkLine) -> str | None:
    """Why it opens no more, in few words; None: it opens."""
    if one.closed is None:
        return None
    gone = "le service n’y siège plus" if one.guest is None else "invitation retirée"
    return {
        REVOKED.code: "révoqué",
        NOT_EXPECTED.code: gone,
        NOT_HELD.code: "la séance n’aura pas lieu",
    }.get(one.closed.code, "expiré")
