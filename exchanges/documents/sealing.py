"""A page under a password (AES-256, as every reader of PDF opens it)."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter

from exchanges.tableau.sealing import SHORTEST, WeakPassword


def seal_pdf(content: bytes, password: str) -> bytes:
    """The same pages, tagged as they were, that nobody reads without the password. Raises
    WeakPassword."""
    if len(password) < SHORTEST:
        raise WeakPassword
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    sealed = BytesIO()
    writer.write(sealed)
    return sealed.getvalue()
