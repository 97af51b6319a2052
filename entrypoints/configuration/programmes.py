"""The programmes of séances in the configuration: their form, and the rules made of it."""

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, Strict, WithJsonSchema, model_validator

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Code, Day, Form, Hour, Text, wrong
from entrypoints.configuration.periods import apart, check_period
from entrypoints.configuration.problems import Steps, does_not_exist
from rules.fields import LONGEST_PLACE
from rules.seances.kinds import Kinds
from rules.seances.programmes import Programme, Programmes
from rules.seances.recurrence import Recurrence, Weekday, WhenOff
from rules.territory import Territory
from rules.wording import quoted

_LAST = "dernier"
_RANKS = (1, 2, 3, 4, 5)


def _rank(value: object) -> object:
    if value == _LAST:
        return None
    if value in _RANKS and not isinstance(value, bool):
        return value
    raise wrong(value, f"n’est pas un rang (attendu : 1 à 5, ou {_LAST}).")


_Rank = Annotated[int | None, BeforeValidator(_rank), WithJsonSchema({"enum": [*_RANKS, _LAST]})]
_Place = Annotated[Text, Field(max_length=LONGEST_PLACE)]


class ProgrammeForm(Form):
    genre: Annotated[Code, Field(description="Genre de séance")]
    du: Annotated[Day | None, Field(description="Premier jour ; rien : depuis toujours")] = None
    au: Annotated[Day | None, Field(description="Dernier jour ; rien : jusqu’à nouvel ordre")] = (
        None
    )
    circonscriptions: Annotated[
        list[Code] | None,
        Field(min_length=1, description="Rien : une séance pour tout le département"),
    ] = None
    rang: Annotated[_Rank, Field(description="Le combien du mois : 1 à 5, ou dernier")]
    jour: Annotated[Annotated[Weekday, Strict(False)], Field(description="Jour de la semaine")]
    heure: Annotated[Hour, Field(description="Heure de début, HH:MM")]
    duree: Annotated[
        int | None, Field(ge=1, le=1440, description="En minutes ; rien : celle du genre, ou 180")
    ] = None
    sauf_mois: Annotated[
        list[Annotated[int, Field(ge=1, le=12)]],
        Field(default_factory=list, description="Mois sans séance, de 1 à 12"),
    ]
    si_ferme: Annotated[
        Annotated[WhenOff, Strict(False)],
        Field(description="Où va d’abord une séance qui tombe un jour non ouvré, dans son mois"),
    ] = WhenOff.JOUR_SUIVANT
    lieux: Annotated[
        list[_Place],
        Field(default_factory=list, description="Salles et adresses, à tour de rôle"),
    ]
    anime_par: Annotated[
        Text | None,
        Field(description="Qui anime : jamais deux séances à la fois. Un poste, pas un nom"),
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> "ProgrammeForm":
        check_period(self.du, self.au)
        return self


def programmes_of(
    rows: list[ProgrammeForm], kinds: Kinds, territory: Territory, document: Document
) -> Programmes:
    """The programmes: each of a kind and of circonscriptions that exist, none said twice."""
    codes = territory.codes
    for position, row in enumerate(rows):
        steps = ("programmes", position)
        if row.genre not in kinds.by_code:
            document.refuse((*steps, "genre"), does_not_exist(row.genre, list(kinds.by_code)))
        elif row.circonscriptions is None and kinds.otherwise(row.genre).territorial:
            label = quoted(kinds.otherwise(row.genre).label)
            document.refuse(steps, f"{label} est celle d’une circonscription : dites lesquelles.")
        for rank, code in enumerate(row.circonscriptions or ()):
            if code not in codes:
                document.refuse((*steps, "circonscriptions", rank), does_not_exist(code, codes))
        _one_at_a_time(row, steps, document)
        _said_once(rows[:position], row, steps, document)
    return Programmes(tuple(_programme(row) for row in rows))


def _one_at_a_time(row: ProgrammeForm, steps: Steps, document: Document) -> None:
    """Several circonscriptions at one hour share neither a room nor who leads them."""
    if len(row.circonscriptions or ()) < 2:
        return
    for key, value in (("lieux", row.lieux), ("anime_par", row.anime_par)):
        if value:
            document.refuse(
                (*steps, key),
                "plusieurs circonscriptions à la même heure ne peuvent le partager : "
                "donnez à chacune son programme.",
            )


def _said_once(
    earlier: list[ProgrammeForm], row: ProgrammeForm, steps: Steps, document: Document
) -> None:
    for other in earlier:
        same = (other.genre, other.rang, other.jour) == (row.genre, row.rang, row.jour)
        places = set(_places(other)) & set(_places(row))
        if same and places and not apart(other, row):
            document.refuse(
                (*steps, "rang"),
                f"{quoted(row.genre)} a déjà ce jour-là plus haut, au même endroit.",
            )


def _places(row: ProgrammeForm) -> tuple[str | None, ...]:
    """The circonscriptions; None alone for a séance of the whole département."""
    return (None,) if row.circonscriptions is None else tuple(row.circonscriptions)


def _programme(row: ProgrammeForm) -> Programme:
    return Programme(
        genre=row.genre,
        circonscriptions=_places(row),
        recurrence=Recurrence(
            rank=row.rang,
            weekday=row.jour,
            without=frozenset(row.sauf_mois),
            when_off=row.si_ferme,
        ),
        hour=row.heure,
        length=None if row.duree is None else timedelta(minutes=row.duree),
        places=tuple(row.lieux),
        coordinator=row.anime_par,
        valid_from=row.du,
        valid_to=row.au,
    )
