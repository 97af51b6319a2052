"""Folders in which what leaves is put down as files: mails, and pages for the post."""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote

from notifications.channels.contract import ChannelUnavailable, Parcel, UnmadeFile
from notifications.channels.mail import header_id, mail_of

_LONGEST_NAME = 200
"""Bytes of a file name: under the 255 of every file system."""
_SUFFIXES: Mapping[str, str] = {"application/pdf": "pdf"}


class EmlFolder:
    """A folder where each mail is a file named by its Message-ID: whole, or not there at all.

    The same mail sent again takes the place of the first.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``. The file is on the disk on return; the folder is made when absent."""
        content = mail_of(parcel).as_bytes()
        _put(self.path, _file_name(parcel.id, "eml"), content)

    def close(self) -> None:
        """Nothing is kept open between two mails."""


class PrintFolder:
    """A folder of pages to be put into envelopes: a PDF for each parcel, named by its id, whole or
    not there at all. Only the pages say whom they are for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``. A parcel without pages is not for the post."""
        pages = [file for file in parcel.files if file.media in _SUFFIXES]
        if len(pages) != 1:
            raise UnmadeFile("Ce message n’a pas de page à imprimer.", code=0)
        (page,) = pages
        _put(self.path, _file_name(parcel.id, _SUFFIXES[page.media]), page.content)

    def close(self) -> None:
        """Nothing is kept open between two parcels."""


def _put(folder: Path, name: str, content: bytes) -> None:
    """Puts a file down for good, in the place of any of that name. Raises ChannelUnavailable."""
    part: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
        _keep_entries(folder)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise ChannelUnavailable(
            f"Les messages ne peuvent pas être écrits dans le dossier « {folder} » "
            f"({type(error).__name__})."
        ) from error


def _file_name(parcel_id: str, suffix: str) -> str:
    name = quote(header_id(parcel_id).strip("<>"), safe="@+=")
    if len(name) > _LONGEST_NAME:
        name = sha256(parcel_id.encode()).hexdigest()
    return f"{name}.{suffix}"


def _keep_entries(folder: Path) -> None:
    """Makes the new entry outlive a power cut, where folders can be opened (not on Windows)."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
