"""The folder of pages to be put into envelopes."""

from dataclasses import replace
from pathlib import Path

import pytest

from notifications.channels.contract import Enclosure, Parcel, UnmadeFile
from notifications.channels.folders import PrintFolder

PAGE = Enclosure(name="lettre.pdf", media="application/pdf", content=b"%PDF une lettre")


@pytest.fixture
def letter(parcel: Parcel) -> Parcel:
    return replace(parcel, id="<seance-12-5-convocation-4.34@reorientation.local>", files=(PAGE,))


def test_a_letter_is_a_page_named_by_its_message_and_by_nobody(
    tmp_path: Path, letter: Parcel
) -> None:
    folder = tmp_path / "a-poster"
    PrintFolder(folder).send(letter)
    (found,) = folder.iterdir()

    assert found.name == "seance-12-5-convocation-4.34@reorientation.local.pdf"
    assert found.read_bytes() == PAGE.content


def test_the_same_letter_again_is_one_envelope(tmp_path: Path, letter: Parcel) -> None:
    for content in (b"%PDF avant", b"%PDF maintenant"):
        PrintFolder(tmp_path).send(replace(letter, files=(replace(PAGE, content=content),)))

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"%PDF maintenant"]


@pytest.mark.parametrize("files", [(), (replace(PAGE, media="text/plain"),), (PAGE, PAGE)])
def test_what_has_not_one_page_is_not_for_the_post(
    files: tuple[Enclosure, ...], tmp_path: Path, letter: Parcel
) -> None:
    with pytest.raises(UnmadeFile):
        PrintFolder(tmp_path).send(replace(letter, files=files))

    assert list(tmp_path.iterdir()) == []
