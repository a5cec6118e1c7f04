from programme.checker import breaches
from tests import plans


def test_the_plan_made_by_hand_keeps_every_rule() -> None:
    assert breaches(plans.programme(), plans.plan()) == ()


def test_it_still_does_when_somebody_waits() -> None:
    programme = plans.programme(waiting=2)
    assert breaches(programme, plans.plan(programme)) == ()
