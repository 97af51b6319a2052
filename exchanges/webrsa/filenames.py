"""The exchange files: which of the three a file is, and what its name says."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from exchanges.webrsa import formats
from exchanges.webrsa.safe_xml import root_name
from exchanges.webrsa.values import PARIS


class Flow(StrEnum):
    """What a file is, by the first words of its name."""

    PEOPLE = "export_webrsa_ali"
    REFERENTIEL = "referentiels_webrsa_ali"
    CHANGES = "import_ali_webrsa"
    """webRSA takes any name that ends in .xml here; this one is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """What the name of a file says. `at` is aware (Europe/Paris), to the second."""

    flow: Flow
    ali_id: int
    stock: bool
    at: datetime

    def __str__(self) -> str:
        extent = "stock" if self.stock else "diff"
        at = self.at.astimezone(PARIS)
        return f"{self.flow}_{self.ali_id}_{extent}_{at:%Y-%m-%d_%H-%M-%S}.xml"


_NAME = re.compile(
    rf"(?P<flow>{'|'.join(Flow)})_(?P<ali>[0-9]{{1,9}})_(?P<extent>stock|diff)"
    # webRSA has also written the hour with colons.
    r"_(?P<day>\d{4}-\d{2}-\d{2})_(?P<hour>\d{2}[:-]\d{2}[:-]\d{2})\.xml",
    re.ASCII,
)


def parse_name(name: str) -> FileName | None:
    """What a file name says, or None when it is not one of webRSA's (which forbids nothing)."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(f"{found['day']}T{found['hour'].replace('-', ':')}")
    except ValueError:
        return None
    return FileName(
        flow=Flow(found["flow"]),
        ali_id=int(found["ali"]),
        stock=found["extent"] == "stock",
        at=at.replace(tzinfo=PARIS),
    )


def flow_of(path: Path) -> Flow:
    """Which of the three formats a file is in, by its root whatever its name.

    Only the beginning of the file is read. Raises `UnreadableFile`.
    """
    flows = {
        formats.people().name: Flow.PEOPLE,
        formats.referentiel().name: Flow.REFERENTIEL,
        formats.changes().name: Flow.CHANGES,
    }
    return flows[root_name(path, roots=frozenset(flows))]
