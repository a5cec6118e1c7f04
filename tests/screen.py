"""A terminal of eighty columns on which a command runs, and what a person sees on it."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ERASE, CURSOR = "\x1b[2K", {"\x1b[?25l", "\x1b[?25h"}
ROOT = Path(__file__).parent.parent
TOKEN = re.compile(r"(\x1b\[\??\d*(?:;\d+)*[A-Za-z])|(\r)|(\n)|([^\x1b\r\n]+)")


@dataclass
class Screen:
    """Lines as they stand, after the few control codes that are sent; ValueError at others, and beyond the edge."""

    columns: int = 80
    lines: list[str] = field(default_factory=lambda: [""])
    row: int = 0
    column: int = 0

    def feed(self, text: str) -> Iterator[list[str]]:
        """Shows what a program has written; what stood there each time before something was erased, and in the end."""
        for code, back, down, written in TOKEN.findall(text):
            if code == ERASE and self.lines[self.row]:
                yield self.shown
            if code:
                self._obey(code)
            elif back:
                self.column = 0
            elif down:
                self.row += 1
                self.lines += [""] * (self.row - len(self.lines) + 1)
            else:
                self._write(written)
        yield self.shown

    def _obey(self, code: str) -> None:
        if code == ERASE:
            self.lines[self.row] = ""
        elif code.endswith("A"):
            self.row -= int(code[2:-1])
        elif not (code.endswith("m") or code in CURSOR):
            raise ValueError(f"Expected a control code that is known here, got {code!r}")

    def _write(self, text: str) -> None:
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[: self.column] + text + line[self.column + len(text) :]
        self.column += len(text)
        if self.column > self.columns:
            raise ValueError(f"Expected at most {self.columns} columns, got {self.lines[self.row]!r}")

    @property
    def shown(self) -> list[str]:
        """The lines without blanks at their ends."""
        return [line.rstrip() for line in self.lines]


def frames(*words: str | Path, **how: Any) -> Iterator[list[str]]:
    """What stands on the screen whenever something is about to be erased, and when the command has ended."""
    return Screen().feed(written(*words, **how))


def written(*words: str | Path, answer: str = "", **environment: str) -> str:
    """All that a command writes to a terminal of 80 columns, control codes and all."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    known = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR", "LINES"}}
    command = [sys.executable, str(ROOT / "cli.py"), *map(str, words)]
    env = known | {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | environment
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as running:
        os.close(theirs)
        os.write(ours, answer.encode())
        said = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        running.wait()
    return said.decode()


def _read(terminal: int) -> bytes:
    """What comes next; nothing at the end, which a terminal tells as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
