"""The sheets of ``plan/`` as rows of text, and the bytes they become.

CSV is UTF-8 with a byte order mark and CRLF line ends: Excel opens it with every name
right, and saves it again as such.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping

from programme.plans import LearningSet, Meeting, Plan, Summary
from programme.records import Settings
from programme.store.cells import guarded, listed
from programme.store.documents import values_of

SETS = ("set_id", "level", "leader_id", "facilitator_id", "venue_id", "slot")
MEETINGS = (
    "set_id",
    "meeting",
    "uid",
    "date",
    "start",
    "end",
    "venue_id",
    "room",
    "facilitator_id",
    "presenters",
    "absent",
)
WAITING = ("leader_id", "level", "reason", "remedy")
FILES = ("sets.csv", "meetings.csv", "waiting.csv", "summary.json")


def files_of(settings: Settings, plan: Plan, summary: Summary, last_serial: int) -> dict[str, bytes]:
    """Every file of ``plan/`` by its name.

    ``last_serial``, the highest set serial ever used, stands in summary.json beside the
    summary: it is known from nowhere else once the set itself is gone.
    """
    return {
        "sets.csv": _csv(SETS, (row for s in plan.sets for row in _set_rows(s))),
        "meetings.csv": _csv(MEETINGS, (_meeting_row(settings, m) for m in plan.meetings)),
        "waiting.csv": _csv(WAITING, ((w.leader_id, w.level, w.reason, w.remedy) for w in plan.waiting)),
        "summary.json": _json(values_of(summary) | {"last_serial": last_serial}),
    }


def _set_rows(learning_set: LearningSet) -> Iterator[tuple[str, ...]]:
    s = learning_set
    for member in s.members:
        yield s.set_id, s.level, member, s.facilitator_id, s.venue_id, s.slot.label


def _meeting_row(settings: Settings, meeting: Meeting) -> tuple[str, ...]:
    hours = settings.hours(meeting.slot)
    return (
        meeting.set_id,
        str(meeting.number),
        meeting.uid,
        meeting.date.isoformat(),
        f"{hours.start:%H:%M}",
        f"{hours.end:%H:%M}",
        meeting.venue_id,
        str(meeting.room) if meeting.room else "",
        meeting.facilitator_id,
        listed(meeting.presenters),
        listed(meeting.absent),
    )


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _json(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()
