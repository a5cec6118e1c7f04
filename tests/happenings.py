"""What happens in a story outside the program, by the name of the file or folder that comes of it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from programme.messages import LEADER
from programme.reading import read_programme
from programme.store import ledger
from tests import letters

MEETING = ("S06", 1)
DECLINES, SILENT = "L25", "L26"


def answered(folder: Path, mailbox: Path) -> None:
    """The members of one set answer the invitation to their first meeting: one declines, one says nothing."""
    sent = ledger.open(folder, read_programme(folder).settings).sent().values()
    asked = [m for m in sent if (m.announcement.set_id, m.announcement.number) == MEETING and m.to.kind == LEADER]
    statuses = {m: "DECLINED" if m.to.key == DECLINES else "ACCEPTED" for m in asked if m.to.key != SILENT}
    answers = [
        letters.mail(letters.reply(status, attendee=m.to.email, uid=m.announcement.uid), sender=m.to.email)
        for m, status in statuses.items()
    ]
    letters.mbox(mailbox, *answers)


def copied(folder: Path, to: Path) -> None:
    """Somebody copies the spreadsheets of a programme, without its plans."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("plan", "*.db", "previous_sets.csv"))


def remembered(folder: Path, sheet: Path) -> None:
    """Somebody copies who sat with whom out of the plan."""
    earlier = Path(str(folder).removesuffix("-2028"))
    with (earlier / "plan" / "sets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [["Aldersyke 2027/28", row["set_id"], row["leader_id"]] for row in csv.DictReader(file)]
    with (folder / sheet).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["programme", "set_id", "leader_id"], *rows])


HAPPENINGS: dict[str, Callable[[Path, Path], None]] = {
    "answers.mbox": answered,
    "aldersyke-2028": copied,
    "previous_sets.csv": remembered,
}
