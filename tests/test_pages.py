"""Pages that are written from the program say what it says now."""

from __future__ import annotations

from programme.rules import RULES
from tests import rulebook


def test_the_rules_on_the_page_are_those_of_the_program() -> None:
    assert rulebook.page() == rulebook.PAGE.read_text("utf-8"), "write it anew: make pages"


def test_every_rule_stands_on_the_page_once() -> None:
    page = rulebook.page()
    assert [rule.name for rule in RULES if page.count(f"| **{rule.name}** |") != 1] == []
