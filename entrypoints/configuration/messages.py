"""When messages leave, in the configuration."""

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Form, Hour
from rules.actors import Role
from rules.seances.recurrence import Weekday
from rules.telling import Hours, Terms
from rules.wording import quoted


class Office(StrEnum):
    """The offices that may be told of what is lost."""

    BOP = Role.BOP.value
    MANAGER = Role.MANAGER.value


class MessagesForm(Form):
    silence_de: Annotated[
        Hour, Field(description="Le soir, ce qui n’est pas urgent attend à partir de cette heure")
    ] = time(19)
    silence_a: Annotated[
        Hour, Field(description="Le matin d’un jour ouvré, ce qui attendait part à cette heure")
    ] = time(8)
    recapitulatif: Annotated[Hour, Field(description="Heure des récapitulatifs")] = time(8, 30)
    hebdomadaire: Annotated[
        Annotated[Weekday, Strict(False)], Field(description="Jour du récapitulatif de la semaine")
    ] = Weekday.LUNDI
    perdus_a: Annotated[
        Hour, Field(description="Heure, chaque jour, où les messages perdus sont signalés")
    ] = time(9)
    perdus_au: Annotated[
        Annotated[Office, Strict(False)], Field(description="Bureau à qui ils sont signalés")
    ] = Office.MANAGER
    essais: Annotated[
        int, Field(ge=1, le=20, description="Échecs après lesquels un message est perdu")
    ] = 8


def terms_of(form: MessagesForm, document: Document) -> Terms:
    """On which terms messages leave; a digest that waits in silence would never come at its
    hour."""
    hours = Hours(
        quiet_from=form.silence_de,
        quiet_to=form.silence_a,
        digest_at=form.recapitulatif,
        weekly_on=form.hebdomadaire.number,
    )
    if hours.quiet(form.recapitulatif):
        document.refuse(
            ("messages", "recapitulatif"),
            f"cette heure est dans le silence, de {quoted('silence_de')} à {quoted('silence_a')}.",
        )
    return Terms(
        hours=hours,
        attempts=form.essais,
        lost_to=Role(form.perdus_au.value),
        lost_at=form.perdus_a,
    )
