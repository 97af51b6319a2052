"""The kinds of séance in the configuration: their form, and the values made of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict, model_validator

from entrypoints.configuration import joint, seats, visitors
from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Code, Day, Form, Text
from entrypoints.configuration.periods import apart, check_period
from entrypoints.configuration.problems import Steps, does_not_exist
from entrypoints.configuration.seats import QuorumForm, SeatForm
from entrypoints.configuration.visitors import VisitorForm
from rules.actors import Genre, Role
from rules.seances.capacity import Capacity, Standby
from rules.seances.kinds import Body, Kinds, Nature, SeanceKind
from rules.seances.outcomes import Outcome
from rules.territory import Territory
from rules.wording import quoted
from rules.words import COORDINATORS, Words

_Minutes = Annotated[int, Field(ge=1, le=1440)]


class CapacityForm(Form):
    duree: Annotated[_Minutes, Field(description="Durée d’une séance, en minutes")]
    par_situation: Annotated[_Minutes, Field(description="Minutes par situation")]
    avec_invite: Annotated[
        _Minutes | None,
        Field(description="Quand un partenaire ou l’allocataire est invité ; rien : les mêmes"),
    ] = None

    @model_validator(mode="after")
    def _possible(self) -> "CapacityForm":
        self.value()
        return self

    def value(self) -> Capacity:
        """The capacity. Raises ImpossibleCapacity."""
        return Capacity(
            duration=self.duree,
            per_situation=self.par_situation,
            with_guest=self.par_situation if self.avec_invite is None else self.avec_invite,
        )


class Late(StrEnum):
    """What becomes, at the cut-off, of a line that came after its delay."""

    GARDEES = "gardees"
    REPORTEES = "reportees"


class StandbyForm(Form):
    moins_de: Annotated[
        int, Field(ge=1, le=100, description="S’il y a moins de situations que ce nombre")
    ]
    minutes: Annotated[_Minutes, Field(description="La coordination est sur place tant de minutes")]

    def value(self) -> Standby:
        """The presence that is due."""
        return Standby(below=self.moins_de, minutes=self.minutes)


class SeanceForm(Form):
    genre: Annotated[Code, Field(description="Code du genre de séance ; ne change plus ensuite")]
    libelle: Annotated[Text, Field(description="Nom du genre, tel qu’il se lit à l’écran")]
    instance: Annotated[
        Annotated[Body, Strict(False)],
        Field(
            description="concertation : les services rendent un avis (ICL-I) ; decision : l’EP ; "
            "appui : des pistes de travail, sans avis"
        ),
    ]
    du: Annotated[Day | None, Field(description="Premier jour ; rien : depuis toujours")] = None
    au: Annotated[Day | None, Field(description="Dernier jour ; rien : jusqu’à nouvel ordre")] = (
        None
    )
    circonscriptions: Annotated[
        list[Code] | None, Field(min_length=1, description="Rien : dans toutes")
    ] = None
    coordination: Annotated[
        list[Annotated[Role, Strict(False)]],
        Field(min_length=1, description="Qui coordonne : bat, bop, ep"),
    ]
    services: Annotated[
        list[Annotated[Genre, Strict(False)]],
        Field(default_factory=list, description="Genres des services référents qui y siègent"),
    ]
    sieges: Annotated[
        list[SeatForm] | None,
        Field(
            min_length=1,
            description="Qui y siège, par fonction ; rien : un siège par genre de service",
        ),
    ] = None
    quorum: Annotated[
        QuorumForm | None,
        Field(description="Rien : la séance se tient avec qui est là"),
    ] = None
    natures: Annotated[
        list[Annotated[Nature, Strict(False)]],
        Field(min_length=1, description="Natures des lignes qu’elle examine"),
    ]
    par_circonscription: Annotated[
        bool, Field(description="Chaque séance est celle d’une circonscription")
    ] = True
    sur_liste: Annotated[
        bool, Field(description="Les situations consensuelles sont validées sur liste")
    ] = False
    capacite: Annotated[
        CapacityForm | None, Field(description="Rien : le temps n’est pas compté")
    ] = None
    priorite_a_partir_de: Annotated[
        int | None,
        Field(ge=1, le=100, description="À partir de cette ligne, un service dit sa priorité"),
    ] = None
    equilibre: Annotated[
        list[Annotated[Genre, Strict(False)]] | None,
        Field(description="Structures principales, entre lesquelles la capacité s’équilibre"),
    ] = None
    permanence: Annotated[
        StandbyForm | None, Field(description="Ce qui se fait quand presque rien n’est inscrit")
    ] = None
    tardives: Annotated[
        Annotated[Late, Strict(False)],
        Field(
            description="Lignes hors délai : gardees, ou reportees à la séance suivante ; elles "
            "sont toujours marquées et dites à la coordination"
        ),
    ] = Late.GARDEES
    lien_jours: Annotated[
        int,
        Field(
            ge=0,
            le=60,
            description="Un lien vers la séance s’ouvre encore tant de jours après elle",
        ),
    ] = 1
    intervenant: Annotated[
        VisitorForm | None, Field(description="Qui intervient d’extérieur : un psychologue")
    ] = None
    vocabulaire: Annotated[
        dict[Annotated[Outcome, Strict(False)], Text],
        Field(default_factory=dict, description="Comment s’appellent les résultats de ses lignes"),
    ]
    file_active: Annotated[
        bool, Field(description="Seulement les personnes dont l’accompagnement a commencé")
    ] = False
    liste_invites: Annotated[
        bool,
        Field(description="Une ligne n’est complète qu’avec ses invités, ou dite sans invité"),
    ] = False
    avec: Annotated[
        Text | None, Field(description="L’instance fusionnée avec elle, telle qu’elle se lit")
    ] = None
    a_la_suite: Annotated[
        Code | None, Field(description="Le genre de séance tenu juste après, le même jour")
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> "SeanceForm":
        check_period(self.du, self.au)
        return self


def kinds_of(
    rows: list[SeanceForm], territory: Territory, words: Words, document: Document
) -> Kinds:
    """The kinds of séance: one way at a time for a kind in a circonscription, and one that says
    what becomes of requests."""
    codes = territory.codes
    for position, row in enumerate(rows):
        steps = ("seances", position)
        for rank, role in enumerate(row.coordination):
            if role not in COORDINATORS:
                known = ", ".join(quoted(one.value) for one in COORDINATORS)
                document.refuse(
                    (*steps, "coordination", rank),
                    f"une séance est coordonnée par l’un de ces rôles : {known}.",
                )
        for rank, code in enumerate(row.circonscriptions or ()):
            if code not in codes:
                document.refuse(
                    (*steps, "circonscriptions", rank),
                    does_not_exist(code, codes),
                )
        _one_at_a_time(rows[:position], row, (*steps, "genre"), document)
        _same_body(rows[:position], row, (*steps, "instance"), document)
        joint.check(rows, row, steps, document)
        seats.check(row.sieges or [], row.quorum, row.services, steps, document)
        if row.intervenant is not None:
            visitors.check(row.intervenant, row.sieges or [], steps, document)
        if row.instance is Body.APPUI and Nature.REORIENTATION in row.natures:
            document.refuse(
                (*steps, "natures"),
                "une instance d’appui ne rend pas d’avis sur une demande de réorientation.",
            )
        if row.equilibre is not None and row.capacite is None:
            document.refuse((*steps, "equilibre"), "il faut une capacité : ajoutez « capacite ».")
        if row.equilibre is not None and len(set(row.equilibre)) < 2:
            document.refuse((*steps, "equilibre"), "il faut au moins deux structures.")
    if not any(Nature.REORIENTATION in row.natures for row in rows):
        document.warn(
            ("seances",),
            "aucune séance n’examine les demandes de réorientation :"
            " aucune ne pourra être ouverte.",
        )
    return Kinds.of(_kind(row, words) for row in rows)


def _one_at_a_time(
    earlier: list[SeanceForm], row: SeanceForm, place: Steps, document: Document
) -> None:
    for other in earlier:
        if other.genre != row.genre:
            continue
        general = row.circonscriptions is None or other.circonscriptions is None
        if general and row.par_circonscription and row.circonscriptions != other.circonscriptions:
            continue  # what is said of one circonscription stands above what is said of all
        shared = (
            general
            or not row.par_circonscription
            or set(row.circonscriptions or ()) & set(other.circonscriptions or ())
        )
        if shared and not apart(other, row):
            document.refuse(place, f"{quoted(row.genre)} est déjà dit pour ces jours-là.")


def _same_body(
    earlier: list[SeanceForm], row: SeanceForm, place: Steps, document: Document
) -> None:
    for other in earlier:
        if other.genre == row.genre and other.instance is not row.instance:
            document.refuse(
                place, f"{quoted(row.genre)} est {quoted(other.instance.value)} plus haut."
            )


def _kind(row: SeanceForm, words: Words) -> SeanceKind:
    return SeanceKind(
        code=row.genre,
        label=row.libelle,
        body=row.instance,
        coordinators=frozenset(row.coordination),
        services=frozenset(row.services),
        natures=frozenset(row.natures),
        territorial=row.par_circonscription,
        on_list=row.sur_liste,
        capacity=None if row.capacite is None else row.capacite.value(),
        priority_from=row.priorite_a_partir_de,
        balanced=frozenset(row.equilibre or ()),
        standby=None if row.permanence is None else row.permanence.value(),
        said_seats=tuple(seat.value() for seat in row.sieges or ()),
        quorum=None if row.quorum is None else row.quorum.value(),
        link_days=row.lien_jours,
        rolls_late=row.tardives is Late.REPORTEES,
        valid_from=row.du,
        valid_to=row.au,
        circonscriptions=None if row.circonscriptions is None else frozenset(row.circonscriptions),
        visitor=None if row.intervenant is None else row.intervenant.value(),
        words={outcome.value: words for outcome, words in row.vocabulaire.items()},
        merged=row.avec,
        followed_by=row.a_la_suite,
        active_only=row.file_active,
        wants_guests=row.liste_invites,
        offices=words,
    )
