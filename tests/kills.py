"""Saving again and again, killed at any moment: what is there afterwards."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from programme import store
from programme.records import Programme
from tests import plans


def killed_while_saving(folder: Path, programme: Programme, share: float) -> int:
    """Saves in another process until that is killed, in this share of its second save; the last revision it told of."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _save_for_ever(folder, programme, telling)
    os.close(telling)
    with os.fdopen(told, "rb", buffering=0) as pipe:
        pipe.read(4)
        begun = time.monotonic()
        numbers = pipe.read(4) or b""
        time.sleep(share * (time.monotonic() - begun))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        numbers += pipe.read() or b""
    return int.from_bytes(numbers[-4:], "big")


def _save_for_ever(folder: Path, programme: Programme, telling: int) -> None:
    try:
        os.write(telling, bytes(4))
        while True:
            made = plans.save(folder, programme, plans.plan(programme, serial=random.randrange(1, 90)), SUMMARY)
            os.write(telling, made.number.to_bytes(4, "big"))
    finally:
        os._exit(1)


SUMMARY = plans.summary()


def lost(folder: Path, programme: Programme, told: int) -> list[str]:
    """What is wrong after a kill; nothing, it is hoped."""
    kept = store.open(folder, programme.settings)
    standing = kept.standing(programme)
    numbers = [entry.number for entry in kept.history()]
    found = {
        "revisions are missing": numbers != list(range(1, len(numbers) + 1)),
        "a revision that was told of is lost": len(numbers) < told,
        "more than one revision was saved untold": len(numbers) > told + 1,
        "a revision cannot be read": any(kept.revision(number).number != number for number in numbers[-3:]),
        "plan/ is not as the store has it": standing != kept.newest(),
        "something is left beside plan/": {path.name for path in folder.glob(".*")} != set(),
        "plan/ is of another revision": bool(numbers) and plans.revision(folder) != numbers[-1],
    }
    return [fault for fault, so in found.items() if so]


def kill_often(folder: Path, times: int, programme: Programme) -> tuple[list[str], int]:
    """Kills so many times, at moments drawn at random; what was lost, and how many revisions there are then."""
    faults, moments = [], random.Random(1)
    plans.save(folder, programme, plans.plan(programme), SUMMARY)
    for kill in range(1, times + 1):
        told = killed_while_saving(folder, programme, moments.random())
        faults += [f"kill {kill}: {fault}" for fault in lost(folder, programme, told)]
    return faults, len(store.open(folder, programme.settings).history())
