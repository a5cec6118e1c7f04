"""What meetings that are settled leave free to one set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from programme.plans import Meeting
from programme.rules.opening import inside
from scheduler.options import Options
from scheduler.paths import Priced, priced
from scheduler.rushes import too_far
from scheduler.tariff import free


def beside_meetings(own: Options, others: Iterable[Meeting]) -> Priced:
    """The options of the only set of ``own``, at infinity where these meetings take its facilitator or all rooms."""
    programme, facilitator = own.programme, int(own.facilitator[0])
    rooms, leads = own.shut.copy(), np.zeros((len(own.leads), *own.shut.shape[1:]))
    taken, led = np.zeros(own.shut.shape), []
    for other in others:
        if inside(programme, other):
            half_day = programme.week_of(other.date), int(other.slot)
            venue, leader = programme.venue_at.get(other.venue_id), programme.facilitator_at.get(other.facilitator_id)
            if venue is not None:
                taken[(venue, *half_day)] += 1
            if leader is not None:
                leads[(leader, *half_day)] = np.inf
            if venue is not None and leader == facilitator:
                led.append((*half_day, venue))
    leads[facilitator, own.covered[0]] = 0
    rooms[:-1][taken[:-1] >= own.rooms[:-1, None, None]] = np.inf
    return priced(own, replace(free(own), rooms=rooms, leads=leads), too_far(programme, own.venue[0], led))
