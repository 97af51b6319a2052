"""Where the web door listens: a port taken before anything is served, or the reason why not."""

import errno
import socket

from entrypoints.configuration.web import Web
from rules.wording import NBSP, quoted

_REASONS = {
    errno.EADDRINUSE: "un autre programme y écoute déjà",
    errno.EACCES: "les droits manquent",
    errno.EADDRNOTAVAIL: "cette adresse n’est pas celle de cette machine",
}


class PortTaken(OSError):
    """The web door cannot listen where the configuration says."""

    def __init__(self, web: Web, reason: str) -> None:
        self.web = web
        super().__init__(
            f"La porte web ne peut pas écouter sur {web.host}, port {web.port}{NBSP}: {reason}."
            f" Changez {quoted('web')} dans la configuration, ou lancez"
            f" {quoted('servir --sans-web')}."
        )


def listen(web: Web) -> socket.socket:
    """A socket that listens there. Raises PortTaken."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            web.host, web.port, type=socket.SOCK_STREAM
        )[0]
    except OSError as error:
        raise PortTaken(web, "cette adresse n’existe pas") from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen()
    except OSError as error:
        listening.close()
        raise PortTaken(web, _REASONS.get(error.errno or 0, "le système le refuse")) from error
    return listening
