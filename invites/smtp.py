"""A conversation with a mail server (RFC 5321), in which the moment that a message is handed over is known.

Between the end of a message and the server's answer nobody can say whether it was accepted
(RFC 1047); so whoever sends is asked just before that end.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress

from programme.problems import WrongUse
from programme.records import Smtp

PASSWORD = "SETWRIGHT_SMTP_PASSWORD"
SECONDS = 120
"""How long the server may be silent."""
PORTS = {"starttls": 587, "tls": 465, "none": 25}
CLOSING, TOO_LARGE = 421, 552
CHECK = f"Check the table smtp in programme.toml, and {PASSWORD} in the environment."
LEADING_DOT = re.compile(rb"^\.", re.M)
UNWRITTEN = re.compile(rb"[^\x00-\x7f]|\r(?!\n)|(?<!\r)\n|[^\r\n]{999}|(?<!\r\n)\Z")
"""What a server would change on the way: other octets than ASCII, other line ends than CRLF, and long lines."""


class MailTrouble(WrongUse):
    """The server cannot be used as programme.toml says."""


class Lost(Exception):
    """The connection broke off; ``doubtful`` where the server may have accepted the message."""

    def __init__(self, *, doubtful: bool = False) -> None:
        self.doubtful = doubtful
        super().__init__("the connection broke off")


def travels_unchanged(content: bytes) -> bool:
    """Whether a message arrives as it is."""
    return UNWRITTEN.search(content) is None


def post(settings: Smtp, password: str) -> Post:
    """Whoever takes messages to the server that programme.toml names; WrongUse where it names none."""
    if not settings.host:
        raise WrongUse("programme.toml names no mail server. Write a line [smtp], and below it host and user.")
    if settings.user and not password:
        raise WrongUse(f"No password is given for smtp.user in programme.toml. Set {PASSWORD} in the environment.")
    return Post(settings, password)


class Post:
    """Hands messages to the server of ``settings``, on one connection that is opened anew where it was lost."""

    def __init__(self, settings: Smtp, password: str) -> None:
        self.settings = settings
        self.password = password
        self.connection: smtplib.SMTP | None = None

    def open(self) -> None:
        """Begins the conversation; MailTrouble where that is not possible."""
        where = f"{self.settings.host}, port {self._port}"
        try:
            self._open()
        except ssl.SSLCertVerificationError:
            raise MailTrouble(f"The certificate of {where} cannot be trusted. Nothing was sent to it.") from None
        except ssl.SSLError:
            raise MailTrouble(f"{where} speaks no TLS there. Check port and security in programme.toml.") from None
        except OSError as error:
            why = error.strerror or "it does not answer as a mail server does"
            raise MailTrouble(f"{where} cannot be reached: {why}. Check the table smtp in programme.toml.") from None

    def hand_over(self, sender: str, to: str, content: bytes, may_end: Callable[[], bool]) -> int | None:
        """The server's reply: 2xx accepted, 4xx perhaps later, 5xx refused; None where ``may_end`` forbids it.

        ``may_end`` is asked when all but the end of the message was sent. Lost where the
        connection breaks off, MailTrouble where the server takes nothing from this user or sender.
        """
        try:
            return self._hand_over(self._open(), sender, to, content, may_end)
        except OSError:
            self._hang_up()
            raise Lost from None
        except BaseException:
            self._hang_up()
            raise

    def close(self) -> None:
        """Ends the conversation."""
        if self.connection is not None:
            with suppress(OSError):
                self.connection.quit()
            self._hang_up()

    def _hang_up(self) -> None:
        """Ends it without a word, for in the middle of a message every word would be part of it."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    @property
    def _port(self) -> int:
        return self.settings.port or PORTS[self.settings.security]

    def _open(self) -> smtplib.SMTP:
        if self.connection is None:
            context = ssl.create_default_context()
            if self.settings.security == "tls":
                found: smtplib.SMTP = smtplib.SMTP_SSL(self.settings.host, self._port, timeout=SECONDS, context=context)
            else:
                found = smtplib.SMTP(self.settings.host, self._port, timeout=SECONDS)
            try:
                self._introduce(found, context)
            except BaseException:
                found.close()
                raise
            self.connection = found
        return self.connection

    def _introduce(self, to: smtplib.SMTP, context: ssl.SSLContext) -> None:
        to.ehlo_or_helo_if_needed()
        if self.settings.security == "starttls":
            if not to.has_extn("starttls"):
                raise MailTrouble(f"{self.settings.host} offers no STARTTLS. {CHECK}")
            to.starttls(context=context)
        if self.settings.user:
            self._log_in(to)

    def _log_in(self, to: smtplib.SMTP) -> None:
        try:
            to.login(self.settings.user, self.password)
        except smtplib.SMTPAuthenticationError as error:
            raise MailTrouble(f"The server does not accept user and password ({error.smtp_code}). {CHECK}") from None
        except smtplib.SMTPNotSupportedError:
            raise MailTrouble(f"The server asks for no user. Delete smtp.user in programme.toml. {CHECK}") from None
        except UnicodeError:
            raise MailTrouble("User and password can have no letters beyond ASCII, such as é or £.") from None

    def _hand_over(
        self, smtp: smtplib.SMTP, sender: str, to: str, content: bytes, may_end: Callable[[], bool]
    ) -> int | None:
        size = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
        code = _answer(smtp.mail(sender, size)[0])
        if code >= 500 and code != TOO_LARGE:
            raise MailTrouble(f"The server takes no messages from the organiser in programme.toml ({code}). {CHECK}")
        code = code if code >= 400 else _answer(smtp.rcpt(to)[0])
        code = code if code >= 400 else _answer(smtp.docmd("DATA")[0])
        if code >= 400:
            smtp.rset()
            return code
        smtp.send(LEADING_DOT.sub(b"..", content))
        if not may_end():
            self._hang_up()
            return None
        return self._end(smtp)

    def _end(self, smtp: smtplib.SMTP) -> int:
        try:
            smtp.send(b".\r\n")
            code = smtp.getreply()[0]
        except OSError:
            raise Lost(doubtful=True) from None
        if not 200 <= code < 600:
            raise Lost(doubtful=True)
        if code == CLOSING:
            self._hang_up()
        return code


def _answer(code: int) -> int:
    """A reply code; Lost where the server ends the conversation, or answers with something else."""
    if code == CLOSING or not 200 <= code < 600:
        raise Lost
    return code
