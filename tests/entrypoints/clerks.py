"""The clerk of a world, and the messages that it is asked the files of."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from entrypoints.clerk import HouseClerk
from entrypoints.configuration.joined import Joined
from entrypoints.configuration.settings import Settings, load
from rules.subjects import Subject, SubjectKind
from tests.entrypoints.configs import SHIPPED
from tests.workflow.build import ALI, World
from workflow.post.outbox import Message

PASSWORD = "convenu avec lui"
AGREED = Joined(passwords={f"service:{ALI}": PASSWORD, "role:bat": PASSWORD, "role:bop": PASSWORD})


def clerk(world: World, joined: Joined = AGREED, **others: Any) -> HouseClerk:
    settings: Settings = replace(load(SHIPPED, {}), joined=joined, **others)
    return HouseClerk(world.store, world.rulebook, settings, world.now)


def message(
    world: World,
    occasion: str,
    number: int,
    recipient: str,
    kind: SubjectKind = SubjectKind.SEANCE,
    **data: object,
) -> Message:
    return Message(
        id=1,
        subject=Subject(kind, number),
        occasion=occasion,
        recipient=recipient,
        data={"reference": f"séance {number}", **data},
        message_id="<un@reorientation.local>",
        digest=None,
        created=world.now,
    )


def words_of(content: bytes, password: str | None = None) -> str:
    reader = PdfReader(BytesIO(content), password=password)
    words = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(words.split())
