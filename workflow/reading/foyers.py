"""The other members of a person's foyer, as a dossier's sheet shows them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from workflow.acts import foyer


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The newest dossier of another person of the foyer. ``role`` is webRSA's code (DEM, CJT);
    ``differs``: both dossiers tell what the right is, and they do not agree."""

    dossier_id: int
    role: str | None
    state: str
    droit: str
    differs: bool


def members(connection: Connection, personne_id: int, *, tells: bool, droit: str) -> list[Member]:
    """The other members of a person's foyer. ``tells``: the person's own dossier is one in which
    the right is still followed, and it is ``droit`` there."""
    rows = foyer.OTHERS.rows(connection, personne_id=personne_id)
    return [
        Member(
            dossier_id=row.id,
            role=row.role,
            state=row.state,
            droit=row.droit,
            differs=tells and foyer.tells_right(row.closed_at, row.state) and row.droit != droit,
        )
        for row in rows
    ]
