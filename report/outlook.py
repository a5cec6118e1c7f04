"""What can be said of each level before anything is solved, in sentences that people read."""

from __future__ import annotations

from collections.abc import Sequence

from programme.advice import peers
from programme.reckoning import Outlook, changes, most_seated, nowhere, outlooks
from programme.records import Programme
from report.words import count

MOST_NAMED = 10


def told(programme: Programme) -> str:
    """A line for each level: how many leaders, how many sets, and who waits whatever the plan, with what would help."""
    return "\n".join(_line(programme, outlook) for outlook in outlooks(programme))


def warned(programme: Programme) -> str:
    """The lines of levels of whom somebody waits whatever the plan."""
    found = [outlook for outlook in outlooks(programme) if outlook.waiting or outlook.stranded]
    return "\n".join(_line(programme, outlook) for outlook in found)


def _line(programme: Programme, outlook: Outlook) -> str:
    parts = [f"{outlook.level}: {count(outlook.leaders, 'leader')}, {_sets(outlook.sets)}."]
    parts += [f"  {_whoever_waits(programme, outlook)}"] if outlook.waiting else []
    named = outlook.stranded[:MOST_NAMED]
    parts += [f"  {programme.leaders[at].leader_id} waits: {nowhere(programme, at)}." for at in named]
    more = len(outlook.stranded) - len(named)
    parts += [f"  So {'do' if more > 1 else 'does'} {more} more."] if more else []
    return "\n".join(parts)


def _sets(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return count(low, "set") if low == high else f"{low} to {high} sets"


def _whoever_waits(programme: Programme, outlook: Outlook) -> str:
    waits = "waits" if outlook.waiting == 1 else "wait"
    helps = [_change(kind, number, outlook) for kind, number in changes(outlook, programme.settings.quorum)]
    would = f"All would fit with {', or '.join(helps)}" if helps else "No one number that is changed would seat them"
    return f"{outlook.waiting} {waits} whatever the plan: {_reason(outlook)}. {would}."


def _reason(outlook: Outlook) -> str:
    """What keeps them from a place; the first of several."""
    sizes, able = outlook.sizes, outlook.able
    if able < sizes.smallest:
        return f"a set needs {sizes.smallest}"
    if most_seated(able, sizes.smallest, sizes.largest) == outlook.seated:
        return f"sets of {sizes.smallest} to {sizes.largest} cannot hold {able}"
    if not outlook.lacks_facilitators:
        most = able // sizes.smallest
        whose = outlook.whose or "one group that is kept apart"
        return f"{whose} has {len(outlook.kin[0])} {peers(outlook.level)}, and at most {count(most, 'set')} can form"
    return (
        f"their facilitators lead at most {count(sizes.most_sets, 'set')}" if sizes.most_sets else "nobody leads them"
    )


def _change(kind: str, number: int, outlook: Outlook) -> str:
    if kind == "people":
        return f"{number} more {peers(outlook.level, number)} from other schools and trusts"
    if kind == "sets":
        return f"facilitators for {count(number - outlook.sizes.most_sets, 'more set')}"
    return f"{kind} = {number}"
