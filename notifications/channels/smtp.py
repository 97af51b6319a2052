"""A mail server, spoken to by SMTP."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from socket import gaierror
from typing import Literal

import structlog

from notifications.channels.contract import (
    ChannelUnavailable,
    DeliveryFailure,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.channels.mail import mail_of

Tls = Literal["aucun", "starttls", "tls"]

_SERVICE_CLOSING = 421
_LONGEST_REPLY = 200
"""Characters of a server's reply that are kept."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class ClearPassword(ValueError):
    """A password would cross the network unprotected."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(
            f"Un mot de passe est donné pour le serveur de messagerie {host}, sans chiffrement : "
            "choisissez « starttls » ou « tls »."
        )


class _HungUp(Exception):
    """The server ended the connection before it took the mail."""

    def __init__(self, failure: TemporaryFailure) -> None:
        self.failure = failure
        super().__init__(str(failure))


class SmtpChannel:
    """An SMTP server, one connection for all the mails of a run.

    ``tls``: "tls" from the first byte (port 465), "starttls" (587), or "aucun". The certificate is
    always checked, against the system's authorities and those of ``ca_file``. ``timeout``: seconds
    that the server has for each reply. Raises ClearPassword for a password without TLS.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        tls: Tls,
        user: str | None = None,
        password: str | None = None,
        timeout: float = 30,
        ca_file: Path | None = None,
    ) -> None:
        if user and tls == "aucun":
            raise ClearPassword(host)
        self._host = host
        self._port = port
        self._tls = tls
        self._user = user
        self._password = password or ""
        self._timeout = timeout
        self._ca_file = ca_file
        self._smtp: smtplib.SMTP | None = None

    def send(self, parcel: Parcel) -> None:
        """See ``Channel``. A server that hung up since the last mail is called again, once."""
        mail = mail_of(parcel)
        if self._smtp is not None:
            try:
                return self._hand_over(self._smtp, mail)
            except _HungUp:
                self.close()
        self._smtp = self._connect()
        try:
            return self._hand_over(self._smtp, mail)
        except _HungUp as error:
            self.close()
            raise error.failure from error

    def close(self) -> None:
        """Says goodbye to the server, which may be gone already."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        context = self._context()
        where = self._host, self._port
        smtp: smtplib.SMTP | None = None
        try:
            if self._tls == "tls":
                smtp = smtplib.SMTP_SSL(*where, timeout=self._timeout, context=context)
            else:
                smtp = smtplib.SMTP(*where, timeout=self._timeout)
            if self._tls == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if self._user:
                smtp.login(self._user, self._password)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            if smtp is not None:
                smtp.close()
            code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
            raise ChannelUnavailable(self._what_happened(error), code=code) from error
        return smtp

    def _context(self) -> ssl.SSLContext | None:
        if self._tls == "aucun":
            return None
        try:
            context = ssl.create_default_context()
            if self._ca_file is not None:
                context.load_verify_locations(self._ca_file)
        except OSError as error:
            raise ChannelUnavailable(
                f"Le fichier des autorités de certification « {self._ca_file} » est illisible."
            ) from error
        return context

    def _what_happened(self, error: Exception) -> str:
        server = f"Le serveur de messagerie {self._host}:{self._port}"
        match error:
            case smtplib.SMTPAuthenticationError():
                return f"{server} refuse l’identifiant ou le mot de passe ({error.smtp_code})."
            case smtplib.SMTPNotSupportedError():
                return f"{server} ne propose pas le chiffrement ou l’identification demandés."
            case smtplib.SMTPResponseException():
                return f"{server} refuse la liaison ({_quoted(error.smtp_code, error.smtp_error)})."
            case ssl.SSLCertVerificationError():
                return f"{server} présente un certificat que rien ne garantit."
            case ssl.SSLError():
                return f"{server} n’accepte pas la liaison chiffrée."
            case gaierror():
                return f"{server} est introuvable : son nom est inconnu."
            case ConnectionRefusedError():
                return f"{server} refuse la connexion."
            case OSError():
                return f"{server} ne répond pas ({type(error).__name__})."
            case _:
                return f"{server} n’accepte pas l’identification ({type(error).__name__})."

    def _hand_over(self, smtp: smtplib.SMTP, mail: EmailMessage) -> None:
        """Raises _HungUp besides the failures of ``Channel``."""
        try:
            refused = smtp.send_message(mail)
        except smtplib.SMTPServerDisconnected as error:
            failure = TemporaryFailure(
                "Le serveur de messagerie s’est tu pendant l’envoi de ce message."
            )
            if isinstance(error.__context__, TimeoutError):
                # Perhaps it has taken the mail: handing it over again at once would double it.
                self.close()
                raise failure from error
            raise _HungUp(failure) from error
        except smtplib.SMTPRecipientsRefused as error:
            # One address that may be good later is enough to try again: 4xx comes before 5xx.
            raise _refusal(*min(error.recipients.values(), key=lambda reply: reply[0])) from error
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == _SERVICE_CLOSING:
                raise _refusal(error.smtp_code, error.smtp_error) from error
            # The sender is the same for every mail.
            reply = _quoted(error.smtp_code, error.smtp_error)
            sentence = f"Le serveur de messagerie refuse l’adresse d’expédition ({reply})."
            raise ChannelUnavailable(sentence, code=error.smtp_code) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, ValueError) as error:
            raise PermanentFailure(
                f"Ce message ne peut pas être confié au serveur ({type(error).__name__})."
            ) from error
        if refused:
            # Sending again would tell the others twice. The addresses themselves stay out of logs.
            count = len(refused)
            _log.warning("mail_partly_refused", message_id=mail["Message-ID"], addresses=count)


def _refusal(code: int, reply: bytes | str) -> DeliveryFailure | _HungUp:
    said = _quoted(code, reply)
    if code == _SERVICE_CLOSING:
        sentence = f"Le serveur de messagerie ferme la liaison ({said})."
        return _HungUp(ChannelUnavailable(sentence, code=code))
    if code < 500:
        return TemporaryFailure(f"Le serveur de messagerie diffère ce message ({said}).", code=code)
    return PermanentFailure(f"Le serveur de messagerie refuse ce message ({said}).", code=code)


def _quoted(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:_LONGEST_REPLY]
