"""The words of a département: what its offices are called, and which of its texts wants what.

The law and webRSA are everybody's; how the séances are prepared, held and followed is each
département's own, and a refusal names its own actors and its own document.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.actors import ROLE_LABELS, Role, Who


class Topic(StrEnum):
    """What a document of the département settles: written in the configuration, never renamed."""

    DIAGNOSTIC = "diagnostic"
    SIGNALEMENT = "signalement"
    PROGRAMME = "programme"
    INSTANCES = "instances"
    PRESAISINE = "presaisine"
    TABLEAU = "tableau"
    REPONSES = "reponses"
    TRANSMISSION = "transmission"
    CAPACITE = "capacite"
    PRIORITES = "priorites"
    PRESENCE = "presence"
    INVITES = "invites"
    INTERVENANT = "intervenant"
    FILE_ACTIVE = "file_active"
    PREVENIR = "prevenir"
    EXAMEN = "examen"
    APPUI = "appui"
    RESULTATS = "resultats"
    COMPTE_RENDU = "compte_rendu"
    SAISINE = "saisine"
    EP = "ep"


class Office(StrEnum):
    """Whom a département calls by a name of its own. Written in the configuration, never
    renamed."""

    BAT = "bat"
    BOP = "bop"
    SECRETARIAT = "secretariat"
    ALI = "ali"


_CALLED: Mapping[Office, str] = {
    Office.BAT: Who.BAT.value,
    Office.BOP: Who.BOP.value,
    Office.SECRETARIAT: "le secrétariat de l’EP",
    Office.ALI: "le service chargé des diagnostics",
}
"""As they are told where the département says nothing else: true of any."""

_OFFICE_OF = {Who.BAT: Office.BAT, Who.BOP: Office.BOP}
_ARTICLE = re.compile(r"(?:^|(?<= ou ))(?:le |la |les |l’)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``offices``: how a sentence names them, article included; ``texts``: the document that each
    topic is settled by. What is not said there has its usual name, and no text."""

    offices: Mapping[Office, str] = field(default_factory=dict)
    texts: Mapping[Topic, str] = field(default_factory=dict)

    def office(self, office: Office) -> str:
        """« le BOP »."""
        return self.offices.get(office, _CALLED[office])

    def to(self, office: Office) -> str:
        """« au BOP », « à la chargée de secteur »."""
        called = self.office(office)
        for article, contracted in (("le ", "au "), ("les ", "aux ")):
            if called.startswith(article):
                return contracted + called.removeprefix(article)
        return f"à {called}"

    def at_the_head(self, office: Office) -> str:
        """« Le BOP », at the beginning of a sentence."""
        called = self.office(office)
        return called[:1].upper() + called[1:]

    def who(self, capacity: Who) -> str:
        """« l’ALI de la circonscription », « le BOP », « l’équipe pluridisciplinaire »."""
        if capacity is Who.ALI_TERRITOIRE:
            return f"{self.office(Office.ALI)} de la circonscription"
        office = _OFFICE_OF.get(capacity)
        return capacity.value if office is None else self.office(office)

    def role(self, role: Role) -> str:
        """« BOP », « chargée de secteur », « responsable de service »: as what somebody acts."""
        office = _OFFICE_OF_ROLE.get(role)
        return ROLE_LABELS[role] if office is None else _ARTICLE.sub("", self.office(office))

    def coordinator(self, role: Role) -> str:
        """Who coordinates séances under that role."""
        return self.office(_COORDINATES[role])

    def text(self, topic: Topic) -> str:
        """The document that settles it; nothing when the département has none."""
        return self.texts.get(topic, "")


_OFFICE_OF_ROLE = {Role.BAT: Office.BAT, Role.BOP: Office.BOP}
_COORDINATES = {Role.BAT: Office.BAT, Role.BOP: Office.BOP, Role.EP: Office.SECRETARIAT}
COORDINATORS = tuple(_COORDINATES)
"""The roles that may coordinate a séance, in the order of the procedure."""

USUAL = Words()
"""Those of no département in particular."""
