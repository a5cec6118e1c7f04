"""The usual weekly half-day of a set is one that everybody concerned can do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import lru_cache

from programme.holidays import Flags, weekly
from programme.plans import LearningSet
from programme.records import Programme
from programme.rules.base import SetRule, places


class SlotRule(SetRule):
    """``free(programme)``: who can do which slot, shape (people or venues, 10)."""

    @staticmethod
    @abstractmethod
    def free(programme: Programme) -> Flags:
        """Who can do which slot."""


class MemberSlot(SlotRule):
    name = "members' slot"
    sentence = "Every member can do the set's usual slot (cannot_attend)."
    reason = "Someone who never can on Thursdays would miss every meeting."

    @staticmethod
    @lru_cache(maxsize=4)
    def free(programme: Programme) -> Flags:
        return ~weekly([leader.cannot_attend for leader in programme.leaders])

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        for at in places(programme, learning_set):
            if not self.free(programme)[at, learning_set.slot]:
                yield f"{programme.leaders[at].name} cannot attend on {learning_set.slot.label}"


class FacilitatorSlot(SlotRule):
    name = "facilitator's slot"
    sentence = "The facilitator can do the set's usual slot (cannot_attend)."
    reason = "The facilitator leads every meeting."

    @staticmethod
    @lru_cache(maxsize=4)
    def free(programme: Programme) -> Flags:
        return ~weekly([facilitator.cannot_attend for facilitator in programme.facilitators])

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        if learning_set.facilitator_id:
            at = programme.facilitator_at[learning_set.facilitator_id]
            if not self.free(programme)[at, learning_set.slot]:
                yield f"{programme.facilitators[at].name} cannot facilitate on {learning_set.slot.label}"


class VenueSlot(SlotRule):
    name = "venue's slot"
    sentence = "The home venue can host the set's usual slot (cannot_host)."
    reason = "A home venue that is shut on the usual day is no home."

    @staticmethod
    @lru_cache(maxsize=4)
    def free(programme: Programme) -> Flags:
        return ~weekly([venue.cannot_host for venue in programme.venues])

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        if learning_set.venue_id:
            at = programme.venue_at[learning_set.venue_id]
            if not self.free(programme)[at, learning_set.slot]:
                yield f"{programme.venues[at].name} cannot host on {learning_set.slot.label}"
