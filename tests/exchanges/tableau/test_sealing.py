"""A file under a password that was damaged or forged: a sentence, whatever is wrong with it."""

from collections import Counter
from io import BytesIO
from pathlib import Path
from random import Random

import openpyxl
import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from exchanges.tableau import sealing
from exchanges.webrsa.problems import UnreadableFile

PASSWORD = "neuf lettres"
ROUNDS = 400
DAMAGED = "il est abîmé, le mot de passe n’y peut rien"
HEADER = 8
"""Bytes that tell a sealed file from another."""


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """A workbook whose key takes one round to derive, so that many may be tried."""
    book = BytesIO()
    openpyxl.Workbook().save(book)
    book.seek(0)
    content: bytes = ECMA376Agile.encrypt(PASSWORD, book, spin_count=1)
    return content


def opened(content: bytes) -> str:
    """What becomes of the file."""
    try:
        sealing.unseal(Path("recu.xlsx"), content, PASSWORD)
    except UnreadableFile as refused:
        return refused.reason
    return "ouvert"


def test_a_whole_file_is_opened(sealed: bytes) -> None:
    assert opened(sealed) == "ouvert"


def test_bytes_damaged_anywhere_are_told_in_a_sentence(sealed: bytes) -> None:
    random = Random(1)
    told: Counter[str] = Counter()
    for _ in range(ROUNDS):
        content = bytearray(sealed)
        for _ in range(random.choice([1, 3, 30])):
            content[random.randrange(HEADER, len(content))] = random.randrange(256)
        if random.random() < 0.2:
            del content[random.randrange(2 * HEADER, len(content)) :]
        told[opened(bytes(content))] += 1

    # A file may open all the same: there are bytes that nothing reads.
    assert told.keys() <= {"ouvert", "le mot de passe n’est pas le bon", DAMAGED}
    assert told[DAMAGED]


@pytest.mark.parametrize(
    ("whole", "forged"),
    [
        (b"<keyData", b"<keyDatb"),
        (b"</encryption>", b"</encryptiom>"),
        (b"SHA512", b"SHA999"),
        (b"saltValue", b"saltValuf"),
        (b'blockSize="16"', b'blockSize="00"'),
        (b'spinCount="1"', b'spinCount="x"'),
    ],
)
def test_a_description_that_means_nothing_is_told(
    sealed: bytes, whole: bytes, forged: bytes
) -> None:
    assert whole in sealed
    assert opened(sealed.replace(whole, forged)) == DAMAGED


def test_a_key_of_more_than_ten_million_rounds_is_not_derived(
    sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[object] = []
    monkeypatch.setattr(ECMA376Agile, "makekey_from_password", lambda *of: derived.append(of))
    few, many = b'spinCount="1" saltSize="16"', b'spinCount="10000001"       '
    assert few in sealed
    assert len(few) == len(many)

    assert opened(sealed.replace(few, many)) == DAMAGED
    assert derived == []
