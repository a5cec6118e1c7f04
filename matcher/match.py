"""The matching from beginning to end: relax, count, build, improve, settle, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from matcher import counts
from matcher.compact.form import cost_of, form, led_again
from matcher.even import even
from matcher.exact import Draft
from matcher.reasons import explain
from matcher.relax import relax
from matcher.search import LONG, Search
from matcher.settle import settle
from matcher.sharing import share
from matcher.swaps import swapped
from matcher.view import View
from programme.identity import set_ids
from programme.plans import LearningSet, Matching, Waiting
from programme.prices import TENTHS
from programme.records import Programme
from programme.rules.pinned import Pinned
from programme.slots import Slot
from programme.watch import Watch

PROVING, STARTING = 0.4, 0.9
"""The shares of the time that may go into proving more, and into other starts, where the search goes on."""


def match(programme: Programme, watch: Watch, after: int = 0) -> Matching:
    """Sets for a whole programme, all levels together, with a proven bound on their cost.

    ``after`` is the highest serial number that a set_id was ever given.
    """
    return _finish(_settled(_formed(View(programme), watch)), after)


def go_on(programme: Programme, sets: Iterable[LearningSet], bound: float, watch: Watch, after: int = 0) -> Matching:
    """Sets that cost no more than these, from which the search goes on until time or proof ends it, or nothing is left.

    ``bound`` is what is proved so far, minutes; it is raised where more can be proved.
    """
    view = View(programme)
    search = Search(view, watch, bound * TENTHS, LONG)
    search.drafts = [draft_of(view, learning_set) for learning_set in sets]
    search.tell("proving more")
    if programme.venues:
        lower, search.cut_short = counts.least(view, PROVING * watch.left)
        search.bound = max(search.bound, lower)
    else:
        _start_again(search)
    return _finish(_settled(search), after)


def least_minutes(programme: Programme, watch: Watch) -> float:
    """A proven lower bound on the cost of any matching of a programme with venues, minutes."""
    return relax(View(programme), watch).bound / TENTHS


def match_rest(programme: Programme, watch: Watch, after: int) -> Matching:
    """The same for people whom no set could take, without reasons for who waits: others tell those."""
    return _named_sets(_settled(_formed(View(programme), watch)), after, ())


def _formed(view: View, watch: Watch) -> Search:
    watch.tell("pooling people")
    if not view.programme.venues:
        return _compact(view, watch)
    relaxation = relax(view, watch)
    counted = share(view, relaxation, counts.count(view, relaxation, watch), watch)
    search = Search(view, watch, counted.bound)
    search.cut_short = relaxation.cut_short or counted.cut_short
    search.build(counted, counts.allot(view, counted, relaxation.price, watch.left), relaxation.price)
    return search


def rematch(
    programme: Programme, matching: Matching, tried: Iterable[LearningSet], watch: Watch, after: int = 0
) -> Matching:
    """Other facilitators, or venues, for the sets that have no calendar as they stand.

    The members of each set ``tried`` so far are not given its facilitator again (its venue,
    where the programme has no facilitators). The bound stays that of the programme as stated.
    """
    view = View(programme, tuple(tried))
    stuck = {learning_set.members for learning_set in view.tried}
    search = Search(view, watch, matching.bound * TENTHS)
    search.cut_short = matching.cut_short
    if not programme.venues:
        search.drafts = led_again(view, [draft_of(view, learning_set) for learning_set in matching.sets])
        return _finish(_settled(search), after)
    search.drafts = [
        draft_of(view, learning_set) for learning_set in matching.sets if learning_set.members not in stuck
    ]
    return _finish(_settled(search), after)


def _compact(view: View, watch: Watch) -> Search:
    """Sets for compactness, where no venue is known."""
    drafts, bound, cut_short = form(view, watch)
    search = Search(view, watch, bound)
    search.drafts, search.cut_short = drafts, cut_short
    return search


def _start_again(search: Search) -> None:
    """Where no venue is known: from other starts, until time or proof ends it."""
    starting = search.watch.part(STARTING)
    for start in count(1):
        if search.proved or starting.expired():
            break
        drafts, _, _ = form(search.view, starting, start)
        if cost_of(search.view, drafts) < search.cost:
            search.drafts = drafts
        search.tell("starting again")
    search.cut_short = not search.proved


def _settled(search: Search) -> Search:
    view = search.view
    search.drafts = settle(view, search.drafts, search.watch.left)
    search.improve()
    if view.unlike and view.programme.venues:
        search.drafts = swapped(view, search.drafts)
    search.tell("choosing half-days")
    search.drafts = settle(view, even(view, search.drafts), search.watch.left)
    search.cut_short |= search.watch.expired()
    return search


def _finish(search: Search, after: int) -> Matching:
    search.tell("finding reasons")
    return _named_sets(search, after, explain(search))


def _named_sets(search: Search, after: int, waiting: tuple[Waiting, ...]) -> Matching:
    view = search.view
    sets = [learning_set_of(view.programme, draft, name) for draft, name in _named(view, search.drafts, after)]
    return Matching(
        sets=tuple(sorted(sets, key=lambda s: s.set_id)),
        waiting=waiting,
        minutes=search.cost / TENTHS,
        bound=min(search.bound, search.cost) / TENTHS,
        cut_short=search.cut_short,
    )


def _named(view: View, drafts: Sequence[Draft], after: int) -> Iterator[tuple[Draft, str]]:
    """Each draft with the set_id that its members are pinned to, or else a new one."""
    pins = list(Pinned.groups(view.programme))
    new = iter(set_ids(len(drafts), after, taken=pins))
    for draft in sorted(drafts, key=lambda d: (d.level, d.members)):
        pin = int(view.pin[list(draft.members)].max())
        yield draft, pins[pin] if pin >= 0 else next(new)


def learning_set_of(programme: Programme, draft: Draft, set_id: str) -> LearningSet:
    """A set by ids."""
    return LearningSet(
        set_id=set_id,
        level=programme.levels[draft.level],
        members=tuple(programme.leaders[at].leader_id for at in draft.members),
        facilitator_id=programme.facilitators[draft.facilitator].facilitator_id if draft.facilitator >= 0 else "",
        venue_id=programme.venues[draft.venue].venue_id if draft.venue >= 0 else "",
        slot=Slot(draft.slot),
    )


def draft_of(view: View, learning_set: LearningSet) -> Draft:
    """A set by positions."""
    programme = view.programme
    return Draft(
        level=programme.levels.index(learning_set.level),
        members=tuple(programme.leader_at[member] for member in learning_set.members),
        venue=programme.venue_at.get(learning_set.venue_id, -1),
        facilitator=programme.facilitator_at.get(learning_set.facilitator_id, -1),
        slot=int(learning_set.slot),
    )
