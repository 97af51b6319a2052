"""Who sits in the séances of a kind, in the configuration: the seats and the quorum."""

from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Code, Form, Text
from entrypoints.configuration.problems import Steps, does_not_exist
from rules.actors import Genre
from rules.seances.seats import Quorum, Seat
from rules.wording import quoted


class SeatForm(Form):
    code: Annotated[Code, Field(description="Code du siège ; ne change plus ensuite")]
    fonction: Annotated[Text, Field(description="La fonction, telle qu’elle se lit à l’écran")]
    services: Annotated[
        list[Annotated[Genre, Strict(False)]] | None,
        Field(
            min_length=1,
            description="Genres de services dont l’un l’occupe ; rien : quelqu’un d’extérieur aux "
            "services",
        ),
    ] = None
    permanent: Annotated[
        bool,
        Field(
            description="Occupé à chaque séance ; sinon, un siège de services est celui de qui "
            "présente la ligne, les autres ne viennent qu’au besoin"
        ),
    ] = True
    en_personne: Annotated[bool, Field(description="Sans remplaçant possible")] = False
    compte_au_quorum: Annotated[bool, Field(description="Compte pour le quorum")] = True

    def value(self) -> Seat:
        """The seat."""
        return Seat(
            code=self.code,
            label=self.fonction,
            genres=frozenset(self.services or ()),
            permanent=self.permanent,
            in_person=self.en_personne,
            counts=self.compte_au_quorum,
        )


class QuorumForm(Form):
    minimum: Annotated[
        int, Field(ge=1, le=100, description="Nombre de présents qu’il faut en tout")
    ] = 1
    obligatoires: Annotated[
        list[Code] | None,
        Field(min_length=1, description="Codes des sièges dont chacun doit être occupé"),
    ] = None

    def value(self) -> Quorum:
        """The quorum."""
        return Quorum(least=self.minimum, required=frozenset(self.obligatoires or ()))


def check(
    seats: list[SeatForm],
    quorum: QuorumForm | None,
    services: list[Genre],
    place: Steps,
    document: Document,
) -> None:
    """Refuses seats that contradict each other, the services that sit, or the quorum."""
    known: dict[str, SeatForm] = {}
    for rank, seat in enumerate(seats):
        if seat.code in known:
            document.refuse(
                (*place, "sieges", rank, "code"), f"{quoted(seat.code)} est déjà un siège."
            )
        known.setdefault(seat.code, seat)
    held = [seat for seat in known.values() if seat.value().of_prescriber]
    for seat in held[1:]:
        document.refuse(
            (*place, "sieges", seats.index(seat), "permanent"),
            f"{quoted(held[0].code)} est déjà le siège de qui présente la ligne.",
        )
    nowhere = set(services) - {genre for seat in seats for genre in seat.services or ()}
    for rank, genre in enumerate(services):
        if seats and genre in nowhere:
            document.refuse(
                (*place, "services", rank),
                f"aucun siège n’est ouvert à {quoted(genre.value)} : ajoutez-le sous « sieges ».",
            )
    for rank, code in enumerate(() if quorum is None else quorum.obligatoires or ()):
        steps = (*place, "quorum", "obligatoires", rank)
        wanted = known.get(code)
        if wanted is None:
            document.refuse(steps, does_not_exist(code, list(known)))
        elif not wanted.compte_au_quorum:
            document.refuse(steps, f"{quoted(code)} ne compte pas au quorum.")
        elif not wanted.permanent:
            document.refuse(steps, f"{quoted(code)} n’est pas permanent : il peut être vide.")
