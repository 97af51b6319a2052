"""What an operation takes beside its fields: the number in its address, what narrows a list, the
version that was read, the key of what is done once; and nothing that it does not ask for."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Path, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator

from entrypoints.web.api.answers.leaves import LEGIBLE
from rules.fields import GREATEST

_DIGITS = re.compile(r"[1-9][0-9]{0,9}")


def only_what_is_asked(request: Request) -> None:
    """A parameter that nobody asks for is refused, and one that is told twice, but for those that
    are lists. Raises RequestValidationError."""
    known = dict(_asked(request.scope["route"].dependant))
    told = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [name for name in told if name not in known]
    wrong += [name for name, n in told.items() if n > 1 and not _is_list(known.get(name))]
    if wrong:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name)} for name in wrong]
        )


def _asked(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """The parameters of an operation, and of what type each is."""
    for one in dependant.query_params:
        yield one.alias, one.field_info.annotation
    for its in dependant.dependencies:
        yield from _asked(its)


def _is_list(annotation: Any) -> bool:
    return str(annotation).startswith("list")


def _plain(value: object) -> object:
    """A number as one writes it: neither « 1.0 », « 1_0 » nor « 012 »."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError
    return value


def _yes_or_no(value: object) -> object:
    if isinstance(value, str) and value not in {"true", "false"}:
        raise ValueError
    return value


Plain = BeforeValidator(_plain)
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Of = Annotated[int, Path(alias="numero", ge=1, le=GREATEST, examples=[12]), Plain]
"""The number in an address."""

Number = Annotated[int | None, Query(ge=1, le=GREATEST), Plain]
Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=LEGIBLE)]
Words = Annotated[str | None, Query(min_length=1, max_length=100, pattern=LEGIBLE)]


def read_version(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="L’ETag de ce que vous avez lu ; « * » agit quoi qu’il ait changé.",
            pattern=r'^("[0-9]{1,9}"|\*)$',
            examples=['"4"'],
        ),
    ] = None,
) -> int | None:
    """The version that was read; None for whichever it is. Raises HTTPException."""
    if if_match is None:
        raise HTTPException(428)
    return None if if_match == "*" else int(if_match.strip('"'))


Version = Annotated[int | None, Depends(read_version)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Nomme cet acte : envoyé deux fois, il n’est fait qu’une.",
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+$",
        examples=["5f0c0d1e-8a55-4c7e-9d0a-7f6f3f1f2b11"],
    ),
]


def etag(response: Response, version: int) -> None:
    """The version of what is answered, to be given back by whoever acts upon it."""
    response.headers["ETag"] = f'"{version}"'
