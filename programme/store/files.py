"""The files in ``FOLDER/plan/``: which revision they are, whether anybody has touched them, and their replacement."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from programme.identity import serial_of
from programme.problems import WrongUse
from programme.store import swap
from programme.store.sheets import FILES
from programme.store.table import read_table


class NotSaved(WrongUse):
    """The system refused to write; the plan that stood there stands."""


@dataclass(frozen=True, slots=True)
class Files:
    """The folder ``path``, which may be missing; nothing is read as a plan here."""

    path: Path

    def exist(self) -> bool:
        """Whether the folder is there; WrongUse where a file stands in its place, somebody's own."""
        if self.path.is_file():
            raise WrongUse(f"{self.path} is a file, and the plan is kept in a folder of that name. Move the file away.")
        return self.path.is_dir()

    def number(self) -> int:
        """The revision that summary.json says this is; 0 where there is none or it cannot be read."""
        return _whole(self._summary().get("revision"))

    def last_serial(self) -> int:
        """The highest set serial that any of the files names, however damaged the others are; 0 without."""
        found = [_whole(self._summary().get("last_serial"))]
        for name in ("sets.csv", "meetings.csv"):
            with suppress(OSError, ValueError):
                found += [_serial(row["set_id"]) for row in read_table(self.path / name, ["set_id"]).rows]
        return max(found)

    def digest(self) -> str:
        """What ``digest`` says of the files that are there; "" where one is missing."""
        try:
            return digest({name: (self.path / name).read_bytes() for name in FILES})
        except OSError:
            return ""

    def unsettled(self, last: int) -> bool:
        """Whether the folder is half replaced, missing, or of an earlier revision than the last."""
        late = last > 0 and (not self.exist() or 0 < self.number() < last)
        return late or self.half_replaced()

    def half_replaced(self) -> bool:
        """Whether it is being replaced, or a crash has left that half done."""
        return swap.interrupted(self.path)

    def put_back(self) -> None:
        """Undoes what a crash has left half done."""
        swap.restore(self.path)

    @contextmanager
    def replacing(self, sheets: Mapping[str, bytes]) -> Iterator[None]:
        """Puts these in their place around a commit: where either is refused, neither is done. NotSaved then."""
        done = False
        try:
            with swap.replacing(self.path, sheets):
                yield
                done = True
        except OSError as error:
            stands = "The plan that stood there is as it was." if self.path.exists() else "Nothing was written."
            told = "The plan is saved, and the next command writes it there." if done else stands
            raise NotSaved(f"{swap.refusal(self.path, error)} {told}") from error

    def _summary(self) -> dict[str, Any]:
        try:
            values = json.loads((self.path / "summary.json").read_text("utf-8-sig"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}


def digest(sheets: Mapping[str, bytes]) -> str:
    """SHA-256 of the files of a plan: the same for those alone that nobody has touched."""
    parts = (sha256(sheets[name]).hexdigest() for name in FILES)
    return sha256(" ".join(parts).encode()).hexdigest()


def _serial(set_id: str) -> int:
    try:
        return serial_of(set_id)
    except ValueError:
        return 0


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
