"""The post: how messages leave, as the département configured it."""

from collections.abc import Callable
from datetime import datetime

from entrypoints.address_book import RegistryAddressBook
from entrypoints.configuration.form import MailMode
from entrypoints.configuration.settings import Settings
from entrypoints.configuration.values import Mail
from notifications.channels import Channel, EmlFolder, SmtpChannel
from notifications.dispatch import Dispatched, dispatch
from workflow.database.store import Store


def channel_of(mail: Mail) -> Channel:
    """The way out: a server, or a folder of files. Raises ClearPassword."""
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
    progress: Callable[[int], None] | None = None,
) -> Dispatched:
    """Sends what is due."""
    return dispatch(
        store,
        channel_of(settings.mail),
        RegistryAddressBook(store, settings),
        now=now,
        sender=settings.mail.sender,
        tz=settings.rulebook.calendar.tz,
        progress=progress,
    )
