"""The plain CP-SAT model of the whole matching: who goes where and when, led by whom, in one model.

It knows every rule on sets. A half-day at a venue holds one set of a level; where there are many
venues, each leader goes to one of their nearest and each set is led by one of the nearest.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

from ortools.sat.python import cp_model

from benchmarks.rivals.asked import Asked, Sets, answer

WORKERS = 8
VENUES, FACILITATORS = 20, 15
"""The most that each leader and each venue chooses among."""

Place = tuple[int, int, int]
"""A level, a venue and a half-day."""


def form(asked: Asked) -> Sets:
    """The sets of all levels."""
    model = cp_model.CpModel()
    seats = _seats(asked, model)
    held = {place: model.new_bool_var("") for place in seats}
    for place, people in seats.items():
        model.add(sum(people.values()) >= asked.fewest * held[place])
        model.add(sum(people.values()) <= asked.seats[place[1]] * held[place])
        for group in asked.apart:
            if len(together := [people[at] for at in group if at in people]) > 1:
                model.add(sum(together) <= held[place])
    journeys = _led(asked, model, held)
    for own in _by_leader(asked, seats).values():
        model.add_at_most_one(var for var, _ in own)
    saved = [(var, saves) for own in _by_leader(asked, seats).values() for var, saves in own]
    model.minimize(sum(var * cost for var, cost in journeys) - sum(var * saves for var, saves in saved))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = asked.seed
    solver.parameters.max_time_in_seconds = asked.seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    taken = [[at for at, var in people.items() if solver.boolean_value(var)] for people in seats.values()]
    return [members for members in taken if members]


def _seats(asked: Asked, model: cp_model.CpModel) -> dict[Place, dict[int, cp_model.IntVar]]:
    """By place, who may sit there."""
    found = defaultdict[Place, dict[int, cp_model.IntVar]](dict)
    for people in asked.levels():
        for at in people:
            open_to = [v for v, cost in enumerate(asked.cost[at]) if cost < math.inf and asked.seats[v]]
            near = sorted(open_to, key=lambda v: asked.cost[at][v])[:VENUES]
            for venue, slot in itertools.product(near, range(10)):
                if asked.free[at][slot] and asked.venue_free[venue][slot]:
                    found[asked.level[at], venue, slot][at] = model.new_bool_var("")
    return {place: people for place, people in found.items() if len(people) >= asked.fewest}


def _by_leader(
    asked: Asked, seats: dict[Place, dict[int, cp_model.IntVar]]
) -> dict[int, list[tuple[cp_model.IntVar, int]]]:
    """Each leader's seats, with what they save against being unplaced."""
    found = defaultdict[int, list[tuple[cp_model.IntVar, int]]](list)
    for (_, venue, _), people in seats.items():
        for at, var in people.items():
            found[at].append((var, round(asked.unplaced - asked.cost[at][venue])))
    return found


def _led(
    asked: Asked, model: cp_model.CpModel, held: dict[Place, cp_model.IntVar]
) -> list[tuple[cp_model.IntVar, int]]:
    """One facilitator for each set that is held, with what the journeys cost."""
    leads, journeys = defaultdict[int, list[cp_model.IntVar]](list), []
    for (level, venue, slot), var in held.items():
        able = [f for f, own in enumerate(asked.lead_free) if own[slot] and asked.takes[f][level]]
        near = sorted(able, key=lambda f: asked.lead_cost[f][venue])[:FACILITATORS]
        who = {f: model.new_bool_var("") for f in near}
        if asked.max_sets:
            model.add(sum(who.values()) == var)
        for f, one in who.items():
            leads[f].append(one)
            journeys.append((one, round(asked.lead_cost[f][venue])))
    for f, own in leads.items():
        model.add(sum(own) <= asked.max_sets[f])
    return journeys


if __name__ == "__main__":
    answer(form)
