"""A file under a password: sealed and opened as Excel and LibreOffice do (agile AES-256)."""

from io import BytesIO
from pathlib import Path

from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from exchanges.tables.reader import LARGEST_FILE
from exchanges.webrsa.problems import UnreadableFile

SHORTEST = 8
"""Characters of a password: a file that goes by mail is attacked at leisure."""

_OLE, _ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")


class WeakPassword(ValueError):
    """A password that would protect nobody."""

    def __init__(self) -> None:
        super().__init__(
            f"Le mot de passe doit avoir au moins {SHORTEST} caractères : le fichier porte des"
            " noms."
        )


def is_sealed(content: bytes) -> bool:
    """Whether a password protects the file."""
    return content.startswith(_OLE) and _ENCRYPTED in content


def is_sealed_file(path: Path) -> bool:
    """The same of a file on the disk. A file that cannot be opened is not."""
    try:
        with path.open("rb") as file:
            return is_sealed(file.read(LARGEST_FILE))
    except OSError:
        return False


def seal(content: bytes, password: str) -> bytes:
    """The workbook under a password. Raises WeakPassword."""
    if len(password) < SHORTEST:
        raise WeakPassword
    sealed = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, sealed)
    return sealed.getvalue()


def unseal(path: Path, content: bytes, password: str | None) -> bytes:
    """The workbook that a password protects. Raises UnreadableFile, also where deriving the key
    would take over ten million rounds: the library refuses to."""
    if password is None:
        raise UnreadableFile(path, "il est protégé par un mot de passe, et aucun n’est donné")
    opened = BytesIO()
    try:
        file = OfficeFile(BytesIO(content))
        try:
            file.load_key(password=password, verify_password=True)
        except InvalidKeyError as error:
            raise UnreadableFile(path, "le mot de passe n’est pas le bon") from error
        file.decrypt(opened, verify_integrity=True)
    except UnreadableFile:
        raise
    except Exception as error:  # the library lets through what each of its parsers raises
        raise UnreadableFile(path, "il est abîmé, le mot de passe n’y peut rien") from error
    return opened.getvalue()
