"""Who presents after something changed: fair turns, and few presenters who change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from programme.plans import LearningSet, Meeting, Plan
from programme.records import Programme
from programme.rules.turns import FirstTurns, PresentersPresent, Turns
from scheduler.presenters import with_presenters
from tests.build import leaders, programme
from tests.tiny import tiny_plan

TURNS = (PresentersPresent(), Turns(), FirstTurns())


def invented(seed: int) -> tuple[Programme, LearningSet, list[Meeting]]:
    """A set of three to nine and its meetings, with absences by chance and nobody presenting yet."""
    rng = random.Random(seed)
    size, count = rng.randint(3, 9), rng.randint(2, 6)
    known = programme(leaders(size), meetings=count, presenters=rng.randint(1, 3))
    plan = tiny_plan(known, size=size)
    return known, plan.sets[0], absent(rng, [replace(m, presenters=()) for m in plan.meetings], plan.sets[0])


def absent(rng: random.Random, meetings: Sequence[Meeting], own: LearningSet, since: int = 0) -> list[Meeting]:
    """The meetings with other people absent, from this position on."""
    chance = rng.choice((0, 0.1, 0.3))
    drawn = [tuple(m for m in own.members if rng.random() < chance) for _ in meetings]
    return [replace(m, absent=drawn[k]) if k >= since else m for k, m in enumerate(meetings)]


def unfair(known: Programme, own: LearningSet, meetings: Sequence[Meeting]) -> list[str]:
    plan = Plan(sets=(own,), meetings=tuple(meetings), waiting=())
    return [breach for rule in TURNS for breach in rule.breaches(known, plan)]


def test_where_nothing_changed_nobody_presents_at_another_meeting() -> None:
    for seed in range(60):
        known, own, meetings = invented(seed)
        made = with_presenters(known, own, meetings)
        assert with_presenters(known, own, made) == made, seed


def test_turns_are_fair_again_whoever_else_is_absent() -> None:
    for seed in range(60):
        known, own, meetings = invented(seed)
        made = with_presenters(known, own, meetings)
        changed = absent(random.Random(seed), made, own)
        assert unfair(known, own, with_presenters(known, own, changed)) == [], seed


def test_no_more_meetings_change_than_where_everybody_is_chosen_anew() -> None:
    for seed in range(60):
        known, own, meetings = invented(seed)
        made = with_presenters(known, own, meetings)
        changed = absent(random.Random(seed), made, own)
        amended = with_presenters(known, own, changed)
        anew = with_presenters(known, own, [replace(m, presenters=()) for m in changed])
        differing = [sum(x != y for x, y in zip(found, changed, strict=True)) for found in (amended, anew)]
        assert differing[0] <= differing[1], seed


def test_presenters_at_meetings_that_are_past_stay_whoever_is_absent_later() -> None:
    for seed in range(30):
        known, own, meetings = invented(seed)
        made = with_presenters(known, own, meetings)
        held = random.Random(seed).randint(1, len(made))
        changed = absent(random.Random(seed), made, own, since=held)
        assert with_presenters(known, own, changed, held)[:held] == tuple(changed[:held]), seed


def present(*before: str, away: dict[int, str] | None = None, held: int = 0, wanted: int = 2) -> list[str]:
    """Who presents after these cannot come to some meetings, by number, where these presented ``before``."""
    size = max(int(name[1:]) for names in before for name in names.split())
    known = programme(leaders(size), meetings=len(before), presenters=wanted)
    plan = tiny_plan(known, size=size)
    meetings = [
        replace(m, presenters=tuple(names.split()), absent=tuple((away or {}).get(m.number, "").split()))
        for m, names in zip(plan.meetings, before, strict=True)
    ]
    return [" ".join(m.presenters) for m in with_presenters(known, plan.sets[0], meetings, held)]


@pytest.mark.parametrize(
    "before",
    [
        ("L01 L02 L03", "L04 L05", "L06 L07"),
        ("L01 L02", "L03 L04 L05", "L06 L07"),
        ("L01 L02", "L03 L04", "L05 L06 L07"),
    ],
)
def test_the_fuller_meeting_stays_the_fuller_one(before: tuple[str, ...]) -> None:
    assert present(*before) == list(before)


def test_of_several_fuller_meetings_all_stay() -> None:
    before = "L01 L02", "L03 L04 L05", "L06 L07 L08"
    assert present(*before) == list(before)


def test_the_fuller_meeting_is_another_where_too_few_can_come() -> None:
    found = present("L01 L02", "L03 L04", "L05 L06 L07", away={3: "L01 L02 L03 L04 L05"})
    assert found == ["L01 L02 L05", "L03 L04", "L06 L07"]


def test_who_can_come_to_the_next_meeting_alone_changes_places_there() -> None:
    found = present("L01 L02", "L07 L08", "L03 L04", "L05 L06", away={1: "L01", 3: "L01", 4: "L01"})
    assert found == ["L02 L07", "L01 L08", "L03 L04", "L05 L06"]


def test_who_changes_places_at_the_next_meeting_leaves_all_others_as_they_were() -> None:
    found = present("L01 L02", "L03 L04", "L01 L05", away={1: "L01"})
    assert found == ["L02 L03", "L01 L04", "L01 L05"]


def test_who_takes_over_a_turn_gives_up_their_own_to_whom_they_took_it_from() -> None:
    found = present("L01 L04", "L02 L03", "L05 L06", away={1: "L06", 2: "L04 L05 L06", 3: "L05"})
    assert found == ["L04 L05", "L02 L03", "L01 L06"]


def test_who_changes_places_after_meetings_that_are_past_leaves_all_others_as_they_were() -> None:
    away = {2: "L05", 3: "L01 L06", 4: "L03", 5: "L04 L06"}
    found = present("L01 L03", "L02 L04", "L05 L06", "L01 L04", "L02 L03", away=away, held=2)
    assert found == ["L01 L03", "L02 L04", "L04 L05", "L01 L06", "L02 L03"]


def test_who_can_come_to_the_last_meeting_alone_changes_places_there() -> None:
    found = present("L01 L02", "L03 L04", "L05 L06", "L07 L08", away={1: "L01", 2: "L01", 3: "L01"})
    assert found == ["L02 L07", "L03 L04", "L05 L06", "L01 L08"]


def test_who_can_come_to_the_first_meeting_alone_has_a_turn_there() -> None:
    found = present("L05 L06", "L03 L04", "L07 L08", "L01 L02", away={2: "L01", 3: "L01", 4: "L01"})
    assert found == ["L01 L06", "L04 L05", "L07 L08", "L02 L03"]


def test_nobody_changes_places_with_a_presenter_of_a_meeting_that_is_past() -> None:
    found = present("L01 L02", "L05 L06", "L03 L04", "L07 L08", away={2: "L05", 3: "L05"}, held=1)
    assert found == ["L01 L02", "L06 L07", "L03 L04", "L05 L08"]


def test_whoever_had_most_turns_gives_one_up_where_fewer_are_wanted() -> None:
    assert present("L01 L02 L03", "L01 L04", wanted=2) == ["L02 L03", "L01 L04"]


def test_a_first_turn_comes_before_a_second_of_somebody_else() -> None:
    found = present("L01 L02", "L01 L03", "L04 L02", wanted=2)
    assert set(" ".join(found[:2]).split()) == {"L01", "L02", "L03", "L04"}
