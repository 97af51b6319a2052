"""What the reply of a web server means for the parcel that it was given."""

from datetime import timedelta

from notifications.channels.contract import (
    ChannelUnavailable,
    DeliveryFailure,
    PermanentFailure,
    TemporaryFailure,
)

GONE = frozenset({404, 410})
"""Nothing is there, or not any more."""

_UNKNOWN_TO_IT = frozenset({401, 403, 407})
_BUSY = frozenset({429, 502, 503, 504})
_LATER = frozenset({408, 425})


def failure_of(server: str, status: int, wait: timedelta | None = None) -> DeliveryFailure:
    """The failure that a status other than 2xx is. ``server``: how it is called in sentences, its
    address left out; ``wait``: how long it asked to be left alone."""
    if status in _BUSY:
        return ChannelUnavailable(f"{server} est indisponible ({status}).", code=status, wait=wait)
    if status in _UNKNOWN_TO_IT:
        return ChannelUnavailable(f"{server} n’accepte pas notre secret ({status}).", code=status)
    if status < 400:
        # It was moved: whom its new address belongs to is for somebody to say.
        return ChannelUnavailable(f"{server} renvoie à une autre adresse ({status}).", code=status)
    if status >= 500 or status in _LATER:
        return TemporaryFailure(f"{server} diffère ce message ({status}).", code=status, wait=wait)
    return PermanentFailure(f"{server} refuse ce message ({status}).", code=status)
