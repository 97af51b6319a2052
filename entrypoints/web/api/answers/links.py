"""The links to a séance."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import Answer, Count, Flag, Id, Instant, Number


class Link(Answer):
    """A link, for a service or a guest. ``ouvert``: it opens the séance now."""

    lien: Id
    service: Id | None
    invite: Id | None
    cree_le: Instant
    jusqu_au: Instant
    revoque_le: Instant | None
    ouvert: Flag
    usages: Count
    refuses: Count
    dernier_usage: Instant | None


class Links(Answer):
    """The links of a séance, by number."""

    liens: list[Link]


class LinkToMake(Answer):
    """For whom: a service that sits, or a guest of a line; until the end of which day, null: as
    long as the kind of séance says."""

    service: Number | None = None
    invite: Number | None = None
    jusqu_au: (
        Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-05-12"])]
        | None
    ) = None


class LinkMade(Answer):
    """A link. ``adresse`` is told once."""

    lien: Id
    adresse: (
        Annotated[str, Field(examples=["https://reorientation.exemple.fr/invite/pS2bq0"])] | None
    )
    jusqu_au: Instant
    deja_fait: Flag


class LinkRevoked(Answer):
    """A link that opens nothing any more."""

    lien: Id
    seance: Id
