"""A parcel as a mail."""

from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import quote

from notifications.channels.contract import Parcel, PermanentFailure

_ID_CHARACTERS = "!#$&'*+-/=?^_`{|}~."
"""Those of an RFC 5322 dot-atom, but % which escapes the others."""


class _SubjectInOneWord(EmailPolicy):
    """Encodes a subject whole. Python’s own folding may lose the space between a word that it
    encodes and the next one that it does not (CPython gh-144156)."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() != "subject":
            return str(super().fold(name, value))
        charset = "us-ascii" if value.isascii() else "utf-8"
        folded = Header(value, charset, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {folded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() != "subject":
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


_AS_SMTP_CARRIES = _SubjectInOneWord(linesep="\r\n")


def mail_of(parcel: Parcel) -> EmailMessage:
    """The mail to hand to a server. Raises PermanentFailure when a header cannot hold an
    address."""
    mail = EmailMessage(policy=_AS_SMTP_CARRIES)
    try:
        mail["From"] = parcel.sender
        mail["To"] = parcel.to
    except ValueError as error:
        raise PermanentFailure("L’adresse du destinataire est mal écrite.") from error
    mail["Subject"] = parcel.text.subject
    mail["Message-ID"] = header_id(parcel.id)
    mail["Date"] = format_datetime(parcel.at)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer comes back
    # Quoted-printable leaves text that any server carries and a person can read in the .eml.
    mail.set_content(parcel.text.body, cte="quoted-printable")
    for file in parcel.files:
        kind, _, variety = file.media.partition("/")
        mail.add_attachment(file.content, maintype=kind, subtype=variety, filename=file.name)
    return mail


def header_id(message_id: str) -> str:
    """The Message-ID as a header can hold it: percent signs for the characters it would cut at.

    Two identifiers never become one, and the same always becomes the same.
    """
    left, at, domain = message_id.strip("<>").rpartition("@")
    return f"<{quote(left, safe=_ID_CHARACTERS)}{at}{domain}>"
