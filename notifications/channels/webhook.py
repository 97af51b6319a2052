"""Another application, told of each thing by a signed POST (standardwebhooks.com)."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests
from standardwebhooks.webhooks import Webhook

from notifications.channels.contract import (
    ChannelUnavailable,
    DeliveryFailure,
    Parcel,
    TemporaryFailure,
)
from notifications.channels.replies import failure_of

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_SHORTEST_KEY = 24
"""Bytes of a signing key, as the specification asks."""
_LONGEST_WAIT = timedelta(days=1)


class UnusableApplication(ValueError):
    """An application cannot be told at that address, or under that key. Neither is quoted."""

    def __init__(self, code: str, why: str) -> None:
        self.code = code
        super().__init__(f"L’application « {code} » ne peut pas être prévenue : {why}")


class WebhookChannel:
    """An application at an address, one connection for all the parcels of a run.

    ``key``: « whsec_ » and base64, shared with it alone. What it receives is signed with the id of
    the parcel, so that it can drop a double, and with the instant given by ``clock``, so that it
    can refuse what somebody plays again. No redirection is followed; the certificate is always
    checked, against the authorities of the machine or those of ``ca_file``. ``timeout``: seconds to
    reach it, and then to have its reply. Raises UnusableApplication.
    """

    def __init__(
        self,
        code: str,
        address: str,
        key: str,
        *,
        clock: Callable[[], datetime],
        timeout: float = 15,
        ca_file: Path | None = None,
    ) -> None:
        check_address(code, address)
        self._webhook = signing(code, key)
        self._code = code
        self._address = address
        self._clock = clock
        self._timeout = timeout
        self._ca_file = ca_file
        self._session: requests.Session | None = None

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``."""
        body = json.dumps(_payload(parcel), ensure_ascii=False, separators=(",", ":"))
        try:
            # The body of the reply is not read: whatever it holds, it cannot make us wait.
            with self._opened().post(
                self._address,
                data=body.encode(),
                headers=self._headers(parcel, body),
                timeout=(self._timeout, self._timeout),
                allow_redirects=False,
                stream=True,
                verify=True if self._ca_file is None else str(self._ca_file),
            ) as reply:
                status, wait = reply.status_code, self._wait(reply.headers.get("Retry-After"))
        except (requests.RequestException, OSError) as error:
            raise self._unreached(error) from error
        if not 200 <= status < 300:
            raise failure_of(self._name, status, wait)

    def close(self) -> None:
        """Ends the connection, if there is one."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    @property
    def _name(self) -> str:
        return f"L’application « {self._code} »"

    def _opened(self) -> requests.Session:
        if self._session is None:
            self._session = requests.Session()
        return self._session

    def _headers(self, parcel: Parcel, body: str) -> Mapping[str, str]:
        now = self._clock().astimezone(UTC)
        name = webhook_id(parcel.id)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "reorientation-rsa",
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(name, now, body),
        }

    def _unreached(self, error: Exception) -> DeliveryFailure:
        match error:
            case requests.exceptions.SSLError():
                return ChannelUnavailable(f"{self._name} présente un certificat sans garantie.")
            case requests.ReadTimeout():
                # Perhaps it has taken the parcel: its id lets it drop the double.
                return TemporaryFailure(f"{self._name} s’est tue pendant l’envoi de ce message.")
            case _:
                return ChannelUnavailable(f"{self._name} ne répond pas ({type(error).__name__}).")

    def _wait(self, said: str | None) -> timedelta | None:
        """How long Retry-After asks for, at most a day: seconds, or a date."""
        if said is None:
            return None
        if said.strip().isdecimal():
            return min(timedelta(seconds=int(said[:9])), _LONGEST_WAIT)
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        moment = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max(moment - self._clock(), timedelta()), _LONGEST_WAIT)


def check_address(code: str, address: str) -> None:
    """Raises UnusableApplication for an address that is not https, but on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        raise UnusableApplication(code, "son adresse n’en est pas une.") from None
    if host is None or not (parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)):
        raise UnusableApplication(code, "son adresse doit commencer par « https:// ».")


def signing(code: str, key: str) -> Webhook:
    """What signs with that key. Raises UnusableApplication for one that would protect nothing."""
    plain = key.removeprefix("whsec_")
    try:
        size = len(b64decode(plain + "=" * (-len(plain) % 4), validate=True))
    except ValueError:
        raise UnusableApplication(code, "sa clé n’est pas en base64 (« whsec_… »).") from None
    if size < _SHORTEST_KEY:
        raise UnusableApplication(code, f"sa clé a moins de {_SHORTEST_KEY} octets.")
    return Webhook(key)


def webhook_id(parcel_id: str) -> str:
    """The id of a parcel as the signature can hold it: full stops part what is signed."""
    return quote(parcel_id.strip("<>"), safe="@").replace(".", "%2E")


def _payload(parcel: Parcel) -> Mapping[str, object]:
    """The first thing that it tells: an application is given each by itself."""
    (told,) = parcel.told
    return {
        "type": told.occasion,
        "timestamp": told.happened.astimezone(UTC).isoformat(),
        "data": {**told.data, "reference": told.reference, "lien": told.link},
    }
