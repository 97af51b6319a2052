"""The ways out besides mail, in the configuration: the post, chat rooms, other applications."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.document import Document, once
from entrypoints.configuration.kinds import Code, Form, Text
from entrypoints.configuration.problems import does_not_exist
from entrypoints.configuration.secrets import SecretForm, Vault
from notifications.channels import chat
from notifications.occasions import OCCASIONS
from notifications.routing import Room
from rules.actors import Role
from rules.telling import MAIL, PAPER
from rules.territory import Territory
from rules.wording import quoted


class Told(StrEnum):
    """Whose messages a room reads too."""

    SERVICE = "service"
    RESPONSABLE = "responsable"
    BAT = Role.BAT.value
    BOP = Role.BOP.value
    EP = Role.EP.value
    PRESIDENT = Role.PRESIDENT.value
    MANAGER = Role.MANAGER.value


class SalonForm(SecretForm):
    code: Annotated[Code, Field(description="Nom du canal : « message lister » le montre")]
    occasions: Annotated[
        list[Code], Field(default_factory=list, description="Occasions ; rien : toutes")
    ]
    destinataires: Annotated[
        list[Annotated[Told, Strict(False)]],
        Field(default_factory=list, description="De qui les messages sont repris ; rien : de tous"),
    ]
    circonscriptions: Annotated[
        list[Code], Field(default_factory=list, description="Rien : toutes")
    ]

    def room(self, *, apart: bool) -> Room:
        """What is told there."""
        return Room(
            code=self.code,
            occasions=frozenset(self.occasions),
            recipients=frozenset(one.value for one in self.destinataires),
            places=frozenset(self.circonscriptions),
            apart=apart,
        )


class ApplicationForm(SalonForm):
    adresse: Annotated[Text, Field(description="Adresse « https:// » qui reçoit les appels")]


class CanauxForm(Form):
    papier: Annotated[
        Text, Field(description="Dossier des lettres à mettre sous pli, si « courriers » est là")
    ] = "a-poster"
    salons: Annotated[
        list[SalonForm],
        Field(default_factory=list, description="Salons : Mattermost, Tchap (Matrix), Teams"),
    ]
    applications: Annotated[
        list[ApplicationForm],
        Field(default_factory=list, description="Applications prévenues par un appel signé"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatWay:
    """A chat room, and its address, which is a secret."""

    room: Room
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWay:
    """An application, its address and the key that signs what it is told."""

    room: Room
    address: str = field(repr=False)
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways out besides mail. ``paper``: the folder of pages to post."""

    paper: Path = Path("a-poster")
    chats: tuple[ChatWay, ...] = ()
    applications: tuple[ApplicationWay, ...] = ()

    @property
    def rooms(self) -> tuple[Room, ...]:
        """What is told beside people."""
        return (*(one.room for one in self.chats), *(one.room for one in self.applications))


def ways_of(form: CanauxForm, territory: Territory, vault: Vault) -> Ways:
    """The ways out; each has a code of its own, its secret, and something to tell."""
    document = vault.document
    seen: dict[Hashable, int] = {}
    chats, applications = [], []
    for position, one in enumerate(form.salons):
        steps = ("canaux", "salons", position)
        _check(one, steps, territory, document, seen)
        address = vault.secret(one, steps)
        if address is not None:
            try:
                chat.check_address(one.code, address)
            except chat.UnusableRoom as error:
                document.refuse(steps, str(error))
            chats.append(ChatWay(room=one.room(apart=False), address=address))
    for position, other in enumerate(form.applications):
        steps = ("canaux", "applications", position)
        _check(other, steps, territory, document, seen)
        key = vault.secret(other, steps)
        if key is not None:
            _check_application(other, key, steps, document)
            applications.append(
                ApplicationWay(room=other.room(apart=True), address=other.adresse, key=key)
            )
    return Ways(paper=Path(form.papier), chats=tuple(chats), applications=tuple(applications))


def _check(
    form: SalonForm,
    steps: tuple[str | int, ...],
    territory: Territory,
    document: Document,
    seen: dict[Hashable, int],
) -> None:
    once(seen, form.code, (*steps, "code"), document)
    if form.code in (MAIL, PAPER):
        document.refuse((*steps, "code"), f"{quoted(form.code)} est le nom d’un autre canal.")
    if not form.occasions and not form.destinataires:
        document.refuse(
            steps,
            f"dites ce qui y est repris : {quoted('occasions')} ou {quoted('destinataires')}.",
        )
    for rank, occasion in enumerate(form.occasions):
        if occasion not in OCCASIONS:
            sentence = does_not_exist(occasion, sorted(OCCASIONS))
            document.refuse((*steps, "occasions", rank), sentence)
    for rank, code in enumerate(form.circonscriptions):
        if code not in territory.codes:
            sentence = does_not_exist(code, territory.codes)
            document.refuse((*steps, "circonscriptions", rank), sentence)


def _check_application(
    form: ApplicationForm, key: str, steps: tuple[str | int, ...], document: Document
) -> None:
    # For the few who have one: its libraries take a fifth of a second to come in.
    from notifications.channels import webhook

    try:
        webhook.check_address(form.code, form.adresse)
        webhook.signing(form.code, key)
    except webhook.UnusableApplication as error:
        document.refuse(steps, str(error))
