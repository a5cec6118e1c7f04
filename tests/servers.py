"""Real servers on this computer's loopback, for as long as a test needs them."""

from __future__ import annotations

import logging
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
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
def radicale(folder: Path) -> Iterator[Radicale]:
    """Radicale with one user, anna, whose password is secret."""
    (folder / "users").write_text("anna:secret\n")
    port, (ours, theirs) = free_port(), socket.socketpair()
    configuration = config.load()
    wanted = {
        "server": {"hosts": f"{HOST}:{port}"},
        "auth": {"type": "htpasswd", "htpasswd_filename": str(folder / "users"), "htpasswd_encryption": "plain"},
        "storage": {"filesystem_folder": str(folder / "storage")},
    }
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


def _wait_for(port: int) -> None:
    until = monotonic() + 20
    while monotonic() < until:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            sleep(0.02)
    raise TimeoutError("the server did not start")
