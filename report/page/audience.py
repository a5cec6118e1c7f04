"""What members may know of a programme: the one place where that is decided.

Their page is made of a programme and a plan that hold nothing else. Every record is written anew with
what is named here, so that whatever a record has beside it, now or later, never comes near the page.
"""

from __future__ import annotations

from programme.plans import Bounds, LearningSet, Meeting, Minutes, Plan, Summary
from programme.records import Closure, Facilitator, Leader, Programme, Settings, Venue


def for_members(programme: Programme, plan: Plan) -> tuple[Programme, Plan, Summary]:
    """The programme, the plan and its summary as members may know them.

    They know who sits with whom, where and when, who leads and who presents; addresses of those alone
    who share theirs. Where people come from is withheld too, for it may be their home.
    """
    seated = {member: one for one in plan.sets for member in one.members}
    meetings = tuple(_meeting(one, plan.set_by_id[one.set_id]) for one in plan.meetings if one.set_id in plan.set_by_id)
    leading = {one.facilitator_id for one in plan.sets} | {one.facilitator_id for one in meetings}
    hosting = {one.venue_id for one in plan.sets} | {one.venue_id for one in meetings}
    known = Programme(
        settings=_settings(programme.settings),
        leaders=tuple(_leader(one) for one in programme.leaders if one.leader_id in seated),
        facilitators=tuple(_facilitator(one) for one in programme.facilitators if one.facilitator_id in leading),
        venues=tuple(_venue(one) for one in programme.venues if one.venue_id in hosting),
        closures=tuple(_closure(one) for one in programme.closures if one.price is None),
    )
    return known, Plan(sets=plan.sets, meetings=meetings, waiting=()), _summary(plan)


def one_set(plan: Plan, set_id: str) -> Plan:
    """The part of a plan that concerns one set."""
    return Plan(sets=(plan.set_by_id[set_id],), meetings=plan.meetings_of[set_id], waiting=())


def _leader(one: Leader) -> Leader:
    return Leader(
        leader_id=one.leader_id,
        name=one.name,
        email=one.email if one.share_contact else "",
        school=one.school,
        trust=one.trust,
        level=one.level,
        area=one.area,
        max_travel_minutes=0,
    )


def _facilitator(one: Facilitator) -> Facilitator:
    return Facilitator(facilitator_id=one.facilitator_id, name=one.name, email="")


def _venue(one: Venue) -> Venue:
    return Venue(venue_id=one.venue_id, name=one.name, address=one.address, place=one.place)


def _closure(one: Closure) -> Closure:
    return Closure(days=one.days, reason=one.reason, area=one.area)


def _meeting(one: Meeting, own: LearningSet) -> Meeting:
    """Whoever has left the set is not named."""
    return Meeting(
        set_id=one.set_id,
        number=one.number,
        uid=one.uid,
        date=one.date,
        slot=one.slot,
        venue_id=one.venue_id,
        room=one.room,
        facilitator_id=one.facilitator_id,
        presenters=tuple(who for who in one.presenters if who in own.members),
        absent=(),
    )


def _settings(settings: Settings) -> Settings:
    return Settings(
        name=settings.name,
        organiser=settings.organiser,
        first_day=settings.first_day,
        last_day=settings.last_day,
        meetings=settings.meetings,
        morning=settings.morning,
        afternoon=settings.afternoon,
        timezone=settings.timezone,
    )


def _summary(plan: Plan) -> Summary:
    """How many sets there are, and who is in them; nothing else."""
    return Summary(
        revision=0,
        status="",
        placed=sum(len(one.members) for one in plan.sets),
        unplaced=0,
        sets=len(plan.sets),
        minutes=Minutes(),
        bounds=Bounds(matching=0, calendar=0),
        gap=0,
        seconds={},
        cut_short=False,
        seed=0,
        versions={},
    )
