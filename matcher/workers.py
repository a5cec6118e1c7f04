"""Independent pieces of work side by side: HiGHS lets go of the interpreter while it solves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

WORKERS = 2

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """The results in the order of the items, whichever is ready first."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))
