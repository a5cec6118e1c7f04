"""From arrays to what people read: dated meetings with rooms, presenters and absentees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from programme import prices
from programme.identity import meeting_uid
from programme.plans import Calendar, Meeting
from programme.rules.meetings import Attendance
from programme.slots import Slot
from scheduler.paths import cost_of
from scheduler.presenters import with_presenters
from scheduler.rooms import with_rooms
from scheduler.search import Found


def calendar(found: Found, stuck: Mapping[str, str]) -> Calendar:
    """The calendar of these sets, who all have a year, with its minutes and a bound on them."""
    known = found.options
    held = [meeting for row in range(len(known.sets)) for meeting in _meetings(found, row)]
    cost = float(cost_of(known, found.years).sum())
    lower = float(np.ceil(found.bound - 1e-3))
    return Calendar(
        meetings=with_rooms(known.programme, held),
        minutes=cost / prices.TENTHS,
        bound=min(cost, lower) / prices.TENTHS,
        stuck=dict(sorted(stuck.items())),
        cut_short=found.cut_short,
    )


def _meetings(found: Found, row: int) -> tuple[Meeting, ...]:
    known, years = found.options, found.years
    programme, learning_set = known.programme, known.sets[row]
    held = []
    for k, (week, slot, candidate) in enumerate(
        zip(years.week[row].tolist(), years.slot[row].tolist(), years.candidate[row].tolist(), strict=True), start=1
    ):
        venue, day = int(known.venue[row, candidate]), programme.date_of(week, Slot(slot))
        held.append(
            Meeting(
                set_id=learning_set.set_id,
                number=k,
                uid=meeting_uid(programme.settings, learning_set.set_id, k),
                date=day,
                slot=Slot(slot),
                venue_id=programme.venues[venue].venue_id if learning_set.venue_id else "",
                room=0,
                facilitator_id=learning_set.facilitator_id,
                presenters=(),
                absent=Attendance.absentees(programme, learning_set, day, slot),
            )
        )
    return with_presenters(programme, learning_set, held)
