"""Why somebody waits, and what would place them, each tried by solving with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from functools import lru_cache

from matcher.remedies import Remedies, Remedy
from matcher.search import Search
from programme.advice import peers
from programme.plans import Waiting
from programme.reckoning import most_seated, nowhere
from programme.records import Leader, Programme
from programme.rules.company import SameFederation, SameSchool, SameTrust

UNTRIED = "time ran out before any change could be tried"
TOO_MANY = "no change was tried for them: see what would help the others who wait"
NONE_FOUND = "no change that was tried, nor any two or three together, would place them"
A_LONGER_SEARCH = "a longer search might place them as things are"


def explain(search: Search) -> tuple[Waiting, ...]:
    """Everyone who waits, with a reason that is true and specific, and what would help."""
    remedies = Remedies(search)
    return tuple(_waiting(search, remedies, int(at)) for at in search.waiting)


def _waiting(search: Search, remedies: Remedies, at: int) -> Waiting:
    leader, untried, late = search.view.programme.leaders[at], remedies.spent, search.watch.expired()
    found = remedies.of(at)
    search.cut_short |= late and not found
    remedy = (UNTRIED if late else TOO_MANY) if untried and not found else _remedy(leader, found)
    return Waiting(leader_id=leader.leader_id, level=leader.level, reason=_reason(search, at, found), remedy=remedy)


def _remedy(leader: Leader, found: Sequence[Remedy]) -> str:
    sure = [remedy for remedy in found if remedy.surely_places(leader.leader_id)]
    if any(not remedy.changes for remedy in sure):
        return A_LONGER_SEARCH
    if sure:
        told = ", or ".join(f"{remedy.told_to(leader)}{_others(remedy)}" for remedy in sure)
        return f"a fresh plan would place them with {told}"
    if found:
        return f"{found[0].told_to(leader)} would place {_number(found[0])} of those who wait, perhaps without them"
    return NONE_FOUND


def _others(remedy: Remedy) -> str:
    """Who would be placed too."""
    others = len(remedy.placed) - 1
    return f" (and {others} other{'s' if others > 1 else ''} who wait{'' if others > 1 else 's'})" if others else ""


def _number(remedy: Remedy) -> str:
    return str(len(remedy.placed)) if len(remedy.placed) > 1 else "one"


def _reason(search: Search, at: int, found: Sequence[Remedy]) -> str:
    """The first fact that is true, and that the smallest remedy does something about."""
    leader, helps = search.view.programme.leaders[at], found[0].kinds if found else frozenset[str]()
    facts = (fact(search, at) for fact, kinds in FACTS if not kinds or not helps or helps & kinds)
    told = next(filter(None, facts), None) or _binding(leader, helps)
    return told if leader.pinned in told else f"pinned to {leader.pinned}: {told}"


def _binding(leader: Leader, helps: Set[str]) -> str:
    """What keeps a leader from a place, by the kinds of change that would help."""
    told = {
        "slot": "no set with a place meets on a half-day they can do",
        "limit": f"no set with a place meets within their {leader.max_travel_minutes} minutes",
        "facilitator": f"no facilitator is left for another set of {peers(leader.level)} near them",
        "people": f"too few {peers(leader.level)} near them could sit with them for another set",
        "venue": "no venue near them is left for another set",
    }
    binding = [sentence for kind, sentence in told.items() if kind in helps]
    return ", and ".join(binding) or "no set near them can take them without breaking a rule"


def _too_few(search: Search, at: int) -> str | None:
    view = search.view
    level, count = view.programme.leaders[at].level, len(view.of_level(int(view.level[at])))
    return f"only {count} {peers(level, count)}: a set needs {view.smallest}" if count < view.smallest else None


def _nowhere(search: Search, at: int) -> str | None:
    return nowhere(search.view.programme, at)


def _pin_is_full(search: Search, at: int) -> str | None:
    leader = search.view.programme.leaders[at]
    if not search.belongs_elsewhere(at, ()):
        return None
    return f"{leader.pinned}, the set they are pinned to, cannot take them without breaking a rule"


def _no_facilitator(search: Search, at: int) -> str | None:
    view = search.view
    level = view.programme.leaders[at].level
    takes = view.takes[:, view.level[at]]
    if not len(takes):
        return None
    if not takes.any():
        return f"no facilitator takes {peers(level)}"
    if (search.free_load(())[takes] <= 0).all():
        return f"all facilitators who take {peers(level)} ({takes.sum()}) lead as many sets as they can"
    return None


def _too_many_of_a_group(search: Search, at: int) -> str | None:
    view = search.view
    level = view.programme.leaders[at].level
    formed = sum(draft.level == view.level[at] for draft in search.drafts)
    whose, largest = max(_employers(view.programme).get(at, ()), key=lambda known: len(known[1]), default=("", ()))
    if not 0 < formed < len(largest):
        return None
    sets = f"{formed} set{'s' if formed > 1 else ''}"
    most = len(view.of_level(int(view.level[at]))) // view.smallest
    form = "can form" if formed == most else "forms" if formed == 1 else "form"
    return f"{whose} has {len(largest)} {peers(level)} and only {sets} {form}"


@lru_cache(maxsize=4)
def _employers(programme: Programme) -> dict[int, list[tuple[str, tuple[int, ...]]]]:
    """For each leader, by position, the trust, federation and school whose people are kept apart, with these people."""
    found: dict[int, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for rule in (SameTrust(), SameFederation(), SameSchool()):
        for group in rule.groups(programme) if rule.price(programme) is None else ():
            for at in group.tolist():
                found[at].append((rule.whose(programme.leaders[at]), tuple(group.tolist())))
    return found


def _sizes(search: Search, at: int) -> str | None:
    view = search.view
    level, most = view.programme.leaders[at].level, view.programme.settings.set_size_max
    anywhere = not view.programme.venues
    able = (view.level == view.level[at]) & (anywhere | view.reachable.any(axis=1))
    people, waiting = int(able.sum()), int(able[search.waiting].sum())
    if people - most_seated(people, view.smallest, most) != waiting:
        return None
    waits = f"{waiting} {'waits' if waiting == 1 else 'wait'}"
    sets = f"sets of {view.smallest} to {most} cannot hold {people}"
    where = "" if anywhere else " who can reach a venue"
    return f"{people} {peers(level)}{where}: {sets}; {waits}"


FACTS: tuple[tuple[Callable[[Search, int], str | None], frozenset[str]], ...] = (
    (_too_few, frozenset()),
    (_nowhere, frozenset()),
    (_pin_is_full, frozenset()),
    (_no_facilitator, frozenset({"facilitator"})),
    (_too_many_of_a_group, frozenset({"people", "facilitator"})),
    (_sizes, frozenset({"people"})),
)
"""What can be told without solving, each with the kinds of change that speak for it; none: it holds in any case."""
