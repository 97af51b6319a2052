"""A link to one séance, for who has no account: for whom, until when, and why it does not open."""

from collections.abc import Collection, Iterator
from datetime import datetime

from rules.refusals import Refusal
from rules.wording import local_instant, numbered

REVOKED = Refusal(
    code="lien_revoque",
    sentence="Ce lien a été révoqué.",
    remedy="Demandez-en un autre à la coordination de la séance.",
)
NOT_EXPECTED = Refusal(
    code="lien_sans_objet",
    sentence="Ce lien était pour un service ou pour quelqu’un que la séance n’attend plus.",
    remedy="Voyez avec la coordination de la séance.",
)
NOT_HELD = Refusal(
    code="seance_annulee",
    sentence="La séance n’aura pas lieu.",
    remedy="Attendez l’invitation à une autre séance.",
)
UNKNOWN = Refusal(
    code="lien_inconnu",
    sentence="Ce lien n’existe pas : il est peut-être coupé.",
    remedy="Reprenez-le en entier dans le message reçu, ou demandez-en un autre.",
)


def not_theirs(
    service: int | None, guest: int | None, sitting: Collection[int], guests: Collection[int]
) -> Iterator[Refusal]:
    """A link is for a service that sits, or for a guest of a line."""
    if (service is None) == (guest is None):
        yield Refusal(
            code="lien_pour_qui",
            sentence="Un lien est pour un service, ou pour un invité.",
            remedy="Indiquez l’un des deux.",
        )
    if service is not None and service not in sitting:
        yield Refusal(
            code="service_absent",
            sentence=f"Le service {numbered(service)} ne siège pas dans cette séance.",
            remedy="Choisissez un service qui y siège : « seance voir » les donne.",
            field="service",
        )
    if guest is not None and guest not in guests:
        yield Refusal(
            code="invite_inconnu",
            sentence=f"L’invité {numbered(guest)} n’est d’aucune ligne de la séance.",
            remedy="Choisissez parmi les invités que « seance voir » numérote.",
            field="invite",
        )


def too_long(expires: datetime, latest: datetime, now: datetime) -> Iterator[Refusal]:
    """It opens until an instant to come, never later than the ``latest`` of its kind of séance."""
    if now < expires <= latest:
        return
    limit = local_instant(latest)
    over = latest <= now
    yield Refusal(
        code="lien_trop_tard" if over else "lien_trop_long",
        sentence=f"Un lien vers cette séance s’ouvrait jusqu’au {limit}."
        if over
        else f"Un lien vers cette séance s’ouvre jusqu’à un instant à venir, au plus le {limit}.",
        remedy="Envoyez le compte rendu." if over else "Choisissez un autre instant.",
        field="jusqu_a",
    )


def closed(
    *, revoked: bool, expected: bool, held: bool, until: datetime, now: datetime
) -> Refusal | None:
    """Why a link does not open now; None: it opens. ``expected``: its service still sits, or its
    guest is still invited; ``held``: the séance was not given up."""
    if revoked:
        return REVOKED
    if not expected:
        return NOT_EXPECTED
    return _expired(until, now) or (None if held else NOT_HELD)


def _expired(until: datetime, now: datetime) -> Refusal | None:
    if now < until:
        return None
    return Refusal(
        code="lien_expire",
        sentence=f"Ce lien ne s’ouvre plus depuis le {local_instant(until)}.",
        remedy="Demandez-en un autre à la coordination de la séance.",
    )
