"""Programmes made from real schools, which the measurements share."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from programme.reading import read_programme
from programme.records import Programme

SHARED = Path(__file__).parent.parent.parent / "shared"
MAKER = SHARED / "tools/make_programme.py"
URBAN = ("Leeds", "Birmingham", "Manchester", "Bristol, City of")
RURAL = ("Cornwall", "Northumberland", "Shropshire", "Wiltshire")


@dataclass(frozen=True, kw_only=True)
class Made:
    """Invented people at real schools; ``load``: sets that each facilitator takes, where all are alike."""

    district: str
    leaders: int
    options: tuple[str, ...]
    load: int | None = None

    @property
    def name(self) -> str:
        """As tables call it."""
        return f"{self.district} {self.leaders}" + " contested" * (self.load is not None)

    def programme(self) -> Programme:
        """The programme, made and read."""
        with tempfile.TemporaryDirectory() as folder:
            programme = read_programme(self.into(Path(folder)))
        if self.load is None:
            return programme
        leading = tuple(replace(one, max_sets=self.load) for one in programme.facilitators)
        return replace(programme, facilitators=leading)

    def into(self, folder: Path, *settings: str) -> Path:
        """The folder with the programme's spreadsheets in it, and these lines in programme.toml."""
        size = ["--district", self.district, "--leaders", str(self.leaders)]
        made = [sys.executable, str(MAKER), *size, "--out", str(folder), *self.options]
        subprocess.run(made, check=True, capture_output=True)
        keys = folder / "programme.toml"
        keys.write_text("\n".join([*settings, keys.read_text("utf-8")]), "utf-8")
        return folder


LEEDS = Made(district="Leeds", leaders=240, options=("--seed", "7"))
BIRMINGHAM = Made(district="Birmingham", leaders=2000, options=("--spread", "2", "--seed", "3"))
NEAREST = tuple(
    Made(district="Birmingham", leaders=leaders, options=("--spread", "1", "--seed", "1"))
    for leaders in (60, 120, 240, 500, 1_000, 2_000, 4_000, 8_000, 12_000)
)
"""One leader a school, at the schools nearest to Birmingham."""
LONG = "time_limit_seconds = 1800"
"""So that the clock cuts no search short, however busy the machine is."""


def twenty() -> Iterator[Made]:
    """Twenty programmes of 40 to 300 leaders, in towns and in the country by turns."""
    for number in range(20):
        places = RURAL if number % 2 else URBAN
        leaders, seed = 40 + 260 * number // 19, str(100 + number)
        yield Made(district=places[number // 2 % len(places)], leaders=leaders, options=("--seed", seed))
