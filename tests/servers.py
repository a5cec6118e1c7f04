"""Real servers on this computer's loopback, for as long as a test needs them."""

from __future__ import annotations

import logging
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from radicale import config, server

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate for localhost and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    made, key = folder / "certificate.pem", folder / "key.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", f"subjectAltName=DNS:localhost,IP:{HOST}", "-out", str(made), "-keyout", str(key)]
    subprocess.run(["openssl", *words, *names], check=True, capture_output=True)
    return made, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Radicale:
    """A running Radicale, and where it keeps what it holds."""

    port: int
    storage: Path

    @property
    def url(self) -> str:
        """The calendar of the user anna."""
        return f"http://{HOST}:{self.port}/anna/sets/"

    def make_calendar(self) -> None:
        """An empty calendar at ``url``."""
        assert self.ask("MKCALENDAR", "/anna/sets/") == 201

    def ask(self, method: str, path: str, body: bytes = b"") -> int:
        """The status that anna's request ends with."""
        connection = HTTPConnection(HOST, self.port, timeout=10)
        connection.request(method, path, body, {"Authorization": "Basic YW5uYTpzZWNyZXQ="})
        status = connection.getresponse().status
        connection.close()
        return status

    def items(self) -> dict[str, bytes]:
        """What the calendar holds, by file name, as it is on the server's disk."""
        folder = self.storage / "collection-root" / "anna" / "sets"
        return {path.name: path.read_bytes() for path in folder.glob("*") if not path.name.startswith(".")}


@contextmanager
def radicale(folder: Path, tls: tuple[Path, Path] | None = None) -> Iterator[Radicale]:
    """Radicale with one user, anna, whose password is secret; with TLS by this certificate and key."""
    (folder / "users").write_text("anna:secret\n")
    port, (ours, theirs) = free_port(), socket.socketpair()
    configuration = config.load()
    wanted = {
        "server": {"hosts": f"{HOST}:{port}"},
        "auth": {"type": "htpasswd", "htpasswd_filename": str(folder / "users"), "htpasswd_encryption": "plain"},
        "storage": {"filesystem_folder": str(folder / "storage")},
    }
    if tls:
        wanted["server"] |= {"ssl": "True", "certificate": str(tls[0]), "key": str(tls[1])}
    configuration.update(wanted, "tests")
    logging.getLogger("radicale").setLevel(logging.CRITICAL)
    thread = Thread(target=server.serve, args=(configuration, theirs), daemon=True)
    thread.start()
    _wait_for(port)
    try:
        yield Radicale(port=port, storage=folder / "storage")
    finally:
        ours.close()
        thread.join(10)


@dataclass(slots=True, kw_only=True)
class Mailbox:
    """What an SMTP server has accepted, and how it behaves.

    ``on_data`` replies to the nth message, from 0; with "" it accepts the message and hangs up before
    it says so. It hangs up on the nth recipient where ``on_recipient`` is False.
    """

    port: int = 0
    accepted: list[tuple[str, str, bytes]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    on_data: Callable[[int], str] = lambda _: "250 OK"
    on_recipient: Callable[[int], bool] = lambda _: True
    heard: int = 0
    asked: int = 0

    @property
    def recipients(self) -> list[str]:
        """To whom, in order."""
        return [to for _, to, _ in self.accepted]

    async def handle_RCPT(self, server: Any, _: Any, envelope: Any, address: str, __: Any) -> str:  # noqa: N802
        """Refuses whom it is told to."""
        self.asked += 1
        if not self.on_recipient(self.asked - 1):
            server.transport.abort()
        elif address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _: Any, envelope: Any) -> str:  # noqa: N802
        """Answers as it is told to."""
        reply = self.on_data(self.heard)
        self.heard += 1
        if reply[:1] in {"", "2"}:
            self.accepted.append((envelope.mail_from, *envelope.rcpt_tos, envelope.content))
        if not reply:
            server.transport.abort()
        return reply or "250 OK"


@contextmanager
def smtp(
    *, tls: tuple[Path, Path] | None = None, from_the_start: bool = False, user: tuple[str, str] | None = None
) -> Iterator[Mailbox]:
    """An SMTP server with STARTTLS by this certificate and key, or with TLS from the start; it may ask for a user."""
    box, context = Mailbox(port=free_port()), None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)

    def authenticate(_: Any, __: Any, ___: Any, ____: Any, given: LoginPassword) -> AuthResult:
        known = user is not None and (given.login, given.password) == tuple(text.encode() for text in user)
        return AuthResult(success=known, handled=False)

    how: dict[str, Any] = {"ssl_context": context} if from_the_start else {"tls_context": context}
    if user:
        how |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    if context and not from_the_start:
        how["require_starttls"] = True
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    controller = Controller(box, hostname=HOST, port=box.port, server_hostname="localhost", **how)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _wait_for(port: int) -> None:
    until = monotonic() + 20
    while monotonic() < until:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            sleep(0.02)
    raise TimeoutError("the server did not start")
