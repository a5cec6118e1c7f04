"""The year as a picture: where its days lie, in per cent of its length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from programme.holidays import bank_holidays
from programme.records import Closure, Programme
from programme.rules.opening import concerns
from programme.slots import Period, monday_of
from report.page.values import Card, Mark, Row, Span, Week, Year
from report.words import count, day


def year(programme: Programme, cards: Sequence[Card]) -> Year:
    """All meetings of these sets against closures and bank holidays."""
    scale = _Scale(programme)
    areas = {programme.leader(one.leader_id).area for card in cards for one in card.members}
    of_theirs = [one for one in programme.closures if any(concerns(one, area) for area in areas)]
    closures = [one for one in of_theirs if scale.holds(one.days)]
    everywhere = [one for one in closures if not one.area]
    return Year(
        months=tuple(_months(scale)),
        closed=tuple(scale.period(one.days, _told(one), "shut" if one.price is None else "dear") for one in everywhere),
        holidays=tuple(_holidays(scale)),
        weeks=tuple(_weeks(scale, cards)),
        rows=tuple(_row(programme, scale, card, closures) for card in cards),
        shut=tuple(_told(one) for one in closures),
        first=scale.first,
        days=scale.days,
    )


class _Scale:
    """From days to per cent of the year, which begins on its first Monday and ends on its last Sunday."""

    def __init__(self, programme: Programme) -> None:
        self.first = programme.mondays[0]
        self.days = 7 * len(programme.mondays)
        self.last = self.first + timedelta(days=self.days - 1)

    def holds(self, period: Period) -> bool:
        return period.first <= self.last and period.last >= self.first

    def at(self, days: float) -> float:
        return round(100 * days / self.days, 2)

    def period(self, period: Period, label: str = "", kind: str = "") -> Span:
        """The part of a period that lies within the year."""
        first, last = max(period.first, self.first), min(period.last, self.last)
        start, length = self.at((first - self.first).days), self.at((last - first).days + 1)
        return Span(start=start, length=length, label=label, kind=kind)


def _told(closure: Closure) -> str:
    first, last = closure.days.first, closure.days.last
    days = day(first) if first == last else f"{day(first)} to {day(last)}"
    where = f", {closure.area}" if closure.area else ""
    return f"{closure.reason}{where}: {days}{' (avoided where it can be)' if closure.price is not None else ''}"


def _months(scale: _Scale) -> Iterator[Span]:
    first = scale.first
    while first <= scale.last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield scale.period(Period(first, following - timedelta(days=1)), f"{first:%b}")
        first = following


def _holidays(scale: _Scale) -> Iterator[Span]:
    for when, name in bank_holidays(scale.first.year, scale.last.year).items():
        if scale.holds(Period(when, when)):
            yield scale.period(Period(when, when), f"{name}: {day(when)}")


def _weeks(scale: _Scale, cards: Iterable[Card]) -> Iterator[Week]:
    load = Counter(monday_of(meeting.date) for card in cards for meeting in card.meetings)
    for monday, meetings in sorted(load.items()):
        label = f"{count(meetings, 'meeting')} in the week of {day(monday)}"
        span = scale.period(Period(monday, monday + timedelta(days=4)), label)
        yield Week(span=span, height=round(100 * meetings / max(load.values())))


def _row(programme: Programme, scale: _Scale, card: Card, closures: Iterable[Closure]) -> Row:
    areas = {programme.leader(one.leader_id).area for one in card.members}
    own = [x.days for x in closures if x.area and x.price is None and any(concerns(x, area) for area in areas)]
    return Row(
        card=card,
        closed=tuple(scale.period(days, kind="some") for days in _joined(own)),
        marks=tuple(
            Mark(at=scale.at((meeting.date - scale.first).days + 0.5), meeting=meeting) for meeting in card.meetings
        ),
    )


def _joined(periods: Iterable[Period]) -> Iterator[Period]:
    """Periods without those that others cover, and one in place of those that overlap or touch."""
    open_: Period | None = None
    for period in sorted(periods):
        if open_ and period.first <= open_.last + timedelta(days=1):
            open_ = Period(open_.first, max(open_.last, period.last))
        else:
            yield from [open_] if open_ else []
            open_ = period
    yield from [open_] if open_ else []
