"""The diary (« agenda ») of a circonscription, a service, a member or an agent: whose it is, who
may give it an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.actors import Actor, Role, covers
from rules.refusals import Refusal
from rules.subjects import Subject, SubjectKind

CREATE, REVOKE = "creer_adresse_agenda", "revoquer_adresse_agenda"
"""The entries of an address in the chain of whose diary it is. Stored: never renamed."""

LABELS: Mapping[str, str] = {
    CREATE: "Créer une adresse d’agenda",
    REVOKE: "Révoquer une adresse d’agenda",
}

REVOKED = Refusal(
    code="adresse_revoquee",
    sentence="Cette adresse est déjà révoquée.",
    remedy="Il n’y a rien à faire : elle ne montre plus rien.",
)

_DEPARTEMENT = frozenset({Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT, Role.MANAGER})
_OF_A_SERVICE = frozenset({Role.REFERENT, Role.RESPONSABLE_SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryOwner:
    """Whose diary it is: where they are, None when that is the whole département, and the service
    that it is of, or that they are of."""

    subject: Subject
    circonscription: str | None = None
    service: int | None = None


def not_allowed(
    event: str, actor: Actor, owner: DiaryOwner, agent: int | None = None
) -> Refusal | None:
    """The département's agents keep the addresses of their territory, a service its own, and each
    agent those of their own diary. ``agent``: who acts, when the door has made sure of it."""
    if agent is not None and owner.subject == Subject(SubjectKind.AGENT, agent):
        return None
    if actor.role in _DEPARTEMENT and covers(actor, owner.circonscription):
        return None
    own = actor.service_id
    if actor.role in _OF_A_SERVICE and own is not None and own == owner.service:
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {LABELS[event]} » de cet agenda ne vous est pas ouvert.",
        remedy="Demandez-le à son service, ou à la coordination de la circonscription.",
    )
