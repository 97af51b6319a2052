"""The web door in the configuration: where it listens, by which address it is reached."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from entrypoints.configuration.kinds import Form, Text, WebAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the web door listens, and by which ``address`` it is reached from outside, without a
    slash at its end."""

    host: str = "127.0.0.1"
    port: int = 8093
    public: str | None = None

    @property
    def address(self) -> str:
        """The public address; where it listens as long as nobody gave one."""
        return self.public or f"http://{self.host}:{self.port}"


class WebForm(Form):
    adresse_publique: Annotated[
        WebAddress | None,
        Field(description="Adresse donnée aux agents ; rien : celle où l’application écoute"),
    ] = None
    hote: Annotated[Text, Field(description="Adresse où l’application écoute")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port où l’application écoute")] = 8093

    def value(self) -> Web:
        """Where the door is."""
        public = None if self.adresse_publique is None else self.adresse_publique.rstrip("/")
        return Web(host=self.hote, port=self.port, public=public)
