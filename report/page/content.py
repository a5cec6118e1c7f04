"""What the page says of a plan, as plain values; what members may not know never enters here (audience.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from statistics import median

from programme.checker import strained
from programme.plans import LearningSet, Meeting, Plan, Summary
from programme.records import Facilitator, Programme, Venue
from programme.travel import facilitators_to_venues, is_known, known_minutes
from report import words
from report.page import sentences
from report.page.audience import for_members, one_set
from report.page.chart import chart
from report.page.values import (
    AWAY,
    PRESENTS,
    Advice,
    Card,
    FacilitatorLoad,
    Figure,
    Gathering,
    Level,
    Page,
    Person,
    VenueLoad,
    WaitingGroup,
)
from report.page.year import year
from report.views import alike


def page(
    programme: Programme,
    plan: Plan,
    summary: Summary,
    *,
    edited: str = "",
    members_only: bool = False,
    set_id: str = "",
) -> Page:
    """The page of a plan; for members, or of one set, or both. ``edited`` says what is no longer as it was planned."""
    if members_only:
        programme, plan, summary = for_members(programme, plan)
    if set_id:
        plan = one_set(plan, set_id)
    told = _Told(programme, plan, summary, members_only)
    cards = tuple(map(told.card, plan.sets))
    meetings = tuple(sorted((m for card in cards for m in card.meetings), key=lambda m: (m.date, m.hours, m.set_id)))
    waiting, office = tuple(told.waiting()), not members_only and not set_id
    return Page(
        name=programme.settings.name,
        organiser=programme.settings.organiser,
        first_day=programme.settings.first_day,
        last_day=programme.settings.last_day,
        revision=summary.revision if office else 0,
        members_only=members_only,
        sheet=set_id,
        headline=words.headline(summary) if office else sentences.headline(plan),
        figures=tuple(told.figures(cards)) if office else (),
        quality=tuple(told.quality()) if office else (),
        parts=tuple(words.parts(summary.minutes)) if office else (),
        total=words.total(summary.minutes) if office else "",
        advice=tuple(told.advice(edited, meetings)) if office else (),
        waiting=waiting,
        levels=told.levels,
        cards=cards,
        meetings=meetings,
        chart=chart(programme, plan, told.named),
        year=year(programme, cards) if plan.meetings else None,
        people=() if set_id else tuple(told.people(cards, waiting)),
        facilitators=() if set_id else tuple(map(told.facilitator_load, programme.facilitators)),
        venues=() if set_id else tuple(map(told.venue_load, programme.venues)),
    )


class _Told:
    """The values of the page."""

    def __init__(self, programme: Programme, plan: Plan, summary: Summary, members_only: bool) -> None:
        self.programme = programme
        self.plan = plan
        self.summary = summary
        self.members_only = members_only

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Every level, and its colour whatever part of the plan is shown."""
        named = {one.level for one in self.plan.sets} | {one.level for one in self.plan.waiting}
        return tuple(self._level(at, name) for at, name in enumerate(sorted(named.union(self.programme.levels))))

    def figures(self, cards: tuple[Card, ...]) -> Iterator[Figure]:
        """The summary that is read in ten seconds."""
        summary, meetings = self.summary, self.plan.meetings
        yield Figure(
            label="Placed",
            value=f"{summary.placed:,}",
            note=f"of {words.count(summary.placed + summary.unplaced, 'leader')}",
            to="people",
        )
        yield Figure(
            label="Waiting",
            value=f"{summary.unplaced:,}",
            note="with reasons, and what would help" if summary.unplaced else "everybody has a set",
            to="waiting" if summary.unplaced else "",
        )
        days = sentences.from_to([meeting.date for meeting in meetings])
        yield Figure(label="Sets", value=f"{summary.sets:,}", note=days, to="sets")
        seats = sum(meeting.members for card in cards for meeting in card.meetings)
        absences = sum(one.misses for card in cards for one in card.members)
        yield Figure(
            label="Attendance",
            value=sentences.share(seats - absences, seats),
            note=sentences.foreseen(absences, seats),
            to="meetings",
        )
        ways = [one.minutes for card in cards for one in card.members if one.minutes is not None]
        if ways:
            yield Figure(label="Travel", value=f"{median(ways):.0f} min", note=sentences.one_way(max(ways)), to="sets")

        value, note = sentences.gap(summary)
        yield Figure(label="Gap", value=value, note=note)

    def quality(self) -> Iterator[str]:
        """How good the plan is, in words."""
        yield words.quality(self.summary)
        if self.summary.cut_short:
            yield words.CUT_SHORT

    def advice(self, edited: str, meetings: Iterable[Gathering]) -> Iterator[Advice]:
        """What is worth acting on, the most pressing first."""
        if edited:
            yield Advice(text=edited)
        for breach in strained(self.programme, self.plan):
            yield Advice(text=words.too_near(breach))
        for set_id, remedy in sorted(self.summary.short.items()):
            if set_id in self.plan.set_by_id:
                told = words.runs_short(self.plan.set_by_id[set_id], remedy)
                yield Advice(text=told.removeprefix(f"{set_id} "), set_id=set_id)
        for set_id, what in sorted(self.summary.allowed.items()):
            yield Advice(text=f"Allowed: {what}.", set_id=set_id)
        yield from self._at_quorum(meetings)
        seats = [(one, s.venue_id) for s in self.plan.sets if s.venue_id for one in s.members]
        if guesses := sum(known_minutes(self.programme, *seat) is None for seat in seats):
            yield Advice(text=sentences.unknown_ways(guesses))

    def waiting(self) -> Iterator[WaitingGroup]:
        """Those for whom the same is true, together."""
        for group in alike(self.plan.waiting):
            people = tuple(self._person(one.leader_id, None) for one in group)
            first = group[0]
            level = self.named[first.level]
            yield WaitingGroup(level=level, people=people, reason=first.reason, remedy=first.remedy)

    def card(self, one: LearningSet) -> Card:
        """One set."""
        meetings = self.plan.meetings_of[one.set_id]
        members = tuple(self._person(member, one) for member in one.members)
        ways = [member.minutes for member in members if member.minutes is not None]
        led, at = self.programme.facilitator_at.get(one.facilitator_id), self.programme.venue_at.get(one.venue_id)
        hours = self.programme.settings.hours(one.slot)
        return Card(
            set_id=one.set_id,
            level=self.named[one.level],
            slot=one.slot,
            hours=sentences.hours(hours),
            venue=self.programme.venue_name(one.venue_id),
            address="" if at is None else self.programme.venues[at].address,
            facilitator=self.programme.facilitator_name(one.facilitator_id),
            facilitator_email="" if led is None else self.programme.facilitators[led].email,
            members=members,
            meetings=tuple(self._gathering(meeting, one) for meeting in meetings),
            remedy=self.summary.short.get(one.set_id, ""),
            median=round(median(ways)) if ways else None,
            longest=max(ways, default=None),
        )

    def people(self, cards: tuple[Card, ...], groups: tuple[WaitingGroup, ...]) -> list[Person]:
        """Everybody, by name."""
        placed = [one for card in cards for one in card.members]
        waiting = [one for group in groups for one in group.people]
        return sorted([*placed, *waiting], key=lambda one: (one.name.casefold(), one.leader_id))

    def facilitator_load(self, one: Facilitator) -> FacilitatorLoad:
        """What a facilitator has to do."""
        led = [meeting for meeting in self.plan.meetings if meeting.facilitator_id == one.facilitator_id]
        return FacilitatorLoad(
            facilitator_id=one.facilitator_id,
            name=one.name,
            email=one.email,
            set_ids=tuple(s.set_id for s in self.plan.sets if s.facilitator_id == one.facilitator_id),
            most=one.max_sets,
            meetings=len(led),
            hours=self._hours(one, led),
        )

    def venue_load(self, one: Venue) -> VenueLoad:
        """What is booked at a venue."""
        held = sum(meeting.venue_id == one.venue_id for meeting in self.plan.meetings)
        return VenueLoad(
            venue_id=one.venue_id,
            name=one.name,
            address=one.address,
            email=one.email,
            set_ids=tuple(s.set_id for s in self.plan.sets if s.venue_id == one.venue_id),
            rooms=one.rooms,
            meetings=held,
            cost=held * one.cost,
        )

    def _hours(self, one: Facilitator, led: list[Meeting]) -> float | None:
        """Of travel, there and back, over all meetings; None where any place is unknown."""
        venues = [self.programme.venue_at.get(meeting.venue_id) for meeting in led]
        known = [at for at in venues if at is not None and is_known(self.programme, one, self.programme.venues[at])]
        ways = facilitators_to_venues(self.programme)[self.programme.facilitator_at[one.facilitator_id]]
        return round(2 * float(ways[known].sum()) / 60, 1) if len(known) == len(led) else None

    def _at_quorum(self, meetings: Iterable[Gathering]) -> Iterator[Advice]:
        """Of meetings that are yet to be held."""
        quorum, standing = self.programme.settings.quorum, self.programme.standing
        for one in meetings:
            past = standing is not None and one.date < standing.today
            if one.there is not None and one.there <= quorum and one.there < one.members and not past:
                told = sentences.at_quorum(one.number, one.date, one.there, one.members)
                yield Advice(text=told, set_id=one.set_id)

    def _gathering(self, meeting: Meeting, one: LearningSet) -> Gathering:
        hours, members = self.programme.settings.hours(meeting.slot), len(one.members)
        return Gathering(
            set_id=meeting.set_id,
            number=meeting.number,
            date=meeting.date,
            hours=sentences.hours(hours),
            venue=self.programme.venue_name(meeting.venue_id),
            room=meeting.room,
            facilitator=self.programme.facilitator_name(meeting.facilitator_id),
            members=members,
            there=None if self.members_only else members - len(set(meeting.absent) & set(one.members)),
            unusual=sentences.unusual(self.programme, one, meeting),
        )

    def _person(self, leader_id: str, one: LearningSet | None) -> Person:
        leader = self.programme.leader(leader_id)
        return Person(
            leader_id=leader_id,
            name=leader.name,
            email=leader.email,
            phone=leader.phone,
            school=leader.school,
            trust=leader.trust,
            level=self.named[leader.level],
            set_id=one.set_id if one else "",
            minutes=known_minutes(self.programme, leader_id, one.venue_id) if one else None,
            step_free=leader.needs_step_free,
            turns=tuple(_turn(leader_id, m) for m in self.plan.meetings_of[one.set_id]) if one else (),
        )

    def _level(self, at: int, name: str) -> Level:
        own = [one for one in self.plan.sets if one.level == name]
        return Level(
            at=at,
            name=name,
            placed=sum(len(one.members) for one in own),
            waiting=sum(one.level == name for one in self.plan.waiting),
            sets=len(own),
        )

    @cached_property
    def named(self) -> dict[str, Level]:
        """Each level by its name."""
        return {level.name: level for level in self.levels}


def _turn(leader_id: str, meeting: Meeting) -> str:
    if leader_id in meeting.absent:
        return AWAY
    return PRESENTS if leader_id in meeting.presenters else ""
