"""What a deadline waits for besides its date: something that misses, or a decision."""

from collections.abc import Mapping
from enum import StrEnum

from rules.actors import Role


class Call(StrEnum):
    """What somebody is called to."""

    COMPLETER = "completer"
    DECIDER = "decider"


class Want(StrEnum):
    """What the act that meets a rule waits for, of whoever the rule awaits.

    Always: ``ELEMENT``, something that was asked for or lost (a piece, an address, the needs of a
    service), and ``DECISION``, a choice between what may become of the dossier. As long as it
    misses: ``CONSULTATION``, that the person was consulted and what they said; ``SAISINE``, what
    makes it complete; ``REPONSES``, what the service says of the people of the others;
    ``RESULTAT``, that of a line whose séance came; ``RESULTATS``, those of a séance that came.
    """

    ELEMENT = "element"
    CONSULTATION = "consultation"
    SAISINE = "saisine"
    REPONSES = "reponses"
    RESULTAT = "resultat"
    RESULTATS = "resultats"
    DECISION = "decision"

    def call(self, role: Role) -> Call:
        """What it calls whoever acts under that role to: the results that another body writes down
        are the EP's own avis."""
        avis = role is Role.EP and self in (Want.RESULTAT, Want.RESULTATS)
        decides = self is Want.DECISION or avis
        return Call.DECIDER if decides else Call.COMPLETER

    @property
    def looks_at(self) -> frozenset[str]:
        """What of the request it waits for, by its columns; nothing when it is no request’s."""
        return _LOOKED_AT.get(self, frozenset())


_LOOKED_AT: Mapping[Want, frozenset[str]] = {
    Want.CONSULTATION: frozenset({"consulted", "accord_allocataire"}),
    Want.SAISINE: frozenset({"service_souhaite", "consulted", "accord_accueil"}),
}
