"""The visitor of a kind of séance in the configuration."""

from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Code, Email, Form, Text
from entrypoints.configuration.problems import Steps, does_not_exist
from entrypoints.configuration.seats import SeatForm
from rules.seances.visitors import Visitor, WithoutLines
from rules.wording import quoted


class VisitorForm(Form):
    libelle: Annotated[Text, Field(description="Qui intervient, par sa fonction")]
    siege: Annotated[Code, Field(description="Son siège, l’un de ceux du genre, sans services")]
    courriels: Annotated[
        list[Email],
        Field(min_length=1, description="Qui est prévenu tant que personne n’est nommé"),
    ]
    sans_situation: Annotated[
        Annotated[WithoutLines, Strict(False)],
        Field(
            description="Sans situation à l’échéance D23, la séance s’annule (annuler), ou reste "
            "au programme sans qui intervient (garder)"
        ),
    ] = WithoutLines.ANNULER

    def value(self) -> Visitor:
        """The visitor."""
        return Visitor(
            label=self.libelle,
            seat=self.siege,
            addresses=tuple(self.courriels),
            without_lines=self.sans_situation,
        )


def check(form: VisitorForm, seats: list[SeatForm], place: Steps, document: Document) -> None:
    """Refuses a visitor on no seat of the kind, or on one that services hold."""
    steps = (*place, "intervenant", "siege")
    held = next((seat for seat in seats if seat.code == form.siege), None)
    if held is None:
        document.refuse(steps, does_not_exist(form.siege, [seat.code for seat in seats]))
    elif held.services:
        document.refuse(steps, f"{quoted(form.siege)} est un siège de services.")
