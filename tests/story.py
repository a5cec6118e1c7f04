"""Pages that tell a story in commands: plays them, and writes what the program says. ``python -m tests.story``

A heading with a day makes it today. A table below the name of a spreadsheet is what somebody
writes into it, by the id in its first column; a ``toml`` block goes into programme.toml. A
``console`` block holds commands and what they print, of which ``first=`` and ``last=`` lines
are kept, from the line ``from=`` on. Whoever is asked says yes.
"""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import tempfile
from contextlib import chdir
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from commands import asking
from programme.store import keeping
from tests.commands import stop_the_clock
from tests.happenings import HAPPENINGS

DOCS = Path(__file__).parent.parent / "docs"
TUTORIAL, PRICES = DOCS / "tutorial.md", DOCS / "prices.md"
PIECE = re.compile(
    r"""
      ^\#+\ .*?(?P<day>\d{1,2}\ [A-Z][a-z]+\ \d{4}).*$
    | `(?P<name>[\w.-]+)`
    | ^(?P<table>\|.*\n\|[ |-]+\n(?:\|.*\n)+)
    | ^```toml\n(?P<keys>(?:.*\n)*?)```$
    | ^```console(?P<how>.*)\n(?P<said>(?:.*\n)*?)```$
    """,
    re.M | re.X,
)
LEFT_OUT = "…"
IDS = {"leader_id", "facilitator_id", "venue_id", "first_day", "from"}


class Story:
    """A page as it is played, in the folder where we stand."""

    def __init__(self) -> None:
        self.today, self.folder, self.sheet = date(2027, 7, 1), Path(), ""

    def played(self, page: str) -> str:
        """The page with what the program says."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "today", lambda: self.today)
            patch.setattr(asking, "at_terminal", lambda: True)
            stop_the_clock(patch)
            patch.setattr(keeping, "now", lambda: datetime.combine(self.today, time(10), UTC))
            return PIECE.sub(self._play, page)

    def _play(self, piece: re.Match[str]) -> str:
        played: str | None = getattr(self, f"_{piece.lastgroup}")(piece)
        return piece[0] if played is None else played

    def _day(self, heading: re.Match[str]) -> None:
        self.today = datetime.strptime(heading["day"], "%d %B %Y").date()

    def _name(self, found: re.Match[str]) -> None:
        name = found["name"]
        self.sheet = name if name.endswith(".csv") else self.sheet
        if happens := HAPPENINGS.get(name):
            happens(self.folder, Path(name))
        self.folder = Path(name) if Path(name).is_dir() else self.folder

    def _table(self, found: re.Match[str]) -> None:
        names, _, *rows = ([cell.strip(" `") for cell in line[1:-1].split("|")] for line in found[0].splitlines())
        if names[0] in IDS:
            write(self.folder / self.sheet, names, rows)

    def _keys(self, found: re.Match[str]) -> None:
        path = self.folder / "programme.toml"
        path.write_text(with_keys(path.read_text("utf-8"), found["keys"]), encoding="utf-8")

    def _said(self, block: re.Match[str]) -> str:
        how = dict(re.findall(r"(first|last|from)=(\d+|\".*?\")", block["how"]))
        commands = re.findall(r"^\$ (setwright .*)$", block["said"], re.M)
        told = "\n\n".join(f"$ {command}\n{shortened(self._run(command), how)}" for command in commands)
        return f"```console{block['how']}\n{told}\n```"

    def _run(self, command: str) -> list[str]:
        words = shlex.split(command)[1:]
        self.folder = Path(words[1])
        result = CliRunner().invoke(cli.main, words, input="y\n" * 9)
        assert result.exit_code != 1, result.output
        return [line.rstrip() for line in result.output.rstrip().splitlines()]


def shortened(lines: list[str], how: dict[str, str]) -> str:
    """Some lines, with a mark wherever others are left out."""
    start = next((at for at, line in enumerate(lines) if line.startswith(how.get("from", "").strip('"'))), 0)
    end = start + int(how.get("first", len(lines)))
    last = max(end, len(lines) - int(how.get("last", 0)))
    kept = [LEFT_OUT] * (start > 0) + lines[start:end] + [LEFT_OUT] * (last > end) + lines[last:]
    return "\n".join(kept)


def write(sheet: Path, names: list[str], rows: list[list[str]]) -> None:
    """Writes cells into the rows with these ids, and rows that are new below; takes out those struck through."""
    with sheet.open(encoding="utf-8", newline="") as file:
        known = [row for row in csv.DictReader(file) if [f"~~{row[names[0]]}~~"] not in rows]
    for row in rows if len(names) > 1 else ():
        cells = dict(zip(names, row, strict=True))
        there = [old for old in known if old[names[0]] == row[0]]
        for old in there:
            old.update(cells)
        known += [] if there else [dict.fromkeys(known[0], "") | cells]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, known[0])
        writer.writeheader()
        writer.writerows(known)


def with_keys(settings: str, keys: str) -> str:
    """programme.toml with these keys in place of what it says of them; a table of its own comes last."""
    names, heading = re.findall(r"^(\w+) =", keys, re.M), keys.partition("\n")[0]
    kept = re.sub(rf"^(?:{'|'.join(names)}) =.*\n", "", settings, flags=re.M)
    if not heading.startswith("["):
        return keys + kept
    return kept.replace(f"{heading}\n", keys) if heading in kept else f"{kept}\n{keys}"


def play(page: Path, example: Path | None = None) -> str:
    """A page as the program has it, begun beside the folder of the example if one is given."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        if example:
            shutil.copytree(example, "aldersyke")
        return Story().played(page.read_text("utf-8"))


def main() -> None:
    """Writes the pages anew."""
    TUTORIAL.write_text(play(TUTORIAL), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "example"
        for command in ("new", "plan"):
            assert CliRunner().invoke(cli.main, [command, str(example)]).exit_code == 0
        PRICES.write_text(play(PRICES, example), encoding="utf-8")


if __name__ == "__main__":
    main()
