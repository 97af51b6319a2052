"""The web door in the configuration: where it listens, by which address it is reached."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from entrypoints.configuration.kinds import Form, Text, WebAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the web door listens, and by which ``address`` it is reached from outside, without a
    slash at its end. ``near``: from how many working days on a deadline is near; ``heaviest``: the
    heaviest file that is taken, in bytes."""

    host: str = "127.0.0.1"
    port: int = 8093
    public: str | None = None
    near: int = 5
    heaviest: int = 10_000_000

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
    jours_proches: Annotated[
        int,
        Field(ge=1, le=30, description="Jours ouvrés à partir desquels une échéance est proche"),
    ] = 5
    poids_maximal: Annotated[
        int, Field(ge=1, le=200, description="Poids maximal d’un fichier déposé, en Mo")
    ] = 10

    def value(self) -> Web:
        """Where the door is."""
        public = None if self.adresse_publique is None else self.adresse_publique.rstrip("/")
        return Web(
            host=self.hote,
            port=self.port,
            public=public,
            near=self.jours_proches,
            heaviest=self.poids_maximal * 1_000_000,
        )
