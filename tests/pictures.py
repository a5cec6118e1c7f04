"""Takes the pictures of the documentation anew, of the example's page: python -m tests.pictures."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.browser import chromium, tab
from tests.commands import run

DOCS = Path(__file__).parent.parent / "docs"
COLOURS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The top of a page: so much of it, in pixels."""

    name: str
    page: str
    width: int
    height: int


PICTURES = (
    Picture(name="page.png", page="report.html", width=1280, height=1640),
    Picture(name="page-set.png", page="report-S03.html", width=900, height=1200),
)


def take(folder: Path) -> None:
    """Writes the pictures of a plan's pages."""
    with chromium(folder / "profile") as browser:
        for one in PICTURES:
            with tab(browser) as opened:
                opened.open(folder / "plan" / one.page, width=one.width)
                small(opened.picture(one.width, one.height)).save(DOCS / one.name, optimize=True)


def small(picture: bytes) -> Image.Image:
    """With few colours, which is all that a page has."""
    whole = Image.open(BytesIO(picture)).convert("RGB")
    return whole.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def main() -> None:
    """Plans the example and takes the pictures."""
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside, "example")
        for words in (["new"], ["plan"], ["report"], ["report", "--set", "S03"]):
            done = run(words[0], folder, *words[1:])
            assert done.exit_code == 0, done.output
        take(folder)


if __name__ == "__main__":
    main()
