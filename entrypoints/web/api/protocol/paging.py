"""Lists that are read page after page: how many, from where, where the next one is."""

from typing import Annotated

from fastapi import Query, Response

from entrypoints.web.api.protocol.parameters import Plain
from entrypoints.web.visitors.visits import Visit

Limit = Annotated[int, Query(ge=1, le=200, description="Combien, au plus."), Plain]
Cursor = Annotated[
    str | None,
    Query(max_length=500, pattern=r"^[A-Za-z0-9_-]+$", description="La « suite » de la page lue."),
]


def linked(visit: Visit, response: Response, following: str | None) -> str | None:
    """The cursor of the next page, which the header ``Link`` bears too."""
    if following is not None:
        url = visit.request.url.include_query_params(apres=following)
        response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return following
