"""Small plots that can be read on white and on black."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

COLOUR, ACCENT, TEXT = "#3987c9", "#d9822b", "#7d858c"


@contextmanager
def drawing(picture: Path, *, columns: int, rows: int = 1) -> Iterator[list[Any]]:
    """The axes of a figure that is then written as SVG, the same bytes each time."""
    from matplotlib import pyplot, ticker

    coloured = ["text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"]
    style = {"svg.hashsalt": "plot", "svg.fonttype": "none", "font.size": 9} | dict.fromkeys(coloured, TEXT)
    pyplot.rcParams.update(cast(Any, style))
    figure, axes = pyplot.subplots(rows, columns, figsize=(8, 0.4 + 2.6 * rows), layout="constrained", squeeze=False)
    for axis in axes.flat:
        axis.spines[["top", "right"]].set_visible(False)
        axis.patch.set_alpha(0)
    yield list(axes.flat)
    for scale in (scale for axis in axes.flat for scale in (axis.xaxis, axis.yaxis) if scale.get_scale() == "log"):
        scale.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        scale.set_major_formatter("{x:,g}")
        scale.set_minor_locator(ticker.NullLocator())
    figure.savefig(picture, metadata={"Date": None}, transparent=True)
    pyplot.close(figure)
