"""One meeting moved while all others stay: every half-day at every venue, the cheapest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from programme import prices
from programme.changes import Move, Wish, meeting_changes
from programme.checker import breaches
from programme.plans import Meeting, Plan, WhenAndWhere
from programme.records import Programme
from programme.rules.meetings import Attendance, Gaps, StartTogether
from programme.rules.opening import inside
from programme.slots import Slot
from scheduler.options import Costs, Flags, Options
from scheduler.presenters import with_presenters
from scheduler.stuck import everywhere
from scheduler.taken import beside_meetings


class Moving:
    """One meeting of a plan, on the day that counts as today, and all that decides where else it can be."""

    def __init__(self, programme: Programme, plan: Plan, meeting: Meeting, today: date) -> None:
        self.programme, self.plan, self.meeting, self.today = programme, plan, meeting, today
        self.learning_set = plan.set_by_id[meeting.set_id]
        self.year = plan.meetings_of[meeting.set_id]
        self.at = self.year.index(meeting)
        self.others = [other for other in plan.meetings if other.uid != meeting.uid]
        self.broken = breaches(programme, plan)

    def as_wished(self, wish: Wish) -> Move:
        """The meeting where it is wished to be, whatever rules that breaks."""
        day, half = wish.day or self.meeting.date, self.meeting.slot.half if wish.half is None else wish.half
        slot = Slot.on(day, half) if day.weekday() < 5 else Slot(self.meeting.slot - self.meeting.slot.half + half)
        return self._to(day, slot, self.meeting.venue_id if wish.venue_id is None else wish.venue_id)

    def alternatives(self, wished: Move | None = None) -> Iterator[Move]:
        """Other half-days and venues that keep every rule, the cheapest first, then the nearest day.

        Another day than now is at least ``notice_days`` from today. What is wished for is no
        alternative, nor is another room at the same time and venue.
        """
        known = {self.meeting.place, wished.meeting.place if wished else self.meeting.place}
        for place in self._places():
            if place not in known:
                move = self._to(*place)
                if not move.breaches:
                    yield move

    def _to(self, day: date, slot: Slot, venue_id: str) -> Move:
        room = self._room(day, slot, venue_id)
        there = replace(self.meeting, date=day, slot=slot, venue_id=venue_id, room=room, absent=())
        if inside(self.programme, there):
            there = replace(there, absent=Attendance.absentees(self.programme, self.learning_set, day, slot))
        year = [*self.year[: self.at], there, *self.year[self.at + 1 :]]
        past = sum(meeting.date < self.today for meeting in self.year)
        own = with_presenters(self.programme, self.learning_set, year, past)
        known = {meeting.uid: meeting for meeting in own}
        plan = replace(self.plan, meetings=tuple(known.get(m.uid, m) for m in self.plan.meetings))
        found = breaches(self.programme, plan)
        return Move(
            meeting=own[self.at],
            plan=plan,
            changes=meeting_changes(self.plan, plan),
            minutes=prices.minutes_of(self.programme, plan),
            breaches=tuple(breach for breach in found if breach not in self.broken),
            mended=tuple(breach for breach in self.broken if breach not in found),
            standing=tuple(breach for breach in found if breach in self.broken),
        )

    def _room(self, day: date, slot: Slot, venue_id: str) -> int:
        """The room that the set mostly has there if it is free, else any that is, else one that is taken."""
        if not venue_id:
            return 0
        taken = {other.room for other in self.others if other.place == (day, slot, venue_id)}
        usual = Counter(meeting.room for meeting in self.year if meeting.venue_id == venue_id)
        rooms = range(1, self.programme.venues[self.programme.venue_at[venue_id]].rooms + 1)
        wanted = [room for room, _ in usual.most_common() if room in rooms] + list(rooms)
        return next((room for room in wanted if room not in taken), wanted[0])

    def _places(self) -> Iterator[WhenAndWhere]:
        """Half-days and venues that the tables of the rules allow, in the order of ``alternatives``."""
        own = everywhere(self.programme, self.learning_set)
        cost, today = self._costs(own), self.programme.week_of(self.meeting.date)
        venue, week, slot = np.nonzero(np.isfinite(cost))
        apart = abs(7 * (week - today) + slot // 2 - self.meeting.date.weekday())
        for at in np.lexsort((venue, slot, week, apart, cost[venue, week, slot])).tolist():
            where = int(own.venue[0, venue[at]])
            venue_id = self.programme.venues[where].venue_id if self.learning_set.venue_id else ""
            day = Slot(int(slot[at]))
            yield self.programme.date_of(int(week[at]), day), day, venue_id

    def _costs(self, own: Options) -> Costs:
        """What meeting there and then costs, (V, W, 10), tenths; infinity where a rule forbids it."""
        costs = beside_meetings(own, self.others)
        when = np.where(self._too_absent(own) | ~self._in_time(), np.inf, 0) + self._gaps()[:, None]
        return np.asarray(costs.at[0] + costs.day[0] + when)

    def _too_absent(self, own: Options) -> Flags:
        """When somebody would miss more meetings than anybody may, (W, 10)."""
        missed = Counter(m for meeting in self.year if meeting.uid != self.meeting.uid for m in set(meeting.absent))
        full = [missed[member] >= self.programme.settings.most_absences for member in self.learning_set.members]
        return np.asarray(own.absent[0, full].any(axis=0))

    def _in_time(self) -> Flags:
        """The day of the meeting, and the days that leave people notice, (W, 10)."""
        notice = self.programme.settings.notice_days
        days = [[self.programme.date_of(w, slot) for slot in Slot] for w in range(len(self.programme.mondays))]
        return np.array([[d == self.meeting.date or (d - self.today).days >= notice for d in week] for week in days])

    def _gaps(self) -> Costs:
        """What the weeks to the meetings before and after cost, (W,), tenths."""
        cost, members = np.zeros(len(self.programme.mondays)), len(self.learning_set.members)
        permitted = Gaps.permitted(self.programme, self.learning_set.set_id)
        if self.at == 0:
            cost[StartTogether.last_start(self.programme) + 1 :] = np.inf
        beside = [(at - self.at, self.year[at].date) for at in (self.at - 1, self.at + 1) if 0 <= at < len(self.year)]
        for direction, day in beside:
            for week in range(len(cost)):
                weeks = direction * (self.programme.week_of(day) - week)
                cost[week] += prices.week_off(self.programme, weeks, members) if weeks in permitted else np.inf
        return cost
