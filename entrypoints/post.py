"""The post: how messages leave, as the département configured it."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from entrypoints import clock
from entrypoints.address_book import RegistryAddressBook
from entrypoints.clerk import HouseClerk
from entrypoints.configuration.form import MailMode
from entrypoints.configuration.settings import Settings
from entrypoints.configuration.values import Mail
from notifications.channels.chat import ChatRoom
from notifications.channels.contract import Channel
from notifications.channels.folders import EmlFolder, PrintFolder
from notifications.channels.smtp import SmtpChannel
from notifications.dispatch import Dispatched, dispatch
from rules.telling import MAIL, PAPER
from workflow.database.store import Store


def channels_of(settings: Settings) -> Mapping[str, Channel]:
    """The ways out that are open, each by its code. Raises ClearPassword."""
    channels: dict[str, Channel] = {MAIL: _mail(settings.mail)}
    if settings.letters is not None:
        channels[PAPER] = PrintFolder(settings.ways.paper)
    for chat in settings.ways.chats:
        channels[chat.room.code] = ChatRoom(chat.room.code, chat.address)
    if settings.ways.applications:
        # For the few who have one: its libraries take a fifth of a second to come in.
        from notifications.channels.webhook import WebhookChannel

        make = partial(WebhookChannel, clock=clock.now)
        for one in settings.ways.applications:
            channels[one.room.code] = make(one.room.code, one.address, one.key)
    return channels


def chosen_by_agents(settings: Settings) -> Collection[str]:
    """The channels by which an agent may ask to be told: mail, and the rooms that they read."""
    return {MAIL, *(chat.room.code for chat in settings.ways.chats)}


def _mail(mail: Mail) -> Channel:
    """A server, or a folder of files."""
    if mail.mode is MailMode.DOSSIER or mail.host is None:
        return EmlFolder(mail.folder)
    return SmtpChannel(
        host=mail.host,
        port=mail.port,
        tls=mail.tls.value,
        user=mail.user,
        password=mail.password,
    )


def send_due(
    store: Store,
    settings: Settings,
    *,
    now: datetime,
    channels: Mapping[str, Channel] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Dispatched:
    """Sends what is due, by the ways that are configured or by those that are given."""
    return dispatch(
        store,
        channels_of(settings) if channels is None else channels,
        RegistryAddressBook(store, settings),
        now=now,
        sender=settings.mail.sender,
        calendar=settings.rulebook.calendar,
        terms=settings.terms,
        rooms=settings.ways.rooms,
        clerk=HouseClerk(store, settings.rulebook, settings, now),
        web=settings.web.public,
        words=settings.rulebook.words,
        progress=progress,
    )
