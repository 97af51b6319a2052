"""The one answer: whether somebody may open something, or take an act upon it; if not, why."""

from collections.abc import Collection

from rules.access.bearers import Bearer, Guest
from rules.access.grants import GRANTS, LABELS, OF_A_LINK, Grounds, Right
from rules.access.grounds import Resource, holds
from rules.actors import Actor, Role, Who, may
from rules.refusals import Refusal
from rules.wording import NBSP
from rules.words import USUAL, Words

HABILITATED_FOR_NOTHING = Refusal(
    code="sans_habilitation",
    sentence="Vous n’êtes habilité à rien aujourd’hui.",
    remedy="Demandez une habilitation à un manager du département, ou au responsable de votre"
    " service.",
)
OUTSIDE = Refusal(
    code="hors_perimetre",
    sentence="Cela n’existe pas, ou n’est pas dans votre périmètre.",
    remedy="Vérifiez le numéro. Si la personne est suivie ailleurs, demandez à un bureau du"
    " département.",
    source="CASF, secret professionnel ; CNIL, référentiel du 11 mars 2021",
)
"""The same words for what is elsewhere and for what does not exist: neither is given away."""

READ_WHOLE = Refusal(
    code="compte_rendu_entier",
    sentence="Ce qui est écrit de cette séance nomme aussi des personnes hors de votre"
    f" périmètre{NBSP}: cela se lit en entier, ou pas du tout.",
    remedy="Lisez vos lignes dans le tableau commun. Pour le reste, demandez à qui coordonne la"
    " séance.",
    source=OUTSIDE.source,
)
"""What is frozen is not cut: whoever opens some of its lines only does not open it."""

OUTSIDE_THE_LINK = Refusal(
    code="hors_du_lien",
    sentence="Votre lien n’ouvre qu’une séance, et ce qui vous y est montré.",
    remedy="Pour autre chose, demandez à la coordination de la séance.",
)


def grounds(bearer: Bearer, right: Right) -> Grounds:
    """On which grounds that is open to them: what a list looks for. None: it is closed."""
    if bearer is None:
        return ()
    if isinstance(bearer, Guest):
        return OF_A_LINK.get(right, ())
    return GRANTS[right].get(bearer.role, ()) if right in GRANTS else ()


def closed(bearer: Bearer, right: Right, words: Words = USUAL) -> tuple[Refusal, ...]:
    """Why the whole of it is closed to them, whatever the resource; nothing: they may look.
    ``words``: in which roles are told."""
    if grounds(bearer, right):
        return ()
    if bearer is None:
        return (HABILITATED_FOR_NOTHING,)
    if isinstance(bearer, Guest):
        return (OUTSIDE_THE_LINK,)
    return (_not_for(bearer.role, right, words),)


def unseen(
    bearer: Bearer, right: Right, resource: Resource, words: Words = USUAL
) -> tuple[Refusal, ...]:
    """Why that resource is closed to them; nothing: it is open."""
    shut = closed(bearer, right, words)
    if shut or any(holds(one, bearer, resource) for one in grounds(bearer, right)):
        return shut
    return (OUTSIDE_THE_LINK if isinstance(bearer, Guest) else OUTSIDE,)


def untaken(
    bearer: Bearer,
    right: Right,
    resource: Resource,
    who: Collection[Who],
    words: Words = USUAL,
) -> tuple[Refusal, ...]:
    """Why an act that is for ``who`` is closed to them upon a resource that they open by
    ``right``; nothing: the guards of the procedure have the last word. ``words``: in which whom to
    ask is told.

    Whatever is not seen is not acted upon; of what is seen, capacity is the procedure's own law.
    """
    refusals = unseen(bearer, right, resource, words)
    if refusals:
        return refusals
    actor = bearer.actor() if isinstance(bearer, Guest) else bearer
    if actor is not None and any(_holds_capacity(actor, one, resource) for one in who):
        return ()
    return (_not_theirs(who, words),)


def _holds_capacity(actor: Actor, who: Who, resource: Resource) -> bool:
    return may(actor, who, service_id=resource.service, circonscription=resource.circonscription)


def _not_for(role: Role, right: Right, words: Words) -> Refusal:
    others = [words.role(one) for one in GRANTS.get(right, {})]
    return Refusal(
        code="role_sans_acces",
        sentence=f"Votre rôle ({words.role(role)}) n’ouvre pas cela{NBSP}: {LABELS[right]}.",
        remedy=f"Demandez à qui l’a{NBSP}: {', '.join(others)}." if others else "",
    )


def _not_theirs(who: Collection[Who], words: Words) -> Refusal:
    people = [words.who(one) for one in Who if one in who and one not in _NOBODY]
    return Refusal(
        code="acteur_non_autorise",
        sentence="Cet acte ne vous est pas ouvert.",
        remedy=f"Demandez-le à{NBSP}: {', '.join(people)}." if people else "",
    )


_NOBODY = frozenset({Who.IMPORT, Who.SYSTEME, Who.ENTRAINE})
