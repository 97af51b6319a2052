"""The mailboxes of the demo: a folder of mails, and addresses that are full for a while."""

from collections.abc import Collection

from notifications.channels.contract import Channel, Parcel, PermanentFailure


class Mailboxes:
    """Mail that comes back from the addresses that are ``full``, whenever it is sent."""

    def __init__(self, mail: Channel, full: Collection[str]) -> None:
        self._mail, self._full = mail, full

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``."""
        if parcel.to in self._full:
            raise PermanentFailure("La boîte du destinataire est pleine.", code=552)
        self._mail.send(parcel)

    def close(self) -> None:
        """See ``Channel``."""
        self._mail.close()
