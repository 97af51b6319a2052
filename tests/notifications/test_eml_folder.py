"""The folder of .eml files."""

import errno
import os
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from notifications.channels.contract import ChannelUnavailable, Parcel, Text
from notifications.channels.folders import EmlFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sorties" / "courriels"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_mail_is_a_file_named_by_its_message_id_in_a_folder_made_when_absent(
    folder: Path, parcel: Parcel
) -> None:
    EmlFolder(folder).send(parcel)

    assert names_in(folder) == ["seance-12-deplacee@reorientation.local.eml"]


def test_the_file_holds_the_mail_as_a_server_would_receive_it(folder: Path, parcel: Parcel) -> None:
    EmlFolder(folder).send(parcel)
    content = next(folder.iterdir()).read_bytes()
    read = message_from_bytes(content, policy=default)

    assert isinstance(read, EmailMessage)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.isascii()
    assert read["Subject"] == parcel.text.subject
    assert read.get_content().splitlines() == parcel.text.body.splitlines()


def test_the_same_mail_again_takes_the_place_of_the_first(folder: Path, parcel: Parcel) -> None:
    EmlFolder(folder).send(parcel)
    parcel = replace(parcel, text=Text(subject="la seconde fois", body="…"))
    EmlFolder(folder).send(parcel)

    assert len(names_in(folder)) == 1
    assert b"la seconde fois" in next(folder.iterdir()).read_bytes()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<a/b@x>", "<a%2Fb@x>"),
        (f"<{'a' * 300}1@x>", f"<{'a' * 300}2@x>"),
        ("<../../etc/passwd@x>", "<etc/passwd@x>"),
    ],
)
def test_two_message_ids_are_two_files_of_the_folder_whatever_they_hold(
    one: str, other: str, folder: Path, parcel: Parcel
) -> None:
    for message_id in (one, other):
        EmlFolder(folder).send(replace(parcel, id=message_id))

    assert len(names_in(folder)) == 2


def test_a_full_disk_leaves_the_former_file_whole_and_no_rest(
    folder: Path, parcel: Parcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    EmlFolder(folder).send(parcel)
    before = next(folder.iterdir()).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    parcel = replace(parcel, text=Text(subject="jamais écrit", body="…"))
    with pytest.raises(ChannelUnavailable):
        EmlFolder(folder).send(parcel)

    assert [path.read_bytes() for path in folder.iterdir()] == [before]


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path, parcel: Parcel) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(ChannelUnavailable, match="ne peuvent pas être écrits dans le dossier"):
        EmlFolder(tmp_path / "fichier").send(parcel)


def test_a_mail_is_on_the_disk_before_it_bears_its_name(
    folder: Path, parcel: Parcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    named_at_sync: list[list[str]] = []
    sync = os.fsync

    def watch(descriptor: int) -> None:
        named_at_sync.append([path.suffix for path in folder.iterdir()])
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    EmlFolder(folder).send(parcel)

    assert named_at_sync == [[".part"], [".eml"]]
